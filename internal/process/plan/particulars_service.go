package plan

import (
	"context"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/record"
)

// Links are what plans need of other features; app wires them with Join.
type Links struct {
	// MeetingTitle names the meeting of a slug; an empty text when none is on record that the actor may see.
	MeetingTitle func(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string) (kernel.Text, error)
	// Names tells what people are called, for those who write a draft together.
	Names func(ctx context.Context, q db.Queryer, people []kernel.ID) (map[kernel.ID]string, error)
	// Blobs keeps the Word files that come back, and the template of those that go out.
	Blobs *blob.Store
}

// Join gives the feature its links. Without them the meetings that are named are not looked up, and people have no names.
func (s *Service) Join(l Links) { s.links = l }

// names tells what people are called, as far as it is known.
func (s *Service) names(ctx context.Context, q db.Queryer, people []kernel.ID) (map[kernel.ID]string, error) {
	if s.links.Names == nil {
		return nil, nil
	}
	return s.links.Names(ctx, q, people)
}

// changed is the payload of the acts on a plan after it came on record.
type changed struct {
	Plan   Plan             `json:"plan"` // as it stands from now
	Was    *kernel.Audience `json:"was,omitempty"`
	From   State            `json:"from,omitempty"`
	Move   *Move            `json:"move,omitempty"`
	Why    string           `json:"why,omitempty"`
	Record *published       `json:"record,omitempty"` // the document of the record, for a plan made elsewhere
}

// Amend changes the particulars of a plan that the actor saw at a version. When it has another by now, the Conflict's
// Detail is the Plan that is stored.
func (s *Service) Amend(ctx context.Context, to To, version int64, in Particulars, why string) (p Plan, err error) {
	defer fault.In(&err, "plan.Amend(%s)", to.Slug)
	return s.alter(ctx, to, Amend, version, func(ctx context.Context, tx *act.Tx, p Plan) (Plan, string, changed, error) {
		process, err := loadProcess(ctx, tx)
		if err != nil {
			return p, "", changed{}, err
		}
		p = p.With(in, process.Lead)
		var l fault.List
		p.Particulars().check(&l)
		record.CheckLanguages(&l, p.Particulars(), process.Languages)
		checkLong(&l, "why", why, MaxText)
		return p, "plan.amended", changed{Why: why}, l.Err()
	})
}

// MoveOn changes how far a plan came, along the path; see MoveOf. What task forces and ministers decided, and taking such a
// record back, asks for a fresh proof of identity.
func (s *Service) MoveOn(ctx context.Context, to To, version int64, m Move) (p Plan, err error) {
	defer fault.In(&err, "plan.MoveOn(%s, %s)", to.Slug, m.To)
	return s.alter(ctx, to, Amend, version, func(ctx context.Context, tx *act.Tx, p Plan) (Plan, string, changed, error) {
		process, err := loadProcess(ctx, tx)
		if err != nil {
			return p, "", changed{}, err
		}
		if kind := MoveOf(p.State, m.To); kind == Recording || kind == Correction {
			if err := tx.Require(Attest, p.resource()); err != nil {
				return p, "", changed{}, err
			}
		}
		m.Note, m.Place = Revise(nil, m.Note, process.Lead), Revise(nil, m.Place, process.Lead)
		var l fault.List
		record.CheckLanguages(&l, m, process.Languages)
		if err := errors.Join(l.Err(), m.check(p.State), s.meetingOn(ctx, tx, m.Meeting)); err != nil {
			return p, "", changed{}, err
		}
		return p.Moved(m), "plan.state_changed", changed{From: p.State, Move: &m, Why: m.Why}, nil
	})
}

// meetingOn refuses a meeting that is not on record.
func (s *Service) meetingOn(ctx context.Context, tx *act.Tx, slug string) error {
	if slug == "" || s.links.MeetingTitle == nil {
		return nil
	}
	title, err := s.links.MeetingTitle(ctx, tx, tx.Actor, slug)
	if err == nil && title.Empty() {
		var l fault.List
		l.Add("meeting", "plan.fault.meeting")
		err = l.Err()
	}
	return err
}

