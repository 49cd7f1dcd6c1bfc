package plan

import (
	"context"
	"net/http"
	"slices"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// changeHTML shows the way from one text to another.
func changeHTML(v *web.View, before, after string) string {
	return ui.RedlineHTML(v, redline.Compare(markup.Parse(before), markup.Parse(after)), ui.BothSides)
}

// NodeHistory is what was done to a node while drafts were written, the newest first.
type NodeHistory struct {
	Text      WorkingText
	Node      Node // as it stands; only its identity when the draft has it no more
	Revisions []Revision
	Names     map[kernel.ID]string // of who did it
}

// maxHistory is how many revisions of a node are told.
const maxHistory = 200

// NodeHistory gives the history of a node to those who write the working draft.
func (s *Service) NodeHistory(ctx context.Context, actor kernel.Actor, slug, node string) (h NodeHistory, err error) {
	defer fault.In(&err, "plan.NodeHistory(%s)", slug)
	if h.Text, err = s.Working(ctx, actor, slug); err != nil {
		return h, err
	}
	if err := s.walk.Access.Check(actor, Edit, h.Text.Draft.resource()); err != nil {
		return h, err
	}
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		if h.Revisions, err = revisionsOf(ctx, q, h.Text.Plan.ID, node, maxHistory); err != nil {
			return err
		}
		people := make([]kernel.ID, len(h.Revisions))
		for i, r := range h.Revisions {
			people[i] = r.Actor
		}
		h.Names, err = s.names(ctx, q, distinct(people))
		return err
	})
	n, here := h.Text.Draft.Tree.Get(node)
	if !here {
		n = Node{ID: node}
	}
	if h.Node = n; !here && len(h.Revisions) == 0 && err == nil {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return h, err
}

// nodeHistoryPage shows each wording of a node with how it differs from the one before.
type nodeHistoryPage struct {
	Page    ui.Page
	Head    ui.Head
	Entries []nodeEntry
	Empty   string
}

// nodeEntry is one revision of a node, or one draft that it stands in.
type nodeEntry struct {
	When, What, Who string
	Href            string // of the draft
	Lines           []string
	Texts           []textChange
	Restore         *ui.FormOf
	Hidden          [][2]string
	Act             string
}

// textChange is a text in one language with how it differs from the one before.
type textChange struct {
	Language string
	Lang     kernel.Lang
	HTML     string
}

func (s *Service) showNodeHistory(w http.ResponseWriter, r *http.Request, view *web.View) error {
	h, err := s.NodeHistory(r.Context(), view.Actor, r.PathValue("slug"), r.PathValue("node"))
	if err != nil {
		return err
	}
	v := words{view}
	title := v.T("plan.revision.title", "node", v.name(h.Node))
	p := nodeHistoryPage{
		Page: ui.Page{Title: title, Private: true},
		Head: workHead(v, h.Text.Plan, title, v.T("plan.revision.lead"), ui.Link{Text: v.T("plan.revision.crumb")}),
	}
	p.Head.Acts = []ui.Act{{Text: v.T("plan.revision.drafts"), Href: v.Href(nodeDraftsPath(h.Text.Plan.Slug, h.Node.ID)), Kind: ui.Second}}
	for i, rev := range h.Revisions {
		p.Entries = append(p.Entries, v.revision(h, rev, i == len(h.Revisions)-1))
	}
	if len(p.Entries) == 0 {
		p.Empty = v.T("plan.revision.empty")
	}
	return web.Render(w, r, view, http.StatusOK, nodeHistoryView(view, p))
}

// revision is an entry of a node's history; the first one of all offers what was there before it as well.
func (w words) revision(h NodeHistory, r Revision, first bool) nodeEntry {
	was, before := r.Was.Get(h.Node.ID)
	is, after := r.Became.Get(h.Node.ID)
	e := nodeEntry{When: w.Time(r.At), What: w.T("plan.revision.did." + string(r.Kind)), Who: w.who(h.Names[r.Actor], r.Role, r.Country)}
	if r.UndoneBy != "" {
		e.Lines = append(e.Lines, w.T("plan.revision.undone"))
	}
	e.Texts = w.textChanges(was.Text, is.Text, using(h.Text.Languages, was.Text))
	switch {
	case before && after && was.Code != is.Code:
		e.Lines = append(e.Lines, w.T("plan.revision.code", "before", w.orNone(was.Code), "after", w.orNone(is.Code)))
	case before && !after:
		e.Lines = append(e.Lines, w.T("plan.revision.gone"))
		e.Texts = nil
	case !before && after:
		e.Lines = append(e.Lines, w.T("plan.revision.came"))
	}
	if before && after && was.Parent != is.Parent {
		e.Lines = append(e.Lines, w.T("plan.revision.parent", "before", w.parent(h, was.Parent), "after", w.parent(h, is.Parent)))
	} else if before && after && (was.After != is.After || was.At != is.At) && r.Kind != DidEdit {
		e.Lines = append(e.Lines, w.T("plan.revision.order"))
	}
	w.offer(&e, h, r, is.Node, after, "became")
	if e.Restore == nil && first && before {
		w.offer(&e, h, r, was.Node, true, "was")
	}
	return e
}

func (w words) orNone(code string) string {
	if code == "" {
		return w.T("plan.revision.no_code")
	}
	return code
}

