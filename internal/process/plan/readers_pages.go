package plan

import (
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// readersPage asks who can see a plan, or read its working draft.
type readersPage struct {
	Page    ui.Page
	Head    ui.Head
	Form    ui.FormOf
	Options []ui.Option
	Label   string
	Notices []ui.Fact // what more and fewer readers bring with them
	Why     *ui.Field
	Save    string
	Back    ui.Act
}

func (s *Service) showReaders(w http.ResponseWriter, r *http.Request, v *web.View) error {
	p, err := s.plan(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if err := s.walk.Access.Check(v.Actor, Share, p.resource()); err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, readersView(v, newReadersPage(words{v}, p, web.NewState("audience", p.Audience.Kind))))
}

func newReadersPage(v words, p Plan, state web.FormState) readersPage {
	title := v.T("plan.readers.title", "plan", p.Short)
	return readersPage{
		Page: ui.Page{Title: title, Private: true},
		Head: editHead(v, p, title, v.T("plan.readers.lead", "audience", v.audience(p.Audience)), ui.Link{Text: v.T("plan.readers.crumb")}),
		Form: ui.FormOf{Action: readersPath(p.Slug), State: state, Version: int(p.Version)}, Label: v.T("plan.form.audience"),
		Options: audienceOptions(v, Audiences...),
		Notices: []ui.Fact{
			{Term: v.T("plan.readers.more"), Value: ui.Shown(v.T("plan.readers.more_words"))},
			{Term: v.T("plan.readers.fewer"), Value: ui.Shown(v.T("plan.readers.fewer_words"))},
		},
		Why:  &ui.Field{Name: "why", Label: v.T("plan.form.why"), Hint: v.T("plan.readers.why_hint"), Rows: 2, Optional: true},
		Save: v.T("plan.readers.save"), Back: ui.Act{Text: v.T("plan.edit.back"), Href: v.Href(planPath(p.Slug)), Kind: ui.Quiet},
	}
}

func (s *Service) share(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	_, err = s.Share(r.Context(), to, int64(f.Version()), audienceOf(f.Values.Get("audience")), f.Text("why"))
	if again(err) || fault.Is(err, fault.Conflict) {
		p, readErr := s.plan(r.Context(), v.Actor, to.Slug)
		if readErr != nil {
			return readErr
		}
		page := newReadersPage(words{v}, p, meantime(f.State(err), err))
		return web.Render(w, r, v, fault.KindOf(err).Status(), readersView(v, page))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.shared")
	return web.Redirect(w, r, v, planPath(to.Slug))
}

func (s *Service) showDraftReaders(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.editable(r.Context(), v, r.PathValue("slug"))
	if err != nil {
		return err
	}
	page := newDraftReadersPage(words{v}, text, web.NewState("audience", text.Draft.Audience.Kind))
	return web.Render(w, r, v, http.StatusOK, readersView(v, page))
}

func newDraftReadersPage(v words, text WorkingText, state web.FormState) readersPage {
	slug := text.Plan.Slug
	title := v.T("plan.draft_readers.title", "plan", text.Plan.Short)
	return readersPage{
		Page: ui.Page{Title: title, Private: true},
		Head: workHead(v, text.Plan, title, v.T("plan.draft_readers.lead"), ui.Link{Text: v.T("plan.readers.crumb")}),
		Form: ui.FormOf{Action: draftReadersPath(slug), State: state, Version: int(text.Draft.Version)}, Label: v.T("plan.begin.audience"),
		Options: audienceOptions(v, kernel.SecretariatOnly, kernel.Members), Save: v.T("plan.readers.save"),
		Back: ui.Act{Text: v.T("plan.draft_readers.back"), Href: v.Href(workingPath(slug)), Kind: ui.Quiet},
	}
}

func (s *Service) showDraft(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	_, err = s.ShowDraft(r.Context(), to, int64(f.Version()), audienceOf(f.Values.Get("audience")))
	if again(err) || fault.Is(err, fault.Conflict) {
		text, readErr := s.editable(r.Context(), v, to.Slug)
		if readErr != nil {
			return readErr
		}
		page := newDraftReadersPage(words{v}, text, meantime(f.State(err), err))
		return web.Render(w, r, v, fault.KindOf(err).Status(), readersView(v, page))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.shared")
	return web.Redirect(w, r, v, workingPath(to.Slug))
}
