package redline

import (
	"cmp"
	"slices"

	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// How alike blocks must be to be said to be the same, of 1.
const (
	alikeHere  = 0.3  // edited in its place
	alikeAway  = 0.6  // moved and edited
	alikeShort = 0.85 // the same, of few letters
	short      = 16   // few letters
	partly     = 0.55 // how much of a part must be in the whole that was split
	candidates = 4    // how many of the likeliest are looked at closely, here and away
	common     = 64   // a word in more blocks than this says nothing about which is which
)

// unit is what belongs together: old[a0:a1] became new[b0:b1], one of both unless something was split or merged.
type unit struct {
	a0, a1, b0, b1 int
	like           float64
}

// matcher finds the units.
type matcher struct {
	old, new *side
	lexicon  lexicon
	units    []unit
}

func match(before, after markup.Doc) []unit {
	m := &matcher{old: newSide(before), new: newSide(after), lexicon: lexicon{ids: map[string]int{}}}
	m.same()
	m.old.gaps()
	m.new.gaps()
	if len(m.units) < min(len(before), len(after)) || len(before) != len(after) {
		m.equal()
		m.weigh()
		m.split(m.old, m.new, func(one, from, to int, like float64) { m.pair(unit{one, one + 1, from, to, like}) })
		m.split(m.new, m.old, func(one, from, to int, like float64) { m.pair(unit{from, to, one, one + 1, like}) })
		m.alike()
	}
	slices.SortFunc(m.units, func(x, y unit) int { return x.b0 - y.b0 })
	return m.units
}

func (m *matcher) pair(u unit) {
	for i := u.a0; i < u.a1; i++ {
		m.old.free[i] = false
	}
	for i := u.b0; i < u.b1; i++ {
		m.new.free[i] = false
	}
	m.units = append(m.units, u)
}

// same matches what stayed as it was, in order.
func (m *matcher) same() {
	for _, e := range diff.Least(keys(m.old), keys(m.new)) {
		for i := 0; e.Op == diff.Keep && i < e.A1-e.A0; i++ {
			m.pair(unit{e.A0 + i, e.A0 + i + 1, e.B0 + i, e.B0 + i + 1, 1})
		}
	}
}

// equal matches what is as it was, elsewhere.
func (m *matcher) equal() {
	where := map[string][]int{}
	for _, i := range m.old.left() {
		if b := m.old.blocks[i]; b.Text() != "" {
			where[key(b)] = append(where[key(b)], i)
		}
	}
	for _, j := range m.new.left() {
		k := key(m.new.blocks[j])
		if places := where[k]; len(places) > 0 {
			m.pair(unit{places[0], places[0] + 1, j, j + 1, 1})
			where[k] = places[1:]
		}
	}
}

// weigh puts the words of what is left into bags.
func (m *matcher) weigh() {
	for _, s := range []*side{m.old, m.new} {
		for _, i := range s.left() {
			s.words[i] = m.lexicon.bag(s.blocks[i])
		}
	}
}

// near is a free block of the other side with how much weight it shares, and what part of its own that is.
type near struct {
	at, shared int
	part       float64
}

// posting is a block in which a word occurs, and how often.
type posting struct{ at, n int }

// neighbours finds for each free block of x the free blocks of y that share words with it, those that share most first.
// Words that are in very many blocks are left out.
func (m *matcher) neighbours(x, y *side) map[int][]near {
	in := make([][]posting, len(m.lexicon.weights))
	for _, j := range y.left() {
		for id, n := range y.words[j].count {
			in[id] = append(in[id], posting{j, n})
		}
	}
	weight := make([]int, len(y.blocks)) // of the words not left out
	for id, places := range in {
		for _, p := range places {
			if len(places) <= common {
				weight[p.at] += p.n * m.lexicon.weights[id]
			}
		}
	}
	out := map[int][]near{}
	sums := make([]int, len(y.blocks))
	for _, i := range x.left() {
		var list []near
		for id, n := range x.words[i].count {
			if len(in[id]) > common {
				continue
			}
			for _, p := range in[id] {
				if sums[p.at] == 0 {
					list = append(list, near{at: p.at})
				}
				sums[p.at] += m.lexicon.weights[id] * min(n, p.n)
			}
		}
		for k := range list {
			c := &list[k]
			c.shared, c.part = sums[c.at], float64(sums[c.at])/float64(weight[c.at])
			sums[c.at] = 0
		}
		slices.SortFunc(list, func(p, q near) int { return cmp.Or(q.shared-p.shared, p.at-q.at) })
		out[i] = list
	}
	return out
}

// pairing is a possible match.
type pairing struct {
	i, j        int
	score, like float64
}

// alike matches what was edited, the likeliest first.
func (m *matcher) alike() {
	var all []pairing
	near := m.neighbours(m.new, m.old)
	for _, j := range m.new.left() {
		here, away := 0, 0
		for _, c := range near[j] {
			n := &away
			if m.old.gap[c.at] == m.new.gap[j] {
				n = &here
			}
			*n++
			if *n > candidates {
				continue
			}
			if p, ok := m.likely(c.at, j); ok {
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(all, func(p, q pairing) int {
		return cmp.Or(cmp.Compare(q.score, p.score), cmp.Compare(abs(p.i-p.j), abs(q.i-q.j)), p.j-q.j, p.i-q.i)
	})
	for _, p := range all {
		if m.old.free[p.i] && m.new.free[p.j] {
			m.pair(unit{p.i, p.i + 1, p.j, p.j + 1, p.like})
		}
	}
}

func abs(n int) int { return max(n, -n) }

// likely says whether two blocks may be one and how much speaks for it.
func (m *matcher) likely(i, j int) (p pairing, ok bool) {
	a, b := m.old.words[i], m.new.words[j]
	row := m.old.blocks[i].Kind == markup.Row
	if row != (m.new.blocks[j].Kind == markup.Row) {
		return p, false
	}
	here := m.old.gap[i] == m.new.gap[j]
	shared := 0
	for id, n := range a.count {
		shared += m.lexicon.weights[id] * min(n, b.count[id])
	}
	if most := 2 * float64(shared) / float64(a.weight+b.weight); most < alikeHere && !row || !here && most < alikeAway {
		return p, false
	}
	p = pairing{i: i, j: j, like: diff.Likeness(a.pieces, b.pieces)}
	if row && here { // a column added or removed changes much of a row and is no new row
		p.like = max(p.like, 0.9*float64(shared)/float64(min(a.weight, b.weight)))
	}
	p.score = p.like
	if here {
		p.score += 0.2
	}
	if m.old.blocks[i].Kind == m.new.blocks[j].Kind {
		p.score += 0.05
	}
	return p, here && p.like >= alikeHere || p.like >= enough(min(a.weight, b.weight))
}

// enough is how alike blocks of a weight must be to be one that moved.
func enough(weight int) float64 {
	if weight < short {
		return alikeShort
	}
	return alikeAway
}
