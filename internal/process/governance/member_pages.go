package governance

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func (s *Service) showMembers(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var tiles []ui.Member
	err := s.read(r.Context(), v, func(q db.Queryer) error {
		called, members, err := s.names(r.Context(), q, v)
		tiles = memberTiles(v, members, called)
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, membersView(v, tiles))
}

// memberPage is what is on record of a member.
type memberPage struct {
	Title     string
	Head      ui.Head
	Facts     []ui.Fact
	TaskForce []bodyLink
	Said      []said
	LeadNote  web.Shown
	Agencies  ui.Grid
	Note      web.Shown
	Referral  *referralShown
	Seats     ui.Grid
	Chairs    []ui.Dated
	Hosted    []ui.Dated
	Disputes  []dispute
	Proof     ui.Proof
	History   string
	Acts      []ui.Act
	refs      refs
}

type referralShown struct {
	Name, Note web.Shown
	Basis      string
	Refs       []int
}

type bodyLink struct {
	Name, Note web.Shown
	Href       string
}

func (s *Service) showMember(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var p memberPage
	err := s.read(r.Context(), v, func(q db.Queryer) error {
		d, err := s.MemberDetail(r.Context(), q, v.Actor, r.PathValue("cc"))
		if err != nil {
			return err
		}
		return s.memberRecord(r.Context(), q, v, d, &p)
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, memberView(v, &p))
}

func (s *Service) memberRecord(ctx context.Context, q db.Queryer, v *web.View, d MemberDetail, p *memberPage) error {
	bodies, err := Bodies(ctx, q, v.Actor)
	if err != nil {
		return err
	}
	m := d.Member.Content
	base := "/members/" + d.Member.Slug
	called := namesOf(v, []Member{d.Member})
	p.Title = called.plain(d.Member.Country)
	p.Head = ui.Head{
		Crumbs: []ui.Link{{Text: v.T("governance.members.title"), Href: v.Href("/members")}, {Text: p.Title}},
		Kicker: m.OwnName, Title: called.shown(d.Member.Country), Lead: v.Text(m.OfficialName),
		Acts: editAct(v, KindMember, d.Member.Country, v.T("governance.member.edit"), base+"/edit"),
	}
	p.Acts = editAct(v, KindAgency, d.Member.Country, v.T("governance.agency.new"), base+"/agencies/new")
	p.Facts = p.facts(v, m)
	p.Said, p.LeadNote, p.Note = p.refs.statements(v, m.Facts), v.Text(m.LeadNote), v.Text(m.AgenciesNote)
	p.refs.of(m.Sources)
	for _, b := range d.Bodies {
		p.TaskForce = append(p.TaskForce, bodyLink{
			Name: v.Text(b.Content.Name), Note: ui.Shown(v.T("governance.body_kind." + string(b.Content.Kind))), Href: v.Href("/bodies/" + b.Slug),
		})
	}
	p.Agencies = p.agencies(v, d.Agencies, base)
	if m.Referral != nil {
		p.Referral = &referralShown{
			Name: v.Text(m.Referral.Name), Note: v.Text(m.Referral.Note), Basis: v.T("governance.basis." + string(m.Referral.Basis)),
			Refs: p.refs.of(m.Referral.Sources),
		}
	}
	p.Seats = s.seatGrid(v, &p.refs, d.Seats, d.Holders, called, bodies)
	for _, t := range slices.Backward(d.Chairs) {
		p.Chairs = append(p.Chairs, chairEntry(v, t, called))
	}
	for _, h := range d.Hosted {
		p.Hosted = append(p.Hosted, ui.Dated{
			When: v.DateRange(h.Start, h.End), Title: v.Text(h.Title), Href: v.Href("/meetings/" + h.Slug), Note: v.Text(h.City),
			Marks: heldMarks(v, h),
		})
	}
	p.Disputes, p.History = disputes(v, m.Claims), historyPath(KindMember, d.Member.ID)
	p.Proof, err = s.proof(ctx, q, v, KindMember, d.Member.ID)
	return err
}

// heldMarks marks a meeting that is not on record as held.
func heldMarks(v *web.View, h Held) []ui.Mark {
	if h.State == pack.Held {
		return nil
	}
	return []ui.Mark{{Text: v.T("governance.meeting_state." + string(h.State)), Tag: true}}
}

func (p *memberPage) facts(v *web.View, m pack.Member) []ui.Fact {
	facts := []ui.Fact{{Term: v.T("governance.field.lead_agency"), Value: v.Text(m.LeadAgency)}}
	if m.LeadAgency.Empty() {
		facts[0].Value = ui.Shown(v.T("governance.no_record"))
	}
	var languages []string
	for _, l := range m.Languages {
		languages = append(languages, v.Text(l.Name).Text)
	}
	if len(languages) > 0 {
		facts = append(facts, ui.Fact{Term: v.T("governance.member.languages"), Value: ui.Shown(v.Loc.List(languages))})
	}
	return append(facts, ui.Fact{
		Term: v.T("governance.member.codes"), Value: ui.Shown(v.Loc.List([]string{string(m.Country), m.Alpha3})), Note: v.Text(m.NameNote).Text,
	})
}

// agencies lists the agencies of a country by sector, in the order of sectors.
func (p *memberPage) agencies(v *web.View, agencies []Agency, base string) ui.Grid {
	g := ui.Grid{Caption: v.T("governance.agencies.caption"), Lead: 1, Columns: []ui.Column{
		{Title: v.T("governance.field.sector")}, {Title: v.T("governance.field.agency")}, {Title: v.T("governance.field.record"), Short: true},
	}}
	for _, sector := range pack.Sectors {
		for _, a := range agencies {
			if a.Content.Sector != sector {
				continue
			}
			name := ui.Cell{Text: v.Text(a.Content.Name), Note: v.Text(a.Content.Note).Text}
			if a.Content.Lead {
				name.Note = strings.TrimSpace(v.T("governance.agency.leads") + " " + name.Note)
			}
			g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{
				{Text: ui.Shown(v.T("governance.sector." + string(sector)))}, name,
				{Body: recordLinks(v, p.refs.of(a.Content.Sources), historyPath(KindAgency, a.ID),
					rowAct(v, KindAgency, a.Country, v.T("governance.change"), base+"/agencies/"+a.Slug+"/edit"))},
			}})
		}
	}
	return g
}

