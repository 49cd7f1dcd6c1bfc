package anchor

import "sampan/internal/platform/text/diff"

// What it takes to follow, in letters. Of the words themselves half are enough.
const (
	manyLetters = 24  // kept of a quote, that need nothing beside them
	fewLetters  = 12  // kept in one stretch, of a quote and what stands beside it
	sentence    = 36  // kept in one stretch, of a quote that turns up in another place and what stands beside it
	windowSide  = 30  // beside a quote, that are compared where it is looked for
	oldSide     = 300 // beside a quote, that are taken along to look for it
	enough      = 0.6 // of a quote, and of what stands beside it, found in another place
)

// inPlace follows an anchor within its piece. It is lost when some of the words stayed: too few, or they may be others.
func (t *Trail) inPlace(a Anchor) (f Followed, followed, lost bool) {
	c := t.change(a.Piece)
	i, j := c.old.span(a.From, a.To)
	p := carry(c.edits, c.old, c.fresh, i, j)
	all := c.old.weight(i, j)
	switch firm := grounded(c.edits, c.old, c.fresh, i, j, p.kept); {
	case firm && p.kept > 0 && 2*(p.kept-c.doubt(i, j)) >= all:
		return settle(a, a.Piece, c.old, c.fresh, i, j, p), true, false
	case all == 0, 4*max(stays(c.onward[i:j], c.old, i), stays(c.backward[i:j], c.old, i)) >= all:
		return Followed{}, false, true
	}
	return Followed{}, false, false
}

// stays is the letters of the longest stretch of the tokens from i on that stayed together.
func stays(at []int, old tokens, i int) int {
	most, letters := 0, 0
	for x, to := range at {
		if to < 0 || x > 0 && to != at[x-1]+1 {
			letters = 0
		}
		if to >= 0 {
			letters += old.weight(i+x, i+x+1)
		}
		most = max(most, letters)
	}
	return most
}

// doubt is the letters of the span that stayed, but could as well be what was deleted: a comparison from the start or one
// from the end does not keep them. Of a short span they must not stand in another place either.
func (c *change) doubt(i, j int) int {
	letters := 0
	short := c.old.weight(i, j) < fewLetters
	for _, e := range c.edits {
		for x := max(e.A0, i); e.Op == diff.Keep && x < min(e.A1, j); x++ {
			y := e.B0 + x - e.A0
			if c.onward[x] < 0 || c.backward[x] < 0 || short && (c.onward[x] != y || c.backward[x] != y) {
				letters += c.old.weight(x, x+1)
			}
		}
	}
	return letters
}

// grounded says that it is the same place and not a common word met again: much is kept of the words; or they were not
// torn apart, what is kept of them goes on beside them, and on neither side a long stretch came or went.
func grounded(edits []diff.Edit, old, fresh tokens, i, j, kept int) bool {
	if kept >= manyLetters {
		return true
	}
	total, firm := 0, false
	for k, e := range edits {
		if e.Op != diff.Keep || e.A0 >= j || e.A1 <= i {
			continue
		}
		total += old.weight(max(e.A0, i), min(e.A1, j))
		left := e.A0 < i || upset(edits, k-1, -1, old, fresh) < manyLetters
		right := e.A1 > j || upset(edits, k+1, 1, old, fresh) < manyLetters
		firm = firm || left && right && long(edits, k, old) || old.weight(e.A0, e.A1) >= sentence
	}
	return firm && total == kept
}

// long says that the edit keeps many words in a row, or of a small text half, from its start or to its end.
func long(edits []diff.Edit, k int, old tokens) bool {
	letters := old.weight(edits[k].A0, edits[k].A1)
	return letters >= manyLetters || 2*letters >= old.weight(0, len(old.words)) && (k == 0 || k == len(edits)-1)
}

// upset is the letters that come or go from edit k on, step by step, until words are kept.
func upset(edits []diff.Edit, k, step int, old, fresh tokens) int {
	letters := 0
	for ; 0 <= k && k < len(edits) && edits[k].Op != diff.Keep; k += step {
		e := edits[k]
		letters = max(letters, old.weight(e.A0, e.A1), fresh.weight(e.B0, e.B1))
	}
	return letters
}
