package plan

import (
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// mountDiscards registers the pages of giving up a working draft, of what became of it, and of its readers.
func (s *Service) mountDiscards(rt *web.Router) {
	const draft = "/plans/{slug}/draft"
	rt.Get("GET "+draft+"/readers", Edit, s.showDraftReaders)
	rt.Post("POST "+draft+"/readers", Edit, s.showDraft)
	rt.Get("GET "+draft+"/discard", Discard, s.showDiscard)
	rt.Post("POST "+draft+"/discard", Discard, s.discard)
	rt.Get("GET /plans/{slug}/discarded", Discard, s.showDiscards)
	rt.Get("GET /plans/{slug}/discarded/{n}", Discard, s.showDiscarded)
}

// askDiscard asks before a working draft is given up.
type askDiscard struct {
	Page  ui.Page
	Head  ui.Head
	Form  ui.FormOf
	Tally []ui.Count
	Acts  []ui.Act
}

func (s *Service) showDiscard(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.renderDiscard(w, r, v, http.StatusOK, web.NewState())
}

func (s *Service) renderDiscard(w http.ResponseWriter, r *http.Request, view *web.View, status int, state web.FormState) error {
	text, err := s.Working(r.Context(), view.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if err := s.walk.Access.Check(view.Actor, Discard, text.Draft.resource()); err != nil {
		return err
	}
	v, d := words{view}, text.Draft
	title := v.T("plan.discard.title", "plan", text.Plan.Short, "number", d.Number)
	page := askDiscard{
		Page: ui.Page{Title: title, Private: true}, Head: workHead(v, text.Plan, title, v.T("plan.discard.lead"), ui.Link{Text: v.T("plan.discard.act")}),
		Form: ui.FormOf{Action: discardPath(text.Plan.Slug), State: state, Version: int(d.Version)},
		Tally: []ui.Count{
			{Value: v.Loc.Number(int64(len(d.Tree.Nodes))), Label: v.T("plan.drafts.parts")},
			{Value: v.Loc.Number(int64(len(d.Tree.Indicators))), Label: v.T("plan.indicator.many")},
		},
		Acts: []ui.Act{
			{Text: v.T("plan.discard.confirm"), Kind: ui.Grave},
			{Text: v.T("plan.discard.keep"), Href: v.Href(workingPath(text.Plan.Slug)), Kind: ui.Quiet},
		},
	}
	return web.Render(w, r, view, status, discardView(view, page))
}

func (s *Service) discard(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	e, err := s.Discard(r.Context(), to, int64(f.Version()), f.Text("why"))
	if again(err) || fault.Is(err, fault.Conflict) {
		return s.renderDiscard(w, r, v, fault.KindOf(err).Status(), meantime(f.State(err), err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.discarded")
	return web.Redirect(w, r, v, discardedPath(to.Slug, e.Number))
}

// discardsPage lists what was given up.
type discardsPage struct {
	Page ui.Page
	Head ui.Head
	Grid ui.Grid
}

// discards reads a plan with what was given up of it, for those who may.
func (s *Service) discards(r *http.Request, v *web.View) (Reading, error) {
	if err := s.walk.Access.Check(v.Actor, Discard, access.Kind("plan")); err != nil {
		return Reading{}, err
	}
	return s.Get(r.Context(), v.Actor, r.PathValue("slug"))
}

func (s *Service) showDiscards(w http.ResponseWriter, r *http.Request, view *web.View) error {
	reading, err := s.discards(r, view)
	if err != nil {
		return err
	}
	v, p := words{view}, reading.Plan
	title := v.T("plan.discards.title", "plan", p.Short)
	page := discardsPage{
		Page: ui.Page{Title: title, Private: true},
		Head: ui.Head{Crumbs: crumbs(v, &p, ui.Link{Text: v.T("plan.discards.crumb")}), Title: ui.Shown(title), Lead: ui.Shown(v.T("plan.discards.lead"))},
		Grid: ui.Grid{Caption: title, Columns: []ui.Column{
			{Title: v.T("plan.drafts.which")}, {Title: v.T("plan.discards.when")}, {Title: v.T("plan.drafts.parts"), Number: true}, {Title: v.T("plan.drafts.hash")},
		}},
	}
	for _, e := range reading.Discarded {
		page.Grid.Rows = append(page.Grid.Rows, ui.Row{Cells: []ui.Cell{
			{Text: ui.Shown(v.T("plan.discards.number", "number", e.Number)), Href: v.Href(discardedPath(p.Slug, e.Number))},
			{Text: ui.Shown(v.Time(e.At))}, {Text: ui.Shown(v.Loc.Number(int64(e.Nodes)))}, {Body: hashView(e.SHA256)},
		}})
	}
	return web.Render(w, r, view, http.StatusOK, discardsView(view, page))
}

// oneDiscard is a working draft that was given up, with the form that begins another from it.
type oneDiscard struct {
	Page    ui.Page
	Head    ui.Head
	Grid    ui.Grid
	Proof   *ui.Proof
	Begin   *ui.FormOf // nil while there is a working draft
	Options []ui.Option
	Busy    ui.Act
}

func (s *Service) showDiscarded(w http.ResponseWriter, r *http.Request, view *web.View) error {
	if err := s.walk.Access.Check(view.Actor, Discard, access.Kind("plan")); err != nil {
		return err
	}
	n, err := number(r.PathValue("n"))
	if err != nil {
		return err
	}
	reading, err := s.Edition(r.Context(), view.Actor, r.PathValue("slug"), Discarded, n)
	if err != nil {
		return err
	}
	if format := web.Format(r); format != "" {
		return s.sendReading(w, r, view, reading, format)
	}
	return web.Render(w, r, view, http.StatusOK, oneDiscardView(view, newOneDiscard(words{view}, reading)))
}

func newOneDiscard(v words, r Reading) oneDiscard {
	p, e := r.Plan, r.Shown
	b := &builder{words: v, reading: r}
	name := v.T("plan.discards.number", "number", e.Number)
	title := v.T("plan.doc.draft_title", "plan", r.Document.Title, "draft", name)
	page := oneDiscard{
		Page: ui.Page{Title: title, Private: true, Wide: true}, Proof: b.proof(),
		Head: ui.Head{
			Crumbs: crumbs(v, &p, ui.Link{Text: v.T("plan.discards.crumb"), Href: v.Href(discardsPath(p.Slug))}, ui.Link{Text: name}),
			Title:  ui.Shown(title), Lead: ui.Shown(v.T("plan.discards.one_lead", "date", kernel.DateOf(e.At.In(v.Zone)))), Labels: v.audienceMarks(e.Audience),
		},
		Grid: ui.Grid{Caption: v.T("plan.working.table"), Lead: 2, Columns: []ui.Column{
			{Title: v.T("plan.form.level")}, {Title: v.T("plan.form.code")}, {Title: v.T("plan.working.text")},
		}},
	}
	for _, f := range []string{FormatWorkbook, FormatJSON, FormatMarkdown} {
		page.Page.Formats = append(page.Page.Formats, ui.Format{Name: v.T("plan.format." + f), Href: v.Href(discardedPath(p.Slug, e.Number)) + "." + f})
	}
	for _, n := range r.Document.Nodes {
		level, _ := r.Document.Levels.Get(n.Level)
		cell := ui.Cell{Text: v.line(n.Text), In: r.Document.Levels.Depth(n.Level)}
		if n.Text.Empty() {
			cell.Text = ui.Shown(v.T("plan.node.not_found"))
		}
		page.Grid.Rows = append(page.Grid.Rows, ui.Row{Cells: []ui.Cell{{Text: v.Text(level.Name)}, {Text: ui.Shown(n.Code)}, cell}})
	}
	if r.Working != nil {
		page.Busy = ui.Act{Text: v.T("plan.working.open"), Href: v.Href(workingPath(p.Slug)), Kind: ui.Second}
		return page
	}
	page.Begin = &ui.FormOf{Action: workingPath(p.Slug), State: web.NewState("audience", kernel.ToOffice, "discarded", e.Number)}
	page.Options = audienceOptions(v, kernel.SecretariatOnly, kernel.Members)
	return page
}
