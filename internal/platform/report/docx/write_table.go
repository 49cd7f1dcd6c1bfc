package docx

import "fmt"

// textWidth is the width of the text on an A4 page with our margins, in twentieths of a point.
const textWidth = 9026

func (w *writer) table(t *Table) {
	widths := t.widths()
	w.put(`<w:tbl><w:tblPr><w:tblStyle w:val="`, escape(w.use(tableStyle)),
		`"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>`)
	for _, width := range widths {
		w.putf(`<w:gridCol w:w="%d"/>`, width)
	}
	w.put("</w:tblGrid>")
	for i := range t.Rows {
		w.row(t, i, widths)
	}
	w.put("</w:tbl>")
}

// widths shares the width of the text among the columns.
func (t *Table) widths() []int {
	columns, whole := len(t.Widths), 0
	for _, row := range t.Rows {
		n := 0
		for _, c := range row.Cells {
			n += max(c.Span, 1)
		}
		columns = max(columns, n)
	}
	out := make([]int, columns)
	for _, width := range t.Widths {
		whole += width
	}
	for i := range out {
		if whole > 0 && len(t.Widths) == columns {
			out[i] = t.Widths[i] * textWidth / whole
		} else {
			out[i] = textWidth / columns
		}
	}
	return out
}

func (w *writer) row(t *Table, index int, widths []int) {
	r := &t.Rows[index]
	w.put("<w:tr><w:trPr><w:cantSplit/>")
	if r.Head {
		w.put("<w:tblHeader/>")
	}
	outer := w.within
	defer func() { w.within = outer }()
	w.within = within(outer, r.Tracked.settled())
	w.trackedMarks(r.Tracked.settled(), "/>")
	w.put("</w:trPr>")
	column := 0
	for _, c := range r.Cells {
		span := max(c.Span, 1)
		width := 0
		for i := column; i < min(column+span, len(widths)); i++ {
			width += widths[i]
		}
		w.cell(c, width, index+1 < len(t.Rows) && t.Rows[index+1].mergedAt(column))
		column += span
	}
	w.put("</w:tr>")
}

// settled is a change of a row, which can come and go and not move.
func (t Tracked) settled() Tracked {
	if t.Inserted != nil {
		one := *t.Inserted
		one.Kind, one.Move, t.Inserted = Insert, "", &one
	}
	if t.Deleted != nil {
		one := *t.Deleted
		one.Kind, one.Move, t.Deleted = Delete, "", &one
	}
	return t
}

// mergedAt says that the cell at a column continues the one above it.
func (r *Row) mergedAt(column int) bool {
	at := 0
	for _, c := range r.Cells {
		if at == column {
			return c.Merged
		}
		at += max(c.Span, 1)
	}
	return false
}

func (w *writer) cell(c Cell, width int, continued bool) {
	w.putf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if c.Span > 1 {
		w.putf(`<w:gridSpan w:val="%d"/>`, c.Span)
	}
	if c.Merged {
		w.put(`<w:vMerge/>`)
	} else if continued {
		w.put(`<w:vMerge w:val="restart"/>`)
	}
	if r := c.Tracked.Inserted; r != nil {
		w.put("<w:cellIns", w.who(r), "/>")
	}
	if r := c.Tracked.Deleted; r != nil {
		w.put("<w:cellDel", w.who(r), "/>")
	}
	w.put("</w:tcPr>")
	around := w.within
	w.within = within(around, c.Tracked)
	w.blocks(c.Body)
	w.within = around
	if _, ok := lastOf(c.Body); !ok { // Word wants a paragraph at the end of each cell
		w.put("<w:p/>")
	}
	w.put("</w:tc>")
}

// heading is a heading that contents may list.
type heading struct {
	p     *Paragraph
	level int
	text  string
}

func headingsOf(d *Document) []heading {
	var list []heading
	listed := 0
	for _, b := range d.Body {
		if c, ok := b.(*Contents); ok {
			listed = max(listed, c.levels())
		}
	}
	eachParagraph(d.Body, func(p *Paragraph) {
		level := 0
		if _, err := fmt.Sscanf(p.Style, "Heading %d", &level); err != nil || level < 1 || level > listed {
			return
		}
		if now := verdict(true).paragraph(p); now.Text() != "" {
			list = append(list, heading{p, level, now.Text()})
		}
	})
	return list
}

func (c *Contents) levels() int {
	if c.Levels == 0 {
		return 3
	}
	return min(c.Levels, 9)
}

// bookmarkHeading marks a heading for the contents, and gives what ends the mark.
func (w *writer) bookmarkHeading(p *Paragraph) (end string) {
	if w.heading == len(w.headings) || w.headings[w.heading].p != p {
		return ""
	}
	id := w.next()
	w.putf(`<w:bookmarkStart w:id="%d" w:name="%s"/>`, id, tocMark(w.heading))
	w.heading++
	return fmt.Sprintf(`<w:bookmarkEnd w:id="%d"/>`, id)
}

func tocMark(i int) string { return fmt.Sprintf("_Toc%08d", i+1) }

// contents writes a table of contents with its entries. Which page each is on only a program that lays the document out
// knows: the field is marked to be computed when the document is opened.
func (w *writer) contents(c *Contents) {
	w.put(`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>`)
	if c.Title != "" {
		w.put(`<w:p>`, `<w:pPr><w:pStyle w:val="`, escape(w.use("TOC Heading")), `"/></w:pPr><w:r><w:t xml:space="preserve">`, escape(c.Title), `</w:t></w:r></w:p>`)
	}
	begin := fmt.Sprintf(`<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-%d" \h \z \u </w:instrText></w:r>`+
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r>`, c.levels())
	for i, h := range w.headings {
		if h.level > c.levels() {
			continue
		}
		w.putf(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, escape(w.use(fmt.Sprintf("TOC %d", h.level))))
		w.put(begin, `<w:hyperlink w:anchor="`, tocMark(i), `"><w:r><w:t xml:space="preserve">`, escape(h.text), `</w:t></w:r><w:r><w:tab/></w:r>`,
			complexField(" PAGEREF "+tocMark(i)+` \h `), `</w:hyperlink></w:p>`)
		begin = ""
	}
	w.put(`<w:p>`, begin, `<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>`)
}

func complexField(code string) string {
	return `<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve">` + code +
		`</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>…</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}
