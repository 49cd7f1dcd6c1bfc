package meeting

import (
	"errors"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/record"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// formPage is the form of a record, new or to be corrected.
type formPage struct {
	Page        ui.Page
	Head        ui.Head
	Form        ui.FormOf
	New         bool
	Languages   []ui.Option
	Kinds       []ui.Option
	Countries   []ui.Option
	Modes       []ui.Option
	States      []ui.Option
	Qualifiers  []ui.Option
	ClaimFields []ui.Option
	Audiences   []ui.Option
	Rows        map[string]int // how many rows of each list to show
	Conflicts   []conflict
	Back        string
}

// spareRows are the empty rows at the end of each list of the form.
const spareRows = 2

func (s *Service) today(v *web.View) kernel.Date { return kernel.DateOf(s.walk.Clock.Now().In(v.Zone)) }

func (s *Service) showNew(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.walk.Access.Check(v.Actor, RecordOne, access.Kind(resourceKind)); err != nil {
		return err
	}
	state := web.NewState("lang", string(v.Lang), "state", "held", "audience", "public")
	return s.renderForm(w, r, v, http.StatusOK, Meeting{}, state, nil)
}

func (s *Service) sendNew(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.walk.Access.Check(v.Actor, RecordOne, access.Kind(resourceKind)); err != nil {
		return err
	}
	f, submission, err := readForm(r)
	if err != nil {
		return err
	}
	c, audience, err := readMeeting(f, Meeting{}, s.today(v))
	var m Meeting
	if err == nil {
		m, err = s.Record(r.Context(), v.Actor, submission, c, audience)
	}
	if fault.Is(err, fault.Invalid) {
		return s.renderForm(w, r, v, http.StatusUnprocessableEntity, Meeting{}, f.State(err), nil)
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "meeting.flash.recorded")
	return web.Redirect(w, r, v, pathOf(m.Slug))
}

func (s *Service) showEdit(w http.ResponseWriter, r *http.Request, v *web.View) error {
	m, err := s.standing(r, v, CorrectOne)
	if err != nil {
		return err
	}
	return s.renderForm(w, r, v, http.StatusOK, m, web.FormState{Values: values(m, record.LanguageOf(m.Title))}, nil)
}

func (s *Service) sendEdit(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, submission, err := readForm(r)
	if err != nil {
		return err
	}
	m, err := s.standing(r, v, CorrectOne)
	if err != nil {
		return err
	}
	c, audience, err := readMeeting(f, m, s.today(v))
	if err == nil {
		_, err = s.Correct(r.Context(), v.Actor, submission, m.Slug, int64(f.Version()), c, audience)
	}
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		if now, stale := refused.Detail.(Meeting); stale {
			differ := differences(v, values(now, record.LanguageOf(now.Title)), whole(f.Values, c))
			return s.renderForm(w, r, v, http.StatusConflict, now, web.FormState{Values: f.Values}, differ)
		}
		if refused.Kind == fault.Invalid {
			m.Version = int64(f.Version())
			return s.renderForm(w, r, v, http.StatusUnprocessableEntity, m, f.State(err), nil)
		}
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "meeting.flash.corrected")
	return web.Redirect(w, r, v, pathOf(m.Slug))
}

// readForm reads a form with its submission.
func readForm(r *http.Request) (*web.Form, kernel.ID, error) {
	f, err := web.ReadForm(r)
	if err != nil {
		return nil, "", err
	}
	submission, err := f.Submission()
	return f, submission, err
}

// standing is the record that the address names, for somebody who may do the action to it.
func (s *Service) standing(r *http.Request, v *web.View, action access.Action) (Meeting, error) {
	m, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return m, err
	}
	if err := s.walk.Access.Check(v.Actor, action, resource(m)); err != nil {
		return m, err
	}
	if m.Withdrawn != nil {
		return m, fault.New(fault.Gone, "meeting.fault.withdrawn")
	}
	return m, nil
}

