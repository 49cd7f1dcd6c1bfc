package instrument

import (
	"context"
	"fmt"
	"io"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// ImportPack puts on record the instruments and texts that files add and changes the instruments that they change, each by
// an act of its own. What cannot be taken is noted in told, under its place in the files; the caller then ends the
// transaction.
func (s *Service) ImportPack(ctx context.Context, tx *act.Tx, u *pack.Update, told *fault.List) (err error) {
	defer fault.In(&err, "instrument.ImportPack")
	for _, c := range u.After.Instruments {
		what := u.Find(pack.KindInstrument, c.Slug)
		if what == pack.Same {
			continue
		}
		err := s.bring(ctx, tx, what, Content{c}, u.After.AudienceOf(pack.KindInstrument, c.Slug))
		if err := u.Fault(told, pack.KindInstrument, c.Slug, err); err != nil {
			return err
		}
	}
	for _, f := range u.After.Files {
		if len(told.Fields) > 0 || u.Find(pack.KindFile, f.Name) != pack.Added {
			continue
		}
		err := s.bringText(ctx, tx, f, u.After.Files, u.OpenText)
		if err := u.Fault(told, pack.KindFile, f.Name, err); err != nil {
			return err
		}
	}
	if len(told.Fields) > 0 {
		return nil
	}
	return retire(ctx, tx, u.Withdrawn())
}

func (s *Service) bring(ctx context.Context, tx *act.Tx, what pack.What, c Content, audience kernel.Audience) error {
	if err := s.admit(ctx, tx, &c, audience); err != nil {
		return err
	}
	if what == pack.Added {
		if err := tx.Require(RecordOne, access.Kind(resourceKind)); err != nil {
			return err
		}
		return store(ctx, tx, fresh(tx, c, audience))
	}
	i, err := load(ctx, tx, c.Slug)
	if err != nil {
		return err
	}
	if i, err = s.take(ctx, tx, CorrectOne, c.Slug, i.Version); err != nil {
		return err
	}
	i.Content, i.Audience, i.Changed = c, audience, tx.Now
	if err := update(ctx, tx, i); err != nil {
		return err
	}
	tx.Record(actOf("instrument.corrected", i, recorded{Instrument: c}))
	return nil
}

// bringText receives a text of a pack and puts it on record. all are the texts of the pack, among them the one whose place
// it takes.
func (s *Service) bringText(ctx context.Context, tx *act.Tx, f pack.InstrumentFile, all []pack.InstrumentFile, open func(pack.InstrumentFile) (io.ReadCloser, error)) error {
	content, err := open(f)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // only read from
	staged, err := s.Stage(content)
	if err != nil {
		return err
	}
	defer staged.Discard()
	i, err := load(ctx, tx, f.Instrument)
	if err != nil {
		return err
	}
	if i, err = s.take(ctx, tx, AddOne, f.Instrument, i.Version); err != nil {
		return err
	}
	n := NewFile{Lang: f.Lang, What: FileWhat(f.What), Note: f.Note, Why: f.Why}
	if at := slices.IndexFunc(all, func(o pack.InstrumentFile) bool { return o.Name == f.Replaces }); f.Replaces != "" && at >= 0 {
		n.Replaces = standing(i.Files, all[at])
	}
	return put(ctx, tx, &i, n, staged)
}

// standing is the file on record that a text of a pack is.
func standing(files []File, t pack.InstrumentFile) kernel.ID {
	at := slices.IndexFunc(files, func(o File) bool { return o.Stands() && o.SHA256 == t.SHA256 && o.Lang == t.Lang })
	if at < 0 {
		return ""
	}
	return files[at].ID
}

// loadTexts puts the texts of a pack on record.
func (s *Service) loadTexts(ctx context.Context, tx *act.Tx, p *pack.Pack) error {
	var told fault.List
	for n, f := range p.Files {
		err := s.bringText(ctx, tx, f, p.Files, p.OpenText)
		if err := pack.FaultAt(&told, fmt.Sprintf("instruments.json: files[%d]", n), err); err != nil {
			return err
		}
	}
	return told.Err()
}

// retire takes the instruments of a pack out of the lists that it says were withdrawn.
func retire(ctx context.Context, tx *act.Tx, all []pack.Withdrawal) error {
	for _, given := range all {
		if given.Kind != pack.KindInstrument {
			continue
		}
		i, err := load(ctx, tx, given.Slug)
		if err != nil {
			return err
		}
		if err := db.Lock(ctx, tx, "instrument", string(i.ID), i.Version); err != nil {
			return err
		}
		i.Version++
		i.Withdrawn, i.Changed = &Withdrawal{Why: given.Why, Instead: given.Instead, At: tx.Now}, tx.Now
		if err := withdraw(ctx, tx, i); err != nil {
			return err
		}
		tx.Record(actOf("instrument.withdrawn", i, recorded{i.Content, given.Why, given.Instead}))
	}
	return nil
}
