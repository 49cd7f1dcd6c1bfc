package docx

import (
	"strconv"
	"strings"
)

func (w *writer) blocks(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Paragraph:
			w.paragraph(b)
		case *Table:
			w.table(b)
		case *Contents:
			w.contents(b)
		}
	}
}

// paragraph writes a paragraph. Ranges of moved text that go to its very end close behind it.
func (w *writer) paragraph(p *Paragraph) {
	w.put("<w:p>")
	w.paragraphProperties(p)
	end := w.bookmarkHeading(p)
	w.moves.open(w, p, -1)
	w.inlines(p)
	w.put(end, "</w:p>")
	w.moves.closeAfter(w, p)
}

func (w *writer) paragraphProperties(p *Paragraph) {
	num := w.lists.reference(p)
	style := w.styleOf(p.Style, p.List)
	if style == "" && num == "" && !p.PageBreak && w.went(p.Mark) == (Tracked{}) && p.Was == nil {
		return
	}
	w.put("<w:pPr>", style)
	if p.PageBreak {
		w.put("<w:pageBreakBefore/>")
	}
	w.put(num)
	if mark := w.went(p.Mark); mark != (Tracked{}) {
		w.put("<w:rPr>")
		w.trackedMarks(mark, "/>")
		w.put("</w:rPr>")
	}
	if p.Was != nil {
		w.put("<w:pPrChange", w.who(&p.Was.Revision), "><w:pPr>")
		w.put(w.styleOf(p.Was.Style, p.Was.List), w.lists.old(p.Was.List, p.List), "</w:pPr></w:pPrChange>")
	}
	w.put("</w:pPr>")
}

// styleOf is the reference to a paragraph's style.
func (w *writer) styleOf(name string, list *List) string {
	if name == "" && list != nil {
		name = listStyle(listKind(list), list.Level)
	}
	if name == "" || name == "Normal" {
		return ""
	}
	id := w.use(name)
	if id == "" {
		return ""
	}
	return `<w:pStyle w:val="` + escape(id) + `"/>`
}

// who are the attributes of a change.
func (w *writer) who(r *Revision) string {
	s := ` w:id="` + strconv.Itoa(w.next()) + `" w:author="` + escape(r.Author) + `"`
	if !r.Date.IsZero() {
		s += ` w:date="` + date(r.Date) + `"`
	}
	return s
}

// element is the name of a change's element.
func (r *Revision) element() string {
	return [...]string{Insert: "w:ins", Delete: "w:del", MoveFrom: "w:moveFrom", MoveTo: "w:moveTo", Format: "w:ins"}[r.Kind]
}

// trackedMarks writes the changes of a paragraph mark, a row or a cell; with ">" they stay open around words.
func (w *writer) trackedMarks(t Tracked, end string) {
	for _, r := range []*Revision{t.Inserted, t.Deleted} {
		if r != nil {
			w.put("<", r.element(), w.who(r), end)
		}
	}
}

// inlines writes runs and anchors. Runs that one change covers stand in one element of it.
func (w *writer) inlines(p *Paragraph) {
	var link string
	var tracked Tracked
	leave := func() {
		if tracked.Deleted != nil {
			w.put("</", tracked.Deleted.element(), ">")
		}
		if tracked.Inserted != nil {
			w.put("</", tracked.Inserted.element(), ">")
		}
		tracked = Tracked{}
	}
	unlink := func() {
		if leave(); link != "" {
			w.put("</w:hyperlink>")
		}
		link = ""
	}
	for i, in := range p.Inlines {
		switch in := in.(type) {
		case *Anchor:
			unlink()
			w.anchor(in)
		case *Run:
			if in.Link != link || w.moves.opens(p, i) {
				unlink()
				w.moves.open(w, p, i)
				link = in.Link
				w.openLink(link)
			}
			now := w.went(in.Tracked)
			if !tracked.Inserted.same(now.Inserted) || !tracked.Deleted.same(now.Deleted) {
				leave()
				tracked = now
				w.trackedMarks(tracked, ">")
			}
			w.run(in, tracked.Deleted != nil)
			if w.moves.closes(p, i) {
				unlink()
				w.moves.close(w, p, i)
			}
		}
	}
	unlink()
}

