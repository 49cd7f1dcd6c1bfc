package instrument

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	States      []ui.Option
	Members     []ui.Option
	Countries   []ui.Option // members, or none
	Whats       []ui.Option
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
	return s.renderForm(w, r, v, http.StatusOK, Instrument{}, web.NewState("lang", string(v.Lang), "audience", "public", "state", "not_known"), nil)
}

func (s *Service) sendNew(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.walk.Access.Check(v.Actor, RecordOne, access.Kind(resourceKind)); err != nil {
		return err
	}
	f, submission, err := readForm(r)
	if err != nil {
		return err
	}
	c, audience, err := readInstrument(f, Instrument{}, s.today(v))
	var i Instrument
	if err == nil {
		i, err = s.Record(r.Context(), v.Actor, submission, c, audience)
	}
	if fault.Is(err, fault.Invalid) {
		return s.renderForm(w, r, v, http.StatusUnprocessableEntity, Instrument{}, f.State(err), nil)
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "instrument.flash.recorded")
	return web.Redirect(w, r, v, pathOf(i.Slug))
}

func (s *Service) showEdit(w http.ResponseWriter, r *http.Request, v *web.View) error {
	i, err := s.standing(r, v, CorrectOne)
	if err != nil {
		return err
	}
	return s.renderForm(w, r, v, http.StatusOK, i, web.FormState{Values: values(i)}, nil)
}

func (s *Service) sendEdit(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, submission, err := readForm(r)
	if err != nil {
		return err
	}
	i, err := s.standing(r, v, CorrectOne)
	if err != nil {
		return err
	}
	c, audience, err := readInstrument(f, i, s.today(v))
	if err == nil {
		_, err = s.Correct(r.Context(), v.Actor, submission, i.Slug, int64(f.Version()), c, audience)
	}
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		if now, stale := refused.Detail.(Instrument); stale {
			differ := differences(v, now, Instrument{Content: c, Audience: audience})
			return s.renderForm(w, r, v, http.StatusConflict, now, web.FormState{Values: f.Values}, differ)
		}
		if refused.Kind == fault.Invalid {
			i.Version = int64(f.Version())
			return s.renderForm(w, r, v, http.StatusUnprocessableEntity, i, f.State(err), nil)
		}
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "instrument.flash.corrected")
	return web.Redirect(w, r, v, pathOf(i.Slug))
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

func (s *Service) renderForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, i Instrument, state web.FormState, differ []conflict) error {
	var members []kernel.Country
	err := s.walk.DB.Read(r.Context(), func(q db.Queryer) (err error) {
		members, err = s.links.Members(r.Context(), q)
		return err
	})
	if err != nil {
		return err
	}
	p := formPage{Form: ui.FormOf{Action: "/instruments", State: state}, New: i.ID == "", Rows: map[string]int{}, Conflicts: differ, Back: v.Href("/instruments")}
	title, lead := v.T("instrument.new.title"), v.T("instrument.new.lead")
	if !p.New {
		title, lead = v.T("instrument.edit.title", "instrument", i.Title), v.T("instrument.edit.lead")
		p.Form.Action, p.Form.Version, p.Back = pathOf(i.Slug), int(i.Version), v.Href(pathOf(i.Slug))
	}
	p.Page = ui.Page{Title: title, Private: true}
	p.Head = ui.Head{Crumbs: crumbs(v, title, true), Title: ui.Shown(title), Lead: ui.Shown(lead)}
	for name := range formRows {
		p.Rows[name] = min(formRows.Filled(state.Values, name)+spareRows, record.MaxRows)
	}
	p.options(v, members)
	return web.Render(w, r, v, status, formView(v, p))
}

func (p *formPage) options(v *web.View, members []kernel.Country) {
	for _, l := range v.Languages {
		p.Languages = append(p.Languages, ui.Option{Value: string(l.Lang()), Text: l.Own()})
	}
	for _, k := range Kinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Text: kindName(v, k)})
	}
	for _, st := range States {
		p.States = append(p.States, ui.Option{Value: string(st), Text: stateName(v, st)})
	}
	for _, m := range members {
		p.Members = append(p.Members, ui.Option{Value: string(m), Text: v.Loc.Country(m)})
	}
	p.Countries = append([]ui.Option{{Text: v.T("instrument.not_found")}}, p.Members...)
	for _, w := range Whats {
		p.Whats = append(p.Whats, ui.Option{Value: string(w), Text: v.T("instrument.what." + string(w))})
	}
	for _, f := range ClaimFields {
		p.ClaimFields = append(p.ClaimFields, ui.Option{Value: f, Text: claimField(v, f)})
	}
	for _, a := range Audiences {
		p.Audiences = append(p.Audiences, ui.Option{Value: string(a.Kind), Text: v.T("instrument.audience." + string(a.Kind))})
	}
}

