package instrument

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

// listPage is what the list of instruments shows.
type listPage struct {
	Page      ui.Page
	Head      ui.Head
	Counts    []ui.Count
	Kinds     []ui.Option
	States    []ui.Option
	Parties   []ui.Option
	Years     []ui.Option
	Grid      ui.Grid
	Matrix    ui.Grid
	EmptyActs []ui.Act
	Next      string
	Shown     int
	Total     int
}

// filterOf reads the filter and the page from an address. What the door of texts refuses is an Invalid fault; a year that
// is none leaves nothing out.
func filterOf(q url.Values) (Filter, kernel.Page, error) {
	clean := map[string]string{}
	for _, name := range []string{"kind", "state", "party", "q", "after"} {
		s, err := text.CleanLine(q.Get(name))
		if err != nil {
			return Filter{}, kernel.Page{}, err
		}
		clean[name] = s
	}
	f := Filter{
		Kind: pack.InstrumentKind(clean["kind"]), State: pack.InstrumentState(clean["state"]), Party: kernel.Country(strings.ToUpper(clean["party"])),
		Text: clean["q"], Withdrawn: q.Get("withdrawn") != "",
	}
	if year, err := strconv.Atoi(q.Get("year")); err == nil {
		f.Year = year
	}
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = 100
	}
	return f, kernel.Page{Limit: limit, Cursor: clean["after"]}, nil
}

type listData struct {
	members []kernel.Country
	all     []Instrument // those that stand
	list    record.Listing[Instrument]
}

func (s *Service) listData(ctx context.Context, actor kernel.Actor, f Filter, page kernel.Page) (d listData, err error) {
	defer fault.In(&err, "instrument.listData")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		if d.members, err = s.links.Members(ctx, q); err != nil {
			return err
		}
		if d.all, err = everyInstrument(ctx, q, actor); err != nil {
			return err
		}
		d.list, err = list(ctx, q, actor, f, page)
		return err
	})
	return d, err
}

func (s *Service) showList(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, page, err := filterOf(v.Query)
	if err != nil {
		return err
	}
	d, err := s.listData(r.Context(), v.Actor, f, page)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, instrumentsView(v, newListPage(v, d)))
}

func newListPage(v *web.View, d listData) listPage {
	title, lead := v.T("instrument.list.title"), v.T("instrument.list.lead")
	p := listPage{
		Page:  ui.Page{Title: title, Description: lead},
		Head:  ui.Head{Crumbs: crumbs(v, title, false), Title: ui.Shown(title), Lead: ui.Shown(lead)},
		Shown: len(d.list.Items), Total: d.list.Total,
		EmptyActs: []ui.Act{{Text: v.T("instrument.list.all"), Href: v.Href("/instruments"), Kind: ui.Second}},
	}
	if v.Can(RecordOne, access.Kind(resourceKind)) {
		p.Head.Acts = []ui.Act{{Text: v.T("instrument.new.title"), Href: v.Href("/instruments/new")}}
	}
	p.options(v, d)
	p.Grid = ui.Grid{Caption: v.T("instrument.list.caption"), Note: v.T("instrument.list.caption_note"), Lead: 1, Shape: ui.Brief, Columns: []ui.Column{
		{Title: v.T("instrument.field.dates"), Short: true}, {Title: v.T("instrument.column.instrument")}, {Title: v.T("instrument.field.kind")},
		{Title: v.T("instrument.field.parties")}, {Title: v.T("instrument.field.state")},
	}}
	for _, i := range d.list.Items {
		p.Grid.Rows = append(p.Grid.Rows, row(v, d.members, i))
	}
	p.Matrix = matrix(v, d)
	if d.list.Next != "" {
		q := url.Values{}
		maps.Copy(q, v.Query)
		q.Set("after", d.list.Next)
		p.Next = v.Href("/instruments") + "?" + q.Encode()
	}
	return p
}

// crumbs say where a page is; below says that it stands under the list.
func crumbs(v *web.View, here string, below bool) []ui.Link {
	links := []ui.Link{{Text: v.T("instrument.home"), Href: v.Href("/")}}
	if below {
		links = append(links, ui.Link{Text: v.T("instrument.list.title"), Href: v.Href("/instruments")})
	}
	return append(links, ui.Link{Text: here, Current: true})
}

