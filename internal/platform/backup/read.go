package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"reflect"
	"regexp"
	"strings"
)

// What a backup may hold at most, so that a file made with ill will costs no more than being refused.
const (
	maxPart     = 512 << 20 // of a table: one line may be as long
	maxManifest = 16 << 20
	maxKey      = 1 << 20
	maxKeys     = 1000
	maxTables   = 1000
	maxColumns  = 200
)

var (
	tableName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
	partName  = regexp.MustCompile(`^tables/([a-z][a-z0-9_]{0,62})/(\d{6})\.ndjson$`)
	blobName  = regexp.MustCompile(`^blobs/([0-9a-f]{64})$`)
	keyName   = regexp.MustCompile(`^keys/([A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,3})$`)
)

// visitor is who wants to see the parts; nil functions see nothing.
type visitor struct {
	part func(table string, r io.Reader) error
	blob func(sha string, r io.Reader) error
	key  func(name string, r io.Reader) error
}

// read goes through an archive once, checks everything that can be checked without a database, and gives its manifest.
// What the visitor was shown is sound only when read gives no error.
func read(file io.ReaderAt, size int64, v visitor) (Manifest, error) {
	c := &contents{visitor: v, blobs: sha256.New()}
	if err := scan(file, size, c.take); err != nil {
		return Manifest{}, err
	}
	if c.manifest == nil {
		return Manifest{}, damaged(manifestName, errors.New("there is no manifest"))
	}
	return *c.manifest, c.compare()
}

// contents is what an archive turned out to hold, in the words of a manifest.
type contents struct {
	visitor

	phase    int // 0 tables, 1 blobs, 2 keys, 3 the manifest was read
	found    Manifest
	lines    hash.Hash // of the table under way
	blobs    hash.Hash
	last     string // name of the part before
	manifest *Manifest
}

func (c *contents) take(e entry) error {
	switch {
	case c.phase == 3:
		return damaged(e.name, errors.New("there is something after the manifest"))
	case e.name == manifestName:
		return c.takeManifest(e)
	case e.name <= c.last && c.phase == phaseOf(e.name):
		return damaged(e.name, errors.New("the parts are not in their order"))
	case phaseOf(e.name) < c.phase:
		return damaged(e.name, errors.New("the part is not one of a backup, or stands in the wrong place"))
	}
	c.phase, c.last = phaseOf(e.name), e.name
	switch c.phase {
	case 0:
		return c.takePart(e)
	case 1:
		return c.takeBlob(e)
	}
	return c.takeKey(e)
}

// phaseOf says where a part stands, -1 for what is no part of a backup.
func phaseOf(name string) int {
	for phase, form := range []*regexp.Regexp{partName, blobName, keyName} {
		if form.MatchString(name) {
			return phase
		}
	}
	return -1
}

func (c *contents) takePart(e entry) error {
	m := partName.FindStringSubmatch(e.name)
	if e.size > maxPart {
		return damaged(e.name, errors.New("the part is too large"))
	}
	if n := len(c.found.Tables); n == 0 || c.found.Tables[n-1].Name != m[1] {
		c.endTable()
		if n == maxTables {
			return damaged(e.name, errors.New("there are too many tables"))
		}
		c.found.Tables = append(c.found.Tables, Table{Name: m[1]})
		c.lines = sha256.New()
	}
	t := &c.found.Tables[len(c.found.Tables)-1]
	t.Parts++
	if m[2] != fmt.Sprintf("%06d", t.Parts) {
		return damaged(e.name, errors.New("the part before is missing"))
	}
	n, err := through(e, io.MultiWriter(c.lines, lineCounter{&t.Rows}), func(r io.Reader) error {
		if c.part == nil {
			return nil
		}
		return c.part(m[1], r)
	})
	t.Bytes += n
	return err
}

func (c *contents) endTable() {
	if n := len(c.found.Tables); n > 0 && c.lines != nil {
		c.found.Tables[n-1].SHA256 = hex.EncodeToString(c.lines.Sum(nil))
	}
}

func (c *contents) takeBlob(e entry) error {
	sha := strings.TrimPrefix(e.name, "blobs/")
	sum := sha256.New()
	n, err := through(e, sum, func(r io.Reader) error {
		if c.blob == nil {
			return nil
		}
		return c.blob(sha, r)
	})
	if err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != sha {
		return damaged(e.name, errors.New("the file is not the one that its name says"))
	}
	c.found.Blobs.Count++
	c.found.Blobs.Bytes += n
	_, _ = io.WriteString(c.blobs, sha+"\n") // a hash takes everything
	return nil
}

func (c *contents) takeKey(e entry) error {
	name := strings.TrimPrefix(e.name, "keys/")
	if e.size > maxKey || len(c.found.Keys) == maxKeys {
		return damaged(e.name, errors.New("the key is too large, or there are too many"))
	}
	sum := sha256.New()
	n, err := through(e, sum, func(r io.Reader) error {
		if c.key == nil {
			return nil
		}
		return c.key(name, r)
	})
	c.found.Keys = append(c.found.Keys, Key{name, n, hex.EncodeToString(sum.Sum(nil))})
	return err
}

func (c *contents) takeManifest(e entry) error {
	c.phase = 3
	if e.size > maxManifest {
		return damaged(e.name, errors.New("the manifest is too large"))
	}
	raw, err := io.ReadAll(e)
	if err != nil {
		return err
	}
	m, err := parseManifest(raw)
	c.manifest = &m
	return err
}

// compare holds what was found against the manifest.
func (c *contents) compare() error {
	c.endTable()
	c.found.Blobs.SHA256 = hex.EncodeToString(c.blobs.Sum(nil))
	m := *c.manifest
	at := 0
	for _, t := range m.Tables {
		was := Table{Name: t.Name, SHA256: hashOfNothing}
		if at < len(c.found.Tables) && c.found.Tables[at].Name == t.Name {
			was = c.found.Tables[at]
			at++
		}
		was.Columns = t.Columns
		if !reflect.DeepEqual(was, t) {
			return damaged("tables/"+t.Name, errors.New("the rows are not those that the manifest tells of"))
		}
	}
	switch {
	case at != len(c.found.Tables):
		return damaged("tables/"+c.found.Tables[at].Name, errors.New("the manifest does not tell of the table"))
	case c.found.Blobs != m.Blobs:
		return damaged("blobs", errors.New("the files are not those that the manifest tells of"))
	case len(c.found.Keys) != len(m.Keys) || len(m.Keys) > 0 && !reflect.DeepEqual(c.found.Keys, m.Keys):
		return damaged("keys", errors.New("the keys are not those that the manifest tells of"))
	}
	return nil
}

var hashOfNothing = hex.EncodeToString(sha256.New().Sum(nil))

// through hands a part to its taker and to w, whatever of it the taker reads, and gives its length.
func through(e entry, w io.Writer, taker func(r io.Reader) error) (int64, error) {
	count := &counter{w: w}
	tee := io.TeeReader(e, count)
	if err := taker(tee); err != nil {
		return count.n, err
	}
	_, err := io.Copy(io.Discard, tee)
	return count.n, err
}

// counter counts the bytes that go through it.
type counter struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// lineCounter counts line ends.
type lineCounter struct{ n *int64 }

// Write implements io.Writer.
func (l lineCounter) Write(p []byte) (int, error) {
	*l.n += int64(bytes.Count(p, []byte("\n")))
	return len(p), nil
}
