package plan

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// byScript says that a request comes from the editor's script, which is answered in JSON and asks for the changes itself.
func byScript(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

func sendJSON(w http.ResponseWriter, status int, body any) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) //nolint:errchkjson // a reader that went away is no fault of ours
}

// done answers a form that was taken: the script with the node to go to, anybody else with a page.
func done(w http.ResponseWriter, r *http.Request, v *web.View, node, flash, path string) error {
	if byScript(r) {
		sendJSON(w, http.StatusOK, map[string]string{"node": node, "says": v.T(flash)})
		return nil
	}
	web.SetFlash(w, flash)
	return web.Redirect(w, r, v, path)
}

// undo takes back the reader's last change, or the last undo.
func (s *Service) undo(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	flash, take := "plan.flash.undone", s.Undo
	if f.Choice("how", "undo", "redo") == "redo" {
		flash, take = "plan.flash.redone", s.Redo
	}
	if err := f.Err(); err != nil {
		return err
	}
	u, err := take(r.Context(), to)
	if err != nil {
		return err
	}
	node := ""
	if len(u.Nodes) == 1 {
		node = u.Nodes[0]
	}
	return done(w, r, v, node, flash, workingPath(to.Slug))
}

// bothTexts is a node that somebody else changed meanwhile: in each language what stands there, and how the writer's text
// differs from it.
type bothTexts struct {
	Node    string              `json:"node"`
	Version int64               `json:"version"`
	Texts   map[string]bothText `json:"texts"`
}

type bothText struct {
	Saved   string `json:"saved"`
	Redline string `json:"redline"` // from what is saved to what the writer has, as HTML
}

// reword saves what was typed in place. base_en is what the writer began from, text_en what it became.
func (s *Service) reword(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, err := s.editable(r.Context(), v, to.Slug)
	if err != nil {
		return err
	}
	base, given := texts(f, "base", text.Languages), texts(f, "text", text.Languages)
	if err := f.Err(); err != nil {
		return err
	}
	saved, err := s.Reword(r.Context(), to, r.PathValue("node"), base, given)
	if conflict, ok := errors.AsType[*fault.Error](err); ok && byScript(r) {
		if stored, ok := conflict.Detail.(Node); ok {
			sendJSON(w, http.StatusConflict, newBothTexts(v, stored, given))
			return nil
		}
	}
	if err != nil {
		return err
	}
	if byScript(r) {
		sendJSON(w, http.StatusOK, map[string]any{"node": saved.Node.ID, "version": saved.Version})
		return nil
	}
	web.SetFlash(w, "plan.flash.saved")
	return web.Redirect(w, r, v, nodePath(to.Slug, saved.Node.ID))
}

func newBothTexts(v *web.View, stored Node, given kernel.Text) bothTexts {
	b := bothTexts{Node: stored.ID, Version: stored.Version, Texts: map[string]bothText{}}
	for lang, w := range given {
		b.Texts[string(lang)] = bothText{stored.Text[lang].Text, changeHTML(v, stored.Text[lang].Text, w.Text)}
	}
	return b
}

// splitPage asks where the second part of a text begins.
type splitPage struct {
	Page  ui.Page
	Head  ui.Head
	Form  ui.FormOf
	Texts []ui.Field
	Back  ui.Act
}

// splitMark is what is written where a text is to be cut.
const splitMark = "==="

func (s *Service) showSplit(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, n, err := s.node(r, v)
	if err != nil {
		return err
	}
	state := web.NewState()
	for lang, words := range n.Text {
		state.Values.Set("cut_"+string(lang), words.Text)
	}
	return web.Render(w, r, v, http.StatusOK, splitView(v, newSplitPage(words{v}, text, n, state)))
}

func newSplitPage(v words, text WorkingText, n Node, state web.FormState) splitPage {
	title := v.T("plan.split.title", "node", v.name(n))
	p := splitPage{
		Page: ui.Page{Title: title, Private: true}, Head: workHead(v, text.Plan, title, v.T("plan.split.lead", "mark", splitMark), ui.Link{Text: v.T("plan.split.act")}),
		Form: ui.FormOf{Action: nodePath(text.Plan.Slug, n.ID) + "/split", Version: int(n.Version), State: state},
		Back: ui.Act{Text: v.T("plan.split.leave"), Href: v.Href(nodePath(text.Plan.Slug, n.ID)), Kind: ui.Quiet},
	}
	for _, lang := range using(text.Languages, n.Text) {
		if n.Text[lang].Text != "" {
			p.Texts = append(p.Texts, ui.Field{Name: "cut_" + string(lang), Label: v.fieldLabel("text_" + string(lang)), Lang: string(lang), Rows: 6})
		}
	}
	return p
}

// splitNode cuts a node: the script says behind how many characters, a form by the mark in the text.
func (s *Service) splitNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, n, err := s.node(r, v)
	if err != nil {
		return err
	}
	at := map[kernel.Lang]int{}
	for lang, w := range n.Text {
		if _, sent := f.Values["at_"+string(lang)]; sent {
			at[lang] = f.Int("at_" + string(lang))
		} else if _, sent := f.Values["cut_"+string(lang)]; sent {
			markedAt(f, lang, w.Text, at)
		}
	}
	var parts SplitParts
	if err = f.Err(); err == nil {
		parts, err = s.SplitNode(r.Context(), to, n.ID, int64(f.Version()), at)
	}
	if again(err) && !byScript(r) {
		return web.Render(w, r, v, http.StatusUnprocessableEntity, splitView(v, newSplitPage(words{v}, text, n, f.State(asCuts(err)))))
	}
	if err != nil {
		return err
	}
	return done(w, r, v, parts.Second.Node.ID, "plan.flash.split", nodePath(to.Slug, parts.Second.Node.ID))
}

// markedAt finds the mark in a text that is otherwise the stored one, and notes the place in that.
func markedAt(f *web.Form, lang kernel.Lang, stored string, at map[kernel.Lang]int) {
	field := "cut_" + string(lang)
	given := f.Text(field)
	before, after, marked := strings.Cut(given, splitMark)
	switch {
	case unspaced(strings.Replace(given, splitMark, "", 1)) != unspaced(stored) && unspaced(given) != unspaced(stored):
		f.Fault(field, "plan.fault.split_text")
	case unspaced(given) == unspaced(stored):
	case marked && strings.Contains(after, splitMark):
		f.Fault(field, "plan.fault.split_text")
	default:
		left, n := len([]rune(unspaced(before))), 0
		for _, c := range stored {
			if left == 0 {
				break
			}
			if !unicode.IsSpace(c) {
				left--
			}
			n++
		}
		at[lang] = n
	}
}

// asCuts puts faults of places beside the fields of the form.
func asCuts(err error) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	moved := *e
	moved.Fields = slices.Clone(e.Fields)
	for i := range moved.Fields {
		moved.Fields[i].Path = strings.Replace(moved.Fields[i].Path, "at_", "cut_", 1)
	}
	return &moved
}

// mergeNode puts a node behind another, or behind the one before it when none is named.
func (s *Service) mergeNode(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	text, n, err := s.node(r, v)
	if err != nil {
		return err
	}
	into := f.Text("into")
	if into == "" {
		into = text.Draft.Tree.before(n.ID)
	}
	if into == "" {
		return fault.New(fault.Invalid, "plan.fault.merge_none")
	}
	saved, err := s.MergeNode(r.Context(), to, n.ID, int64(f.Version()), into)
	if err != nil {
		return err
	}
	return done(w, r, v, saved.Node.ID, "plan.flash.merged", nodePath(to.Slug, saved.Node.ID))
}
