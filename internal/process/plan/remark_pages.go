package plan

import (
	"net/http"
	"net/url"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// remarksPage is the remarks of a working draft that are open, or all on one node.
type remarksPage struct {
	Page    ui.Page
	Head    ui.Head
	Threads []thread
	Empty   string
	New     *ui.FormOf // a remark on the node; nil where none can be made
	Node    string
}

// thread is a remark with its answers.
type thread struct {
	Node, Href string // what it is about; "" where the page says it
	First      remarkLine
	Answers    []remarkLine
	Resolved   string
	Answer     *ui.FormOf
	Resolve    *ui.FormOf
	How, Act   string
	Hidden     [][2]string
}

type remarkLine struct{ ID, Who, When, HTML string }

func remarksPath(slug string) string { return workingPath(slug) + "/remarks" }

// nodeRemarksPath is where the remarks on one node are.
func nodeRemarksPath(slug, node string) string {
	return remarksPath(slug) + "?" + url.Values{"node": {node}}.Encode()
}

func (s *Service) showRemarks(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.renderRemarks(w, r, v, v.Query.Get("node"), http.StatusOK, web.FormState{}, "")
}

// renderRemarks shows the page; state is of the form that answers a remark, or of the one that makes a new one.
func (s *Service) renderRemarks(w http.ResponseWriter, r *http.Request, view *web.View, node string, status int, state web.FormState, answers kernel.ID) error {
	text, err := s.Working(r.Context(), view.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	all, err := s.Remarks(r.Context(), view.Actor, text.Plan.Slug, node)
	if err != nil {
		return err
	}
	v, edits := words{view}, view.Can(Edit, text.Draft.resource())
	title, lead := v.T("plan.remark.title"), v.T("plan.remark.lead")
	n, here := text.Draft.Tree.Get(node)
	if here {
		title, lead = v.T("plan.remark.title_node", "node", v.name(n)), v.T("plan.remark.lead_node")
	}
	p := remarksPage{Page: ui.Page{Title: title, Private: true}, Head: workHead(v, text.Plan, title, lead, ui.Link{Text: v.T("plan.remark.crumb")}), Node: node}
	if here && edits {
		p.New = &ui.FormOf{Action: remarksPath(text.Plan.Slug)}
		if answers == "" {
			p.New.State = state
		}
	}
	p.Threads = v.threads(text, all, node, edits)
	for i := range p.Threads {
		if t := &p.Threads[i]; t.Answer != nil && kernel.ID(t.First.ID) == answers {
			t.Answer.State = state
		}
	}
	if len(p.Threads) == 0 {
		p.Empty = v.T("plan.remark.empty")
	}
	return web.Render(w, r, view, status, remarksView(view, p))
}

// threads puts answers to their remarks; of the whole draft only the open ones are listed, in the order of the draft.
func (w words) threads(text WorkingText, all []Remark, node string, edits bool) []thread {
	answers := map[kernel.ID][]remarkLine{}
	for _, m := range all {
		if m.Answers != "" {
			answers[m.Answers] = append(answers[m.Answers], w.remark(m))
		}
	}
	on := map[string][]thread{}
	for _, m := range all {
		if m.Answers == "" && (node != "" || m.Resolved.IsZero()) {
			on[m.Node] = append(on[m.Node], w.thread(text, m, answers[m.ID], node == "", edits))
		}
	}
	var out []thread
	for _, n := range text.Draft.Tree.Nodes {
		out = append(out, on[n.ID]...)
		delete(on, n.ID)
	}
	for _, m := range all { // on entries that the draft has no more
		out = append(out, on[m.Node]...)
		delete(on, m.Node)
	}
	return out
}

func (w words) thread(text WorkingText, m Remark, answers []remarkLine, named, edits bool) thread {
	slug := text.Plan.Slug
	t := thread{First: w.remark(m), Answers: answers}
	if n, here := text.Draft.Tree.Get(m.Node); named && here {
		t.Node, t.Href = w.name(n), w.Href(nodeRemarksPath(slug, n.ID))
	} else if named {
		t.Node = w.T("plan.remark.node_gone")
	}
	if !m.Resolved.IsZero() {
		t.Resolved = w.T("plan.remark.resolved", "time", w.Time(m.Resolved))
	}
	if !edits {
		return t
	}
	t.Answer = &ui.FormOf{Action: remarksPath(slug)}
	t.Resolve = &ui.FormOf{Action: remarksPath(slug) + "/" + string(m.ID), Version: int(m.Version)}
	t.How, t.Act = "resolve", w.T("plan.remark.resolve")
	if !m.Resolved.IsZero() {
		t.How, t.Act = "reopen", w.T("plan.remark.reopen")
	}
	t.Hidden = [][2]string{{"node", m.Node}, {"back", backTo(named)}}
	return t
}

// backTo says which page of remarks a form leads back to.
func backTo(all bool) string {
	if all {
		return "all"
	}
	return "node"
}

func (w words) remark(m Remark) remarkLine {
	return remarkLine{string(m.ID), w.who(m.Name, m.Role, m.Country), w.Time(m.At), markup.Parse(m.Words).HTML()}
}

func (s *Service) addRemark(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	node, answers, said := f.Text("node"), f.ID("answers"), f.Text("words")
	if err = f.Err(); err == nil {
		_, err = s.AddRemark(r.Context(), to, node, answers, said)
	}
	shown := node
	if f.Values.Get("back") == "all" {
		shown = ""
	}
	if again(err) {
		return s.renderRemarks(w, r, v, shown, http.StatusUnprocessableEntity, f.State(err), answers)
	}
	if err != nil {
		return err
	}
	return done(w, r, v, node, "plan.flash.remarked", backPath(to.Slug, shown))
}

func backPath(slug, node string) string {
	if node == "" {
		return remarksPath(slug)
	}
	return nodeRemarksPath(slug, node)
}

func (s *Service) resolveRemark(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "fault.not_found")
	}
	resolved := f.Choice("how", "resolve", "reopen") == "resolve"
	if err := f.Err(); err != nil {
		return err
	}
	m, err := s.ResolveRemark(r.Context(), to, id, int64(f.Version()), resolved)
	if err != nil {
		return err
	}
	flash, shown := "plan.flash.reopened", m.Node
	if resolved {
		flash = "plan.flash.resolved"
	}
	if f.Values.Get("back") == "all" {
		shown = ""
	}
	return done(w, r, v, m.Node, flash, backPath(to.Slug, shown))
}
