package governance

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// BodyChange is what is on record of a body. An empty text leaves what is there.
type BodyChange struct {
	Name string      `json:"name,omitempty"`
	Note string      `json:"note,omitempty"`
	From kernel.Date `json:"from,omitempty"`
	To   kernel.Date `json:"to,omitempty"`
}

// ChangeBody changes what is on record of a body.
func (s *Service) ChangeBody(ctx context.Context, c Change, slug string, in BodyChange) (Body, error) {
	return change(ctx, s, c, KindBody, filter{slug: slug}, func(b *pack.Body) *[]kernel.Source { return &b.Sources },
		func(b *pack.Body, w wording, l *fault.List) {
			b.Name, b.Note, b.Period = w.put(b.Name, in.Name), w.put(b.Note, in.Note), periodIn(l, in.From, in.To)
			needs(l, "name", b.Name)
		})
}

// SeatChange is what is on record of a seat. Status is "" while it follows from the holders.
type SeatChange struct {
	Name   string     `json:"name,omitempty"`
	Status SeatStatus `json:"status,omitempty" enum:",vacant,deferred"`
	Basis  string     `json:"basis,omitempty"`
}

func (in SeatChange) apply(c *SeatContent, w wording, l *fault.List) {
	c.Name, c.Status = w.put(c.Name, in.Name), in.Status
	switch in.Status {
	case "":
		c.Basis = nil
	case SeatVacant, SeatDeferred:
		c.Basis = w.put(c.Basis, in.Basis)
		needs(l, "basis", c.Basis)
	default:
		l.Add("status", "governance.fault.choice")
	}
}

func seatSources(c *SeatContent) *[]kernel.Source { return &c.Sources }

// ChangeSeat changes what is on record of a seat of the body.
func (s *Service) ChangeSeat(ctx context.Context, c Change, body, seat string, in SeatChange) (Seat, error) {
	b, err := s.body(ctx, c.Actor, body)
	if err != nil {
		return Seat{}, err
	}
	return change(ctx, s, c, KindSeat, filter{slug: seat, parent: b.ID}, seatSources, in.apply)
}

// AddSeat puts another seat of the body on record, for a country or, of a regional body, for none.
func (s *Service) AddSeat(ctx context.Context, c Change, body string, country kernel.Country, in SeatChange) (Seat, error) {
	b, err := s.body(ctx, c.Actor, body)
	if err != nil {
		return Seat{}, err
	}
	if b.Country != "" {
		country = b.Country
	}
	member := country == "" || s.isMember(ctx, country)
	r := Seat{Kind: KindSeat, Slug: body + " " + memberSlug(country), Country: country, Parent: b.ID}
	return add(ctx, s, c, r, seatSources, func(content *SeatContent, w wording, l *fault.List) {
		in.apply(content, w, l)
		needs(l, "name", content.Name)
		if !member {
			l.Add("country", "governance.fault.choice")
		}
	})
}

func (s *Service) body(ctx context.Context, actor kernel.Actor, slug string) (b Body, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		b, err = find[pack.Body](ctx, q, actor, KindBody, filter{slug: slug})
		return err
	})
	return b, err
}

// HolderChange is who holds a seat, as an office or a public function. Names of private persons have no place here.
type HolderChange struct {
	Office string      `json:"office,omitempty"`
	From   kernel.Date `json:"from,omitempty"`
	To     kernel.Date `json:"to,omitempty"`
	Basis  string      `json:"basis,omitempty"`
}

func (in HolderChange) apply(c *HolderContent, w wording, l *fault.List) {
	c.Office, c.Basis, c.Period = w.put(c.Office, in.Office), w.put(c.Basis, in.Basis), periodIn(l, in.From, in.To)
	needs(l, "office", c.Office)
}

func holderSources(c *HolderContent) *[]kernel.Source { return &c.Sources }

// ChangeHolder changes what is on record of a holder of a seat of the body.
func (s *Service) ChangeHolder(ctx context.Context, c Change, seat Seat, holder string, in HolderChange) (Holder, error) {
	return change(ctx, s, c, KindHolder, filter{slug: holder, parent: seat.ID}, holderSources, in.apply)
}

// AddHolder puts on record who holds a seat.
func (s *Service) AddHolder(ctx context.Context, c Change, seat Seat, in HolderChange) (Holder, error) {
	r := Holder{Kind: KindHolder, Slug: seat.Slug + " " + in.Office, Country: seat.Country, Parent: seat.ID}
	return add(ctx, s, c, r, holderSources, in.apply)
}

// Seat gives a seat of a body by the names of both.
func (s *Service) Seat(ctx context.Context, actor kernel.Actor, body, seat string) (found Seat, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		b, err := find[pack.Body](ctx, q, actor, KindBody, filter{slug: body})
		if err != nil {
			return err
		}
		found, err = find[SeatContent](ctx, q, actor, KindSeat, filter{slug: seat, parent: b.ID})
		return err
	})
	return found, err
}

// isMember says that the country is a member of the process.
func (s *Service) isMember(ctx context.Context, c kernel.Country) bool {
	var members []kernel.Country
	err := s.walk.DB.Read(ctx, func(q db.Queryer) (err error) {
		members, err = Countries(ctx, q)
		return err
	})
	return err == nil && slices.Contains(members, c)
}
