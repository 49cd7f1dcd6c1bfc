package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// Records is what `sampan export` was asked of the records.
type Records struct {
	Audience string // public, members or all: who may read what is written
	Out      string // the folder or file to write, "-" for the output
}

// direct reads from the database itself: what it gives is the caller's to change.
type direct struct{ db.Queryer }

// records puts together what is on record, for an audience. It tells what the records name and the pack does not hold.
func (a *App) records(ctx context.Context, q db.Queryer, audience string) (*pack.Pack, []pack.Dropped, error) {
	keep := func(of kernel.Audience) bool {
		return audience == "all" || of == kernel.Public || audience == "members" && of == kernel.Members
	}
	p, own := &pack.Pack{}, direct{q}
	if err := a.Governance.ExportPack(ctx, own, p); err != nil {
		return nil, nil, err
	}
	for _, export := range []func(context.Context, db.Queryer, *pack.Pack, func(kernel.Audience) bool) error{
		a.Meetings.ExportPack, a.Instruments.ExportPack, a.Plans.ExportPack,
	} {
		if err := export(ctx, own, p, keep); err != nil {
			return nil, nil, err
		}
	}
	dropped := p.Tidy()
	return p, dropped, nil
}

// ExportProcess writes everything that is on record as a process pack, which appears whole or not at all. Then it reads the
// pack again: what `sampan init` would refuse is told.
func ExportProcess(ctx context.Context, place Place, r Records, o Outside) error {
	return with(ctx, place, o, func(a *App) (err error) {
		if err := empty(r.Out); err != nil {
			return err
		}
		temp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(r.Out)), ".sampan-*")
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, "app.export.folder", "name", r.Out)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
		var p *pack.Pack
		var dropped []pack.Dropped
		err = a.DB.Read(ctx, func(q db.Queryer) error {
			if p, dropped, err = a.records(ctx, q, r.Audience); err != nil {
				return err
			}
			return a.writePack(ctx, q, temp, p)
		})
		if err != nil {
			return err
		}
		if err := os.Rename(temp, filepath.Clean(r.Out)); err != nil {
			return fault.Wrap(fault.Unavailable, err, "app.export.folder", "name", r.Out)
		}
		a.tellExport(ctx, r, p, dropped)
		return sound(r.Out)
	})
}

// empty refuses a folder that holds something, and a file.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) == 0 || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return fault.Wrap(fault.Invalid, err, "app.export.there", "name", dir)
}

