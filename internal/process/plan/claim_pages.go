package plan

import (
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/web/ui"
)

// claims are what sources say that differ, of one matter.
type claims struct {
	Title    string
	Versions []ui.Version
}

// claims are what sources say that differ, side by side.
func (b *builder) claims() []claims {
	var all []claims
	for _, c := range b.reading.Plan.Known.Claims {
		title := b.T("plan.claim.other")
		if slices.Contains(claimFields, c.Field) {
			title = b.T("plan.claim." + c.Field)
		}
		i := slices.IndexFunc(all, func(x claims) bool { return x.Title == title })
		if i < 0 {
			all = append(all, claims{Title: title})
			i = len(all) - 1
		}
		all[i].Versions = append(all[i].Versions, ui.Version{Says: b.claimed(c), Note: c.Note, Used: c.Used, Sources: c.Sources})
	}
	return all
}

// claimFields are the matters that claims are made of. Their values are dates, or two with a slash between them.
var claimFields = []string{"period", "adoption"}

func (b *builder) claimed(c kernel.Claim) string {
	from, to, _ := strings.Cut(c.Value, "/")
	period, err := kernel.ParsePeriod(from, to)
	switch {
	case err != nil || !slices.Contains(claimFields, c.Field):
		return c.Value
	case c.Field == "period":
		return b.Loc.Period(period)
	}
	return b.DateRange(period.From, period.To)
}
