package plan

import (
	"strconv"

	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// hunk is a stretch of blocks and what became of it.
type hunk struct {
	from, to int
	blocks   markup.Doc
}

// hunksOf are the stretches of a text that are others in another.
func hunksOf(before, after markup.Doc) []hunk {
	lines := func(d markup.Doc) []string {
		all := make([]string, len(d))
		for i, b := range d {
			all[i] = markup.Doc{b}.String()
			if b.Continued || b.Kind == markup.Item { // of which the depth is lost when it stands alone
				all[i] += "\x00" + strconv.Itoa(b.Level)
			}
		}
		return all
	}
	var out []hunk
	for _, e := range diff.Least(lines(before), lines(after)) {
		if e.Op == diff.Keep {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].to == e.A0 {
			out[n].to, out[n].blocks = e.A1, append(out[n].blocks, after[e.B0:e.B1]...)
			continue
		}
		out = append(out, hunk{e.A0, e.A1, append(markup.Doc(nil), after[e.B0:e.B1]...)})
	}
	return out
}

// merged is a text with what two people made of it, where they changed different paragraphs; false where they met.
func merged(before, one, other string) (string, bool) {
	base := markup.Parse(before)
	a, b := hunksOf(base, markup.Parse(one)), hunksOf(base, markup.Parse(other))
	var out markup.Doc
	at := 0
	for len(a)+len(b) > 0 {
		if len(a) > 0 && len(b) > 0 && a[0].from <= b[0].to && b[0].from <= a[0].to {
			return "", false
		}
		next := &a
		if len(a) == 0 || len(b) > 0 && b[0].from < a[0].from {
			next = &b
		}
		h := (*next)[0]
		*next = (*next)[1:]
		out = append(append(out, base[at:h.from]...), h.blocks...)
		at = h.to
	}
	return append(out, base[at:]...).Normal().String(), true
}
