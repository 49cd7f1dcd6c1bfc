package plan

import (
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// mountWork registers the pages of drafting.
func (s *Service) mountWork(rt *web.Router) {
	const draft = "/plans/{slug}/draft"
	rt.Get("GET "+draft, Edit, s.showWorking)
	rt.Post("POST "+draft, Edit, s.begin)
	rt.Post("POST "+draft+"/order", Edit, s.order)
	rt.Get("GET "+draft+"/template", Edit, s.sendTemplate)
	rt.Get("GET "+draft+"/nodes/new", Edit, s.showNewNode)
	rt.Post("POST "+draft+"/nodes", Edit, s.addNode)
	rt.Get("GET "+draft+"/nodes/{node}", Edit, s.showNode)
	rt.Post("POST "+draft+"/nodes/{node}", Edit, s.editNode)
	rt.Post("POST "+draft+"/nodes/{node}/move", Edit, s.moveNode)
	rt.Get("GET "+draft+"/nodes/{node}/remove", Edit, s.askRemoveNode)
	rt.Post("POST "+draft+"/nodes/{node}/remove", Edit, s.removeNode)
	rt.Get("GET "+draft+"/indicators/new", Edit, s.showNewIndicator)
	rt.Post("POST "+draft+"/indicators", Edit, s.addIndicator)
	rt.Get("GET "+draft+"/indicators/{id}", Edit, s.showIndicator)
	rt.Post("POST "+draft+"/indicators/{id}", Edit, s.editIndicator)
	rt.Post("POST "+draft+"/indicators/{id}/remove", Edit, s.removeIndicator)
	rt.Get("GET "+draft+"/import", Edit, s.showImport)
	rt.Post("POST "+draft+"/import", Edit, s.previewImport, web.MaxBody(MaxUpload+1<<20))
	rt.Get("GET "+draft+"/import/{id}", Edit, s.showPreview)
	rt.Post("POST "+draft+"/import/{id}", Edit, s.confirmImport)
	rt.Get("GET "+draft+"/publish", Publish, s.showPublish)
	rt.Post("POST "+draft+"/publish", Publish, s.publishDraft)
}

// workingPage is the working draft: its tree with what can be done, or the form that begins one.
type workingPage struct {
	Page    ui.Page
	Head    ui.Head
	Begin   *web.FormState // no draft yet
	Action  string
	Options []ui.Option
	Grid    ui.Grid
	Tops    []ui.Act // add at the top
	Order   string   // where the order form goes; "" for those who only read
	Status  []ui.Fact
}

func (s *Service) showWorking(w http.ResponseWriter, r *http.Request, v *web.View) error {
	reading, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if reading.Working == nil {
		if err := s.walk.Access.Check(v.Actor, Edit, reading.Plan.resource()); err != nil {
			return err
		}
		return s.renderBegin(w, r, v, reading, http.StatusOK, web.NewState("audience", string(kernel.ToOffice)))
	}
	text, err := s.Working(r.Context(), v.Actor, reading.Plan.Slug)
	if err != nil {
		return err
	}
	if format := web.Format(r); format != "" {
		return send(w, r, v, ExportWorking(text), text.Plan.Slug+"-working-draft", format)
	}
	return web.Render(w, r, v, http.StatusOK, workingView(v, newWorkingPage(words{v}, text)))
}

func (s *Service) renderBegin(w http.ResponseWriter, r *http.Request, view *web.View, reading Reading, status int, state web.FormState) error {
	v := words{view}
	p := workingPage{
		Page:    ui.Page{Title: v.T("plan.working.title"), Private: true},
		Head:    workHead(v, reading.Plan, v.T("plan.begin.title", "plan", reading.Plan.Short), v.T("plan.begin.lead")),
		Begin:   &state,
		Action:  workingPath(reading.Plan.Slug),
		Options: audienceOptions(v, kernel.SecretariatOnly, kernel.Members),
	}
	return web.Render(w, r, view, status, workingView(view, p))
}

// workHead is the head of a page of drafting; more are the places between the draft and it.
func workHead(v words, p Plan, title, lead string, more ...ui.Link) ui.Head {
	places := append([]ui.Link{{Text: v.T("plan.working.crumb"), Href: v.Href(workingPath(p.Slug))}}, more...)
	return ui.Head{Crumbs: crumbs(v, &p, places...), Title: ui.Shown(title), Lead: ui.Shown(lead)}
}

func newWorkingPage(v words, text WorkingText) workingPage {
	slug, d := text.Plan.Slug, text.Draft
	p := workingPage{
		Page: ui.Page{Title: v.T("plan.working.title"), Wide: true, Private: true},
		Head: workHead(v, text.Plan, v.T("plan.working.heading", "plan", text.Plan.Short, "number", d.Number),
			v.T("plan.working.lead", "count", len(d.Tree.Nodes), "indicators", len(d.Tree.Indicators))),
		Status: []ui.Fact{
			{Term: v.T("plan.drafts.audience"), Value: ui.Shown(v.audience(d.Audience))},
			{Term: v.T("plan.working.changed"), Value: ui.Shown(v.Time(d.Changed))},
		},
		Grid: ui.Grid{Caption: v.T("plan.working.table"), Lead: 2, Columns: []ui.Column{
			{Title: v.T("plan.form.level")}, {Title: v.T("plan.form.code")}, {Title: v.T("plan.working.text")},
			{Title: v.T("plan.working.languages")}, {Title: v.T("plan.indicator.many"), Number: true}, {Title: v.T("plan.working.add"), Hidden: true},
		}},
	}
	for _, f := range []string{FormatWorkbook, FormatJSON, FormatMarkdown} {
		p.Page.Formats = append(p.Page.Formats, ui.Format{Name: v.T("plan.format." + f), Href: v.Href(workingPath(slug)) + "." + f})
	}
	edits := v.Can(Edit, d.resource())
	if edits {
		p.withActs(v, text)
	}
	counts := map[string]int{}
	for _, in := range d.Tree.Indicators {
		counts[in.Node]++
	}
	for _, n := range d.Tree.Nodes {
		p.Grid.Rows = append(p.Grid.Rows, v.workRow(text, n, counts[n.ID], edits))
	}
	return p
}

// withActs adds what those who write the draft can do.
func (p *workingPage) withActs(v words, text WorkingText) {
	slug := text.Plan.Slug
	p.Order = workingPath(slug) + "/order"
	p.Grid.Note = v.T("plan.working.table_note")
	if v.Can(Publish, text.Draft.resource()) {
		p.Head.Acts = append(p.Head.Acts, ui.Act{Text: v.T("plan.publish.act"), Href: v.Href(publishPath(slug))})
	}
	p.Head.Acts = append(p.Head.Acts, ui.Act{Text: v.T("plan.import.act"), Href: v.Href(importPath(slug)), Kind: ui.Second})
	for _, l := range text.Plan.Levels.Below("") {
		p.Tops = append(p.Tops, ui.Act{Text: v.T("plan.working.add_top", "level", l.Name), Href: v.Href(newNodePath(slug, "", l.Slug)), Kind: ui.Second, Small: true})
	}
}

// workRow is a node in the table of a working draft.
func (w words) workRow(text WorkingText, n Node, indicators int, edits bool) ui.Row {
	level, _ := text.Plan.Levels.Get(n.Level)
	shown := w.Text(n.Text)
	if shown.Text == "" {
		shown = ui.Shown(w.T("plan.node.not_found"))
	}
	cell := ui.Cell{Text: shown, In: text.Plan.Levels.Depth(n.Level)}
	if edits {
		cell.Href = w.Href(nodePath(text.Plan.Slug, n.ID))
	}
	if n.Paraphrase {
		cell.Note = w.T("plan.node.paraphrase")
	}
	add := ui.Cell{}
	if below := text.Plan.Levels.Below(n.Level); edits && len(below) > 0 {
		add = ui.Cell{Text: ui.Shown(w.T("plan.working.add_below")), Href: w.Href(newNodePath(text.Plan.Slug, n.ID, below[0].Slug))}
	}
	return ui.Row{Cells: []ui.Cell{
		{Text: w.Text(level.Name)}, {Text: ui.Shown(n.Code)}, cell,
		{Text: ui.Shown(w.T("plan.working.of_languages", "n", written(n.Text, text.Languages), "all", len(text.Languages)))},
		{Text: ui.Shown(w.Loc.Number(int64(indicators)))}, add,
	}}
}

// written is in how many of the languages a text has words.
func written(t kernel.Text, languages []kernel.Lang) int {
	n := 0
	for _, lang := range languages {
		if t[lang].Text != "" {
			n++
		}
	}
	return n
}

func (s *Service) begin(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	if _, err := s.Begin(r.Context(), to, audienceOf(f.Values.Get("audience"))); err != nil {
		reading, readErr := s.Get(r.Context(), v.Actor, to.Slug)
		if again(err) && readErr == nil {
			return s.renderBegin(w, r, v, reading, http.StatusUnprocessableEntity, f.State(err))
		}
		return err
	}
	web.SetFlash(w, "plan.flash.begun")
	return web.Redirect(w, r, v, workingPath(to.Slug))
}

// order numbers the codes again or sorts by them.
func (s *Service) order(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	flash := "plan.flash.sorted"
	if f.Choice("how", "renumber", "sort") == "renumber" {
		flash = "plan.flash.renumbered"
		_, err = s.Renumber(r.Context(), to)
	} else if err = f.Err(); err == nil {
		_, err = s.SortByCode(r.Context(), to)
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, flash)
	return web.Redirect(w, r, v, workingPath(to.Slug))
}

func (s *Service) sendTemplate(w http.ResponseWriter, r *http.Request, v *web.View) error {
	p, err := s.plan(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if err := s.walk.Access.Check(v.Actor, Edit, p.resource()); err != nil {
		return err
	}
	_ = web.Format(r) // a workbook, whatever the suffix
	return s.Template(r.Context(), &lateHeaders{ResponseWriter: w, media: MediaTypes[FormatWorkbook], file: p.Slug + "-template.xlsx", private: true}, p.Levels, v.Loc)
}
