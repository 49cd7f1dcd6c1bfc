package meeting

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// Mount registers the pages of meetings and decisions.
func (s *Service) Mount(r *web.Router) {
	r.Get("GET /meetings", Read, s.showList)
	r.Get("GET /meetings/new", RecordOne, s.showNew)
	r.Post("POST /meetings", RecordOne, s.sendNew)
	r.Get("GET /meetings/{slug}", Read, s.showMeeting)
	r.Get("GET /meetings/{slug}/edit", CorrectOne, s.showEdit)
	r.Post("POST /meetings/{slug}", CorrectOne, s.sendEdit)
	r.Get("GET /meetings/{slug}/withdraw", WithdrawOne, s.showWithdraw)
	r.Post("POST /meetings/{slug}/withdraw", WithdrawOne, s.sendWithdraw)
	r.Get("GET /decisions", Read, s.showDecisions)
}

// meetingData is what the page of a meeting is made from, read in one transaction.
type meetingData struct {
	kinds     []Kind
	meeting   Meeting
	joint     []Meeting
	conflicts []Meeting
	near      []Meeting // in time, with itself
	plans     []Plan
	acts      []act.Stored // newest first
}

// meetingPage is what the page of a meeting shows.
type meetingPage struct {
	Page       ui.Page
	Head       ui.Head
	Withdrawn  *withdrawnNote
	CourseHead string
	Course     []ui.Station
	Decisions  []decisionItem
	Paraphrase bool
	Agenda     []saidItem
	AgendaNote string
	Attendance ui.Grid
	Facts      []saidItem
	Note       web.Shown
	Claims     []claimGroup
	Sources    []kernel.Source
	Short      []ui.Fact
	Proof      ui.Proof
	Proved     bool
}

type withdrawnNote struct{ Title, Why, Instead, InsteadHref string }

// decisionItem is a decision with what is to follow and where it comes from.
type decisionItem struct {
	Text     web.Shown
	Next     web.Shown
	Adopted  string // path of the instrument that was adopted; "" for none
	Sources  []int
	Meeting  string // on the page of all decisions: the meeting with place and days
	Href     string
	When     string
	InOurOwn bool
}

// saidItem is one thing that sources say.
type saidItem struct {
	Text    web.Shown
	Note    web.Shown
	Sources []int
}

// claimGroup is what sources say of one field, side by side.
type claimGroup struct {
	Title    string
	Versions []ui.Version
}

func (s *Service) meetingData(ctx context.Context, actor kernel.Actor, slug string) (d meetingData, err error) {
	defer fault.In(&err, "meeting.meetingData")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		if d.meeting, err = s.get(ctx, q, actor, slug); err != nil {
			return err
		}
		stays, err := known(ctx, q, actor, d.meeting.named())
		if err != nil {
			return err
		}
		d.meeting = d.meeting.naming(stays)
		if d.kinds, err = loadKinds(ctx, q); err != nil {
			return err
		}
		if d.joint, err = related(ctx, q, actor, d.meeting, joint); err != nil {
			return err
		}
		if d.conflicts, err = related(ctx, q, actor, d.meeting, conflicting); err != nil {
			return err
		}
		if d.near, err = around(ctx, q, actor, d.meeting, 16); err != nil {
			return err
		}
		if s.links.Plans != nil {
			if d.plans, err = s.links.Plans(ctx, q); err != nil {
				return err
			}
		}
		d.acts, err = act.List(ctx, q, actor, act.Filter{Object: kernel.Ref{Kind: "meeting", ID: d.meeting.ID}, Newest: true}, kernel.Page{Limit: kernel.MaxLimit})
		return err
	})
	return d, err
}

