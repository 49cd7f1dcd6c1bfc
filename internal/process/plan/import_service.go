package plan

import (
	"bytes"
	"context"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// Preview is an import that was looked at. Nothing has changed; ConfirmImport with its ID makes it so.
type Preview struct {
	ID         kernel.ID  `json:"id"`
	Nodes      int        `json:"nodes"`
	Indicators int        `json:"indicators"`
	Difference Difference `json:"difference"`
	Expires    time.Time  `json:"expires"`
}

// importLife is how long a preview waits to be confirmed.
const importLife = 24 * time.Hour

// PreviewImport reads a workbook or a JSON document and tells what it would make of the working draft. A file with
// faults is refused with all of them.
func (s *Service) PreviewImport(ctx context.Context, to To, content []byte) (p Preview, err error) {
	defer fault.In(&err, "plan.PreviewImport(%s)", to.Slug)
	if err := s.mayEdit(ctx, to); err != nil {
		return p, err
	}
	w, err := s.Working(ctx, to.Actor, to.Slug)
	if err != nil {
		return p, err
	}
	next, err := readImport(content, w)
	if err != nil {
		return p, err
	}
	if err := next.CheckLanguages(w.Draft.Tree, w.Languages, inFile); err != nil {
		return p, err
	}
	raw, err := documentOf(w.Plan, Working, w.Draft.Number, next).Encode()
	if err != nil {
		return p, err
	}
	call := act.Call{Actor: to.Actor, Action: Edit, Resource: w.Draft.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Preview, error) {
		if err := holdDraft(ctx, tx, w.Draft.ID); err != nil { // published or discarded while the file was read
			return Preview{}, fault.Wrap(fault.Conflict, err, "plan.fault.import_stale")
		}
		p := Preview{
			ID: kernel.NewID(), Nodes: len(next.Nodes), Indicators: len(next.Indicators), Difference: Compare(w.Draft.Tree, next),
			Expires: tx.Now.Add(importLife),
		}
		return p, insertImport(ctx, tx, p.ID, w.Draft, raw, tx.Now)
	})
}

// mayEdit refuses before a file is read.
func (s *Service) mayEdit(ctx context.Context, to To) error {
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return err
	}
	return s.walk.Access.Check(to.Actor, Edit, p.resource())
}

// readImport tells by the first bytes what a file is; its name says nothing.
func readImport(content []byte, w WorkingText) (Tree, error) {
	if len(content) > MaxUpload {
		return Tree{}, fault.New(fault.TooLarge, "plan.import.upload", "limit", MaxUpload>>20)
	}
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(content, []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(content, []byte("PK")):
		return ReadWorkbook(content, w.Draft.Tree, w.Languages, w.Lead)
	case bytes.HasPrefix(trimmed, []byte("{")):
		return ReadJSON(trimmed, w.Plan.Levels)
	}
	return Tree{}, fault.New(fault.Invalid, "plan.import.not_readable")
}

// ConfirmImport makes a previewed import the text of the working draft. When the draft was changed since the preview,
// nothing changes and it is a Conflict: a new preview tells what the file would do now.
func (s *Service) ConfirmImport(ctx context.Context, to To, id kernel.ID) (d Difference, err error) {
	defer fault.In(&err, "plan.ConfirmImport(%s)", to.Slug)
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return d, err
	}
	call := act.Call{Actor: to.Actor, Action: Edit, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Difference, error) {
		working, err := findDraft(ctx, tx, p.ID)
		if err != nil {
			return d, err
		}
		if err := tx.Require(Edit, working.resource()); err != nil {
			return d, err
		}
		raw, version, err := findImport(ctx, tx, working.ID, id)
		if err != nil {
			return d, err
		}
		if err := db.Lock(ctx, tx, "plan_draft", string(working.ID), version); err != nil {
			return d, fault.Wrap(fault.Conflict, err, "plan.fault.import_stale")
		}
		before, err := loadTree(ctx, tx, working.ID, p.Levels)
		if err != nil {
			return d, err
		}
		after, err := ReadJSON(raw, p.Levels)
		if err != nil {
			return d, err
		}
		if err := removeImport(ctx, tx, id); err != nil {
			return d, err
		}
		working.Version = version + 1
		return Compare(before, after), saveText(ctx, tx, desk{Plan: p, Draft: working, Tree: before}, after, stroke{kind: DidImport})
	})
}

// Pending is an import that waits to be confirmed, as it would change the working draft now.
func (s *Service) Pending(ctx context.Context, actor kernel.Actor, slug string, id kernel.ID) (p Preview, err error) {
	defer fault.In(&err, "plan.Pending(%s)", slug)
	w, err := s.Working(ctx, actor, slug)
	if err != nil {
		return p, err
	}
	if err := s.walk.Access.Check(actor, Edit, w.Draft.resource()); err != nil {
		return p, err
	}
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		raw, _, err := findImport(ctx, q, w.Draft.ID, id)
		if err != nil {
			return err
		}
		next, err := ReadJSON(raw, w.Plan.Levels)
		p = Preview{ID: id, Nodes: len(next.Nodes), Indicators: len(next.Indicators), Difference: Compare(w.Draft.Tree, next)}
		return err
	})
	return p, err
}
