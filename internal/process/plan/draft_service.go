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

// described is a plan that the actor may read, with the languages of the process and without a draft.
func (s *Service) described(ctx context.Context, actor kernel.Actor, slug string) (w WorkingText, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		p, err := findPlan(ctx, q, slug)
		if err != nil {
			return err
		}
		if err := s.walk.Access.Check(actor, Read, p.resource()); err != nil {
			return err
		}
		process, err := loadProcess(ctx, q)
		w = WorkingText{Plan: p, Languages: process.Languages, Lead: process.Lead}
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
func (s *Service) Begin(ctx context.Context, to To, audience kernel.Audience) (WorkingDraft, error) {
	return s.BeginFrom(ctx, to, audience, 0)
}

// BeginFrom starts a working draft as a copy of the discarded one of that number; 0 is none, as in Begin.
func (s *Service) BeginFrom(ctx context.Context, to To, audience kernel.Audience, discarded int) (d WorkingDraft, err error) {
	defer fault.In(&err, "plan.BeginFrom(%s, %d)", to.Slug, discarded)
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
		p, err := holdPlan(ctx, tx, Edit, to.Slug)
		if err != nil {
			return d, err
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
			return d, err
		}
		text, err := s.firstText(ctx, tx, p, last, discarded)
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

// firstText is the text that a new working draft begins with: of a discarded one where that is asked for, else of the last
// published draft, else of the record.
func (s *Service) firstText(ctx context.Context, q db.Queryer, p Plan, last, discarded int) (t Tree, err error) {
	kind, number := Draft, last
	switch {
	case discarded > 0:
		kind, number = Discarded, discarded
	case last < 0:
		kind = Record
		if number, err = lastNumber(ctx, q, p.ID, Record); err != nil {
			return t, err
		}
	}
	e, err := findEdition(ctx, q, p.ID, kind, number)
	if fault.Is(err, fault.NotFound) && discarded == 0 {
		return Tree{Levels: p.Levels}, nil
	}
	if err != nil {
		return t, err
	}
	d, err := s.document(ctx, q, e)
	if err != nil {
		return t, err
	}
	return d.Tree(), nil
}

// desk is the working draft that somebody changes, as it is under the lock.
type desk struct {
	Plan    Plan
	Draft   WorkingDraft
	Process process
	Tree    Tree
}

// stroke names a change; one without a name is named after what it did.
type stroke struct {
	kind   RevisionKind
	undoes kernel.ID
}

// change runs a rule on the text of the working draft and stores what it made of it.
func change[T any](ctx context.Context, s *Service, to To, kind RevisionKind, rule func(t Tree, lead kernel.Lang) (Tree, T, error)) (T, error) {
	return revise(ctx, s, to, func(_ context.Context, _ *act.Tx, d desk) (Tree, T, stroke, error) {
		after, answer, err := rule(d.Tree, d.Process.Lead)
		return after, answer, stroke{kind: kind}, err
	})
}

// revise changes the text of the working draft by a rule that may look further than the text, and records the revision.
// Those who change one draft do so one after the other.
func revise[T any](ctx context.Context, s *Service, to To, rule func(ctx context.Context, tx *act.Tx, d desk) (Tree, T, stroke, error)) (answer T, err error) {
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return answer, err
	}
	call := act.Call{Actor: to.Actor, Action: Edit, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (T, error) {
		var none T
		d := desk{Plan: p}
		if d.Draft, err = findDraft(ctx, tx, p.ID); err != nil {
			return none, err
		}
		if err := tx.Require(Edit, d.Draft.resource()); err != nil {
			return none, err
		}
		if d.Draft.Version, err = touchDraft(ctx, tx, d.Draft.ID, tx.Now); err != nil {
			return none, err
		}
		if d.Process, err = loadProcess(ctx, tx); err != nil {
			return none, err
		}
		if d.Tree, err = loadTree(ctx, tx, d.Draft.ID, p.Levels); err != nil {
			return none, err
		}
		after, answer, how, err := rule(ctx, tx, d)
		if err != nil {
			return none, err
		}
		if err := after.CheckLanguages(d.Tree, d.Process.Languages, fields); err != nil {
			return none, err
		}
		return answer, saveText(ctx, tx, d, after, how)
	})
}

// saveText stores the text of a working draft and what was done to it.
func saveText(ctx context.Context, tx *act.Tx, d desk, after Tree, how stroke) error {
	if err := saveTree(ctx, tx, d.Draft.ID, d.Tree, after); err != nil {
		return err
	}
	was, became := sides(d.Tree, after)
	if len(was.Nodes)+len(became.Nodes)+len(was.Indicators)+len(became.Indicators) == 0 {
		return nil
	}
	if how.kind == "" {
		how.kind = kindOf(was, became)
	}
	return insertRevision(ctx, tx, Revision{
		ID: kernel.NewID(), Plan: d.Plan.ID, Draft: d.Draft.ID, Number: d.Draft.Number, Seq: d.Draft.Version, At: tx.Now, Actor: tx.Actor.ID,
		Role: tx.Office.Role, Country: tx.Office.Country, Kind: how.kind, Undoes: how.undoes, Was: was, Became: became,
	})
}

// NodeText is what a person gives of a node. Languages that are not given stay as they are; see Revise.
type NodeText struct {
	Level      string
	Code       string
	Text       kernel.Text
	Paraphrase bool
	Inferred   bool
	Note       kernel.Text
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
	return change(ctx, s, to, DidAdd, func(t Tree, lead kernel.Lang) (Tree, SavedNode, error) {
		n := in.apply(Node{ID: string(kernel.NewID()), Parent: parent}, lead)
		t, err := t.Add(n)
		return t, SavedNode{n, 1}, err
	})
}

// EditNode changes a node that the actor saw at a version. When it has another by now, the Conflict's Detail is the
// Node that is stored.
func (s *Service) EditNode(ctx context.Context, to To, id string, version int64, in NodeText) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.EditNode(%s)", to.Slug)
	return change(ctx, s, to, DidEdit, func(t Tree, lead kernel.Lang) (Tree, SavedNode, error) {
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
	return change(ctx, s, to, DidMove, func(t Tree, _ kernel.Lang) (Tree, SavedNode, error) {
		old, _ := t.Get(id)
		t, err := t.Move(id, parent, index)
		n, _ := t.Get(id)
		return t, savedNode(old, n), err
	})
}

// StepNode moves a node one place up (by -1) or down (by 1) among its siblings; at the end it stays.
func (s *Service) StepNode(ctx context.Context, to To, id string, by int) (saved SavedNode, err error) {
	defer fault.In(&err, "plan.StepNode(%s)", to.Slug)
	return change(ctx, s, to, DidMove, func(t Tree, _ kernel.Lang) (Tree, SavedNode, error) {
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
	return change(ctx, s, to, DidRemove, func(t Tree, _ kernel.Lang) (Tree, int, error) {
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
	return change(ctx, s, to, DidRenumber, func(t Tree, _ kernel.Lang) (Tree, int, error) {
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
	return change(ctx, s, to, DidSort, func(t Tree, _ kernel.Lang) (Tree, int, error) {
		return t.SortByCode(), len(t.Nodes), nil
	})
}
