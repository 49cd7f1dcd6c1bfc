package plan

import (
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Node is one node of the framework tree.
type Node struct {
	ID         string          `json:"id"` // the same through all drafts of the plan
	Parent     string          `json:"parent,omitempty"`
	Level      string          `json:"level"`
	Code       string          `json:"code,omitempty"` // of this draft
	Text       kernel.Text     `json:"text,omitempty"` // empty: wording not found
	Paraphrase bool            `json:"paraphrase,omitempty"`
	Inferred   bool            `json:"inferred,omitempty"` // that it exists or where it belongs is a conclusion
	Note       kernel.Text     `json:"note,omitempty"`
	Sources    []kernel.Source `json:"sources,omitempty"`
	From       []string        `json:"from,omitempty"` // nodes of this plan that the text was taken from by splitting and merging

	Version int64 `json:"-"` // of the row in the working draft
}

// Tree is the framework of a plan: nodes in reading order, each parent before its children, and their indicators.
type Tree struct {
	Levels     Levels
	Nodes      []Node
	Indicators []Indicator
}

// Bounds of one plan.
const (
	MaxNodes = 20000
	MaxText  = 20000 // characters of one text
	MaxCode  = 40

	maxSources = 50 // of one node
)

// Index is the place of the node, -1 when there is none.
func (t Tree) Index(id string) int {
	return slices.IndexFunc(t.Nodes, func(n Node) bool { return n.ID == id })
}

// Get is the node with the identity.
func (t Tree) Get(id string) (Node, bool) {
	if i := t.Index(id); i >= 0 && id != "" {
		return t.Nodes[i], true
	}
	return Node{}, false
}

// Children lists the nodes below the parent in their order; parent "" is the plan itself.
func (t Tree) Children(parent string) []Node {
	var below []Node
	for _, n := range t.Nodes {
		if n.Parent == parent {
			below = append(below, n)
		}
	}
	return below
}

// Of lists the indicators of a node.
func (t Tree) Of(node string) []Indicator {
	var all []Indicator
	for _, i := range t.Indicators {
		if i.Node == node {
			all = append(all, i)
		}
	}
	return all
}

// Branch is the set of a node and everything below it.
func (t Tree) Branch(id string) map[string]bool {
	in := map[string]bool{id: true}
	for _, n := range t.Nodes { // parents come first, so one pass finds all
		if n.Parent != "" && in[n.Parent] {
			in[n.ID] = true
		}
	}
	return in
}

// Arrange puts the nodes in reading order, siblings as they stood, and indicators in the order of their nodes. Nodes
// that hang on nothing or on each other come last, for Check to tell.
func (t Tree) Arrange() Tree {
	below := map[string][]Node{}
	for _, n := range t.Nodes {
		below[n.Parent] = append(below[n.Parent], n)
	}
	ordered := make([]Node, 0, len(t.Nodes))
	seen := make(map[string]bool, len(t.Nodes))
	var walk func(parent string)
	walk = func(parent string) {
		for _, n := range below[parent] {
			if !seen[n.ID] {
				seen[n.ID] = true
				ordered = append(ordered, n)
				walk(n.ID)
			}
		}
	}
	walk("")
	for _, n := range t.Nodes {
		if !seen[n.ID] {
			seen[n.ID] = true
			ordered = append(ordered, n)
		}
	}
	place := make(map[string]int, len(ordered))
	for i, n := range ordered {
		place[n.ID] = i
	}
	indicators := slices.Clone(t.Indicators)
	slices.SortStableFunc(indicators, func(a, b Indicator) int { return place[a.Node] - place[b.Node] })
	return Tree{Levels: t.Levels, Nodes: ordered, Indicators: indicators}
}

// Add puts a node last below its parent.
func (t Tree) Add(n Node) (Tree, error) {
	if t.Index(n.ID) >= 0 {
		return t, fault.New(fault.Conflict, "plan.fault.id_duplicate")
	}
	next := t.with(append(slices.Clone(t.Nodes), n)).Arrange()
	return next, next.Err()
}

// Replace puts a changed node in the place of the one with its identity. Where it hangs does not change; see Move.
func (t Tree) Replace(n Node) (Tree, error) {
	i := t.Index(n.ID)
	if i < 0 {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	n.Parent = t.Nodes[i].Parent
	nodes := slices.Clone(t.Nodes)
	nodes[i] = n
	next := t.with(nodes)
	return next, next.Err()
}

// Move hangs a node with all below it under a parent, as its child number index from 0; an index past the end is the
// end.
func (t Tree) Move(id, parent string, index int) (Tree, error) {
	i := t.Index(id)
	if _, known := t.Get(parent); i < 0 || parent != "" && !known {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	if t.Branch(id)[parent] {
		var l fault.List
		l.Add("parent", "plan.fault.loop")
		return t, l.Err()
	}
	moved := t.Nodes[i]
	moved.Parent = parent
	nodes := slices.Delete(slices.Clone(t.Nodes), i, i+1)
	at, nth := len(nodes), 0
	for j, n := range nodes {
		if n.Parent != parent {
			continue
		}
		if nth == index {
			at = j
			break
		}
		nth++
	}
	next := t.with(slices.Insert(nodes, at, moved)).Arrange()
	return next, next.Err()
}

// Remove takes a node away with everything below it, their indicators too.
func (t Tree) Remove(id string) (Tree, error) {
	if t.Index(id) < 0 {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	gone := t.Branch(id)
	next := Tree{Levels: t.Levels}
	for _, n := range t.Nodes {
		if !gone[n.ID] {
			next.Nodes = append(next.Nodes, n)
		}
	}
	for _, in := range t.Indicators {
		if !gone[in.Node] {
			next.Indicators = append(next.Indicators, in)
		}
	}
	return next, nil
}

func (t Tree) with(nodes []Node) Tree {
	return Tree{Levels: t.Levels, Nodes: nodes, Indicators: t.Indicators}
}
