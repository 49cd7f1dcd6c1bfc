package plan

import (
	"context"
	"maps"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
)

// SplitParts is a node that was split: what is left of it, and the new node behind it.
type SplitParts struct {
	First  SavedNode `json:"first"`
	Second SavedNode `json:"second"`
}

// SplitNode cuts the text of a node, that the actor saw at a version, behind so many characters in each language.
func (s *Service) SplitNode(ctx context.Context, to To, id string, version int64, at map[kernel.Lang]int) (parts SplitParts, err error) {
	defer fault.In(&err, "plan.SplitNode(%s)", to.Slug)
	return change(ctx, s, to, DidSplit, func(t Tree, lead kernel.Lang) (Tree, SplitParts, error) {
		old, err := seen(t, id, version)
		if err != nil {
			return t, SplitParts{}, err
		}
		second := string(kernel.NewID())
		t, err = t.Split(id, second, at, lead)
		if err != nil {
			return t, SplitParts{}, err
		}
		n, _ := t.Get(id)
		rest, _ := t.Get(second)
		return t, SplitParts{savedNode(old, n), SavedNode{rest, 1}}, nil
	})
}

// MergeNode puts a node, that the actor saw at a version, behind another of the same level and takes it away; see Tree.Merge.
func (s *Service) MergeNode(ctx context.Context, to To, id string, version int64, into string) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.MergeNode(%s)", to.Slug)
	return change(ctx, s, to, DidMerge, func(t Tree, lead kernel.Lang) (Tree, SavedNode, error) {
		if _, err := seen(t, id, version); err != nil {
			return t, SavedNode{}, err
		}
		old, _ := t.Get(into)
		t, err := t.Merge(id, into, lead)
		n, _ := t.Get(into)
		return t, savedNode(old, n), err
	})
}

// ShiftNode hangs a node below the next entry that it may hang below, or the one before; see Tree.Shift.
func (s *Service) ShiftNode(ctx context.Context, to To, id string, back bool) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.ShiftNode(%s)", to.Slug)
	return change(ctx, s, to, DidMove, func(t Tree, _ kernel.Lang) (Tree, SavedNode, error) {
		old, _ := t.Get(id)
		t, err := t.Shift(id, back)
		n, _ := t.Get(id)
		return t, savedNode(old, n), err
	})
}

// InsertNode puts a node without words right behind another, on its level.
func (s *Service) InsertNode(ctx context.Context, to To, after string) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.InsertNode(%s)", to.Slug)
	return change(ctx, s, to, DidAdd, func(t Tree, _ kernel.Lang) (Tree, SavedNode, error) {
		i := t.Index(after)
		if i < 0 || after == "" {
			return t, SavedNode{}, fault.New(fault.NotFound, "fault.not_found")
		}
		n := Node{ID: string(kernel.NewID()), Parent: t.Nodes[i].Parent, Level: t.Nodes[i].Level}
		next := t.with(slices.Insert(slices.Clone(t.Nodes), i+1, n)).Arrange()
		return next, SavedNode{n, 1}, next.Err()
	})
}

// Reword changes what a node says in the languages given, and nothing else of it. base is what the writer began from: where
// the draft says that still, or says what is given already, it does not matter what else of the node has changed. Else the
// Conflict's Detail is the Node that is stored.
func (s *Service) Reword(ctx context.Context, to To, id string, base, given kernel.Text) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.Reword(%s)", to.Slug)
	return change(ctx, s, to, DidEdit, func(t Tree, lead kernel.Lang) (Tree, SavedNode, error) {
		old, known := t.Get(id)
		if !known {
			return t, SavedNode{}, fault.New(fault.NotFound, "fault.not_found")
		}
		for lang, w := range given {
			if now := old.Text[lang].Text; now != base[lang].Text && now != w.Text {
				conflict := fault.New(fault.Conflict, "fault.conflict")
				conflict.Detail = old
				return t, SavedNode{}, conflict
			}
		}
		n := old
		n.Text = Revise(old.Text, given, lead)
		t, err := t.Replace(n)
		return t, savedNode(old, n), err
	})
}

// Restore gives a node, that the actor saw at a version, the wording that it had before a revision, or after it.
func (s *Service) Restore(ctx context.Context, to To, id string, version int64, revision kernel.ID, before bool) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.Restore(%s)", to.Slug)
	return revise(ctx, s, to, func(ctx context.Context, tx *act.Tx, d desk) (Tree, SavedNode, stroke, error) {
		old, err := seen(d.Tree, id, version)
		if err != nil {
			return d.Tree, SavedNode{}, stroke{}, err
		}
		r, err := findRevision(ctx, tx, d.Plan.ID, revision)
		if err != nil {
			return d.Tree, SavedNode{}, stroke{}, err
		}
		side := r.Became
		if before {
			side = r.Was
		}
		was, known := side.Get(id)
		if !known {
			return d.Tree, SavedNode{}, stroke{}, fault.New(fault.NotFound, "fault.not_found")
		}
		n := old
		n.Text = maps.Clone(was.Text)
		t, err := d.Tree.Replace(n)
		return t, savedNode(old, n), stroke{kind: DidRestore}, err
	})
}

// before is the sibling that stands right before a node, of the same level; "" when there is none.
func (t Tree) before(id string) string {
	n, _ := t.Get(id)
	all := t.Children(n.Parent)
	at := slices.IndexFunc(all, func(x Node) bool { return x.ID == id })
	if at < 1 || all[at-1].Level != n.Level {
		return ""
	}
	return all[at-1].ID
}
