package governance

import (
	"net/http"
	"slices"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// chairPage is the chair over the years.
type chairPage struct {
	Head      ui.Head
	Rule      web.Shown
	RuleRefs  []int
	RuleFacts []ui.Fact
	RulePara  bool
	Axis      *ui.Axis
	Terms     []chairShown
	Proposals []proposalShown
	Confirm   []ui.Act
	Disputes  []dispute
	refs      refs
}

type chairShown struct {
	When        string
	Title, Note web.Shown
	Href, Basis string
	Meeting     ui.Link
	Unknown     bool
	Refs        []int
	History     string
	Withdraw    []ui.Act
}

// proposalShown is a term that the rule proposes and nobody has confirmed.
type proposalShown struct {
	Country, When, Why, SOM string
	Meeting                 ui.Link
}

func (s *Service) showChair(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var p chairPage
	err := s.read(r.Context(), v, func(q db.Queryer) error {
		called, _, err := s.names(r.Context(), q, v)
		if err != nil {
			return err
		}
		if called, err = s.withMeetings(r.Context(), q, called); err != nil {
			return err
		}
		record, err := s.ChairRecord(r.Context(), q, v.Actor)
		s.fillChair(v, record, called, &p)
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, chairView(v, &p))
}

func (s *Service) fillChair(v *web.View, c ChairRecord, called names, p *chairPage) {
	p.Head = ui.Head{Title: ui.Shown(v.T("governance.chair.title")), Lead: s.chairLead(v, c.Terms, called)}
	years := 1
	if c.Rule != nil {
		years = c.Rule.Years
		p.Rule, p.RulePara, p.RuleRefs = v.Text(c.Rule.Text), c.Rule.Paraphrase, p.refs.of(c.Rule.Sources)
		if c.Rule.Introduced != "" {
			p.RuleFacts = []ui.Fact{{Term: v.T("governance.chair.introduced"), Value: ui.Shown(v.Date(c.Rule.Introduced))}}
			if c.Rule.Meeting != "" {
				p.RuleFacts[0].Note = called.meeting(c.Rule.Meeting).Text
				p.RuleFacts[0].Href = called.meeting(c.Rule.Meeting).Href
			}
		}
		p.Disputes = disputes(v, c.Rule.Claims)
	}
	p.Axis = s.chairAxis(v, ChairYears(c.Terms, years, s.today()), called)
	for _, t := range slices.Backward(c.Terms) {
		if t.Content.Country != "" || !answered(t, c.Terms, years) {
			p.Terms = append(p.Terms, p.term(v, t, called))
			p.Disputes = append(p.Disputes, disputes(v, t.Content.Claims)...)
		}
	}
	p.Proposals = proposals(v, c.Proposals, called)
	if v.Can(ConfirmChair, resource(KindChair, "", "")) {
		p.Confirm = []ui.Act{{Text: v.T("governance.chair.confirm"), Href: v.Href("/chair/confirm"), Kind: ui.Second, Small: true}}
	}
}

// answered says that a term of which the chair was not known lies in years that other terms have filled since.
func answered(unknown ChairTerm, terms []ChairTerm, years int) bool {
	from, to := span(unknown.Content.Period, years)
	for year := from; year <= to; year++ {
		filled := slices.ContainsFunc(terms, func(t ChairTerm) bool {
			f, l := span(t.Content.Period, years)
			return t.Content.Country != "" && f <= year && year <= l
		})
		if !filled {
			return false
		}
	}
	return true
}

func (s *Service) chairLead(v *web.View, terms []ChairTerm, called names) web.Shown {
	latest, running := CurrentChair(terms, s.today())
	if latest == nil {
		return ui.Shown(v.T("governance.chair.nobody"))
	}
	args := []any{"country", called.plain(latest.Content.Country), "period", latest.Content.Period}
	if running {
		return ui.Shown(v.T("governance.chair.now", args...))
	}
	return ui.Shown(v.T("governance.chair.last", args...))
}

// chairAxis lays the years out: spans of one chair, hatched where no record was found.
func (s *Service) chairAxis(v *web.View, years []ChairYear, called names) *ui.Axis {
	if len(years) == 0 {
		return nil
	}
	row := ui.AxisRow{Name: v.T("governance.fact.chair")}
	for _, y := range years {
		day := kernel.Date(strconv.Itoa(y.Year))
		if len(y.Terms) == 0 {
			row.Spans = append(row.Spans, ui.AxisSpan{From: day, To: day, Title: v.T("governance.no_record"), Kind: ui.SpanGap})
			continue
		}
		t := y.Terms[len(y.Terms)-1]
		name := called.plain(t.Content.Country)
		row.Spans = append(row.Spans, ui.AxisSpan{From: day, To: day, Label: name, Title: name, Kind: ui.SpanSolid})
	}
	return &ui.Axis{
		Title: v.T("governance.chair.axis"), Note: v.T("governance.chair.axis_note"), From: years[0].Year, To: years[len(years)-1].Year,
		Rows: []ui.AxisRow{row},
	}
}

func (p *chairPage) term(v *web.View, t ChairTerm, called names) chairShown {
	c := t.Content
	shown := chairShown{
		When: v.Loc.Period(c.Period), Note: v.Text(c.BasisNote), Basis: v.T("governance.basis." + string(c.Basis)), Refs: p.refs.of(c.Sources),
		History: v.Href(historyPath(KindChair, t.ID)), Unknown: c.Country == "", Title: ui.Shown(v.T("governance.no_record")),
	}
	if !shown.Unknown {
		shown.Title, shown.Href = called.shown(c.Country), v.Href("/members/"+memberSlug(c.Country))
	}
	if c.Meeting != "" {
		shown.Meeting = called.meeting(c.Meeting)
	}
	if v.Can(ConfirmChair, resource(KindChair, "", "")) {
		shown.Withdraw = []ui.Act{{Text: v.T("governance.withdraw"), Href: v.Href(historyPath(KindChair, t.ID) + "/withdraw"), Kind: ui.Quiet, Small: true}}
	}
	return shown
}

// chairEntry is a term in the list of a member.
func chairEntry(v *web.View, t ChairTerm, called names) ui.Dated {
	return ui.Dated{
		When: v.Loc.Period(t.Content.Period), Title: called.shown(t.Country), Note: v.Text(t.Content.BasisNote),
		Marks: []ui.Mark{{Text: v.T("governance.basis." + string(t.Content.Basis)), Tag: true}},
	}
}

func proposals(v *web.View, all []Proposal, called names) []proposalShown {
	var out []proposalShown
	for _, p := range all {
		why := v.T("governance.chair.proposed_open")
		if p.Next != "" {
			why = v.T("governance.chair.proposed")
		}
		out = append(out, proposalShown{
			Country: called.plain(p.Country), When: v.Loc.Period(p.Period), Why: why, SOM: p.SOM, Meeting: called.meeting(p.SOM),
		})
	}
	return out
}

// confirmPage is where an officer confirms what the rule proposes or sets a term otherwise.
type confirmPage struct {
	Proposals []proposalShown
	Members   []ui.Option
	Set       ui.FormOf
}

func (s *Service) askChair(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.showConfirm(w, r, v, http.StatusOK, web.FormState{})
}

func (s *Service) showConfirm(w http.ResponseWriter, r *http.Request, v *web.View, status int, state web.FormState) error {
	p := confirmPage{Set: ui.FormOf{Action: "/chair/set", State: state}}
	call := act.Call{Actor: v.Actor, Action: ConfirmChair, Resource: resource(KindChair, "", "")}
	err := act.Read(r.Context(), s.walk, call, func(q db.Queryer) error {
		called, members, err := s.names(r.Context(), q, v)
		if err != nil {
			return err
		}
		if called, err = s.withMeetings(r.Context(), q, called); err != nil {
			return err
		}
		p.Members = countryOptions(members, called, v.T("governance.chair.not_known"))
		record, err := s.ChairRecord(r.Context(), q, v.Actor)
		p.Proposals = proposals(v, record.Proposals, called)
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, status, confirmView(v, p))
}

func countryOptions(members []Member, called names, none string) []ui.Option {
	options := []ui.Option{{Value: "", Text: none}}
	for _, m := range members {
		options = append(options, ui.Option{Value: string(m.Country), Text: called.plain(m.Country)})
	}
	return options
}

func (s *Service) confirmChair(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, c, err := readChange(r, v)
	if err != nil {
		return err
	}
	if _, err := s.ConfirmChair(r.Context(), c, f.Text("som")); err != nil {
		return err
	}
	web.SetFlash(w, "governance.flash.chair")
	return web.Redirect(w, r, v, "/chair")
}

func (s *Service) setChair(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, c, err := readChange(r, v)
	if err != nil {
		return err
	}
	in := ChairChange{Country: f.Country("country"), From: f.Date("from"), To: f.Date("to"), Note: f.Text("note")}
	if err = f.Err(); err == nil {
		_, err = s.SetChair(r.Context(), c, in)
	}
	if fault.Is(err, fault.Invalid) {
		return s.showConfirm(w, r, v, http.StatusUnprocessableEntity, f.State(err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "governance.flash.chair")
	return web.Redirect(w, r, v, "/chair")
}

// basisOptions are what a source can be worth for a referral counterpart.
func basisOptions(v *web.View) []ui.Option {
	var options []ui.Option
	for _, b := range []pack.Basis{pack.Stated, pack.Derived} {
		options = append(options, ui.Option{Value: string(b), Text: v.T("governance.basis." + string(b))})
	}
	return options
}

// kindAt is the weight of the button of the i-th proposal: one main button a view.
func kindAt(i int) ui.ActKind {
	if i == 0 {
		return ui.Main
	}
	return ui.Second
}
