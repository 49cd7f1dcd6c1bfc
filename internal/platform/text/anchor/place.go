package anchor

import (
	"slices"

	"sampan/internal/platform/text/diff"
)

// place is where a span of old tokens came to lie among new ones, counted in both by tokens.
type place struct {
	from, to int // new tokens; empty when nothing was kept
	kept     int // letters of the span that are there
	first    bool
	last     bool // the span's outer tokens were kept
}

// carry takes the old tokens i up to j through the edits, with what was written for those of them that were deleted.
func carry(edits []diff.Edit, old, fresh tokens, i, j int) place {
	var parts []place
	for k, e := range edits {
		lo, hi := max(e.A0, i), min(e.A1, j)
		switch {
		case e.Op == diff.Keep && lo < hi:
			parts = append(parts, place{e.B0 + lo - e.A0, e.B0 + hi - e.A0, old.weight(lo, hi), lo == i, hi == j})
		case e.Op == diff.Insert && k > 0 && edits[k-1].Op == diff.Delete && i <= edits[k-1].A0 && edits[k-1].A1 <= j:
			parts = append(parts, place{from: e.B0, to: e.B1})
		}
	}
	return together(parts, fresh)
}

// together is the place around the part that has most of the words, with those other parts that leave at least two thirds
// of the place to the words.
func together(parts []place, fresh tokens) place {
	most := -1
	for k, p := range parts {
		if p.kept > 0 && (most < 0 || p.kept > parts[most].kept) {
			most = k
		}
	}
	if most < 0 {
		return place{}
	}
	whole := parts[most]
	for _, p := range slices.Backward(parts[:most]) {
		if kept := whole.kept + p.kept; 3*kept >= 2*fresh.weight(p.from, whole.to) {
			whole.from, whole.first, whole.kept = p.from, p.first, kept
		}
	}
	for _, p := range parts[most+1:] {
		if kept := whole.kept + p.kept; 3*kept >= 2*fresh.weight(whole.from, p.to) {
			whole.to, whole.last, whole.kept = p.to, p.last, kept
		}
	}
	return whole
}

// settle is the anchor in its new place. A quote that began or ended within a word does so again where the word stayed.
func settle(a Anchor, piece string, old, fresh tokens, i, j int, p place) Followed {
	from, to := fresh.at[p.from], fresh.at[p.to]
	if p.first {
		from += a.From - old.at[i]
	}
	if p.last {
		to -= old.at[j] - a.To
	}
	f := Followed{Anchor: Anchor{Piece: piece, From: from, To: to, Quote: fresh.slice(from, to)}, How: Edited}
	f.Confidence = 2 * float64(p.kept) / float64(old.weight(i, j)+fresh.weight(p.from, p.to))
	if f.Anchor.Quote == a.Quote {
		f.How, f.Confidence = Kept, 1
	}
	return f
}
