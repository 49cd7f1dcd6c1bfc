package markup

import "strings"

// Kind is what a Block is.
type Kind uint8

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Heading
	Item // of a list
	Row  // of a table; rows that follow one another are one table, until the next head
)

// Doc is a text in its parts, in reading order.
type Doc []Block

// Block is a paragraph, a heading, a list item or a table row.
type Block struct {
	Kind      Kind
	Level     int  // of a heading, from 1; of an item and what continues it, its depth from 0
	Ordered   bool // an item with a number
	Number    int  // the number that a reader sees
	Continued bool // a further paragraph of the item before it
	Quote     int  // how many times it is quoted
	Head      bool // a row that names the columns
	Runs      []Run
	Cells     [][]Run // of a row, which has no Runs
}

// Run is text of one style. A line feed in it is a line break.
type Run struct {
	Text string
	Style
}

// Style is how a run is set and where it leads. Styles are equal when == says so.
type Style struct {
	Bold, Italic, Strike, Code bool
	Link                       string // an http, https or mailto address; empty for none
}

// Text is what the block says, without its styles; the cells of a row are separated by tabs.
func (b Block) Text() string {
	if b.Kind != Row {
		return plain(b.Runs)
	}
	cells := make([]string, len(b.Cells))
	for i, c := range b.Cells {
		cells[i] = plain(c)
	}
	return strings.Join(cells, "\t")
}

// Plain is the text without marks, a line for each block.
func (d Doc) Plain() string {
	lines := make([]string, len(d))
	for i, b := range d {
		lines[i] = b.Text()
	}
	return strings.Join(lines, "\n")
}

func plain(runs []Run) string {
	if len(runs) == 1 {
		return runs[0].Text
	}
	var out strings.Builder
	for _, r := range runs {
		out.WriteString(r.Text)
	}
	return out.String()
}
