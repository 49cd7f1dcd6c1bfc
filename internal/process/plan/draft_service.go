package plan

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// To says who changes the working draft of which plan. Submission makes it safe to send twice.
type To struct {
	Actor      kernel.Actor
	Submission kernel.ID
	Slug       string
}

// WorkingText is the working draft of a plan with its text.
type WorkingText struct {
	Plan      Plan
	Draft     WorkingDraft
	Languages []kernel.Lang
	Lead      kernel.Lang
}

// Working reads the working draft; NotFound when there is none, or none that the actor may see.
func (s *Service) Working(ctx context.Context, actor kernel.Actor, slug string) (w WorkingText, err error) {
	defer fault.In(&err, "plan.Working(%s)", slug)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		p, err := findPlan(ctx, q, slug)
		if err != nil {
			return err
		}
		if err := s.walk.Access.Check(actor, Read, p.resource()); err != nil {
			return err
		}
		d, err := findDraft(ctx, q, p.ID)
		if err != nil {
			return err
		}
		if err := s.walk.Access.Check(actor, Read, d.resource()); err != nil {
			return err
		}
		process, err := loadProcess(ctx, q)
		if err != nil {
			return err
		}
		w = WorkingText{Plan: p, Draft: d, Languages: process.Languages, Lead: process.Lead}
		w.Draft.Tree, err = loadTree(ctx, q, d.ID, p.Levels)
		return err
	})
	return w, err
}

// plan finds a plan that the actor may read, to ask about it.
func (s *Service) plan(ctx context.Context, actor kernel.Actor, slug string) (p Plan, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		p, err = findPlan(ctx, q, slug)
		if err != nil {
			return err
		}
		return s.walk.Access.Check(actor, Read, p.resource())
	})
	return p, err
}

// Begin starts a working draft as a copy of the last published draft, or else of the record. A plan has one working
// draft at most.
func (s *Service) Begin(ctx context.Context, to To, audience kernel.Audience) (d WorkingDraft, err error) {
	defer fault.In(&err, "plan.Begin(%s)", to.Slug)
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return d, err
	}
	call := act.Call{Actor: to.Actor, Action: Edit, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (WorkingDraft, error) {
		if audience != kernel.Members && audience != kernel.SecretariatOnly {
			var l fault.List
			l.Add("audience", "plan.fault.audience")
			return d, l.Err()
		}
		if _, err := findDraft(ctx, tx, p.ID); !fault.Is(err, fault.NotFound) {
			return d, draftExists(err)
		}
		last, err := lastNumber(ctx, tx, p.ID, Draft)
		if err != nil {
			return d, err
		}
		d := WorkingDraft{ID: kernel.NewID(), Plan: p.ID, Number: last + 1, Begun: tx.Now, Changed: tx.Now, Audience: audience, Version: 1}
		if err := insertDraft(ctx, tx, d); err != nil {
			if db.Duplicate(err) {
				err = draftExists(nil)
			}
			return d, err
		}
		text, err := s.lastText(ctx, tx, p, last)
		if err != nil {
			return d, err
		}
		return d, saveTree(ctx, tx, d.ID, Tree{}, text)
	})
}

func draftExists(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "plan.fault.draft_exists")
}

// lastText is the text that a new working draft begins with.
func (s *Service) lastText(ctx context.Context, q db.Queryer, p Plan, last int) (Tree, error) {
	kind, number := Draft, last
	if last < 0 {
		kind, number = Record, 1
	}
	e, err := findEdition(ctx, q, p.ID, kind, number)
	if fault.Is(err, fault.NotFound) {
		return Tree{Levels: p.Levels}, nil
	}
	if err != nil {
		return Tree{}, err
	}
	d, err := s.document(ctx, q, e)
	if err != nil {
		return Tree{}, err
	}
	return d.Tree(), nil
}

// change runs a rule on the text of the working draft and stores what it made of it. Those who change one draft do so
// one after the other.
func change[T any](ctx context.Context, s *Service, to To, rule func(t Tree, lead kernel.Lang) (Tree, T, error)) (answer T, err error) {
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return answer, err
	}
	call := act.Call{Actor: to.Actor, Action: Edit, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (T, error) {
		var none T
		d, err := findDraft(ctx, tx, p.ID)
		if err != nil {
			return none, err
		}
		if err := tx.Require(Edit, d.resource()); err != nil {
			return none, err
		}
		if err := touchDraft(ctx, tx, d.ID, tx.Now); err != nil {
			return none, err
		}
		process, err := loadProcess(ctx, tx)
		if err != nil {
			return none, err
		}
		before, err := loadTree(ctx, tx, d.ID, p.Levels)
		if err != nil {
			return none, err
		}
		after, answer, err := rule(before, process.Lead)
		if err != nil {
			return none, err
		}
		return answer, saveTree(ctx, tx, d.ID, before, after)
	})
}

// NodeText is what a person gives of a node. Languages that are not given stay as they are.
type NodeText struct {
	Level      string
	Code       string
	Text       map[kernel.Lang]string
	Paraphrase bool
	Inferred   bool
	Note       map[kernel.Lang]string
	Sources    []kernel.Source
}

