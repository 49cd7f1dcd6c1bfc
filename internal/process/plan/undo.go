package plan

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
)

// Undone is what undo or redo did: which revision it took back, and the nodes that changed.
type Undone struct {
	Kind  RevisionKind `json:"kind"` // of the revision that was taken back
	Nodes []string     `json:"nodes"`
}

// Undo takes back the actor's own last change of the working draft. When somebody else has changed what it touched, nothing
// happens, and the Conflict says which node and, as far as it is known, who.
func (s *Service) Undo(ctx context.Context, to To) (u Undone, err error) {
	defer fault.In(&err, "plan.Undo(%s)", to.Slug)
	return s.takeBack(ctx, to, DidUndo)
}

// Redo takes back the actor's own last Undo, as long as they changed nothing since.
func (s *Service) Redo(ctx context.Context, to To) (u Undone, err error) {
	defer fault.In(&err, "plan.Redo(%s)", to.Slug)
	return s.takeBack(ctx, to, DidRedo)
}

func (s *Service) takeBack(ctx context.Context, to To, kind RevisionKind) (Undone, error) {
	return revise(ctx, s, to, func(ctx context.Context, tx *act.Tx, d desk) (Tree, Undone, stroke, error) {
		find := lastOwn
		if kind == DidRedo {
			find = lastUndo
		}
		r, err := find(ctx, tx, d.Draft.ID, to.Actor.ID)
		if err != nil {
			return d.Tree, Undone{}, stroke{}, err
		}
		others, err := laterOthers(ctx, tx, r)
		if err != nil {
			return d.Tree, Undone{}, stroke{}, err
		}
		next, stuck := d.Tree.Revert(r, func(id string) bool { return others[id] != "" })
		if stuck != "" {
			return d.Tree, Undone{}, stroke{}, s.stuck(ctx, tx, d, r, stuck, others[stuck])
		}
		return next, Undone{r.Kind, r.touched()}, stroke{kind: kind, undoes: r.ID}, next.Err()
	})
}

// stuck says why a change cannot be taken back.
func (s *Service) stuck(ctx context.Context, tx *act.Tx, d desk, r Revision, id string, by kernel.ID) error {
	n, known := d.Tree.Get(id)
	if !known {
		old, _ := r.Was.Get(id)
		n = old.Node
	}
	words, _ := n.Text.In(d.Process.Lead)
	if n.Code != "" {
		words = n.Code
	}
	names, err := s.names(ctx, tx, []kernel.ID{by})
	if err != nil {
		return err
	}
	if names[by] == "" {
		return fault.New(fault.Conflict, "plan.fault.undo_changed", "node", words)
	}
	return fault.New(fault.Conflict, "plan.fault.undo_changed_by", "node", words, "who", names[by])
}

// Revert is the tree without what a revision did. Where something of it is no longer as the revision left it, or busy says
// that somebody else changed it since, the tree stays as it is and stuck is the node.
func (t Tree) Revert(r Revision, busy func(id string) bool) (next Tree, stuck string) {
	for _, id := range r.touched() {
		if busy(id) || !t.standsAs(r.Became, id) {
			return t, id
		}
	}
	gone := map[string]bool{}
	for _, n := range r.Became.Nodes {
		if _, was := r.Was.Get(n.ID); !was {
			gone[n.ID] = true
		}
	}
	if id := t.clings(r, gone); id != "" {
		return t, id
	}
	return t.backTo(r, gone), ""
}

// standsAs says that a node, and its indicators of the side, are as they are there.
func (t Tree) standsAs(s Side, id string) bool {
	n, here := t.Get(id)
	if p, there := s.Get(id); there && (!here || asText(n) != asText(p.Node)) {
		return false
	}
	for _, in := range s.Indicators {
		i := slices.IndexFunc(t.Indicators, func(x Indicator) bool { return x.ID == in.ID })
		if in.Node == id && (i < 0 || asText(t.Indicators[i]) != asText(in)) {
			return false
		}
	}
	return true
}

// clings is a node that would be left without its parent, or with an indicator that nobody took back; "" for none.
func (t Tree) clings(r Revision, gone map[string]bool) string {
	for _, n := range t.Nodes {
		if p, placed := r.Was.Get(n.ID); !gone[n.ID] && gone[n.Parent] && (!placed || gone[p.Parent]) {
			return n.ID
		}
	}
	for _, in := range t.Indicators {
		ours := func(x Indicator) bool { return x.ID == in.ID }
		if gone[in.Node] && !slices.ContainsFunc(r.Became.Indicators, ours) && !slices.ContainsFunc(r.Was.Indicators, ours) {
			return in.Node
		}
	}
	for _, n := range r.Was.Nodes { // what comes back needs something to hang on
		_, here := t.Get(n.Parent)
		_, returns := r.Was.Get(n.Parent)
		if n.Parent != "" && !here && !returns {
			return n.Parent
		}
	}
	return ""
}

func (t Tree) backTo(r Revision, gone map[string]bool) Tree {
	next := t.with(nil)
	touched := map[string]bool{}
	for _, n := range r.Was.Nodes {
		touched[n.ID] = true
	}
	for _, n := range t.Nodes {
		if !gone[n.ID] && !touched[n.ID] {
			next.Nodes = append(next.Nodes, n)
		}
	}
	for _, p := range r.Was.Nodes {
		if now, here := t.Get(p.ID); here {
			p.Version = now.Version
		}
		next.Nodes = insertPlaced(next.Nodes, p)
	}
	next.Indicators = slices.DeleteFunc(slices.Clone(t.Indicators), func(in Indicator) bool {
		return slices.ContainsFunc(r.Became.Indicators, func(x Indicator) bool { return x.ID == in.ID })
	})
	next.Indicators = append(next.Indicators, r.Was.Indicators...)
	return next.Arrange()
}

// insertPlaced puts a node behind the sibling that it stood behind, or else where it stood by number.
func insertPlaced(nodes []Node, p Placed) []Node {
	first, end := -1, len(nodes)
	nth := 0
	for i, n := range nodes {
		if n.Parent != p.Parent {
			continue
		}
		if first < 0 {
			first = i
		}
		if n.ID == p.After {
			return slices.Insert(nodes, i+1, p.Node)
		}
		if nth == p.At && end == len(nodes) {
			end = i
		}
		nth++
	}
	if p.After == "" && first >= 0 {
		end = first
	}
	return slices.Insert(nodes, end, p.Node)
}