func (s *Service) renderForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, m Meeting, state web.FormState, differ []conflict) error {
	var known world
	err := s.walk.DB.Read(r.Context(), func(q db.Queryer) (err error) {
		known, err = s.world(r.Context(), q)
		return err
	})
	if err != nil {
		return err
	}
	p := formPage{Form: ui.FormOf{Action: "/meetings", State: state}, New: m.ID == "", Rows: map[string]int{}, Conflicts: differ, Back: v.Href("/meetings")}
	title, here := v.T("meeting.new.title"), v.T("meeting.new.lead")
	if !p.New {
		title, here = v.T("meeting.edit.title", "meeting", m.Title), v.T("meeting.edit.lead")
		p.Form.Action, p.Form.Version, p.Back = pathOf(m.Slug), int(m.Version), v.Href(pathOf(m.Slug))
	}
	p.Page = ui.Page{Title: title, Private: true}
	p.Head = ui.Head{Crumbs: crumbs(v, title, "/meetings"), Title: ui.Shown(title), Lead: ui.Shown(here)}
	for list := range formRows {
		p.Rows[list] = min(formRows.Filled(state.Values, list)+spareRows, record.MaxRows)
	}
	p.options(v, known)
	return web.Render(w, r, v, status, formView(v, p))
}

func (p *formPage) options(v *web.View, known world) {
	for _, l := range v.Languages {
		p.Languages = append(p.Languages, ui.Option{Value: string(l.Lang()), Text: l.Own()})
	}
	for _, k := range known.kinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: k.Code, Text: kindName(v, k)})
	}
	unknown := ui.Option{Text: v.T("meeting.not_found")}
	p.Countries, p.Modes = []ui.Option{unknown}, []ui.Option{unknown}
	for _, c := range known.members {
		p.Countries = append(p.Countries, ui.Option{Value: string(c), Text: v.Loc.Country(c)})
	}
	for _, m := range Modes {
		p.Modes = append(p.Modes, ui.Option{Value: string(m), Text: v.T("meeting.mode." + string(m))})
	}
	for _, st := range States {
		p.States = append(p.States, ui.Option{Value: string(st), Text: stateName(v, st)})
	}
	p.Qualifiers = []ui.Option{{Text: v.T("meeting.form.exactly")}}
	for _, q := range Qualifiers {
		p.Qualifiers = append(p.Qualifiers, ui.Option{Value: q, Text: v.T("meeting.qualifier." + q)})
	}
	for _, f := range ClaimFields {
		p.ClaimFields = append(p.ClaimFields, ui.Option{Value: f, Text: claimField(v, f)})
	}
	for _, a := range Audiences {
		p.Audiences = append(p.Audiences, ui.Option{Value: string(a.Kind), Text: v.T("meeting.audience." + string(a.Kind))})
	}
}

// withdrawPage is the form that withdraws a record.
type withdrawPage struct {
	Page ui.Page
	Head ui.Head
	Form ui.FormOf
	Back string
}

func (s *Service) showWithdraw(w http.ResponseWriter, r *http.Request, v *web.View) error {
	m, err := s.standing(r, v, WithdrawOne)
	if err != nil {
		return err
	}
	return s.renderWithdraw(w, r, v, http.StatusOK, m, web.FormState{})
}

func (s *Service) sendWithdraw(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, submission, err := readForm(r)
	if err != nil {
		return err
	}
	m, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	_, err = s.Withdraw(r.Context(), v.Actor, submission, m.Slug, int64(f.Version()), f.Text("why"), f.Text("instead"))
	var refused *fault.Error
	switch {
	case errors.As(err, &refused) && refused.Kind == fault.Conflict && refused.Detail != nil:
		return s.renderWithdraw(w, r, v, http.StatusConflict, refused.Detail.(Meeting), f.State(fault.New(fault.Conflict, "meeting.fault.changed")))
	case fault.Is(err, fault.Invalid):
		return s.renderWithdraw(w, r, v, http.StatusUnprocessableEntity, m, f.State(err))
	case err != nil:
		return err
	}
	web.SetFlash(w, "meeting.flash.withdrawn")
	return web.Redirect(w, r, v, "/meetings")
}

func (s *Service) renderWithdraw(w http.ResponseWriter, r *http.Request, v *web.View, status int, m Meeting, state web.FormState) error {
	title := v.T("meeting.withdraw.title", "meeting", m.Title)
	return web.Render(w, r, v, status, withdrawView(v, withdrawPage{
		Page: ui.Page{Title: title, Private: true},
		Head: ui.Head{Crumbs: crumbs(v, title, "/meetings"), Title: ui.Shown(title), Lead: ui.Shown(v.T("meeting.withdraw.lead"))},
		Form: ui.FormOf{Action: pathOf(m.Slug) + "/withdraw", Version: int(m.Version), State: state}, Back: v.Href(pathOf(m.Slug)),
	}))
}
