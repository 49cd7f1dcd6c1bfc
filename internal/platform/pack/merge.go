package pack

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
)

// with is the pack with the given records in it: what is not given first, then the given ones in their order. The lists of
// the pack itself are not touched.
func (p *Pack) with(given *Pack) *Pack {
	after := &Pack{Process: p.Process, fsys: given.fsys, digest: p.digest}
	if given.Process.Slug != "" {
		after.Process = given.Process
		after.Process.Contacts = over(p.Process.Contacts, given.Process.Contacts, func(c Contact) string { return c.Slug })
	}
	after.Sources = over(p.Sources, given.Sources, func(s Source) string { return s.ID })
	after.Members = overInside(p.Members, given.Members, func(m Member) string { return string(m.Country) }, func(old Member, m *Member) {
		m.Agencies = over(old.Agencies, m.Agencies, func(a Agency) string { return a.Slug })
	})
	after.Bodies = over(p.Bodies, given.Bodies, func(b Body) string { return b.Slug })
	after.Seats = overInside(p.Seats, given.Seats, func(s Seat) string { return s.Slug }, func(old Seat, s *Seat) {
		s.Holders = over(old.Holders, s.Holders, func(h Holder) string { return h.Slug })
	})
	after.Secretariat = over(p.Secretariat, given.Secretariat, func(t SecretariatTerm) string { return t.Slug })
	after.Chairs = over(p.Chairs, given.Chairs, func(t ChairTerm) string { return t.Slug })
	after.Partners = over(p.Partners, given.Partners, func(x Partner) string { return x.Slug })
	after.Meetings = over(p.Meetings, given.Meetings, func(m Meeting) string { return m.Slug })
	after.Gaps = over(p.Gaps, given.Gaps, func(g Gap) string { return g.Slug })
	after.Instruments = over(p.Instruments, given.Instruments, func(n Instrument) string { return n.Slug })
	after.Files = over(p.Files, given.Files, func(f InstrumentFile) string { return f.Name })
	after.Plans = overInside(p.Plans, given.Plans, func(x Plan) string { return x.Slug }, func(old Plan, x *Plan) {
		x.Drafts = over(old.Drafts, x.Drafts, func(d Draft) string { return strconv.Itoa(d.Number) })
		slices.SortFunc(x.Drafts, func(a, b Draft) int { return a.Number - b.Number })
	})
	after.Audiences = over(p.Audiences, given.Audiences, func(a Audience) string { return a.Kind + " " + a.Slug })
	after.Withdrawals = over(p.Withdrawals, given.Withdrawals, func(w Withdrawal) string { return w.Kind + " " + w.Slug })
	after.join()
	for i := range given.Meetings {
		given.Meetings[i].JointWith = after.Meetings[len(after.Meetings)-len(given.Meetings)+i].JointWith
	}
	return after
}

// over puts records over those that stand.
func over[T any](standing, given []T, key func(T) string) []T {
	return overInside(standing, given, key, func(T, *T) {})
}

// overInside is over for records that hold records of their own: inside keeps those of the old record.
func overInside[T any](standing, given []T, key func(T) string, inside func(old T, given *T)) []T {
	names := map[string]int{}
	for i, g := range given {
		names[key(g)] = i
	}
	next := slices.Clone(given)
	var left []T
	for _, s := range standing {
		if i, again := names[key(s)]; again {
			inside(s, &next[i])
		} else {
			left = append(left, s)
		}
	}
	return append(left, next...)
}

// arrange brings the plans of files into the form in which they are kept, so that they can be compared.
func (p *Pack) arrange() {
	for i := range p.Plans {
		plan := &p.Plans[i]
		plan.Nodes = depthFirst(plan.Nodes)
		place := map[string]int{}
		for j, n := range plan.Nodes {
			place[n.Key] = j
		}
		slices.SortStableFunc(plan.Indicators, func(a, b Indicator) int { return place[a.Node] - place[b.Node] })
		for j := range plan.Indicators {
			in := &plan.Indicators[j]
			if in.Baseline != nil {
				in.Baseline.Value = shortest(in.Baseline.Value)
			}
			for k := range in.Targets {
				in.Targets[k].Value = shortest(in.Targets[k].Value)
			}
		}
	}
}

