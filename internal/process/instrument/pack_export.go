package instrument

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// ExportPack puts into a pack the instruments on record of which the audience is kept, the oldest first, with their texts:
// what LoadPack takes. Records that were withdrawn are there and say so.
func (s *Service) ExportPack(ctx context.Context, q db.Queryer, p *pack.Pack, keep func(kernel.Audience) bool) (err error) {
	defer fault.In(&err, "instrument.ExportPack")
	all, err := every(ctx, q, kernel.System, Filter{})
	if err != nil {
		return err
	}
	withdrawn, err := every(ctx, q, kernel.System, Filter{Withdrawn: true})
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(append(all, withdrawn...), func(i Instrument) bool { return !keep(i.Audience) })
	slices.SortFunc(all, func(a, b Instrument) int {
		return cmp.Or(cmp.Compare(orderKey(a.Content), orderKey(b.Content)), strings.Compare(a.Slug, b.Slug))
	})
	for _, i := range all {
		p.Instruments = append(p.Instruments, i.Instrument)
		p.Mark(pack.KindInstrument, i.Slug, i.Audience)
		if w := i.Withdrawn; w != nil {
			p.Withdrawals = append(p.Withdrawals, pack.Withdrawal{Kind: pack.KindInstrument, Slug: i.Slug, Why: w.Why, Instead: w.Instead})
		}
		files, err := loadFiles(ctx, q, i.ID)
		if err != nil {
			return err
		}
		p.Files = append(p.Files, packTexts(i.Slug, files)...)
	}
	return nil
}

// packTexts are the files of an instrument as a pack has them: in an order that does not hang on when they were added, those
// whose place another has taken before that one.
func packTexts(slug string, files []File) []pack.InstrumentFile {
	before, steps := map[kernel.ID]File{}, map[kernel.ID]int{}
	for _, f := range files {
		if f.SupersededBy != "" {
			before[f.SupersededBy] = f
		}
	}
	for _, f := range files {
		for old, ok := before[f.ID]; ok; old, ok = before[old.ID] {
			steps[f.ID]++
		}
	}
	slices.SortStableFunc(files, func(a, b File) int {
		return cmp.Or(cmp.Compare(steps[a.ID], steps[b.ID]), cmp.Compare(a.Lang, b.Lang), cmp.Compare(a.SHA256, b.SHA256))
	})
	names := map[kernel.ID]string{}
	var all []pack.InstrumentFile
	for n, f := range files {
		names[f.ID] = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(f.Name(slug), path.Ext(f.Name(slug))), n+1, path.Ext(f.Name(slug)))
		t := pack.InstrumentFile{
			Name: names[f.ID], Instrument: slug, SHA256: f.SHA256, Lang: f.Lang, What: pack.FileWhat(f.What), Note: f.Note,
		}
		if old, ok := before[f.ID]; ok {
			t.Replaces, t.Why = names[old.ID], old.Why
		}
		all = append(all, t)
	}
	return all
}
