package plan

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
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
		p.File = draftPath(d.Plan, d.Number) + ".json"
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
		d, err := findDraft(ctx, tx, p.ID)
		if err != nil {
			return e, err
		}
		if err := tx.Require(Publish, d.resource()); err != nil {
			return e, err
		}
		if err := db.Lock(ctx, tx, "plan_draft", string(d.ID), version); err != nil {
			return e, err
		}
		text, err := loadTree(ctx, tx, d.ID, p.Levels)
		if err != nil {
			return e, err
		}
		if err := Ready(text); err != nil {
			return e, err
		}
		return publish(ctx, tx, p, d, text, audience)
	})
}

// Ready is what keeps a text from being published: that there is none, or a fault in the tree.
func Ready(t Tree) error {
	if len(t.Nodes) == 0 {
		return fault.New(fault.Invalid, "plan.fault.empty")
	}
	return t.Err()
}

func publish(ctx context.Context, tx *act.Tx, p Plan, d WorkingDraft, text Tree, audience kernel.Audience) (Edition, error) {
	doc := documentOf(p, Draft, d.Number, text)
	doc.Published = tx.Now.UTC().Format(time.RFC3339Nano)
	raw, err := doc.Encode()
	if err != nil {
		return Edition{}, err
	}
	e := Edition{
		ID: d.ID, Plan: p.ID, Kind: Draft, Number: d.Number, SHA256: Hash(raw), Nodes: len(text.Nodes), Indicators: len(text.Indicators),
		At: tx.Now, Audience: audience, Bytes: raw,
	}
	if err := insertEdition(ctx, tx, e); err != nil {
		return e, err
	}
	if err := removeDraft(ctx, tx, d.ID); err != nil {
		return e, err
	}
	if wider(audience, p.Audience) { // a draft cannot be read by those who cannot see its plan
		if err := showPlan(ctx, tx, p, audience); err != nil {
			return e, err
		}
	}
	tx.Record(act.Act{Kind: "plan.draft_published", Object: e.object(), Version: 1, Audience: audience, Payload: payloadOf(doc, raw)})
	return e, nil
}

// wider says that more people belong to a than to b, of the audiences that are offered.
func wider(a, b kernel.Audience) bool {
	return slices.Index(Audiences, a) < slices.Index(Audiences, b)
}
