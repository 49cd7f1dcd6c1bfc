package plan

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// mountEditor registers what the editor of a working draft sends and asks, beside the forms of nodes.
func (s *Service) mountEditor(rt *web.Router) {
	const draft = "/plans/{slug}/draft"
	rt.Get("GET "+draft+"/changes", Edit, s.sendChanges)
	rt.Post("POST "+draft+"/presence", Edit, s.notePresence)
	rt.Post("POST "+draft+"/undo", Edit, s.undo)
	rt.Post("POST "+draft+"/nodes/{node}/text", Edit, s.reword)
	rt.Get("GET "+draft+"/nodes/{node}/split", Edit, s.showSplit)
	rt.Post("POST "+draft+"/nodes/{node}/split", Edit, s.splitNode)
	rt.Post("POST "+draft+"/nodes/{node}/merge", Edit, s.mergeNode)
	rt.Get("GET "+draft+"/nodes/{node}/history", Edit, s.showNodeHistory)
	rt.Post("POST "+draft+"/nodes/{node}/restore", Edit, s.restoreNode)
	rt.Get("GET "+draft+"/remarks", Edit, s.showRemarks)
	rt.Post("POST "+draft+"/remarks", Edit, s.addRemark)
	rt.Post("POST "+draft+"/remarks/{id}", Edit, s.resolveRemark)
	rt.Get("GET /plans/{slug}/nodes/{node}", Read, s.showNodeDrafts)
}

// outline is a working draft as the editor shows it: node by node, with what can be seen of each.
type outline struct {
	words

	text   WorkingText
	board  Board
	beside kernel.Lang // the second language, "" for none
	edits  bool
	wall   bool // for the projector
	path   string
}

// outlineRow is a node of the outline.
type outlineRow struct {
	ID, Href    string
	Level, Code string
	LevelSlug   string
	Depth       int
	Version     int64
	Texts       []wordingCell
	Marks       []ui.Mark
	Languages   string // in how many it is written
	Indicators  string
	Remarks     string
	RemarksHref string
	Words       string // for the filter, in lower case
}

// wordingCell is the text of a node in one language.
type wordingCell struct {
	Lang   kernel.Lang
	HTML   string
	Source string // the Markdown, where it is not what a reader sees
	Empty  bool
	Old    bool
	Draft  bool
}

func (o *outline) rows(wanted func(Node) bool) []outlineRow {
	t := o.text.Draft.Tree
	counts, depth := map[string]int{}, map[string]int{}
	for _, in := range t.Indicators {
		counts[in.Node]++
	}
	var all []outlineRow
	for _, n := range t.Nodes {
		if _, below := depth[n.Parent]; below {
			depth[n.ID] = depth[n.Parent] + 1
		} else {
			depth[n.ID] = 0
		}
		if wanted == nil || wanted(n) {
			all = append(all, o.row(n, depth[n.ID], counts[n.ID]))
		}
	}
	return all
}

func (o *outline) row(n Node, depth, indicators int) outlineRow {
	level, _ := o.text.Plan.Levels.Get(n.Level)
	r := outlineRow{
		ID: n.ID, Level: o.level(level), LevelSlug: n.Level, Code: n.Code, Depth: min(depth, 6), Version: n.Version,
		Texts: []wordingCell{o.cell(n, o.text.Lead)}, Languages: o.T("plan.editor.languages", "n", written(n.Text, o.text.Languages), "all", len(o.text.Languages)),
	}
	if o.edits {
		r.Href = o.path + "/nodes/" + n.ID
	}
	if o.beside != "" {
		r.Texts = append(r.Texts, o.cell(n, o.beside))
	}
	if n.Paraphrase {
		r.Marks = append(r.Marks, ui.Mark{Text: o.T("plan.node.paraphrase"), Kind: "para"})
	}
	if old := outdated(n.Text); len(old) > 0 {
		names := make([]string, len(old))
		for i, lang := range old {
			names[i] = o.Loc.Language(lang)
		}
		r.Marks = append(r.Marks, ui.Mark{Text: o.T("plan.editor.outdated", "languages", names), Kind: "draftt"})
	}
	if indicators > 0 {
		r.Indicators = o.T("plan.editor.indicators", "count", indicators)
	}
	if open := o.board.Open[n.ID]; open > 0 {
		r.Remarks, r.RemarksHref = o.T("plan.editor.remarks", "count", open), o.path+"/remarks?node="+n.ID
	}
	return r
}

