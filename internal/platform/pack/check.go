package pack

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
)

// format is the version of the pack format that this package reads.
const format = 1

var alpha3Form = regexp.MustCompile(`^[A-Z]{3}$`)

// check holds the records to the rules that no single value shows.
func check(p *Pack, f *faults) {
	checkSources(p.Sources, f.in("sources.json"))
	checkProcess(&p.Process, f.in("process.json"))
	checkMembers(p, f.in("members.json"))
	checkBodies(p.Bodies, f.in("bodies.json"))
	checkSecretariat(p.Secretariat, f.in("secretariat.json"))
	checkChairs(p.Chairs, f.in("chairs.json"))
	checkMeetings(p, f.in("meetings.json"))
	checkInstruments(p.Instruments, f.in("instruments.json"))
	for i := range p.Plans {
		plan, at := &p.Plans[i], f.in(p.planFiles[i])
		if plan.Slug != "" && p.planFiles[i] != "plans/"+plan.Slug+".json" {
			at.add("slug", "pack.plan.file", "value", plan.Slug)
		}
		checkPlan(plan, p.Process.Levels, at)
		checkDrafts(plan, at)
	}
	checkBeside(p, f)
}

func checkSources(all []Source, f *faults) {
	for i, s := range all {
		if s.Title == "" && s.URL == "" {
			f.add(index("sources", i)+".title", "pack.missing", "name", "title")
		}
	}
}

func checkProcess(p *Process, f *faults) {
	if p.Format != format {
		f.add("format", "pack.format", "want", format)
	}
	if !slices.Contains(p.Languages, p.WorkingLanguage) {
		f.add("working_language", "pack.process.working", "value", string(p.WorkingLanguage))
	}
	unique(f, "languages", p.Languages)
	unique(f, "members", p.Members)
	if len(p.Members) == 0 {
		f.add("members", "pack.process.no_members")
	}
	checkLevels(p.Levels, "levels", f)
	if n := p.Presence.MembersPresent; n < 1 || n > len(p.Members) {
		f.add("presence.members_present", "pack.process.presence", "max", len(p.Members))
	}
	if !p.Presence.Assumption && len(p.Presence.Sources) == 0 {
		f.add("presence.sources", "pack.source.none")
	}
	for i, c := range p.Cadence {
		if c.Times < 1 || c.EveryYears < 1 {
			f.add(index("cadence", i), "pack.process.cadence")
		}
	}
	if r := p.ChairRule; r != nil {
		if r.Years < 1 {
			f.add("chair_rule.years", "pack.process.chair_years")
		}
		checkClaims(r.Claims, "chair_rule", f)
	}
	for i, y := range p.Priorities {
		checkYear(y.Year, index("priorities", i)+".year", f)
	}
	checkClaims(p.Claims, "", f)
}

func checkYear(year int, path string, f *faults) {
	if year < 1 || year > 9999 {
		f.add(path, "pack.date", "value", strconv.Itoa(year))
	}
}

func unique[T ~string](f *faults, path string, all []T) {
	for i, x := range all {
		if slices.Contains(all[:i], x) {
			f.add(index(path, i), "pack.name.twice", "value", string(x))
		}
	}
}

func checkMembers(p *Pack, f *faults) {
	there := map[kernel.Country]bool{}
	for i, m := range p.Members {
		there[m.Country] = true
		if !alpha3Form.MatchString(m.Alpha3) {
			f.add(index("members", i)+".alpha3", "pack.member.alpha3", "value", m.Alpha3)
		}
		if r := m.Referral; r != nil {
			for j, slug := range r.Agencies {
				if !slices.ContainsFunc(m.Agencies, func(a Agency) bool { return a.Slug == slug }) {
					f.add(index(index("members", i)+".referral.agencies", j), "pack.member.agency", "value", slug)
				}
			}
		}
		checkClaims(m.Claims, index("members", i), f)
	}
	for _, c := range p.Process.Members {
		if c != "" && !there[c] {
			f.add("members", "pack.member.missing", "country", string(c))
		}
	}
}

