package ui

import (
	"slices"
	"strconv"
	"strings"

	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/web"
)

// Side says how much of a redline is shown.
type Side uint8

// What of a redline is shown: old and new in one text, or one of them with its changes marked.
const (
	BothSides Side = iota
	OldSide
	NewSide
)

// shows says that words of an operation stand on the side.
func (s Side) shows(op redline.Op) bool {
	return s == BothSides || op != redline.Insert && s == OldSide || op != redline.Delete && s == NewSide
}

// RedlineHTML writes a redline for a page: what was added is underlined, what was removed struck through, what moved marked
// at both places, and words that only listeners get say so too. It is safe whatever the texts say: all words go through
// markup.Inline.
func RedlineHTML(v *web.View, r redline.Redline, side Side) string {
	w := redliner{view: v, side: side, moved: map[int]redline.Change{}}
	for _, c := range r {
		if c.Kind == redline.MovedTo {
			w.moved[c.Pair] = c
		}
	}
	for _, c := range r {
		w.change(c)
	}
	w.rows(false)
	return w.String()
}

// SpansHTML writes the changes of a text of one line.
func SpansHTML(v *web.View, spans []redline.Span, side Side) string {
	w := redliner{view: v, side: side}
	w.spans(spans)
	return w.String()
}

type redliner struct {
	strings.Builder

	view  *web.View
	side  Side
	moved map[int]redline.Change
	table bool
}

func (w *redliner) put(s ...string) {
	for _, x := range s {
		w.WriteString(x)
	}
}

func (w *redliner) t(key string, args ...any) string {
	return markup.Inline([]markup.Run{{Text: w.view.T(key, args...)}})
}

func (w *redliner) hidden(words string) string { return `<span class="vh">` + words + `</span>` }

// change writes what became of a block, unless it stands on the other side.
func (w *redliner) change(c redline.Change) {
	blocks := c.New
	if len(blocks) == 0 || w.side == OldSide {
		blocks = c.Old
	}
	if c.Kind == redline.MovedTo && w.side == OldSide || c.Kind == redline.MovedFrom && w.side == NewSide || len(blocks) == 0 {
		return
	}
	if blocks[0].Kind == markup.Row {
		w.row(c, blocks[0])
		return
	}
	w.rows(false)
	w.blocks(c, blocks)
}

// blocks writes paragraphs, headings and items.
func (w *redliner) blocks(c redline.Change, blocks []markup.Block) {
	parts := c.Parts
	switch {
	case c.Kind == redline.MovedFrom:
		parts = w.left(c)
	case len(parts) > len(blocks): // several old ones in one
		w.open(c, blocks[0], true)
		for i, p := range parts {
			if i > 0 {
				w.border(redline.Delete)
			}
			w.spans(p)
		}
		w.put("</p>\n")
		return
	case len(parts) < len(blocks) && len(parts) == 1:
		parts = append(slices.Clone(parts), make([][]redline.Span, len(blocks)-1)...)
	}
	for i, b := range blocks {
		w.open(c, b, i == 0)
		if i < len(parts) {
			w.spans(parts[i])
		}
		if i+1 < len(blocks) && c.Kind != redline.MovedFrom {
			w.border(redline.Insert)
		}
		w.put("</p>\n")
	}
}

// left are the words of what stood where it stands no more.
func (w *redliner) left(c redline.Change) [][]redline.Span {
	if to := w.moved[c.Pair]; w.side == OldSide && len(to.Parts) == len(c.Old) {
		return to.Parts
	}
	parts := make([][]redline.Span, len(c.Old))
	for i, b := range c.Old {
		for _, r := range b.Runs {
			parts[i] = append(parts[i], redline.Span{Op: redline.Delete, Text: r.Text, Was: r.Style})
		}
	}
	return parts
}

// border is where a paragraph began or begins to be one of its own.
func (w *redliner) border(op redline.Op) {
	if !w.side.shows(op) {
		w.put(" ")
		return
	}
	name := "ins"
	if op == redline.Delete {
		name = "del"
	}
	w.put("<", name, ` class="rl-end"><span aria-hidden="true">¶</span>`, w.hidden(" "+w.t("web.redline.border."+name)+" "), "</", name, ">")
}

