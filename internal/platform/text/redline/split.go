package redline

import (
	"slices"

	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// split finds what of x was split into several of y, and hands over its place and theirs. With the sides changed it
// finds what was merged.
func (m *matcher) split(x, y *side, found func(one, from, to int, like float64)) {
	near := m.neighbours(x, y)
	for _, one := range x.left() {
		if x.blocks[one].Kind == markup.Row {
			continue
		}
		var in []int
		for _, c := range near[one] {
			if c.part >= partly && y.free[c.at] && y.blocks[c.at].Kind != markup.Row {
				in = append(in, c.at)
			}
		}
		slices.Sort(in)
		best := group{}
		for len(in) > 0 {
			n := 1
			for n < len(in) && in[n] == in[0]+n {
				n++
			}
			if g := m.parts(x.words[one], y, in[0], in[0]+n); g.like > best.like {
				best = g
			}
			in = in[n:]
		}
		if best.to-best.from > 1 {
			found(one, best.from, best.to, best.like)
		}
	}
}

// group are neighbours that may be parts of one block.
type group struct {
	from, to int
	like     float64
}

// parts finds the group within y[from:to] that is the block: of each part the most stands in it, in order, each of its
// words taken once. A part that does not hold leaves the group at its ends; in the middle it breaks it.
func (m *matcher) parts(one bag, y *side, from, to int) group {
	for to-from > 1 {
		kept := keptOf(one, y.words[from:to])
		holds := func(at int) bool { return float64(kept[at-from]) >= partly*float64(y.words[at].weight) }
		a, b := from, to
		for a < b && !holds(a) {
			a++
		}
		for a < b && !holds(b-1) {
			b--
		}
		if a > from || b < to {
			from, to = a, b
			continue
		}
		sum, weight := 0, one.weight
		for at := from; at < to; at++ {
			if !holds(at) {
				return group{}
			}
			sum += kept[at-from]
			weight += y.words[at].weight
		}
		if like := 2 * float64(sum) / float64(weight); like >= alikeAway {
			return group{from, to, like}
		}
		return group{}
	}
	return group{}
}

// keptOf is the weight that each part keeps of the whole.
func keptOf(one bag, parts []bag) []int {
	var all []string
	var part []int
	for i, p := range parts {
		all = append(all, p.pieces...)
		for range p.pieces {
			part = append(part, i)
		}
	}
	out := make([]int, len(parts))
	for _, e := range diff.Of(one.pieces, all) {
		for j := e.B0; e.Op == diff.Keep && j < e.B1; j++ {
			out[part[j]] += diff.Weight(all[j : j+1])
		}
	}
	return out
}
