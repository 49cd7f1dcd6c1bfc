package plan

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// inlineLimit is the largest document that an act carries whole. Of a larger one it carries the hash; the document is
// the edition itself.
const inlineLimit = 1 << 20

// published is the payload of the act of publishing.
type published struct {
	Plan     string          `json:"plan"`
	Number   int             `json:"number"`
	SHA256   string          `json:"sha256"`
	Size     int             `json:"size"`
	Document json.RawMessage `json:"document,omitempty"`
	File     string          `json:"file,omitempty"` // where the document is read, when it is not here
}

// payloadOf is the payload of the act by which a document came on record.
func payloadOf(d Document, raw []byte) published {
	p := published{Plan: d.Plan, Number: d.Number, SHA256: Hash(raw), Size: len(raw)}
	if len(raw) <= inlineLimit {
		p.Document = raw
	} else {
		p.File = documentPath(d) + ".json"
	}
	return p
}

// Publish makes the working draft, at the version that the actor saw, the next numbered draft for an audience. From
// then on it never changes.
func (s *Service) Publish(ctx context.Context, to To, version int64, audience kernel.Audience) (e Edition, err error) {
	defer fault.In(&err, "plan.Publish(%s)", to.Slug)
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return e, err
	}
	call := act.Call{Actor: to.Actor, Action: Publish, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Edition, error) {
		if audience != kernel.Public && audience != kernel.Members {
			var l fault.List
			l.Add("audience", "plan.fault.audience")
			return e, l.Err()
		}
		p, d, text, err := takeDraft(ctx, tx, Publish, to.Slug, version)
		if err != nil {
			return e, err
		}
		if err := Ready(text); err != nil {
			return e, err
		}
		return s.publish(ctx, tx, p, d, text, audience)
	})
}

// takeDraft locks a plan and its working draft at the version that the actor saw, and gives both with the text.
func takeDraft(ctx context.Context, tx *act.Tx, action access.Action, slug string, version int64) (Plan, WorkingDraft, Tree, error) {
	p, err := holdPlan(ctx, tx, action, slug)
	if err != nil {
		return p, WorkingDraft{}, Tree{}, err
	}
	d, err := findDraft(ctx, tx, p.ID)
	if err != nil {
		return p, d, Tree{}, err
	}
	if err := tx.Require(action, d.resource()); err != nil {
		return p, d, Tree{}, err
	}
	if err := db.Lock(ctx, tx, "plan_draft", string(d.ID), version); err != nil {
		return p, d, Tree{}, err
	}
	if d, err = findDraft(ctx, tx, p.ID); err != nil { // as it is under the lock
		return p, d, Tree{}, err
	}
	text, err := loadTree(ctx, tx, d.ID, p.Levels)
	return p, d, text, err
}

// Ready is what keeps a text from being published: that there is none, or a fault in the tree.
func Ready(t Tree) error {
	if len(t.Nodes) == 0 {
		return fault.New(fault.Invalid, "plan.fault.empty")
	}
	return t.Err()
}

func (s *Service) publish(ctx context.Context, tx *act.Tx, p Plan, d WorkingDraft, text Tree, audience kernel.Audience) (Edition, error) {
	doc := documentOf(p, Draft, d.Number, text)
	doc.Published = tx.Now.UTC().Format(time.RFC3339Nano)
	e, payload, err := editionOf(p.ID, d.ID, doc, tx.Now, audience)
	if err != nil {
		return e, err
	}
	if err := insertEdition(ctx, tx, e); err != nil {
		return e, err
	}
	if err := removeDraft(ctx, tx, d.ID); err != nil {
		return e, err
	}
	tx.Record(act.Act{Kind: "plan.draft_published", Object: e.object(), Version: 1, Audience: audience, Payload: payload})
	if !wider(audience, p.Audience) {
		return e, nil
	}
	return e, s.showMore(ctx, tx, p, audience)
}

// showMore gives a plan more readers: a draft cannot be read by those who cannot see its plan.
func (s *Service) showMore(ctx context.Context, tx *act.Tx, p Plan, audience kernel.Audience) error {
	if err := db.Lock(ctx, tx, "plan", string(p.ID), p.Version); err != nil {
		return err
	}
	was := p.Audience
	p.Version++
	p.Audience = audience
	return s.settle(ctx, tx, p, "plan.audience_changed", changed{Was: &was})
}

// wider says that more people belong to a than to b, of the audiences that are offered.
func wider(a, b kernel.Audience) bool {
	return slices.Index(Audiences, a) < slices.Index(Audiences, b)
}