func row(v *web.View, members []kernel.Country, i Instrument) ui.Row {
	parties := partyNames(v, members, i.Parties)
	if len(i.Parties) == len(members) && len(members) > 0 {
		parties = v.T("instrument.all_members")
	}
	if !agreed(i.Kind) && i.Kind != pack.NationalInstrument {
		parties = v.T("instrument.no_parties")
	}
	note := ""
	if i.Period != (kernel.Period{}) {
		note = v.T("instrument.for_period", "period", i.Period)
	}
	return ui.Row{Cells: []ui.Cell{
		{Text: ui.Shown(dateWords(v, i.Content)), Note: place(v, i.Content)}, {Text: v.Text(i.Title), Href: v.Href(pathOf(i.Slug)), Note: note},
		{Text: ui.Shown(kindName(v, i.Kind))}, {Text: ui.Shown(parties)}, {Body: ui.Marks(stateMarks(v, i)), Note: outsideWords(v, i)},
	}}
}

// partyNames names the parties in the process's order.
func partyNames(v *web.View, members, parties []kernel.Country) string {
	var names []string
	for _, m := range members {
		if slices.Contains(parties, m) {
			names = append(names, v.Loc.Country(m))
		}
	}
	if len(names) == 0 {
		return v.T("instrument.no_parties")
	}
	return v.Loc.List(names)
}

// matrix is who is party to what: a row for each instrument with parties, a column for each member in the process's order.
func matrix(v *web.View, d listData) ui.Grid {
	g := ui.Grid{Caption: v.T("instrument.matrix.caption"), Note: v.T("instrument.matrix.note"), Shape: ui.Across, Columns: []ui.Column{{Title: v.T("instrument.column.instrument")}}}
	for _, m := range d.members {
		g.Columns = append(g.Columns, ui.Column{Title: v.Loc.Country(m)})
	}
	for _, i := range d.all {
		if len(i.Standings) == 0 && (len(i.Parties) == 0 || !agreed(i.Kind)) {
			continue
		}
		r := ui.Row{Cells: []ui.Cell{{Text: v.Text(i.Title), Href: v.Href(pathOf(i.Slug))}}}
		for _, m := range d.members {
			words := standingOf(v, i.Content, m)
			if words == v.T("instrument.party_named") {
				words = v.T("instrument.matrix.named") // the note above the table says what it means
			}
			if words == "" {
				r.Cells = append(r.Cells, ui.Cell{Body: notParty(v)})
				continue
			}
			r.Cells = append(r.Cells, ui.Cell{Text: ui.Shown(words)})
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

func (p *listPage) options(v *web.View, d listData) {
	kinds, years := map[pack.InstrumentKind]int{}, map[int]int{}
	for _, i := range d.all {
		kinds[i.Kind]++
		if i.Date != "" {
			years[i.Date.Year()]++
		}
	}
	between := 0
	for k, n := range kinds {
		if !multilateral(k) {
			between += n
		}
	}
	p.Counts = []ui.Count{
		{Value: v.Loc.Number(int64(len(d.all))), Label: v.T("instrument.tally.all")},
		{Value: v.Loc.Number(int64(len(d.all) - between)), Label: v.T("instrument.tally.process")},
		{Value: v.Loc.Number(int64(between)), Label: v.T("instrument.tally.between")},
	}
	counted := func(name any, n int) string { return v.T("instrument.filter.counted", "name", name, "n", n) }
	p.Kinds = []ui.Option{{Text: v.T("instrument.filter.any_kind")}}
	for _, k := range Kinds {
		if kinds[k] > 0 {
			p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Text: counted(kindName(v, k), kinds[k])})
		}
	}
	p.States = []ui.Option{{Text: v.T("instrument.filter.any_state")}}
	for _, s := range States {
		p.States = append(p.States, ui.Option{Value: string(s), Text: stateName(v, s)})
	}
	p.Parties = []ui.Option{{Text: v.T("instrument.filter.any_party")}}
	for _, m := range d.members {
		p.Parties = append(p.Parties, ui.Option{Value: string(m), Text: v.Loc.Country(m)})
	}
	p.Years = []ui.Option{{Text: v.T("instrument.filter.any_year")}}
	all := make([]int, 0, len(years))
	for y := range years {
		all = append(all, y)
	}
	slices.Sort(all)
	slices.Reverse(all)
	for _, y := range all {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: counted(strconv.Itoa(y), years[y])})
	}
}
