package meeting

import (
	"context"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// ImportPack puts on record the meetings and gaps that files add and changes those that they change, each by an act of its
// own. What cannot be taken is noted in told, under its place in the files; the caller then ends the transaction.
func (s *Service) ImportPack(ctx context.Context, tx *act.Tx, u *pack.Update, told *fault.List) (err error) {
	defer fault.In(&err, "meeting.ImportPack")
	w, err := s.world(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range u.After.Meetings {
		what, audience := u.Find(pack.KindMeeting, c.Slug), u.After.AudienceOf(pack.KindMeeting, c.Slug)
		if what == pack.Same {
			continue
		}
		kind, err := w.admit(&c, audience)
		if err == nil {
			err = s.bring(ctx, tx, what, c, audience, kind)
		}
		if err := u.Fault(told, pack.KindMeeting, c.Slug, err); err != nil {
			return err
		}
	}
	if err := namesOf(ctx, tx, u, told); err != nil {
		return err
	}
	if err := bringGaps(ctx, tx, u); err != nil || len(told.Fields) > 0 {
		return err
	}
	return retire(ctx, tx, u.Withdrawn())
}

// namesOf holds the meetings of files, once all are stored, to name none that their readers may not know of.
func namesOf(ctx context.Context, tx *act.Tx, u *pack.Update, told *fault.List) error {
	for _, c := range u.After.Meetings {
		if u.Find(pack.KindMeeting, c.Slug) == pack.Same {
			continue
		}
		var faults fault.List
		audience := u.After.AudienceOf(pack.KindMeeting, c.Slug)
		err := errors.Join(
			checkNames(ctx, tx, &faults, audience, "joint_with", c.JointWith), checkNames(ctx, tx, &faults, audience, "conflicts_with", c.ConflictsWith),
		)
		if err != nil {
			return err
		}
		if err := u.Fault(told, pack.KindMeeting, c.Slug, faults.Err()); err != nil {
			return err
		}
	}
	return nil
}

// bring stores a meeting that was checked. What it names is in the files or on record: the pack was held to that.
func (s *Service) bring(ctx context.Context, tx *act.Tx, what pack.What, c Content, audience kernel.Audience, kind Kind) error {
	if what == pack.Added {
		if err := tx.Require(RecordOne, access.Kind(resourceKind)); err != nil {
			return err
		}
		return store(ctx, tx, fresh(tx, c, audience), kind)
	}
	m, err := loadMeeting(ctx, tx, c.Slug)
	if err != nil {
		return err
	}
	if m, err = s.take(ctx, tx, CorrectOne, c.Slug, m.Version); err != nil {
		return err
	}
	m.Content, m.Audience, m.Changed = c, audience, tx.Now
	if err := updateMeeting(ctx, tx, m, kind); err != nil {
		return err
	}
	tx.Record(actOf("meeting.corrected", m, recorded{Meeting: c}))
	return nil
}

// retire takes the meetings of a pack out of the lists that it says were withdrawn.
func retire(ctx context.Context, tx *act.Tx, all []pack.Withdrawal) error {
	for _, given := range all {
		if given.Kind != pack.KindMeeting {
			continue
		}
		m, err := loadMeeting(ctx, tx, given.Slug)
		if err != nil {
			return err
		}
		if err := db.Lock(ctx, tx, "meeting", string(m.ID), m.Version); err != nil {
			return err
		}
		m.Version++
		m.Withdrawn, m.Changed = &Withdrawal{Why: given.Why, Instead: given.Instead, At: tx.Now}, tx.Now
		if err := withdrawMeeting(ctx, tx, m); err != nil {
			return err
		}
		tx.Record(actOf("meeting.withdrawn", m, recorded{m.Content, given.Why, given.Instead}))
	}
	return nil
}

// bringGaps notes what was looked for and not found.
func bringGaps(ctx context.Context, tx *act.Tx, u *pack.Update) error {
	for _, g := range u.After.Gaps {
		if u.Find(pack.KindGap, g.Slug) == pack.Same {
			continue
		}
		if err := tx.Require(RecordOne, access.Kind(resourceKind)); err != nil {
			return err
		}
		if err := saveGap(ctx, tx, g); err != nil {
			return err
		}
		tx.Record(act.Act{
			Kind: "meeting.gap_noted", Object: kernel.Ref{Kind: "meeting_gap", ID: kernel.ID(g.Slug)}, Version: 1, Audience: kernel.Public, Payload: g,
		})
	}
	return nil
}
