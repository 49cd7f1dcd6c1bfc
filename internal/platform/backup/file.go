package backup

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// Partial is what the name of a backup ends in while it is being written. Such a file is no backup.
const Partial = ".partial"

// File writes a backup to a file that is not there yet. The file has its name only when it is whole and on the disk;
// until then it is called FILE.partial, and after a failure nothing is left.
func File(ctx context.Context, s Source, path string) (m Manifest, err error) {
	defer fault.In(&err, "backup.File")
	if err := absent(path, "backup.exists"); err != nil {
		return Manifest{}, err
	}
	if err := room(ctx, s.DB, filepath.Dir(path)); err != nil {
		return Manifest{}, err
	}
	f, err := os.OpenFile(path+Partial, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Manifest{}, fault.Wrap(fault.Conflict, err, "backup.partial_exists", "file", path+Partial)
	}
	if err != nil {
		return Manifest{}, unwritten(err)
	}
	if m, err = into(ctx, s, f, path); err != nil {
		_ = os.Remove(path + Partial)
		return Manifest{}, err
	}
	return m, s.remember(ctx, m)
}

// into writes the backup to the open file, closes it and gives it its name.
func into(ctx context.Context, s Source, f *os.File, path string) (Manifest, error) {
	buffered := bufio.NewWriterSize(f, 1<<20)
	m, err := Write(ctx, s, buffered)
	if err != nil {
		return Manifest{}, errors.Join(err, f.Close())
	}
	if err := errors.Join(buffered.Flush(), f.Sync(), f.Close()); err != nil {
		return Manifest{}, unwritten(err)
	}
	if err := absent(path, "backup.exists"); err != nil {
		return Manifest{}, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return Manifest{}, unwritten(err)
	}
	return m, syncFolder(filepath.Dir(path))
}

// remember leaves word in the installation that it has been backed up, for doctor and for the trail.
func (s Source) remember(ctx context.Context, m Manifest) error {
	if err := mark(s.Dir, m); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(q db.Queryer) error {
		return audit.Note(ctx, q, kernel.System.ID, "backup.written", m.NodeID, "")
	})
}

func absent(path, key string) error {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritten(err)
	}
	return fault.New(fault.Conflict, key, "file", path)
}

// room refuses a disk that cannot even take the files on record, which hardly shrink.
func room(ctx context.Context, d *db.DB, folder string) error {
	need, err := size(ctx, d)
	if err != nil {
		return err
	}
	if free, known := Free(folder); known && free < need {
		return fault.New(fault.Unavailable, "backup.no_room", "folder", folder, "need", megabytes(need), "free", megabytes(free))
	}
	return nil
}

// megabytes rounds up.
func megabytes(n int64) int64 { return (n + 999_999) / 1_000_000 }

// unwritten is the fault of a file that could not be written.
func unwritten(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(fault.Unavailable, err, "backup.full")
	}
	return fault.Wrap(fault.Unavailable, err, "backup.unwritten", "reason", reason(err))
}

// reason is what the system says, without the names of files.
func reason(err error) string {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number.Error()
	}
	return err.Error()
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
