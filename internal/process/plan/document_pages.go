package plan

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// docPage is a plan's text made for reading and printing, with its path, history, sources and proof.
type docPage struct {
	Page    ui.Page
	Head    ui.Head
	Address string
	Notice  notice
	Newer   *ui.Link // a draft published after what is shown
	River   *ui.Stream
	Toc     []ui.TocItem
	Pillars []pillar
	Loose   []item // that hang below nothing
	Empty   string
	Known   []knownList
	Results *ui.Grid
	History []ui.Event
	Proof   *ui.Proof
	Claims  []claims
	Stands  []ui.Fact
	More    ui.Link // to the history of the record; none for a draft
	Sources []kernel.Source
}

type notice struct {
	Kind, Title  string
	Words, Codes web.Shown
}

// pillar is a branch of the tree from its top.
type pillar struct {
	Node    ui.Node
	Missing string
	Items   []item
	About   about
}

// item is one node below a top.
type item struct {
	Node  ui.Node
	About about
}

// about is what stands under a node.
type about struct {
	Note       web.Shown
	Sources    []ui.Link
	Indicators *ui.Grid
}

// knownList is one list of what sources say beside the text.
type knownList struct {
	ID, Title string
	Marks     []ui.Mark // of the whole list
	Items     []statement
}

type statement struct {
	Text    web.Shown
	Marks   []ui.Mark
	Note    web.Shown
	Sources []ui.Link
}

// builder makes a docPage; it numbers sources as they are cited.
type builder struct {
	words

	reading Reading
	sources []kernel.Source
	index   map[kernel.Source]int
}

// newDocPage makes the page of a plan (whole) or of one of its drafts.
func newDocPage(v words, r Reading, whole bool) docPage {
	b := &builder{words: v, reading: r, index: map[kernel.Source]int{}}
	p := docPage{Head: b.head(whole), History: b.history(), Address: v.Site.Address + v.Href(v.Path)}
	p.Page = ui.Page{Title: p.Head.Title.Text, Description: p.Head.Lead.Text}
	if whole {
		stream := v.stream(r.Plan)
		stream.Stations[0] = b.zero(stream.Stations[0])
		p.River = &stream
		p.Newer = b.newer()
	}
	if r.Document != nil {
		b.text(&p)
		p.Notice = b.notice(whole)
		p.Proof = b.proof()
		p.Head.Print = true
		for _, f := range []string{FormatWord, FormatWorkbook, FormatJSON, FormatMarkdown} {
			name, href := v.T("plan.format."+f), v.Href(v.Path)+"."+f
			p.Head.Files = append(p.Head.Files, ui.Format{Name: name, Href: href})
		}
	} else {
		p.Empty = v.T("plan.doc.no_text")
	}
	if whole {
		p.Stands = v.stands(r.Plan)
		b.known(&p)
		p.Claims = b.claims()
		p.More = ui.Link{Text: v.T("plan.history.act"), Href: v.Href(historyPath(r.Plan.Slug))}
		b.cite(r.Plan.Sources)
	} else {
		b.cite(r.Document.Sources)
	}
	p.Sources = b.sources
	p.Toc = append(p.Toc, ui.TocItem{Text: v.T("plan.doc.sources"), Href: "#src"})
	return p
}

func (b *builder) head(whole bool) ui.Head {
	p := b.reading.Plan
	short, years := p.Short, p.Period
	if !whole { // a published draft says what it said
		short, years = b.reading.Document.Short, b.reading.Document.Period
	}
	h := ui.Head{Kicker: b.Text(short).Text, Title: b.Text(p.Title), Crumbs: crumbs(b.words, &p), Labels: b.audienceMarks(p.Audience)}
	if period := b.Loc.Period(years); period != "" {
		h.Kicker = b.T("plan.doc.kicker", "short", short, "period", period)
	}
	if !whole {
		e := b.reading.Shown
		name := b.T("plan.draft.number", "number", e.Number)
		h.Crumbs = crumbs(b.words, &p, ui.Link{Text: b.T("plan.drafts.crumb"), Href: b.Href(draftsPath(p.Slug))}, ui.Link{Text: name})
		h.Title = ui.Shown(b.T("plan.doc.draft_title", "plan", b.reading.Document.Title, "draft", name))
		h.Lead = ui.Shown(b.T("plan.doc.draft_lead", "date", kernel.DateOf(e.At.In(b.Zone))))
		h.Labels = b.audienceMarks(e.Audience)
		if e.Kind == Draft {
			h.Acts = b.sinceActs(b.reading, Which{Draft, e.Number})
		}
		return h
	}
	h.Lead = ui.Shown(b.T("plan.lead." + string(p.State)))
	if over(p.State, p.Basis) {
		h.Lead.Text = b.T("plan.lead.followed")
	}
	if p.State != InForce || len(p.Known.Path) > 0 {
		if adopted := b.adoption(p); adopted != "" {
			h.Lead.Text = b.T("plan.lead.with", "state", h.Lead.Text, "adoption", adopted)
		}
	}
	h.Acts = append(h.Acts, workActs(b.words, b.reading)...)
	if b.Can(Amend, p.resource()) {
		h.Acts = append(h.Acts, ui.Act{Text: b.T("plan.edit.act"), Href: b.Href(editPath(p.Slug)), Kind: ui.Second})
	}
	if n := len(drafts(b.reading.Editions)); n > 0 {
		h.Acts = append(h.Acts, ui.Act{Text: b.T("plan.doc.drafts", "count", n), Href: b.Href(draftsPath(p.Slug)), Kind: ui.Second})
	}
	return h
}

