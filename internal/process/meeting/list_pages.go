package meeting

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
	"sampan/internal/platform/text"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// listPage is what the list of meetings shows.
type listPage struct {
	Page      ui.Page
	Head      ui.Head
	Counts    []ui.Count
	Axis      ui.Axis
	Kinds     []ui.Option
	Countries []ui.Option
	Years     []ui.Option
	States    []ui.Option
	Grid      ui.Grid
	Empty     bool // nothing is left by the filter, or nothing is on record
	EmptyActs []ui.Act
	Next      string
	Shown     int
	Total     int
	Withdrawn string // leads to the withdrawn records; "" when there are none
}

// listData is what the page is made from, read in one transaction.
type listData struct {
	kinds []Kind
	facts facts
	list  record.Listing[Meeting]
	all   []Meeting // those that stand, oldest first
	gaps  []Gap
}

// filterOf reads the filter and the page from an address. What the door of texts refuses is an Invalid fault; a year that
// is none leaves nothing out.
func filterOf(q url.Values) (Filter, kernel.Page, error) {
	var f Filter
	get := func(name string) string {
		s, err := text.CleanLine(q.Get(name))
		if err != nil {
			return ""
		}
		return s
	}
	if _, err := text.Clean(q.Get("q") + q.Get("kind") + q.Get("country") + q.Get("state") + q.Get("after")); err != nil {
		return f, kernel.Page{}, err
	}
	f = Filter{Kind: get("kind"), State: pack.MeetingState(get("state")), Text: get("q"), Withdrawn: q.Get("withdrawn") != ""}
	f.Country = kernel.Country(strings.ToUpper(get("country")))
	if year, err := strconv.Atoi(get("year")); err == nil {
		f.Year = year
	}
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = 100
	}
	return f, kernel.Page{Limit: limit, Cursor: get("after")}, nil
}

func (s *Service) listData(ctx context.Context, actor kernel.Actor, f Filter, page kernel.Page) (d listData, err error) {
	defer fault.In(&err, "meeting.listData")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		if d.kinds, err = loadKinds(ctx, q); err != nil {
			return err
		}
		if d.facts, err = loadFacts(ctx, q, actor); err != nil {
			return err
		}
		if d.all, err = everyMeeting(ctx, q, actor); err != nil {
			return err
		}
		if d.gaps, err = gapsAmong(ctx, q, actor, d.all); err != nil {
			return err
		}
		d.list, err = listMeetings(ctx, q, actor, f, page)
		return err
	})
	return d, err
}

func (s *Service) showList(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, page, err := filterOf(v.Query)
	if err != nil {
		return err
	}
	if web.Format(r) == "ics" {
		return s.sendCalendar(w, r, v, f)
	}
	d, err := s.listData(r.Context(), v.Actor, f, page)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, meetingsPage(v, s.listPage(v, f, page, d)))
}

func (s *Service) listPage(v *web.View, f Filter, page kernel.Page, d listData) listPage {
	p := listPage{
		Page: ui.Page{
			Title: v.T("meeting.list.title"), Description: v.T("meeting.list.lead"),
			Formats: []ui.Format{{Name: v.T("meeting.list.calendar"), Href: v.Href("/meetings.ics")}},
		},
		Head:   ui.Head{Crumbs: crumbs(v, v.T("meeting.list.title"), ""), Title: ui.Shown(v.T("meeting.list.title")), Lead: ui.Shown(v.T("meeting.list.lead"))},
		Counts: listCounts(v, d),
		Axis:   s.axis(v, d),
		Kinds:  []ui.Option{{Text: v.T("meeting.filter.any_kind")}},
		Shown:  len(d.list.Items), Total: d.list.Total,
	}
	if v.Can(RecordOne, access.Kind(resourceKind)) {
		p.Head.Acts = append(p.Head.Acts, ui.Act{Text: v.T("meeting.new.title"), Href: v.Href("/meetings/new")})
	}
	p.Head.Acts = append(p.Head.Acts, ui.Act{Text: v.T("meeting.list.decisions"), Href: v.Href("/decisions"), Kind: ui.Second})
	p.options(v, d)
	p.Grid = ui.Grid{Caption: v.T("meeting.list.caption"), Note: v.T("meeting.list.caption_note"), Lead: 1, Shape: ui.Brief, Columns: []ui.Column{
		{Title: v.T("meeting.field.dates"), Short: true}, {Title: v.T("meeting.column.meeting")}, {Title: v.T("meeting.column.place")},
		{Title: v.T("meeting.field.kind")}, {Title: v.T("meeting.field.state"), Short: true},
	}}
	p.Grid.Rows = rows(v, f, page, d)
	p.Empty = len(p.Grid.Rows) == 0
	if f.Narrow() || f.Withdrawn {
		p.EmptyActs = []ui.Act{{Text: v.T("meeting.list.all"), Href: v.Href("/meetings"), Kind: ui.Second}}
	}
	if d.list.Next != "" {
		p.Next = v.Href("/meetings") + "?" + with(v.Query, "after", d.list.Next)
	}
	if d.facts.withdrawn > 0 && !f.Withdrawn {
		p.Withdrawn = v.T("meeting.list.withdrawn", "count", d.facts.withdrawn)
	}
	return p
}

