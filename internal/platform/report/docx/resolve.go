package docx

// Accepted is the document with every change taken. The document itself stays as it is.
//
// Where the end of a paragraph goes, the paragraph and the next become one. It looks like the first of them that has
// words: so an empty or deleted paragraph never gives its style to its neighbour.
func (d *Document) Accepted() *Document { return d.resolved(true) }

// Rejected is the document with every change refused. The document itself stays as it is.
func (d *Document) Rejected() *Document { return d.resolved(false) }

// verdict takes every change or refuses every change.
type verdict bool

func (d *Document) resolved(accept bool) *Document {
	v, out := verdict(accept), *d
	out.Other = nil
	out.Body = v.blocks(d.Body)
	out.Asides = append([]Aside(nil), d.Asides...)
	for i := range out.Asides {
		out.Asides[i].Body = v.blocks(out.Asides[i].Body)
	}
	out.Comments = v.comments(d.Comments)
	return &out
}

func (v verdict) comments(comments []*Comment) []*Comment {
	var out []*Comment
	for _, c := range comments {
		one := *c
		one.Body = v.paragraphs(c.Body)
		one.Replies = v.comments(c.Replies)
		out = append(out, &one)
	}
	return out
}

// keeps says that what was changed so stays.
func (v verdict) keeps(t Tracked) bool {
	if v {
		return t.Deleted == nil
	}
	return t.Inserted == nil
}

// flow puts resolved blocks one behind the other.
type flow struct {
	out   []Block
	carry *Paragraph // whose end went: the next paragraph goes on with it
	words bool       // it has words
	loose []Inline   // anchors of paragraphs that went, before there was one to hold them
}

func (v verdict) blocks(blocks []Block) []Block {
	var f flow
	for _, b := range blocks {
		switch b := b.(type) {
		case *Paragraph:
			f.paragraph(v.paragraph(b), v.keeps(b.Mark))
		case *Table:
			f.settle()
			if t := v.table(b); len(t.Rows) > 0 || len(b.Rows) == 0 {
				f.out = append(f.out, t)
			}
		case *Contents:
			f.settle()
			f.out = append(f.out, &Contents{b.Title, b.Levels, v.paragraphs(b.Body)})
		}
	}
	f.settle()
	if len(f.loose) > 0 {
		f.out = append(f.out, &Paragraph{Inlines: f.loose})
	}
	return f.out
}

func (v verdict) paragraphs(list []*Paragraph) []*Paragraph {
	blocks := make([]Block, len(list))
	for i, p := range list {
		blocks[i] = p
	}
	var out []*Paragraph
	for _, b := range v.blocks(blocks) {
		out = append(out, b.(*Paragraph))
	}
	return out
}

func (f *flow) paragraph(p *Paragraph, ends bool) {
	if f.carry != nil {
		p = f.joined(p)
	} else {
		f.words = p.Text() != ""
	}
	if len(f.loose) > 0 {
		p.Inlines = append(f.loose, p.Inlines...)
	}
	f.carry, f.loose = nil, nil
	if !ends {
		f.carry = p
		return
	}
	p.Inlines = tidied(p.Inlines)
	f.out = append(f.out, p)
}

// joined is the paragraph that is carried and the next as one.
func (f *flow) joined(next *Paragraph) *Paragraph {
	p := *f.carry
	if !f.words {
		p, f.words = *next, next.Text() != ""
	}
	all := f.carry.Inlines
	all = append(all, next.Inlines...) // those carried are a copy of ours
	p.Inlines = all
	return &p
}

// settle ends a paragraph that has no next one to go on with. One without words goes, and its anchors stand at the end
// of the paragraph before.
func (f *flow) settle() {
	p := f.carry
	f.carry = nil
	switch {
	case p == nil:
	case f.words:
		p.Inlines = tidied(p.Inlines)
		f.out = append(f.out, p)
	case len(p.Inlines) > 0:
		if before, ok := lastOf(f.out); ok {
			before.Inlines = append(before.Inlines, p.Inlines...)
		} else {
			f.loose = append(f.loose, p.Inlines...)
		}
	}
}

func lastOf(blocks []Block) (*Paragraph, bool) {
	if len(blocks) == 0 {
		return nil, false
	}
	p, ok := blocks[len(blocks)-1].(*Paragraph)
	return p, ok
}

func (v verdict) paragraph(p *Paragraph) *Paragraph {
	out := &Paragraph{Style: p.Style, List: p.List, PageBreak: p.PageBreak}
	if p.Was != nil && !bool(v) {
		out.Style, out.List = p.Was.Style, p.Was.List
	}
	for _, in := range p.Inlines {
		r, ok := in.(*Run)
		if !ok {
			out.Inlines = append(out.Inlines, in)
			continue
		}
		if !v.keeps(r.Tracked) {
			continue
		}
		one := &Run{Text: r.Text, Look: r.Look, Link: r.Link, Lang: r.Lang}
		if r.Was != nil && !bool(v) {
			one.Look = r.Was.Look
		}
		out.Inlines = append(out.Inlines, one)
	}
	return out
}

// tidied puts neighbouring runs of one look together.
func tidied(inlines []Inline) []Inline {
	var out []Inline
	for i := 0; i < len(inlines); {
		first, ok := inlines[i].(*Run)
		if !ok {
			out = append(out, inlines[i])
			i++
			continue
		}
		one, text := *first, []byte(nil)
		for ; i < len(inlines); i++ {
			r, ok := inlines[i].(*Run)
			if !ok || !r.alike(first) {
				break
			}
			text = append(text, r.Text...)
		}
		one.Text = string(text)
		out = append(out, &one)
	}
	return out
}

func (v verdict) table(t *Table) *Table {
	out := &Table{Widths: t.Widths}
	for _, row := range t.Rows {
		if !v.keeps(row.Tracked) {
			continue
		}
		one := Row{Head: row.Head}
		for _, c := range row.Cells {
			if !v.keeps(c.Tracked) {
				continue
			}
			body := v.blocks(c.Body)
			if len(body) == 0 {
				body = []Block{&Paragraph{}}
			}
			one.Cells = append(one.Cells, Cell{Span: c.Span, Merged: c.Merged, Body: body})
		}
		if len(one.Cells) > 0 {
			out.Rows = append(out.Rows, one)
		}
	}
	return out
}
