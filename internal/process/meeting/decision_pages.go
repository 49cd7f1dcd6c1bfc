package meeting

import (
	"net/http"

	"sampan/internal/platform/db"
	"sampan/internal/platform/record"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// decisionsPage is the list of all that meetings decided.
type decisionsPage struct {
	Page      ui.Page
	Head      ui.Head
	Kinds     []ui.Option
	Years     []ui.Option
	Decisions []decisionItem
	Next      string
	Total     int
}

func (s *Service) showDecisions(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, page, err := filterOf(v.Query)
	if err != nil {
		return err
	}
	var d listData
	err = s.walk.DB.Read(r.Context(), func(q db.Queryer) error {
		if d.kinds, err = loadKinds(r.Context(), q); err != nil {
			return err
		}
		d.facts, err = loadFacts(r.Context(), q, v.Actor)
		return err
	})
	if err != nil {
		return err
	}
	list, err := s.Decisions(r.Context(), v.Actor, f, page)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, decisionsView(v, newDecisionsPage(v, d, list)))
}

func newDecisionsPage(v *web.View, d listData, list record.Listing[Decision]) decisionsPage {
	var options listPage
	options.Kinds = []ui.Option{{Text: v.T("meeting.filter.any_kind")}}
	options.options(v, d)
	p := decisionsPage{
		Page: ui.Page{Title: v.T("meeting.decisions.title"), Description: v.T("meeting.decisions.lead")},
		Head: ui.Head{
			Crumbs: crumbs(v, v.T("meeting.decisions.title"), ""), Title: ui.Shown(v.T("meeting.decisions.title")),
			Lead: ui.Shown(v.T("meeting.decisions.lead")),
		},
		Kinds: options.Kinds, Years: options.Years, Total: list.Total,
	}
	for _, x := range list.Items {
		m := x.Meeting
		item := decisionOf(v, x.Outcome, numbered(m.Content))
		item.Meeting, item.When = shortName(v, kindOf(d.kinds, m.Kind), m.Content), v.DateRange(m.Start, m.End)
		if where := place(v, m.Content); where != "" {
			item.Meeting = v.T("meeting.decisions.at", "meeting", item.Meeting, "place", where)
		}
		item.Href = v.Href(pathOf(m.Slug))
		p.Decisions = append(p.Decisions, item)
	}
	if list.Next != "" {
		p.Next = v.Href("/decisions") + "?" + with(v.Query, "after", list.Next)
	}
	return p
}
