package plan

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"sampan/internal/platform/text/diff"
)

// place says which nodes moved: those that hang below another node now, and of siblings in another order as few and as
// light branches as can be.
func (m *matched) place() {
	weights := m.weights()
	below := map[string][]int{}
	for b, n := range m.new {
		if m.toOld[b] < 0 {
			continue
		}
		if !m.stays(b) {
			m.moved[b] = true
			continue
		}
		below[n.Parent] = append(below[n.Parent], b)
	}
	for _, siblings := range below {
		byOld := slices.Clone(siblings)
		slices.SortFunc(byOld, func(x, y int) int { return cmp.Compare(m.toOld[x], m.toOld[y]) })
		rank := make(map[int]int, len(byOld))
		for i, b := range byOld {
			rank[b] = i
		}
		order, heavy := make([]int, len(siblings)), make([]int, len(siblings))
		for i, b := range siblings {
			order[i], heavy[i] = rank[b], weights[b]
		}
		for i, stays := range diff.Staying(order, heavy) {
			m.moved[siblings[i]] = !stays
		}
	}
}

// stays says that a node hangs below what it hung below, or below what took that node's words over.
func (m *matched) stays(b int) bool {
	was, is := m.old[m.toOld[b]].Parent, m.new[b].Parent
	a, hung := m.oldAt[was]
	p, hangs := m.newAt[is]
	if !hung || !hangs {
		return !hung && !hangs
	}
	return m.toNew[a] == p || slices.Contains(m.from[p], a)
}

// weights are how much text each branch of the new tree has.
func (m *matched) weights() []int {
	out := make([]int, len(m.new))
	for b := len(m.new) - 1; b >= 0; b-- { // what is below comes after
		words, _ := m.new[b].Text.In("")
		out[b] += 20 + utf8.RuneCountInString(words)
		if p, hangs := m.newAt[m.new[b].Parent]; hangs && p < b {
			out[p] += out[b]
		}
	}
	return out
}

// layout brings both trees into one reading order.
type layout struct {
	m     *matched
	first map[int][]int // old nodes that stood at the beginning below a new one; -1 is the plan itself
	after map[int][]int // those that stood behind the branch of a new one
	below map[int][]int // old nodes that are gone, or stood there, below one that is gone
	put   func(a, b int, left bool)
}

// walk hands over every node of both trees in reading order: its old and its new place.
func (m *matched) walk(put func(a, b int, left bool)) {
	l := layout{m: m, first: map[int][]int{}, after: map[int][]int{}, below: map[int][]int{}, put: put}
	last := map[string]int{} // of the children of an old node: the last new node that stayed among them
	for a, n := range m.old {
		b := m.toNew[a]
		if b >= 0 && !m.moved[b] {
			last[n.Parent] = b
			continue
		}
		p, hung := m.oldAt[n.Parent]
		prior, follows := last[n.Parent]
		switch {
		case follows:
			l.after[prior] = append(l.after[prior], a)
		case hung && m.toNew[p] < 0:
			l.below[p] = append(l.below[p], a)
		case hung:
			l.first[m.toNew[p]] = append(l.first[m.toNew[p]], a)
		default:
			l.first[-1] = append(l.first[-1], a)
		}
	}
	children := map[int][]int{}
	for b, n := range m.new {
		p, hangs := m.newAt[n.Parent]
		if !hangs {
			p = -1
		}
		children[p] = append(children[p], b)
	}
	l.goes(l.first[-1])
	l.comes(children, -1)
}

func (l *layout) comes(children map[int][]int, parent int) {
	for _, b := range children[parent] {
		l.put(l.m.toOld[b], b, false)
		l.goes(l.first[b])
		l.comes(children, b)
		l.goes(l.after[b])
	}
}

func (l *layout) goes(olds []int) {
	for _, a := range olds {
		b := l.m.toNew[a]
		l.put(a, b, b >= 0)
		if b < 0 {
			l.goes(l.below[a])
		}
	}
}
