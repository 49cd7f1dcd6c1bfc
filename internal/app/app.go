package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/account"
	"sampan/internal/platform/act"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/installation"
	"sampan/internal/platform/ledger"
	"sampan/internal/process/governance"
	"sampan/internal/process/instrument"
	"sampan/internal/process/meeting"
	"sampan/internal/process/plan"
	"sampan/locale"
)

// App is an installation that is open: its database, its identity and every feature, not yet serving.
type App struct {
	Identity installation.Identity
	DB       *db.DB
	Walk     *act.Walk
	Log      *ledger.Log
	Blobs    *blob.Store

	Accounts    *account.Service
	Governance  *governance.Service
	Meetings    *meeting.Service
	Instruments *instrument.Service
	Plans       *plan.Service
	LogPages    *ledger.Service

	place     Place
	outside   Outside
	catalogue *i18n.Catalogue
	authority *access.Authority
	zone      *time.Location
}

// OpenDatabase opens and migrates the database of a place, and nothing else.
func OpenDatabase(ctx context.Context, p Place) (*db.DB, error) {
	if err := p.dir().Make(); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, p.address())
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Open opens an installation that Init has made, installation.ErrNone when there is none: a mistyped place is not made.
// Close it when done.
func Open(ctx context.Context, p Place, s Serving, o Outside) (_ *App, err error) {
	if p.Database == "" && !p.dir().Founded() {
		return nil, installation.ErrNone
	}
	d, err := OpenDatabase(ctx, p)
	if err != nil {
		return nil, err
	}
	a := &App{DB: d, place: p, outside: o}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	err = d.Read(ctx, func(q db.Queryer) (err error) {
		a.Identity, err = installation.Load(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, a.build(s)
}

// build makes the platform and the features over the open database.
func (a *App) build(s Serving) (err error) {
	if a.zone, err = time.LoadLocation(s.zone()); err != nil {
		return fmt.Errorf("there is no time zone %q; write it as Asia/Bangkok", s.TimeZone)
	}
	if a.catalogue, err = i18n.Load(locale.Files); err != nil {
		return err
	}
	clock := kernel.SystemClock{}
	if a.authority, err = access.New(clock, policies()...); err != nil {
		return err
	}
	if a.Log, err = ledger.Open(a.place.dir().Keys(), a.Identity.LogOrigin); err != nil {
		return err
	}
	if a.Blobs, err = blob.Open(a.place.dir().Blobs()); err != nil {
		return err
	}
	a.Walk = &act.Walk{DB: a.DB, Access: a.authority, Clock: clock, Owner: a.Identity.NodeID, Log: a.Log}
	return a.features(s)
}

func (s Serving) zone() string {
	if s.TimeZone == "" {
		return "UTC"
	}
	return s.TimeZone
}

// Close lets go of everything that Open took.
func (a *App) Close() error {
	var errs []error
	if a.Blobs != nil {
		errs = append(errs, a.Blobs.Close())
	}
	return errors.Join(append(errs, a.DB.Close())...)
}

// policies are what decides, of every feature and of the platform's own pages.
func policies() []access.Policy {
	return []access.Policy{{Name: "process", Actions: []access.Action{processLoad}}, account.Policy, ledger.Policy, governance.Policy, meeting.Policy, instrument.Policy, plan.Policy}
}
