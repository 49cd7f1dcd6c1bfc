package governance

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/pack"
)

// LoadPack stores what a process pack says of the process, its members and bodies, and records one act for each record.
// It is run once, in the transaction that makes an installation.
func (s *Service) LoadPack(ctx context.Context, tx *act.Tx, p *pack.Pack) (err error) {
	defer fault.In(&err, "governance.LoadPack(%s)", p.Process.Slug)
	for i, source := range p.Sources {
		if err := insertSource(ctx, tx, source, int64(i+1)); err != nil {
			return err
		}
	}
	for _, load := range []func(context.Context, *act.Tx, *pack.Pack) error{loadProfile, loadMembers, loadBodies, loadTerms, loadPartners} {
		if err := load(ctx, tx, p); err != nil {
			return err
		}
	}
	return retire(ctx, tx, p.Withdrawals)
}

// enter stores a record of a pack and says so.
func enter[T any](ctx context.Context, tx *act.Tx, r Record[T]) error {
	r.ID, r.Audience, r.Version = cmp.Or(r.ID, kernel.NewID()), kernel.Public, 1
	if err := insert(ctx, tx, r); err != nil {
		return fmt.Errorf("%s %s: %w", r.Kind, r.Slug, err)
	}
	note(tx, r, "recorded")
	return nil
}

// note says with an act what became of a record.
func note[T any](tx *act.Tx, r Record[T], what string) {
	tx.Record(act.Act{
		Kind: "governance." + string(r.Kind) + "_" + what, Object: kernel.Ref{Kind: string(r.Kind), ID: r.ID}, Version: r.Version,
		Audience: r.Audience,
		Payload:  payload{Slug: r.Slug, Country: r.Country, Parent: r.Parent, Withdrawn: r.Withdrawn, Content: r.Content},
	})
}

func loadProfile(ctx context.Context, tx *act.Tx, p *pack.Pack) error {
	profile := p.Process
	profile.Contacts = nil
	if err := enter(ctx, tx, Profile{Kind: KindProcess, Slug: profile.Slug, Content: profile}); err != nil {
		return err
	}
	for i, c := range p.Process.Contacts {
		if err := enter(ctx, tx, Contact{Kind: KindContact, Slug: c.Slug, Position: int64(i + 1), Content: c}); err != nil {
			return err
		}
	}
	return nil
}

func loadMembers(ctx context.Context, tx *act.Tx, p *pack.Pack) error {
	position := int64(0)
	for i, m := range p.Members {
		agencies := m.Agencies
		m.Agencies = nil
		r := Member{Kind: KindMember, Slug: memberSlug(m.Country), Country: m.Country, Position: int64(i + 1), Content: m}
		if err := enter(ctx, tx, r); err != nil {
			return err
		}
		for _, a := range agencies {
			position++
			r := Agency{Kind: KindAgency, Slug: a.Slug, Country: m.Country, Position: position, Content: a}
			if err := enter(ctx, tx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func memberSlug(c kernel.Country) string { return strings.ToLower(string(c)) }

// loadBodies makes the bodies and their seats.
func loadBodies(ctx context.Context, tx *act.Tx, p *pack.Pack) error {
	ids := map[string]kernel.ID{}
	var seats []Seat
	for i, b := range p.Bodies {
		r := Body{ID: kernel.NewID(), Kind: KindBody, Slug: b.Slug, Country: b.Country, Position: int64(i + 1), Content: b}
		if err := enter(ctx, tx, r); err != nil {
			return err
		}
		ids[b.Slug] = r.ID
		if p.Seats == nil {
			seats = append(seats, seatsOf(b, r.ID, p.Process.Members)...)
		}
	}
	if p.Seats != nil {
		return loadSeats(ctx, tx, p.Seats, ids)
	}
	for i, seat := range seats {
		seat.Position = int64(i + 1)
		if err := enter(ctx, tx, seat); err != nil {
			return err
		}
	}
	return nil
}

// loadSeats makes the seats that a pack lists, with their holders.
func loadSeats(ctx context.Context, tx *act.Tx, seats []pack.Seat, bodies map[string]kernel.ID) error {
	position := int64(0)
	for i, given := range seats {
		seat := Seat{
			ID: kernel.NewID(), Kind: KindSeat, Slug: given.Slug, Country: given.Country, Parent: bodies[given.Body], Position: int64(i + 1),
			Content: seatContent(given),
		}
		if err := enter(ctx, tx, seat); err != nil {
			return err
		}
		for _, h := range given.Holders {
			position++
			r := Holder{
				Kind: KindHolder, Slug: h.Slug, Country: given.Country, Parent: seat.ID, Position: position, Content: holderContent(h),
			}
			if err := enter(ctx, tx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// seatsOf are the seats that a body has for the members, of which nobody holds any yet.
func seatsOf(b pack.Body, id kernel.ID, members []kernel.Country) (all []Seat) {
	for _, country := range seatCountries(b, members) {
		for n := 1; n <= b.SeatsPerMember; n++ {
			all = append(all, Seat{
				Kind: KindSeat, Slug: fmt.Sprintf("%s-%s-%d", b.Slug, memberSlug(country), n), Country: country, Parent: id,
				Content: SeatContent{Number: n, Sources: b.Sources},
			})
		}
	}
	return all
}

// seatCountries lists whose seats a body has: its own country's, or every member's.
func seatCountries(b pack.Body, members []kernel.Country) []kernel.Country {
	if b.Country != "" {
		return []kernel.Country{b.Country}
	}
	return members
}

func loadTerms(ctx context.Context, tx *act.Tx, p *pack.Pack) error {
	for i, t := range p.Secretariat {
		r := SecretariatTerm{Kind: KindSecretariat, Slug: t.Slug, Position: int64(i + 1), Content: t}
		if err := enter(ctx, tx, r); err != nil {
			return err
		}
	}
	for _, t := range p.Chairs {
		r := ChairTerm{Kind: KindChair, Slug: t.Slug, Country: t.Country, Position: chairPosition(t.Period), Content: t}
		if err := enter(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// chairPosition orders terms by their first day.
func chairPosition(p kernel.Period) int64 {
	if p.From == "" {
		return 0
	}
	return p.From.First().Unix() / 86400
}

func loadPartners(ctx context.Context, tx *act.Tx, p *pack.Pack) error {
	for i, partner := range p.Partners {
		r := Partner{Kind: KindPartner, Slug: partner.Slug, Position: int64(i + 1), Content: partner}
		if err := enter(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}
