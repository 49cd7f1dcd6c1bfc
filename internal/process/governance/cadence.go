package governance

import (
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// Held is a meeting on record, as far as governance asks about it.
type Held struct {
	Slug            string
	Kind            string // code of a pack.MeetingKind
	Number          int
	Title           kernel.Text
	Start, End      kernel.Date
	City            kernel.Text
	Country         kernel.Country
	State           pack.MeetingState
	Representatives map[kernel.Country]int // of each member; nil when no list of participants is on record
}

// Standing says what is on record of a rule in a year. None of the values says that anybody was late.
type Standing string

// The standings of a rule in a year.
const (
	OnRecord   Standing = "on_record"   // as many as the rule speaks of
	PartRecord Standing = "part_record" // fewer than the rule speaks of
	NoRecord   Standing = "no_record"   // no record found
	Announced  Standing = "announced"   // announced or reported, but not confirmed as held
	Between    Standing = "between"     // a meeting of an earlier year still covers it
	Running    Standing = "running"     // the year is not over
)

// RuleYear is what is on record of a rule in one year.
type RuleYear struct {
	Year     int
	Standing Standing
	Meetings []Held // held, in order of time
	Planned  []Held // announced, postponed or unconfirmed
}

// RuleRecord is a rule with its years, latest first, and what follows from it.
type RuleRecord struct {
	Rule   pack.Cadence
	Years  []RuleYear
	Latest *Held // the latest held
	// NextBy is the last year in which the next meeting falls by the rule, 0 when no meeting is on record.
	NextBy int
}

// CadenceRecord lays the meetings on record on the rules of the process, year by year from the first year on record of any rule
// to the present one.
func CadenceRecord(rules []pack.Cadence, meetings []Held, today kernel.Date) []RuleRecord {
	first := firstYear(rules, meetings)
	all := make([]RuleRecord, len(rules))
	for i, rule := range rules {
		all[i] = RuleRecord{Rule: rule, Latest: latestOf(rule.Kind, meetings)}
		if all[i].Latest != nil {
			all[i].NextBy = all[i].Latest.Start.Year() + max(rule.EveryYears, 1)
			if rule.Times > 1 {
				all[i].NextBy = all[i].Latest.Start.Year() + 1
			}
		}
		var of []Held
		for _, m := range meetings {
			if m.Kind == rule.Kind {
				of = append(of, m)
			}
		}
		for year := today.Year(); first > 0 && year >= first; year-- {
			all[i].Years = append(all[i].Years, ruleYear(rule, of, year, today))
		}
	}
	return all
}

// ruleYear looks at the meetings of the rule's kind.
func ruleYear(rule pack.Cadence, meetings []Held, year int, today kernel.Date) RuleYear {
	y := RuleYear{Year: year}
	covered := false
	for _, m := range meetings {
		switch begun := m.Start.Year(); {
		case begun == year && m.State == pack.Held:
			y.Meetings = append(y.Meetings, m)
		case begun == year:
			y.Planned = append(y.Planned, m)
		case m.State == pack.Held && begun > 0 && begun < year && year < begun+rule.EveryYears:
			covered = true
		}
	}
	byStart(y.Meetings)
	byStart(y.Planned)
	switch {
	case len(y.Meetings) >= max(rule.Times, 1):
		y.Standing = OnRecord
	case covered && len(y.Meetings) == 0:
		y.Standing = Between
	case year >= today.Year():
		y.Standing = Running
	case len(y.Meetings) > 0:
		y.Standing = PartRecord
	case len(y.Planned) > 0:
		y.Standing = Announced
	default:
		y.Standing = NoRecord
	}
	return y
}

func byStart(meetings []Held) {
	slices.SortStableFunc(meetings, func(a, b Held) int { return strings.Compare(a.Start.SortKey(), b.Start.SortKey()) })
}

func firstYear(rules []pack.Cadence, meetings []Held) int {
	first := 0
	for _, m := range meetings {
		of := slices.ContainsFunc(rules, func(r pack.Cadence) bool { return r.Kind == m.Kind })
		if y := m.Start.Year(); of && y > 0 && (first == 0 || y < first) {
			first = y
		}
	}
	return first
}

func latestOf(kind string, meetings []Held) *Held {
	var latest *Held
	for i, m := range meetings {
		if m.Kind == kind && m.State == pack.Held && m.Start != "" &&
			(latest == nil || m.Start.SortKey() > latest.Start.SortKey()) {
			latest = &meetings[i]
		}
	}
	return latest
}

// Representation says for which members a meeting has the rule's number of representatives on record. known is false
// when no list of participants is on record: then nothing can be said of anybody.
func Representation(rule pack.Cadence, m Held, members []kernel.Country) (full []kernel.Country, known bool) {
	if m.Representatives == nil {
		return nil, false
	}
	for _, c := range members {
		if m.Representatives[c] >= rule.RepresentativesPerMember {
			full = append(full, c)
		}
	}
	return full, true
}
