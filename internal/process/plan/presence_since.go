package plan

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Since is what became of a working draft after a version of it.
type Since struct {
	Text    WorkingText     // with the whole tree, when anything changed
	Touched map[string]bool // nodes that changed, came or went
	Ordered bool            // entries came, went or moved
	Board   Board
}

// Board is what drafters see of each other: remarks that are open, by node, and who is where.
type Board struct {
	Open    map[string]int
	Present []Present
	Names   map[kernel.ID]string // of those who are there; empty for those who only read
}

// ChangesSince tells what changed in a working draft after a version. It is Gone when another draft has taken its place.
func (s *Service) ChangesSince(ctx context.Context, actor kernel.Actor, slug string, draft kernel.ID, version int64) (c Since, err error) {
	defer fault.In(&err, "plan.ChangesSince(%s)", slug)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		p, d, err := s.drafting(ctx, q, actor, slug, Read)
		if fault.Is(err, fault.NotFound) || err == nil && d.ID != draft {
			return fault.New(fault.Gone, "plan.fault.draft_ended")
		}
		if err != nil {
			return err
		}
		process, err := loadProcess(ctx, q)
		if err != nil {
			return err
		}
		c = Since{Text: WorkingText{Plan: p, Draft: d, Languages: process.Languages, Lead: process.Lead}}
		if c.Board, err = s.board(ctx, q, actor, p, d); err != nil || d.Version == version {
			return err
		}
		if c.Touched, c.Ordered, err = touchedSince(ctx, q, d.ID, version); err != nil || len(c.Touched) == 0 {
			return err
		}
		c.Text.Draft.Tree, err = loadTree(ctx, q, d.ID, p.Levels)
		return err
	})
	return c, err
}

// Board gives what drafters see of each other at a working draft.
func (s *Service) Board(ctx context.Context, actor kernel.Actor, w WorkingText) (b Board, err error) {
	defer fault.In(&err, "plan.Board(%s)", w.Plan.Slug)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		b, err = s.board(ctx, q, actor, w.Plan, w.Draft)
		return err
	})
	return b, err
}

func (s *Service) board(ctx context.Context, q db.Queryer, actor kernel.Actor, p Plan, d WorkingDraft) (b Board, err error) {
	if b.Open, err = openRemarks(ctx, q, p.ID); err != nil {
		return b, err
	}
	if b.Present, err = s.present(ctx, q, d.ID); err != nil || !s.walk.Access.May(actor, Edit, d.resource()) {
		return b, err
	}
	people := make([]kernel.ID, len(b.Present))
	for i, x := range b.Present {
		people[i] = x.Actor
	}
	b.Names, err = s.names(ctx, q, distinct(people))
	return b, err
}

// distinct is each of the people once.
func distinct(people []kernel.ID) []kernel.ID {
	all := slices.Clone(people)
	slices.Sort(all)
	return slices.Compact(all)
}