// callTexts gives the texts of files that are on record the names that they have there: a text is known by what it holds.
func (p *Pack) callTexts(standing []InstrumentFile) {
	called := map[string]string{}
	for i := range p.Files {
		f := &p.Files[i]
		same := func(o InstrumentFile) bool {
			return o.Instrument == f.Instrument && o.SHA256 == f.SHA256 && o.Lang == f.Lang
		}
		if at := slices.IndexFunc(standing, same); at >= 0 && !slices.ContainsFunc(standing, func(o InstrumentFile) bool { return o.Name == f.Name }) {
			called[f.Name] = standing[at].Name
			f.Name = standing[at].Name
		}
		if name, ok := called[f.Replaces]; ok {
			f.Replaces = name
		}
	}
}

// shortest is a decimal number without the noughts that say nothing: "012.50" is "12.5".
func shortest(value string) string {
	digits, negative := strings.CutPrefix(value, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative && whole != "0" {
		return "-" + whole
	}
	return whole
}

// check holds the whole that would stand to the rules. What is wrong with a record that the files do not speak of was so
// before and keeps nobody from bringing others.
func (u *Update) check(r *reader, told *fault.List) {
	checkSources(u.given.Sources, r.in("sources.json"))
	if u.given.Process.Slug != "" {
		checkProcess(&u.given.Process, r.in("process.json"))
	}
	first := len(told.Fields)
	checkMembers(u.After, r.in("members.json"))
	checkBodies(u.After.Bodies, r.in("bodies.json"))
	checkSecretariat(u.After.Secretariat, r.in("secretariat.json"))
	checkChairs(u.After.Chairs, r.in("chairs.json"))
	checkMeetings(u.After, r.in("meetings.json"))
	checkInstruments(u.After.Instruments, r.in("instruments.json"))
	checkBeside(u.After, r.faults)
	told.Fields = append(told.Fields[:first:first], u.ofGiven(r, told.Fields[first:])...)
	for i := range u.given.Plans {
		plan, f := &u.given.Plans[i], r.in(u.given.planFiles[i])
		if plan.Slug != "" && u.given.planFiles[i] != plansFolder+"/"+plan.Slug+".json" {
			f.add("slug", "pack.plan.file", "value", plan.Slug)
		}
		checkPlan(plan, u.Before.Process.Levels, f)
		u.checkDrafts(plan, f)
	}
	r.checkTexts(u.given, u.Before.Files)
}

// checkDrafts is checkDrafts for drafts of which some are on record: their documents need not be given.
func (u *Update) checkDrafts(plan *Plan, f *faults) {
	for _, old := range u.Before.Plans {
		if old.Slug != plan.Slug {
			continue
		}
		for i, d := range plan.Drafts {
			at := slices.IndexFunc(old.Drafts, func(o Draft) bool { return o.Number == d.Number && o.SHA256 == d.SHA256 })
			if at >= 0 && d.Document == nil {
				plan.Drafts[i].Document = old.Drafts[at].Document
			}
		}
	}
	checkDrafts(plan, f)
}

var listPlace = regexp.MustCompile(`^(.*: )(\w+)\[(\d+)\](.*)$`)

// ofGiven keeps the faults of given records and counts their places as the files do.
func (u *Update) ofGiven(r *reader, all []fault.Field) []fault.Field {
	standing := map[string]int{}
	given := u.given.sections()
	for i, s := range u.After.sections() {
		standing[r.in(s.file).file+": "+s.key] = reflect.ValueOf(s.records).Len() - reflect.ValueOf(given[i].records).Len()
	}
	var kept []fault.Field
	for _, f := range all {
		m := listPlace.FindStringSubmatch(f.Path)
		if m == nil {
			kept = append(kept, f)
			continue
		}
		i, _ := strconv.Atoi(m[3])
		if i -= standing[m[1]+m[2]]; i >= 0 {
			f.Path = m[1] + index(m[2], i) + m[4]
			kept = append(kept, f)
		}
	}
	return kept
}