// with is the query with one value changed.
func with(q url.Values, name, value string) string {
	changed := url.Values{}
	maps.Copy(changed, q)
	changed.Set(name, value)
	return changed.Encode()
}

// crumbs say where a page is; here is the page itself, under is the path above it or "".
func crumbs(v *web.View, here, under string) []ui.Link {
	links := []ui.Link{{Text: v.T("meeting.home"), Href: v.Href("/")}}
	if under != "" {
		links = append(links, ui.Link{Text: v.T("meeting.list.title"), Href: v.Href(under)})
	}
	return append(links, ui.Link{Text: here, Current: true})
}

func listCounts(v *web.View, d listData) []ui.Count {
	missing := 0
	for _, g := range d.gaps {
		missing += max(len(g.Numbers), 1)
	}
	counts := []ui.Count{{Value: v.Loc.Number(int64(len(d.all))), Label: v.T("meeting.tally.all")}}
	for _, k := range d.kinds {
		if n := d.facts.kinds[k.Code]; n > 0 && k.Regular {
			counts = append(counts, ui.Count{Value: v.Loc.Number(int64(n)), Label: kindCount(v, k, n), Href: v.Href("/meetings?kind=" + url.QueryEscape(k.Code))})
		}
	}
	if missing > 0 {
		counts = append(counts, ui.Count{Value: v.Loc.Number(int64(missing)), Label: v.T("meeting.tally.missing")})
	}
	return counts
}

func (p *listPage) options(v *web.View, d listData) {
	for _, k := range d.kinds {
		if n := d.facts.kinds[k.Code]; n > 0 {
			p.Kinds = append(p.Kinds, ui.Option{Value: k.Code, Text: v.T("meeting.filter.counted", "name", kindName(v, k), "n", n)})
		}
	}
	var countries []string
	for c := range d.facts.countries {
		if c != "" {
			countries = append(countries, c)
		}
	}
	slices.Sort(countries)
	p.Countries = []ui.Option{{Text: v.T("meeting.filter.any_country")}}
	for _, c := range countries {
		p.Countries = append(p.Countries, ui.Option{Value: c, Text: v.T("meeting.filter.counted", "name", kernel.Country(c), "n", d.facts.countries[c])})
	}
	var years []int
	for y := range d.facts.years {
		if y > 0 {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	p.Years = []ui.Option{{Text: v.T("meeting.filter.any_year")}}
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: v.T("meeting.filter.counted", "name", strconv.Itoa(y), "n", d.facts.years[y])})
	}
	p.States = []ui.Option{{Text: v.T("meeting.filter.any_state")}}
	for _, st := range States {
		p.States = append(p.States, ui.Option{Value: string(st), Text: stateName(v, st)})
	}
}

// rows are the meetings of one page with the gaps that lie among them, newest first.
func rows(v *web.View, f Filter, page kernel.Page, d listData) []ui.Row {
	type dated struct {
		key string
		row ui.Row
	}
	var all []dated
	for _, m := range d.list.Items {
		all = append(all, dated{m.Start.SortKey(), meetingRow(v, d.kinds, m)})
	}
	for _, g := range d.gaps {
		key := gapKey(g)
		newer := page.Cursor != "" && (len(all) == 0 || key > all[0].key)
		older := d.list.Next != "" && key <= all[len(d.list.Items)-1].key
		if g.Matches(f) && !newer && !older {
			all = append(all, dated{key, gapRow(v, d.kinds, g)})
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return strings.Compare(b.key, a.key) })
	out := make([]ui.Row, len(all))
	for i, x := range all {
		out[i] = x.row
	}
	return out
}

// gapKey puts a gap at its end, as far as it is known.
func gapKey(g Gap) string {
	if g.Period.To != "" {
		return g.Period.To.SortKey()
	}
	return g.Period.From.SortKey()
}

func meetingRow(v *web.View, kinds []Kind, m Meeting) ui.Row {
	k := kindOf(kinds, m.Kind)
	days := v.DateRange(m.Start, m.End)
	if days == "" {
		days = v.T("meeting.not_found")
	}
	name := ui.Cell{Text: nameOf(v, k, m.Content), Href: v.Href(pathOf(m.Slug))}
	if m.Number > 0 {
		name.Note = shortName(v, k, m.Content)
	}
	where := place(v, m.Content)
	if where == "" {
		where = v.T("meeting.not_found")
	}
	return ui.Row{Cells: []ui.Cell{
		{Text: ui.Shown(days)}, name, {Text: ui.Shown(where)},
		{Text: ui.Shown(kindName(v, k)), Said: strings.Contains(name.Text.Text, kindName(v, k))}, {Body: ui.Tag(stateTag(m), stateWords(v, m))},
	}}
}

