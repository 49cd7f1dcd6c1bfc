package plan

import "sampan/internal/kernel"

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

// Difference is what an import would change, by the identity of nodes: the short form of a TreeRedline.
type Difference struct {
	Added      int    `json:"added"`
	Removed    int    `json:"removed"`
	Changed    int    `json:"changed"`
	Moved      int    `json:"moved"`
	Same       int    `json:"same"`
	Indicators int    `json:"indicators"` // added, removed or changed
	Lines      []Line `json:"lines"`      // the first ones, in the order of the new text, what is removed where it stood
}

// maxLines is how many lines of a difference are told.
const maxLines = 200

// noLanguage is none that any text is in: of all languages it is told that words changed, and not which.
var noLanguage = []kernel.Lang{""}

// Compare tells what is different in after. A node that moved and changed is told as changed.
func Compare(before, after Tree) Difference {
	r := compareTrees(before, after, noLanguage, false)
	d := Difference{Indicators: r.Count.Indicators}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		switch {
		case n.Left:
		case n.Before == nil:
			d.add(Line{Change: Added, After: *n.After}, &d.Added)
		case n.After == nil:
			d.add(Line{Change: Removed, Before: *n.Before}, &d.Removed)
		case n.differs():
			d.add(Line{Change: Changed, Before: *n.Before, After: *n.After}, &d.Changed)
		case n.Moved:
			d.add(Line{Change: Moved, Before: *n.Before, After: *n.After}, &d.Moved)
		default:
			d.Same++
		}
	}
	return d
}

// differs says that the node itself is another, wherever it stands: in anything that is stored with it.
func (n *NodeChange) differs() bool {
	place := *n.Before
	place.Parent = n.After.Parent
	return asText(place) != asText(*n.After)
}

func (d *Difference) add(l Line, count *int) {
	*count++
	if len(d.Lines) < maxLines {
		d.Lines = append(d.Lines, l)
	}
}
