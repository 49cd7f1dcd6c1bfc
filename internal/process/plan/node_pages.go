package plan

import (
	"context"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// nodePage is the form of a node, with what else can be done to it.
type nodePage struct {
	Page       ui.Page
	Head       ui.Head
	Form       ui.FormOf
	Parent     string
	Levels     []ui.Option
	Texts      []ui.Field
	Notes      []ui.Field
	Save       string
	Exists     bool
	Move       string // where the move form goes
	Parents    []ui.Option
	MoveState  web.FormState
	Below      []ui.Act // adding nodes and indicators below
	Indicators *ui.Grid
	Parts      []ui.Act // its history, remarks, and splitting it
	Merge      string   // where the form of merging goes; "" when there is nothing to merge with
	Mergeable  []ui.Option
	Remove     ui.Act
}

func (s *Service) showNewNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.editable(r.Context(), v, r.PathValue("slug"))
	if err != nil {
		return err
	}
	n := Node{Parent: v.Query.Get("parent"), Level: v.Query.Get("level")}
	if _, known := text.Draft.Tree.Get(n.Parent); n.Parent != "" && !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return web.Render(w, r, v, http.StatusOK, nodeView(v, newNodePage(words{v}, text, n, nodeState(n))))
}

// editable is the working draft for someone who may change it.
func (s *Service) editable(ctx context.Context, v *web.View, slug string) (WorkingText, error) {
	text, err := s.Working(ctx, v.Actor, slug)
	if err != nil {
		return text, err
	}
	return text, s.walk.Access.Check(v.Actor, Edit, text.Draft.resource())
}

func newNodePage(v words, text WorkingText, n Node, state web.FormState) nodePage {
	slug := text.Plan.Slug
	level, _ := text.Plan.Levels.Get(n.Level)
	parent, _ := text.Draft.Tree.Get(n.Parent)
	p := nodePage{
		Form: ui.FormOf{Action: workingPath(slug) + "/nodes", State: state}, Parent: n.Parent, Save: v.T("plan.node.add"), Exists: n.ID != "",
		Levels: v.levelOptions(text.Plan.Levels.Below(parent.Level)),
	}
	title, lead := v.T("plan.node.new", "level", level.Name), v.T("plan.node.new_lead")
	if n.Parent != "" {
		lead = v.T("plan.node.new_below", "parent", v.name(parent))
	}
	if p.Exists {
		p.Form.Action, p.Form.Version, p.Save = nodePath(slug, n.ID), int(n.Version), v.T("plan.form.save")
		title, lead = v.T("plan.node.edit", "level", level.Name, "code", n.Code), v.name(n)
		p.withActs(v, text, n)
	}
	p.Page = ui.Page{Title: title, Private: true}
	p.Head = workHead(v, text.Plan, title, lead, ui.Link{Text: title})
	p.Texts = v.textFields("text", n.Text, text, 3)
	p.Notes = v.textFields("note", n.Note, WorkingText{Languages: []kernel.Lang{text.Lead}, Lead: text.Lead}, 2)
	return p
}

// textFields are a field for each language, those of the process first; only the lead language is wanted.
func (w words) textFields(name string, t kernel.Text, text WorkingText, rows int) []ui.Field {
	var all []ui.Field
	for _, lang := range using(text.Languages, t) {
		field := name + "_" + string(lang)
		all = append(all, ui.Field{Name: field, Label: w.fieldLabel(field), Lang: string(lang), Rows: rows, Optional: true})
	}
	return all
}

func (w words) levelOptions(levels []Level) []ui.Option {
	options := make([]ui.Option, len(levels))
	for i, l := range levels {
		options[i] = ui.Option{Value: l.Slug, Text: w.level(l)}
	}
	return options
}

