package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/account"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/installation"
	"sampan/internal/platform/ledger"
	"sampan/internal/platform/pack"
	"sampan/internal/process/plan"
	"sampan/packs"
)

// processLoad is the action of loading a pack; only the program itself may do it.
const processLoad access.Action = "process:load"

// ErrThere is for a place that holds an installation already.
var ErrThere = errors.New("there is an installation here already; `sampan serve` starts it")

// Init makes a new installation: keys, identity, and the process loaded from its pack, in one transaction. A faulty
// pack changes nothing, and every fault of it is told at once. With demo there is one account a role besides.
func Init(ctx context.Context, p Place, f Founding, demo bool, o Outside) (err error) {
	id, process, err := f.decide(demo)
	if err != nil {
		return err
	}
	if err := p.dir().Make(); err != nil {
		return err
	}
	release, err := p.dir().Hold()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	return initHeld(ctx, p, id, process, o)
}

// decide reads the pack and fixes who the installation is, before anything is made.
func (f Founding) decide(demo bool) (id installation.Identity, process *pack.Pack, err error) {
	if process, err = OpenPack(f.Process); err != nil {
		return id, nil, err
	}
	if f.PublicAddress == "" {
		return id, nil, fault.New(fault.Invalid, "app.no_address")
	}
	id, err = installation.New(installation.Options{
		PublicAddress: f.PublicAddress, LogOrigin: f.LogOrigin, Process: process.Process.Slug, Demo: demo,
	}, kernel.SystemClock{}.Now())
	return id, process, err
}

// initHeld is Init for who holds the data directory already.
func initHeld(ctx context.Context, p Place, id installation.Identity, process *pack.Pack, o Outside) (err error) {
	d, err := OpenDatabase(ctx, p)
	if err != nil {
		return err
	}
	a := &App{Identity: id, DB: d, place: p, outside: o}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.found(ctx, process)
}

// found makes the keys where there are none and loads the process.
func (a *App) found(ctx context.Context, process *pack.Pack) error {
	if err := a.empty(ctx); err != nil {
		return err
	}
	if err := a.makeKeys(); err != nil {
		return err
	}
	if err := a.build(Serving{}); err != nil {
		return err
	}
	_, err := act.Do(ctx, a.Walk, act.Call{Actor: kernel.System, Action: processLoad, Resource: access.Kind("process")},
		func(ctx context.Context, tx *act.Tx) (struct{}, error) {
			if err := installation.Save(ctx, tx, a.Identity); err != nil {
				return struct{}{}, err
			}
			if err := a.load(ctx, tx, process); err != nil || !a.Identity.Demo {
				return struct{}{}, err
			}
			_, err := a.Accounts.SeedDemo(ctx, tx)
			return struct{}{}, err
		})
	if db.Duplicate(err) {
		return ErrThere
	}
	return err
}

// makeKeys makes the keys that are not there. Those of an Init that failed after making them serve as well.
func (a *App) makeKeys() error {
	keys := a.place.dir().Keys()
	for _, err := range []error{ledger.MakeKey(keys, a.Identity.LogOrigin), account.MakeKey(keys)} {
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// empty refuses a database that holds an installation.
func (a *App) empty(ctx context.Context) error {
	err := a.DB.Read(ctx, func(q db.Queryer) error {
		_, err := installation.Load(ctx, q)
		return err
	})
	if errors.Is(err, installation.ErrNone) {
		return nil
	}
	if err == nil {
		return ErrThere
	}
	return err
}

// load gives each feature its part of the pack and records that the pack was loaded.
func (a *App) load(ctx context.Context, tx *act.Tx, p *pack.Pack) error {
	tx.Record(act.Act{
		Kind: "process.pack_loaded", Object: kernel.Ref{Kind: "process", ID: kernel.ID(p.Process.Slug)}, Version: 1, Audience: kernel.Public,
		Payload: map[string]string{"process": p.Process.Slug, "sha256": fmt.Sprintf("%x", p.Digest())},
	})
	for _, load := range []func(context.Context, *act.Tx, *pack.Pack) error{
		a.Governance.LoadPack, a.Meetings.LoadPack, a.Instruments.LoadPack, a.Plans.LoadPack,
	} {
		if err := load(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}

// OpenPack reads and checks a process pack: one that ships, by its name, or a directory. The pack reads the texts of
// instruments from there as long as it is used.
func OpenPack(name string) (*pack.Pack, error) {
	files, err := packFiles(name)
	if err != nil {
		return nil, err
	}
	p, err := pack.Open(files)
	if err != nil {
		return nil, err
	}
	return p, plan.CheckPack(p)
}

// packFiles finds the files of a pack. Nothing outside a directory can be read through it.
func packFiles(name string) (fs.FS, error) {
	if files, err := packs.Open(filepath.Base(name)); err == nil {
		if _, missing := os.Stat(name); missing != nil || name == filepath.Base(name) {
			return files, nil //nolint:nilerr // that there is no such directory is no fault: the pack ships
		}
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "app.no_pack", "name", name)
	}
	return root.FS(), nil
}
