package plan

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// Mount registers the pages.
func (s *Service) Mount(rt *web.Router) {
	rt.Get("GET /plans", Read, s.showList)
	rt.Get("GET /plans/new", Create, s.showNew)
	rt.Post("POST /plans/new", Create, s.create)
	rt.Get("GET /plans/{slug}", Read, s.showPlan)
	rt.Get("GET /plans/{slug}/drafts", Read, s.showDrafts)
	rt.Get("GET /plans/{slug}/drafts/{n}", Read, s.showEdition)
	s.mountPlan(rt)
	s.mountWork(rt)
	s.mountDiscards(rt)
	s.mountWord(rt)
}

// listPage is the list of plans.
type listPage struct {
	Page ui.Page
	Head ui.Head
	Rows []listRow
}

type listRow struct {
	ID, Name, Period string
	Title            web.Shown
	Href             string
	Step, Members    int
	Words            string // how it stands
	Note             web.Shown
	Adoption         string
	Drafts           string
	Marks            []ui.Mark
}

func (s *Service) showList(w http.ResponseWriter, r *http.Request, v *web.View) error {
	list, err := s.List(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, listView(v, newListPage(words{v}, list)))
}

func newListPage(v words, list []Listed) listPage {
	p := listPage{
		Page: ui.Page{Title: v.T("plan.list.title"), Description: v.T("plan.list.lead")},
		Head: ui.Head{Crumbs: crumbs(v, nil), Title: ui.Shown(v.T("plan.list.title")), Lead: ui.Shown(v.T("plan.list.lead"))},
	}
	if v.Can(Create, access.Kind("plan")) {
		p.Head.Acts = []ui.Act{{Text: v.T("plan.new.act"), Href: v.Href("/plans/new"), Kind: ui.Second}}
	}
	for _, l := range list {
		row := listRow{
			ID: l.Slug, Name: v.Text(l.Short).Text, Period: v.Loc.Period(l.Period), Title: v.Text(l.Title), Href: v.Href(planPath(l.Slug)),
			Step: v.step(l.Plan), Members: v.Site.Members, Words: v.state(l.Plan), Note: v.Text(l.BasisNote), Adoption: v.adoption(l.Plan),
			Marks: v.audienceMarks(l.Audience),
		}
		if row.Period == row.Name || strings.Contains(row.Name, string(l.Period.From)) && strings.Contains(row.Name, string(l.Period.To)) {
			row.Period = ""
		}
		if _, adopted := l.Known.Adoption(); !adopted && row.Note.Text != "" {
			row.Adoption = "" // the note on how it stands says it
		}
		if l.Drafts > 0 {
			row.Drafts = v.T("plan.list.drafts", "count", l.Drafts)
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// crumbs lead from the first page to a plan's pages; the last link is where the reader is.
func crumbs(v words, p *Plan, more ...ui.Link) []ui.Link {
	links := []ui.Link{{Text: v.T("plan.home"), Href: v.Href("/")}, {Text: v.T("plan.list.title"), Href: v.Href("/plans")}}
	if p != nil {
		links = append(links, ui.Link{Text: v.Text(p.Short).Text, Href: v.Href(planPath(p.Slug))})
	}
	links = append(links, more...)
	links[len(links)-1].Href = ""
	return links
}

func (s *Service) showPlan(w http.ResponseWriter, r *http.Request, v *web.View) error {
	reading, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if format := web.Format(r); format != "" {
		return s.sendReading(w, r, v, reading, format)
	}
	return web.Render(w, r, v, http.StatusOK, docView(v, newDocPage(words{v}, reading, true)))
}

func (s *Service) showEdition(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if of := r.PathValue("n"); strings.Contains(of, rangeMark) {
		return s.showRedline(w, r, v, of)
	}
	n, err := number(r.PathValue("n"))
	if err != nil {
		return err
	}
	reading, err := s.Edition(r.Context(), v.Actor, r.PathValue("slug"), Draft, n)
	if err != nil {
		return err
	}
	if format := web.Format(r); format != "" {
		return s.sendReading(w, r, v, reading, format)
	}
	return web.Render(w, r, v, http.StatusOK, docView(v, newDocPage(words{v}, reading, false)))
}

// number is a draft's number as an address writes it.
func number(s string) (int, error) {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 99999 {
			return 0, fault.New(fault.NotFound, "fault.not_found")
		}
		n = n*10 + int(c-'0')
	}
	if s == "" || len(s) > 1 && s[0] == '0' {
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	return n, nil
}

// draftsPage is the list of a plan's editions.
type draftsPage struct {
	Page ui.Page
	Head ui.Head
	Grid ui.Grid
	Work []ui.Act
}

func (s *Service) showDrafts(w http.ResponseWriter, r *http.Request, v *web.View) error {
	reading, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, draftsView(v, newDraftsPage(words{v}, reading)))
}

func newDraftsPage(v words, r Reading) draftsPage {
	title := v.T("plan.drafts.title", "plan", r.Plan.Short)
	p := draftsPage{
		Page: ui.Page{Title: title},
		Head: ui.Head{
			Crumbs: crumbs(v, &r.Plan, ui.Link{Text: v.T("plan.drafts.crumb")}), Title: ui.Shown(title), Lead: ui.Shown(v.T("plan.drafts.lead")),
			Acts: workActs(v, r),
		},
		Grid: ui.Grid{Caption: title, Columns: []ui.Column{
			{Title: v.T("plan.drafts.which")}, {Title: v.T("plan.fact.published")}, {Title: v.T("plan.drafts.parts"), Number: true},
			{Title: v.T("plan.drafts.audience")}, {Title: v.T("plan.redline.column")}, {Title: v.T("plan.drafts.hash")},
		}},
	}
	for _, e := range drafts(r.Editions) {
		p.Grid.Rows = append(p.Grid.Rows, ui.Row{Cells: []ui.Cell{
			{Text: ui.Shown(v.T("plan.draft.number", "number", e.Number)), Href: v.Href(draftPath(r.Plan.Slug, e.Number))},
			{Text: ui.Shown(v.Time(e.At))}, {Text: ui.Shown(v.Loc.Number(int64(e.Nodes)))}, {Text: ui.Shown(v.audience(e.Audience))},
			v.sinceCell(r, Which{Draft, e.Number}), {Body: hashView(e.SHA256)},
		}})
	}
	if r.Working != nil {
		p.Head.Acts = append(p.Head.Acts, v.sinceActs(r, Which{Kind: Working})...)
	}
	return p
}

// workActs are what an officer can do with a plan's working draft.
func workActs(v words, r Reading) []ui.Act {
	if !v.Can(Edit, r.Plan.resource()) {
		return nil
	}
	if r.Working != nil {
		return []ui.Act{{Text: v.T("plan.working.open"), Href: v.Href(workingPath(r.Plan.Slug))}}
	}
	acts := []ui.Act{{Text: v.T("plan.working.begin"), Href: v.Href(workingPath(r.Plan.Slug)), Kind: ui.Second}}
	if len(r.Discarded) > 0 {
		acts = append(acts, ui.Act{Text: v.T("plan.discards.act"), Href: v.Href(discardsPath(r.Plan.Slug)), Kind: ui.Second})
	}
	return acts
}

// PlanBand is the plan in force for the first page: its name, its river, where to read it; nil when no plan is in force.
func (s *Service) PlanBand(ctx context.Context, view *web.View) (templ.Component, error) {
	list, err := s.List(ctx, view.Actor)
	if err != nil {
		return nil, err
	}
	plans := make([]Plan, len(list))
	for i, l := range list {
		plans[i] = l.Plan
	}
	p, ok := PlanInForce(plans)
	if !ok {
		return nil, nil
	}
	v := words{view}
	b := band{
		River: v.stream(p), Title: v.Text(p.Title).Text, Note: v.Text(p.BasisNote),
		Read: ui.Act{Text: v.T("plan.band.read", "plan", p.Short), Href: v.Href(planPath(p.Slug))},
	}
	if period := v.Loc.Period(p.Period); period != "" {
		b.Title = v.T("plan.band.title", "plan", b.Title, "period", period)
	}
	for _, next := range plans {
		if next.State.Step() < p.State.Step() {
			b.Next = append(b.Next, ui.Dated{When: v.state(next), Title: v.Text(next.Short), Href: v.Href(planPath(next.Slug)), Note: v.Text(next.BasisNote)})
		}
	}
	return bandView(view, b), nil
}

// band is the plan in force on the first page, and the plans that are to follow it.
type band struct {
	River ui.Stream
	Title string
	Note  web.Shown
	Read  ui.Act
	Next  []ui.Dated
}

// audienceOptions are the circles that an officer can choose from.
func audienceOptions(v words, among ...kernel.Audience) []ui.Option {
	options := make([]ui.Option, len(among))
	for i, a := range among {
		options[i] = ui.Option{Value: string(a.Kind), Text: v.audience(a)}
	}
	return options
}

// audienceOf is the circle that a form names; the zero Audience for none that is offered.
func audienceOf(kind string) kernel.Audience {
	for _, a := range Audiences {
		if string(a.Kind) == kind {
			return a
		}
	}
	return kernel.Audience{}
}