// withActs adds what can be done to a node that exists.
func (p *nodePage) withActs(v words, text WorkingText, n Node) {
	slug, t := text.Plan.Slug, text.Draft.Tree
	p.Move = nodePath(slug, n.ID) + "/move"
	p.MoveState = web.NewState("parent", n.Parent)
	branch := t.Branch(n.ID)
	if text.Plan.Levels.Allowed(n.Level, "") {
		p.Parents = append(p.Parents, ui.Option{Text: v.T("plan.node.top")})
	}
	for _, x := range t.Nodes {
		if !branch[x.ID] && text.Plan.Levels.Allowed(n.Level, x.Level) {
			p.Parents = append(p.Parents, ui.Option{Value: x.ID, Text: v.name(x)})
		}
	}
	for _, l := range text.Plan.Levels.Below(n.Level) {
		p.Below = append(p.Below, ui.Act{Text: v.T("plan.working.add_top", "level", l.Name), Href: v.Href(newNodePath(slug, n.ID, l.Slug)), Kind: ui.Second, Small: true})
	}
	p.Below = append(p.Below, ui.Act{Text: v.T("plan.indicator.add"), Href: v.Href(workingPath(slug) + "/indicators/new?node=" + n.ID), Kind: ui.Second, Small: true})
	p.Parts = []ui.Act{
		{Text: v.T("plan.revision.act"), Href: v.Href(nodePath(slug, n.ID) + "/history"), Kind: ui.Second, Small: true},
		{Text: v.T("plan.remark.act"), Href: v.Href(nodeRemarksPath(slug, n.ID)), Kind: ui.Second, Small: true},
		{Text: v.T("plan.proposal.crumb"), Href: v.Href(proposalsPath(slug)) + "?state=" + anyState + "&node=" + n.ID, Kind: ui.Second, Small: true},
	}
	if !n.Text.Empty() {
		p.Parts = append(p.Parts, ui.Act{Text: v.T("plan.split.act"), Href: v.Href(nodePath(slug, n.ID) + "/split"), Kind: ui.Second, Small: true})
	}
	for _, x := range t.Nodes {
		if x.Parent == n.Parent && x.Level == n.Level && x.ID != n.ID {
			p.Mergeable = append(p.Mergeable, ui.Option{Value: x.ID, Text: v.name(x)})
		}
	}
	if len(p.Mergeable) > 0 {
		p.Merge = nodePath(slug, n.ID) + "/merge"
	}
	p.Remove = ui.Act{Text: v.T("plan.node.remove"), Href: v.Href(nodePath(slug, n.ID) + "/remove"), Kind: ui.Grave}
	if in := t.Of(n.ID); len(in) > 0 {
		p.Indicators = v.indicatorLinks(slug, in)
	}
}

func (w words) indicatorLinks(slug string, all []Indicator) *ui.Grid {
	g := &ui.Grid{Caption: w.T("plan.indicator.many"), Columns: []ui.Column{
		{Title: w.T("plan.indicator.one")}, {Title: w.T("plan.indicator.baseline"), Number: true}, {Title: w.T("plan.indicator.targets"), Number: true},
	}}
	for _, in := range all {
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{
			{Text: w.Text(in.Text), Href: w.Href(indicatorPath(slug, in.ID))}, {Text: ui.Shown(w.measure(in.Baseline))},
			{Text: ui.Shown(w.Loc.Number(int64(len(in.Targets))))},
		}})
	}
	return g
}

func (s *Service) addNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, err := s.editable(r.Context(), v, to.Slug)
	if err != nil {
		return err
	}
	if after := f.Text("after"); after != "" {
		saved, err := s.InsertNode(r.Context(), to, after)
		if err != nil {
			return err
		}
		return done(w, r, v, saved.Node.ID, "plan.flash.added", nodePath(to.Slug, saved.Node.ID))
	}
	parent, in := f.Text("parent"), readNode(f, text.Languages)
	var saved SavedNode
	if err = f.Err(); err == nil {
		saved, err = s.AddNode(r.Context(), to, parent, in)
	}
	if again(err) {
		n := Node{Parent: parent, Level: in.Level}
		return web.Render(w, r, v, http.StatusUnprocessableEntity, nodeView(v, newNodePage(words{v}, text, n, f.State(err))))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.added")
	return web.Redirect(w, r, v, nodePath(to.Slug, saved.Node.ID))
}

