package governance

import (
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// SOM is a meeting on record of the kind whose host chairs the process.
type SOM struct {
	Slug    string
	Number  int
	Date    kernel.Date // its first day
	Country kernel.Country
}

// Proposal is a chair term that follows from who hosted.
type Proposal struct {
	Country kernel.Country
	Period  kernel.Period
	SOM     string // slug of the meeting that it follows from
	Number  int
	Next    string // slug of the meeting that ends it; "" when that is not on record
}

// ProposeChairs derives chair terms: the host of a meeting chairs from its first day until the next one. The rule holds
// for meetings from the day on which it was introduced. A term ends where the meeting with the next number is on record; where
// a number is missing in between, its end is not known and stays open. A meeting without a host or a date proposes nobody.
func ProposeChairs(soms []SOM, introduced kernel.Date) []Proposal {
	dated := slices.DeleteFunc(slices.Clone(soms), func(s SOM) bool { return s.Date == "" || s.Date.Before(introduced) })
	slices.SortStableFunc(dated, func(a, b SOM) int { return strings.Compare(a.Date.SortKey(), b.Date.SortKey()) })
	var all []Proposal
	for i, s := range dated {
		if s.Country == "" {
			continue
		}
		p := Proposal{Country: s.Country, Period: kernel.Period{From: s.Date}, SOM: s.Slug, Number: s.Number}
		if i+1 < len(dated) && dated[i+1].Number == s.Number+1 {
			p.Period.To, p.Next = dated[i+1].Date, dated[i+1].Slug
		}
		all = append(all, p)
	}
	return all
}

// OpenProposals leaves out what is on record already: the proposals whose meeting a term names, and those in whose first
// year a term of the same country runs. A term of which the chair is not known is no answer to a proposal.
func OpenProposals(all []Proposal, terms []ChairTerm) []Proposal {
	return slices.DeleteFunc(slices.Clone(all), func(p Proposal) bool {
		return slices.ContainsFunc(terms, func(t ChairTerm) bool {
			if t.Content.Country == "" {
				return false
			}
			if t.Content.Meeting == p.SOM {
				return true
			}
			from, to := span(t.Content.Period, 1)
			year := p.Period.From.Year()
			return t.Content.Country == p.Country && from <= year && year <= to
		})
	})
}

// ChairYear is one year on the time axis of the chair.
type ChairYear struct {
	Year  int
	Terms []ChairTerm // that touch the year; none: no record found
}

// ChairYears lays the terms on years, from the first one on record to the present. A term without an end is laid on as many
// years as the rule gives one, when only its first year is known, and else on the year in which it began: what came
// after is not on record.
func ChairYears(terms []ChairTerm, years int, today kernel.Date) []ChairYear {
	first, last := 0, today.Year()
	for _, t := range terms {
		if y := t.Content.Period.From.Year(); y > 0 && (first == 0 || y < first) {
			first = y
		}
		last = max(last, t.Content.Period.To.Year())
	}
	if first == 0 {
		return nil
	}
	var axis []ChairYear
	for year := first; year <= last; year++ {
		cy := ChairYear{Year: year}
		for _, t := range terms {
			from, to := span(t.Content.Period, years)
			if from <= year && year <= to && t.Content.Basis != pack.NotKnown {
				cy.Terms = append(cy.Terms, t)
			}
		}
		axis = append(axis, cy)
	}
	return axis
}

// span is the first and last year of a period, of so many years when only its first year is known.
func span(p kernel.Period, years int) (from, to int) {
	from, to = p.From.Year(), p.To.Year()
	if to == 0 {
		to = from
		if p.From.Precision() == kernel.Year {
			to = from + max(years, 1) - 1
		}
	}
	return from, to
}

// CurrentChair is the latest term on record, and whether it runs on the day: a term that ended, or one for a year that
// has passed, is the last known and no more.
func CurrentChair(terms []ChairTerm, today kernel.Date) (latest *ChairTerm, running bool) {
	for i, t := range terms {
		if t.Content.Country == "" || t.Content.Basis == pack.NotKnown {
			continue
		}
		if latest == nil || t.Content.Period.From.SortKey() > latest.Content.Period.From.SortKey() {
			latest = &terms[i]
		}
	}
	if latest == nil {
		return nil, false
	}
	p := latest.Content.Period
	if p.To != "" {
		return latest, p.Contains(today.First())
	}
	return latest, p.From.Year() == today.Year()
}
