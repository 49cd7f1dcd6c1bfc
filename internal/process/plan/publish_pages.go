package plan

import (
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// publishPage says what will be published and asks to confirm it.
type publishPage struct {
	Page      ui.Page
	Head      ui.Head
	Form      ui.FormOf
	Audiences []ui.Option
	Tally     []ui.Count
	Checks    []ui.Mark
	Blocked   *ui.Grid // why it cannot be published
	Save      string
	Back      ui.Act
}

// showPublish asks for the proof of identity before anything is chosen, and chooses no readers for the officer: what goes
// out to the wrong ones cannot be called back.
func (s *Service) showPublish(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.Working(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if err := s.walk.Access.Check(v.Actor, Publish, text.Draft.resource()); err != nil {
		return err
	}
	return s.renderPublish(w, r, v, http.StatusOK, web.NewState())
}

func (s *Service) renderPublish(w http.ResponseWriter, r *http.Request, view *web.View, status int, state web.FormState) error {
	text, err := s.Working(r.Context(), view.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if !view.Can(Publish, text.Draft.resource()) {
		return fault.New(fault.Denied, "fault.denied")
	}
	reading, err := s.Get(r.Context(), view.Actor, text.Plan.Slug)
	if err != nil {
		return err
	}
	p := newPublishPage(words{view}, text, state)
	if from, known := reading.LastBefore(Which{Kind: Working}); known {
		which := Range{from, Which{Kind: Working}}
		p.Head.Acts = []ui.Act{{
			Text: view.T("plan.redline.act_publish", "which", words{view}.which(from)), Href: view.Href(redlinePath(text.Plan.Slug, which)), Kind: ui.Second,
		}}
	}
	return web.Render(w, r, view, status, publishView(view, p))
}

func newPublishPage(v words, text WorkingText, state web.FormState) publishPage {
	d := text.Draft
	p := publishPage{
		Page: ui.Page{Title: v.T("plan.publish.title"), Private: true},
		Head: workHead(v, text.Plan, v.T("plan.publish.heading", "plan", text.Plan.Short, "number", d.Number), v.T("plan.publish.lead"),
			ui.Link{Text: v.T("plan.publish.act")}),
		Form:      ui.FormOf{Action: publishPath(text.Plan.Slug), State: state, Version: int(d.Version)},
		Audiences: audienceOptions(v, kernel.Public, kernel.Members),
		Save:      v.T("plan.publish.confirm", "number", d.Number),
		Back:      ui.Act{Text: v.T("plan.publish.leave"), Href: v.Href(workingPath(text.Plan.Slug)), Kind: ui.Quiet},
	}
	for _, l := range text.Plan.Levels {
		n := 0
		for _, node := range d.Tree.Nodes {
			if node.Level == l.Slug {
				n++
			}
		}
		p.Tally = append(p.Tally, ui.Count{Value: v.Loc.Number(int64(n)), Label: v.levels(l)})
	}
	p.Tally = append(p.Tally, ui.Count{Value: v.Loc.Number(int64(len(d.Tree.Indicators))), Label: v.T("plan.indicator.many")})
	p.Checks = v.checks(text)
	if err := Ready(d.Tree); err != nil {
		f := (&web.Form{}).State(err)
		p.Blocked = v.faultGrid(f.Faults)
		p.Blocked.Caption, p.Blocked.Note = v.T("plan.publish.blocked"), ""
	}
	return p
}

// checks are what the officer should know before publishing; none of them blocks.
func (w words) checks(text WorkingText) []ui.Mark {
	wordless, paraphrased, codeless := 0, 0, 0
	missing := map[kernel.Lang]int{}
	for _, n := range text.Draft.Tree.Nodes {
		if n.Text.Empty() {
			wordless++
		}
		if n.Paraphrase {
			paraphrased++
		}
		if level, _ := text.Plan.Levels.Get(n.Level); n.Code == "" && !level.Loose {
			codeless++
		}
		for _, lang := range text.Languages {
			if n.Text[lang].Text == "" {
				missing[lang]++
			}
		}
	}
	var marks []ui.Mark
	warn := func(n int, key string) {
		if n > 0 {
			marks = append(marks, ui.Mark{Text: w.T(key, "count", n), Kind: "warn", Tag: true})
		}
	}
	warn(wordless, "plan.publish.wordless")
	warn(paraphrased, "plan.publish.paraphrased")
	warn(codeless, "plan.publish.codeless")
	for _, lang := range text.Languages {
		if n := missing[lang]; n > 0 {
			marks = append(marks, ui.Mark{Text: w.T("plan.publish.language_missing", "count", n, "language", w.Loc.Language(lang)), Tag: true})
		}
	}
	if len(marks) == 0 {
		marks = []ui.Mark{{Text: w.T("plan.publish.whole"), Kind: "ok", Tag: true}}
	}
	return marks
}

func (s *Service) publishDraft(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	e, err := s.Publish(r.Context(), to, int64(f.Version()), audienceOf(f.Values.Get("audience")))
	if again(err) {
		return s.renderPublish(w, r, v, http.StatusUnprocessableEntity, f.State(err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.published")
	return web.Redirect(w, r, v, draftPath(to.Slug, e.Number))
}
