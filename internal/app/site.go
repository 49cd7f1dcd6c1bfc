package app

import (
	"context"
	"net"
	"net/http"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/api"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/internal/process/governance"
	"sampan/internal/process/meeting"
	"sampan/internal/process/plan"
)

// Site is everything that answers requests.
type Site struct {
	Router  *web.Router
	API     *api.API
	Metrics *web.Metrics
	app     *App
}

// Site mounts the pages and operations of every feature.
func (a *App) Site(ctx context.Context, _ Serving) (*Site, error) {
	assets, err := web.LoadAssets()
	if err != nil {
		return nil, err
	}
	s := &Site{Metrics: web.NewMetrics(), API: api.New(a.catalogue, a.outside.Log, Version, a.Identity.PublicAddress), app: a}
	s.Router = web.NewRouter(web.Config{
		Catalogue: a.catalogue, Access: a.authority, Assets: assets, Identify: a.Accounts.Identify, ErrorPage: ui.Problem,
		Metrics: s.Metrics, Log: a.outside.Log, Ready: func(r *http.Request) error { return a.DB.Ping(r.Context()) },
		Origin: a.Identity.PublicAddress, Zone: a.zone, Version: (&recordState{app: a}).String,
	})
	for _, f := range []interface {
		Mount(rt *web.Router)
		MountAPI(a *api.API)
	}{a.Governance, a.Meetings, a.Instruments, a.Plans, a.LogPages, a.Accounts} {
		f.Mount(s.Router)
		f.MountAPI(s.API)
	}
	ui.Register(s.Router)
	s.Router.Raw("/api/", s.API.Handler(), "operations ask for access themselves")
	return s, s.Refresh(ctx)
}

// Handler answers requests, after finding out whom they come from.
func (s *Site) Handler() http.Handler { return s.app.Accounts.Middleware(s.Router.Handler()) }

// Refresh tells every page anew what the process is called and what the site offers.
func (s *Site) Refresh(ctx context.Context) error {
	words := func(l kernel.Lang) func(string, ...any) string { return s.app.catalogue.Locale(l).T }
	site, err := s.app.Governance.Site(ctx, words)
	if err != nil {
		return err
	}
	site.Nav, site.Work, site.Foot, site.Demo = nav, work, foot, s.app.Identity.Demo
	s.Router.SetSite(site)
	return nil
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
	{Key: "app.nav.people", Path: "/people", Action: account.SeePeople, Kind: "person"},
	{Key: "app.nav.account", Path: "/account"},
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
		{Key: "app.nav.sign_in", Path: "/sign-in"}, {Key: "app.nav.log", Path: "/log"}, {Key: "app.nav.style", Path: "/style"},
	}},
}

// clientAddress tells readers' addresses apart, for the limits on tries; nil where no proxy stands before the program.
// The last address is the one that the nearest proxy has seen itself.
func clientAddress(behindProxy bool) func(*http.Request) string {
	if !behindProxy {
		return nil
	}
	return func(r *http.Request) string {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(all[len(all)-1]); net.ParseIP(last) != nil {
			return last
		}
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		return host
	}
}
