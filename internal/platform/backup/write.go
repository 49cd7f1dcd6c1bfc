package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/installation"
)

// Source is the installation that is copied.
type Source struct {
	DB      *db.DB
	Dir     installation.Directory
	Blobs   *blob.Store
	Version string // of the program
}

// Write copies the installation to w as it is at one instant, while others go on reading and writing. It refuses to
// copy a log or a file that is damaged already: what it writes can be restored.
func Write(ctx context.Context, s Source, w io.Writer) (m Manifest, err error) {
	defer fault.In(&err, "backup.Write")
	out := &guarded{w: w}
	err = s.DB.Read(ctx, func(q db.Queryer) error {
		m, err = write(ctx, s, q, out)
		return err
	})
	if out.err != nil {
		return Manifest{}, unwritten(out.err)
	}
	return m, err
}

// guarded remembers that it was the writing that failed.
type guarded struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (g *guarded) Write(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.w.Write(p)
	g.err = err
	return n, err
}

// writing is a backup under way.
type writing struct {
	Source

	archive *archive
}

func write(ctx context.Context, s Source, q db.Queryer, out io.Writer) (Manifest, error) {
	m, err := head(ctx, s, q)
	if err != nil {
		return Manifest{}, err
	}
	a, err := newArchive(out, m.CreatedAt)
	if err != nil {
		return Manifest{}, err
	}
	w := &writing{Source: s, archive: a}
	if err := w.tables(ctx, q, &m); err != nil {
		return Manifest{}, err
	}
	if m.Blobs, err = w.files(ctx, q); err != nil {
		return Manifest{}, err
	}
	if m.Keys, err = w.keys(); err != nil {
		return Manifest{}, err
	}
	raw, err := m.encode()
	if err != nil {
		return Manifest{}, err
	}
	if err := a.add(manifestName, int64(len(raw)), bytes.NewReader(raw)); err != nil {
		return Manifest{}, err
	}
	return m, a.close()
}

// head is what the manifest says before anything is written.
func head(ctx context.Context, s Source, q db.Queryer) (Manifest, error) {
	schema, err := schemaVersion(ctx, q, s.DB.Engine())
	if err != nil {
		return Manifest{}, err
	}
	if schema == 0 {
		return Manifest{}, fault.New(fault.NotFound, "backup.no_installation")
	}
	id, err := installation.Load(ctx, q)
	if errors.Is(err, installation.ErrNone) {
		return Manifest{}, fault.Wrap(fault.NotFound, err, "backup.no_installation")
	}
	return Manifest{
		Format: Format, Program: s.Version, Schema: schema, Engine: s.DB.Engine(), CreatedAt: kernel.SystemClock{}.Now(),
		PublicAddress: id.PublicAddress, NodeID: id.NodeID, LogOrigin: id.LogOrigin,
	}, err
}

// tables writes the tables, and meanwhile computes the root of the log from its leaves.
func (w *writing) tables(ctx context.Context, q db.Queryer, m *Manifest) error {
	all, err := catalogue(ctx, q, w.DB.Engine())
	if err != nil {
		return err
	}
	log := newLogCheck()
	for _, t := range all {
		told, err := w.dump(ctx, q, t, log.watch(t.name, t.columns))
		if err != nil {
			return logFault(err)
		}
		m.Tables = append(m.Tables, told)
	}
	if m.Log, err = log.end(); err != nil {
		return logFault(err)
	}
	return nil
}

// logFault gives the words to a log that does not hold together.
func logFault(err error) error {
	if errors.Is(err, errLog) {
		return fault.Wrap(fault.Invalid, err, "backup.log")
	}
	return err
}

func (w *writing) file(info blob.Info) error {
	f, err := w.Blobs.Open(info)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "backup.blob", "file", info.SHA256)
	}
	defer f.Close()
	sum := sha256.New()
	err = w.archive.add("blobs/"+info.SHA256, info.Size, io.TeeReader(io.LimitReader(f, info.Size+1), sum))
	if err == nil && hex.EncodeToString(sum.Sum(nil)) != info.SHA256 {
		err = errors.New("the bytes are not those that its name says")
	}
	if err != nil {
		return fault.Wrap(fault.Internal, err, "backup.blob", "file", info.SHA256)
	}
	return nil
}

// keys writes the files of the keys folder. An installation without keys is no whole installation.
func (w *writing) keys() ([]Key, error) {
	root, err := os.OpenRoot(w.Dir.Keys())
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "backup.no_keys", "folder", w.Dir.Keys())
	}
	defer root.Close()
	list, err := keyFiles(root)
	if err != nil || len(list) == 0 {
		return nil, fault.Wrap(fault.NotFound, err, "backup.no_keys", "folder", w.Dir.Keys())
	}
	var told []Key
	for _, name := range list {
		raw, err := root.ReadFile(name)
		if err == nil && (len(raw) > maxKey || !keyName.MatchString("keys/"+name)) {
			err = fmt.Errorf("%s is no key: it is too large, or not named as keys are", name)
		}
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(raw)
		told = append(told, Key{name, int64(len(raw)), hex.EncodeToString(sum[:])})
		if err := w.archive.add("keys/"+name, int64(len(raw)), bytes.NewReader(raw)); err != nil {
			return nil, err
		}
	}
	return told, nil
}

// keyFiles lists the plain files of the folder, and links to such within it, in order. A key that is just being
// exchanged lies beside its old one for a moment, as *.new.
func keyFiles(root *os.Root) ([]string, error) {
	var list []string
	err := fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir() || strings.HasSuffix(name, ".new"):
			return nil
		}
		info, err := root.Stat(name)
		if err == nil && info.Mode().IsRegular() {
			list = append(list, name)
		}
		return err
	})
	slices.Sort(list)
	return list, err
}
