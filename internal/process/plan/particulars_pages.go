package plan

import (
	"net/http"
	"slices"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// mountPlan registers the pages on which a plan as a whole is changed, and its history.
func (s *Service) mountPlan(rt *web.Router) {
	const plan = "/plans/{slug}"
	rt.Get("GET "+plan+"/edit", Amend, s.showEdit)
	rt.Post("POST "+plan+"/edit", Amend, s.amend)
	rt.Get("GET "+plan+"/edit/state", Amend, s.showState)
	rt.Post("POST "+plan+"/edit/state", Amend, s.moveOn)
	rt.Get("GET "+plan+"/edit/readers", Share, s.showReaders)
	rt.Post("POST "+plan+"/edit/readers", Share, s.share)
	rt.Get("GET "+plan+"/history", Read, s.showHistory)
}

// editPage is the form of a plan's particulars, with the ways to change the rest.
type editPage struct {
	Page   ui.Page
	Head   ui.Head
	Facts  []ui.Fact
	Acts   []ui.Act
	Form   ui.FormOf
	Titles []ui.Field
	Shorts []ui.Field
	Notes  []ui.Field
}

// editHead is the head of a page on which a plan is changed; more are the places between.
func editHead(v words, p Plan, title, lead string, more ...ui.Link) ui.Head {
	places := append([]ui.Link{{Text: v.T("plan.edit.crumb"), Href: v.Href(editPath(p.Slug))}}, more...)
	return ui.Head{Crumbs: crumbs(v, &p, places...), Title: ui.Shown(title), Lead: ui.Shown(lead)}
}

// amendable is a plan that the reader may change, with the languages of the process.
func (s *Service) amendable(r *http.Request, v *web.View) (WorkingText, error) {
	text, err := s.described(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return text, err
	}
	return text, s.walk.Access.Check(v.Actor, Amend, text.Plan.resource())
}

func (s *Service) showEdit(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.amendable(r, v)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, editView(v, newEditPage(words{v}, text, text.Plan.Version, particularsState(text.Plan))))
}

func newEditPage(v words, text WorkingText, version int64, state web.FormState) editPage {
	p := text.Plan
	lead := WorkingText{Languages: []kernel.Lang{text.Lead}, Lead: text.Lead}
	title := v.T("plan.edit.title", "plan", p.Short)
	page := editPage{
		Page:   ui.Page{Title: title, Private: true},
		Head:   editHead(v, p, title, v.T("plan.edit.lead")),
		Facts:  append(v.stands(p), ui.Fact{Term: v.T("plan.form.audience"), Value: ui.Shown(v.audience(p.Audience))}),
		Acts:   []ui.Act{{Text: v.T("plan.state.act"), Href: v.Href(statePath(p.Slug)), Kind: ui.Second, Small: true}},
		Form:   ui.FormOf{Action: editPath(p.Slug), State: state, Version: int(version)},
		Titles: v.textFields("title", p.Title, text, 1),
		Shorts: v.textFields("short", p.Short, text, 1),
		Notes:  append(v.textFields("note", p.Known.Note, lead, 3), v.textFields("codes_note", p.Known.CodesNote, lead, 3)...),
	}
	if v.Can(Share, p.resource()) {
		page.Acts = append(page.Acts, ui.Act{Text: v.T("plan.readers.act"), Href: v.Href(readersPath(p.Slug)), Kind: ui.Second, Small: true})
	}
	for i := range page.Titles {
		page.Titles[i].Max = maxTitle
	}
	for i := range page.Shorts {
		page.Shorts[i].Max, page.Shorts[i].Width = maxShort, 16
	}
	return page
}

// particularsState is a plan as the form of its particulars shows it.
func particularsState(p Plan) web.FormState {
	s := web.NewState("from", p.Period.From, "to", p.Period.To, "sources", FormatSources(p.Sources))
	if p.Number > 0 {
		s.Values.Set("number", strconv.Itoa(p.Number))
	}
	for name, t := range map[string]kernel.Text{"title": p.Title, "short": p.Short, "note": p.Known.Note, "codes_note": p.Known.CodesNote} {
		addTexts(s, name, t)
	}
	return s
}

func readParticulars(f *web.Form, text WorkingText) Particulars {
	p := text.Plan
	in := Particulars{
		Number: f.Int("number"), Title: texts(f, "title", using(text.Languages, p.Title)), Short: texts(f, "short", using(text.Languages, p.Short)),
		Period: kernel.Period{From: wholeDate(f, "from"), To: wholeDate(f, "to")}, Note: texts(f, "note", using(text.Languages, p.Known.Note)),
		CodesNote: texts(f, "codes_note", using(text.Languages, p.Known.CodesNote)), Sources: sources(f),
	}
	return in
}

// wholeDate reads a date and leaves it in the form as one field, so that it can be set beside another.
func wholeDate(f *web.Form, name string) kernel.Date {
	d := f.Date(name)
	if d != "" {
		f.Values.Set(name, string(d))
	}
	for _, part := range []string{".day", ".month", ".year"} {
		if d != "" || f.Values.Get(name+part) == "" {
			f.Values.Del(name + part)
		}
	}
	return d
}

func (s *Service) amend(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, err := s.amendable(r, v)
	if err != nil {
		return err
	}
	in, why := readParticulars(f, text), f.Text("why")
	if err = f.Err(); err == nil {
		_, err = s.Amend(r.Context(), to, int64(f.Version()), in, why)
	}
	if again(err) {
		page := newEditPage(words{v}, text, int64(f.Version()), leadFields(f.State(err), text.Lead, "title", "short", "note", "codes_note"))
		return web.Render(w, r, v, http.StatusUnprocessableEntity, editView(v, page))
	}
	if err != nil {
		return stale(words{v}, f, v.Text(text.Plan.Title).Text, editPath(to.Slug), err)
	}
	web.SetFlash(w, "plan.flash.amended")
	return web.Redirect(w, r, v, planPath(to.Slug))
}

// leadFields brings faults of a text to the field of the lead language, where the form shows them.
func leadFields(state web.FormState, lead kernel.Lang, names ...string) web.FormState {
	faults := make([]fault.Field, len(state.Faults))
	for i, x := range state.Faults {
		faults[i] = x
		if slices.Contains(names, x.Path) {
			faults[i].Path = x.Path + "_" + string(lead)
		}
	}
	state.Faults = faults
	return state
}