func checkBodies(bodies []Body, f *faults) {
	parents := map[string]string{}
	for _, b := range bodies {
		parents[b.Slug] = b.Parent
	}
	for i, b := range bodies {
		if loops(parents, b.Slug) {
			f.add(index("bodies", i)+".parent", "pack.body.loop", "value", b.Slug)
		}
		needsCountry := b.Kind == NationalTaskForce || b.Kind == ProvincialCommittee
		if needsCountry && b.Country == "" {
			f.add(index("bodies", i)+".country", "pack.body.country")
		}
	}
}

// loops says that going up from name comes back to it.
func loops(parents map[string]string, name string) bool {
	seen := map[string]bool{}
	for up := parents[name]; up != "" && !seen[up]; up = parents[up] {
		if up == name {
			return true
		}
		seen[up] = true
	}
	return false
}

func checkSecretariat(terms []SecretariatTerm, f *faults) {
	for i, t := range terms {
		checkClaims(t.Claims, index("secretariat", i), f)
	}
}

func checkChairs(terms []ChairTerm, f *faults) {
	for i, t := range terms {
		at := index("chairs", i)
		if (t.Country == "") != (t.Basis == NotKnown) && t.Basis != "" {
			f.add(at+".country", "pack.chair.country")
		}
		checkClaims(t.Claims, at, f)
	}
}

func checkMeetings(p *Pack, f *faults) {
	bySlug := map[string]*Meeting{}
	numbered := map[string]string{}
	for i := range p.Meetings {
		bySlug[p.Meetings[i].Slug] = &p.Meetings[i]
	}
	for i, m := range p.Meetings {
		at := index("meetings", i)
		checkDays(m.Start, m.End, at, f)
		checkClaims(m.Claims, at, f)
		key := m.Kind + " " + strconv.Itoa(m.Number)
		if first, twice := numbered[key]; twice && !slices.Contains(m.ConflictsWith, first) {
			f.add(at+".number", "pack.meeting.number_twice", "kind", m.Kind, "number", m.Number)
		}
		if _, gone := p.Withdrawn(KindMeeting, m.Slug); m.Number > 0 && !gone {
			numbered[key] = m.Slug
		}
		for j, slug := range m.JointWith {
			other := bySlug[slug]
			returned := other != nil && (slices.Contains(other.JointWith, m.Slug) || !p.mayName(KindMeeting, slug, m.Slug))
			if other != nil && (slug == m.Slug || !returned) {
				f.add(index(at+".joint_with", j), "pack.meeting.joint", "value", slug)
			}
		}
	}
}

func checkDays(start, end kernel.Date, at string, f *faults) {
	switch {
	case end.Before(start):
		f.add(at+".end", "pack.period", "from", string(start), "to", string(end))
	case end != "" && start == "":
		f.add(at+".start", "pack.start_missing")
	}
}

func checkInstruments(all []Instrument, f *faults) {
	for i, n := range all {
		at := index("instruments", i)
		for _, later := range []struct {
			name string
			date kernel.Date
		}{{"revised", n.Revised}, {"amended", n.Amended}} {
			if later.date.Before(n.Date) {
				f.add(at+"."+later.name, "pack.period", "from", string(n.Date), "to", string(later.date))
			}
		}
		unique(f, at+".parties", n.Parties)
		checkClaims(n.Claims, at, f)
	}
}

// checkClaims holds claims on dates to be dates, and at most one claim of a field to be followed.
func checkClaims(claims []kernel.Claim, at string, f *faults) {
	used := map[string]bool{}
	for i, c := range claims {
		path := index(join(at, "claims"), i)
		if c.Used && used[c.Field] {
			f.add(path+".used", "pack.claim.used", "field", c.Field)
		}
		used[c.Field] = used[c.Field] || c.Used
		if c.Field == "dates" {
			from, to, _ := strings.Cut(c.Value, "/")
			if _, err := kernel.ParsePeriod(from, to); err != nil || from == "" {
				f.add(path+".value", "pack.claim.dates", "value", c.Value)
			}
		}
	}
}