// field is a field of the form with its words; optional says that it may be left empty.
func field(v *web.View, name string, optional bool) ui.Field {
	f := ui.Field{Name: name, Label: fieldLabel(v, name), Optional: optional}
	if hint := "instrument.hint." + strings.ReplaceAll(name, ".", "_"); v.Loc.Has(hint) {
		f.Hint = v.T(hint)
	}
	return f
}

// part is the part of the form that holds a list, and fields beside it whose names begin so. It is open where something
// in it is wrong or was changed by somebody else; of a new record also the part of the sources, which must not be empty.
func (p *formPage) part(v *web.View, title, list string, beside ...string) ui.Part {
	begins := append([]string{list}, beside...)
	return ui.ListPart(v, title, formRows.Filled(p.Form.State.Values, list), p.New && list == "sources" || p.concerned(begins...))
}

// row is one row of a list, called by what its field of that name says. The first one is open while the list is empty.
func (p *formPage) row(v *web.View, list string, i int, says string) ui.Part {
	title := v.T("instrument.form.row", "list", v.T("instrument.form."+list), "number", strconv.Itoa(i+1))
	open := i == 0 && formRows.Filled(p.Form.State.Values, list) == 0 || p.concerned(record.RowName(list, i, ""))
	return ui.RowPart(v, title, p.Form.State.Value(record.RowName(list, i, says)), open)
}

// concerned says that a field whose name begins with one of these is wrong, or was changed by somebody else.
func (p *formPage) concerned(begins ...string) bool {
	return ui.Faulty(p.Form.State, begins...) || slices.ContainsFunc(p.Conflicts, func(c conflict) bool {
		return slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(c.Field, b) })
	})
}

// inRow is a field of a row of the form.
func inRow(v *web.View, list string, i int, part string) ui.Field {
	f := ui.Field{Name: record.RowName(list, i, part), Label: v.T("instrument.form." + list + "_" + part), Optional: true}
	switch part {
	case "sources":
		f.Hint = v.T("instrument.hint.sources")
	case "retrieved", "date":
		f.Hint = v.T("instrument.hint.day")
	}
	return f
}

// withdrawPage is the form that withdraws a record.
type withdrawPage struct {
	Page ui.Page
	Head ui.Head
	Form ui.FormOf
	Back string
}

func (s *Service) showWithdraw(w http.ResponseWriter, r *http.Request, v *web.View) error {
	i, err := s.standing(r, v, WithdrawOne)
	if err != nil {
		return err
	}
	return renderWithdraw(w, r, v, http.StatusOK, i, web.FormState{})
}

func (s *Service) sendWithdraw(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, submission, err := readForm(r)
	if err != nil {
		return err
	}
	i, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	_, err = s.Withdraw(r.Context(), v.Actor, submission, i.Slug, int64(f.Version()), f.Text("why"), f.Text("instead"))
	switch {
	case fault.Is(err, fault.Conflict):
		return renderWithdraw(w, r, v, http.StatusConflict, i, f.State(fault.New(fault.Conflict, "instrument.fault.changed")))
	case fault.Is(err, fault.Invalid):
		return renderWithdraw(w, r, v, http.StatusUnprocessableEntity, i, f.State(err))
	case err != nil:
		return err
	}
	web.SetFlash(w, "instrument.flash.withdrawn")
	return web.Redirect(w, r, v, "/instruments")
}

func renderWithdraw(w http.ResponseWriter, r *http.Request, v *web.View, status int, i Instrument, state web.FormState) error {
	title := v.T("instrument.withdraw.title", "instrument", i.Title)
	return web.Render(w, r, v, status, withdrawView(v, withdrawPage{
		Page: ui.Page{Title: title, Private: true},
		Head: ui.Head{Crumbs: crumbs(v, title, true), Title: ui.Shown(title), Lead: ui.Shown(v.T("instrument.withdraw.lead"))},
		Form: ui.FormOf{Action: pathOf(i.Slug) + "/withdraw", Version: int(i.Version), State: state}, Back: v.Href(pathOf(i.Slug)),
	}))
}