// apply is the node with what was given.
func (in NodeText) apply(n Node, lead kernel.Lang) Node {
	n.Level, n.Code, n.Paraphrase, n.Inferred, n.Sources = in.Level, in.Code, in.Paraphrase, in.Inferred, in.Sources
	n.Text, n.Note = Revise(n.Text, in.Text, lead), Revise(n.Note, in.Note, lead)
	return n
}

// SavedNode is a node as it was stored, with its version.
type SavedNode struct {
	Node    Node  `json:"node"`
	Version int64 `json:"version"`
}

// AddNode puts a node last below its parent, "" for the plan itself, and gives it.
func (s *Service) AddNode(ctx context.Context, to To, parent string, in NodeText) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.AddNode(%s)", to.Slug)
	return change(ctx, s, to, func(t Tree, lead kernel.Lang) (Tree, SavedNode, error) {
		n := in.apply(Node{ID: string(kernel.NewID()), Parent: parent}, lead)
		t, err := t.Add(n)
		return t, SavedNode{n, 1}, err
	})
}

// EditNode changes a node that the actor saw at a version. When it has another by now, the Conflict's Detail is the
// Node that is stored.
func (s *Service) EditNode(ctx context.Context, to To, id string, version int64, in NodeText) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.EditNode(%s)", to.Slug)
	return change(ctx, s, to, func(t Tree, lead kernel.Lang) (Tree, SavedNode, error) {
		old, err := seen(t, id, version)
		if err != nil {
			return t, SavedNode{}, err
		}
		n := in.apply(old, lead)
		t, err = t.Replace(n)
		return t, savedNode(old, n), err
	})
}

// savedNode is the node after a change: its version rises when anything of it changed.
func savedNode(old, n Node) SavedNode {
	if asText(n) != asText(old) {
		n.Version++
	}
	return SavedNode{n, n.Version}
}

// seen is the node at the version that the actor saw.
func seen(t Tree, id string, version int64) (Node, error) {
	n, ok := t.Get(id)
	if !ok {
		return n, fault.New(fault.NotFound, "fault.not_found")
	}
	if n.Version != version {
		conflict := fault.New(fault.Conflict, "fault.conflict")
		conflict.Detail = n
		return n, conflict
	}
	return n, nil
}

// MoveNode hangs a node with all below it under another parent, as its child number index from 0.
func (s *Service) MoveNode(ctx context.Context, to To, id, parent string, index int) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.MoveNode(%s)", to.Slug)
	return change(ctx, s, to, func(t Tree, _ kernel.Lang) (Tree, SavedNode, error) {
		old, _ := t.Get(id)
		t, err := t.Move(id, parent, index)
		n, _ := t.Get(id)
		return t, savedNode(old, n), err
	})
}

// StepNode moves a node one place up (by -1) or down (by 1) among its siblings; at the end it stays.
func (s *Service) StepNode(ctx context.Context, to To, id string, by int) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.StepNode(%s)", to.Slug)
	return change(ctx, s, to, func(t Tree, _ kernel.Lang) (Tree, SavedNode, error) {
		n, ok := t.Get(id)
		if !ok {
			return t, SavedNode{}, fault.New(fault.NotFound, "fault.not_found")
		}
		at := slices.IndexFunc(t.Children(n.Parent), func(x Node) bool { return x.ID == id })
		t, err := t.Move(id, n.Parent, max(at+by, 0))
		return t, SavedNode{n, n.Version}, err
	})
}

// RemoveNode takes a node away with everything below it. The version is that of the node which the actor saw.
func (s *Service) RemoveNode(ctx context.Context, to To, id string, version int64) (removed int, err error) {
	defer fault.In(&err, "plan.RemoveNode(%s)", to.Slug)
	return change(ctx, s, to, func(t Tree, _ kernel.Lang) (Tree, int, error) {
		if _, err := seen(t, id, version); err != nil {
			return t, 0, err
		}
		after, err := t.Remove(id)
		return after, len(t.Nodes) - len(after.Nodes), err
	})
}

// Renumber gives every node a new code by its place; see Tree.Renumber. It answers how many codes changed.
func (s *Service) Renumber(ctx context.Context, to To) (changed int, err error) {
	defer fault.In(&err, "plan.Renumber(%s)", to.Slug)
	return change(ctx, s, to, func(t Tree, _ kernel.Lang) (Tree, int, error) {
		after, err := t.Renumber()
		n := 0
		for i := range t.Nodes {
			if after.Nodes[i].Code != t.Nodes[i].Code {
				n++
			}
		}
		return after, n, err
	})
}

// SortByCode puts siblings in the order of their codes.
func (s *Service) SortByCode(ctx context.Context, to To) (nodes int, err error) {
	defer fault.In(&err, "plan.SortByCode(%s)", to.Slug)
	return change(ctx, s, to, func(t Tree, _ kernel.Lang) (Tree, int, error) {
		return t.SortByCode(), len(t.Nodes), nil
	})
}
