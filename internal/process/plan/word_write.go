package plan

import (
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/markup"
)

// wordCopy is what of a plan becomes a Word document.
type wordCopy struct {
	doc     Document
	draft   string       // as the property says it
	hash    string       // of the document's bytes
	address string       // where it is read
	lang    kernel.Lang  // of the text, where there are words in it
	beside  kernel.Lang  // "" for none
	loc     *i18n.Locale // of the words around the text
	when    string       // it was published or last changed, in words
	notes   []string     // on the face of it: what the text is
	how     string       // what to do with the file; "" asks to track changes
}

// wordFile writes a copy.
type wordFile struct {
	wordCopy
	wordBlocks

	body   []docx.Block
	seq    int // of the node
	fixed  int // of what we say
	cited  []kernel.Source
	number map[kernel.Source]int
}

// document is the copy as a Word document.
func (c wordCopy) document() *docx.Document {
	f := &wordFile{wordCopy: c, number: map[kernel.Source]int{}}
	f.cover()
	f.contents()
	t := c.doc.Tree()
	for i, n := range t.Nodes {
		f.seq = i
		f.node(t, n)
	}
	f.sources()
	return &docx.Document{Properties: f.properties(), Header: f.header(), Track: true, Body: f.body}
}

func (f *wordFile) properties() docx.Properties {
	title, _ := f.doc.Title.In(f.lang)
	p := docx.Properties{Title: title, Subject: f.name(), Author: f.loc.T("plan.word.office"), Language: string(f.lang), Created: f.doc.At()}
	for _, one := range []docx.Property{
		{Name: propPlan, Value: f.doc.Plan}, {Name: propDraft, Value: f.draft}, {Name: propLanguage, Value: string(f.lang)},
		{Name: propBeside, Value: string(f.beside)}, {Name: propHash, Value: f.hash}, {Name: propNodes, Value: printsOf(f.doc.Nodes)},
	} {
		if one.Value != "" {
			p.Custom = append(p.Custom, one)
		}
	}
	return p
}

// printsOf lists nodes in their order, as a property says it.
func printsOf(nodes []Node) string {
	prints := make([]string, len(nodes))
	for i, n := range nodes {
		prints[i] = nodePrint(n.ID)
	}
	return strings.Join(prints, " ")
}

// name is what the draft is called.
func (f *wordFile) name() string {
	switch f.doc.Kind {
	case Draft:
		return f.loc.T("plan.draft.number", "number", f.doc.Number)
	case Discarded:
		return f.loc.T("plan.discards.number", "number", f.doc.Number)
	case Record:
		return f.loc.T(stateKey(f.doc.State, f.doc.Basis))
	case Working:
	}
	return f.loc.T("plan.working.title")
}

func (f *wordFile) header() string {
	short, _ := f.doc.Short.In(f.lang)
	if short == "" {
		return f.name()
	}
	return f.loc.T("plan.when_where", "when", short, "where", f.name())
}

// say adds a paragraph of ours. It is marked, so that a change of it is known for what it is.
func (f *wordFile) say(p *docx.Paragraph) { f.body = append(f.body, f.ours(p)) }

func (f *wordFile) ours(p *docx.Paragraph) *docx.Paragraph {
	f.fixed++
	m := wordMark{part: partFixed, seq: f.fixed, node: nodePrint(""), print: textPrint(p.Text())}
	p.Inlines = slices.Concat([]docx.Inline{m.start()}, p.Inlines, []docx.Inline{m.end()})
	return p
}

func plainParagraph(style, words string) *docx.Paragraph {
	return &docx.Paragraph{Style: style, Inlines: []docx.Inline{&docx.Run{Text: words}}}
}

func lookParagraph(words string, look docx.Look) *docx.Paragraph {
	return &docx.Paragraph{Inlines: []docx.Inline{&docx.Run{Text: words, Look: look}}}
}

// cover is the first page: what this is, and on its face what it is not.
func (f *wordFile) cover() {
	title, lang := f.doc.Title.In(f.lang)
	f.say(&docx.Paragraph{Style: "Title", Inlines: []docx.Inline{&docx.Run{Text: title, Lang: string(lang)}}})
	short, _ := f.doc.Short.In(f.lang)
	if period := f.loc.Period(f.doc.Period); period != "" {
		short = strings.TrimSpace(f.loc.T("plan.when_where", "when", short, "where", period))
	}
	for _, line := range []string{short, f.name()} {
		if line != "" {
			f.say(plainParagraph("Subtitle", line))
		}
	}
	for _, note := range f.notes {
		f.say(lookParagraph(note, docx.Look{Bold: true}))
	}
	how := f.how
	if how == "" {
		how = f.loc.T("plan.word.how")
	}
	for _, line := range []string{f.when, f.languagesLine(), f.addressLine(), f.hashLine(), how} {
		if line != "" {
			f.say(plainParagraph("", line))
		}
	}
}