// Share changes who can see a plan. Fewer readers need a reason, for the log keeps what was public.
func (s *Service) Share(ctx context.Context, to To, version int64, audience kernel.Audience, why string) (p Plan, err error) {
	defer fault.In(&err, "plan.Share(%s)", to.Slug)
	return s.alter(ctx, to, Share, version, func(_ context.Context, _ *act.Tx, p Plan) (Plan, string, changed, error) {
		var l fault.List
		switch {
		case !offered(audience):
			l.Add("audience", "plan.fault.audience")
		case audience == p.Audience:
			l.Add("audience", "plan.fault.audience_same")
		case wider(p.Audience, audience) && why == "":
			l.Add("why", "plan.fault.why")
		}
		checkLong(&l, "why", why, MaxText)
		was := p.Audience
		p.Audience = audience
		return p, "plan.audience_changed", changed{Was: &was, Why: why}, l.Err()
	})
}

// alter is the walk of a change to a plan: rule gives the plan as it is to stand, the kind of the act and what it tells.
func (s *Service) alter(ctx context.Context, to To, action access.Action, version int64,
	rule func(ctx context.Context, tx *act.Tx, p Plan) (Plan, string, changed, error),
) (Plan, error) {
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return p, err
	}
	call := act.Call{Actor: to.Actor, Action: action, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Plan, error) {
		p, err := takePlan(ctx, tx, action, to.Slug, version)
		if err != nil {
			return p, err
		}
		p, kind, told, err := rule(ctx, tx, p)
		if err != nil {
			return p, err
		}
		return p, s.settle(ctx, tx, p, kind, told)
	})
}

// takePlan locks a plan at the version that the actor saw and asks whether they may. It is the root of all that happens to
// a plan as a whole and is taken before its working draft.
func takePlan(ctx context.Context, tx *act.Tx, action access.Action, slug string, version int64) (Plan, error) {
	p, err := findPlan(ctx, tx, slug)
	if err != nil {
		return p, err
	}
	if err := tx.Require(action, p.resource()); err != nil {
		return p, err
	}
	lockErr := db.Lock(ctx, tx, "plan", string(p.ID), version)
	if p, err = findPlan(ctx, tx, slug); err != nil {
		return p, err
	}
	if errors.Is(lockErr, db.ErrStale) {
		return p, &fault.Error{Kind: fault.Conflict, Text: fault.Message{Key: "fault.conflict"}, Detail: p, Err: lockErr}
	}
	return p, errors.Join(lockErr, tx.Require(action, p.resource()))
}

// holdPlan locks a plan whatever its version, which stays, and gives it as it stands: for what happens to its drafts.
func holdPlan(ctx context.Context, tx *act.Tx, action access.Action, slug string) (Plan, error) {
	if err := lockPlan(ctx, tx, slug); err != nil {
		return Plan{}, err
	}
	p, err := findPlan(ctx, tx, slug)
	if err != nil {
		return p, err
	}
	return p, tx.Require(action, p.resource())
}

// settle stores a plan as it is to stand and records the act. The record of a plan made elsewhere gets a new document, so
// that what its page shows is what its proof is of.
func (s *Service) settle(ctx context.Context, tx *act.Tx, p Plan, kind string, told changed) error {
	if err := updatePlan(ctx, tx, p); err != nil {
		return err
	}
	last, err := lastNumber(ctx, tx, p.ID, Record)
	if err != nil {
		return err
	}
	if last >= 0 {
		if told.Record, err = s.recordAgain(ctx, tx, p, last); err != nil {
			return err
		}
	}
	told.Plan = p
	tx.Record(act.Act{Kind: kind, Object: kernel.Ref{Kind: "plan", ID: p.ID}, Version: p.Version, Audience: p.Audience, Payload: told})
	return nil
}

// recordAgain makes the next document of a plan's record, with the text of the last one.
func (s *Service) recordAgain(ctx context.Context, tx *act.Tx, p Plan, last int) (*published, error) {
	before, err := findEdition(ctx, tx, p.ID, Record, last)
	if err != nil {
		return nil, err
	}
	old, err := s.document(ctx, tx, before)
	if err != nil {
		return nil, err
	}
	doc := documentOf(p, Record, last+1, old.Tree())
	e, payload, err := editionOf(p.ID, kernel.NewID(), doc, tx.Now, p.Audience)
	if err != nil {
		return nil, err
	}
	return &payload, insertEdition(ctx, tx, e)
}
