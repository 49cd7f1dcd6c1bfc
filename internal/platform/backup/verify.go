package backup

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"sampan/internal/fault"
)

// Verify checks a backup without restoring it: every byte, every row's form, every file's hash, and that the leaves of
// the log give the root that the manifest tells.
func Verify(ctx context.Context, path string) (m Manifest, err error) {
	defer fault.In(&err, "backup.Verify")
	f, size, err := open(path)
	if err != nil {
		return Manifest{}, err
	}
	defer f.Close()
	if m, err = read(f, size, visitor{part: stopped(ctx)}); err != nil {
		return Manifest{}, explained(err)
	}
	return m, explained(checkRows(ctx, f, size, m))
}

func open(path string) (*os.File, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fault.Wrap(fault.NotFound, err, "backup.unreadable", "file", path, "reason", reason(err))
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a plain file")
	}
	if err != nil {
		_ = f.Close()
		return nil, 0, fault.Wrap(fault.NotFound, err, "backup.unreadable", "file", path, "reason", reason(err))
	}
	return f, info.Size(), nil
}

// explained gives the words to a file that does not end as a backup does.
func explained(err error) error {
	if errors.Is(err, errCut) {
		return fault.Wrap(fault.Invalid, err, "backup.cut")
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Text.Key == "backup.damaged" && f.Text.Args[1] == "" {
		return fault.Wrap(fault.Invalid, err, "backup.damaged_file")
	}
	return err
}

// stopped looks between parts whether the work is still wanted.
func stopped(ctx context.Context) func(string, io.Reader) error {
	return func(string, io.Reader) error { return ctx.Err() }
}

// checkRows reads every row and looks whether the log holds together.
func checkRows(ctx context.Context, file io.ReaderAt, size int64, m Manifest) error {
	log := newLogCheck()
	_, err := read(file, size, visitor{part: func(name string, r io.Reader) error {
		t, ok := m.table(name)
		if !ok {
			return damaged("tables/"+name, errors.New("the manifest does not tell of the table"))
		}
		watch := log.watch(t.Name, t.Columns)
		err := eachRow(r, t, watch)
		return errors.Join(err, ctx.Err())
	}})
	if err == nil {
		err = log.holds(m.Log)
	}
	return logFault(err)
}

// eachRow hands out the rows of a part.
func eachRow(r io.Reader, t Table, do func(values []any) error) error {
	lines := bufio.NewReaderSize(r, 64<<10)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		values, err := parseRow(line, t.Columns)
		if err != nil {
			return damaged("tables/"+t.Name, err)
		}
		if err := do(values); err != nil {
			return err
		}
	}
}