func (s *Service) showMeeting(w http.ResponseWriter, r *http.Request, v *web.View) error {
	d, err := s.meetingData(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if web.Format(r) == "ics" {
		if !hasDay(d.meeting.Content) || d.meeting.Withdrawn != nil {
			return fault.New(fault.NotFound, "meeting.fault.no_day")
		}
		sendICS(w, r, d.meeting.Slug+".ics", s.calendar(v, v.Text(d.meeting.Title).Text, []Meeting{d.meeting}))
		return nil
	}
	status := http.StatusOK
	if d.meeting.Withdrawn != nil {
		status = http.StatusGone
	}
	return web.Render(w, r, v, status, meetingView(v, newMeetingPage(v, d)))
}

func newMeetingPage(v *web.View, d meetingData) meetingPage {
	m, cites := d.meeting, numbered(d.meeting.Content)
	p := meetingPage{
		Page: ui.Page{Title: titleOf(v, d).Text, Description: placeAndDays(v, m.Content)},
		Head: headOf(v, d), Note: v.Text(m.Note), Sources: cites.List, Short: shortFacts(v, d),
		Claims: claimGroups(v, m.Claims), Attendance: attendance(v, m.Content, cites),
	}
	if len(m.Agenda) > 0 {
		p.AgendaNote = v.T("meeting.agenda.note")
	}
	p.Agenda, p.Facts = said(v, m.Agenda, cites), said(v, m.Facts, cites)
	for _, o := range m.Outcomes {
		p.Decisions = append(p.Decisions, decisionOf(v, o, cites))
		p.Paraphrase = p.Paraphrase || o.Paraphrase
	}
	if w := m.Withdrawn; w != nil {
		p.Withdrawn = &withdrawnNote{Title: v.T("meeting.withdrawn.title", "date", kernel.DateOf(w.At.In(v.Zone))), Why: w.Why}
		if w.Instead != "" {
			p.Withdrawn.Instead, p.Withdrawn.InsteadHref = v.T("meeting.withdrawn.instead"), v.Href(pathOf(w.Instead))
		}
		p.Page.Private = true
	} else {
		p.CourseHead, p.Course = course(v, d)
	}
	p.Proof, p.Proved = proofOf(v, d.acts)
	return p
}

// titleOf is the title with what people call the meeting, "11th Senior Officials Meeting (SOM 11)".
func titleOf(v *web.View, d meetingData) web.Shown {
	k := kindOf(d.kinds, d.meeting.Kind)
	title := nameOf(v, k, d.meeting.Content)
	if d.meeting.Number > 0 {
		title.Text = v.T("meeting.title_short", "title", title.Text, "short", shortName(v, k, d.meeting.Content))
	}
	return title
}

func headOf(v *web.View, d meetingData) ui.Head {
	m := d.meeting
	k := kindOf(d.kinds, m.Kind)
	h := ui.Head{
		Crumbs: crumbs(v, shortName(v, k, m.Content), "/meetings"), Kicker: kindName(v, k), Title: titleOf(v, d),
		Lead:   ui.Shown(leadOf(v, d)),
		Labels: []ui.Mark{{Text: stateWords(v, m), Kind: stateTag(m), Tag: true}},
	}
	if hasDay(m.Content) && m.Withdrawn == nil {
		h.Acts = append(h.Acts, ui.Act{Text: v.T("meeting.act.calendar"), Href: v.Href(pathOf(m.Slug) + ".ics"), Kind: ui.Second, Download: true})
	}
	if len(m.Claims) > 0 {
		h.Acts = append(h.Acts, ui.Act{Text: v.T("meeting.act.differ"), Href: "#differ", Kind: ui.Quiet})
	}
	if len(d.acts) > 0 {
		h.Acts = append(h.Acts, ui.Act{Text: v.T("meeting.act.prove"), Href: "#prove", Kind: ui.Quiet})
	}
	if m.Withdrawn == nil && v.Can(CorrectOne, resource(m)) {
		h.Acts = append(h.Acts, ui.Act{Text: v.T("meeting.act.correct"), Href: v.Href(pathOf(m.Slug) + "/edit"), Kind: ui.Second})
	}
	if m.Withdrawn == nil && v.Can(WithdrawOne, resource(m)) {
		h.Acts = append(h.Acts, ui.Act{Text: v.T("meeting.act.withdraw"), Href: v.Href(pathOf(m.Slug) + "/withdraw"), Kind: ui.Quiet})
	}
	return h
}

// leadOf says in one sentence where and when, and with what else.
func leadOf(v *web.View, d meetingData) string {
	where := placeAndDays(v, d.meeting.Content)
	if where == "" {
		where = v.T("meeting.lead.unknown")
	}
	var with []string
	for _, j := range d.joint {
		k := kindOf(d.kinds, j.Kind)
		name := nameOf(v, k, j.Content).Text
		if j.Number > 0 {
			name = shortName(v, k, j.Content)
		}
		with = append(with, name)
	}
	if len(with) > 0 {
		return v.T("meeting.lead.joint", "where", where, "meetings", with)
	}
	return where
}

func said(v *web.View, all []pack.Statement, cites *record.Citations) []saidItem {
	items := make([]saidItem, len(all))
	for i, st := range all {
		items[i] = saidItem{v.Text(st.Text), v.Text(st.Note), cites.Numbers(st.Sources)}
	}
	return items
}

func decisionOf(v *web.View, o pack.Outcome, cites *record.Citations) decisionItem {
	item := decisionItem{Text: v.Text(o.Text), Next: v.Text(o.Next), Sources: cites.Numbers(o.Sources), InOurOwn: o.Paraphrase}
	if o.Instrument != "" {
		item.Adopted = v.Href("/instruments/" + o.Instrument)
	}
	return item
}

func attendance(v *web.View, m Content, cites *record.Citations) ui.Grid {
	note := v.Text(m.ParticipantsNote).Text
	switch {
	case m.Participants != nil:
		note = strings.TrimSpace(v.T("meeting.attendance.number", "number", count(v, m.Participants.Value, m.Participants.Qualifier)) + " " + note)
	case note == "":
		note = v.T("meeting.attendance.no_number")
	}
	g := ui.Grid{Caption: v.T("meeting.attendance.caption"), Note: note, Columns: []ui.Column{
		{Title: v.T("meeting.attendance.part")}, {Title: v.T("meeting.attendance.who")}, {Title: v.T("meeting.attendance.source"), Short: true},
	}}
	for _, a := range m.Attendance {
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{{Text: v.Text(a.Part)}, {Text: v.Text(a.Who)}, {Body: cited(v, cites.Numbers(a.Sources))}}})
	}
	return g
}

