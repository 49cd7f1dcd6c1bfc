package anchor

import (
	"slices"

	"sampan/internal/platform/text/diff"
)

// change is how a piece that both texts have became what it is.
type change struct {
	old, fresh tokens
	edits      []diff.Edit

	onward, backward []int // where each old word came to, by other comparisons
}

// readings compares from the start and from the end: where several old words could be a new one, the first takes the
// first and the second the last. Both say where each old word came to, −1 for nowhere.
func readings(old, fresh []string) (onward, backward []int) {
	onward = places(diff.Least(old, fresh), len(old))
	x, y := slices.Clone(old), slices.Clone(fresh)
	slices.Reverse(x)
	slices.Reverse(y)
	backward = places(diff.Least(x, y), len(old))
	slices.Reverse(backward)
	for i, at := range backward {
		if at >= 0 {
			backward[i] = len(fresh) - 1 - at
		}
	}
	return onward, backward
}

func places(edits []diff.Edit, n int) []int {
	at := slices.Repeat([]int{-1}, n)
	for _, e := range edits {
		for x := e.A0; e.Op == diff.Keep && x < e.A1; x++ {
			at[x] = e.B0 + x - e.A0
		}
	}
	return at
}

// stretch is old tokens that became new ones; all else beside it was kept.
type stretch struct{ a0, a1, b0, b1 int }

// stretches are where the texts differ. A few words that were kept amid change may be there by chance and are no bound.
func (c *change) stretches() []stretch {
	var out []stretch
	for k, e := range c.edits {
		s := stretch{e.A0, e.A1, e.B0, e.B1}
		last := len(out) - 1
		switch {
		case e.Op == diff.Keep:
		case last >= 0 && (c.edits[k-1].Op != diff.Keep || c.old.weight(out[last].a1, s.a0) < fewLetters):
			out[last].a1, out[last].b1 = s.a1, s.b1
		default:
			out = append(out, s)
		}
	}
	return out
}
