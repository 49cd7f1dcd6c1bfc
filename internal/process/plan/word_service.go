package plan

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/report/docx"
)

// WordPreview is a Word file that was looked at. Nothing has changed; TakeWord with its ID makes proposals of it.
type WordPreview struct {
	ID      kernel.ID   `json:"id"`
	Reading WordReading `json:"reading"`
	Expires time.Time   `json:"expires"`
	Again   *time.Time  `json:"again,omitempty" doc:"When the same file was brought in before"`
}

// LookAtWord reads a Word file that came back and tells what it would propose. A file that says that it is of another
// plan is refused, unless the actor insists: then its nodes are found by codes and likeness.
func (s *Service) LookAtWord(ctx context.Context, to To, content []byte, insist bool) (p WordPreview, err error) {
	defer fault.In(&err, "plan.LookAtWord(%s)", to.Slug)
	w, err := s.reviewed(ctx, to.Actor, to.Slug)
	if err != nil {
		return p, err
	}
	doc, err := docx.Read(content)
	if err != nil {
		return p, err
	}
	if property(doc, propRedline) != "" {
		return p, fault.New(fault.Invalid, "plan.word.fault.redline")
	}
	if of := property(doc, propPlan); of != "" && of != to.Slug {
		if !insist {
			return p, fault.New(fault.Invalid, "plan.word.fault.other_plan", "plan", of)
		}
		withoutMarks(doc)
	}
	base, exact, err := s.baseOf(ctx, to.Actor, w, doc)
	if err != nil {
		return p, err
	}
	reading := readWord(doc, w.Draft.Tree, base, exact, w.Languages, to.Slug)
	staged, err := s.links.Blobs.Stage(bytes.NewReader(content), docx.MaxFile, blob.DOCX)
	if err != nil {
		return p, err
	}
	defer staged.Discard()
	call := act.Call{Actor: to.Actor, Action: Review, Resource: w.Draft.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (WordPreview, error) {
		info, err := staged.Keep(ctx, tx)
		if err != nil {
			return WordPreview{}, err
		}
		f := wordFileRow{ID: kernel.NewID(), SHA256: info.SHA256, Size: info.Size, Reading: reading, State: wordLooked, At: tx.Now}
		before, err := takenBefore(ctx, tx, w.Plan.ID, f.SHA256)
		if err != nil {
			return WordPreview{}, err
		}
		return WordPreview{f.ID, reading, tx.Now.Add(importLife), timeOf(before)}, insertWordFile(ctx, tx, w.Plan.ID, w.Draft.Number, f)
	})
}

// reviewed is the working draft for someone who decides on proposals.
func (s *Service) reviewed(ctx context.Context, actor kernel.Actor, slug string) (WorkingText, error) {
	w, err := s.Working(ctx, actor, slug)
	if err != nil {
		return w, err
	}
	return w, s.walk.Access.Check(actor, Review, w.Draft.resource())
}

// withoutMarks takes what a file says of another plan out of it.
func withoutMarks(d *docx.Document) {
	d.Properties.Custom = nil
	for _, p := range d.Paragraphs() {
		p.Inlines = slices.DeleteFunc(p.Inlines, func(in docx.Inline) bool {
			a, ok := in.(*docx.Anchor)
			return ok && (a.Kind == docx.BookmarkStart || a.Kind == docx.BookmarkEnd)
		})
	}
}

// baseOf is the text that a file was made from, and whether it is just that: a published draft or the record of the hash
// that the file names. Of a working draft the file itself tells what stood in it.
func (s *Service) baseOf(ctx context.Context, actor kernel.Actor, w WorkingText, d *docx.Document) (t Tree, exact bool, err error) {
	t = w.Draft.Tree
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		editions, err := listEditions(ctx, q, actor, w.Plan.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(editions, func(e Edition) bool { return e.SHA256 == property(d, propHash) })
		if i < 0 {
			return nil
		}
		document, err := s.document(ctx, q, editions[i])
		if err == nil {
			t, exact = document.Tree(), true
		}
		return err
	})
	return t, exact, err
}