// outdated are the languages whose text is made from an earlier one.
func outdated(t kernel.Text) []kernel.Lang {
	return slices.DeleteFunc(langs(t), func(lang kernel.Lang) bool { return t[lang].State != kernel.Outdated })
}

func (o *outline) cell(n Node, lang kernel.Lang) wordingCell {
	w := n.Text[lang]
	c := wordingCell{Lang: lang, Empty: w.Text == "", Old: w.State == kernel.Outdated, Draft: w.State == kernel.DraftText}
	if c.Empty {
		return c
	}
	d := markup.Parse(w.Text)
	c.HTML = d.HTML()
	if len(d) != 1 || d[0].Kind != markup.Paragraph || d[0].Text() != w.Text || strings.Contains(w.Text, "\n") {
		c.Source = w.Text
	}
	return c
}

// has says that a node's code or any of its texts holds the words.
func has(n Node, find string) bool {
	find = strings.ToLower(find)
	if strings.Contains(strings.ToLower(n.Code), find) {
		return true
	}
	for _, w := range n.Text {
		if strings.Contains(strings.ToLower(w.Text), find) {
			return true
		}
	}
	return false
}

// editorPage is the working draft with all that can be done to it.
type editorPage struct {
	Page    ui.Page
	Head    ui.Head
	Status  []ui.Fact
	Address string // of the draft, with language
	Draft   kernel.ID
	Version int64
	Lead    kernel.Lang
	Beside  kernel.Lang
	Wall    bool
	Edits   bool
	Rows    []outlineRow
	Nodes   int    // in the draft
	Find    string // what was looked for
	Besides []ui.Option
	Columns []string // the languages side by side, the authoritative one first
	Levels  []ui.Option
	Tops    []ui.Act
	Order   string
	Undo    string
	More    []ui.Link
	Present []presence
	Keys    [][2]string
	Words   [][2]string // that the script says
}

// presence is somebody at a node, in the reader's words.
type presence struct {
	Window string `json:"window"`
	Node   string `json:"node"`
	Who    string `json:"who"`
	Says   string `json:"says"`
	Since  int64  `json:"since"`
}

func (o *outline) present() []presence {
	all := []presence{}
	for _, p := range o.board.Present {
		who := o.board.Names[p.Actor]
		if who == "" {
			who = o.holder(p.Role, p.Country)
		}
		all = append(all, presence{string(p.Window), p.Node, who, o.T("plan.editor.is_here", "who", who), p.Since.UnixMicro()})
	}
	return all
}

// holder is what somebody is, in words.
func (w words) holder(role kernel.Role, country kernel.Country) string {
	switch {
	case role == "":
		return w.T("plan.history.program")
	case country == "":
		return w.Loc.Role(role)
	}
	return w.T("plan.editor.office", "role", role, "country", country)
}

// who is somebody in words: by name where that is known to the reader, else by office.
func (w words) who(name string, role kernel.Role, country kernel.Country) string {
	if name != "" {
		return name
	}
	return w.holder(role, country)
}

func (s *Service) newOutline(ctx context.Context, v *web.View, text WorkingText) (*outline, error) {
	board, err := s.Board(ctx, v.Actor, text)
	o := &outline{words: words{v}, text: text, board: board, wall: v.Query.Get("view") == "wall", path: v.Href(workingPath(text.Plan.Slug))}
	o.edits = !o.wall && v.Can(Edit, text.Draft.resource())
	o.beside = besideOf(v, text)
	return o, err
}

// besideOf is the second language that was asked for.
func besideOf(v *web.View, text WorkingText) kernel.Lang {
	lang := kernel.Lang(v.Query.Get("beside"))
	if lang == text.Lead || !slices.Contains(text.Languages, lang) {
		return ""
	}
	return lang
}

