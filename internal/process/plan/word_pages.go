package plan

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// FormatWord is a Word document: a suffix of addresses.
const FormatWord = "docx"

const wordMedia = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

func wordPath(slug string) string      { return workingPath(slug) + "/word" }
func proposalsPath(slug string) string { return workingPath(slug) + "/proposals" }
func proposalPath(slug string, id kernel.ID) string {
	return proposalsPath(slug) + "/" + string(id)
}

const templatePath = "/plans/word-template"

// mountWord registers what goes out and comes back as Word files.
func (s *Service) mountWord(rt *web.Router) {
	const draft = "/plans/{slug}/draft"
	limit := web.MaxBody(docx.MaxFile + 1<<20)
	rt.Get("GET "+draft+"/word", Review, s.showWord)
	rt.Post("POST "+draft+"/word", Review, s.lookAtWord, limit)
	rt.Get("GET "+draft+"/word/{id}", Review, s.showLookedAt)
	rt.Post("POST "+draft+"/word/{id}", Review, s.takeWord)
	rt.Get("GET "+draft+"/proposals", Review, s.showProposals)
	rt.Post("POST "+draft+"/proposals", Review, s.decideAll)
	rt.Get("GET "+draft+"/proposals/{id}", Review, s.showProposal)
	rt.Post("POST "+draft+"/proposals/{id}", Review, s.decideOne)
	rt.Get("GET "+templatePath, SetTemplate, s.showTemplate)
	rt.Post("POST "+templatePath, SetTemplate, s.setTemplate, limit)
	rt.Post("POST "+templatePath+"/remove", SetTemplate, s.removeTemplate)
}

// localeOf is the words of the site in a language, where it is offered, else in the reader's.
func localeOf(v *web.View, lang kernel.Lang) *i18n.Locale {
	for _, l := range v.Languages {
		if l.Lang() == lang {
			return l
		}
	}
	return v.Loc
}

// sendWord answers with a text as a Word document, in the language that the address asks for or the reader's, or in two
// side by side.
func (s *Service) sendWord(w http.ResponseWriter, r *http.Request, v *web.View, x Export, name string) error {
	lang, beside, err := wordLanguages(v, x.Languages, x.Lead)
	if err != nil {
		return err
	}
	c := wordCopy{doc: x.Document, draft: wordDraft(x.Document), lang: lang, beside: beside, loc: localeOf(v, lang), address: v.Site.Address + v.Href(v.Path)}
	if x.Raw != nil {
		c.hash = Hash(x.Raw)
	}
	c.notes = facesOf(c.loc, x.Document)
	if at := x.Document.At(); !at.IsZero() {
		c.when = c.loc.T("plan.fact.published") + ": " + c.loc.Time(at, v.Zone)
	}
	return s.sendDocument(w, r, v, c.document(), name)
}

// sendWorking answers with a working draft in another form.
func (s *Service) sendWorking(w http.ResponseWriter, r *http.Request, v *web.View, text WorkingText, format string) error {
	name := text.Plan.Slug + "-working-draft"
	if format == FormatWord {
		return s.sendWord(w, r, v, ExportWorking(text), name)
	}
	return send(w, r, v, ExportWorking(text), name, format)
}

// wordLanguages are those of a document: ?lang= and ?beside=.
func wordLanguages(v *web.View, languages []kernel.Lang, lead kernel.Lang) (lang, beside kernel.Lang, err error) {
	lang, beside = kernel.Lang(v.Query.Get("lang")), kernel.Lang(v.Query.Get("beside"))
	if lang == "" {
		lang = v.Lang
		if !slices.Contains(languages, lang) {
			lang = lead
		}
	}
	if !slices.Contains(languages, lang) || beside != "" && !slices.Contains(languages, beside) || beside == lang {
		return "", "", fault.New(fault.NotFound, "fault.not_found")
	}
	return lang, beside, nil
}

// wordDraft is how a document's property names the draft.
func wordDraft(d Document) string {
	if d.Kind == Draft {
		return strconv.Itoa(d.Number)
	}
	return string(d.Kind)
}

