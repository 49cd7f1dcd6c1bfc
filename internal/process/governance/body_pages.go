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

// bodyGroup is the bodies of one kind.
type bodyGroup struct {
	ID, Title string
	Bodies    []bodyLink
}

func (s *Service) showBodies(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var groups []bodyGroup
	err := s.read(r.Context(), v, func(q db.Queryer) error {
		bodies, err := Bodies(r.Context(), q, v.Actor)
		groups = groupBodies(v, bodies)
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, bodiesView(v, groups))
}

// groupBodies puts bodies of one kind together, kinds in the order of their first body.
func groupBodies(v *web.View, bodies []Body) []bodyGroup {
	var groups []bodyGroup
	for _, b := range bodies {
		id := string(b.Content.Kind)
		i := slices.IndexFunc(groups, func(g bodyGroup) bool { return g.ID == id })
		if i < 0 {
			i = len(groups)
			groups = append(groups, bodyGroup{ID: id, Title: v.T("governance.body_kind." + id)})
		}
		groups[i].Bodies = append(groups[i].Bodies, linkOf(v, b))
	}
	return groups
}

func linkOf(v *web.View, b Body) bodyLink {
	return bodyLink{Name: v.Text(b.Content.Name), Note: ui.Shown(v.Loc.Period(b.Content.Period)), Href: v.Href("/bodies/" + b.Slug)}
}

// bodyPage is what is on record of a body.
type bodyPage struct {
	Title    string
	Head     ui.Head
	Facts    []ui.Fact
	Said     []said
	Note     web.Shown
	Seats    ui.Grid
	Speak    []ui.Fact
	Children []bodyLink
	Agencies []ui.Dated
	Member   string // path of the country of a national body
	Proof    ui.Proof
	History  string
	Acts     []ui.Act
	refs     refs
}

func (s *Service) showBody(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var p bodyPage
	err := s.read(r.Context(), v, func(q db.Queryer) error {
		d, err := s.BodyDetail(r.Context(), q, v.Actor, r.PathValue("slug"))
		if err != nil {
			return err
		}
		return s.bodyRecord(r.Context(), q, v, d, &p)
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, bodyView(v, &p))
}

func (s *Service) bodyRecord(ctx context.Context, q db.Queryer, v *web.View, d BodyDetail, p *bodyPage) error {
	called, members, err := s.names(ctx, q, v)
	if err != nil {
		return err
	}
	b := d.Body.Content
	name := v.Text(b.Name)
	p.Title = name.Text
	p.Head = ui.Head{
		Crumbs: []ui.Link{{Text: v.T("governance.bodies.title"), Href: v.Href("/bodies")}, {Text: name.Text, Lang: name.Lang}},
		Title:  name,
		Acts:   editAct(v, KindBody, d.Body.Country, v.T("governance.body.edit"), "/bodies/"+d.Body.Slug+"/edit"),
	}
	if kind := v.T("governance.body_kind." + string(b.Kind)); !strings.EqualFold(kind, name.Text) {
		p.Head.Kicker = kind
	}
	p.Facts = bodyFacts(v, d, called)
	p.Said, p.Note = p.refs.statements(v, b.Description), v.Text(b.Note)
	p.refs.of(b.Sources)
	p.Seats = s.seatGrid(v, &p.refs, d.Seats, d.Holders, called, []Body{d.Body})
	if len(d.Seats) > 0 {
		p.Speak = s.speakers(v, d, members, called)
	}
	for _, child := range d.Children {
		p.Children = append(p.Children, linkOf(v, child))
	}
	for _, a := range d.Agencies {
		p.Agencies = append(p.Agencies, ui.Dated{When: v.T("governance.sector." + string(a.Content.Sector)), Title: v.Text(a.Content.Name)})
	}
	if d.Body.Country != "" {
		p.Member = v.Href("/members/" + memberSlug(d.Body.Country))
	}
	if s.mayAddSeat(v, d.Body, members) {
		p.Acts = []ui.Act{{Text: v.T("governance.seat.new"), Href: v.Href("/bodies/" + d.Body.Slug + "/seats/new"), Kind: ui.Second, Small: true}}
	}
	p.History = historyPath(KindBody, d.Body.ID)
	p.Proof, err = s.proof(ctx, q, v, KindBody, d.Body.ID)
	return err
}

// mayAddSeat says that the reader may add a seat of this body for some country.
func (s *Service) mayAddSeat(v *web.View, b Body, members []Member) bool {
	if b.Country != "" {
		return v.Can(Edit, resource(KindSeat, "", b.Country))
	}
	return slices.ContainsFunc(members, func(m Member) bool { return v.Can(Edit, resource(KindSeat, "", m.Country)) })
}

func bodyFacts(v *web.View, d BodyDetail, called names) []ui.Fact {
	b := d.Body.Content
	var facts []ui.Fact
	if d.Body.Country != "" {
		facts = append(facts, ui.Fact{
			Term: v.T("governance.field.country"), Value: called.shown(d.Body.Country), Href: v.Href("/members/" + memberSlug(d.Body.Country)),
		})
	}
	if d.Parent != nil {
		facts = append(facts, ui.Fact{Term: v.T("governance.field.parent"), Value: v.Text(d.Parent.Content.Name), Href: v.Href("/bodies/" + d.Parent.Slug)})
	}
	if p := v.Loc.Period(b.Period); p != "" {
		facts = append(facts, ui.Fact{Term: v.T("governance.field.period"), Value: ui.Shown(p)})
	}
	if b.SeatsPerMember > 0 {
		facts = append(facts, ui.Fact{Term: v.T("governance.field.seats_per_member"), Value: ui.Shown(v.Loc.Number(int64(b.SeatsPerMember)))})
	}
	var sectors []string
	for _, sector := range b.Composition {
		sectors = append(sectors, v.T("governance.sector."+string(sector)))
	}
	if len(sectors) > 0 {
		facts = append(facts, ui.Fact{Term: v.T("governance.field.composition"), Value: ui.Shown(v.Loc.List(sectors))})
	}
	return facts
}

// speakers says of each country with seats who may speak for it in the body today.
func (s *Service) speakers(v *web.View, d BodyDetail, members []Member, called names) []ui.Fact {
	var facts []ui.Fact
	for _, m := range members {
		if !slices.ContainsFunc(d.Seats, func(seat Seat) bool { return seat.Country == m.Country }) {
			continue
		}
		var offices []string
		for _, h := range MaySpeak(d.Seats, d.Holders, m.Country, s.walk.Clock.Now()) {
			offices = append(offices, v.Text(h.Content.Office).Text)
		}
		f := ui.Fact{Term: called.plain(m.Country), Value: ui.Shown(v.Loc.List(offices))}
		if len(offices) == 0 {
			f.Value = ui.Shown(v.T("governance.no_record"))
		}
		facts = append(facts, f)
	}
	return facts
}

// Speakers gives the holders who may speak for the country in a body today.
func (s *Service) Speakers(ctx context.Context, q db.Queryer, actor kernel.Actor, body string, country kernel.Country) ([]Holder, error) {
	d, err := s.BodyDetail(ctx, q, actor, body)
	return MaySpeak(d.Seats, d.Holders, country, s.walk.Clock.Now()), err
}

// partnerGroup is the partners of one kind.
type partnerGroup struct {
	ID, Title string
	Partners  []partnerShown
}

type partnerShown struct {
	Name, Role, Note web.Shown
	Unnamed          bool
	Refs             []int
	History          string
	Edit             []ui.Act
}

func (s *Service) showPartners(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var groups []partnerGroup
	var cited refs
	err := s.read(r.Context(), v, func(q db.Queryer) error {
		partners, err := list[pack.Partner](r.Context(), q, v.Actor, KindPartner, filter{})
		groups = groupPartners(v, &cited, partners)
		return err
	})
	if err != nil {
		return err
	}
	acts := editAct(v, KindPartner, "", v.T("governance.partner.new"), "/partners/new")
	return web.Render(w, r, v, http.StatusOK, partnersView(v, groups, acts, &cited))
}

func groupPartners(v *web.View, cited *refs, partners []Partner) []partnerGroup {
	var groups []partnerGroup
	for _, kind := range PartnerKinds {
		g := partnerGroup{ID: string(kind), Title: v.T("governance.partner_kind." + string(kind))}
		for _, p := range partners {
			if p.Content.Kind != kind {
				continue
			}
			g.Partners = append(g.Partners, partnerShown{
				Name: v.Text(p.Content.Name), Role: v.Text(p.Content.Role), Note: v.Text(p.Content.Note), Unnamed: p.Content.Unnamed,
				Refs: cited.of(p.Content.Sources), History: v.Href(historyPath(KindPartner, p.ID)),
				Edit: rowAct(v, KindPartner, "", v.T("governance.change"), "/partners/"+p.Slug+"/edit"),
			})
		}
		if len(g.Partners) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
