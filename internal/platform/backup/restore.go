package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/installation"
)

// Target is where a backup is restored: an empty data directory, or one that is not there yet, and an empty database.
type Target struct {
	Dir      installation.Directory
	Database string // a PostgreSQL address; "" for SQLite in the data directory
}

// staging is the folder of the data directory in which an installation is put together before anyone sees it.
const staging = ".restoring"

// Restore makes an installation out of a backup. The whole backup is checked before anything is made, and the whole
// installation before it is in its place; on failure what was made is taken away again.
func Restore(ctx context.Context, file string, t Target) (m Manifest, err error) {
	defer fault.In(&err, "backup.Restore")
	f, size, err := open(file)
	if err != nil {
		return Manifest{}, err
	}
	defer f.Close()
	if err := t.free(ctx); err != nil {
		return Manifest{}, err
	}
	if m, err = read(f, size, visitor{part: stopped(ctx)}); err != nil {
		return Manifest{}, explained(err)
	}
	release, err := t.take(m)
	if err != nil {
		return Manifest{}, err
	}
	r := &restoring{target: t, manifest: m, file: f, size: size}
	if err = r.run(ctx); err != nil {
		err = errors.Join(explained(err), r.undo(context.WithoutCancel(ctx)))
	}
	return m, errors.Join(err, release(err == nil))
}

// free refuses a target that holds anything, in words, before the long work begins.
func (t Target) free(ctx context.Context) error {
	if err := t.emptyFolder(); err != nil || t.Database == "" {
		return err
	}
	d, err := db.Open(ctx, t.Database)
	if err != nil {
		return err
	}
	return errors.Join(empty(ctx, d), d.Close())
}

// emptyFolder takes no offence at what an earlier, broken restore has left, or a file system puts there by itself.
func (t Target) emptyFolder() error {
	entries, err := os.ReadDir(string(t.Dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritten(err)
	}
	for _, e := range entries {
		if name := e.Name(); name != staging && name != "lock" && name != "lost+found" {
			return fault.New(fault.Conflict, "backup.target_folder", "folder", string(t.Dir))
		}
	}
	return nil
}

// take makes the folder where it is missing and holds it; release lets go, and after a failure leaves it as it was.
func (t Target) take(m Manifest) (release func(done bool) error, err error) {
	_, missing := os.Stat(string(t.Dir))
	if err := os.MkdirAll(string(t.Dir), 0o700); err != nil {
		return nil, unwritten(err)
	}
	letGo, err := t.Dir.Hold()
	if err != nil {
		return nil, fault.Wrap(fault.Conflict, err, "backup.target_held", "folder", string(t.Dir))
	}
	release = func(done bool) error {
		err := letGo()
		if !done {
			_ = os.Remove(filepath.Join(string(t.Dir), "lock"))
		}
		if !done && missing != nil {
			_ = os.Remove(string(t.Dir)) // only when nothing is in it
		}
		return err
	}
	// Reading the backup took its time; somebody else may have come first.
	if err := t.emptyFolder(); err != nil {
		return nil, errors.Join(err, letGo())
	}
	need := m.Blobs.Bytes
	for _, table := range m.Tables {
		need += table.Bytes
	}
	if free, known := Free(string(t.Dir)); known && free < need {
		err = fault.New(fault.Unavailable, "backup.no_room", "folder", string(t.Dir), "need", megabytes(need), "free", megabytes(free))
		return nil, errors.Join(err, release(false))
	}
	return release, nil
}

// restoring is a restore under way.
type restoring struct {
	target   Target
	manifest Manifest
	file     io.ReaderAt
	size     int64
	root     *os.Root // the staging folder
	filling  bool     // the database has been touched
}

func (r *restoring) stage() string { return filepath.Join(string(r.target.Dir), staging) }

func (r *restoring) run(ctx context.Context) (err error) {
	if err := os.RemoveAll(r.stage()); err != nil {
		return unwritten(err)
	}
	for _, folder := range []string{r.stage(), filepath.Join(r.stage(), "blobs"), filepath.Join(r.stage(), "keys")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return unwritten(err)
		}
	}
	if r.root, err = os.OpenRoot(r.stage()); err != nil {
		return unwritten(err)
	}
	if err := errors.Join(r.fill(ctx), r.root.Close()); err != nil {
		return err
	}
	return r.place()
}

