package markup

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// String writes the document as canonical Markdown: for a document in Normal form, Parse(d.String()) is d.
func (d Doc) String() string {
	var out strings.Builder
	var w writer
	for i, b := range d {
		if i > 0 {
			out.WriteString(between(d[i-1], b))
		}
		for j, l := range w.block(b, i > 0 && d[i-1].Kind == Row && d[i-1].Quote == b.Quote) {
			if j > 0 {
				out.WriteByte('\n')
			}
			if b.Quote > 0 {
				out.WriteString(strings.Repeat(">", b.Quote) + " ")
			}
			out.WriteString(l)
		}
	}
	return out.String()
}

// between is what separates two blocks: a line's end, or an empty line.
func between(a, b Block) string {
	same := a.Quote == b.Quote
	if same && (a.Kind == Item && b.Kind == Item || a.Kind == Row && b.Kind == Row && !b.Head) {
		return "\n"
	}
	return "\n" + strings.Repeat(">", min(a.Quote, b.Quote)) + "\n"
}

// writer knows the lists that are open: how far their items' text is indented and what stands after their numbers.
type writer struct {
	outline outline
	indents []int
	closes  []byte
	quote   int
}

// block is a block in lines.
func (w *writer) block(b Block, within bool) []string {
	listed := w.outline.depth() > 0
	if b.Quote != w.quote || b.Kind != Item && !b.Continued {
		w.quote = b.Quote
		w.outline.end()
	}
	switch b.Kind {
	case Heading:
		return []string{strings.Repeat("#", b.Level) + " " + write(b.Runs, false)}
	case Item:
		return w.item(b)
	case Row:
		return row(b, within)
	default:
		lines := strings.Split(write(b.Runs, false), "\n")
		pad := ""
		if b.Continued {
			w.outline.back(b.Level + 1)
			pad = strings.Repeat(" ", w.indents[b.Level])
		}
		for i := range lines {
			lines[i] = pad + guard(lines[i], listed)
		}
		return lines
	}
}

func (w *writer) item(b Block) []string {
	next, goesOn := w.outline.next(b.Level)
	mark, after := "- ", byte('.')
	if b.Ordered {
		if goesOn {
			after = w.closes[b.Level]
			if next != b.Number { // a new list begins
				after = '.' + ')' - after
			}
		}
		mark = strconv.Itoa(b.Number) + string(after) + " "
	}
	w.outline.item(b)
	from := 0
	if b.Level > 0 {
		from = w.indents[b.Level-1]
	}
	w.indents = append(w.indents[:b.Level], from+len(mark))
	w.closes = append(w.closes[:b.Level], after)
	lines := strings.Split(write(b.Runs, false), "\n")
	lines[0] = strings.Repeat(" ", from) + mark + lines[0]
	for i := 1; i < len(lines); i++ {
		lines[i] = strings.Repeat(" ", from+len(mark)) + guard(lines[i], true)
	}
	return lines
}

