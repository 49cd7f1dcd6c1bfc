package plan

import (
	"fmt"
	"net/http"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// indicatorPage is the form of an indicator.
type indicatorPage struct {
	Page     ui.Page
	Head     ui.Head
	Form     ui.FormOf
	Node     string
	Texts    []ui.Field
	Units    []ui.Field
	Notes    []ui.Field
	Measures []ui.Field // year and value in turn
	Save     string
	Remove   string // where the form that removes it goes; "" for a new one
}

func (s *Service) showNewIndicator(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.editable(r.Context(), v, r.PathValue("slug"))
	if err != nil {
		return err
	}
	in := Indicator{Node: v.Query.Get("node")}
	if _, ok := text.Draft.Tree.Get(in.Node); !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return web.Render(w, r, v, http.StatusOK, indicatorView(v, newIndicatorPage(words{v}, text, in, indicatorState(in))))
}

func newIndicatorPage(v words, text WorkingText, in Indicator, state web.FormState) indicatorPage {
	slug := text.Plan.Slug
	node, _ := text.Draft.Tree.Get(in.Node)
	title := v.T("plan.indicator.new")
	p := indicatorPage{
		Form: ui.FormOf{Action: workingPath(slug) + "/indicators", State: state}, Node: in.Node, Save: v.T("plan.indicator.add"),
		Texts: v.textFields("text", in.Text, text, 2),
		Units: v.textFields("unit", in.Unit, WorkingText{Languages: []kernel.Lang{text.Lead}, Lead: text.Lead}, 1),
		Notes: v.textFields("note", in.Note, WorkingText{Languages: []kernel.Lang{text.Lead}, Lead: text.Lead}, 2),
	}
	if in.ID != "" {
		title = v.T("plan.indicator.edit")
		p.Form.Action, p.Form.Version, p.Save = indicatorPath(slug, in.ID), int(in.Version), v.T("plan.form.save")
		p.Remove = indicatorPath(slug, in.ID) + "/remove"
	}
	names := []string{"baseline"}
	for i := range max(targetFields, len(in.Targets)) {
		names = append(names, fmt.Sprintf("target_%d", i+1))
	}
	for _, name := range names {
		p.Measures = append(p.Measures,
			ui.Field{Name: name + "_year", Label: v.measureLabel(name + "_year"), Optional: true, Width: 10},
			ui.Field{Name: name, Label: v.measureLabel(name), Optional: true, Width: 16, Mode: "decimal"})
	}
	p.Page = ui.Page{Title: title, Private: true}
	p.Head = workHead(v, text.Plan, title, v.T("plan.indicator.lead", "node", v.name(node)),
		ui.Link{Text: v.name(node), Href: v.Href(nodePath(slug, node.ID))}, ui.Link{Text: title})
	return p
}

func (s *Service) addIndicator(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, err := s.editable(r.Context(), v, to.Slug)
	if err != nil {
		return err
	}
	node, in := f.Text("node"), readIndicator(f, text.Languages)
	if err = f.Err(); err == nil {
		_, err = s.AddIndicator(r.Context(), to, node, in)
	}
	if again(err) {
		return web.Render(w, r, v, http.StatusUnprocessableEntity,
			indicatorView(v, newIndicatorPage(words{v}, text, Indicator{Node: node}, leadFields(f.State(err), text.Lead, "text"))))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.indicator_added")
	return web.Redirect(w, r, v, nodePath(to.Slug, node))
}

// indicator finds the indicator that the address names.
func (s *Service) indicator(r *http.Request, v *web.View) (WorkingText, Indicator, error) {
	text, err := s.editable(r.Context(), v, r.PathValue("slug"))
	if err != nil {
		return text, Indicator{}, err
	}
	i := slices.IndexFunc(text.Draft.Tree.Indicators, func(in Indicator) bool { return in.ID == r.PathValue("id") })
	if i < 0 {
		return text, Indicator{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return text, text.Draft.Tree.Indicators[i], nil
}

func (s *Service) showIndicator(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, in, err := s.indicator(r, v)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, indicatorView(v, newIndicatorPage(words{v}, text, in, indicatorState(in))))
}

func (s *Service) editIndicator(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, old, err := s.indicator(r, v)
	if err != nil {
		return err
	}
	in := readIndicator(f, using(using(using(text.Languages, old.Text), old.Unit), old.Note))
	if err = f.Err(); err == nil {
		_, err = s.EditIndicator(r.Context(), to, old.ID, int64(f.Version()), in)
	}
	if again(err) {
		old.Version = int64(f.Version())
		return web.Render(w, r, v, http.StatusUnprocessableEntity,
			indicatorView(v, newIndicatorPage(words{v}, text, old, leadFields(f.State(err), text.Lead, "text"))))
	}
	if err != nil {
		return stale(words{v}, f, v.Text(old.Text).Text, indicatorPath(to.Slug, old.ID), err)
	}
	web.SetFlash(w, "plan.flash.saved")
	return web.Redirect(w, r, v, nodePath(to.Slug, old.Node))
}

func (s *Service) removeIndicator(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	_, in, err := s.indicator(r, v)
	if err != nil {
		return err
	}
	if _, err := s.RemoveIndicator(r.Context(), to, in.ID, int64(f.Version())); err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.removed")
	return web.Redirect(w, r, v, nodePath(to.Slug, in.Node))
}
