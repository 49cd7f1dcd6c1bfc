package plan

import (
	"context"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
)

// discarded is the payload of the act of giving up a working draft.
type discarded struct {
	published

	Draft int    `json:"draft"` // the number that it would have been published under
	Why   string `json:"why,omitempty"`
}

// Discard gives up the working draft that the actor saw at a version. Nothing of it is lost: its text becomes a document
// that only the secretariat can read, and another working draft can begin from it.
func (s *Service) Discard(ctx context.Context, to To, version int64, why string) (e Edition, err error) {
	defer fault.In(&err, "plan.Discard(%s)", to.Slug)
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return e, err
	}
	call := act.Call{Actor: to.Actor, Action: Discard, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Edition, error) {
		var l fault.List
		checkLong(&l, "why", why, MaxText)
		if why == "" {
			l.Add("why", "plan.fault.why")
		}
		if err := l.Err(); err != nil {
			return e, err
		}
		p, d, text, err := takeDraft(ctx, tx, Discard, to.Slug, version)
		if err != nil {
			return e, err
		}
		last, err := lastNumber(ctx, tx, p.ID, Discarded)
		if err != nil {
			return e, err
		}
		doc := documentOf(p, Discarded, max(last, 0)+1, text)
		e, payload, err := editionOf(p.ID, d.ID, doc, tx.Now, kernel.SecretariatOnly)
		if err != nil {
			return e, err
		}
		if err := insertEdition(ctx, tx, e); err != nil {
			return e, err
		}
		tx.Record(act.Act{
			Kind: "plan.draft_discarded", Object: e.object(), Version: 1, Audience: e.Audience, Payload: discarded{payload, d.Number, why},
		})
		return e, removeDraft(ctx, tx, d.ID)
	})
}

// ShowDraft changes who can read the working draft that the actor saw at a version: the secretariat or the members.
func (s *Service) ShowDraft(ctx context.Context, to To, version int64, audience kernel.Audience) (d WorkingDraft, err error) {
	defer fault.In(&err, "plan.ShowDraft(%s)", to.Slug)
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
		_, d, _, err := takeDraft(ctx, tx, Edit, to.Slug, version)
		if err != nil {
			return d, err
		}
		d.Audience = audience
		return d, readersOfDraft(ctx, tx, d)
	})
}
