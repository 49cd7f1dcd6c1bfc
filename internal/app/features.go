package app

import (
	"context"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/ledger"
	"sampan/internal/process/governance"
	"sampan/internal/process/instrument"
	"sampan/internal/process/meeting"
	"sampan/internal/process/plan"
)

// features builds every feature and gives each what it needs of the others.
func (a *App) features(s Serving) (err error) {
	key, err := account.OpenKey(a.place.dir().Keys())
	if err != nil {
		return err
	}
	a.Accounts, err = account.New(account.Config{
		Walk: a.Walk, Catalogue: a.catalogue, Key: key, Address: a.Identity.PublicAddress, RPID: a.Identity.RPID, Demo: a.Identity.Demo,
		OIDC: s.OIDC.provider(), Zone: a.zone, Places: a.places, ClientAddress: clientAddress(s.BehindProxy), Log: a.outside.Log,
	})
	if err != nil {
		return err
	}
	a.Governance = governance.New(a.Walk)
	a.Meetings = meeting.New(a.Walk, meeting.Links{Members: governance.Countries, Languages: languages, Plans: a.endorsed, Address: a.Identity.PublicAddress})
	a.Instruments = instrument.New(a.Walk, a.Blobs, instrument.Links{Members: governance.Countries, Languages: languages, MeetingTitle: a.Meetings.Title})
	a.Plans = plan.New(a.Walk)
	a.Plans.Join(plan.Links{Blobs: a.Blobs, MeetingTitle: a.Meetings.Title, Names: account.Names})
	a.LogPages = ledger.New(a.Log, a.DB, a.Identity.PublicAddress, a.resolve)
	a.Governance.Join(governance.Parts{
		Chairs: a.Meetings, Meetings: a.Meetings, Plan: a.Plans, Decisions: a.Meetings, Library: a.Instruments,
		Work:  []governance.WorkPart{a.Plans},
		Cited: []governance.CitationSource{a.Meetings, a.Instruments, a.Plans},
	})
	return nil
}

// provider is the configuration as package account takes it.
func (o OIDC) provider() account.OIDC {
	return account.OIDC{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Name: o.Name}
}

// languages are those of the process.
func languages(ctx context.Context, q db.Queryer) ([]kernel.Lang, error) {
	all, _, err := governance.Languages(ctx, q)
	return all, err
}

// places are the countries and bodies of the process, which memberships are held for.
func (a *App) places(ctx context.Context, q db.Queryer) (account.Places, error) {
	countries, err := governance.Countries(ctx, q)
	if err != nil {
		return account.Places{}, err
	}
	bodies, err := governance.Bodies(ctx, q, kernel.System)
	if err != nil {
		return account.Places{}, err
	}
	p := account.Places{Countries: countries}
	for _, b := range bodies {
		p.Bodies = append(p.Bodies, account.Place{ID: b.ID, Country: b.Country, Name: b.Content.Name})
	}
	return p, nil
}

// endorsed are the plans of action that meetings lie on the course of.
func (a *App) endorsed(ctx context.Context, q db.Queryer) ([]meeting.Plan, error) {
	plans, err := plan.OnCourse(ctx, q)
	if err != nil {
		return nil, err
	}
	all := make([]meeting.Plan, len(plans))
	for i, p := range plans {
		all[i] = meeting.Plan{Slug: p.Slug, Short: p.Short, Period: p.Period}
	}
	return all, nil
}

// resolve finds the page of a record of any feature, for the log.
func (a *App) resolve(ctx context.Context, q db.Queryer, actor kernel.Actor, ref kernel.Ref) (string, kernel.Text, bool) {
	for _, find := range []ledger.Resolver{a.Governance.Resolve, a.Meetings.Resolve, a.Instruments.Resolve, a.Plans.Resolve} {
		if path, title, ok := find(ctx, q, actor, ref); ok {
			return path, title, ok
		}
	}
	return "", nil, false
}