func gapRow(v *web.View, kinds []Kind, g Gap) ui.Row {
	k := kindOf(kinds, g.Kind)
	return ui.Row{Cells: []ui.Cell{
		{Text: ui.Shown(v.Loc.Period(g.Period))}, {Text: ui.Shown(gapName(v, k, g)), Note: v.Text(g.Text).Text}, {},
		{Text: ui.Shown(kindName(v, k))}, {Body: ui.Tag("warn", v.T("meeting.gap.tag"))},
	}}
}

// gapName is "SOM 6 and 7", or the kind where what is missing has no number.
func gapName(v *web.View, k Kind, g Gap) string {
	if len(g.Numbers) == 0 {
		return kindName(v, k)
	}
	numbers := make([]string, len(g.Numbers))
	for i, n := range g.Numbers {
		numbers[i] = strconv.Itoa(n)
	}
	return v.T("meeting.numbered", "kind", kindShort(v, k), "number", v.Loc.List(numbers))
}

func stateTag(m Meeting) string {
	switch {
	case m.Withdrawn != nil || m.State == pack.Unconfirmed:
		return "warn"
	case m.State == pack.Held:
		return "river"
	}
	return ""
}

func stateWords(v *web.View, m Meeting) string {
	if m.Withdrawn != nil {
		return v.T("meeting.state.withdrawn")
	}
	return stateName(v, m.State)
}

// axis lays the meetings of the process on the years, a line for each kind that is held regularly and one for the rest.
func (s *Service) axis(v *web.View, d listData) ui.Axis {
	today := kernel.DateOf(s.walk.Clock.Now().In(v.Zone))
	a := ui.Axis{Title: v.T("meeting.axis.title"), Note: v.T("meeting.axis.note"), From: today.Year(), To: today.Year() + 1, Today: today}
	rest := ui.AxisRow{Name: v.T("meeting.axis.rest")}
	for _, k := range d.kinds {
		row := ui.AxisRow{Name: kindShort(v, k)}
		for _, m := range d.all {
			if m.Kind == k.Code && m.Start != "" {
				row.Marks = append(row.Marks, axisMark(v, k, m))
				a.From, a.To = min(a.From, m.Start.Year()), max(a.To, m.Start.Year()+1)
			}
		}
		for _, g := range d.gaps {
			if g.Kind == k.Code && (g.Period.From != "" || g.Period.To != "") {
				row.Spans = append(row.Spans, axisGap(v, k, g))
				if g.Period.From != "" {
					a.From = min(a.From, g.Period.From.Year())
				}
			}
		}
		switch {
		case len(row.Marks)+len(row.Spans) == 0:
		case k.Regular:
			a.Rows = append(a.Rows, row)
		case !k.Outside:
			rest.Marks, rest.Spans = append(rest.Marks, row.Marks...), append(rest.Spans, row.Spans...)
		}
	}
	for i := range rest.Marks {
		rest.Marks[i].Label = ""
	}
	openFrom(a.Rows, kernel.Date(strconv.Itoa(a.From)))
	openFrom([]ui.AxisRow{rest}, kernel.Date(strconv.Itoa(a.From)))
	if len(rest.Marks) > 0 {
		a.Rows = append(a.Rows, rest)
	}
	return a
}

// openFrom lets gaps of which only the end is known begin with the axis.
func openFrom(rows []ui.AxisRow, first kernel.Date) {
	for _, row := range rows {
		for i := range row.Spans {
			if row.Spans[i].From == "" {
				row.Spans[i].From = first
			}
		}
	}
}

func axisMark(v *web.View, k Kind, m Meeting) ui.AxisMark {
	mark := ui.AxisMark{At: m.Start, Title: nameOf(v, k, m.Content).Text, Href: v.Href(pathOf(m.Slug))}
	if m.Number > 0 {
		mark.Label = strconv.Itoa(m.Number)
	}
	if m.State != pack.Held {
		mark.Title = v.T("meeting.axis.not_held", "meeting", mark.Title, "state", stateName(v, m.State))
	}
	return mark
}

func axisGap(v *web.View, k Kind, g Gap) ui.AxisSpan {
	name := gapName(v, k, g)
	span := ui.AxisSpan{From: g.Period.From, To: g.Period.To, Kind: ui.SpanGap, Title: v.T("meeting.gap.title", "name", name)}
	if span.To == "" {
		span.To = span.From
	}
	return span
}

// sendCalendar answers with the meetings that the filter leaves, as a calendar.
func (s *Service) sendCalendar(w http.ResponseWriter, r *http.Request, v *web.View, f Filter) error {
	f.Oldest = true
	var all []Meeting
	page := kernel.Page{Limit: kernel.MaxLimit}
	for {
		list, err := s.List(r.Context(), v.Actor, f, page)
		if err != nil {
			return err
		}
		all = append(all, list.Items...)
		if page.Cursor = list.Next; list.Next == "" {
			break
		}
	}
	sendICS(w, r, "meetings.ics", s.calendar(v, v.T("meeting.list.title"), all))
	return nil
}

func sendICS(w http.ResponseWriter, r *http.Request, name, body string) {
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Cookie")
	web.Send(w, r, []byte(body))
}