func (f *wordFile) addressLine() string {
	if f.address == "" {
		return ""
	}
	return f.loc.T("plan.word.read_at", "address", f.address)
}

func (f *wordFile) hashLine() string {
	if f.hash == "" || f.doc.Kind == Working {
		return ""
	}
	return f.loc.T("plan.word.hash", "hash", f.hash)
}

func (f *wordFile) languagesLine() string {
	if f.beside == "" {
		return f.loc.T("plan.word.language", "language", f.loc.Language(f.lang))
	}
	return f.loc.T("plan.word.two_languages", "language", f.loc.Language(f.lang), "beside", f.loc.Language(f.beside))
}

func (f *wordFile) contents() {
	levels := 0
	for _, l := range f.doc.Levels {
		levels = max(levels, f.doc.Levels.Depth(l.Slug)+1)
	}
	if len(f.doc.Nodes) == 0 || levels == 0 {
		return
	}
	f.say(&docx.Paragraph{Style: "TOC Heading", PageBreak: true, Inlines: []docx.Inline{&docx.Run{Text: f.loc.T("plan.word.contents")}}})
	f.body = append(f.body, &docx.Contents{Levels: min(levels, 3)})
}

// label is what a node is called before its words: "Outcome 4.1".
func (f *wordFile) label(t Tree, n Node) string {
	level, _ := t.Levels.Get(n.Level)
	name, _ := level.Name.In(f.lang)
	if name == "" {
		name = level.Slug
	}
	return strings.TrimSpace(name + " " + n.Code)
}

// labelEnd stands between a label and the words on one line.
const labelEnd = ": "

// headingDepth is the depth that the headings within a node's text stand below.
func headingDepth(t Tree, n Node) int {
	if d := t.Levels.Depth(n.Level); d >= 0 {
		return d + 1
	}
	return looseDepth
}

// longHeading is how many characters of text a heading takes in; a longer one stands below it.
const longHeading = 200

func (f *wordFile) node(t Tree, n Node) {
	depth := headingDepth(t, n)
	heading := &docx.Paragraph{PageBreak: f.seq == 0}
	label := &docx.Run{Text: f.label(t, n), Look: docx.Look{Bold: true}}
	if t.Levels.Depth(n.Level) >= 0 {
		heading.Style, label.Look = headingStyle(depth), docx.Look{}
	}
	m := wordMark{part: partLabel, seq: f.seq, node: nodePrint(n.ID), print: textPrint(label.Text), lang: markLang(f.lang)}
	heading.Inlines = []docx.Inline{m.start(), label, m.end()}
	f.body = append(f.body, heading)
	if f.beside != "" {
		f.columns(n, depth)
	} else {
		f.text(heading, n, depth)
	}
	f.about(t, n)
}

// text writes a node's words, the first of them beside the label where they are few.
func (f *wordFile) text(heading *docx.Paragraph, n Node, depth int) {
	words, lang := n.Text.In(f.lang)
	if words == "" {
		lang = f.lang
		f.missing(heading)
	}
	d := markup.Parse(words)
	blocks := f.blocks(d, f.runLang(lang), depth)
	m := f.textMark(n, lang, blocks, depth)
	if len(d) > 0 && joins(d[0], heading.Style != "") {
		heading.Inlines = append(heading.Inlines, &docx.Run{Text: labelEnd}, m.start())
		heading.Inlines = append(heading.Inlines, blocks[0].(*docx.Paragraph).Inlines...)
		blocks = blocks[1:]
	} else {
		heading.Inlines = append(heading.Inlines, m.start())
	}
	if len(blocks) == 0 {
		heading.Inlines = append(heading.Inlines, m.end())
		return
	}
	f.body = append(f.body, closed(blocks, m)...)
}

// runLang is the language of words that are not in the document's.
func (f *wordFile) runLang(lang kernel.Lang) string {
	if lang == f.lang {
		return ""
	}
	return string(lang)
}

// joins says that a text's first block stands on the line of its label.
func joins(b markup.Block, heading bool) bool {
	if b.Kind != markup.Paragraph || b.Quote > 0 || b.Continued {
		return false
	}
	return !heading || len([]rune(b.Text())) <= longHeading && !strings.Contains(b.Text(), "\n")
}

func (f *wordFile) textMark(n Node, lang kernel.Lang, blocks []docx.Block, depth int) wordMark {
	return wordMark{part: partText, seq: f.seq, node: nodePrint(n.ID), print: docPrint(markupOf(blocks, depth)), lang: markLang(lang)}
}

// closed are the blocks with the mark's end at their end, in a paragraph, where Word keeps it.
func closed(blocks []docx.Block, m wordMark) []docx.Block {
	last, ok := blocks[len(blocks)-1].(*docx.Paragraph)
	if !ok {
		last = &docx.Paragraph{}
		blocks = append(blocks, last)
	}
	last.Inlines = append(last.Inlines, m.end())
	return blocks
}

