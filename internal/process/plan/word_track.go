package plan

import (
	"slices"
	"strconv"

	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
)

// tracker writes changes of texts as tracked changes of one author.
type tracker struct {
	by    docx.Revision
	whole docx.Tracked // all of it came, went or moved
	lang  string
	place string // of the node, for the names of moves
	table *docx.Table
}

// arrives says that all of it came, by itself or from elsewhere: then only what is there now is written, for what went on
// the way is told where it was.
func (t *tracker) arrives() bool { return t.whole.Inserted != nil }

// either is a change of something that only one of the texts has.
func (t *tracker) either(added bool) docx.Tracked {
	switch {
	case t.whole != (docx.Tracked{}):
		return t.whole
	case added:
		return docx.Tracked{Inserted: t.revision(docx.Insert, "")}
	}
	return docx.Tracked{Deleted: t.revision(docx.Delete, "")}
}

func (t *tracker) revision(kind docx.Kind, move string) *docx.Revision {
	r := t.by
	r.Kind, r.Move = kind, move
	return &r
}

// blocks writes a redline. Paragraphs that came or went have their ends tracked, so that taking or refusing the changes
// leaves no empty lines.
func (t *tracker) blocks(w *wordBlocks, r redline.Redline, depth int) []docx.Block {
	var out []docx.Block
	listed := false
	for i := 0; i < len(r); i++ {
		c := r[i]
		if n := columnsChange(r[i:]); n > 0 {
			out = t.bothTables(out, r[i:i+n])
			i, listed = i+n-1, false
			continue
		}
		blocks := c.New
		if len(blocks) == 0 {
			blocks = c.Old
		}
		if len(blocks) == 0 || len(c.New) == 0 && t.arrives() {
			continue
		}
		if blocks[0].Kind == markup.Row {
			out = t.row(out, c, blocks[0])
			listed = false
			continue
		}
		t.table = nil
		if isList := blocks[0].Kind == markup.Item; isList && !listed {
			w.list++
			listed = true
		} else if !isList && !blocks[0].Continued {
			listed = false
		}
		out = append(out, t.change(w, c, depth)...)
	}
	t.table = nil
	return out
}

// columnsChange is how many rows of a table follow, when its columns are others; else 0. Few programs can show that in
// one table, so both are shown.
func columnsChange(r redline.Redline) int {
	n, others := 0, false
	for _, c := range r {
		blocks := append(slices.Clip(c.Old), c.New...)
		if len(blocks) == 0 || blocks[0].Kind != markup.Row {
			break
		}
		n++
		others = others || slices.ContainsFunc(c.Cells, func(cell redline.Cell) bool { return cell.Op != redline.Keep })
	}
	if !others {
		return 0
	}
	return n
}

// bothTables writes a table as it was and as it is.
func (t *tracker) bothTables(out []docx.Block, r redline.Redline) []docx.Block {
	var old, now docx.Table
	for _, c := range r {
		for _, b := range c.Old {
			old.Rows = append(old.Rows, docx.Row{Head: b.Head, Cells: wordCells(b.Cells, t.lang), Tracked: t.rowChange(false)})
		}
		for _, b := range c.New {
			now.Rows = append(now.Rows, docx.Row{Head: b.Head, Cells: wordCells(b.Cells, t.lang), Tracked: t.rowChange(true)})
		}
	}
	if t.arrives() {
		old.Rows = nil
	}
	for _, table := range []*docx.Table{&old, &now} {
		if len(table.Rows) > 0 {
			out = append(out, &docx.Paragraph{}, table)
		}
	}
	t.table = nil
	return out
}

// change writes a change of paragraphs.
func (t *tracker) change(w *wordBlocks, c redline.Change, depth int) []docx.Block {
	within := *t
	switch c.Kind {
	case redline.Added:
		within.whole = t.either(true)
	case redline.Removed:
		within.whole = t.either(false)
	case redline.MovedFrom:
		within.whole = t.either(false)
		if t.whole == (docx.Tracked{}) {
			within.whole.Deleted = t.revision(docx.MoveFrom, t.pairName(c))
		}
	case redline.MovedTo:
		if t.whole == (docx.Tracked{}) {
			within.whole = docx.Tracked{Inserted: t.revision(docx.MoveTo, t.pairName(c))}
		}
	case redline.Same, redline.Changed, redline.Split, redline.Merged:
	}
	if c.Kind == redline.MovedFrom || len(c.Parts) == 0 || within.arrives() && len(c.Parts) != 1 {
		return within.plainBlocks(w, c, depth)
	}
	var out []docx.Block
	for i, part := range c.Parts {
		p := &docx.Paragraph{Inlines: within.runs(part), Mark: within.whole}
		now := c.New[min(i, max(len(c.New)-1, 0)):]
		old := c.Old[min(i, max(len(c.Old)-1, 0)):]
		switch {
		case len(now) == 0:
			now = old
		case len(old) == 0:
			old = now
		}
		p.Style, p.List = wordStyle(now[0], depth), w.listOf(now[0])
		if merged := len(c.Parts) > len(c.New) && len(c.New) > 0 && i > 0; merged {
			p.Style, p.List = wordStyle(old[0], depth), w.listOf(old[0])
		} else if i == 0 && within.whole == (docx.Tracked{}) && !sameForm(old[0], now[0]) {
			p.Was = &docx.Restyle{Revision: *t.revision(docx.Format, ""), Style: wordStyle(old[0], depth), List: w.listOf(old[0])}
		}
		if last := i == len(c.Parts)-1; !last {
			p.Mark = within.either(len(c.New) > 1)
		}
		out = append(out, p)
	}
	return out
}