// fill loads the database and unpacks the files, checks both, and brings the schema up to this program's.
func (r *restoring) fill(ctx context.Context) (err error) {
	address := r.target.Database
	if address == "" {
		address = filepath.Join(r.stage(), r.databaseName())
	}
	d, err := db.Open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	r.filling = true
	if err := d.MigrateTo(ctx, r.manifest.Schema); err != nil {
		return err
	}
	files, err := blob.Open(filepath.Join(r.stage(), "blobs"))
	if err != nil {
		return unwritten(err)
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	if err := d.Write(ctx, func(q db.Queryer) error { return r.load(ctx, q, d.Engine(), files) }); err != nil {
		return err
	}
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	return d.Write(ctx, func(q db.Queryer) error {
		return audit.Note(ctx, q, kernel.System.ID, "backup.restored", r.manifest.NodeID, "")
	})
}

func (r *restoring) databaseName() string { return filepath.Base(r.target.Dir.Database()) }

func (r *restoring) load(ctx context.Context, q db.Queryer, engine db.Engine, files *blob.Store) error {
	if err := sameSchema(ctx, q, engine, r.manifest); err != nil {
		return err
	}
	references, err := deferForeignKeys(ctx, q, engine)
	if err != nil {
		return err
	}
	if err := clearTables(ctx, q, r.manifest); err != nil {
		return err
	}
	_, err = read(r.file, r.size, visitor{
		part: func(name string, from io.Reader) error {
			t, ok := r.manifest.table(name)
			if !ok {
				return damaged("tables/"+name, errors.New("the manifest does not tell of the table"))
			}
			return load(ctx, q, t, from)
		},
		blob: func(sha string, from io.Reader) error { return errors.Join(ctx.Err(), r.unpack("blobs/"+sha, from)) },
		key:  func(name string, from io.Reader) error { return r.unpack("keys/"+name, from) },
	})
	if err != nil {
		return err
	}
	if err := references(); err != nil {
		return err
	}
	if err := checkLoaded(ctx, q, r.manifest, files); err != nil {
		return err
	}
	if _, ok := r.manifest.table("account_session"); ok {
		return endSessions(ctx, q)
	}
	return nil
}

// unpack writes a file below the staging folder, which os.Root does not let anyone leave, for the program's user alone.
func (r *restoring) unpack(name string, from io.Reader) error {
	if err := r.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return unwritten(err)
	}
	f, err := r.root.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritten(err)
	}
	out := &guarded{w: f}
	_, err = io.Copy(out, from)
	if out.err != nil {
		err = unwritten(out.err)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return unwritten(err)
	}
	return nil
}

// place moves what was put together to where it belongs, the database last.
func (r *restoring) place() error {
	for _, folder := range []string{"blobs", "keys"} {
		if err := syncFolder(filepath.Join(r.stage(), folder)); err != nil {
			return unwritten(err)
		}
	}
	for _, name := range r.made() {
		if err := os.Rename(filepath.Join(r.stage(), name), filepath.Join(string(r.target.Dir), name)); err != nil {
			return unwritten(err)
		}
	}
	if err := os.Remove(r.stage()); err != nil {
		return fmt.Errorf("the staging folder holds more than was put there: %w", err)
	}
	return syncFolder(string(r.target.Dir))
}

// made are the names in the data directory that a restore makes.
func (r *restoring) made() []string {
	if r.target.Database != "" {
		return []string{"blobs", "keys"}
	}
	return []string{"blobs", "keys", r.databaseName()}
}

// undo takes away what was made. The target was empty before.
func (r *restoring) undo(ctx context.Context) error {
	errs := []error{os.RemoveAll(r.stage())}
	for _, name := range r.made() {
		errs = append(errs, os.RemoveAll(filepath.Join(string(r.target.Dir), name)))
	}
	if r.target.Database == "" || !r.filling {
		return errors.Join(errs...)
	}
	d, err := db.Open(ctx, r.target.Database)
	if err == nil {
		err = errors.Join(drop(ctx, d), d.Close())
	}
	return errors.Join(append(errs, err)...)
}