// facesOf is what a document says on its face that it is.
func facesOf(l *i18n.Locale, d Document) []string {
	switch {
	case d.Kind == Working:
		return []string{l.T("plan.word.face_working")}
	case d.Kind == Discarded:
		return []string{l.T("plan.word.face_discarded")}
	case d.Kind == Draft:
		return []string{l.T("plan.notice.draft")}
	case d.Known != nil && !d.Known.Complete && len(d.Nodes) > 0:
		return []string{l.T("plan.notice.not_adopted")}
	}
	return nil
}

// sendDocument answers with a Word document on the secretariat's template.
func (s *Service) sendDocument(w http.ResponseWriter, r *http.Request, v *web.View, d *docx.Document, name string) error {
	template, err := s.wordTemplate(r.Context())
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := docx.Write(&body, d, template); err != nil {
		return err
	}
	late := &lateHeaders{ResponseWriter: w, media: wordMedia, file: name + "." + FormatWord, private: v.Actor.SignedIn()}
	late.set()
	web.Send(w, r, body.Bytes())
	return nil
}

// wordPage asks for a file, or tells what a file proposes.
type wordPage struct {
	Page    ui.Page
	Head    ui.Head
	Form    ui.FormOf
	Files   []ui.Act // to send out
	Preview *wordPreview
}

// wordPreview is what a file would bring.
type wordPreview struct {
	Tally   []ui.Count
	Notices []notice
	Authors *ui.Grid
	Items   []proposalItem
	Nodes   []ui.Option
	Beside  *ui.Grid
	Look    *ui.Grid // only looks
	Back    ui.Act
	Taken   bool
}

func (s *Service) showWord(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.reviewed(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, wordView(v, newWordPage(words{v}, text, web.FormState{})))
}

func newWordPage(v words, text WorkingText, state web.FormState) wordPage {
	slug := text.Plan.Slug
	p := wordPage{
		Page: ui.Page{Title: v.T("plan.word.title"), Private: true},
		Head: workHead(v, text.Plan, v.T("plan.word.title"), v.T("plan.word.lead"), ui.Link{Text: v.T("plan.word.act")}),
		Form: ui.FormOf{Action: wordPath(slug), State: state, Files: true},
	}
	for _, lang := range text.Languages {
		p.Files = append(p.Files, ui.Act{
			Text: v.T("plan.word.send", "language", v.Loc.Language(lang)), Href: v.Href(workingPath(slug)) + ".docx?lang=" + string(lang),
			Kind: ui.Second, Small: true, Download: true,
		})
	}
	return p
}