func (o *outline) page() editorPage {
	slug, d := o.text.Plan.Slug, o.text.Draft
	p := editorPage{
		Page: ui.Page{Title: o.T("plan.working.title"), Wide: true, Private: true},
		Head: workHead(o.words, o.text.Plan, o.T("plan.working.heading", "plan", o.text.Plan.Short, "number", d.Number),
			o.T("plan.working.lead", "count", len(d.Tree.Nodes), "indicators", len(d.Tree.Indicators))),
		Status: []ui.Fact{
			{Term: o.T("plan.drafts.audience"), Value: ui.Shown(o.audience(d.Audience))},
			{Term: o.T("plan.working.changed"), Value: ui.Shown(o.Time(d.Changed))},
		},
		Address: o.path, Draft: d.ID, Version: d.Version, Lead: o.text.Lead, Beside: o.beside, Wall: o.wall, Edits: o.edits,
		Nodes: len(d.Tree.Nodes), Find: o.Query.Get("q"), Present: o.present(),
		Columns: []string{o.T("plan.editor.authoritative", "language", o.Loc.Language(o.text.Lead))},
	}
	if p.Find != "" {
		p.Rows = o.rows(func(n Node) bool { return has(n, p.Find) })
	} else {
		p.Rows = o.rows(nil)
	}
	if o.beside != "" {
		p.Columns = append(p.Columns, o.Loc.Language(o.beside))
	}
	for _, f := range []string{FormatWord, FormatWorkbook, FormatJSON, FormatMarkdown} {
		p.Page.Formats = append(p.Page.Formats, ui.Format{Name: o.T("plan.format." + f), Href: o.path + "." + f})
	}
	p.Besides = []ui.Option{{Text: o.T("plan.editor.beside_none")}}
	for _, lang := range o.text.Languages {
		if lang != o.text.Lead {
			p.Besides = append(p.Besides, ui.Option{Value: string(lang), Text: o.Loc.Language(lang)})
		}
	}
	open := 0
	for _, n := range o.board.Open {
		open += n
	}
	p.More = []ui.Link{
		{Text: o.T("plan.remark.open", "count", open), Href: o.path + "/remarks"},
		{Text: o.T("plan.editor.wall"), Href: o.path + "?" + url.Values{"view": {"wall"}, "beside": {string(o.beside)}}.Encode()},
	}
	if o.edits {
		p.withActs(o.words, o.text)
		p.Undo, p.Keys, p.Words = workingPath(slug)+"/undo", o.keys(), o.says()
	}
	return p
}

// withActs adds what those who write the draft can do.
func (p *editorPage) withActs(v words, text WorkingText) {
	slug := text.Plan.Slug
	p.Order = workingPath(slug) + "/order"
	if v.Can(Publish, text.Draft.resource()) {
		p.Head.Acts = append(p.Head.Acts, ui.Act{Text: v.T("plan.publish.act"), Href: v.Href(publishPath(slug))})
	}
	p.Head.Acts = append(p.Head.Acts,
		ui.Act{Text: v.T("plan.import.act"), Href: v.Href(importPath(slug)), Kind: ui.Second},
		ui.Act{Text: v.T("plan.word.act"), Href: v.Href(wordPath(slug)), Kind: ui.Second},
		ui.Act{Text: v.T("plan.proposal.crumb"), Href: v.Href(proposalsPath(slug)), Kind: ui.Second},
		ui.Act{Text: v.T("plan.draft_readers.act"), Href: v.Href(draftReadersPath(slug)), Kind: ui.Second})
	if v.Can(Discard, text.Draft.resource()) {
		p.Head.Acts = append(p.Head.Acts, ui.Act{Text: v.T("plan.discard.act"), Href: v.Href(discardPath(slug)), Kind: ui.Quiet})
	}
	for _, l := range text.Plan.Levels.Below("") {
		p.Tops = append(p.Tops, ui.Act{Text: v.T("plan.working.add_top", "level", l.Name), Href: v.Href(newNodePath(slug, "", l.Slug)), Kind: ui.Second, Small: true})
	}
}

// keys is the map of the keyboard.
func (w words) keys() [][2]string {
	all := [][2]string{}
	for _, k := range []struct{ press, does string }{
		{"↑ ↓", "walk"}, {"← →", "fold"}, {"Enter", "edit"}, {"Esc", "leave"}, {"Ctrl+Enter", "add"}, {"Alt+↑ Alt+↓", "move"},
		{"Alt+← Alt+→", "shift"}, {"Alt+Enter", "split"}, {"Alt+Backspace", "merge"}, {"Ctrl+Z", "undo"}, {"Ctrl+Shift+Z", "redo"},
		{"/", "find"}, {"?", "help"},
	} {
		all = append(all, [2]string{k.press, w.T("plan.editor.key." + k.does)})
	}
	return all
}