// newer is the last published draft, where the page shows the record instead.
func (b *builder) newer() *ui.Link {
	all := drafts(b.reading.Editions)
	if b.reading.Shown == nil || b.reading.Shown.Kind != Record || len(all) == 0 {
		return nil
	}
	last := all[len(all)-1]
	return &ui.Link{
		Text: b.T("plan.doc.newer", "number", last.Number, "date", kernel.DateOf(last.At.In(b.Zone))),
		Href: b.Href(draftPath(b.reading.Plan.Slug, last.Number)),
	}
}

// notice says what the text is, on its face.
func (b *builder) notice(whole bool) notice {
	p, e := b.reading.Plan, b.reading.Shown
	switch {
	case e.Kind == Draft && whole:
		return notice{Kind: "info", Title: b.T("plan.notice.draft"), Words: ui.Shown(b.T("plan.notice.draft_words", "number", e.Number, "date", kernel.DateOf(e.At.In(b.Zone))))}
	case e.Kind == Draft:
		return notice{Kind: "info", Title: b.T("plan.notice.draft"), Words: ui.Shown(b.T("plan.notice.fixed"))}
	case !p.Known.Complete && e.Nodes > 0:
		return notice{"info", b.T("plan.notice.not_adopted"), b.Text(p.Known.Note), b.Text(p.Known.CodesNote)}
	case e.Nodes == 0:
		return notice{Kind: "info", Title: b.T("plan.notice.no_text"), Words: b.Text(p.Known.Note)}
	}
	return notice{}
}

// looseDepth is how deep loose nodes are shown.
const looseDepth = 4

// text lays the tree out by its tops.
func (b *builder) text(p *docPage) {
	t := b.reading.Document.Tree()
	indicators := map[string][]Indicator{}
	for _, in := range t.Indicators {
		indicators[in.Node] = append(indicators[in.Node], in)
	}
	for _, n := range t.Nodes {
		d := t.Levels.Depth(n.Level)
		if d < 0 { // a loose node stands under a heading and is none
			d = looseDepth
		}
		a := b.about(n, indicators[n.ID])
		switch {
		case n.Parent == "" && d == 0:
			node := b.node(t, n, 0, len(p.Pillars)+1)
			p.Pillars = append(p.Pillars, pillar{Node: node, About: a, Missing: b.missing(t, n)})
			p.Toc = append(p.Toc, ui.TocItem{Text: node.Title.Text, Href: "#" + node.ID, Top: len(p.Pillars)})
		case len(p.Pillars) == 0 || n.Parent == "":
			p.Loose = append(p.Loose, item{b.node(t, n, max(d, 1), 1), a})
		default:
			b.below(p, b.node(t, n, max(d, 1), len(p.Pillars)), a)
		}
	}
	if len(p.Loose) > 0 {
		p.Toc = append(p.Toc, ui.TocItem{Text: b.T("plan.doc.loose"), Href: "#loose"})
	}
	if len(t.Nodes) == 0 && b.reading.Shown.Kind == Draft {
		p.Empty = b.T("plan.doc.no_text")
	}
}

// below puts a node under the last top, and into the contents when it is of the first two levels below.
func (b *builder) below(p *docPage, node ui.Node, a about) {
	last := &p.Pillars[len(p.Pillars)-1]
	last.Items = append(last.Items, item{node, a})
	if node.Depth > 2 || node.Code == "" {
		return
	}
	toc := &p.Toc[len(p.Toc)-1]
	text := node.Title.Text
	if text == "" {
		text = node.Level
	}
	toc.Items = append(toc.Items, ui.TocItem{Text: b.T("plan.node.name", "code", node.Code, "text", text), Href: "#" + node.ID})
}

