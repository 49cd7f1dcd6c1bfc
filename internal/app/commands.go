package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/backup"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/ledger"
	"sampan/locale"
)

// with opens an installation for one command and closes it after.
func with(ctx context.Context, p Place, o Outside, do func(a *App) error) (err error) {
	a, err := Open(ctx, p, Serving{}, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return do(a)
}

// words are the English ones, for commands that open no installation.
func words() (*i18n.Locale, error) {
	c, err := i18n.Load(locale.Files)
	if err != nil {
		return nil, err
	}
	return c.Locale("en"), nil
}

// Check is what `sampan verify` was asked.
type Check struct {
	Target string // an address, a folder, or "" for this installation
	Since  string
	Key    string
	Save   string
	Copy   string
}

// Verify checks a log and tells what was found; anything wrong is an error.
func Verify(ctx context.Context, p Place, c Check, o Outside) error {
	l, err := words()
	if err != nil {
		return err
	}
	own := func(ctx context.Context, dir string) (ledger.Source, func() error, error) {
		if dir != "" {
			p = Place{Data: dir}
		}
		a, err := Open(ctx, p, Serving{}, o)
		if err != nil {
			return nil, nil, err
		}
		return ledger.Database{Log: a.Log, DB: a.DB}, a.Close, nil
	}
	return ledger.VerifyCommand(ctx, ledger.VerifyArgs{
		Target: c.Target, Since: c.Since, Key: c.Key, Save: c.Save, Copy: c.Copy, Words: l, Own: own,
	}, o.Out)
}

// ImportPlan makes a file the working draft of a plan, or with dry tells what would change.
func ImportPlan(ctx context.Context, p Place, slug, file string, dry bool, o Outside) error {
	return with(ctx, p, o, func(a *App) error {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		d, err := a.Plans.ImportFile(ctx, kernel.System, slug, f, dry)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(o.Out, "Added %d, changed %d, moved %d, removed %d, as before %d; indicators changed: %d.\n",
			d.Added, d.Changed, d.Moved, d.Removed, d.Same, d.Indicators)
		return err
	})
}

// PlanFile is what `sampan export plan` was asked.
type PlanFile struct{ Plan, Draft, Format, Out string }

// ExportPlan writes a plan to a file or to the output. A file appears whole or not at all.
func ExportPlan(ctx context.Context, p Place, e PlanFile, o Outside) error {
	return with(ctx, p, o, func(a *App) error {
		write := func(w io.Writer) error {
			return a.Plans.ExportFile(ctx, kernel.System, e.Plan, e.Draft, e.Format, a.english(), w)
		}
		if e.Out == "" {
			return write(o.Out)
		}
		return writeFile(e.Out, write)
	})
}

func writeFile(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(dirOf(name), ".sampan-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func dirOf(name string) string {
	if i := strings.LastIndexByte(name, os.PathSeparator); i >= 0 {
		return name[:i+1]
	}
	return "."
}

// Backup writes an archive of the whole installation, which may be serving meanwhile. It migrates nothing, so that a new
// version of the program can write the backup before it upgrades the database.
func Backup(ctx context.Context, p Place, file string, o Outside) (err error) {
	l, err := words()
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, p.address())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	blobs, err := blob.Open(p.dir().Blobs())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, blobs.Close()) }()
	m, err := backup.File(ctx, backup.Source{DB: d, Dir: p.dir(), Blobs: blobs, Version: Version}, file)
	if err != nil {
		return err
	}
	return backup.Tell(o.Out, l, backup.Written, file, m)
}

// VerifyBackup checks an archive from end to end.
func VerifyBackup(ctx context.Context, file string, o Outside) error {
	l, err := words()
	if err != nil {
		return err
	}
	m, err := backup.Verify(ctx, file)
	if err != nil {
		return err
	}
	return backup.Tell(o.Out, l, backup.Verified, file, m)
}

// Restore makes an installation out of an archive, in a place that holds none.
func Restore(ctx context.Context, p Place, file string, o Outside) error {
	l, err := words()
	if err != nil {
		return err
	}
	m, err := backup.Restore(ctx, file, backup.Target{Dir: p.dir(), Database: p.Database})
	if err != nil {
		return err
	}
	return backup.Tell(o.Out, l, backup.Restored, p.Data, m)
}

// RotateLogKey makes a new key for the log that signs beside the ones there are, or with retire leaves only the newest.
// A running program takes it up at its next start.
func RotateLogKey(p Place, retire bool, o Outside) error {
	do, said := ledger.RotateKey, "A new key signs the log from the next start on, beside the old. Send its verifier key to all delegations before you retire the old."
	if retire {
		do, said = ledger.RetireKeys, "Only the newest key signs the log from the next start on."
	}
	if err := do(p.dir().Keys()); err != nil {
		return err
	}
	_, err := fmt.Fprintln(o.Out, said)
	return err
}
