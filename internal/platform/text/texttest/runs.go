package texttest

import (
	"slices"
	"strconv"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/markup"
)

func plain(runs []markup.Run) string { return markup.Block{Runs: runs}.Text() }

// cut takes runs apart at a byte of their text.
func cut(runs []markup.Run, at int) (before, after []markup.Run) {
	for _, r := range runs {
		n := min(max(at, 0), len(r.Text))
		if n > 0 {
			before = append(before, markup.Run{Text: r.Text[:n], Style: r.Style})
		}
		if n < len(r.Text) {
			after = append(after, markup.Run{Text: r.Text[n:], Style: r.Style})
		}
		at -= len(r.Text)
	}
	return before, after
}

// splice puts s in place of the bytes from..to, in the style that stood there.
func splice(runs []markup.Run, from, to int, s string) []markup.Run {
	before, rest := cut(runs, from)
	gone, after := cut(rest, to-from)
	if s == "" {
		return append(before, after...)
	}
	run := markup.Run{Text: s}
	switch {
	case len(gone) > 0:
		run.Style = gone[0].Style
	case len(before) > 0:
		run.Style = before[len(before)-1].Style
	}
	return append(append(before, run), after...)
}

// stretch is a place of one to most pieces in a text, as bytes.
func (h *Hand) stretch(s string, most int) (from, to int) {
	pieces := text.Segments(s)
	start := h.IntN(max(len(pieces), 1))
	for i, p := range pieces {
		if i < start {
			from += len(p)
			continue
		}
		if to == 0 {
			to = from
		}
		if i > start+h.IntN(most) {
			break
		}
		to += len(p)
	}
	return from, max(from, to)
}

// restyle turns one style on or off for a few words.
func (h *Hand) restyle(runs []markup.Run) []markup.Run {
	from, to := h.stretch(plain(runs), 6)
	before, rest := cut(runs, from)
	within, after := cut(rest, to-from)
	style := h.IntN(9)
	for i := range within {
		r := &within[i]
		switch {
		case style < 4:
			r.Bold = !r.Bold
		case style < 6:
			r.Italic = !r.Italic
		case style < 7:
			r.Strike = !r.Strike
		case style < 8:
			r.Code = !r.Code
		case r.Link == "":
			r.Link = "https://example.org/" + strconv.Itoa(h.IntN(26))
		default:
			r.Link = ""
		}
	}
	return slices.Concat(before, within, after)
}
