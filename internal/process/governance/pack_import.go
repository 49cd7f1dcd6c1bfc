package governance

import (
	"context"
	"fmt"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/pack"
)

// ImportPack puts on record what files add to the register and changes what they change, each record by an act of its own.
// What cannot be taken is noted in told, under its place in the files; the caller then ends the transaction.
func (s *Service) ImportPack(ctx context.Context, tx *act.Tx, u *pack.Update, told *fault.List) (err error) {
	defer fault.In(&err, "governance.ImportPack")
	in := importing{tx: tx, update: u, told: told}
	for _, bring := range []func(context.Context) error{in.sources, in.profile, in.members, in.bodies, in.seats, in.terms} {
		if err := bring(ctx); err != nil {
			return err
		}
	}
	return retire(ctx, tx, u.Withdrawn())
}

// importing is an import on its way.
type importing struct {
	tx     *act.Tx
	update *pack.Update
	told   *fault.List
}

func (in importing) sources(ctx context.Context) error {
	for _, source := range in.update.After.Sources {
		if in.update.Find(pack.KindSource, source.ID) != pack.Added {
			continue
		}
		if !webAddress(source.URL) {
			in.told.Add(in.update.Place(pack.KindSource, source.ID)+".url", "governance.fault.url")
		}
		last, err := lastSource(ctx, in.tx)
		if err != nil {
			return err
		}
		if err := insertSource(ctx, in.tx, source, last+1); err != nil {
			return err
		}
	}
	return nil
}

