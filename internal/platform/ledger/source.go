package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// Source is where Verify reads a log from.
type Source interface {
	// Get reads what the log has at a path: "checkpoint", "key", "tile/…". What is not there is fs.ErrNotExist.
	Get(ctx context.Context, path string) ([]byte, error)
	// Opening gives what the leaf at the index commits to; ErrClosed when the source does not give it out.
	Opening(ctx context.Context, index int64, leaf []byte) (Opening, error)
}

// ErrClosed is for leaves whose content the source does not give out: it is confidential, or the source is a bare copy
// of a log.
var ErrClosed = errors.New("ledger: the content is not given out")

// The ways in which a database can disagree with its own log.
var (
	errNoAct     = errors.New("ledger: there is no act for the leaf")
	errActDiffer = errors.New("ledger: the act is not what its leaf says")
)

// maxFile bounds what is read from elsewhere: a bundle of the longest leaves is below 17 MB.
const maxFile = 20 << 20

// Web reads a log at an address. Its pages may move to an address with a language, where the openings are then read.
type Web struct {
	base   string
	client *http.Client
	pages  atomic.Pointer[string] // address before "/entries/…" once it is known
}

// pageOfLog is an address of a log's page that was copied from a browser.
var pageOfLog = regexp.MustCompile(`^/[a-z]{2}(/log)?$`)

// NewWeb reads the log at an address, which is that of its page, of the site, or any that ends in /log.
func NewWeb(address string, client *http.Client) (*Web, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fault.New(fault.Invalid, "ledger.verify.address")
	}
	path := strings.TrimRight(u.Path, "/")
	if path == "" || pageOfLog.MatchString(path) {
		path = "/log"
	}
	if client == nil {
		client = &http.Client{Timeout: time.Minute}
	}
	w := &Web{base: (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}).String(), client: client}
	w.pages.Store(&w.base)
	return w, nil
}

// Get implements Source.
func (w *Web) Get(ctx context.Context, path string) ([]byte, error) {
	raw, _, err := w.get(ctx, w.base+"/"+path)
	return raw, err
}

// Opening implements Source.
func (w *Web) Opening(ctx context.Context, index int64, _ []byte) (Opening, error) {
	place := "/entries/" + strconv.FormatInt(index, 10) + ".json"
	raw, at, err := w.get(ctx, *w.pages.Load()+place)
	if errors.Is(err, fs.ErrNotExist) {
		return Opening{}, ErrClosed
	}
	if err != nil {
		return Opening{}, err
	}
	if moved, ok := strings.CutSuffix(at, place); ok {
		w.pages.Store(&moved)
	}
	return openingIn(raw)
}

func (w *Web) get(ctx context.Context, address string) (raw []byte, at string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, "", err
	}
	res, err := w.client.Do(req)
	if err != nil {
		return nil, "", fault.Wrap(fault.Unavailable, err, "ledger.verify.unreachable")
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return nil, "", fs.ErrNotExist
	case res.StatusCode != http.StatusOK:
		return nil, "", fault.Wrap(fault.Unavailable, fmt.Errorf("status %d", res.StatusCode), "ledger.verify.unreachable")
	}
	raw, err = readAll(res.Body)
	return raw, res.Request.URL.String(), err
}

func readAll(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(raw) > maxFile {
		return nil, fault.New(fault.TooLarge, "ledger.verify.too_large")
	}
	return raw, err
}

func openingIn(raw []byte) (Opening, error) {
	var e Entry
	if err := json.Unmarshal(raw, &e); err != nil || e.Opening == nil {
		return Opening{}, ErrClosed
	}
	return *e.Opening, nil
}

// Folder reads a log from files that lie as a tiled log has them.
type Folder struct {
	Dir        string
	Checkpoint string // name of the checkpoint's file; "" for "checkpoint", or the highest "checkpoint.N"
}

// Get implements Source.
func (f Folder) Get(_ context.Context, path string) ([]byte, error) {
	root, err := os.OpenRoot(f.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	switch path {
	case "checkpoint":
		path = f.checkpoint()
	case "key":
		if _, err := root.Stat("key"); err != nil {
			return os.ReadFile(filepath.Join(filepath.Dir(filepath.Clean(f.Dir)), "log.pub"))
		}
	}
	file, err := root.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAll(file)
}

func (f Folder) checkpoint() string {
	if f.Checkpoint != "" {
		return f.Checkpoint
	}
	names, _ := filepath.Glob(filepath.Join(f.Dir, "checkpoint.*")) // the pattern is well-formed
	best, highest := "checkpoint", int64(-1)
	if _, err := os.Stat(filepath.Join(f.Dir, best)); err == nil {
		return best
	}
	for _, name := range names {
		if n, err := decimal(strings.TrimPrefix(filepath.Ext(name), ".")); err == nil && n > highest {
			best, highest = filepath.Base(name), n
		}
	}
	return best
}

// Opening implements Source.
func (f Folder) Opening(ctx context.Context, index int64, _ []byte) (Opening, error) {
	raw, err := f.Get(ctx, "entries/"+strconv.FormatInt(index, 10)+".json")
	if err != nil {
		return Opening{}, ErrClosed
	}
	return openingIn(raw)
}

// Database reads the installation's own log and holds every act, confidential ones too, against its leaf.
type Database struct {
	Log *Log
	DB  *db.DB
}

// Get implements Source.
func (d Database) Get(ctx context.Context, path string) (raw []byte, err error) {
	err = d.DB.Read(ctx, func(q db.Queryer) error {
		raw, err = d.Log.File(ctx, q, path)
		return err
	})
	return raw, err
}

// Opening implements Source.
func (d Database) Opening(ctx context.Context, index int64, leaf []byte) (Opening, error) {
	var s act.Stored
	var ok bool
	err := d.DB.Read(ctx, func(q db.Queryer) (err error) {
		s, ok, err = actAt(ctx, q, kernel.System, index)
		return err
	})
	if err != nil {
		return Opening{}, err
	}
	if !ok {
		return Opening{}, errNoAct
	}
	if want, err := act.LeafOf(s).Bytes(); err != nil || !bytes.Equal(want, leaf) {
		return Opening{}, errActDiffer
	}
	return Opening{Payload: string(s.Payload), Salt: s.Salt}, nil
}

// Acts counts the acts on record, for holding them against the number of leaves.
func (d Database) Acts(ctx context.Context) (n int64, err error) {
	err = d.DB.Read(ctx, func(q db.Queryer) error {
		return q.QueryRowContext(ctx, "SELECT COUNT(*) FROM act").Scan(&n)
	})
	return n, err
}

// File is what the log serves to machines at a path below its address; fs.ErrNotExist when there is nothing.
func (l *Log) File(ctx context.Context, q db.Queryer, path string) ([]byte, error) {
	switch path {
	case "checkpoint":
		return l.Checkpoint(ctx, q)
	case "key":
		return []byte(strings.Join(l.public, "\n") + "\n"), nil
	}
	t, err := ParseTile(path)
	if err != nil {
		return nil, fs.ErrNotExist
	}
	return l.Tile(ctx, q, t)
}
