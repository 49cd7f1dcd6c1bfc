package governance

import (
	"context"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// ExportPack puts into a pack what is on record of the process, its members and bodies: what LoadPack takes. All of it is for
// everyone. Records that were withdrawn are there and say so.
func (s *Service) ExportPack(ctx context.Context, q db.Queryer, p *pack.Pack) (err error) {
	defer fault.In(&err, "governance.ExportPack")
	if p.Sources, err = sources(ctx, q, kernel.System); err != nil {
		return err
	}
	for _, export := range []func(context.Context, db.Queryer, *pack.Pack) error{exportProfile, exportMembers, exportBodies, exportTerms} {
		if err := export(ctx, q, p); err != nil {
			return err
		}
	}
	return nil
}

// exported gives all records of a kind in their order and notes those that were withdrawn.
func exported[T any](ctx context.Context, q db.Queryer, p *pack.Pack, kind Kind) ([]Record[T], error) {
	all, err := list[T](ctx, q, kernel.System, kind, filter{withdrawn: true})
	for _, r := range all {
		if r.Withdrawn != "" {
			p.Withdrawals = append(p.Withdrawals, pack.Withdrawal{Kind: string(kind), Slug: r.Slug, Why: r.Withdrawn})
		}
	}
	return all, err
}

func exportProfile(ctx context.Context, q db.Queryer, p *pack.Pack) error {
	profile, err := find[pack.Process](ctx, q, kernel.System, KindProcess, filter{})
	if err != nil {
		return err
	}
	p.Process = profile.Content
	contacts, err := exported[pack.Contact](ctx, q, p, KindContact)
	for _, r := range contacts {
		r.Content.Slug = r.Slug
		p.Process.Contacts = append(p.Process.Contacts, r.Content)
	}
	return err
}

func exportMembers(ctx context.Context, q db.Queryer, p *pack.Pack) error {
	members, err := exported[pack.Member](ctx, q, p, KindMember)
	if err != nil {
		return err
	}
	agencies, err := exported[pack.Agency](ctx, q, p, KindAgency)
	for _, m := range members {
		m.Content.Agencies = nil
		for _, a := range agencies {
			if a.Country == m.Country {
				a.Content.Slug = a.Slug
				m.Content.Agencies = append(m.Content.Agencies, a.Content)
			}
		}
		p.Members = append(p.Members, m.Content)
	}
	return err
}

func exportBodies(ctx context.Context, q db.Queryer, p *pack.Pack) error {
	bodies, err := exported[pack.Body](ctx, q, p, KindBody)
	if err != nil {
		return err
	}
	called := map[kernel.ID]string{}
	for _, b := range bodies {
		called[b.ID] = b.Slug
		p.Bodies = append(p.Bodies, b.Content)
	}
	seats, err := exported[SeatContent](ctx, q, p, KindSeat)
	if err != nil {
		return err
	}
	holders, err := exported[HolderContent](ctx, q, p, KindHolder)
	p.Seats = []pack.Seat{}
	for _, r := range seats {
		seat := pack.Seat{
			Slug: r.Slug, Body: called[r.Parent], Country: r.Country, Number: r.Content.Number, Name: r.Content.Name,
			Status: pack.SeatStatus(r.Content.Status), Basis: r.Content.Basis, Sources: r.Content.Sources,
		}
		for _, h := range holders {
			if c := h.Content; h.Parent == r.ID {
				seat.Holders = append(seat.Holders, pack.Holder{
					Slug: h.Slug, Office: c.Office, Agency: c.Agency, Period: c.Period, Basis: c.Basis, Sources: c.Sources,
				})
			}
		}
		p.Seats = append(p.Seats, seat)
	}
	return err
}

func exportTerms(ctx context.Context, q db.Queryer, p *pack.Pack) error {
	terms, err := exported[pack.SecretariatTerm](ctx, q, p, KindSecretariat)
	if err != nil {
		return err
	}
	for _, r := range terms {
		r.Content.Slug = r.Slug
		p.Secretariat = append(p.Secretariat, r.Content)
	}
	chairs, err := exported[pack.ChairTerm](ctx, q, p, KindChair)
	if err != nil {
		return err
	}
	for _, r := range chairs {
		r.Content.Slug = r.Slug
		p.Chairs = append(p.Chairs, r.Content)
	}
	partners, err := exported[pack.Partner](ctx, q, p, KindPartner)
	for _, r := range partners {
		r.Content.Slug = r.Slug
		p.Partners = append(p.Partners, r.Content)
	}
	return err
}

// seatContent is what of a seat of a pack is on record of it by itself.
func seatContent(s pack.Seat) SeatContent {
	return SeatContent{Name: s.Name, Status: SeatStatus(s.Status), Basis: s.Basis, Number: s.Number, Sources: s.Sources}
}

func holderContent(h pack.Holder) HolderContent {
	return HolderContent{Office: h.Office, Agency: h.Agency, Period: h.Period, Basis: h.Basis, Sources: h.Sources}
}