func (s *Service) lookAtWord(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.reviewed(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	f, content, err := readWordUpload(r)
	if err != nil {
		return err
	}
	submission, err := f.Submission()
	if err != nil {
		return err
	}
	if len(content) == 0 {
		f.Fault("file", "plan.import.no_file")
		err = f.Err()
	} else {
		var p WordPreview
		p, err = s.LookAtWord(r.Context(), To{Actor: v.Actor, Submission: submission, Slug: text.Plan.Slug}, content, f.Bool("insist"))
		if err == nil {
			return web.Redirect(w, r, v, wordPath(text.Plan.Slug)+"/"+string(p.ID))
		}
	}
	if !again(err) && !fault.Is(err, fault.TooLarge) {
		return err
	}
	state := fileState(f, err)
	return web.Render(w, r, v, fault.KindOf(err).Status(), wordView(v, newWordPage(words{v}, text, state)))
}

// readWordUpload reads a form with one Word file.
func readWordUpload(r *http.Request) (f *web.Form, content []byte, err error) {
	f, err = web.ReadUpload(r, func(_ *web.Form, _, _ string, file io.Reader) (err error) {
		content, err = io.ReadAll(io.LimitReader(file, docx.MaxFile+1))
		return err
	})
	return f, content, err
}

// fileState is a form whose file was refused.
func fileState(f *web.Form, err error) web.FormState {
	state := f.State(err)
	if len(state.Faults) == 1 && state.Faults[0].Path == "" {
		state.Faults[0].Path = "file"
	}
	return state
}

func (s *Service) showLookedAt(w http.ResponseWriter, r *http.Request, view *web.View) error {
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	slug := r.PathValue("slug")
	p, err := s.LookedAt(r.Context(), view.Actor, slug, id)
	if err != nil {
		return err
	}
	text, err := s.reviewed(r.Context(), view.Actor, slug)
	if err != nil {
		return err
	}
	v := words{view}
	page := wordPage{
		Page: ui.Page{Title: v.T("plan.word.preview"), Private: true, Wide: true},
		Head: workHead(v, text.Plan, v.T("plan.word.preview"), v.T("plan.word.preview_lead", "count", len(p.Reading.Proposals)),
			ui.Link{Text: v.T("plan.word.act"), Href: v.Href(wordPath(slug))}, ui.Link{Text: v.T("plan.preview.crumb")}),
		Form:    ui.FormOf{Action: wordPath(slug) + "/" + string(id)},
		Preview: v.wordPreview(text, p),
	}
	return web.Render(w, r, view, http.StatusOK, wordView(view, page))
}

func (w words) wordPreview(text WorkingText, p WordPreview) *wordPreview {
	r := p.Reading
	out := &wordPreview{
		Tally: []ui.Count{
			{Value: w.Loc.Number(int64(len(r.Proposals))), Label: w.T("plan.proposal.many")},
			{Value: w.Loc.Number(int64(r.Nodes)), Label: w.T("plan.word.recognised")},
			{Value: w.Loc.Number(int64(r.ByCode)), Label: w.T("plan.word.by_code")},
			{Value: w.Loc.Number(int64(r.ByLikeness)), Label: w.T("plan.word.by_likeness")},
		},
		Notices: w.wordNotices(p),
		Back:    ui.Act{Text: w.T("plan.preview.leave"), Href: w.Href(workingPath(text.Plan.Slug)), Kind: ui.Quiet},
		Taken:   p.Again != nil,
	}
	if len(r.Authors) > 0 {
		out.Authors = &ui.Grid{Caption: w.T("plan.word.authors"), Columns: []ui.Column{{Title: w.T("plan.proposal.author")}, {Title: w.T("plan.proposal.many"), Number: true}}}
		for _, a := range r.Authors {
			out.Authors.Rows = append(out.Authors.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Shown(w.author(a.Author))}, {Text: ui.Shown(w.Loc.Number(int64(a.Count)))}}})
		}
	}
	for i, one := range r.Proposals {
		item := w.proposalItem(text.Plan, text.Draft.Tree, one)
		item.Index = strconv.Itoa(i)
		item.Asks = one.Kind == ProposeAdd
		item.Places = one.Node == ""
		out.Items = append(out.Items, item)
		if item.Places && out.Nodes == nil {
			out.Nodes = w.nodeOptions(text.Draft.Tree)
		}
	}
	out.Beside, out.Look = w.besideGrids(r.Beside)
	return out
}

func (w words) wordNotices(p WordPreview) []notice {
	var all []notice
	if p.Again != nil {
		all = append(all, notice{Kind: "warn", Title: w.T("plan.word.again"), Words: ui.Shown(w.T("plan.word.again_words", "time", w.Time(*p.Again)))})
	}
	if p.Reading.Other {
		all = append(all, notice{Kind: "warn", Title: w.T("plan.word.other"), Words: ui.Shown(w.T("plan.word.other_words"))})
	}
	if n := len(p.Reading.NotFound); n > 0 {
		all = append(all, notice{Kind: "info", Title: w.T("plan.word.not_found", "count", n), Words: ui.Shown(w.T("plan.word.not_found_words"))})
	}
	if len(p.Reading.Proposals) == 0 {
		all = append(all, notice{Kind: "info", Title: w.T("plan.word.nothing"), Words: ui.Shown(w.T("plan.word.nothing_words"))})
	}
	return all
}

// nodeOptions are the nodes of a plan to choose from.
func (w words) nodeOptions(t Tree) []ui.Option {
	options := []ui.Option{{Text: w.T("plan.word.not_placed")}}
	for _, n := range t.Nodes {
		options = append(options, ui.Option{Value: n.ID, Text: w.shortName(t, n)})
	}
	return options
}