// parent is what a node hung on, as far as the draft still has it.
func (w words) parent(h NodeHistory, id string) string {
	if id == "" {
		return w.T("plan.node.top")
	}
	if n, here := h.Text.Draft.Tree.Get(id); here {
		return w.name(n)
	}
	return w.T("plan.revision.elsewhere")
}

// offer adds the form that restores a wording that is not the present one.
func (w words) offer(e *nodeEntry, h NodeHistory, r Revision, n Node, there bool, side string) {
	if _, here := h.Text.Draft.Tree.Get(h.Node.ID); !here || !there || asText(n.Text) == asText(h.Node.Text) || n.Text.Empty() {
		return
	}
	e.Restore = &ui.FormOf{Action: nodePath(h.Text.Plan.Slug, h.Node.ID) + "/restore", Version: int(h.Node.Version)}
	e.Hidden = [][2]string{{"revision", string(r.ID)}, {"side", side}}
	e.Act = w.T("plan.revision.restore")
	if side == "was" {
		e.Act = w.T("plan.revision.restore_first")
	}
}

// textChanges are the languages in which two texts differ.
func (w words) textChanges(was, is kernel.Text, languages []kernel.Lang) []textChange {
	var all []textChange
	for _, lang := range using(languages, is) {
		if a, b := was[lang].Text, is[lang].Text; a != b {
			all = append(all, textChange{w.Loc.Language(lang), lang, changeHTML(w.View, a, b)})
		}
	}
	return all
}

// restoreNode brings an earlier wording back.
func (s *Service) restoreNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	node, revision := r.PathValue("node"), f.ID("revision")
	before := f.Choice("side", "was", "became") == "was"
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := s.Restore(r.Context(), to, node, int64(f.Version()), revision, before); err != nil {
		return err
	}
	return done(w, r, v, node, "plan.flash.restored", nodePath(to.Slug, node))
}

// showNodeDrafts shows a node through the record and the drafts that the reader may see, with what changed from one to the next.
func (s *Service) showNodeDrafts(w http.ResponseWriter, r *http.Request, view *web.View) error {
	slug, id := r.PathValue("slug"), r.PathValue("node")
	reading, docs, err := s.throughDrafts(r.Context(), view.Actor, slug)
	if err != nil {
		return err
	}
	v := words{view}
	p := nodeHistoryPage{}
	var last, shown Node
	for i, d := range docs {
		n, here := d.Tree().Get(id)
		if !here && last.ID == "" {
			continue
		}
		e := nodeEntry{Texts: v.textChanges(last.Text, n.Text, nil)}
		e.What, e.Href, e.When = v.edition(reading, d)
		switch {
		case !here:
			e.Lines = append(e.Lines, v.T("plan.revision.not_in_it"))
			e.Texts = nil
		case last.ID != "" && last.Code != n.Code:
			e.Lines = append(e.Lines, v.T("plan.revision.code", "before", v.orNone(last.Code), "after", v.orNone(n.Code)))
		}
		if len(e.Texts)+len(e.Lines) == 0 && i > 0 && last.ID != "" {
			e.Lines = append(e.Lines, v.T("plan.revision.same"))
		}
		p.Entries = append([]nodeEntry{e}, p.Entries...)
		if last = n; here {
			shown = n
		}
	}
	if shown.ID == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	title := v.T("plan.revision.title", "node", v.name(shown))
	p.Page = ui.Page{Title: title}
	p.Head = ui.Head{Crumbs: crumbs(v, &reading.Plan, ui.Link{Text: v.T("plan.revision.crumb")}), Title: ui.Shown(title), Lead: ui.Shown(v.T("plan.revision.drafts_lead"))}
	if reading.Working != nil && v.Can(Edit, reading.Working.resource()) {
		p.Head.Acts = []ui.Act{{Text: v.T("plan.revision.crumb_draft"), Href: v.Href(nodePath(slug, id) + "/history"), Kind: ui.Second}}
	}
	return web.Render(w, r, view, http.StatusOK, nodeHistoryView(view, p))
}

// edition is what a document is called, where it is read and since when.
func (w words) edition(r Reading, d *Document) (name, href, when string) {
	if d.Kind == Record {
		return w.T("plan.revision.record"), w.Href(planPath(r.Plan.Slug)), ""
	}
	return w.T("plan.draft.number", "number", d.Number), w.Href(draftPath(r.Plan.Slug, d.Number)), w.Date(kernel.DateOf(d.At().In(w.zone())))
}

func (w words) zone() *time.Location {
	if w.Zone == nil {
		return time.UTC
	}
	return w.Zone
}

// throughDrafts are the last record and the published drafts that the actor may see, in order.
func (s *Service) throughDrafts(ctx context.Context, actor kernel.Actor, slug string) (r Reading, docs []*Document, err error) {
	defer fault.In(&err, "plan.throughDrafts(%s)", slug)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		r, docs = Reading{}, nil
		if err := s.open(ctx, q, actor, slug, &r); err != nil {
			return err
		}
		var of []Edition
		for _, e := range slices.Backward(r.Editions) {
			if e.Kind == Record {
				of = append(of, e)
				break
			}
		}
		for _, e := range append(of, drafts(r.Editions)...) {
			d, err := s.document(ctx, q, e)
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		return nil
	})
	return r, docs, err
}