// LookedAt is a Word file that waits to be taken.
func (s *Service) LookedAt(ctx context.Context, actor kernel.Actor, slug string, id kernel.ID) (p WordPreview, err error) {
	defer fault.In(&err, "plan.LookedAt(%s)", slug)
	w, err := s.reviewed(ctx, actor, slug)
	if err != nil {
		return p, err
	}
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		f, err := findWordFile(ctx, q, w.Plan.ID, id)
		if err != nil {
			return err
		}
		if f.State == wordTaken {
			return fault.New(fault.Conflict, "plan.word.fault.taken")
		}
		before, err := takenBefore(ctx, q, w.Plan.ID, f.SHA256)
		p = WordPreview{f.ID, f.Reading, f.At.Add(importLife), timeOf(before)}
		return err
	})
	return p, err
}

// WordChoice is what a person decides of a proposal before it is taken.
type WordChoice struct {
	Index int    `json:"index" doc:"Of the proposal in the preview, from 0"`
	As    string `json:"as,omitempty" enum:"add,below,extend,hand" doc:"Of an addition: a node beside the one before, below it, more of its text, or to be placed by hand"`
	Node  string `json:"node,omitempty" doc:"The node that it is of, where the program did not find it"`
}

// TakeWord puts the proposals of a file on record, all or none, and tells how many. The same file is taken once.
func (s *Service) TakeWord(ctx context.Context, to To, id kernel.ID, choices []WordChoice) (n int, err error) {
	defer fault.In(&err, "plan.TakeWord(%s)", to.Slug)
	w, err := s.reviewed(ctx, to.Actor, to.Slug)
	if err != nil {
		return 0, err
	}
	call := act.Call{Actor: to.Actor, Action: Review, Resource: w.Draft.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (int, error) {
		if err := holdDraft(ctx, tx, w.Draft.ID); err != nil {
			return 0, err
		}
		f, err := findWordFile(ctx, tx, w.Plan.ID, id)
		if err != nil {
			return 0, err
		}
		before, err := takenBefore(ctx, tx, w.Plan.ID, f.SHA256)
		if err == nil && !before.IsZero() {
			err = fault.New(fault.Conflict, "plan.word.fault.taken")
		}
		if err != nil {
			return 0, err
		}
		t, err := loadTree(ctx, tx, w.Draft.ID, w.Plan.Levels)
		if err != nil {
			return 0, err
		}
		all := chosen(f.Reading.Proposals, choices, t)
		for i := range all {
			all[i].ID, all[i].File, all[i].Suggest = kernel.NewID(), f.ID, ""
		}
		if err := takeWordFile(ctx, tx, f.ID, tx.Now); err != nil {
			return 0, err
		}
		return len(all), insertProposals(ctx, tx, w.Plan.ID, all)
	})
}

// chosen are the proposals with what a person decided of them.
func chosen(all []Proposal, choices []WordChoice, t Tree) []Proposal {
	out := slices.Clone(all)
	as := map[int]WordChoice{}
	for _, c := range choices {
		as[c.Index] = c
	}
	for i := range out {
		p, c := &out[i], as[i]
		if n, known := t.Get(c.Node); known && c.Node != p.Node {
			p.Node, p.How, p.Confidence = n.ID, ByHand, 1
			if p.Kind == ProposeAdd {
				p.Next, p.Level, p.Parent = n.ID, n.Level, n.Parent
			}
		}
		if p.Kind == ProposeAdd {
			if c.As == "" {
				c.As = p.Suggest
			}
			addAs(p, c.As, t)
		}
	}
	return out
}

// addAs makes of an addition what a person decided that it is.
func addAs(p *Proposal, as string, t Tree) {
	n, known := t.Get(p.Next)
	switch {
	case !known || as == SuggestByHand:
		p.Kind, p.Part, p.Next, p.Parent, p.Level = ProposeText, PartElsewhere, "", "", ""
	case as == SuggestExtend:
		p.Kind, p.Before = ProposeText, canonical(n.Text[p.Lang].Text)
		p.After = canonical(strings.TrimSpace(p.Before + "\n\n" + p.After))
		p.Next, p.Parent, p.Level = "", "", ""
	case as == SuggestBelow:
		p.Parent, p.Next = n.ID, ""
		if below := t.Levels.Below(n.Level); len(below) > 0 {
			p.Level = below[0].Slug
		}
	}
}