// says are the words of the script.
func (w words) says() [][2]string {
	all := [][2]string{}
	for _, word := range []string{
		"saving", "saved", "unsaved_line", "unsaved_person", "unsaved_other", "kept_title", "kept_words", "kept_take", "kept_drop",
		"both_title", "both_words", "both_mine", "both_theirs", "both_third", "both_keep_mine", "both_keep_theirs", "both_keep_third", "both_redline", "both_gone",
		"ended", "fold", "unfold", "found", "text_label",
	} {
		all = append(all, [2]string{word, w.T("plan.editor."+word, "time", "{time}", "count", "{count}", "node", "{node}", "language", "{language}")}) // the script fills them in
	}
	return append(all, [2]string{"not_found", w.T("plan.node.not_found")})
}

// showWorking answers with the working draft: the editor, or the form that begins one.
func (s *Service) showWorking(w http.ResponseWriter, r *http.Request, v *web.View) error {
	reading, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if reading.Working == nil {
		if err := s.walk.Access.Check(v.Actor, Edit, reading.Plan.resource()); err != nil {
			return err
		}
		return s.renderBegin(w, r, v, reading, http.StatusOK, web.NewState("audience", string(kernel.ToOffice)))
	}
	text, err := s.Working(r.Context(), v.Actor, reading.Plan.Slug)
	if err != nil {
		return err
	}
	if format := web.Format(r); format != "" {
		return s.sendWorking(w, r, v, text, format)
	}
	o, err := s.newOutline(r.Context(), v, text)
	if err != nil {
		return err
	}
	p := o.page()
	p.Head.Acts = append(p.Head.Acts, words{v}.sinceActs(reading, Which{Kind: Working})...)
	return web.Render(w, r, v, http.StatusOK, editorView(v, p))
}

// changesBody is what the editor asks for again and again.
type changesBody struct {
	Version int64             `json:"version"`
	Rows    []rowBody         `json:"rows"`
	Removed []string          `json:"removed"`
	Order   []string          `json:"order,omitempty"` // every node, when entries came, went or moved
	Open    map[string]string `json:"open"`
	Present []presence        `json:"present"`
}

type rowBody struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

func (s *Service) sendChanges(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f := web.Form{Values: r.URL.Query()}
	since, draft := int64(f.Int("since")), f.ID("draft")
	if err := f.Err(); err != nil {
		return err
	}
	c, err := s.ChangesSince(r.Context(), v.Actor, r.PathValue("slug"), draft, since)
	if err != nil {
		return err
	}
	o := &outline{words: words{v}, text: c.Text, board: c.Board, wall: v.Query.Get("view") == "wall", path: v.Href(workingPath(c.Text.Plan.Slug))}
	o.edits, o.beside = !o.wall && v.Can(Edit, c.Text.Draft.resource()), besideOf(v, c.Text)
	body := changesBody{Version: c.Text.Draft.Version, Rows: []rowBody{}, Removed: []string{}, Open: map[string]string{}, Present: o.present()}
	for id, n := range c.Board.Open {
		body.Open[id] = v.T("plan.editor.remarks", "count", n)
	}
	for _, row := range o.rows(func(n Node) bool { return c.Touched[n.ID] }) {
		var b bytes.Buffer
		if err := rowView(v, row).Render(r.Context(), &b); err != nil {
			return fault.Wrap(fault.Internal, err, "fault.internal")
		}
		body.Rows = append(body.Rows, rowBody{row.ID, b.String()})
	}
	for id := range c.Touched {
		if c.Text.Draft.Tree.Index(id) < 0 {
			body.Removed = append(body.Removed, id)
		}
	}
	if c.Ordered {
		for _, n := range c.Text.Draft.Tree.Nodes {
			body.Order = append(body.Order, n.ID)
		}
	}
	sendJSON(w, http.StatusOK, body)
	return nil
}

func (s *Service) notePresence(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	window, node := f.ID("window"), f.Text("node")
	if window == "" || len(node) > 64 {
		f.Fault("window", "web.form.required")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if f.Bool("leave") {
		err = s.Leave(r.Context(), v.Actor, r.PathValue("slug"), window)
	} else {
		err = s.Enter(r.Context(), v.Actor, r.PathValue("slug"), window, node)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// sourceAttr carries the Markdown of a text that is not what a reader sees.
func sourceAttr(c wordingCell) templ.Attributes {
	if c.Source == "" {
		return nil
	}
	return templ.Attributes{"data-source": c.Source}
}
