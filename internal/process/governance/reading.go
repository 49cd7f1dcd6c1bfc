package governance

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// Process gives the profile of the process.
func (s *Service) Process(ctx context.Context, q db.Queryer, actor kernel.Actor) (Profile, error) {
	return find[pack.Process](ctx, q, actor, KindProcess, filter{})
}

// Countries gives the members in the order of the process.
func Countries(ctx context.Context, q db.Queryer) ([]kernel.Country, error) {
	members, err := list[pack.Member](ctx, q, kernel.Anonymous, KindMember, filter{})
	countries := make([]kernel.Country, len(members))
	for i, m := range members {
		countries[i] = m.Country
	}
	return countries, err
}

// Languages gives the languages of the pages and the working language of the process.
func Languages(ctx context.Context, q db.Queryer) (all []kernel.Lang, working kernel.Lang, err error) {
	p, err := find[pack.Process](ctx, q, kernel.Anonymous, KindProcess, filter{})
	return p.Content.Languages, p.Content.WorkingLanguage, err
}

// Bodies gives the bodies that the actor may see, in their order.
func Bodies(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]Body, error) {
	return list[pack.Body](ctx, q, actor, KindBody, filter{})
}

// BodyDetail is a body with what hangs on it.
type BodyDetail struct {
	Body     Body
	Parent   *Body
	Children []Body
	Seats    []Seat
	Holders  []Holder // of all its seats, earlier ones among them
	Agencies []Agency // of the country of a national body
}

// BodyDetail gives the body with its seats and holders.
func (s *Service) BodyDetail(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string) (d BodyDetail, err error) {
	if d.Body, err = find[pack.Body](ctx, q, actor, KindBody, filter{slug: slug}); err != nil {
		return d, err
	}
	if d.Seats, err = list[SeatContent](ctx, q, actor, KindSeat, filter{parent: d.Body.ID}); err != nil {
		return d, err
	}
	if d.Holders, err = holdersOf(ctx, q, actor, d.Body.ID); err != nil {
		return d, err
	}
	if d.Body.Content.Kind == pack.NationalTaskForce {
		if d.Agencies, err = list[pack.Agency](ctx, q, actor, KindAgency, filter{country: d.Body.Country}); err != nil {
			return d, err
		}
	}
	all, err := Bodies(ctx, q, actor)
	for i, b := range all {
		if b.Slug == d.Body.Content.Parent {
			d.Parent = &all[i]
		}
		if b.Content.Parent == slug {
			d.Children = append(d.Children, b)
		}
	}
	return d, err
}

// MemberDetail is a member with what belongs to it.
type MemberDetail struct {
	Member   Member
	Bodies   []Body
	Agencies []Agency
	Seats    []Seat
	Holders  []Holder
	Chairs   []ChairTerm
	Hosted   []Held // meetings that it hosted, latest first
}

// MemberDetail gives the member of a country.
func (s *Service) MemberDetail(ctx context.Context, q db.Queryer, actor kernel.Actor, cc string) (d MemberDetail, err error) {
	country, err := kernel.ParseCountry(cc)
	if err != nil || memberSlug(country) != cc {
		return d, fault.New(fault.NotFound, "fault.not_found")
	}
	if d.Member, err = find[pack.Member](ctx, q, actor, KindMember, filter{country: country}); err != nil {
		return d, err
	}
	if d.Bodies, err = list[pack.Body](ctx, q, actor, KindBody, filter{country: country}); err != nil {
		return d, err
	}
	if d.Agencies, err = list[pack.Agency](ctx, q, actor, KindAgency, filter{country: country}); err != nil {
		return d, err
	}
	if d.Seats, err = list[SeatContent](ctx, q, actor, KindSeat, filter{country: country}); err != nil {
		return d, err
	}
	if d.Holders, err = list[HolderContent](ctx, q, actor, KindHolder, filter{country: country}); err != nil {
		return d, err
	}
	if d.Chairs, err = list[pack.ChairTerm](ctx, q, actor, KindChair, filter{country: country}); err != nil {
		return d, err
	}
	meetings, err := s.meetings(ctx, q, actor)
	byStart(meetings)
	for _, m := range slices.Backward(meetings) {
		if m.Country == country {
			d.Hosted = append(d.Hosted, m)
		}
	}
	return d, err
}

// ChairRecord is the chair: its rule, the terms on record and what the rule proposes beyond them.
type ChairRecord struct {
	Rule      *pack.ChairRule
	Terms     []ChairTerm
	Proposals []Proposal
}

// ChairRecord gives the terms of the chair and what the rule of the host proposes.
func (s *Service) ChairRecord(ctx context.Context, q db.Queryer, actor kernel.Actor) (c ChairRecord, err error) {
	p, err := s.Process(ctx, q, actor)
	if err != nil {
		return c, err
	}
	c.Rule = p.Content.ChairRule
	if c.Terms, err = list[pack.ChairTerm](ctx, q, actor, KindChair, filter{}); err != nil {
		return c, err
	}
	soms, err := s.hosts(ctx, q, c.Rule)
	if c.Rule != nil {
		c.Proposals = OpenProposals(ProposeChairs(soms, c.Rule.Introduced), c.Terms)
	}
	return c, err
}

// Cadence gives what of the rules of cadence is on record.
func (s *Service) Cadence(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]RuleRecord, error) {
	p, err := s.Process(ctx, q, actor)
	if err != nil {
		return nil, err
	}
	return s.cadenceOf(ctx, q, actor, p)
}

func (s *Service) cadenceOf(ctx context.Context, q db.Queryer, actor kernel.Actor, p Profile) ([]RuleRecord, error) {
	meetings, err := s.meetings(ctx, q, actor)
	return CadenceRecord(p.Content.Cadence, meetings, s.today()), err
}
