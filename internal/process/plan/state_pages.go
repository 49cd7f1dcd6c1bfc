package plan

import (
	"errors"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// statePage lists where a plan can go from where it stands, or is the form of one such step.
type statePage struct {
	Page   ui.Page
	Head   ui.Head
	Facts  []ui.Fact
	Groups []moveGroup
	Form   *ui.FormOf // of the step that was chosen
	To     string
	Bases  []ui.Option
	Notes  []ui.Field
	Places []ui.Field
	When   bool // the step is dated and placed
	Why    ui.Field
	Save   string
	Back   ui.Act
}

// moveGroup are the steps of one kind.
type moveGroup struct {
	ID, Title, Words string
	Acts             []ui.Act
}

// actionOf is what the reader must be allowed for a move.
func actionOf(kind MoveKind) access.Action {
	if kind == Work || kind == NoMove {
		return Amend
	}
	return Attest
}

func (s *Service) showState(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.amendable(r, v)
	if err != nil {
		return err
	}
	to := State(v.Query.Get("to"))
	kind := MoveOf(text.Plan.State, to)
	if to != "" && kind == NoMove {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err := s.walk.Access.Check(v.Actor, actionOf(kind), text.Plan.resource()); err != nil {
		return err
	}
	if kind == NoMove {
		return web.Render(w, r, v, http.StatusOK, stateView(v, newStatePage(words{v}, text)))
	}
	return web.Render(w, r, v, http.StatusOK, stateView(v, newMovePage(words{v}, text, to, moveState(text.Plan, to))))
}

func newStatePage(v words, text WorkingText) statePage {
	p := text.Plan
	title := v.T("plan.state.title", "plan", p.Short)
	page := statePage{
		Page: ui.Page{Title: title, Private: true}, Facts: v.stands(p),
		Head: editHead(v, p, title, v.T("plan.state.page_lead"), ui.Link{Text: v.T("plan.state.crumb")}),
		Back: ui.Act{Text: v.T("plan.edit.back"), Href: v.Href(planPath(p.Slug)), Kind: ui.Quiet},
	}
	for _, kind := range []MoveKind{Work, Recording, Correction} {
		g := moveGroup{ID: string(kind), Title: v.T("plan.move." + string(kind)), Words: v.T("plan.move." + string(kind) + "_words")}
		for _, to := range States {
			if MoveOf(p.State, to) == kind && v.Can(actionOf(kind), p.resource()) {
				g.Acts = append(g.Acts, ui.Act{Text: v.T("plan.state." + string(to)), Href: v.Href(statePath(p.Slug) + "?to=" + string(to)), Kind: ui.Second, Small: true})
			}
		}
		if len(g.Acts) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	return page
}

func newMovePage(v words, text WorkingText, to State, state web.FormState) statePage {
	p := text.Plan
	kind := MoveOf(p.State, to)
	lead := WorkingText{Languages: []kernel.Lang{text.Lead}, Lead: text.Lead}
	title := v.T("plan.move.title", "plan", p.Short, "state", v.T("plan.state."+string(to)))
	page := statePage{
		Page: ui.Page{Title: title, Private: true}, Facts: v.stands(p), To: string(to),
		Head: editHead(v, p, title, v.T("plan.move."+string(kind)+"_words"), ui.Link{Text: v.T("plan.state.crumb"), Href: v.Href(statePath(p.Slug))},
			ui.Link{Text: v.T("plan.state." + string(to))}),
		Form: &ui.FormOf{Action: statePath(p.Slug), State: state, Version: int(p.Version)},
		When: kind != Correction && stationOf(to) != "", Notes: v.textFields("note", nil, lead, 3), Places: v.textFields("place", nil, lead, 1),
		Why:  ui.Field{Name: "why", Label: v.T("plan.form.why"), Hint: v.T("plan.form.why_hint"), Rows: 2, Optional: kind != Correction},
		Save: v.T("plan.move.save"), Back: ui.Act{Text: v.T("plan.move.back"), Href: v.Href(statePath(p.Slug)), Kind: ui.Quiet},
	}
	for _, b := range []Basis{Stated, Derived, NotKnown} {
		o := ui.Option{Value: string(b), Text: v.T("plan.basis." + string(b))}
		if over(to, b) {
			o.Hint = v.T("plan.move.over_hint")
		}
		page.Bases = append(page.Bases, o)
	}
	return page
}

// moveState is the form of a step; of one that records the same state once more, with what stands on record.
func moveState(p Plan, to State) web.FormState {
	if to != p.State {
		return web.NewState("basis", Stated)
	}
	st, _ := p.Known.Station(stationOf(to))
	s := web.NewState("basis", p.Basis, "start", st.Start, "end", st.End, "meeting", st.Meeting, "sources", FormatSources(st.Sources))
	addTexts(s, "note", p.BasisNote)
	addTexts(s, "place", st.Place)
	return s
}

func (s *Service) moveOn(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, err := s.amendable(r, v)
	if err != nil {
		return err
	}
	m := Move{
		To: State(f.Values.Get("to")), Basis: Basis(f.Values.Get("basis")), Note: texts(f, "note", text.Languages), Start: f.Date("start"),
		End: f.Date("end"), Place: texts(f, "place", text.Languages), Meeting: f.Text("meeting"), Sources: sources(f), Why: f.Text("why"),
	}
	if err = f.Err(); err == nil {
		_, err = s.MoveOn(r.Context(), to, int64(f.Version()), m)
	}
	if again(err) || fault.Is(err, fault.Conflict) {
		return s.moveAgain(w, r, v, f, m.To, err)
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.moved_on")
	return web.Redirect(w, r, v, planPath(to.Slug))
}

// moveAgain shows the step that was refused with what was typed. When the plan was changed in the meantime it shows how it
// stands now, so that sending it again is a decision on that.
func (s *Service) moveAgain(w http.ResponseWriter, r *http.Request, v *web.View, f *web.Form, to State, refused error) error {
	text, err := s.amendable(r, v)
	if err != nil {
		return err
	}
	state := leadFields(f.State(refused), text.Lead, "note", "place")
	status := fault.KindOf(refused).Status()
	if MoveOf(text.Plan.State, to) == NoMove {
		page := newStatePage(words{v}, text)
		page.Form, page.To = nil, ""
		return web.Render(w, r, v, status, stateView(v, page.refused(words{v}, state)))
	}
	page := newMovePage(words{v}, text, to, meantime(state, refused))
	return web.Render(w, r, v, status, stateView(v, page))
}

// refused says above the steps that one of them could not be taken.
func (p statePage) refused(v words, state web.FormState) statePage {
	for _, x := range state.Faults {
		p.Head.Lead = ui.Shown(v.Loc.Message(x.Message))
	}
	return p
}

// meantime says in a form that somebody changed the record since it was shown.
func meantime(state web.FormState, err error) web.FormState {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind == fault.Conflict && e.Text.Key == "fault.conflict" {
		state.Faults = []fault.Field{{Message: fault.Message{Key: "plan.fault.meantime"}}}
	}
	return state
}
