package plan

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/pack"
)

// CheckPack tells what is wrong with the documents of the drafts of a pack, and with the slugs of its plans: what the pack's
// own rules do not know.
func CheckPack(p *pack.Pack) error {
	var told fault.List
	for _, given := range p.Plans {
		checkGiven(&told, given)
	}
	return told.Err()
}

func checkGiven(told *fault.List, given pack.Plan) {
	if !ValidSlug(given.Slug) {
		told.Add("plans/"+given.Slug+".json: slug", "plan.fault.slug")
	}
	for _, d := range given.Drafts {
		file := fmt.Sprintf("drafts/%s.json", draftName(given.Slug, d.Number))
		var doc Document
		err := json.Unmarshal(d.Document, &doc)
		if err == nil {
			_, err = ReadJSON(d.Document, doc.Levels)
		}
		if err != nil {
			if pack.FaultAt(told, file, err) != nil {
				told.Add(file, "plan.import.not_document")
			}
			continue
		}
		raw, err := doc.Encode()
		if err != nil || !bytes.Equal(raw, d.Document) || doc.Kind != Draft || doc.Plan != given.Slug || doc.Number != d.Number || doc.At().IsZero() {
			told.Add(file, "plan.import.not_document")
		}
	}
}

// loadOne puts a plan of a pack on record with its drafts. One without sources and text was begun as drafts, and has no
// record of its own.
func (s *Service) loadOne(ctx context.Context, tx *act.Tx, given pack.Plan, audience func(kind, slug string) kernel.Audience) error {
	known, text := fromPack(given)
	if err := text.Err(); err != nil {
		return err
	}
	known.Audience = audience(pack.KindPlan, known.Slug)
	if len(known.Sources) > 0 || len(text.Nodes) > 0 {
		if err := s.record(ctx, tx, known, text); err != nil {
			return err
		}
	} else {
		if err := insertPlan(ctx, tx, known); err != nil {
			return err
		}
		tx.Record(act.Act{Kind: "plan.created", Object: kernel.Ref{Kind: "plan", ID: known.ID}, Version: 1, Audience: known.Audience, Payload: known})
	}
	for _, d := range given.Drafts {
		var doc Document
		if err := json.Unmarshal(d.Document, &doc); err != nil {
			return err
		}
		circle := audience(pack.KindDraft, draftName(given.Slug, d.Number))
		e, payload, err := editionOf(known.ID, kernel.NewID(), doc, doc.At(), circle)
		if err != nil {
			return err
		}
		if err := insertEdition(ctx, tx, e); err != nil {
			return err
		}
		tx.Record(act.Act{Kind: "plan.draft_published", Object: e.object(), Version: 1, Audience: circle, Payload: payload})
	}
	return nil
}

// ImportPack puts on record the plans that files add, and the record of those that they change as a new document, each by an
// act of its own. What cannot be taken is noted in told, under its place in the files; the caller then ends the transaction.
func (s *Service) ImportPack(ctx context.Context, tx *act.Tx, u *pack.Update, told *fault.List) (err error) {
	defer fault.In(&err, "plan.ImportPack")
	for _, given := range u.After.Plans {
		what := u.Find(pack.KindPlan, given.Slug)
		if what == pack.Same {
			continue
		}
		before := len(told.Fields)
		if checkGiven(told, given); len(told.Fields) > before {
			continue
		}
		err := s.bring(ctx, tx, what, given, u.After.AudienceOf)
		if err := u.Fault(told, pack.KindPlan, given.Slug, err); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) bring(ctx context.Context, tx *act.Tx, what pack.What, given pack.Plan, audience func(kind, slug string) kernel.Audience) error {
	if what == pack.Added {
		if err := tx.Require(Create, access.Kind("plan")); err != nil {
			return err
		}
		if circle := audience(pack.KindPlan, given.Slug); !offered(circle) {
			return fault.New(fault.Invalid, "plan.fault.audience")
		}
		return s.loadOne(ctx, tx, given, audience)
	}
	now, err := findPlan(ctx, tx, given.Slug)
	if err != nil {
		return err
	}
	if now, err = takePlan(ctx, tx, Amend, given.Slug, now.Version); err != nil {
		return err
	}
	next, text := fromPack(given)
	next.ID, next.Levels, next.Audience, next.Version = now.ID, now.Levels, now.Audience, now.Version
	var l fault.List
	text.Check(&l, inFile)
	if next.Particulars().check(&l); len(l.Fields) > 0 {
		return l.Err()
	}
	if next.State != now.State && (next.State.Official() || now.State.Official()) {
		if err := tx.Require(Attest, now.resource()); err != nil {
			return err
		}
	}
	return s.amendRecord(ctx, tx, now, next, text)
}

// amendRecord stores a plan with a new document of its record.
func (s *Service) amendRecord(ctx context.Context, tx *act.Tx, now, next Plan, text Tree) error {
	if err := updatePlan(ctx, tx, next); err != nil {
		return err
	}
	last, err := lastNumber(ctx, tx, next.ID, Record)
	if err != nil {
		return err
	}
	told := changed{Plan: next}
	if next.State != now.State {
		told.From = now.State
	}
	if last >= 0 || len(text.Nodes) > 0 {
		e, payload, err := editionOf(next.ID, kernel.NewID(), documentOf(next, Record, max(last, 0)+1, text), tx.Now, next.Audience)
		if err != nil {
			return err
		}
		if err := insertEdition(ctx, tx, e); err != nil {
			return err
		}
		told.Record = &payload
	}
	tx.Record(act.Act{Kind: "plan.amended", Object: kernel.Ref{Kind: "plan", ID: next.ID}, Version: next.Version, Audience: next.Audience, Payload: told})
	return nil
}
