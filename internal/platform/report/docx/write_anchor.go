package docx

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// bookmarkName is what Word takes for the name of a bookmark: at most 40 letters, digits and underscores.
var bookmarkName = regexp.MustCompile(`^[\pL_][\pL\pN_]{0,39}$`)

// check holds a document to what Word takes.
func (w *writer) check() error {
	open, seen := map[Anchor]bool{}, map[Anchor]bool{}
	var err error
	fail := func(format string, args ...any) {
		if err == nil {
			err = fmt.Errorf(format, args...)
		}
	}
	eachParagraph(w.doc.Body, func(p *Paragraph) {
		for _, in := range p.Inlines {
			a, ok := in.(*Anchor)
			if !ok || a.Kind == NoteRef {
				continue
			}
			start := Anchor{a.Kind - a.Kind%2, a.Name, a.ID}
			if a.Kind%2 == 0 {
				if seen[start] {
					fail("mark %q %d begins twice", a.Name, a.ID)
				}
				if a.Kind == BookmarkStart && !bookmarkName.MatchString(a.Name) {
					fail("%q cannot be the name of a bookmark", a.Name)
				}
				seen[start], open[start] = true, true
				continue
			}
			if !open[start] {
				fail("mark %q %d ends and has not begun", a.Name, a.ID)
			}
			delete(open, start)
		}
	})
	for a := range open {
		fail("mark %q %d begins and does not end", a.Name, a.ID)
	}
	for _, c := range w.doc.Comments {
		if !seen[Anchor{Kind: CommentStart, ID: c.ID}] {
			fail("comment %d has no place", c.ID)
		}
	}
	for a := range seen {
		if _, known := w.threads[a.ID]; a.Kind == CommentStart && !known {
			fail("there is no comment %d", a.ID)
		}
	}
	return err
}

// anchor writes the beginning or the end of a bookmark or of a comment with its answers.
func (w *writer) anchor(a *Anchor) {
	switch a.Kind {
	case BookmarkStart:
		w.marks[a.Name] = w.next()
		w.putf(`<w:bookmarkStart w:id="%d" w:name="%s"/>`, w.marks[a.Name], escape(a.Name))
	case BookmarkEnd:
		w.putf(`<w:bookmarkEnd w:id="%d"/>`, w.marks[a.Name])
	case CommentStart:
		for _, id := range w.ids(a.ID) {
			w.putf(`<w:commentRangeStart w:id="%d"/>`, id)
		}
	case CommentEnd:
		for _, id := range w.ids(a.ID) {
			w.putf(`<w:commentRangeEnd w:id="%d"/><w:r><w:rPr><w:rStyle w:val="%s"/></w:rPr><w:commentReference w:id="%d"/></w:r>`,
				id, escape(w.use(refStyle)), id)
		}
	case NoteRef: // the note is not written
	}
}

// ids are those under which a comment and its answers are written.
func (w *writer) ids(id int) []int {
	c := w.threads[id]
	list := []int{w.noteIDs[c]}
	for _, reply := range c.Replies {
		list = append(list, w.noteIDs[reply])
	}
	return list
}

// comments writes the comments, and the part that says which answers which and which are resolved.
func (w *writer) comments() (comments, extended []byte) {
	body := w.b
	w.b = &strings.Builder{}
	w.put(xmlHead, `<w:comments xmlns:w="`, wordNS, `" xmlns:w14="`, word14,
		`" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14">`)
	var ex strings.Builder
	ex.WriteString(xmlHead + `<w15:commentsEx xmlns:w15="` + word15 + `">`)
	paragraph := 0
	for _, c := range w.doc.Comments {
		parent := ""
		for _, one := range append([]*Comment{c}, c.Replies...) {
			paragraph = w.comment(one, paragraph)
			id := fmt.Sprintf("%08X", paragraph)
			fmt.Fprintf(&ex, `<w15:commentEx w15:paraId="%s"%s w15:done="%d"/>`, id, parent, bit(c.Resolved))
			if parent == "" {
				parent = ` w15:paraIdParent="` + id + `"`
			}
		}
	}
	w.put(`</w:comments>`)
	ex.WriteString(`</w15:commentsEx>`)
	comments = []byte(w.b.String())
	w.b = body
	return comments, []byte(ex.String())
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// comment writes a comment, and gives the number of its last paragraph, by which it is known.
func (w *writer) comment(c *Comment, paragraph int) int {
	w.put(`<w:comment w:id="`, strconv.Itoa(w.noteIDs[c]), `" w:author="`, escape(c.Author), `"`)
	if !c.Date.IsZero() {
		w.put(` w:date="`, date(c.Date), `"`)
	}
	w.put(` w:initials="`, escape(c.Initials), `">`)
	body := c.Body
	if len(body) == 0 {
		body = []*Paragraph{{}}
	}
	for i, p := range body {
		paragraph++
		w.putf(`<w:p w14:paraId="%08X"><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, paragraph, escape(w.use(noteStyle)))
		if i == 0 {
			w.putf(`<w:r><w:rPr><w:rStyle w:val="%s"/></w:rPr><w:annotationRef/></w:r>`, escape(w.use(refStyle)))
		}
		for _, in := range p.Inlines {
			if r, ok := in.(*Run); ok {
				plain := Run{Text: r.Text, Look: r.Look, Lang: r.Lang}
				w.run(&plain, false)
			}
		}
		w.put("</w:p>")
	}
	w.put("</w:comment>")
	return paragraph
}