// seatGrid lists seats with how they stand today and who holds them. Among seats of several bodies each names its own.
func (s *Service) seatGrid(v *web.View, r *refs, seats []Seat, holders []Holder, called names, bodies []Body) ui.Grid {
	g := ui.Grid{Caption: v.T("governance.seats.caption"), Columns: []ui.Column{
		{Title: v.T("governance.field.seat")}, {Title: v.T("governance.field.status")}, {Title: v.T("governance.field.holder")},
		{Title: v.T("governance.field.record"), Short: true},
	}}
	byID := map[kernel.ID]Body{}
	for _, b := range bodies {
		byID[b.ID] = b
	}
	for _, seat := range seats {
		its := holdersIn(seat.ID, holders)
		status, now := StatusOn(seat.Content, its, s.walk.Clock.Now())
		body, where := byID[seat.Parent], ""
		if len(bodies) > 1 {
			where = v.Text(body.Content.Name).Text
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{
			{Text: ui.Shown(seatName(v, seat, called)), Note: where},
			{Text: ui.Shown(v.T("governance.seat_status." + string(status))), Note: v.Text(seat.Content.Basis).Text},
			{Body: holdersCell(v, holderLines(v, now, its))},
			{Body: recordLinks(v, r.of(seat.Content.Sources), historyPath(KindSeat, seat.ID), seatActs(v, body, seat, now))},
		}})
	}
	return g
}

func seatActs(v *web.View, body Body, seat Seat, now []Holder) []ui.Act {
	base := "/bodies/" + body.Slug + "/seats/" + seat.Slug
	acts := rowAct(v, KindSeat, seat.Country, v.T("governance.seat.edit"), base+"/edit")
	acts = append(acts, rowAct(v, KindHolder, seat.Country, v.T("governance.holder.new"), base+"/holders/new")...)
	for _, h := range now {
		acts = append(acts, rowAct(v, KindHolder, seat.Country, v.T("governance.holder.edit"), base+"/holders/"+h.Slug+"/edit")...)
	}
	return acts
}

// seatName is the seat's own name, or its country and number.
func seatName(v *web.View, seat Seat, called names) string {
	if name := v.Text(seat.Content.Name); name.Text != "" {
		return name.Text
	}
	return v.T("governance.seat.numbered", "country", called.plain(seat.Country), "number", seat.Content.Number)
}

// holderLine is one holder of a seat.
type holderLine struct {
	Office  web.Shown
	When    string
	Now     bool
	History string
}

// holderLines lists who holds a seat now and then who held it before.
func holderLines(v *web.View, now, all []Holder) []holderLine {
	current := map[kernel.ID]bool{}
	for _, h := range now {
		current[h.ID] = true
	}
	var first, then []holderLine
	for _, h := range all {
		line := holderLine{
			Office: v.Text(h.Content.Office), When: v.Loc.Period(h.Content.Period), Now: current[h.ID],
			History: v.Href(historyPath(KindHolder, h.ID)),
		}
		if line.Now {
			first = append(first, line)
		} else {
			then = append(then, line)
		}
	}
	return append(first, then...)
}
