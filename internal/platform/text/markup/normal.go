package markup

import (
	"strings"
	"unicode/utf8"
)

// The bounds of what the dialect can write.
const (
	maxQuote   = 9
	maxLevel   = 9
	maxStart   = 999
	maxAddress = 2000
)

// Normal is the document as Markdown can say it, which is how Parse gives it; a document from elsewhere, such as a Word
// file, goes through here. Runs of one style are one run, styles begin and end at something other than a space, an item
// is at most one deeper than the one before it, and paragraphs without text are gone. No text is lost but spaces at the
// ends of lines.
func (d Doc) Normal() Doc {
	out := make(Doc, 0, len(d))
	var lists outline
	for _, b := range d {
		b = b.normal()
		if len(b.Runs) == 0 && len(b.Cells) == 0 {
			continue
		}
		if len(out) > 0 && out[len(out)-1].Quote != b.Quote {
			lists.end()
		}
		switch {
		case b.Kind == Item:
			b = lists.item(b)
		case b.Continued && lists.depth() > 0:
			b.Level = min(max(b.Level, 0), lists.depth()-1)
			lists.back(b.Level + 1)
		default:
			b.Continued = false
			if b.Kind != Heading {
				b.Level = 0
			}
			lists.end()
		}
		out = append(out, b)
	}
	return out
}

// normal puts in order what concerns the block alone.
func (b Block) normal() Block {
	n := Block{Kind: b.Kind, Quote: min(max(b.Quote, 0), maxQuote)}
	switch b.Kind {
	case Heading:
		n.Level, n.Runs = min(max(b.Level, 1), 6), normalRuns(b.Runs, false)
		for i := range n.Runs {
			n.Runs[i].Text = strings.ReplaceAll(n.Runs[i].Text, "\n", " ")
		}
		n.Runs = normalRuns(n.Runs, false)
	case Item:
		n.Level, n.Runs = b.Level, normalRuns(b.Runs, false)
		if b.Ordered {
			n.Ordered, n.Number = true, b.Number
		}
	case Row:
		n.Head, n.Cells = b.Head, make([][]Run, len(b.Cells))
		for i, c := range b.Cells {
			n.Cells[i] = normalRuns(c, true)
		}
	default:
		n.Kind = Paragraph
		n.Continued, n.Level, n.Runs = b.Continued, b.Level, normalRuns(b.Runs, false)
	}
	return n
}

// outline follows the lists of a document: for each open depth the number of the last item, or that it had none.
type outline []struct {
	ordered bool
	number  int
}

func (o *outline) depth() int { return len(*o) }
func (o *outline) end()       { *o = (*o)[:0] }
func (o *outline) back(n int) { *o = (*o)[:min(n, len(*o))] }

// next is the number that an ordered item at a depth has if it goes on with the list there.
func (o *outline) next(level int) (number int, goesOn bool) {
	if level >= len(*o) || !(*o)[level].ordered {
		return 0, false
	}
	return (*o)[level].number + 1, true
}

// item takes in an item, at most one deeper than the open lists.
func (o *outline) item(b Block) Block {
	b.Level = min(max(b.Level, 0), len(*o), maxLevel)
	if number, goesOn := o.next(b.Level); b.Ordered && (!goesOn || b.Number != number) && (b.Number < 0 || b.Number > maxStart) {
		b.Number = 1
	}
	o.back(b.Level)
	*o = append(*o, struct {
		ordered bool
		number  int
	}{b.Ordered, b.Number})
	return b
}