// node finds the node that the address names in the working draft.
func (s *Service) node(r *http.Request, v *web.View) (WorkingText, Node, error) {
	text, err := s.editable(r.Context(), v, r.PathValue("slug"))
	if err != nil {
		return text, Node{}, err
	}
	n, ok := text.Draft.Tree.Get(r.PathValue("node"))
	if !ok {
		return text, n, fault.New(fault.NotFound, "fault.not_found")
	}
	return text, n, nil
}

func (s *Service) showNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, n, err := s.node(r, v)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, nodeView(v, newNodePage(words{v}, text, n, nodeState(n))))
}

func (s *Service) editNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, n, err := s.node(r, v)
	if err != nil {
		return err
	}
	in := readNode(f, using(using(text.Languages, n.Text), n.Note))
	if err = f.Err(); err == nil {
		_, err = s.EditNode(r.Context(), to, n.ID, int64(f.Version()), in)
	}
	if again(err) {
		n.Version = int64(f.Version())
		return web.Render(w, r, v, http.StatusUnprocessableEntity, nodeView(v, newNodePage(words{v}, text, n, f.State(err))))
	}
	if err != nil {
		return stale(words{v}, f, words{v}.name(n), nodePath(to.Slug, n.ID), err)
	}
	web.SetFlash(w, "plan.flash.saved")
	return web.Redirect(w, r, v, nodePath(to.Slug, n.ID))
}

func (s *Service) moveNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	id := r.PathValue("node")
	switch f.Values.Get("where") {
	case "up":
		_, err = s.StepNode(r.Context(), to, id, -1)
	case "down":
		_, err = s.StepNode(r.Context(), to, id, 1)
	case "back":
		_, err = s.ShiftNode(r.Context(), to, id, true)
	case "on":
		_, err = s.ShiftNode(r.Context(), to, id, false)
	default:
		_, err = s.MoveNode(r.Context(), to, id, f.Text("parent"), MaxNodes)
	}
	if err != nil {
		return err
	}
	return done(w, r, v, id, "plan.flash.moved", nodePath(to.Slug, id))
}

// removePage asks before a node goes with all below it.
type removePage struct {
	Page ui.Page
	Head ui.Head
	Form ui.FormOf
	Act  ui.Act
	Back ui.Act
	Gone []string
}

func (s *Service) askRemoveNode(w http.ResponseWriter, r *http.Request, view *web.View) error {
	text, n, err := s.node(r, view)
	if err != nil {
		return err
	}
	v := words{view}
	branch := text.Draft.Tree.Branch(n.ID)
	title := v.T("plan.remove.title", "node", v.name(n))
	p := removePage{
		Page: ui.Page{Title: title, Private: true}, Head: workHead(v, text.Plan, title, v.T("plan.remove.lead", "count", len(branch)), ui.Link{Text: v.T("plan.node.remove")}),
		Form: ui.FormOf{Action: nodePath(text.Plan.Slug, n.ID) + "/remove", Version: int(n.Version)},
		Act:  ui.Act{Text: v.T("plan.remove.act", "count", len(branch)), Kind: ui.Grave},
		Back: ui.Act{Text: v.T("plan.remove.keep"), Href: v.Href(nodePath(text.Plan.Slug, n.ID)), Kind: ui.Quiet},
	}
	for _, x := range text.Draft.Tree.Nodes {
		if branch[x.ID] {
			p.Gone = append(p.Gone, v.name(x))
		}
	}
	return web.Render(w, r, view, http.StatusOK, removeView(view, p))
}

func (s *Service) removeNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	if _, err := s.RemoveNode(r.Context(), to, r.PathValue("node"), int64(f.Version())); err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.removed")
	return web.Redirect(w, r, v, workingPath(to.Slug))
}
