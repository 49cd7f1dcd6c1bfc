package plan

import (
	"strconv"
	"strings"

	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/markup"
)

// wordBlocks writes texts as Word's paragraphs, lists and tables.
type wordBlocks struct {
	list int // the last list's number; each has its own
}

// The styles that lists within lists and quotations have in Word; what lies deeper looks like the deepest.
const (
	deepestQuote    = 3
	deepestContinue = 5
	deepestHeading  = 9
)

// blocks is a text in a language. Its headings stand below one of a depth.
func (w *wordBlocks) blocks(d markup.Doc, lang string, depth int) []docx.Block {
	begins := d.Begins()
	var out []docx.Block
	for i, b := range d {
		var before *markup.Block
		if i > 0 {
			before = &d[i-1]
		}
		if b.Kind == markup.Row {
			out = addRow(out, before, docx.Row{Head: b.Head, Cells: wordCells(b.Cells, lang)})
			continue
		}
		if w.newList(b, before, begins[i]) {
			w.list++
		}
		out = append(out, &docx.Paragraph{Style: wordStyle(b, depth), List: w.listOf(b), Inlines: wordRuns(b.Runs, lang)})
	}
	return out
}

// addRow puts a row into the table before it, or begins one. Two tables that follow one another would be one to Word.
func addRow(out []docx.Block, before *markup.Block, row docx.Row) []docx.Block {
	if before != nil && before.Kind == markup.Row && len(out) > 0 {
		if t, ok := out[len(out)-1].(*docx.Table); ok && !row.Head {
			t.Rows = append(t.Rows, row)
			return out
		}
		out = append(out, &docx.Paragraph{})
	}
	return append(out, &docx.Table{Rows: []docx.Row{row}})
}

// newList says that a list begins with the block.
func (w *wordBlocks) newList(b markup.Block, before *markup.Block, begins bool) bool {
	if b.Kind != markup.Item {
		return false
	}
	if before == nil || before.Quote != b.Quote || before.Kind != markup.Item && !before.Continued {
		return true
	}
	return b.Level == 0 && (b.Ordered && begins || before.Kind == markup.Item && before.Level == 0 && before.Ordered != b.Ordered)
}

func (w *wordBlocks) listOf(b markup.Block) *docx.List {
	if b.Kind != markup.Item {
		return nil
	}
	return &docx.List{ID: w.list, Level: b.Level, Ordered: b.Ordered, Number: b.Number}
}

// wordStyle is the style of a block's paragraph.
func wordStyle(b markup.Block, depth int) string {
	switch {
	case b.Kind == markup.Heading:
		return headingStyle(depth + b.Level)
	case b.Continued:
		return numberedStyle("List Continue", min(b.Level+1, deepestContinue))
	case b.Quote > 0:
		return numberedStyle("Quote", min(b.Quote, deepestQuote))
	}
	return ""
}

func headingStyle(depth int) string {
	return "Heading " + strconv.Itoa(min(max(depth, 1), deepestHeading))
}

func numberedStyle(name string, n int) string {
	if n == 1 {
		return name
	}
	return name + " " + strconv.Itoa(n)
}

func wordCells(cells [][]markup.Run, lang string) []docx.Cell {
	out := make([]docx.Cell, len(cells))
	for i, c := range cells {
		out[i].Body = []docx.Block{&docx.Paragraph{Inlines: wordRuns(c, lang)}}
	}
	return out
}

func wordRuns(runs []markup.Run, lang string) []docx.Inline {
	var out []docx.Inline
	for _, r := range runs {
		out = append(out, &docx.Run{Text: r.Text, Look: wordLook(r.Style), Link: r.Link, Lang: lang})
	}
	return out
}

func wordLook(s markup.Style) docx.Look {
	return docx.Look{Bold: s.Bold, Italic: s.Italic, Strike: s.Strike, Code: s.Code}
}

// markupOf reads Word's blocks as a text, the other way round. What Markdown cannot say, as a colour or an underline, is
// not in it.
func markupOf(blocks []docx.Block, depth int) markup.Doc {
	var d markup.Doc
	for _, b := range blocks {
		switch b := b.(type) {
		case *docx.Paragraph:
			d = append(d, markupBlock(b, depth))
		case *docx.Table:
			for _, row := range b.Rows {
				d = append(d, markup.Block{Kind: markup.Row, Head: row.Head, Cells: markupCells(row.Cells)})
			}
		case *docx.Contents:
		}
	}
	return d.Normal()
}

func markupBlock(p *docx.Paragraph, depth int) markup.Block {
	b := markup.Block{Runs: markupRuns(p.Inlines)}
	if n, ok := styleNumber(p.Style, "Quote"); ok {
		b.Quote = n
	}
	heading, isHeading := styleNumber(p.Style, "Heading")
	continues, isContinued := styleNumber(p.Style, "List Continue")
	switch {
	case p.List != nil:
		b.Kind, b.Level, b.Ordered, b.Number = markup.Item, p.List.Level, p.List.Ordered, p.List.Number
	case isHeading:
		b.Kind, b.Level = markup.Heading, max(heading-depth, 1)
	case isContinued:
		b.Continued, b.Level = true, continues-1
	}
	return b
}

// styleNumber is the number at the end of a style's name, 1 for the name alone.
func styleNumber(style, name string) (int, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(style), strings.ToLower(name))
	if !ok {
		return 0, false
	}
	if rest == "" {
		return 1, true
	}
	n, err := strconv.Atoi(strings.TrimSpace(rest))
	return n, err == nil && rest[0] == ' '
}

func markupRuns(inlines []docx.Inline) []markup.Run {
	var out []markup.Run
	for _, in := range inlines {
		if r, ok := in.(*docx.Run); ok {
			out = append(out, markup.Run{Text: r.Text, Style: markup.Style{
				Bold: r.Look.Bold, Italic: r.Look.Italic, Strike: r.Look.Strike, Code: r.Look.Code, Link: r.Link,
			}})
		}
	}
	return out
}

// markupCells reads the cells of a row; a cell that is wider or continues another leaves its columns empty.
func markupCells(cells []docx.Cell) [][]markup.Run {
	var out [][]markup.Run
	for _, c := range cells {
		var runs []markup.Run
		if !c.Merged {
			runs = markupCell(c.Body)
		}
		out = append(out, runs)
		for range c.Span - 1 {
			out = append(out, nil)
		}
	}
	return out
}

// markupCell is the words of a cell, a line for each paragraph.
func markupCell(blocks []docx.Block) []markup.Run {
	var out []markup.Run
	add := func(runs []markup.Run) {
		if len(runs) == 0 {
			return
		}
		if len(out) > 0 {
			out = append(out, markup.Run{Text: "\n"})
		}
		out = append(out, runs...)
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case *docx.Paragraph:
			add(markupRuns(b.Inlines))
		case *docx.Table:
			for _, row := range b.Rows {
				for _, c := range row.Cells {
					add(markupCell(c.Body))
				}
			}
		case *docx.Contents:
		}
	}
	return out
}
