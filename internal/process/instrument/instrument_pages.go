package instrument

import (
	"context"
	"net/http"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// bodySlack is what a form with a file may hold beside the file.
const bodySlack = 64 << 10

// Mount registers the pages of instruments.
func (s *Service) Mount(r *web.Router) {
	r.Get("GET /instruments", Read, s.showList)
	r.Get("GET /instruments/new", RecordOne, s.showNew)
	r.Post("POST /instruments", RecordOne, s.sendNew)
	r.Get("GET /instruments/{slug}", Read, s.showInstrument)
	r.Get("GET /instruments/{slug}/edit", CorrectOne, s.showEdit)
	r.Post("POST /instruments/{slug}", CorrectOne, s.sendEdit)
	r.Get("GET /instruments/{slug}/withdraw", WithdrawOne, s.showWithdraw)
	r.Post("POST /instruments/{slug}/withdraw", WithdrawOne, s.sendWithdraw)
	r.Get("GET /instruments/{slug}/files/new", AddOne, s.showAddFile)
	r.Post("POST /instruments/{slug}/files", AddOne, s.sendAddFile, web.MaxBody(FileLimit+bodySlack))
	r.Get("GET /instruments/{slug}/files/{file}", Read, s.sendFile)
	r.Get("GET /instruments/{slug}/check", Read, s.showCheck)
	r.Post("POST /instruments/{slug}/check", Read, s.sendCheck, web.MaxBody(FileLimit+bodySlack))
}

// instrumentPage is what the page of an instrument shows.
type instrumentPage struct {
	Page      ui.Page
	Head      ui.Head
	Withdrawn *withdrawnNote
	Purpose   web.Shown
	Note      web.Shown
	Areas     []web.Shown
	Facts     []saidItem
	Parties   ui.Grid
	Texts     []textItem
	CanAdd    bool
	AddHref   string
	CheckHref string
	Claims    []claimGroup
	Sources   []kernel.Source
	Short     []ui.Fact
	Proof     ui.Proof
	Proved    bool
}

type withdrawnNote struct{ Title, Why, Instead, InsteadHref string }

// saidItem is one thing that sources say.
type saidItem struct {
	Text    web.Shown
	Sources []int
}

// textItem is a text of the instrument in a language.
type textItem struct {
	Name, What, Size, Hash, Href, When, Note, Gone string
}

// claimGroup is what sources say of one field, side by side.
type claimGroup struct {
	Title    string
	Versions []ui.Version
}

type instrumentData struct {
	instrument Instrument
	members    []kernel.Country
	meeting    kernel.Text
	acts       []act.Stored // newest first
}

func (s *Service) instrumentData(ctx context.Context, actor kernel.Actor, slug string) (d instrumentData, err error) {
	defer fault.In(&err, "instrument.instrumentData")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		if d.instrument, err = s.get(ctx, q, actor, slug); err != nil {
			return err
		}
		if d.members, err = s.links.Members(ctx, q); err != nil {
			return err
		}
		if d.instrument.Meeting != "" && s.links.MeetingTitle != nil {
			if d.meeting, err = s.links.MeetingTitle(ctx, q, actor, d.instrument.Meeting); err != nil {
				return err
			}
			if d.meeting.Empty() {
				d.instrument.Meeting = "" // its name would tell of a record that the reader may not see
			}
		}
		d.acts, err = act.List(ctx, q, actor, act.Filter{Object: kernel.Ref{Kind: "instrument", ID: d.instrument.ID}, Newest: true}, kernel.Page{Limit: kernel.MaxLimit})
		return err
	})
	return d, err
}