// besideGrids list what a file holds beside proposals: what says something, and what only looks.
func (w words) besideGrids(all []WordBeside) (says, looks *ui.Grid) {
	for _, b := range all {
		g := &says
		if b.Cosmetic {
			g = &looks
		}
		if *g == nil {
			title := "plan.word.beside"
			if b.Cosmetic {
				title = "plan.word.looks"
			}
			*g = &ui.Grid{Caption: w.T(title), Columns: []ui.Column{
				{Title: w.T("plan.word.beside_what")}, {Title: w.T("plan.word.beside_text")}, {Title: w.T("plan.word.beside_where")}, {Title: w.T("plan.word.beside_count"), Number: true},
			}}
		}
		(*g).Rows = append((*g).Rows, ui.Row{Cells: []ui.Cell{
			{Text: ui.Shown(w.T("plan.word.beside." + b.What)), Note: b.Name}, {Text: ui.Shown(b.Text)}, {Text: ui.Shown(b.Where)}, {Text: ui.Shown(w.Loc.Number(int64(b.Count)))},
		}})
	}
	return says, looks
}

func (s *Service) takeWord(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p, err := s.LookedAt(r.Context(), v.Actor, to.Slug, id)
	if err != nil {
		return err
	}
	var choices []WordChoice
	for i := range p.Reading.Proposals {
		n := strconv.Itoa(i)
		if as, node := f.Values.Get("as_"+n), f.Values.Get("node_"+n); as != "" || node != "" {
			choices = append(choices, WordChoice{Index: i, As: as, Node: node})
		}
	}
	if _, err := s.TakeWord(r.Context(), to, id, choices); err != nil {
		return err
	}
	web.SetFlash(w, "plan.word.flash_taken")
	return web.Redirect(w, r, v, proposalsPath(to.Slug))
}

// templatePage is the secretariat's template for Word files.
type templatePage struct {
	Page   ui.Page
	Head   ui.Head
	Form   ui.FormOf
	Facts  []ui.Fact
	Remove string
}

func (s *Service) showTemplate(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if format := web.Format(r); format == FormatWord {
		content, err := s.TemplateFile(r.Context(), v.Actor)
		if err != nil {
			return err
		}
		late := &lateHeaders{ResponseWriter: w, media: wordMedia, file: "template.docx", private: true}
		late.set()
		web.Send(w, r, content)
		return nil
	}
	return s.renderTemplate(w, r, v, http.StatusOK, web.FormState{})
}

func (s *Service) renderTemplate(w http.ResponseWriter, r *http.Request, view *web.View, status int, state web.FormState) error {
	t, err := s.TemplateNow(r.Context(), view.Actor)
	if err != nil {
		return err
	}
	v := words{view}
	p := templatePage{
		Page: ui.Page{Title: v.T("plan.word.template"), Private: true},
		Head: ui.Head{
			Crumbs: crumbs(v, nil, ui.Link{Text: v.T("plan.word.template")}), Title: ui.Shown(v.T("plan.word.template")), Lead: ui.Shown(v.T("plan.word.template_lead")),
		},
		Form: ui.FormOf{Action: templatePath, State: state, Files: true},
	}
	if t.Version > 0 {
		p.Facts = []ui.Fact{
			{Term: v.T("plan.word.template_at"), Value: ui.Shown(v.Time(t.At))},
			{Term: v.T("plan.word.template_size"), Value: ui.Shown(v.Loc.Bytes(t.Size)), Href: v.Href(templatePath) + ".docx"},
			{Term: v.T("plan.drafts.hash"), Body: hashView(t.SHA256)},
		}
		p.Remove = templatePath + "/remove"
	}
	return web.Render(w, r, view, status, templateView(view, p))
}

func (s *Service) setTemplate(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.walk.Access.Check(v.Actor, SetTemplate, templateResource); err != nil {
		return err
	}
	f, content, err := readWordUpload(r)
	if err != nil {
		return err
	}
	submission, err := f.Submission()
	if err != nil {
		return err
	}
	if len(content) == 0 {
		f.Fault("file", "plan.import.no_file")
		err = f.Err()
	} else {
		_, err = s.SetTemplate(r.Context(), v.Actor, submission, content)
	}
	if again(err) || fault.Is(err, fault.TooLarge) {
		return s.renderTemplate(w, r, v, fault.KindOf(err).Status(), fileState(f, err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "plan.word.flash_template")
	return web.Redirect(w, r, v, templatePath)
}

func (s *Service) removeTemplate(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	submission, err := f.Submission()
	if err != nil {
		return err
	}
	if _, err := s.RemoveTemplate(r.Context(), v.Actor, submission); err != nil {
		return err
	}
	web.SetFlash(w, "plan.word.flash_template_gone")
	return web.Redirect(w, r, v, templatePath)
}
