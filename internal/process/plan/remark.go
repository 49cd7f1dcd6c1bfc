package plan

import (
	"context"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// Remark is a drafter's note on a node of the working draft, or an answer to one. It is no part of the text: whoever may read
// the working draft reads it, and it is never published. It waits for the next working draft when this one is published.
type Remark struct {
	ID       kernel.ID      `json:"id"`
	Plan     kernel.ID      `json:"-"`
	Node     string         `json:"node"`
	Answers  kernel.ID      `json:"answers,omitempty"` // the remark that it answers
	Actor    kernel.ID      `json:"-"`
	Role     kernel.Role    `json:"role"`
	Country  kernel.Country `json:"country,omitempty"`
	At       time.Time      `json:"at"`
	Words    string         `json:"words"`
	Resolved time.Time      `json:"resolved,omitzero"` // when it was found to be dealt with
	Version  int64          `json:"version"`

	Name string `json:"-"` // of who wrote it; for those who write the draft
}

// MaxRemark is how many characters a remark has at most.
const MaxRemark = 4000

// AddRemark puts a remark on a node, or answers one; an answer opens again what was resolved.
func (s *Service) AddRemark(ctx context.Context, to To, node string, answers kernel.ID, words string) (m Remark, err error) {
	defer fault.In(&err, "plan.AddRemark(%s)", to.Slug)
	return s.remarking(ctx, to, func(ctx context.Context, tx *act.Tx, p Plan, d WorkingDraft) (Remark, error) {
		var l fault.List
		checkLong(&l, "words", words, MaxRemark)
		if words == "" {
			l.Add("words", "plan.fault.remark_words")
		}
		if err := l.Err(); err != nil {
			return m, err
		}
		if answers != "" {
			first, err := findRemark(ctx, tx, p.ID, answers)
			if err != nil {
				return m, err
			}
			if first.Answers != "" { // an answer to an answer answers the same remark
				answers = first.Answers
			}
			node = first.Node
			if err := resolveRemark(ctx, tx, answers, time.Time{}); err != nil {
				return m, err
			}
		} else if err := hasNode(ctx, tx, d.ID, node); err != nil {
			return m, err
		}
		m := Remark{
			ID: kernel.NewID(), Plan: p.ID, Node: node, Answers: answers, Actor: tx.Actor.ID, Role: tx.Office.Role, Country: tx.Office.Country,
			At: tx.Now, Words: words, Version: 1,
		}
		return m, insertRemark(ctx, tx, m)
	})
}

// ResolveRemark says that a remark, seen at a version, is dealt with, or that it is not.
func (s *Service) ResolveRemark(ctx context.Context, to To, id kernel.ID, version int64, resolved bool) (m Remark, err error) {
	defer fault.In(&err, "plan.ResolveRemark(%s)", to.Slug)
	return s.remarking(ctx, to, func(ctx context.Context, tx *act.Tx, p Plan, _ WorkingDraft) (Remark, error) {
		m, err := findRemark(ctx, tx, p.ID, id)
		if err != nil {
			return m, err
		}
		if m.Version != version || m.Answers != "" {
			return m, fault.New(fault.Conflict, "fault.conflict")
		}
		m.Resolved = time.Time{}
		if resolved {
			m.Resolved = tx.Now
		}
		m.Version++
		return m, resolveRemark(ctx, tx, id, m.Resolved)
	})
}

func (s *Service) remarking(ctx context.Context, to To, do func(context.Context, *act.Tx, Plan, WorkingDraft) (Remark, error)) (Remark, error) {
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return Remark{}, err
	}
	call := act.Call{Actor: to.Actor, Action: Edit, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Remark, error) {
		d, err := findDraft(ctx, tx, p.ID)
		if err != nil {
			return Remark{}, err
		}
		if err := tx.Require(Edit, d.resource()); err != nil {
			return Remark{}, err
		}
		if err := holdDraft(ctx, tx, d.ID); err != nil {
			return Remark{}, err
		}
		return do(ctx, tx, p, d)
	})
}

// Remarks lists the remarks on a node of the working draft with their answers, the oldest first; node "" is all nodes.
func (s *Service) Remarks(ctx context.Context, actor kernel.Actor, slug, node string) (all []Remark, err error) {
	defer fault.In(&err, "plan.Remarks(%s)", slug)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		p, d, err := s.drafting(ctx, q, actor, slug, Read)
		if err != nil {
			return err
		}
		if all, err = listRemarks(ctx, q, p.ID, node); err != nil || !s.walk.Access.May(actor, Edit, d.resource()) {
			return err
		}
		return s.nameRemarks(ctx, q, all)
	})
	return all, err
}

func (s *Service) nameRemarks(ctx context.Context, q db.Queryer, all []Remark) error {
	people := make([]kernel.ID, len(all))
	for i, m := range all {
		people[i] = m.Actor
	}
	names, err := s.names(ctx, q, distinct(people))
	for i := range all {
		all[i].Name = names[all[i].Actor]
	}
	return err
}
