package plan

import "sampan/internal/platform/report/docx"

// onlyBy is the document as it would be with the changes of one author taken and all others refused.
func onlyBy(d *docx.Document, author string) *docx.Document {
	out := *d
	out.Body = authored{author}.blocks(d.Body)
	return out.Accepted()
}

// authored leaves the changes of one author in a document and refuses the others'.
type authored struct{ author string }

func (a authored) others(r *docx.Revision) bool { return r != nil && r.Author != a.author }

// tracked is what of a change is left; gone says that another put it there.
func (a authored) tracked(t docx.Tracked) (left docx.Tracked, gone bool) {
	if a.others(t.Deleted) {
		t.Deleted = nil
	}
	return t, a.others(t.Inserted)
}

func (a authored) blocks(blocks []docx.Block) []docx.Block {
	var out []docx.Block
	for _, b := range blocks {
		switch b := b.(type) {
		case *docx.Paragraph:
			out = append(out, a.paragraph(b))
		case *docx.Table:
			if t := a.table(b); len(t.Rows) > 0 {
				out = append(out, t)
			}
		case *docx.Contents:
			out = append(out, b)
		}
	}
	return out
}

func (a authored) paragraph(p *docx.Paragraph) *docx.Paragraph {
	out := *p
	if p.Was != nil && a.others(&p.Was.Revision) {
		out.Style, out.List, out.Was = p.Was.Style, p.Was.List, nil
	}
	var gone bool
	if out.Mark, gone = a.tracked(p.Mark); gone { // the split was another's: the paragraph goes on
		out.Mark = docx.Tracked{Deleted: &docx.Revision{Kind: docx.Delete, Author: a.author}}
	}
	out.Inlines = nil
	for _, in := range p.Inlines {
		r, ok := in.(*docx.Run)
		if !ok {
			out.Inlines = append(out.Inlines, in)
			continue
		}
		one := *r
		if one.Tracked, gone = a.tracked(r.Tracked); gone {
			continue
		}
		if r.Was != nil && a.others(&r.Was.Revision) {
			one.Look, one.Was = r.Was.Look, nil
		}
		out.Inlines = append(out.Inlines, &one)
	}
	return &out
}

func (a authored) table(t *docx.Table) *docx.Table {
	out := &docx.Table{Widths: t.Widths}
	for _, row := range t.Rows {
		tracked, gone := a.tracked(row.Tracked)
		if gone {
			continue
		}
		one := docx.Row{Head: row.Head, Tracked: tracked}
		for _, c := range row.Cells {
			tracked, gone := a.tracked(c.Tracked)
			if !gone {
				one.Cells = append(one.Cells, docx.Cell{Span: c.Span, Merged: c.Merged, Body: a.blocks(c.Body), Tracked: tracked})
			}
		}
		if len(one.Cells) > 0 {
			out.Rows = append(out.Rows, one)
		}
	}
	return out
}

// authorsOf are those who changed something, in the order in which they appear.
func authorsOf(changes []docx.Change) []string {
	var all []string
	seen := map[string]bool{}
	for _, c := range changes {
		if !seen[c.Author] {
			seen[c.Author] = true
			all = append(all, c.Author)
		}
	}
	return all
}