// missing says that the wording was not found.
func (f *wordFile) missing(heading *docx.Paragraph) {
	p := f.ours(lookParagraph(" ("+f.loc.T("plan.node.not_found")+")", docx.Look{Italic: true}))
	heading.Inlines = append(heading.Inlines, p.Inlines...)
}

// columns are a node's words in two languages, side by side.
func (f *wordFile) columns(n Node, depth int) {
	row := docx.Row{}
	for _, lang := range []kernel.Lang{f.lang, f.beside} {
		w := n.Text[lang]
		blocks := f.blocks(markup.Parse(w.Text), f.runLang(lang), depth)
		m := f.textMark(n, lang, blocks, depth)
		first, ok := &docx.Paragraph{}, false
		if len(blocks) > 0 {
			first, ok = blocks[0].(*docx.Paragraph)
		}
		if !ok {
			first = &docx.Paragraph{}
			blocks = append([]docx.Block{first}, blocks...)
		}
		first.Inlines = append([]docx.Inline{m.start()}, first.Inlines...)
		cell := closed(blocks, m)
		if mark := f.standing(w); mark != "" {
			cell = append([]docx.Block{f.ours(lookParagraph(mark, docx.Look{Italic: true}))}, cell...)
		}
		row.Cells = append(row.Cells, docx.Cell{Body: cell})
	}
	f.body = append(f.body, &docx.Table{Rows: []docx.Row{row}}, &docx.Paragraph{})
}

// standing says what a wording is worth beside another.
func (f *wordFile) standing(w kernel.Wording) string {
	switch {
	case w.Text == "":
		return f.loc.T("plan.node.not_found")
	case w.State == kernel.Authoritative:
		return f.loc.T("plan.word.authoritative")
	case w.State == kernel.Outdated:
		return f.loc.T("plan.word.outdated")
	case w.State == kernel.DraftText:
		return f.loc.T("plan.word.draft_text")
	}
	return f.loc.T("plan.word.translation")
}

// about is what stands under a node's words.
func (f *wordFile) about(t Tree, n Node) {
	var labels []string
	if n.Paraphrase {
		labels = append(labels, f.loc.T("plan.node.paraphrase"))
	}
	if n.Inferred {
		labels = append(labels, f.loc.T("plan.node.inferred"))
	}
	if len(labels) > 0 {
		f.say(lookParagraph(strings.Join(labels, " · "), docx.Look{Italic: true}))
	}
	f.note(n)
	if all := t.Of(n.ID); len(all) > 0 {
		f.indicators(n, all)
	}
	if len(n.Sources) > 0 {
		f.say(lookParagraph(f.loc.T("plan.word.sources_of", "sources", f.cite(n.Sources)), docx.Look{Italic: true}))
	}
}

func (f *wordFile) note(n Node) {
	words, lang := n.Note.In(f.lang)
	if words == "" {
		return
	}
	m := wordMark{part: partNote, seq: f.seq, node: nodePrint(n.ID), print: textPrint(words), lang: markLang(lang)}
	head := f.ours(lookParagraph(f.loc.T("plan.word.note")+labelEnd, docx.Look{Italic: true}))
	head.Inlines = append(head.Inlines, m.start(), &docx.Run{Text: words, Look: docx.Look{Italic: true}, Lang: f.runLang(lang)}, m.end())
	f.body = append(f.body, head)
}

// cite gives the numbers that sources have at the end of the document: "[1] [2]".
func (f *wordFile) cite(sources []kernel.Source) string {
	var numbers []string
	for _, s := range sources {
		if _, known := f.number[s]; !known {
			f.cited = append(f.cited, s)
			f.number[s] = len(f.cited)
		}
		numbers = append(numbers, "["+strconv.Itoa(f.number[s])+"]")
	}
	return strings.Join(numbers, " ")
}

// sources lists what the text is taken from.
func (f *wordFile) sources() {
	f.cite(f.doc.Sources)
	if len(f.cited) == 0 {
		return
	}
	f.say(plainParagraph(headingStyle(1), f.loc.T("plan.doc.sources")))
	for _, s := range f.cited {
		p := &docx.Paragraph{Inlines: []docx.Inline{&docx.Run{Text: "[" + strconv.Itoa(f.number[s]) + "] " + s.Title}}}
		if isAddress(s.URL) {
			if s.Title != "" {
				p.Inlines = append(p.Inlines, &docx.Run{Text: " "})
			}
			p.Inlines = append(p.Inlines, &docx.Run{Text: s.URL, Link: s.URL})
		}
		if s.Note != "" {
			p.Inlines = append(p.Inlines, &docx.Run{Text: " " + s.Note})
		}
		f.say(p)
	}
}