// missing says of a top of an incomplete record that the wording of the level below was not found.
func (b *builder) missing(t Tree, top Node) string {
	if b.reading.Shown.Kind != Record || b.reading.Plan.Known.Complete {
		return ""
	}
	below := slices.IndexFunc(t.Levels, func(l Level) bool { return !l.Loose && t.Levels.Above(l.Slug) == top.Level })
	if below < 0 {
		return ""
	}
	loose := false
	for _, n := range t.Children(top.ID) {
		if n.Level == t.Levels[below].Slug {
			return ""
		}
		loose = true
	}
	if loose {
		return b.T("plan.node.level_not_found_but", "levels", b.levels(t.Levels[below]))
	}
	return b.T("plan.node.level_not_found", "levels", b.levels(t.Levels[below]))
}

func (b *builder) about(n Node, indicators []Indicator) about {
	a := about{Note: b.Text(n.Note), Sources: b.cite(n.Sources)}
	if len(indicators) > 0 {
		a.Indicators = b.indicators(n, indicators)
	}
	return a
}

// indicators is the table of a node's indicators, with a column for each year of a target.
func (b *builder) indicators(n Node, all []Indicator) *ui.Grid {
	caption := b.name(n)
	if n.Code != "" {
		caption = n.Code
	}
	g := &ui.Grid{Caption: b.T("plan.indicator.of", "node", caption), Columns: []ui.Column{
		{Title: b.T("plan.indicator.one")}, {Title: b.T("plan.indicator.unit")}, {Title: b.T("plan.indicator.baseline"), Number: true},
	}}
	years := yearsOf(all)
	for _, y := range years {
		g.Columns = append(g.Columns, ui.Column{Title: b.T("plan.indicator.target", "date", y), Number: true})
	}
	for _, in := range all {
		text := b.Text(in.Text)
		if in.Code != "" {
			text.Text = b.T("plan.node.name", "code", in.Code, "text", text.Text)
		}
		row := ui.Row{Cells: []ui.Cell{{Text: text, Note: b.Text(in.Note).Text}, {Text: b.Text(in.Unit)}, {Text: ui.Shown(b.measure(in.Baseline))}}}
		for _, y := range years {
			cell := ui.Cell{}
			if i := slices.IndexFunc(in.Targets, func(m Measure) bool { return m.Date == y }); i >= 0 {
				cell.Text = ui.Shown(in.Targets[i].Value)
			}
			row.Cells = append(row.Cells, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func yearsOf(all []Indicator) []kernel.Date {
	var years []kernel.Date
	for _, in := range all {
		for _, m := range in.Targets {
			if !slices.Contains(years, m.Date) {
				years = append(years, m.Date)
			}
		}
	}
	slices.SortFunc(years, func(x, y kernel.Date) int { return strings.Compare(x.SortKey(), y.SortKey()) })
	return years
}

// cite gives links to sources at the foot of the page.
func (b *builder) cite(sources []kernel.Source) []ui.Link {
	var links []ui.Link
	for _, s := range sources {
		i, known := b.index[s]
		if !known {
			b.sources = append(b.sources, s)
			i = len(b.sources)
			b.index[s] = i
		}
		text := s.Title
		if text == "" {
			text = s.URL
		}
		links = append(links, ui.Link{Text: text, Href: "#source-" + strconv.Itoa(i)})
	}
	return links
}

// known lists what sources say of the plan beside its text.
func (b *builder) known(p *docPage) {
	k := b.reading.Plan.Known
	for _, l := range []struct {
		id   string
		list []Statement
	}{{"facts", k.Facts}, {"rules", k.Rules}, {"monitoring", k.Monitoring}} {
		if len(l.list) == 0 {
			continue
		}
		list := knownList{ID: l.id, Title: b.T("plan.known." + l.id)}
		ours := []ui.Mark{{Text: b.T("plan.known.paraphrase"), Kind: "para"}}
		all := !slices.ContainsFunc(l.list, func(s Statement) bool { return !s.Paraphrase })
		if all {
			list.Marks = ours
		}
		for _, s := range l.list {
			x := statement{Text: b.Text(s.Text), Note: b.Text(s.Note), Sources: b.cite(s.Sources)}
			if s.Paraphrase && !all {
				x.Marks = ours
			}
			list.Items = append(list.Items, x)
		}
		p.Known = append(p.Known, list)
		p.Toc = append(p.Toc, ui.TocItem{Text: list.Title, Href: "#" + l.id})
	}
	b.results(p, k.Results)
}

func (b *builder) results(p *docPage, results []Result) {
	if len(results) == 0 {
		return
	}
	g := &ui.Grid{Caption: b.T("plan.known.results"), Columns: []ui.Column{
		{Title: b.T("plan.known.measure")}, {Title: b.T("plan.fact.period")}, {Title: b.T("plan.known.value"), Number: true}, {Title: b.T("plan.doc.sources")},
	}}
	for _, r := range results {
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{
			{Text: b.Text(r.Measure), Note: b.Text(r.Scope).Text}, {Text: ui.Shown(b.Loc.Period(r.Period))},
			{Text: ui.Shown(b.qualified(r.Value, r.Qualifier))}, {Body: linksView(b.cite(r.Sources))},
		}})
	}
	p.Results = g
	p.Toc = append(p.Toc, ui.TocItem{Text: g.Caption, Href: "#results"})
}

// qualified is a figure that a source gives exactly, or only roughly.
func (b *builder) qualified(value int, qualifier string) string {
	switch qualifier {
	case "over", "about", "nearly":
		return b.T("plan.known."+qualifier, "value", value)
	}
	return b.Loc.Number(int64(value))
}

// zero is the first station, reached when the zero draft was published here.
func (b *builder) zero(st ui.Station) ui.Station {
	for _, d := range drafts(b.reading.Editions) {
		if d.Number == 0 && st.State != ui.StationDone {
			st.State, st.Words, st.Note = ui.StationDone, b.T("plan.station_state.done"), b.Date(kernel.DateOf(d.At.In(b.Zone)))
		}
	}
	return st
}

// history is the path as dated events, and the drafts published here.
func (b *builder) history() []ui.Event {
	var events []ui.Event
	widths := []int{0, 1, 2, 3, 3}
	path := b.reading.Plan.Known.Path
	passed := 0 // how many stations lie before the last one that is known to be reached
	for i, st := range path {
		if st.State == stationDone {
			passed = i + 1
		}
	}
	for i, st := range path {
		if i >= passed && st.State != stationDone && st.Start == "" && st.Note.Empty() {
			continue // the river says it; it is no part of the past
		}
		e := ui.Event{
			Title: ui.Shown(b.T("plan.station." + st.Kind)), When: b.DateRange(st.Start, st.End), Note: b.Text(st.Note),
			Unknown: st.State != stationDone,
		}
		if i < passed {
			e.Width = widths[min(max(slices.Index(stationKinds, st.Kind), 0), len(widths)-1)]
		}
		if st.Meeting != "" {
			e.Href = b.Href("/meetings/" + st.Meeting)
		}
		events = append(events, e)
	}
	for _, d := range drafts(b.reading.Editions) {
		events = append(events, ui.Event{
			Title: ui.Shown(b.T("plan.draft.number", "number", d.Number)), When: b.Date(kernel.DateOf(d.At.In(b.Zone))),
			Note: ui.Shown(b.T("plan.history.published")), Href: b.Href(draftPath(b.reading.Plan.Slug, d.Number)),
		})
	}
	return events
}

func (b *builder) proof() *ui.Proof {
	if len(b.reading.Acts) == 0 {
		return nil
	}
	leaf := b.reading.Acts[0].Leaf
	text := b.T("plan.proof.draft")
	switch b.reading.Shown.Kind {
	case Record:
		text = b.T("plan.proof.record")
	case Discarded:
		text = b.T("plan.proof.discarded")
	case Draft, Working:
	}
	return &ui.Proof{
		Text: text, Hash: b.reading.Shown.SHA256, Entry: b.Loc.Number(leaf), Href: b.Href(fmt.Sprintf("/log/entries/%d", leaf)),
	}
}

// sendReading answers with an edition in another form.
func (s *Service) sendReading(w http.ResponseWriter, r *http.Request, v *web.View, reading Reading, format string) error {
	x, err := s.ExportReading(r.Context(), reading)
	if err != nil {
		return err
	}
	name := reading.Plan.Slug
	if reading.Shown.Kind != Record {
		name += "-" + string(reading.Shown.Kind) + "-" + strconv.Itoa(reading.Shown.Number)
	}
	if format == FormatWord {
		return s.sendWord(w, r, v, x, name)
	}
	return send(w, r, v, x, name, format)
}
