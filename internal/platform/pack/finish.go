package pack

import (
	"slices"

	"sampan/internal/kernel"
)

// finish puts a sound pack into the order that Pack promises.
func finish(p *Pack) {
	slices.SortStableFunc(p.Members, func(a, b Member) int {
		return place(p.Process.Members, a.Country) - place(p.Process.Members, b.Country)
	})
	for i := range p.Plans {
		plan := &p.Plans[i]
		if len(plan.Levels) == 0 {
			plan.Levels = p.Process.Levels
		}
		plan.Nodes = depthFirst(plan.Nodes)
	}
	slices.SortStableFunc(p.Plans, func(a, b Plan) int { return order(a) - order(b) })
}

// order puts numbered plans first, by number.
func order(p Plan) int {
	if p.Number == 0 {
		return 1 << 30
	}
	return p.Number
}

func place(all []kernel.Country, c kernel.Country) int { return slices.Index(all, c) }

// depthFirst orders nodes so that each parent comes right before its children, siblings as they stood.
func depthFirst(nodes []Node) []Node {
	children := map[string][]Node{}
	for _, n := range nodes {
		children[n.Parent] = append(children[n.Parent], n)
	}
	out := make([]Node, 0, len(nodes))
	var walk func(parent string)
	walk = func(parent string) {
		for _, n := range children[parent] {
			out = append(out, n)
			walk(n.Key)
		}
	}
	walk("")
	return out
}