func (s *Service) showInstrument(w http.ResponseWriter, r *http.Request, v *web.View) error {
	d, err := s.instrumentData(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if d.instrument.Withdrawn != nil {
		status = http.StatusGone
	}
	return web.Render(w, r, v, status, instrumentView(v, newInstrumentPage(v, d)))
}

func newInstrumentPage(v *web.View, d instrumentData) instrumentPage {
	i, cites := d.instrument, numbered(d.instrument.Content)
	p := instrumentPage{
		Page: ui.Page{Title: v.Text(i.Title).Text, Description: kindName(v, i.Kind)}, Head: headOf(v, i),
		Purpose: v.Text(i.Purpose), Note: v.Text(i.Note), Short: shortFacts(v, d), Sources: cites.List,
		CheckHref: v.Href(pathOf(i.Slug) + "/check"), AddHref: v.Href(pathOf(i.Slug) + "/files/new"),
		CanAdd: i.Withdrawn == nil && v.Can(AddOne, resource(i)),
	}
	for _, a := range i.Areas {
		p.Areas = append(p.Areas, v.Text(a))
	}
	for _, f := range i.Facts {
		p.Facts = append(p.Facts, saidItem{v.Text(f.Text), cites.Numbers(f.Sources)})
	}
	for _, f := range i.Files {
		p.Texts = append(p.Texts, textOf(v, i, f))
	}
	p.Parties = parties(v, d)
	p.Claims = claimGroups(v, i.Claims)
	if w := i.Withdrawn; w != nil {
		p.Page.Private = true
		p.Withdrawn = &withdrawnNote{Title: v.T("instrument.withdrawn.title", "date", kernel.DateOf(w.At.In(v.Zone))), Why: w.Why}
		if w.Instead != "" {
			p.Withdrawn.Instead, p.Withdrawn.InsteadHref = v.T("instrument.withdrawn.instead"), v.Href(pathOf(w.Instead))
		}
	}
	p.Proof, p.Proved = proofOf(v, d.acts)
	return p
}

func headOf(v *web.View, i Instrument) ui.Head {
	lead := dateWords(v, i.Content)
	if where := place(v, i.Content); where != "" && i.Date != "" {
		lead = v.T("instrument.place_date", "place", where, "date", i.Date)
	} else if i.Date == "" {
		lead = v.T("instrument.lead.no_date")
	}
	h := ui.Head{
		Crumbs: crumbs(v, v.Text(i.Title).Text, true), Kicker: kindName(v, i.Kind), Title: v.Text(i.Title), Lead: ui.Shown(lead), Labels: headMarks(v, i),
		Acts: []ui.Act{{Text: v.T("instrument.act.check"), Href: v.Href(pathOf(i.Slug) + "/check"), Kind: ui.Second}},
	}
	if i.Withdrawn != nil {
		return h
	}
	if v.Can(CorrectOne, resource(i)) {
		h.Acts = append(h.Acts, ui.Act{Text: v.T("instrument.act.correct"), Href: v.Href(pathOf(i.Slug) + "/edit"), Kind: ui.Second})
	}
	if v.Can(WithdrawOne, resource(i)) {
		h.Acts = append(h.Acts, ui.Act{Text: v.T("instrument.act.withdraw"), Href: v.Href(pathOf(i.Slug) + "/withdraw"), Kind: ui.Quiet})
	}
	return h
}

func textOf(v *web.View, i Instrument, f File) textItem {
	t := textItem{
		Name: v.Loc.Language(f.Lang), What: v.T("instrument.file_what." + string(f.What)), Size: v.Loc.Bytes(f.Size), Hash: f.SHA256,
		Href: v.Href(pathOf(i.Slug) + "/files/" + string(f.ID)), When: v.T("instrument.file.added", "date", kernel.DateOf(f.Added.In(v.Zone))), Note: f.Note,
	}
	if !f.Stands() {
		t.Gone = v.T("instrument.file.superseded", "date", kernel.DateOf(f.Superseded.In(v.Zone)), "why", f.Why)
	}
	return t
}

// parties is how each member stands to the instrument, in the process's order.
func parties(v *web.View, d instrumentData) ui.Grid {
	i, cites := d.instrument, numbered(d.instrument.Content)
	g := ui.Grid{Caption: v.T("instrument.parties.caption"), Note: v.T("instrument.parties.note"), Columns: []ui.Column{
		{Title: v.T("instrument.parties.country")}, {Title: v.T("instrument.parties.what")}, {Title: v.T("instrument.field.dates")}, {Title: v.T("instrument.source")},
	}}
	for _, m := range d.members {
		done := false
		for _, s := range i.Standings {
			if s.Country == m {
				date := v.T("instrument.not_found")
				if s.Date != "" {
					date = v.Date(s.Date)
				}
				g.Rows = append(g.Rows, partyRow(v, m, v.T("instrument.what."+string(s.What)), date, cites.Numbers(s.Sources)))
				done = true
			}
		}
		if words := standingOf(v, i.Content, m); !done && words != "" {
			g.Rows = append(g.Rows, partyRow(v, m, words, "–", cites.Numbers(i.Sources)))
		}
	}
	return g
}

func partyRow(v *web.View, m kernel.Country, what, date string, sources []int) ui.Row {
	return ui.Row{Cells: []ui.Cell{{Text: ui.Shown(v.Loc.Country(m))}, {Text: ui.Shown(what)}, {Text: ui.Shown(date)}, {Body: cited(v, sources)}}}
}

func claimGroups(v *web.View, claims []kernel.Claim) []claimGroup {
	var groups []claimGroup
	at := map[string]int{}
	for _, c := range claims {
		n, have := at[c.Field]
		if !have {
			n = len(groups)
			at[c.Field] = n
			groups = append(groups, claimGroup{Title: claimField(v, c.Field)})
		}
		groups[n].Versions = append(groups[n].Versions, ui.Version{Says: claimSays(v, c), Note: c.Note, Used: c.Used, Sources: c.Sources})
	}
	return groups
}

// shortFacts are the facts in the side column.
func shortFacts(v *web.View, d instrumentData) []ui.Fact {
	i := d.instrument
	var facts []ui.Fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Term: v.T("instrument.field." + key), Value: ui.Shown(value)})
		}
	}
	add("kind", kindName(v, i.Kind))
	facts = append(facts,
		ui.Fact{Term: v.T("instrument.field.state"), Value: ui.Shown(stateName(v, i.State)), Note: v.Text(i.StateNote).Text},
		ui.Fact{Term: v.T("instrument.field.dates"), Value: ui.Shown(dateWords(v, i.Content)), Note: missing(v, i.Content)})
	add("revised", v.Date(i.Revised))
	add("amended", v.Date(i.Amended))
	add("place", place(v, i.Content))
	if i.Meeting != "" {
		title := v.Text(d.meeting)
		if title.Text == "" {
			title = ui.Shown(i.Meeting)
		}
		term := v.T("instrument.field.meeting")
		if unadopted(i.State) {
			term = v.T("instrument.field.meeting_named")
		}
		facts = append(facts, ui.Fact{Term: term, Value: title, Href: v.Href("/meetings/" + i.Meeting)})
	}
	if i.Plan != "" {
		facts = append(facts, ui.Fact{Term: v.T("instrument.field.plan"), Value: ui.Shown(v.T("instrument.plan_link")), Href: v.Href("/plans/" + i.Plan)})
	}
	add("period", v.Loc.Period(i.Period))
	if i.Sections > 0 {
		add("sections", v.Loc.Number(int64(i.Sections)))
	}
	if i.Articles > 0 {
		add("articles", v.Loc.Number(int64(i.Articles)))
	}
	var languages []string
	for _, l := range i.Languages {
		languages = append(languages, v.Loc.Language(l))
	}
	add("languages", v.Loc.List(languages))
	add("publishers", v.Loc.List(texts(v, i.Publishers)))
	add("developed_with", v.Loc.List(texts(v, i.DevelopedWith)))
	return facts
}

// proofOf says which entries of the log hold the record and its texts.
func proofOf(v *web.View, acts []act.Stored) (ui.Proof, bool) {
	if len(acts) == 0 {
		return ui.Proof{}, false
	}
	last, first := acts[0], acts[len(acts)-1]
	number := func(a act.Stored) string { return strconv.FormatInt(a.Leaf, 10) }
	words := v.T("instrument.prove.once", "date", kernel.DateOf(first.At.In(v.Zone)))
	if len(acts) > 1 {
		words = v.T("instrument.prove.changed", "first", number(first), "date", kernel.DateOf(last.At.In(v.Zone)), "count", len(acts)-1)
	}
	return ui.Proof{
		Text: words, Seal: act.LeafOf(last).Commitment, Entry: number(last), Href: v.Href("/log/entries/" + number(last)),
	}, true
}