// normalRuns puts runs in order. In a cell no bar is code, for nothing could then write it.
func normalRuns(runs []Run, cell bool) []Run {
	if simple(runs) {
		return runs
	}
	chars := make([]styled, 0, 16)
	for _, r := range runs {
		s := r.Style
		s.Link = address(s.Link)
		for _, c := range strings.ToValidUTF8(r.Text, "\ufffd") {
			if c == '\r' {
				c = '\n'
			}
			chars = append(chars, styled{c, s})
		}
	}
	chars = tidy(chars)
	for i := range chars {
		if c := chars[i].char; c == '\n' || cell && c == '|' {
			chars[i].Code = false
		}
	}
	for changed := true; changed; {
		changed = bare(chars, func(s *Style) bool { return s.Bold }, func(s *Style) { s.Bold = false })
		changed = bare(chars, func(s *Style) bool { return s.Italic }, func(s *Style) { s.Italic = false }) || changed
		changed = bare(chars, func(s *Style) bool { return s.Strike }, func(s *Style) { s.Strike = false }) || changed
		changed = bareWithin(chars) || changed
	}
	return joined(chars)
}

// simple says that runs are in order as they are, which most are: neighbours differ and nothing begins or ends with a
// space, or holds what only the long way sees to.
func simple(runs []Run) bool {
	for i, r := range runs {
		if r.Text == "" || r.Link != "" || !utf8.ValidString(r.Text) || strings.ContainsAny(r.Text, "\r\n") {
			return false
		}
		if i > 0 && r.Style == runs[i-1].Style || r.Code && strings.Contains(r.Text, "|") {
			return false
		}
		first, last := blank(rune(r.Text[0])), blank(rune(r.Text[len(r.Text)-1]))
		if (first || last) && r.Style != (Style{}) || first && i == 0 || last && i == len(runs)-1 {
			return false
		}
	}
	return true
}

// styled is a character in its style.
type styled struct {
	char rune
	Style
}

func blank(c rune) bool { return c == ' ' || c == '\t' || c == '\n' }

// tidy drops the spaces at both ends of each line, and empty lines.
func tidy(chars []styled) []styled {
	out := chars[:0]
	for _, c := range chars {
		switch {
		case c.char == '\n':
			for len(out) > 0 && blank(out[len(out)-1].char) {
				out = out[:len(out)-1]
			}
			if len(out) == 0 {
				continue
			}
		case blank(c.char) && (len(out) == 0 || out[len(out)-1].char == '\n'):
			continue
		}
		out = append(out, c)
	}
	for len(out) > 0 && blank(out[len(out)-1].char) {
		out = out[:len(out)-1]
	}
	return out
}

// bare takes a style from the spaces at both ends of each stretch that has it, and says whether there were any.
func bare(chars []styled, has func(*Style) bool, drop func(*Style)) bool {
	changed := false
	for i := 0; i < len(chars); i++ {
		if !has(&chars[i].Style) {
			continue
		}
		end := i
		for end < len(chars) && has(&chars[end].Style) {
			end++
		}
		changed = strip(chars[i:end], drop) || changed
		i = end
	}
	return changed
}

// bareWithin does the same for links and for code, where one stretch may follow on another: what is code in one style
// ends where the style changes.
func bareWithin(chars []styled) bool {
	changed := false
	for i := 0; i < len(chars); {
		link, code := i, i
		for link < len(chars) && chars[link].Link == chars[i].Link {
			link++
		}
		if chars[i].Link != "" {
			changed = strip(chars[i:link], func(s *Style) { s.Link = "" }) || changed
		}
		for code < link {
			end := code
			for end < link && chars[end].Style == chars[code].Style {
				end++
			}
			if chars[code].Code {
				changed = strip(chars[code:end], func(s *Style) { s.Code = false }) || changed
			}
			code = end
		}
		i = link
	}
	return changed
}

func strip(chars []styled, drop func(*Style)) bool {
	from, to := 0, len(chars)
	for from < to && blank(chars[from].char) {
		drop(&chars[from].Style)
		from++
	}
	for to > from && blank(chars[to-1].char) {
		to--
		drop(&chars[to].Style)
	}
	return from > 0 || to < len(chars)
}

func joined(chars []styled) []Run {
	var out []Run
	for i := 0; i < len(chars); {
		var text strings.Builder
		s := chars[i].Style
		for i < len(chars) && chars[i].Style == s {
			text.WriteRune(chars[i].char)
			i++
		}
		out = append(out, Run{text.String(), s})
	}
	return out
}
