package plan

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// Present is a window in which somebody writes a working draft.
type Present struct {
	Window  kernel.ID      `json:"window"`
	Actor   kernel.ID      `json:"-"`
	Role    kernel.Role    `json:"role"`
	Country kernel.Country `json:"country,omitempty"`
	Node    string         `json:"node,omitempty"` // where it is; "" for the draft as a whole
	Since   time.Time      `json:"since"`          // it is at this node
	At      time.Time      `json:"at"`             // it was last heard of
}

// How presence is kept: a window is there while it was heard of lately. Where one server has the database to itself, this is
// known in its memory alone. Several servers tell each other by rows, and since every commit empties the memory from which
// pages are answered, a row is written when a window goes to another node, and now and then while it stays.
const (
	presenceLife    = 45 * time.Second
	presenceRow     = 2 * time.Minute // between two rows of a window that stays
	presenceRowLife = presenceRow + presenceLife
	maxWindows      = 8 // of one person at one draft
)

// presences are the windows that this server has heard of, by draft.
type presences struct {
	mu      sync.Mutex
	drafts  map[kernel.ID][]Present
	written map[kernel.ID]time.Time // when the row of a window was written
}

// enter notes where a window is and says whether others must be told by a row.
func (ps *presences) enter(draft kernel.ID, p Present) (Present, bool) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.drafts == nil {
		ps.drafts, ps.written = map[kernel.ID][]Present{}, map[kernel.ID]time.Time{}
	}
	all := ps.fresh(draft, p.At)
	own := 0
	all = slices.DeleteFunc(all, func(x Present) bool {
		if x.Window == p.Window && x.Node == p.Node {
			p.Since = x.Since
		}
		if x.Actor == p.Actor {
			own++
		}
		return x.Window == p.Window || x.Actor == p.Actor && own > maxWindows
	})
	ps.drafts[draft] = append([]Present{p}, all...)
	tell := p.Since.Equal(p.At) || p.At.Sub(ps.written[p.Window]) > presenceRow
	if tell {
		ps.written[p.Window] = p.At
	}
	return p, tell
}

// leave forgets a window of the actor.
func (ps *presences) leave(draft, actor, window kernel.ID) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.drafts[draft] = slices.DeleteFunc(ps.drafts[draft], func(x Present) bool { return x.Window == window && x.Actor == actor })
}

// at lists the windows at a draft.
func (ps *presences) at(draft kernel.ID, now time.Time) []Present {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return slices.Clone(ps.fresh(draft, now))
}

// fresh are the windows of a draft that were heard of lately; what was not heard of for long is forgotten.
func (ps *presences) fresh(draft kernel.ID, now time.Time) []Present {
	for window, at := range ps.written {
		if now.Sub(at) > 2*presenceRowLife {
			delete(ps.written, window)
		}
	}
	for id, all := range ps.drafts {
		all = slices.DeleteFunc(all, func(x Present) bool { return now.Sub(x.At) > presenceLife })
		ps.drafts[id] = all
		if len(all) == 0 && id != draft {
			delete(ps.drafts, id)
		}
	}
	return ps.drafts[draft]
}

// shares says that other servers may work on the same database.
func (s *Service) shares() bool { return s.walk.DB.Engine() == db.Postgres }

// Enter notes that a window of the actor is at a node of the working draft, "" for the draft as a whole.
func (s *Service) Enter(ctx context.Context, actor kernel.Actor, slug string, window kernel.ID, node string) (err error) {
	defer fault.In(&err, "plan.Enter(%s)", slug)
	d, err := s.draft(ctx, actor, slug, Edit)
	if err != nil {
		return err
	}
	now, office := s.walk.Clock.Now(), actor.Leading()
	p, tell := s.presences.enter(d.ID, Present{
		Window: window, Actor: actor.ID, Role: office.Role, Country: office.Country, Node: node, Since: now, At: now,
	})
	if !tell || !s.shares() {
		return nil
	}
	return s.walk.DB.Write(ctx, func(q db.Queryer) error { return savePresent(ctx, q, d.ID, p) })
}

// Leave notes that a window is gone.
func (s *Service) Leave(ctx context.Context, actor kernel.Actor, slug string, window kernel.ID) (err error) {
	defer fault.In(&err, "plan.Leave(%s)", slug)
	d, err := s.draft(ctx, actor, slug, Edit)
	if err != nil {
		return err
	}
	s.presences.leave(d.ID, actor.ID, window)
	if !s.shares() {
		return nil
	}
	return s.walk.DB.Write(ctx, func(q db.Queryer) error { return removePresent(ctx, q, actor.ID, window) })
}

// present lists the windows at a draft, those that have been at their node for longer first.
func (s *Service) present(ctx context.Context, q db.Queryer, draft kernel.ID) ([]Present, error) {
	now := s.walk.Clock.Now()
	all := s.presences.at(draft, now)
	if s.shares() {
		told, err := listPresent(ctx, q, draft, now.Add(-presenceRowLife))
		if err != nil {
			return nil, err
		}
		for _, p := range told {
			if !slices.ContainsFunc(all, func(x Present) bool { return x.Window == p.Window }) {
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(all, func(a, b Present) int {
		if c := a.Since.Compare(b.Since); c != 0 {
			return c
		}
		return strings.Compare(string(a.Window), string(b.Window))
	})
	return all, nil
}

// draft finds the working draft of a plan, without its text, for somebody who may do the action with it.
func (s *Service) draft(ctx context.Context, actor kernel.Actor, slug string, action access.Action) (d WorkingDraft, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		_, d, err = s.drafting(ctx, q, actor, slug, action)
		return err
	})
	return d, err
}

func (s *Service) drafting(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string, action access.Action) (Plan, WorkingDraft, error) {
	p, err := findPlan(ctx, q, slug)
	if err != nil {
		return p, WorkingDraft{}, err
	}
	if err := s.walk.Access.Check(actor, Read, p.resource()); err != nil {
		return p, WorkingDraft{}, err
	}
	d, err := findDraft(ctx, q, p.ID)
	if err != nil {
		return p, d, err
	}
	if err := s.walk.Access.Check(actor, Read, d.resource()); err != nil {
		return p, d, err
	}
	return p, d, s.walk.Access.Check(actor, action, d.resource())
}