// writePack writes the files of a pack, and the texts of its instruments, into a folder.
func (a *App) writePack(ctx context.Context, q db.Queryer, dir string, p *pack.Pack) error {
	for name, data := range p.Write() {
		err := put(filepath.Join(dir, filepath.FromSlash(name)), func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, f := range p.Files {
		info, err := a.Blobs.Find(ctx, q, f.SHA256)
		if err != nil {
			return err
		}
		err = put(filepath.Join(dir, "files", f.Name), func(w io.Writer) error {
			content, err := a.Blobs.Open(info)
			if err != nil {
				return err
			}
			_, err = io.Copy(w, content)
			return errors.Join(err, content.Close())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// put writes a file that is not there yet, for its owner alone: not all that is exported is for everyone.
func put(name string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Sync(), f.Close())
}

// sound reads a pack that was written. Records that the format cannot take are told by their place in it.
func sound(dir string) error {
	_, err := OpenPack(dir)
	if refused, ok := errors.AsType[*fault.Error](err); ok && refused.Kind == fault.Invalid {
		return &fault.Error{Kind: fault.Invalid, Text: fault.Message{Key: "app.export.unsound", Args: []any{"name", dir}}, Fields: refused.Fields}
	}
	return err
}

// tellExport tells what was written and what was left out.
func (a *App) tellExport(ctx context.Context, r Records, p *pack.Pack, dropped []pack.Dropped) {
	say := func(format string, args ...any) { fmt.Fprintf(a.outside.Out, format+"\n", args...) }
	say("Written to %s: members %d, bodies %d, meetings %d, instruments %d with %d texts, plans %d, sources %d.",
		r.Out, len(p.Members), len(p.Bodies), len(p.Meetings), len(p.Instruments), len(p.Files), len(p.Plans), len(p.Sources))
	if r.Audience == "all" && len(p.Audiences) > 0 {
		say("Some records are not for everyone; audiences.json lists them. Keep the folder as you keep the installation.")
	}
	for _, d := range dropped {
		say("Left out: %s named %q, which is not in the export.", d.Place, d.To)
	}
	for _, x := range p.Plans {
		read, err := a.Plans.Get(ctx, kernel.System, x.Slug)
		if err == nil && read.Working != nil {
			say("Left out: the working draft of %s. Write it with `sampan export plan %s --draft working`.", x.Slug, x.Slug)
		}
		if err == nil && len(read.Discarded) > 0 {
			say("Left out: the discarded drafts of %s.", x.Slug)
		}
	}
	say("The log of acts with earlier versions, the accounts and the keys are in no export; `sampan backup` keeps them.")
}

// views are the lists that an export of a part of the records holds, by the part.
var views = map[string][]string{
	"meetings":    {"meetings", "gaps"},
	"instruments": {"instruments"},
	"governance":  {"process", "members", "bodies", "seats", "secretariat", "chairs", "partners"},
}

// ExportView writes a part of the records as one file, which `sampan import records` takes back.
func ExportView(ctx context.Context, place Place, part string, r Records, o Outside) error {
	return with(ctx, place, o, func(a *App) error {
		var p *pack.Pack
		err := a.DB.Read(ctx, func(q db.Queryer) (err error) {
			p, _, err = a.records(ctx, q, r.Audience)
			return err
		})
		if err != nil {
			return err
		}
		data := p.One(views[part]...)
		write := func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		}
		if r.Out == "-" {
			return write(o.Out)
		}
		return writeFile(r.Out, write)
	})
}

// ImportRecords brings files in the form of a process pack into the installation: all of them or, when anything is wrong,
// nothing. With check it tells what it would do and does nothing.
func ImportRecords(ctx context.Context, place Place, path string, check bool, o Outside) error {
	return with(ctx, place, o, func(a *App) error {
		u, err := a.importRecords(ctx, path, check)
		if err != nil {
			return err
		}
		tellImport(o.Out, u, check)
		return nil
	})
}

// errChecked ends the transaction of a check, so that nothing of it stays.
var errChecked = errors.New("this was a check")

func (a *App) importRecords(ctx context.Context, path string, check bool) (u *pack.Update, err error) {
	call := act.Call{Actor: kernel.System, Action: processLoad, Resource: access.Kind("process")}
	_, err = act.Do(ctx, a.Walk, call, func(ctx context.Context, tx *act.Tx) (none struct{}, err error) {
		before, _, err := a.records(ctx, tx, "all")
		if err != nil {
			return none, err
		}
		if u, err = readUpdate(before, path); err != nil {
			return none, err
		}
		var told fault.List
		for _, bring := range []func(context.Context, *act.Tx, *pack.Update, *fault.List) error{
			a.Governance.ImportPack, a.Meetings.ImportPack, a.Instruments.ImportPack, a.Plans.ImportPack,
		} {
			if err := bring(ctx, tx, u, &told); err != nil {
				return none, err
			}
		}
		if err := told.Err(); err != nil {
			return none, err
		}
		if check || !slices.ContainsFunc(u.Items, func(i pack.Item) bool { return i.What != pack.Same }) {
			return none, errChecked
		}
		return none, nil
	})
	if errors.Is(err, errChecked) {
		err = nil
	}
	return u, err
}

// readUpdate reads a folder or a file over what is on record.
func readUpdate(before *pack.Pack, path string) (*pack.Update, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "app.import.none", "name", path)
	}
	if info.IsDir() {
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, fault.Wrap(fault.NotFound, err, "app.import.none", "name", path)
		}
		return before.Update(root.FS()) // texts are read from it until the end of the import
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(fault.Invalid, "app.import.none", "name", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "app.import.none", "name", path)
	}
	defer func() { _ = f.Close() }() // only read from
	return before.UpdateOne(filepath.Base(path), f)
}

// tellImport tells what became of each record, or would.
func tellImport(w io.Writer, u *pack.Update, check bool) {
	count := map[pack.What]int{}
	for _, i := range u.Items {
		count[i.What]++
		if i.What == pack.Same {
			continue
		}
		fmt.Fprintf(w, "%-8s %s %s\n", i.What, strings.ReplaceAll(i.Kind, "_", " "), i.Slug)
		for _, f := range i.Fields {
			fmt.Fprintf(w, "         %s: %s → %s\n", f.Path, shortened(f.Old), shortened(f.New))
		}
	}
	switch n := count[pack.Added] + count[pack.Changed]; {
	case n == 0:
		fmt.Fprintf(w, "Nothing to do: all %d records are on record as they stand in the files.\n", count[pack.Same])
	case check:
		fmt.Fprintf(w, "This was a check and nothing was changed. The import would add %d, change %d and leave %d as they are.\n",
			count[pack.Added], count[pack.Changed], count[pack.Same])
	default:
		fmt.Fprintf(w, "Added %d, changed %d, left %d as they are.\n", count[pack.Added], count[pack.Changed], count[pack.Same])
	}
}

// shownMost is how many characters of a text are shown where it changes.
const shownMost = 100

// shortened is a text on one line, cut where it is long.
func shortened(s string) string {
	if s == "" {
		return "(nothing)"
	}
	line := []rune(strings.ReplaceAll(s, "\n", " / "))
	if len(line) > shownMost {
		return string(line[:shownMost]) + "…"
	}
	return string(line)
}
