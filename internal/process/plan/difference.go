package plan

import "slices"

// Change is what an import does with one node.
type Change string

// The changes.
const (
	Added   Change = "added"
	Removed Change = "removed"
	Changed Change = "changed"
	Moved   Change = "moved"
)

// Line is one node in the comparison of two texts.
type Line struct {
	Change Change `json:"change"`
	Before Node   `json:"before,omitzero"`
	After  Node   `json:"after,omitzero"`
}

// Difference is what sets one text apart from another, by the identity of nodes.
type Difference struct {
	Added      int    `json:"added"`
	Removed    int    `json:"removed"`
	Changed    int    `json:"changed"`
	Moved      int    `json:"moved"`
	Same       int    `json:"same"`
	Indicators int    `json:"indicators"` // added, removed or changed
	Lines      []Line `json:"lines"`      // the first ones, in the order of the new text, the removed last
}

// maxLines is how many lines of a difference are told.
const maxLines = 200

// Compare tells what is different in after.
func Compare(before, after Tree) Difference {
	var d Difference
	old, kept := map[string]Node{}, map[string]bool{}
	for _, n := range before.Nodes {
		old[n.ID] = n
	}
	for _, n := range after.Nodes {
		kept[n.ID] = true
	}
	was := orderOf(before, func(id string) bool { return kept[id] })
	is := orderOf(after, func(id string) bool { return old[id].ID != "" })
	for _, n := range after.Nodes {
		o, known := old[n.ID]
		place := o
		place.Parent = n.Parent
		switch {
		case !known:
			d.add(Line{Change: Added, After: n}, &d.Added)
		case asText(place) != asText(n):
			d.add(Line{Change: Changed, Before: o, After: n}, &d.Changed)
		case o.Parent != n.Parent || was[n.ID] != is[n.ID]:
			d.add(Line{Change: Moved, Before: o, After: n}, &d.Moved)
		default:
			d.Same++
		}
	}
	for _, n := range before.Nodes {
		if !kept[n.ID] {
			d.add(Line{Change: Removed, Before: n}, &d.Removed)
		}
	}
	d.Indicators = indicatorsApart(before, after)
	return d
}

// orderOf says after which sibling each node stands, among those that both texts have.
func orderOf(t Tree, both func(id string) bool) map[string]string {
	order, last := make(map[string]string, len(t.Nodes)), map[string]string{}
	for _, n := range t.Nodes {
		if !both(n.ID) {
			continue
		}
		order[n.ID] = last[n.Parent]
		last[n.Parent] = n.ID
	}
	return order
}

func (d *Difference) add(l Line, count *int) {
	*count++
	if len(d.Lines) < maxLines {
		d.Lines = append(d.Lines, l)
	}
}

func indicatorsApart(before, after Tree) int {
	count := 0
	for _, a := range after.Indicators {
		i := slices.IndexFunc(before.Indicators, func(b Indicator) bool { return b.ID == a.ID })
		if i < 0 || asText(before.Indicators[i]) != asText(a) {
			count++
		}
	}
	for _, b := range before.Indicators {
		if !slices.ContainsFunc(after.Indicators, func(a Indicator) bool { return a.ID == b.ID }) {
			count++
		}
	}
	return count
}
