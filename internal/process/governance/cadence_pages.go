package governance

import (
	"net/http"
	"strconv"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// kindOf is the kind of meeting with the code.
func kindOf(c pack.Process, code string) pack.MeetingKind {
	for _, k := range c.Kinds {
		if k.Code == code {
			return k
		}
	}
	return pack.MeetingKind{Code: code}
}

func kindName(v *web.View, c pack.Process, code string) web.Shown {
	if name := v.Text(kindOf(c, code).Name); name.Text != "" {
		return name
	}
	return ui.Shown(code)
}

func kindShort(v *web.View, c pack.Process, code string) string {
	if short := v.Text(kindOf(c, code).Short); short.Text != "" {
		return short.Text
	}
	return kindName(v, c, code).Text
}

// meetingShort is what people call a meeting: "SOM 16", or its kind where it has no number.
func meetingShort(v *web.View, c pack.Process, m Held) string {
	short := kindShort(v, c, m.Kind)
	if m.Number == 0 {
		return short
	}
	return v.T("governance.meeting.numbered", "meeting", short, "number", strconv.Itoa(m.Number))
}

// rhythm says how often, by the rule.
func rhythm(v *web.View, r pack.Cadence) string {
	switch {
	case r.EveryYears <= 1 && r.Times <= 1:
		return v.T("governance.rhythm.yearly")
	case r.EveryYears <= 1 && r.Times == 2:
		return v.T("governance.rhythm.twice")
	case r.EveryYears == 3:
		return v.T("governance.rhythm.three")
	case r.EveryYears <= 1:
		return v.T("governance.rhythm.times", "count", r.Times)
	}
	return v.T("governance.rhythm.years", "count", r.EveryYears)
}

// nextOf says of each rule when it was last met on record and what comes next by it.
func nextOf(v *web.View, c pack.Process, rules []RuleRecord) []ui.Dated {
	var all []ui.Dated
	for _, r := range rules {
		all = append(all, ui.Dated{When: rhythm(v, r.Rule), Title: kindName(v, c, r.Rule.Kind), Note: ui.Shown(nextNote(v, c, r))})
	}
	return all
}

func nextNote(v *web.View, c pack.Process, r RuleRecord) string {
	if r.Latest == nil {
		return v.T("governance.next.none")
	}
	args := []any{
		"meeting", meetingShort(v, c, *r.Latest), "date", v.DateRange(r.Latest.Start, r.Latest.End), "year", strconv.Itoa(r.NextBy),
	}
	if len(r.Years) > 0 && len(r.Years[0].Planned) > 0 {
		planned := r.Years[0].Planned[0]
		return v.T("governance.next.planned", append(args, "next", v.DateRange(planned.Start, planned.End))...)
	}
	if len(r.Years) > 0 && r.NextBy < r.Years[0].Year {
		return v.T("governance.next.no_later", args...)
	}
	return v.T("governance.next.by", args...)
}

// cadencePage is what of each rule is on record, year by year.
type cadencePage struct {
	Rules []cadenceRule
	refs  refs
}

type cadenceRule struct {
	ID, Title, Note string
	Words           web.Shown
	Refs            []int
	Next            string
	Grid            ui.Grid
}

func (s *Service) showCadence(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var p cadencePage
	call := act.Call{Actor: v.Actor, Action: Follow, Resource: access.Kind("cadence")}
	err := act.Read(r.Context(), s.walk, call, func(q db.Queryer) error {
		profile, err := s.Process(r.Context(), q, v.Actor)
		if err != nil {
			return err
		}
		called, members, err := s.names(r.Context(), q, v)
		if err != nil {
			return err
		}
		rules, err := s.cadenceOf(r.Context(), q, v.Actor, profile)
		for _, rule := range rules {
			p.Rules = append(p.Rules, p.rule(v, profile.Content, rule, members, called))
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, cadenceView(v, &p))
}

func (p *cadencePage) rule(v *web.View, c pack.Process, r RuleRecord, members []Member, called names) cadenceRule {
	out := cadenceRule{
		ID: "rule-" + r.Rule.Kind, Title: kindName(v, c, r.Rule.Kind).Text, Note: rhythm(v, r.Rule), Words: v.Text(r.Rule.Note),
		Refs: p.refs.of(r.Rule.Sources), Next: nextNote(v, c, r),
	}
	if out.Words.Text == "" {
		out.Words = ui.Shown(out.Note)
	}
	out.Grid = ui.Grid{
		Caption: v.T("governance.cadence.caption", "meeting", out.Title),
		Columns: []ui.Column{
			{Title: v.T("governance.cadence.year"), Short: true}, {Title: v.T("governance.cadence.standing")}, {Title: v.T("governance.cadence.meetings")},
		},
	}
	with := r.Rule.RepresentativesPerMember > 0
	if with {
		out.Grid.Columns = append(out.Grid.Columns, ui.Column{
			Title: v.T("governance.cadence.representatives", "count", r.Rule.RepresentativesPerMember),
		})
	}
	for _, y := range r.Years {
		row := ui.Row{Cells: []ui.Cell{
			{Text: ui.Shown(strconv.Itoa(y.Year))},
			{Text: ui.Shown(v.T("governance.standing."+string(y.Standing), "count", len(y.Meetings)))},
			{},
		}}
		if links := meetingLinks(v, c, y); len(links) > 0 {
			row.Cells[2].Body = cadenceMeetings(v, links)
		}
		if with {
			row.Cells = append(row.Cells, ui.Cell{Text: ui.Shown(representatives(v, r.Rule, y, members, called))})
		}
		out.Grid.Rows = append(out.Grid.Rows, row)
	}
	return out
}

func meetingLinks(v *web.View, c pack.Process, y RuleYear) []ui.Dated {
	var all []ui.Dated
	for _, m := range y.Meetings {
		all = append(all, ui.Dated{When: v.DateRange(m.Start, m.End), Title: ui.Shown(meetingShort(v, c, m)), Href: v.Href("/meetings/" + m.Slug)})
	}
	for _, m := range y.Planned {
		all = append(all, ui.Dated{
			When: v.DateRange(m.Start, m.End), Title: ui.Shown(meetingShort(v, c, m)), Href: v.Href("/meetings/" + m.Slug),
			Marks: []ui.Mark{{Text: v.T("governance.meeting_state." + string(m.State)), Tag: true}},
		})
	}
	return all
}

// representatives says who is on record as having come in the number that the rule speaks of. Where no list is on record,
// nothing is said of anybody.
func representatives(v *web.View, rule pack.Cadence, y RuleYear, members []Member, called names) string {
	var countries []kernel.Country
	for _, m := range members {
		countries = append(countries, m.Country)
	}
	var listed []string
	known := false
	for _, m := range y.Meetings {
		full, ok := Representation(rule, m, countries)
		known = known || ok
		for _, c := range full {
			listed = append(listed, called.plain(c))
		}
	}
	switch {
	case len(y.Meetings) == 0:
		return ""
	case !known || len(listed) == 0:
		return v.T("governance.no_record")
	}
	return v.Loc.List(listed)
}