// row is a row, and the rule that belongs to it if the table begins here.
func row(b Block, within bool) []string {
	var text strings.Builder
	text.WriteByte('|')
	for _, c := range b.Cells {
		s := write(c, true)
		if s != "" && strings.Trim(s, "-:") == "" {
			s = `\` + s
		}
		text.WriteString(strings.TrimRight(" "+s, " ") + " |")
	}
	rule := "|" + strings.Repeat("---|", len(b.Cells))
	switch {
	case b.Head:
		return []string{text.String(), rule}
	case within:
		return []string{text.String()}
	}
	return []string{rule, text.String()}
}

// guard keeps a line that begins like a block from being read as one. A number too long to begin a list can only go on
// with one.
func guard(s string, listed bool) string {
	if s == "" {
		return s
	}
	m, item := marker(s)
	switch {
	case item && m.number > maxStart && !listed:
		return s
	case item && s[0] >= '0' && s[0] <= '9':
		n := strings.IndexAny(s, ".)")
		return s[:n] + `\` + s[n:]
	case item, heading(s) > 0, s[0] == '>', s[0] == '|':
		return `\` + s
	}
	return s
}

// A span is a style that goes on over runs, with the run that it ends before.
type span struct {
	style byte // 'b', 'i', 's', 'l'
	end   int
}

// write puts runs into Markdown. What begins together is written longest first, so that marks lie within each other
// where they can.
func write(runs []Run, cell bool) string {
	var out strings.Builder
	var open []span
	for i := 0; i <= len(runs); i++ {
		for _, s := range slices.Backward(open) {
			if s.end == i {
				out.WriteString(closing(s.style, runs[i-1].Link))
			}
		}
		open = slices.DeleteFunc(open, func(s span) bool { return s.end == i })
		if i == len(runs) {
			break
		}
		for _, s := range beginning(runs, i) {
			out.WriteString(opening(s.style))
			open = append(open, s)
		}
		if runs[i].Code {
			out.WriteString(fenced(runs[i].Text))
			continue
		}
		escape(&out, runs, i, cell)
	}
	return out.String()
}

// beginning are the styles that begin with run i, the longest first.
func beginning(runs []Run, i int) []span {
	var out []span
	for _, style := range []byte("lbis") {
		if !has(runs[i], style) || i > 0 && continues(runs[i-1], runs[i], style) {
			continue
		}
		end := i + 1
		for end < len(runs) && continues(runs[end-1], runs[end], style) {
			end++
		}
		out = append(out, span{style, end})
	}
	slices.SortStableFunc(out, func(a, b span) int { return b.end - a.end })
	return out
}

func has(r Run, style byte) bool {
	switch style {
	case 'b':
		return r.Bold
	case 'i':
		return r.Italic
	case 's':
		return r.Strike
	}
	return r.Link != ""
}

func continues(a, b Run, style byte) bool {
	return has(a, style) && has(b, style) && (style != 'l' || a.Link == b.Link)
}

func opening(style byte) string {
	if style == 'l' {
		return "["
	}
	return closing(style, "")
}

func closing(style byte, link string) string {
	switch style {
	case 'b':
		return "**"
	case 'i':
		return "*"
	case 's':
		return "~~"
	}
	return "](" + link + ")"
}

// fenced is code between more backticks than it has in a row.
func fenced(s string) string {
	most := 0
	for i := 0; i < len(s); i++ {
		n := length(s[i:], '`')
		most = max(most, n)
		i += n
	}
	fence, pad := strings.Repeat("`", most+1), ""
	if s[0] == '`' || s[len(s)-1] == '`' {
		pad = " "
	}
	return fence + pad + s + pad + fence
}

// escape writes the text of run i so that nothing in it is a mark.
func escape(out *strings.Builder, runs []Run, i int, cell bool) {
	s, linked := runs[i].Text, runs[i].Link != ""
	for at, c := range s {
		before, after := near(runs, i, at, at+utf8.RuneLen(c))
		mark := false
		switch c {
		case '\\':
			mark = after == edge || cell && after == '\n' || after < utf8.RuneSelf && after > 0 && punct(byte(after))
		case '*':
			mark = before != ' ' || after != ' '
		case '~':
			mark = before == '~' || after == '~' || before == edge || after == edge
		case '`':
			mark = true
		case '[':
			mark = linked
		case ']':
			mark = linked || after == '(' || after == edge
		case '<':
			mark = cell && strings.HasPrefix(s[at:], "<br>")
		case '|':
			mark = cell
		case '\n':
			if cell {
				out.WriteString("<br>")
				continue
			}
		}
		if mark {
			out.WriteByte('\\')
		}
		out.WriteRune(c)
	}
}

// edge stands for a neighbour in another run, where a mark may come between.
const edge = -1

// near are the characters before and after s[from:to] of run i, 0 where the block begins and ends.
func near(runs []Run, i, from, to int) (before, after rune) {
	s := runs[i].Text
	switch {
	case from > 0:
		before, _ = utf8.DecodeLastRuneInString(s[:from])
	case i > 0 || runs[i].Style != Style{}:
		before = edge
	}
	switch {
	case to < len(s):
		after, _ = utf8.DecodeRuneInString(s[to:])
	case i+1 < len(runs) || runs[i].Style != Style{}:
		after = edge
	}
	return before, after
}
