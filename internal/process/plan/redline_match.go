package plan

import (
	"cmp"
	"slices"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
)

// matched says which nodes of two trees are the same, which took words of which over, and which moved. Nodes are numbered
// by their places; -1 is none.
type matched struct {
	old, new   []Node
	oldTree    Tree
	newTree    Tree
	toNew      []int // of each old node
	toOld      []int // of each new one
	byLikeness bool

	from  [][]int // of each new node: old ones whose words it took over
	into  []int   // of each old node that is gone: the new one that took its words over
	split [][]int // of each old node: new ones that took parts of its words
	moved []bool  // of each new node
	oldAt map[string]int
	newAt map[string]int
}

func matchTrees(before, after Tree, likeness bool) *matched {
	before, after = before.Arrange(), after.Arrange()
	m := &matched{
		old: before.Nodes, new: after.Nodes, oldTree: before, newTree: after,
		toNew: nowhere(len(before.Nodes)), toOld: nowhere(len(after.Nodes)), into: nowhere(len(before.Nodes)),
		from: make([][]int, len(after.Nodes)), split: make([][]int, len(before.Nodes)), moved: make([]bool, len(after.Nodes)),
		oldAt: placesOf(before.Nodes), newAt: placesOf(after.Nodes),
	}
	shared := 0
	for b, n := range m.new {
		if a, known := m.oldAt[n.ID]; known {
			m.pair(a, b)
			shared++
		}
	}
	if likeness && shared == 0 && len(m.old) > 0 && len(m.new) > 0 {
		m.byLikeness = true
		m.matchAlike()
	}
	return m
}

func nowhere(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

func placesOf(nodes []Node) map[string]int {
	at := make(map[string]int, len(nodes))
	for i, n := range nodes {
		at[n.ID] = i
	}
	return at
}

func (m *matched) pair(a, b int) { m.toNew[a], m.toOld[b] = b, a }

// alike is how much of two texts must be the same for their nodes to be the same: less where the code says so too.
const (
	alike         = .6
	alikeWithCode = .3
)

// matchAlike matches nodes of one level: those with the same code and a like text first, then whatever is most alike.
func (m *matched) matchAlike() {
	type slot struct{ level, code string }
	coded := map[slot]int{}
	for a, n := range m.old {
		if n.Code != "" {
			coded[slot{n.Level, n.Code}] = a
		}
	}
	olds, news := pieces(m.old), pieces(m.new)
	for b, n := range m.new {
		a, known := coded[slot{n.Level, n.Code}]
		if known && n.Code != "" && (len(olds[a])+len(news[b]) == 0 || diff.Likeness(olds[a], news[b]) >= alikeWithCode) {
			m.pair(a, b)
		}
	}
	words := m.index(olds)
	for b := range m.new {
		if m.toOld[b] < 0 {
			m.matchWords(b, words, olds, news)
		}
	}
}

// pieces are the words by which nodes are matched: those of the best language that each has.
func pieces(nodes []Node) [][]string {
	out := make([][]string, len(nodes))
	for i, n := range nodes {
		words, _ := n.Text.In("")
		out[i] = text.Segments(words)
	}
	return out
}

// index says which unmatched old nodes have a word.
func (m *matched) index(olds [][]string) map[string][]int {
	at := map[string][]int{}
	for a, words := range olds {
		if m.toNew[a] >= 0 {
			continue
		}
		for _, w := range slices.Compact(slices.Sorted(slices.Values(words))) {
			at[w] = append(at[w], a)
		}
	}
	return at
}

// common is from how many nodes on a word says nothing about which one is meant, and tries how many are looked at closely.
const (
	common = 60
	tries  = 4
)

func (m *matched) matchWords(b int, index map[string][]int, olds, news [][]string) {
	shared := map[int]int{}
	for _, w := range news[b] {
		if weight := diff.Weight([]string{w}); weight > 0 && len(index[w]) < common {
			for _, a := range index[w] {
				shared[a] += weight
			}
		}
	}
	var candidates []int
	for a := range shared {
		if m.toNew[a] < 0 && m.old[a].Level == m.new[b].Level {
			candidates = append(candidates, a)
		}
	}
	slices.SortFunc(candidates, func(x, y int) int { return cmp.Or(cmp.Compare(shared[y], shared[x]), cmp.Compare(x, y)) })
	best, like := -1, alike
	for _, a := range candidates[:min(tries, len(candidates))] {
		if l := diff.Likeness(olds[a], news[b]); l >= like && (best < 0 || l > like) {
			best, like = a, l
		}
	}
	if best >= 0 {
		m.pair(best, b)
	}
}

// findParts finds what was split and merged: where drafting noted it, else by the words of neighbours.
func (m *matched) findParts() {
	for b, n := range m.new {
		for _, id := range n.From {
			a, known := m.oldAt[id]
			if !known || m.toOld[b] >= 0 && (m.toNew[a] >= 0 || slices.Contains(m.old[m.toOld[b]].From, id)) {
				continue // it was so in the old text already
			}
			m.takes(b, a)
		}
	}
	for b := range m.new {
		if m.toOld[b] < 0 && len(m.from[b]) == 0 {
			m.splitNearby(b)
		}
	}
	for a := range m.old {
		if m.toNew[a] < 0 && m.into[a] < 0 && len(m.split[a]) == 0 {
			m.mergedNearby(a)
		}
	}
}

// takes notes that a new node has words of an old one.
func (m *matched) takes(b, a int) {
	m.from[b] = append(m.from[b], a)
	if m.toOld[b] < 0 {
		m.split[a] = append(m.split[a], b)
	}
	if m.toNew[a] < 0 && m.into[a] < 0 {
		m.into[a] = b
	}
}

// splitNearby sees whether a new node is a part of what a neighbour said.
func (m *matched) splitNearby(b int) {
	for _, other := range neighbours(m.new, b) {
		a := m.toOld[other]
		if a >= 0 && len(m.from[other]) == 0 && composed(m.old[a], m.new[min(b, other)], m.new[max(b, other)], m.new[other]) {
			m.takes(b, a)
			return
		}
	}
}

// mergedNearby sees whether what a node said stands in what was its neighbour.
func (m *matched) mergedNearby(a int) {
	for _, other := range neighbours(m.old, a) {
		b := m.toNew[other]
		if b >= 0 && len(m.split[other]) == 0 && composed(m.new[b], m.old[min(a, other)], m.old[max(a, other)], m.old[other]) {
			m.takes(b, a)
			return
		}
	}
}

// neighbours are the siblings before and after a node.
func neighbours(nodes []Node, at int) []int {
	var out []int
	for i := at - 1; i >= 0; i-- {
		if nodes[i].Parent == nodes[at].Parent {
			out = append(out, i)
			break
		}
	}
	for i := at + 1; i < len(nodes); i++ {
		if nodes[i].Parent == nodes[at].Parent {
			return append(out, i)
		}
	}
	return out
}

// When two texts are said to be what was one: together they are nearly all of it, and one of them alone is clearly less.
const (
	composedLike = .8
	composedMore = .15
)

func composed(whole, first, second, main Node) bool {
	words, lang := whole.Text.In("")
	if first.Text[lang].Text == "" || second.Text[lang].Text == "" {
		return false
	}
	all, one := text.Segments(words), text.Segments(main.Text[lang].Text)
	alone := diff.Likeness(all, one)
	if alone > 1-composedMore {
		return false
	}
	both := append(text.Segments(first.Text[lang].Text), " ")
	together := diff.Likeness(all, append(both, text.Segments(second.Text[lang].Text)...))
	return together >= composedLike && together-alone >= composedMore
}
