package docx

import "strings"

// Text is the paragraph's words, deleted ones among them.
func (p *Paragraph) Text() string {
	var b strings.Builder
	for _, in := range p.Inlines {
		if r, ok := in.(*Run); ok {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// eachParagraph goes through the paragraphs of blocks in reading order.
func eachParagraph(blocks []Block, do func(*Paragraph)) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Paragraph:
			do(b)
		case *Contents:
			for _, p := range b.Body {
				do(p)
			}
		case *Table:
			for _, row := range b.Rows {
				for _, cell := range row.Cells {
					eachParagraph(cell.Body, do)
				}
			}
		}
	}
}

// Paragraphs lists the paragraphs of the body in reading order; the first is that of Place.Paragraph 1.
func (d *Document) Paragraphs() []*Paragraph {
	var list []*Paragraph
	eachParagraph(d.Body, func(p *Paragraph) { list = append(list, p) })
	return list
}

// plainText is the words of blocks, a line for each paragraph.
func plainText(blocks []Block) string {
	var lines []string
	eachParagraph(blocks, func(p *Paragraph) { lines = append(lines, p.Text()) })
	return strings.Join(lines, "\n")
}

// Span is a stretch of the body between two anchors.
type Span struct {
	From, To Place
	Start    int    // index of the inline in the first paragraph behind the anchor
	End      int    // index in the last paragraph of the anchor that ends it
	Text     string // words between, deleted ones among them, a line for each paragraph
}

// Bookmark is a bookmark with what stands in it.
type Bookmark struct {
	Name string
	Span
}

// Thread is a comment with what it is about.
type Thread struct {
	Comment *Comment
	Span
	Lost bool // the text does not say what it is about
}

// Bookmarks lists the bookmarks of the body in the order in which they begin. One that does not end is left out.
func (d *Document) Bookmarks() []Bookmark {
	var list []Bookmark
	for _, s := range d.spans(BookmarkStart, BookmarkEnd) {
		list = append(list, Bookmark{s.name, s.Span})
	}
	return list
}

// Threads lists the comments of the body, each with the text that it is about, in the order of Comments.
func (d *Document) Threads() []Thread {
	about := map[int]Span{}
	for _, s := range d.spans(CommentStart, CommentEnd) {
		about[s.id] = s.Span
	}
	list := make([]Thread, len(d.Comments))
	for i, c := range d.Comments {
		s, ok := about[c.ID]
		list[i] = Thread{c, s, !ok}
	}
	return list
}

// openSpan is a span, and where its words begin and end among those of the body.
type openSpan struct {
	Span

	id       int
	name     string
	from, to int
	done     bool
}

type spanKey struct {
	id   int
	name string
}

// spans pairs anchors that begin with those that end.
func (d *Document) spans(start, end AnchorKind) []*openSpan {
	var all []*openSpan
	var words strings.Builder
	open := map[spanKey]*openSpan{}
	place := Place{Part: "body"}
	eachParagraph(d.Body, func(p *Paragraph) {
		if place.Paragraph++; place.Paragraph > 1 {
			words.WriteByte('\n')
		}
		for i, in := range p.Inlines {
			if r, ok := in.(*Run); ok {
				words.WriteString(r.Text)
				continue
			}
			a := in.(*Anchor)
			key := spanKey{a.ID, a.Name}
			if s := open[key]; a.Kind == start && s == nil {
				open[key] = &openSpan{Span: Span{From: place, Start: i + 1}, id: a.ID, name: a.Name, from: words.Len()}
				all = append(all, open[key])
			} else if a.Kind == end && s != nil {
				s.To, s.End, s.to, s.done = place, i, words.Len(), true
				delete(open, key)
			}
		}
	})
	text, kept := words.String(), all[:0]
	for _, s := range all {
		if s.done {
			s.Text = text[s.from:s.to]
			kept = append(kept, s)
		}
	}
	return kept
}