func claimGroups(v *web.View, claims []kernel.Claim) []claimGroup {
	var groups []claimGroup
	at := map[string]int{}
	for _, c := range claims {
		title := claimField(v, c.Field)
		i, have := at[c.Field]
		if !have {
			i = len(groups)
			at[c.Field] = i
			groups = append(groups, claimGroup{Title: title})
		}
		groups[i].Versions = append(groups[i].Versions, ui.Version{Says: claimSays(v, c), Note: c.Note, Used: c.Used, Sources: c.Sources})
	}
	return groups
}

// shortFacts are the facts in the side column.
func shortFacts(v *web.View, d meetingData) []ui.Fact {
	m := d.meeting
	k := kindOf(d.kinds, m.Kind)
	fact := func(key, value, note string) ui.Fact {
		if value == "" {
			value = v.T("meeting.not_found")
		}
		return ui.Fact{Term: v.T("meeting.field." + key), Value: ui.Shown(value), Note: note}
	}
	kindNote := ""
	if m.NumberInferred {
		kindNote = v.T("meeting.number_inferred")
	}
	datesNote := ""
	if slices.ContainsFunc(m.Claims, func(c kernel.Claim) bool { return c.Field == "dates" || c.Field == "start" || c.Field == "end" }) {
		datesNote = v.T("meeting.sources_differ")
	}
	facts := []ui.Fact{
		fact("kind", kindName(v, k), kindNote), fact("place", place(v, m.Content), ""),
		fact("dates", v.DateRange(m.Start, m.End), datesNote), fact("state", stateWords(v, m), stateNote(v, m.State)),
	}
	if m.Mode != "" {
		facts = append(facts, fact("mode", v.T("meeting.mode."+string(m.Mode)), ""))
	}
	if m.Sessions > 1 {
		facts = append(facts, fact("sessions", v.Loc.Number(int64(m.Sessions)), v.T("meeting.sessions_note")))
	}
	if !m.Theme.Empty() {
		facts = append(facts, ui.Fact{Term: v.T("meeting.field.theme"), Value: v.Text(m.Theme)})
	}
	if m.Participants != nil {
		facts = append(facts, fact("participants", count(v, m.Participants.Value, m.Participants.Qualifier), ""))
	}
	for _, l := range []struct {
		key  string
		list []Meeting
	}{{"joint_with", d.joint}, {"conflicts_with", d.conflicts}, {"same_week", sameWeek(d)}} {
		if len(l.list) > 0 {
			facts = append(facts, ui.Fact{Term: v.T("meeting.field." + l.key), Body: meetingLinks(v, linksTo(v, d.kinds, l.list))})
		}
	}
	return facts
}

// stateNote explains a state that is not plainly that the meeting was held.
func stateNote(v *web.View, state pack.MeetingState) string {
	if state == pack.Planned || state == pack.Unconfirmed {
		return v.T("meeting.state_note." + string(state))
	}
	return ""
}

func linksTo(v *web.View, kinds []Kind, meetings []Meeting) []ui.Dated {
	links := make([]ui.Dated, len(meetings))
	for i, m := range meetings {
		links[i] = ui.Dated{Title: nameOf(v, kindOf(kinds, m.Kind), m.Content), Href: v.Href(pathOf(m.Slug)), When: v.DateRange(m.Start, m.End)}
	}
	return links
}