// open begins a block: what kind it is, what became of it, its number.
func (w *redliner) open(c redline.Change, b markup.Block, first bool) {
	class := "rl"
	switch b.Kind {
	case markup.Heading:
		class += " rl-head"
	case markup.Item:
		class += " rl-item"
		if b.Level > 0 {
			class += " rl-d" + strconv.Itoa(min(b.Level, 4))
		}
	case markup.Paragraph, markup.Row:
	}
	if b.Quote > 0 {
		class += " rl-quote"
	}
	if c.Kind == redline.MovedFrom || c.Kind == redline.MovedTo {
		class += " rl-moved"
	}
	w.put(`<p class="`, class, `">`)
	if first {
		w.note(c)
	}
	if b.Kind == markup.Item && !b.Continued {
		w.number(c, b)
	}
}

// note says in words what a mark alone would not.
func (w *redliner) note(c redline.Change) {
	key := ""
	switch c.Kind {
	case redline.MovedFrom:
		key = "web.redline.moved_from"
	case redline.MovedTo:
		key = "web.redline.moved_to"
	case redline.Split:
		key = "web.redline.split"
	case redline.Merged:
		key = "web.redline.merged"
	case redline.Same, redline.Changed, redline.Added, redline.Removed:
		if c.Differs&(redline.Form|redline.Depth) != 0 {
			key = "web.redline.form"
		}
	}
	if key != "" {
		w.put(`<span class="rl-note">`, w.t(key, "pair", c.Pair), "</span> ")
	}
}

// number writes the number or the dot of an item.
func (w *redliner) number(c redline.Change, b markup.Block) {
	mark := func(b markup.Block) string {
		if b.Ordered {
			return strconv.Itoa(b.Number) + "."
		}
		return "•"
	}
	w.put(`<span class="rl-no">`)
	if both := len(c.Old) == 1 && len(c.New) == 1; both && mark(c.Old[0]) != mark(c.New[0]) && c.Old[0].Kind == markup.Item && w.side == BothSides {
		w.span(redline.Span{Op: redline.Delete, Text: mark(c.Old[0])})
		w.span(redline.Span{Op: redline.Insert, Text: mark(c.New[0])})
	} else {
		w.put(mark(b))
	}
	w.put("</span> ")
}

func (w *redliner) spans(spans []redline.Span) {
	for _, s := range spans {
		if w.side.shows(s.Op) {
			w.span(s)
		}
	}
}

func (w *redliner) span(s redline.Span) {
	style, name, key := s.Now, "", ""
	switch s.Op {
	case redline.Keep:
	case redline.Insert:
		name, key = "ins", "web.redline.added"
	case redline.Delete:
		style, name, key = s.Was, "del", "web.redline.removed"
	case redline.Reformat:
		name, key = "mark", "web.redline.restyled"
		if w.side == OldSide {
			style = s.Was
		}
	}
	words := markup.Inline([]markup.Run{{Text: s.Text, Style: style}})
	if name == "" {
		w.put(words)
		return
	}
	w.put("<", name, ">", w.hidden(w.t(key)+" "), words, w.hidden(" "+w.t("web.redline.end")+" "), "</", name, ">")
}

// rows opens or closes a table.
func (w *redliner) rows(open bool) {
	if open && !w.table {
		w.put(`<div class="scroll"><table class="rl-table">`)
	}
	if !open && w.table {
		w.put("</table></div>\n")
	}
	w.table = open
}

func (w *redliner) row(c redline.Change, b markup.Block) {
	w.rows(true)
	class := map[redline.Kind]string{redline.Added: "rl-new", redline.Removed: "rl-gone", redline.MovedTo: "rl-moved", redline.MovedFrom: "rl-moved"}[c.Kind]
	w.put(`<tr class="`, class, `">`)
	cells := c.Cells
	if c.Kind == redline.MovedFrom {
		for _, runs := range b.Cells {
			cell := redline.Cell{Op: redline.Delete}
			for _, r := range runs {
				cell.Spans = append(cell.Spans, redline.Span{Op: redline.Delete, Text: r.Text, Was: r.Style})
			}
			cells = append(cells, cell)
		}
	}
	name := "td"
	if b.Head {
		name = "th"
	}
	first := true
	for _, cell := range cells {
		if !w.side.shows(cell.Op) {
			continue
		}
		w.put("<", name, ">")
		if first {
			w.note(c)
		}
		first = false
		w.spans(cell.Spans)
		w.put("</", name, ">")
	}
	w.put("</tr>\n")
}