// webAddress says that an address may stand on a page; none at all may.
func webAddress(url string) bool {
	return url == "" || strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

func (in importing) profile(ctx context.Context) error {
	profile := in.update.After.Process
	contacts := profile.Contacts
	profile.Contacts = nil
	if err := bring(ctx, in, Profile{Kind: KindProcess, Slug: profile.Slug, Content: profile}); err != nil {
		return err
	}
	for _, c := range contacts {
		if !webAddress(c.URL) {
			in.told.Add(in.update.Place(string(KindContact), c.Slug)+".url", "governance.fault.url")
		}
		if err := bring(ctx, in, Contact{Kind: KindContact, Slug: c.Slug, Content: c}); err != nil {
			return err
		}
	}
	return nil
}

func (in importing) members(ctx context.Context) error {
	for _, m := range in.update.After.Members {
		agencies := m.Agencies
		m.Agencies = nil
		if err := bring(ctx, in, Member{Kind: KindMember, Slug: memberSlug(m.Country), Country: m.Country, Content: m}); err != nil {
			return err
		}
		for _, a := range agencies {
			if err := bring(ctx, in, Agency{Kind: KindAgency, Slug: a.Slug, Country: m.Country, Content: a}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (in importing) bodies(ctx context.Context) error {
	seated := map[string]bool{}
	for _, seat := range in.update.After.Seats {
		seated[seat.Body] = true
	}
	for _, b := range in.update.After.Bodies {
		r := Body{ID: kernel.NewID(), Kind: KindBody, Slug: b.Slug, Country: b.Country, Content: b}
		if err := bring(ctx, in, r); err != nil {
			return err
		}
		if in.update.Find(string(KindBody), b.Slug) != pack.Added || seated[b.Slug] {
			continue
		}
		for _, seat := range seatsOf(b, r.ID, in.update.After.Process.Members) {
			if err := addRecord(ctx, in, seat); err != nil {
				return err
			}
		}
	}
	return nil
}

func (in importing) seats(ctx context.Context) error {
	for _, seat := range in.update.After.Seats {
		body, err := find[pack.Body](ctx, in.tx, kernel.System, KindBody, filter{slug: seat.Body})
		if err != nil {
			return err
		}
		r := Seat{ID: kernel.NewID(), Kind: KindSeat, Slug: seat.Slug, Country: seat.Country, Parent: body.ID, Content: seatContent(seat)}
		if err := bring(ctx, in, r); err != nil {
			return err
		}
		for _, h := range seat.Holders {
			if in.update.Find(string(KindHolder), h.Slug) == pack.Same {
				continue
			}
			of, err := find[SeatContent](ctx, in.tx, kernel.System, KindSeat, filter{slug: seat.Slug, withdrawn: true})
			if err != nil {
				return err
			}
			holder := Holder{Kind: KindHolder, Slug: h.Slug, Country: seat.Country, Parent: of.ID, Content: holderContent(h)}
			if err := bring(ctx, in, holder); err != nil {
				return err
			}
		}
	}
	return nil
}

func (in importing) terms(ctx context.Context) error {
	for _, t := range in.update.After.Secretariat {
		if err := bring(ctx, in, SecretariatTerm{Kind: KindSecretariat, Slug: t.Slug, Content: t}); err != nil {
			return err
		}
	}
	for _, t := range in.update.After.Chairs {
		if in.update.Find(string(KindChair), t.Slug) == pack.Added {
			if err := in.tx.Require(ConfirmChair, resource(KindChair, "", "")); err != nil {
				return err
			}
			if _, err := recordChair(ctx, in.tx, t.Slug, "governance.chair_set", t); err != nil {
				return err
			}
			continue
		}
		r := ChairTerm{Kind: KindChair, Slug: t.Slug, Country: t.Country, Position: chairPosition(t.Period), Content: t}
		if err := bring(ctx, in, r); err != nil {
			return err
		}
	}
	for _, p := range in.update.After.Partners {
		if err := bring(ctx, in, Partner{Kind: KindPartner, Slug: p.Slug, Content: p}); err != nil {
			return err
		}
	}
	return nil
}

// bring does to a record what the files want of it.
func bring[T any](ctx context.Context, in importing, r Record[T]) error {
	switch in.update.Find(string(r.Kind), r.Slug) {
	case pack.Added:
		return addRecord(ctx, in, r)
	case pack.Changed:
		return changeRecord(ctx, in, r)
	case pack.Same:
	}
	return nil
}

func addRecord[T any](ctx context.Context, in importing, r Record[T]) (err error) {
	if err := in.tx.Require(Edit, resource(r.Kind, "", r.Country)); err != nil {
		return err
	}
	if r.Position, err = nextPosition(ctx, in.tx, r.Kind); err != nil {
		return err
	}
	return enter(ctx, in.tx, r)
}

func changeRecord[T any](ctx context.Context, in importing, r Record[T]) error {
	now, err := find[T](ctx, in.tx, kernel.System, r.Kind, filter{slug: r.Slug})
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.Kind, r.Slug, err)
	}
	if err := in.tx.Require(changeAction(r.Kind), resource(r.Kind, now.ID, now.Country)); err != nil {
		return err
	}
	now.Content = r.Content
	if r.Position != 0 {
		now.Position = r.Position
	}
	if err := update(ctx, in.tx, &now, now.Version); err != nil {
		return err
	}
	note(in.tx, now, "changed")
	return nil
}

// retire takes the records of a pack off the register that it says were withdrawn.
func retire(ctx context.Context, tx *act.Tx, all []pack.Withdrawal) error {
	for _, w := range all {
		var err error
		switch Kind(w.Kind) {
		case KindAgency:
			err = retireOne[pack.Agency](ctx, tx, w)
		case KindSeat:
			err = retireOne[SeatContent](ctx, tx, w)
		case KindHolder:
			err = retireOne[HolderContent](ctx, tx, w)
		case KindContact:
			err = retireOne[pack.Contact](ctx, tx, w)
		case KindPartner:
			err = retireOne[pack.Partner](ctx, tx, w)
		case KindSecretariat:
			err = retireOne[pack.SecretariatTerm](ctx, tx, w)
		case KindChair:
			err = retireOne[pack.ChairTerm](ctx, tx, w)
		case KindProcess, KindMember, KindBody: // are never withdrawn
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func retireOne[T any](ctx context.Context, tx *act.Tx, w pack.Withdrawal) error {
	r, err := find[T](ctx, tx, kernel.System, Kind(w.Kind), filter{slug: w.Slug})
	if err != nil {
		return fmt.Errorf("%s %s: %w", w.Kind, w.Slug, err)
	}
	r.Withdrawn = w.Why
	if err := update(ctx, tx, &r, r.Version); err != nil {
		return err
	}
	note(tx, r, "withdrawn")
	return nil
}