// sameWeek are other meetings in the same country whose days lie within a week of this one.
func sameWeek(d meetingData) []Meeting {
	m := d.meeting
	if !hasDay(m.Content) || m.Country == "" {
		return nil
	}
	from, to := m.Start.First().AddDate(0, 0, -6), lastDay(m.Content).AddDate(0, 0, 6)
	var all []Meeting
	for _, n := range d.near {
		named := n.ID == m.ID || slices.ContainsFunc(append(slices.Clone(d.joint), d.conflicts...), func(o Meeting) bool { return o.ID == n.ID })
		if !named && hasDay(n.Content) && n.Country == m.Country && !n.Start.First().After(to) && !lastDay(n.Content).Before(from) {
			all = append(all, n)
		}
	}
	return all
}

// proofOf says which entries of the log hold the record.
func proofOf(v *web.View, acts []act.Stored) (ui.Proof, bool) {
	if len(acts) == 0 {
		return ui.Proof{}, false
	}
	last, first := acts[0], acts[len(acts)-1]
	number := func(a act.Stored) string { return strconv.FormatInt(a.Leaf, 10) }
	words := v.T("meeting.prove.once", "date", kernel.DateOf(first.At.In(v.Zone)))
	if len(acts) > 1 {
		words = v.T("meeting.prove.changed", "first", number(first), "date", kernel.DateOf(last.At.In(v.Zone)), "count", len(acts)-1)
	}
	return ui.Proof{
		Text: words, Seal: act.LeafOf(last).Commitment, Entry: number(last), Href: v.Href("/log/entries/" + number(last)),
	}, true
}

// courseStations is how many meetings stand on the course of a plan.
const courseStations = 5

// course lays the meeting among the regular ones on the plan that was in force, joint meetings as one station. A plan
// outlives its period until ministers conclude it, so it is the last one that had begun.
func course(v *web.View, d meetingData) (string, []ui.Station) {
	if d.meeting.Start == "" || !kindOf(d.kinds, d.meeting.Kind).Regular {
		return "", nil
	}
	var plan *Plan
	for i, p := range d.plans {
		if p.Period.From != "" && p.Period.From.Year() <= d.meeting.Start.Year() && (plan == nil || p.Period.From >= plan.Period.From) {
			plan = &d.plans[i]
		}
	}
	if plan == nil {
		return "", nil
	}
	groups, now := courseGroups(d, plan.Period.From)
	if len(groups) < 2 {
		return "", nil
	}
	from := min(max(now-courseStations/2, 0), max(len(groups)-courseStations, 0))
	groups = groups[from:min(from+courseStations, len(groups))]
	stations := make([]ui.Station, len(groups))
	for i, g := range groups {
		stations[i] = station(v, d, g)
	}
	return v.T("meeting.course", "plan", v.Text(plan.Short).Text), stations
}

// courseGroups are the regular meetings that were held since the plan began, those held together as one, in order of time,
// and which of them is the page's own.
func courseGroups(d meetingData, since kernel.Date) (groups [][]Meeting, now int) {
	for _, m := range d.near {
		self := m.ID == d.meeting.ID
		if m.Start == "" || m.Start.Before(since) || !self && (m.State != pack.Held || !kindOf(d.kinds, m.Kind).Regular) {
			continue
		}
		i := slices.IndexFunc(groups, func(g []Meeting) bool {
			return slices.ContainsFunc(g, func(o Meeting) bool {
				return slices.Contains(o.JointWith, m.Slug) || slices.Contains(m.JointWith, o.Slug)
			})
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], m)
		if self {
			now = i
		}
	}
	return groups, now
}

func station(v *web.View, d meetingData, group []Meeting) ui.Station {
	var names []string
	st := ui.Station{State: ui.StationDone}
	group = slices.Clone(group)
	slices.SortStableFunc(group, func(a, b Meeting) int { return kindOf(d.kinds, a.Kind).Rank - kindOf(d.kinds, b.Kind).Rank })
	lead := group[0]
	for _, m := range group {
		names = append(names, shortName(v, kindOf(d.kinds, m.Kind), m.Content))
		if m.ID == d.meeting.ID {
			st.State, st.Words, lead = ui.StationNow, v.T("meeting.course_now"), m
		}
	}
	st.Name, st.Note = v.Loc.List(names), placeAndDays(v, lead.Content)
	if st.State != ui.StationNow {
		st.Href = v.Href(pathOf(lead.Slug))
	}
	return st
}