// went adds the change of the row or cell around: programs look for it on the words too.
func (w *writer) went(t Tracked) Tracked {
	if t.Inserted == nil {
		t.Inserted = w.within.Inserted
	}
	if t.Deleted == nil {
		t.Deleted = w.within.Deleted
	}
	return t
}

func (w *writer) openLink(link string) {
	switch {
	case link == "":
	case strings.HasPrefix(link, "#"):
		w.put(`<w:hyperlink w:anchor="`, escape(link[1:]), `">`)
	default:
		id, ok := w.links[link]
		if !ok {
			id = "sampanLink" + strconv.Itoa(len(w.links)+1)
			w.links[link] = id
		}
		w.put(`<w:hyperlink r:id="`, id, `" xmlns:r="`, relNS, `">`)
	}
}

func (w *writer) run(r *Run, deleted bool) {
	w.put("<w:r>")
	w.runProperties(r)
	name := "w:t"
	if deleted {
		name = "w:delText"
	}
	for rest := r.Text; rest != ""; {
		at := strings.IndexAny(rest, "\n\t")
		if at < 0 {
			at = len(rest)
		}
		if at > 0 {
			w.put("<", name, ` xml:space="preserve">`, escape(rest[:at]), "</", name, ">")
		}
		if at == len(rest) {
			break
		}
		if rest[at] == '\n' {
			w.put("<w:br/>")
		} else {
			w.put("<w:tab/>")
		}
		rest = rest[at+1:]
	}
	w.put("</w:r>")
}

func (w *writer) runProperties(r *Run) {
	now := w.look(r, r.Look)
	if r.Was == nil && now == "" {
		return
	}
	w.put("<w:rPr>", now)
	if r.Was != nil {
		w.put("<w:rPrChange", w.who(&r.Was.Revision), "><w:rPr>", w.look(r, r.Was.Look), "</w:rPr></w:rPrChange>")
	}
	w.put("</w:rPr>")
}

// look is the properties of a run, in the order of the schema.
func (w *writer) look(r *Run, l Look) string {
	var b strings.Builder
	if l.Code {
		b.WriteString(`<w:rStyle w:val="` + escape(w.use(codeStyle)) + `"/>`)
	} else if r.Link != "" {
		b.WriteString(`<w:rStyle w:val="` + escape(w.use(linkStyle)) + `"/>`)
	}
	fonts, lang := w.tongue(r)
	b.WriteString(fonts)
	for _, s := range []struct {
		on  bool
		xml string
	}{
		{l.Bold, bold}, {l.Italic, "<w:i/><w:iCs/>"}, {l.Strike, "<w:strike/>"}, {l.Underline, `<w:u w:val="single"/>`},
		{l.Super, `<w:vertAlign w:val="superscript"/>`}, {l.Sub, `<w:vertAlign w:val="subscript"/>`},
	} {
		if s.on {
			b.WriteString(s.xml)
		}
	}
	if scriptOf(r.Text) == complexScript && !strings.ContainsAny(r.Text, asciiLetters) {
		b.WriteString("<w:cs/>")
	}
	b.WriteString(lang)
	return b.String()
}

const asciiLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// tongue names the font and the language of a run where they are not the document's.
func (w *writer) tongue(r *Run) (fonts, lang string) {
	if r.Lang == "" {
		return "", ""
	}
	t, usual := tongueOf(r.Lang), w.doc.tongues()
	if w.house.fonts && !r.Look.Code && t.font != usual[t.script].font || !w.house.own && w.house.fonts && t.script != latin {
		attribute := map[script]string{latin: `w:ascii="%" w:hAnsi="%"`, eastAsian: `w:eastAsia="%"`, complexScript: `w:cs="%"`}[t.script]
		fonts = "<w:rFonts " + strings.ReplaceAll(attribute, "%", t.font) + "/>"
	}
	attribute := map[script]string{latin: "w:val", eastAsian: "w:eastAsia", complexScript: "w:bidi"}[t.script]
	return fonts, `<w:lang ` + attribute + `="` + escape(t.tag) + `"/>`
}
