package anchor

import (
	"slices"

	"sampan/internal/platform/text/diff"
)

// elsewhere looks for the words among everything that was added to the text. Where they may be in several places, those
// go before others that are known to have taken text over; if it is more than one still, nobody can tell.
func (t *Trail) elsewhere(a Anchor) (Followed, bool) {
	old, lo, hi := t.taken(a)
	i, j := old.span(a.From, a.To)
	context := tokens{old.words[lo:hi], old.at[lo : hi+1]}
	var found []candidate
	nearest := far
	for _, r := range t.runs() {
		if share(old.words[i:j], r.has) < enough {
			continue
		}
		if c, ok := t.try(a, r, old, context, lo, i, j); ok {
			found = append(found, c)
			nearest = min(nearest, c.distance)
		}
	}
	if t.takenOver(a.Piece) {
		nearest = min(nearest, related)
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.distance > nearest })
	if len(found) != 1 || !found[0].sure {
		return Followed{}, false
	}
	return found[0].Followed, true
}

// candidate is a place where the words may have been taken; they were if it is sure and the only one so near.
type candidate struct {
	Followed

	sure     bool
	distance int
}

// How far a place is from the one that the words were in.
const (
	within  = iota // the same piece
	related        // a piece that is known to have taken text over
	far
)

// taken is the old text of the anchor with the stretch around the words that is no longer there.
func (t *Trail) taken(a Anchor) (old tokens, lo, hi int) {
	if _, there := t.fresh[a.Piece]; !there {
		old = cut(t.old[a.Piece].Text)
		i, j := old.span(a.From, a.To)
		lo, hi = old.around(i, j, 0, len(old.words), oldSide)
		return old, lo, hi
	}
	c := t.change(a.Piece)
	i, j := c.old.span(a.From, a.To)
	lo, hi = i, j
	for _, s := range c.stretches() {
		if s.a0 < j && s.a1 > i {
			lo, hi = min(lo, s.a0), max(hi, s.a1)
		}
	}
	x, y := c.old.around(i, j, lo, hi, oldSide)
	return c.old, x, y
}

// try looks for the old tokens i up to j, with their context from token lo on, in what was added: first for the longest
// stretch that is the same, then to both sides of it.
func (t *Trail) try(a Anchor, r run, old, context tokens, lo, i, j int) (candidate, bool) {
	i, j = i-lo, j-lo
	added := r.text.words[r.lo:r.hi]
	s, unique := longest(context, added, i, j)
	unbroken := context.weight(s.a0, s.a1)
	if unbroken < fewLetters {
		return candidate{}, false
	}
	edits := both(context.words, added, s)
	for k := range edits { // the run's tokens are counted from the start of its piece
		edits[k].B0, edits[k].B1 = edits[k].B0+r.lo, edits[k].B1+r.lo
	}
	p := carry(edits, context, r.text, i, j)
	c := candidate{distance: t.distance(a.Piece, r.piece)}
	if float64(p.kept) < enough*float64(context.weight(i, j)) {
		return c, true
	}
	x, y := context.around(i, j, 0, len(context.words), windowSide)
	window := carry(edits, context, r.text, x, y).kept
	whole := unbroken >= manyLetters && unbroken == context.weight(0, len(context.words))
	c.Followed = settle(a, r.piece, old, r.text, i+lo, j+lo, p)
	c.How = Moved
	c.sure = unique && (unbroken >= sentence || whole) && !t.copied(a, r, s, lo) && float64(window) >= enough*float64(context.weight(x, y))
	return c, true
}

// both compares what is before the stretch that is the same, and what is after it.
func both(old, added []string, s stretch) []diff.Edit {
	edits := diff.Of(old[:s.a0], added[:s.b0])
	edits = append(edits, diff.Edit{Op: diff.Keep, A0: s.a0, A1: s.a1, B0: s.b0, B1: s.b1})
	for _, e := range diff.Of(old[s.a1:], added[s.b1:]) {
		edits = append(edits, diff.Edit{Op: e.Op, A0: e.A0 + s.a1, A1: e.A1 + s.a1, B0: e.B0 + s.b1, B1: e.B1 + s.b1})
	}
	return edits
}

// longest is the longest stretch of old tokens, in letters, with some of i up to j in it, that was added as it was, and
// whether it was so once.
func longest(old tokens, added []string, i, j int) (s stretch, unique bool) {
	most := 0
	for x := i; x < j; x++ {
		for y := range added {
			if old.words[x] != added[y] || x > i && y > 0 && old.words[x-1] == added[y-1] {
				continue // nothing, or part of a stretch that was seen
			}
			back, on := 0, 1
			for back < min(x, y) && old.words[x-back-1] == added[y-back-1] {
				back++
			}
			for on < min(len(old.words)-x, len(added)-y) && old.words[x+on] == added[y+on] {
				on++
			}
			switch n := old.weight(x-back, x+on); {
			case n > most:
				s, most, unique = stretch{x - back, x + on, y - back, y + on}, n, true
			case n == most:
				unique = false
			}
		}
	}
	return s, unique
}

// copied says that the stretch of the context, from token lo on, was not taken away: beside it there stands, where it was
// added, what stayed beside it in the old place.
func (t *Trail) copied(a Anchor, r run, s stretch, lo int) bool {
	if _, there := t.fresh[a.Piece]; !there {
		return false
	}
	c := t.change(a.Piece)
	beside := 0
	note := func(x int) {
		if c.onward[x] >= 0 {
			beside += c.old.weight(x, x+1)
		}
	}
	for x, y := s.a0+lo-1, s.b0+r.lo-1; x >= 0 && y >= 0 && c.old.words[x] == r.text.words[y]; x, y = x-1, y-1 {
		note(x)
	}
	for x, y := s.a1+lo, s.b1+r.lo; x < len(c.old.words) && y < len(r.text.words) && c.old.words[x] == r.text.words[y]; x, y = x+1, y+1 {
		note(x)
	}
	return beside >= fewLetters
}

// share is how much of the words a text has, by their letters.
func share(words []string, has map[string]bool) float64 {
	all, there := 0, 0
	for i, w := range words {
		n := diff.Weight(words[i : i+1])
		all += n
		if has[w] {
			there += n
		}
	}
	return float64(there) / float64(max(all, 1))
}
