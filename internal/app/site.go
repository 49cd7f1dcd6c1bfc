package app

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/act"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/internal/process/governance"
	"sampan/internal/process/meeting"
	"sampan/internal/process/plan"
)

// Site is everything that answers requests: pages, operations of the API, and the counters of both.
type Site struct {
	Router  *web.Router
	API     *api.API
	Metrics *web.Metrics
	app     *App
	state   *recordState
	told    atomic.Value // the state that pages were last told of
}

// Site mounts the pages and operations of every feature.
func (a *App) Site(ctx context.Context) (*Site, error) {
	assets, err := web.LoadAssets()
	if err != nil {
		return nil, err
	}
	s := &Site{
		Metrics: web.NewMetrics(), API: api.New(a.catalogue, a.outside.Log, Version, a.Identity.PublicAddress), app: a, state: &recordState{app: a},
	}
	s.Router = web.NewRouter(web.Config{
		Catalogue: a.catalogue, Access: a.authority, Assets: assets, Identify: a.Accounts.Identify, ErrorPage: ui.Problem,
		Metrics: s.Metrics, Log: a.outside.Log, Ready: func(r *http.Request) error { return a.DB.Ping(r.Context()) },
		Origin: a.Identity.PublicAddress, Zone: a.zone, Version: s.state.of, AskAgain: a.Accounts.AskAgain,
	})
	for _, f := range []interface {
		Mount(rt *web.Router)
		MountAPI(a *api.API)
	}{a.Governance, a.Meetings, a.Instruments, a.Plans, a.LogPages, a.Accounts} {
		f.Mount(s.Router)
		f.MountAPI(s.API)
	}
	ui.Register(s.Router)
	s.Router.Raw("/api/", a.Accounts.Tokens(s.API.Handler()), "operations ask for access themselves")
	return s, s.refresh(ctx)
}

// Handler answers requests, after finding out whom they come from and what the record says by now.
func (s *Site) Handler() http.Handler {
	next := s.app.Accounts.Middleware(s.Router.Handler())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, now := s.state.begin(r.Context())
		if s.told.Load() == now && s.Router.Unchanged(w, r, now) {
			return
		}
		r = r.WithContext(ctx)
		if s.told.Load() != now {
			if err := s.refresh(ctx); err != nil {
				s.app.outside.Log.Error("pages cannot be told what the process is called by now", slog.Any("error", err))
			} else {
				s.told.Store(now)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// refresh tells every page anew what the process is called, what the site offers and of which day the record is.
func (s *Site) refresh(ctx context.Context) error {
	words := func(l kernel.Lang) func(string, ...any) string { return s.app.catalogue.Locale(l).T }
	site, err := s.app.Governance.Site(ctx, words)
	if err != nil {
		return err
	}
	site.Nav, site.Work, site.Foot, site.Demo, site.Address = nav, work, foot, s.app.Identity.Demo, s.app.Identity.PublicAddress
	err = s.app.DB.Read(ctx, func(q db.Queryer) error {
		acts, err := act.List(ctx, q, kernel.Anonymous, act.Filter{Newest: true}, kernel.Page{Limit: 1})
		if len(acts) > 0 {
			site.AsOf = kernel.DateOf(acts[0].At.In(s.app.zone))
		}
		return err
	})
	s.Router.SetSite(site)
	return err
}

var nav = []web.NavItem{
	{Key: "app.nav.plans", Path: "/plans"},
	{Key: "app.nav.meetings", Path: "/meetings"},
	{Key: "app.nav.decisions", Path: "/decisions"},
	{Key: "app.nav.members", Path: "/members"},
	{Key: "app.nav.instruments", Path: "/instruments"},
	{Key: "app.nav.about", Path: "/about"},
}

var work = []web.NavItem{
	{Key: "app.nav.cadence", Path: "/cadence", Action: governance.Follow, Kind: "page"},
	{Key: "app.nav.drafting", Path: "/plans", Action: plan.Edit, Kind: "plan"},
	{Key: "app.nav.new_meeting", Path: "/meetings/new", Action: meeting.RecordOne, Kind: "meeting"},
	{Key: "app.nav.confirm_chair", Path: "/chair/confirm", Action: governance.ConfirmChair, Kind: "chair"},
	{Key: "app.nav.people", Path: "/people", Action: account.SeePeople, Kind: "membership"},
}

var foot = []web.NavGroup{
	{Key: "app.foot.site", Items: []web.NavItem{
		{Key: "app.nav.about", Path: "/about"}, {Key: "app.nav.sources", Path: "/sources"}, {Key: "app.nav.corrections", Path: "/corrections"},
		{Key: "app.nav.accessibility", Path: "/accessibility"}, {Key: "app.nav.privacy", Path: "/privacy"},
	}},
	{Key: "app.foot.process", Items: []web.NavItem{
		{Key: "app.nav.members", Path: "/members"}, {Key: "app.nav.bodies", Path: "/bodies"}, {Key: "app.nav.chair", Path: "/chair"},
		{Key: "app.nav.partners", Path: "/partners"}, {Key: "app.nav.calendar", Path: "/meetings.ics"},
	}},
	{Key: "app.foot.work", Items: []web.NavItem{
		{Key: "app.nav.sign_in", Path: "/sign-in"}, {Key: "app.nav.data", Path: "/data"}, {Key: "app.nav.log", Path: "/log"},
	}},
}
