package plan

import (
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// mountWork registers the pages of drafting.
func (s *Service) mountWork(rt *web.Router) {
	const draft = "/plans/{slug}/draft"
	rt.Get("GET "+draft, Edit, s.showWorking)
	rt.Post("POST "+draft, Edit, s.begin)
	rt.Post("POST "+draft+"/order", Edit, s.order)
	rt.Get("GET "+draft+"/template", Edit, s.sendTemplate)
	rt.Get("GET "+draft+"/nodes/new", Edit, s.showNewNode)
	rt.Post("POST "+draft+"/nodes", Edit, s.addNode)
	rt.Get("GET "+draft+"/nodes/{node}", Edit, s.showNode)
	rt.Post("POST "+draft+"/nodes/{node}", Edit, s.editNode)
	rt.Post("POST "+draft+"/nodes/{node}/move", Edit, s.moveNode)
	rt.Get("GET "+draft+"/nodes/{node}/remove", Edit, s.askRemoveNode)
	rt.Post("POST "+draft+"/nodes/{node}/remove", Edit, s.removeNode)
	rt.Get("GET "+draft+"/indicators/new", Edit, s.showNewIndicator)
	rt.Post("POST "+draft+"/indicators", Edit, s.addIndicator)
	rt.Get("GET "+draft+"/indicators/{id}", Edit, s.showIndicator)
	rt.Post("POST "+draft+"/indicators/{id}", Edit, s.editIndicator)
	rt.Post("POST "+draft+"/indicators/{id}/remove", Edit, s.removeIndicator)
	rt.Get("GET "+draft+"/import", Edit, s.showImport)
	rt.Post("POST "+draft+"/import", Edit, s.previewImport, web.MaxBody(MaxUpload+1<<20))
	rt.Get("GET "+draft+"/import/{id}", Edit, s.showPreview)
	rt.Post("POST "+draft+"/import/{id}", Edit, s.confirmImport)
	rt.Get("GET "+draft+"/publish", Publish, s.showPublish)
	rt.Post("POST "+draft+"/publish", Publish, s.publishDraft)
	s.mountEditor(rt)
}

// beginPage is the form that begins a working draft.
type beginPage struct {
	Page    ui.Page
	Head    ui.Head
	Form    ui.FormOf
	Options []ui.Option
}

func (s *Service) renderBegin(w http.ResponseWriter, r *http.Request, view *web.View, reading Reading, status int, state web.FormState) error {
	v := words{view}
	p := beginPage{
		Page:    ui.Page{Title: v.T("plan.working.title"), Private: true},
		Head:    workHead(v, reading.Plan, v.T("plan.begin.title", "plan", reading.Plan.Short), v.T("plan.begin.lead")),
		Form:    ui.FormOf{Action: workingPath(reading.Plan.Slug), State: state},
		Options: audienceOptions(v, kernel.SecretariatOnly, kernel.Members),
	}
	return web.Render(w, r, view, status, beginView(view, p))
}

// workHead is the head of a page of drafting; more are the places between the draft and it.
func workHead(v words, p Plan, title, lead string, more ...ui.Link) ui.Head {
	places := append([]ui.Link{{Text: v.T("plan.working.crumb"), Href: v.Href(workingPath(p.Slug))}}, more...)
	return ui.Head{Crumbs: crumbs(v, &p, places...), Title: ui.Shown(title), Lead: ui.Shown(lead)}
}

// written is in how many of the languages a text has words.
func written(t kernel.Text, languages []kernel.Lang) int {
	n := 0
	for _, lang := range languages {
		if t[lang].Text != "" {
			n++
		}
	}
	return n
}

func (s *Service) begin(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	from := f.Int("discarded")
	if _, err := s.BeginFrom(r.Context(), to, audienceOf(f.Values.Get("audience")), max(from, 0)); err != nil {
		reading, readErr := s.Get(r.Context(), v.Actor, to.Slug)
		if again(err) && readErr == nil {
			return s.renderBegin(w, r, v, reading, http.StatusUnprocessableEntity, f.State(err))
		}
		return err
	}
	web.SetFlash(w, "plan.flash.begun")
	return web.Redirect(w, r, v, workingPath(to.Slug))
}

// order numbers the codes again or sorts by them.
func (s *Service) order(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	flash := "plan.flash.sorted"
	if f.Choice("how", "renumber", "sort") == "renumber" {
		flash = "plan.flash.renumbered"
		_, err = s.Renumber(r.Context(), to)
	} else if err = f.Err(); err == nil {
		_, err = s.SortByCode(r.Context(), to)
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, flash)
	return web.Redirect(w, r, v, workingPath(to.Slug))
}

func (s *Service) sendTemplate(w http.ResponseWriter, r *http.Request, v *web.View) error {
	p, err := s.plan(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if err := s.walk.Access.Check(v.Actor, Edit, p.resource()); err != nil {
		return err
	}
	_ = web.Format(r) // a workbook, whatever the suffix
	return s.Template(r.Context(), &lateHeaders{ResponseWriter: w, media: MediaTypes[FormatWorkbook], file: p.Slug + "-template.xlsx", private: true}, p.Levels, v.Loc)
}
