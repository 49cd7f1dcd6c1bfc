package redline

import (
	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// Op is what became of some words.
type Op uint8

// What becomes of words.
const (
	Keep     Op = iota
	Insert      // Now is their style
	Delete      // Was is their style
	Reformat    // the words stay and Was became Now
)

// Span is text of one style before and one after.
type Span struct {
	Op       Op
	Text     string
	Was, Now markup.Style
}

// Words compares two texts of one line, such as codes and titles.
func Words(before, after string) []Span {
	return weave([][]markup.Run{{{Text: before}}}, [][]markup.Run{{{Text: after}}})[0]
}

func was(s Span) (markup.Style, bool) { return s.Was, s.Op != Insert }
func now(s Span) (markup.Style, bool) { return s.Now, s.Op != Delete }

// runs are the words of one side.
func runs(spans []Span, of func(Span) (markup.Style, bool)) []markup.Run {
	var out []markup.Run
	for _, s := range spans {
		style, there := of(s)
		switch last := len(out) - 1; {
		case !there:
		case last >= 0 && out[last].Style == style:
			out[last].Text += s.Text
		default:
			out = append(out, markup.Run{Text: s.Text, Style: style})
		}
	}
	return out
}

// border stands between the texts of neighbouring blocks while they are compared as one.
const border = "\n\u2029"

// strand is the text of one side: its pieces, and its runs to look up styles in.
type strand struct {
	pieces []string
	runs   []markup.Run
	at     int // the run that the next text is of
	used   int // how much of it was taken
}

func newStrand(blocks [][]markup.Run) *strand {
	s := &strand{}
	for i, runs := range blocks {
		if i > 0 {
			s.pieces = append(s.pieces, border)
		}
		s.pieces = append(s.pieces, pieces(runs)...)
		s.runs = append(s.runs, runs...)
	}
	return s
}

func pieces(runs []markup.Run) []string {
	return text.Segments(markup.Block{Runs: runs}.Text())
}

// next is as much of the coming n bytes as has one style.
func (s *strand) next(n int) (part string, style markup.Style) {
	for s.used == len(s.runs[s.at].Text) {
		s.at, s.used = s.at+1, 0
	}
	r := s.runs[s.at]
	return r.Text[s.used:min(s.used+n, len(r.Text))], r.Style
}

func (s *strand) take(n int) { s.used += n }

// weave compares the words of blocks, several on at most one side, in as many parts as there are blocks.
func weave(before, after [][]markup.Run) [][]Span {
	a, b := newStrand(before), newStrand(after)
	w := weaver{a: a, b: b, parts: make([][]Span, 1, max(len(before), len(after)))}
	for _, e := range diff.Of(a.pieces, b.pieces) {
		switch e.Op {
		case diff.Keep:
			w.keep(size(a.pieces[e.A0:e.A1]))
		case diff.Delete:
			w.each(a.pieces[e.A0:e.A1], w.delete)
		case diff.Insert:
			w.each(b.pieces[e.B0:e.B1], w.insert)
		}
	}
	return w.parts
}

func size(pieces []string) int {
	n := 0
	for _, p := range pieces {
		n += len(p)
	}
	return n
}

type weaver struct {
	a, b  *strand
	parts [][]Span
}

// each hands over the pieces between borders, and begins a part at each border.
func (w *weaver) each(pieces []string, do func(n int)) {
	n := 0
	for _, p := range pieces {
		if p == border {
			do(n)
			w.parts = append(w.parts, nil)
			n = 0
			continue
		}
		n += len(p)
	}
	do(n)
}

func (w *weaver) keep(n int) {
	for n > 0 {
		before, was := w.a.next(n)
		_, now := w.b.next(n)
		s, _ := w.b.next(len(before))
		op := Keep
		if was != now {
			op = Reformat
		}
		w.add(Span{op, s, was, now})
		w.a.take(len(s))
		w.b.take(len(s))
		n -= len(s)
	}
}

func (w *weaver) delete(n int) {
	for n > 0 {
		s, style := w.a.next(n)
		w.add(Span{Op: Delete, Text: s, Was: style})
		w.a.take(len(s))
		n -= len(s)
	}
}

func (w *weaver) insert(n int) {
	for n > 0 {
		s, style := w.b.next(n)
		w.add(Span{Op: Insert, Text: s, Now: style})
		w.b.take(len(s))
		n -= len(s)
	}
}

func (w *weaver) add(s Span) {
	part := &w.parts[len(w.parts)-1]
	if last := len(*part) - 1; last >= 0 {
		if l := &(*part)[last]; l.Op == s.Op && l.Was == s.Was && l.Now == s.Now {
			l.Text += s.Text
			return
		}
	}
	*part = append(*part, s)
}

// whole are the words of a block of which nothing is compared.
func whole(op Op, runs []markup.Run) []Span {
	out := make([]Span, len(runs))
	for i, r := range runs {
		out[i] = Span{Op: op, Text: r.Text}
		if op != Insert {
			out[i].Was = r.Style
		}
		if op != Delete {
			out[i].Now = r.Style
		}
	}
	return out
}

// differ says how words differ.
func differ(spans []Span) Aspects {
	var out Aspects
	for _, s := range spans {
		switch s.Op {
		case Insert, Delete:
			out |= Text
		case Reformat:
			out |= Styles
		case Keep:
		}
	}
	return out
}