// sameForm says that both blocks look alike to Word.
func sameForm(a, b markup.Block) bool {
	return a.Kind == b.Kind && a.Level == b.Level && a.Ordered == b.Ordered && a.Continued == b.Continued && a.Quote == b.Quote
}

// pairName joins where a paragraph went from with where it went to.
func (t *tracker) pairName(c redline.Change) string { return t.place + "-" + strconv.Itoa(c.Pair) }

// plainBlocks writes blocks that are all of one change.
func (t *tracker) plainBlocks(w *wordBlocks, c redline.Change, depth int) []docx.Block {
	var out []docx.Block
	blocks := c.Old
	if len(blocks) == 0 || t.arrives() {
		blocks = c.New
	}
	for _, b := range blocks {
		p := &docx.Paragraph{Style: wordStyle(b, depth), List: w.listOf(b), Mark: t.whole}
		for _, in := range wordRuns(b.Runs, t.lang) {
			run := in.(*docx.Run)
			run.Tracked = t.whole
			p.Inlines = append(p.Inlines, run)
		}
		out = append(out, p)
	}
	return out
}

// row writes a row of a table into the table before it.
func (t *tracker) row(out []docx.Block, c redline.Change, b markup.Block) []docx.Block {
	row := docx.Row{Head: b.Head, Tracked: t.settled()}
	switch c.Kind {
	case redline.Added, redline.MovedTo:
		row.Tracked = t.rowChange(true)
	case redline.Removed, redline.MovedFrom:
		row.Tracked = t.rowChange(false)
	case redline.Same, redline.Changed, redline.Split, redline.Merged:
	}
	if t.whole == (docx.Tracked{}) && (c.Kind == redline.Changed || c.Kind == redline.Same) {
		row.Cells = t.cells(c)
	}
	if len(row.Cells) == 0 {
		row.Cells = wordCells(b.Cells, t.lang)
	}
	if t.table == nil || b.Head && len(t.table.Rows) > 0 && row.Tracked == (docx.Tracked{}) {
		t.table = &docx.Table{}
		if len(out) > 0 {
			if _, after := out[len(out)-1].(*docx.Table); after {
				out = append(out, &docx.Paragraph{})
			}
		}
		out = append(out, t.table)
	}
	t.table.Rows = append(t.table.Rows, row)
	return out
}

// rowChange is a change of a row that only one of the texts has.
func (t *tracker) rowChange(added bool) docx.Tracked {
	if t.whole != (docx.Tracked{}) {
		return t.settled()
	}
	return t.either(added)
}

// settled is a change of a row, which can come and go and not move.
func (t *tracker) settled() docx.Tracked {
	switch {
	case t.whole.Inserted != nil:
		return docx.Tracked{Inserted: t.revision(docx.Insert, "")}
	case t.whole.Deleted != nil:
		return docx.Tracked{Deleted: t.revision(docx.Delete, "")}
	}
	return docx.Tracked{}
}

func (t *tracker) cells(c redline.Change) []docx.Cell {
	var out []docx.Cell
	for _, one := range c.Cells {
		out = append(out, docx.Cell{Body: []docx.Block{&docx.Paragraph{Inlines: t.runs(one.Spans)}}})
	}
	return out
}

// runs writes words with their changes. Within what came, went or moved as a whole, kept words bear that change too.
func (t *tracker) runs(spans []redline.Span) []docx.Inline {
	var out []docx.Inline
	add := func(text string, s markup.Style, tracked docx.Tracked, was *docx.Relook) {
		out = append(out, &docx.Run{Text: text, Look: wordLook(s), Link: s.Link, Lang: t.lang, Tracked: tracked, Was: was})
	}
	for _, s := range spans {
		inserted, deleted := t.whole, t.whole
		if inserted.Inserted == nil {
			inserted.Inserted = t.revision(docx.Insert, "")
		}
		if deleted.Deleted == nil {
			deleted.Deleted = t.revision(docx.Delete, "")
		}
		switch {
		case s.Op == redline.Insert:
			inserted.Inserted = t.revision(docx.Insert, "")
			add(s.Text, s.Now, inserted, nil)
		case s.Op == redline.Delete:
			if !t.arrives() {
				add(s.Text, s.Was, deleted, nil)
			}
		case s.Op == redline.Reformat && t.arrives():
			add(s.Text, s.Now, t.whole, nil)
		case s.Op == redline.Reformat && s.Was.Link != s.Now.Link:
			add(s.Text, s.Was, deleted, nil)
			add(s.Text, s.Now, inserted, nil)
		case s.Op == redline.Reformat:
			add(s.Text, s.Now, t.whole, &docx.Relook{Revision: *t.revision(docx.Format, ""), Look: wordLook(s.Was)})
		default:
			add(s.Text, s.Now, t.whole, nil)
		}
	}
	return out
}
