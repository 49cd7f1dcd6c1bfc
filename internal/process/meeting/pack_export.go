package meeting

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// ExportPack puts into a pack the meetings on record of which the audience is kept, the oldest first, and the gaps: what
// LoadPack takes. Records that were withdrawn are there and say so.
func (s *Service) ExportPack(ctx context.Context, q db.Queryer, p *pack.Pack, keep func(kernel.Audience) bool) (err error) {
	defer fault.In(&err, "meeting.ExportPack")
	kinds, err := loadKinds(ctx, q)
	if err != nil {
		return err
	}
	standing, err := every(ctx, q, kernel.System, Filter{Oldest: true})
	if err != nil {
		return err
	}
	withdrawn, err := every(ctx, q, kernel.System, Filter{Oldest: true, Withdrawn: true})
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(append(standing, withdrawn...), func(m Meeting) bool { return !keep(m.Audience) })
	slices.SortFunc(all, func(a, b Meeting) int {
		return cmp.Or(
			cmp.Compare(orderKey(a.Content, kindOf(kinds, a.Kind).Rank), orderKey(b.Content, kindOf(kinds, b.Kind).Rank)),
			strings.Compare(a.Slug, b.Slug),
		)
	})
	for _, m := range all {
		p.Meetings = append(p.Meetings, m.Content)
		p.Mark(pack.KindMeeting, m.Slug, m.Audience)
		if w := m.Withdrawn; w != nil {
			p.Withdrawals = append(p.Withdrawals, pack.Withdrawal{Kind: pack.KindMeeting, Slug: m.Slug, Why: w.Why, Instead: w.Instead})
		}
	}
	p.Gaps, err = loadGaps(ctx, q, kernel.System)
	return err
}
