package meeting

import (
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// Gap is what is missing from the record: meetings of a kind whose numbers must exist or that were looked for, of which
// no record was found. It says nothing of whether they were held.
type Gap struct {
	Kind     string        `json:"kind"`
	Numbers  []int         `json:"numbers,omitempty"` // ascending; none when what is missing has no number
	Period   kernel.Period `json:"period,omitzero"`   // between the meetings around it, as far as they are dated
	Text     kernel.Text   `json:"text,omitempty"`
	Searched kernel.Date   `json:"searched,omitempty"`
}

// findGaps joins the gaps that somebody noted with those that the numbering shows. A noted number that is on record by
// now is no gap any more. meetings are those that stand, in any order.
func findGaps(kinds []Kind, meetings []Meeting, noted []pack.Gap) []Gap {
	var all []Gap
	for _, g := range noted {
		if left, missing := stillMissing(g, meetings); missing {
			all = append(all, left)
		}
	}
	for _, k := range kinds {
		if !k.Outside {
			all = append(all, numberGaps(k.Code, meetings, noted)...)
		}
	}
	slices.SortStableFunc(all, func(a, b Gap) int { return compareDates(a.Period.From, b.Period.From) })
	return all
}

func compareDates(a, b kernel.Date) int {
	switch {
	case a.SortKey() < b.SortKey():
		return -1
	case a.SortKey() > b.SortKey():
		return 1
	}
	return 0
}

func stillMissing(g pack.Gap, meetings []Meeting) (Gap, bool) {
	gap := Gap{Kind: g.Kind, Period: g.Period, Text: g.Text, Searched: g.Searched}
	for _, n := range g.Numbers {
		if !slices.ContainsFunc(meetings, func(m Meeting) bool { return m.Kind == g.Kind && m.Number == n }) {
			gap.Numbers = append(gap.Numbers, n)
		}
	}
	slices.Sort(gap.Numbers)
	if gap.Period.From == "" && gap.Period.To == "" && len(gap.Numbers) > 0 {
		gap.Period = between(g.Kind, gap.Numbers, meetings)
	}
	return gap, len(g.Numbers) == 0 || len(gap.Numbers) > 0
}

// numberGaps finds the numbers of a kind below its highest that are neither on record nor noted, in runs.
func numberGaps(kind string, meetings []Meeting, noted []pack.Gap) []Gap {
	known, highest := map[int]bool{}, 0
	for _, m := range meetings {
		if m.Kind == kind {
			known[m.Number], highest = true, max(highest, m.Number)
		}
	}
	for _, g := range noted {
		for _, n := range g.Numbers {
			known[n] = known[n] || g.Kind == kind
		}
	}
	var all []Gap
	for n := 1; n < highest; n++ {
		switch {
		case known[n]:
		case n > 1 && !known[n-1]:
			all[len(all)-1].Numbers = append(all[len(all)-1].Numbers, n)
		default:
			all = append(all, Gap{Kind: kind, Numbers: []int{n}})
		}
	}
	for i := range all {
		all[i].Period = between(kind, all[i].Numbers, meetings)
	}
	return all
}

// between is the time from the last meeting of the kind before the numbers to the first one after them, in years.
func between(kind string, numbers []int, meetings []Meeting) kernel.Period {
	var p kernel.Period
	before, after := 0, 0
	for _, m := range meetings {
		if m.Kind != kind || m.Number == 0 || m.Start == "" {
			continue
		}
		year := m.Start[:4]
		if m.Number < numbers[0] && m.Number > before {
			before, p.From = m.Number, year
		}
		if m.Number > numbers[len(numbers)-1] && (after == 0 || m.Number < after) {
			after, p.To = m.Number, year
		}
	}
	return p
}

// Matches says whether a gap belongs in a list that is narrowed so. A gap has no country and no state.
func (g Gap) Matches(f Filter) bool {
	from, to := g.Period.From.Year(), g.Period.To.Year()
	return !f.Withdrawn && f.Country == "" && f.State == "" && len(f.words()) == 0 && (f.Kind == "" || f.Kind == g.Kind) &&
		(f.Year == 0 || (from == 0 || f.Year >= from) && (to == 0 || f.Year <= to) && (from != 0 || to != 0))
}
