package plan

import (
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// newPlanPage is the form that begins a plan.
type newPlanPage struct {
	Page      ui.Page
	Head      ui.Head
	Form      ui.FormOf
	Audiences []ui.Option
	Readers   []ui.Option // of the working draft
}

func (s *Service) showNew(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.walk.Access.Check(v.Actor, Create, access.Kind("plan")); err != nil {
		return err
	}
	return renderNew(w, r, v, http.StatusOK, web.NewState("audience", string(kernel.ToOffice), "draft", string(kernel.ToOffice)))
}

func renderNew(w http.ResponseWriter, r *http.Request, view *web.View, status int, state web.FormState) error {
	v := words{view}
	p := newPlanPage{
		Page:      ui.Page{Title: v.T("plan.new.title"), Private: true},
		Head:      ui.Head{Crumbs: crumbs(v, nil, ui.Link{Text: v.T("plan.new.title")}), Title: ui.Shown(v.T("plan.new.title")), Lead: ui.Shown(v.T("plan.new.lead"))},
		Form:      ui.FormOf{Action: "/plans/new", State: state},
		Audiences: audienceOptions(v, Audiences...), Readers: audienceOptions(v, draftReaders...),
	}
	return web.Render(w, r, view, status, newPlanView(view, p))
}

func (s *Service) create(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	lead := v.Lang
	in := NewPlan{
		Slug: f.Text("slug"), Number: f.Int("number"), Title: kernel.Plain(lead, f.Text("title")), Short: kernel.Plain(lead, f.Text("short")),
		Period: kernel.Period{From: f.Date("from"), To: f.Date("to")}, Audience: audienceOf(f.Values.Get("audience")),
		Draft: audienceOf(f.Values.Get("draft")),
	}
	var p Plan
	if err = f.Err(); err == nil {
		p, err = s.Create(r.Context(), v.Actor, to.Submission, in)
	}
	if again(err) {
		return renderNew(w, r, v, http.StatusUnprocessableEntity, f.State(err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.created")
	return web.Redirect(w, r, v, workingPath(p.Slug))
}
