package plan

import (
	"slices"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/diff"
)

// RevisionKind is what was done to a working draft.
type RevisionKind string

// The kinds of revisions.
const (
	DidAdd      RevisionKind = "add"
	DidEdit     RevisionKind = "edit"
	DidMove     RevisionKind = "move"
	DidRemove   RevisionKind = "remove"
	DidSplit    RevisionKind = "split"
	DidMerge    RevisionKind = "merge"
	DidRenumber RevisionKind = "renumber"
	DidSort     RevisionKind = "sort"
	DidImport   RevisionKind = "import"
	DidRestore  RevisionKind = "restore" // an earlier wording of a node
	DidUndo     RevisionKind = "undo"
	DidRedo     RevisionKind = "redo"
)

// Revision is what one use case did to a working draft: the nodes and indicators that it touched, as they were and as they
// became. Revisions are kept when the draft is published.
type Revision struct {
	ID       kernel.ID      `json:"id"`
	Plan     kernel.ID      `json:"-"`
	Draft    kernel.ID      `json:"draft"`
	Number   int            `json:"number"` // that the draft was to be published under
	Seq      int64          `json:"seq"`    // the version of the draft that it made
	At       time.Time      `json:"at"`
	Actor    kernel.ID      `json:"-"` // the account; told by name to those who write the draft
	Role     kernel.Role    `json:"role"`
	Country  kernel.Country `json:"country,omitempty"`
	Kind     RevisionKind   `json:"kind"`
	Undoes   kernel.ID      `json:"undoes,omitempty"`
	UndoneBy kernel.ID      `json:"undone_by,omitempty"`
	Was      Side           `json:"was"`
	Became   Side           `json:"became"`
}

// Side is what a revision touched, before it or after it.
type Side struct {
	Nodes      []Placed    `json:"nodes,omitempty"`
	Indicators []Indicator `json:"indicators,omitempty"`
}

// Placed is a node with its place among its siblings: behind one of them, "" for the first, and its number from 0.
type Placed struct {
	Node

	After string `json:"after,omitempty"`
	At    int    `json:"at"`
}

// Get is the node with the identity.
func (s Side) Get(id string) (Placed, bool) {
	i := slices.IndexFunc(s.Nodes, func(n Placed) bool { return n.ID == id })
	if i < 0 {
		return Placed{}, false
	}
	return s.Nodes[i], true
}

// touched lists the nodes that a revision is about, those of its indicators too.
func (r Revision) touched() []string {
	var all []string
	for _, s := range []Side{r.Was, r.Became} {
		for _, n := range s.Nodes {
			all = append(all, n.ID)
		}
		for _, in := range s.Indicators {
			all = append(all, in.Node)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sides tells what a change touched: nodes that came, went, changed or were moved, with as few moved as explains it, and
// indicators that came, went or changed.
func sides(before, after Tree) (was, became Side) {
	old, now := asTexts(before.Nodes), asTexts(after.Nodes)
	moved := movedNodes(before, after)
	was.Nodes = placed(before, func(n Node) bool { return now[n.ID] != old[n.ID] || moved[n.ID] })
	became.Nodes = placed(after, func(n Node) bool { return now[n.ID] != old[n.ID] || moved[n.ID] })
	was.Indicators = apart(before.Indicators, after.Indicators)
	became.Indicators = apart(after.Indicators, before.Indicators)
	return was, became
}

// asTexts is each node as one text, by its identity.
func asTexts(nodes []Node) map[string]string {
	all := make(map[string]string, len(nodes))
	for _, n := range nodes {
		all[n.ID] = asText(n)
	}
	return all
}

// placed picks nodes of a tree with their places.
func placed(t Tree, wanted func(Node) bool) []Placed {
	var all []Placed
	last, count := map[string]string{}, map[string]int{}
	for _, n := range t.Nodes {
		if wanted(n) {
			all = append(all, Placed{n, last[n.Parent], count[n.Parent]})
		}
		last[n.Parent] = n.ID
		count[n.Parent]++
	}
	return all
}

// movedNodes are those that stand elsewhere among the siblings that they had before.
func movedNodes(before, after Tree) map[string]bool {
	parents, place := map[string]string{}, map[string]int{}
	for i, n := range before.Nodes {
		parents[n.ID], place[n.ID] = n.Parent, i
	}
	groups := map[string][]string{}
	for _, n := range after.Nodes {
		if p, known := parents[n.ID]; known && p == n.Parent {
			groups[n.Parent] = append(groups[n.Parent], n.ID)
		}
	}
	moved := map[string]bool{}
	for _, ids := range groups {
		order := make([]int, len(ids))
		for i, id := range ids {
			order[i] = place[id]
		}
		for i, stays := range diff.Staying(order, nil) {
			if !stays {
				moved[ids[i]] = true
			}
		}
	}
	return moved
}

// apart are the indicators of a that b has not, or not so.
func apart(a, b []Indicator) []Indicator {
	has := make(map[string]string, len(b))
	for _, in := range b {
		has[in.ID] = asText(in)
	}
	var all []Indicator
	for _, in := range a {
		if has[in.ID] != asText(in) {
			all = append(all, in)
		}
	}
	return all
}

// kindOf tells what a change without a name of its own is.
func kindOf(was, became Side) RevisionKind {
	switch {
	case len(was.Nodes) == 0 && len(became.Nodes) > 0:
		return DidAdd
	case len(became.Nodes) == 0 && len(was.Nodes) > 0:
		return DidRemove
	case len(was.Nodes) == 0 || len(was.Nodes) != len(became.Nodes):
		return DidEdit
	}
	for _, n := range became.Nodes {
		old, _ := was.Get(n.ID)
		n.Parent, old.Parent = "", ""
		if asText(n.Node) != asText(old.Node) {
			return DidEdit
		}
	}
	return DidMove
}
