package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// History gives the acts on a plan and on its drafts that the actor may see, the newest first.
func (s *Service) History(ctx context.Context, actor kernel.Actor, slug string) (p Plan, acts []act.Stored, err error) {
	defer fault.In(&err, "plan.History(%s)", slug)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		var r Reading
		if err := s.open(ctx, q, actor, slug, &r); err != nil {
			return err
		}
		p, acts = r.Plan, nil
		of := []kernel.Ref{{Kind: "plan", ID: p.ID}}
		for _, e := range slices.Concat(drafts(r.Editions), r.Discarded) {
			of = append(of, e.object())
		}
		for _, object := range of {
			some, err := act.List(ctx, q, actor, act.Filter{Object: object, Newest: true}, kernel.Page{Limit: kernel.MaxLimit})
			if err != nil {
				return err
			}
			acts = append(acts, some...)
		}
		slices.SortFunc(acts, func(a, b act.Stored) int { return int(b.Leaf - a.Leaf) })
		return nil
	})
	return p, acts, err
}

// historyPage is what was done with a plan, by whom and why.
type historyPage struct {
	Page ui.Page
	Head ui.Head
	Grid ui.Grid
}

func (s *Service) showHistory(w http.ResponseWriter, r *http.Request, view *web.View) error {
	p, acts, err := s.History(r.Context(), view.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	v := words{view}
	title := v.T("plan.history.title", "plan", p.Short)
	page := historyPage{
		Page: ui.Page{Title: title},
		Head: ui.Head{Crumbs: crumbs(v, &p, ui.Link{Text: v.T("plan.history.crumb")}), Title: ui.Shown(title), Lead: ui.Shown(v.T("plan.history.lead"))},
		Grid: ui.Grid{Caption: title, Lead: 1, Columns: []ui.Column{
			{Title: v.T("plan.history.when")}, {Title: v.T("plan.history.what")}, {Title: v.T("plan.history.who")},
			{Title: v.T("plan.history.why")}, {Title: v.T("plan.history.entry"), Number: true},
		}},
	}
	for _, a := range acts {
		page.Grid.Rows = append(page.Grid.Rows, v.historyRow(a))
	}
	return web.Render(w, r, view, http.StatusOK, historyView(view, page))
}

// told is what the history reads of the payload of any act on a plan.
type told struct {
	changed

	Number int `json:"number"`
}

func (w words) historyRow(a act.Stored) ui.Row {
	var t told
	_ = json.Unmarshal(a.Payload, &t) // what cannot be read is not told
	entry := ui.Cell{Text: ui.Shown(w.Loc.Number(a.Leaf)), Href: w.Href(fmt.Sprintf("/log/entries/%d", a.Leaf))}
	return ui.Row{Cells: []ui.Cell{
		{Text: ui.Shown(w.Time(a.At))}, {Text: ui.Shown(w.done(a.Kind, t))}, {Text: ui.Shown(w.office(a))}, {Text: ui.Shown(t.Why)}, entry,
	}}
}

// done says in words what an act did.
func (w words) done(kind string, t told) string {
	switch kind {
	case "plan.created":
		return w.T("plan.act.created")
	case "plan.recorded":
		return w.T("plan.act.recorded")
	case "plan.amended":
		return w.T("plan.act.amended")
	case "plan.state_changed":
		return w.T("plan.act.state_changed", "from", w.T(stateKey(t.From, "")), "to", w.T(stateKey(t.Plan.State, t.Plan.Basis)))
	case "plan.audience_changed":
		if t.Was != nil {
			return w.T("plan.act.audience_changed", "from", w.audience(*t.Was), "to", w.audience(t.Plan.Audience))
		}
	case "plan.draft_published":
		return w.T("plan.act.draft_published", "number", t.Number)
	case "plan.draft_discarded":
		return w.T("plan.act.draft_discarded")
	}
	return kind
}

// office names the office that acted: a role, never a person.
func (w words) office(a act.Stored) string {
	if a.Role == "" {
		return w.T("plan.history.program")
	}
	return w.Loc.Role(a.Role)
}
