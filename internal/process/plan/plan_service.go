package plan

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/record"
)

// Listed is a plan in a list, with what was last published of it.
type Listed struct {
	Plan

	Drafts int // published drafts that the reader may see
}

// List gives the plans that the actor may see, the newest first.
func (s *Service) List(ctx context.Context, actor kernel.Actor) (list []Listed, err error) {
	defer fault.In(&err, "plan.List")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		plans, err := listPlans(ctx, q, actor)
		if err != nil {
			return err
		}
		for _, p := range Latest(plans) {
			editions, err := listEditions(ctx, q, actor, p.ID)
			if err != nil {
				return err
			}
			list = append(list, Listed{p, len(drafts(editions))})
		}
		return nil
	})
	return list, err
}

// drafts are the published drafts among the editions.
func drafts(editions []Edition) []Edition {
	return slices.DeleteFunc(slices.Clone(editions), func(e Edition) bool { return e.Kind != Draft })
}

// Reading is a plan as a reader finds it: what is known, the text that stands for it, and what else there is.
type Reading struct {
	Plan      Plan
	Editions  []Edition // that the reader may see
	Discarded []Edition // working drafts that were given up; only the secretariat sees them
	Shown     *Edition  // whose text the page shows; nil when there is none
	Document  *Document
	Acts      []act.Stored  // the act by which what is shown came on record; empty when the reader may not see it
	Working   *WorkingDraft // without its text; nil when there is none that the reader may see
}

// Get reads a plan. The text that stands for it is the record where that holds any, else the last published draft.
func (s *Service) Get(ctx context.Context, actor kernel.Actor, slug string) (r Reading, err error) {
	defer fault.In(&err, "plan.Get(%s)", slug)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		r = Reading{}
		if err := s.open(ctx, q, actor, slug, &r); err != nil {
			return err
		}
		r.Shown = shown(r.Editions)
		return s.fill(ctx, q, actor, &r)
	})
	return r, err
}

// Edition reads one edition of a plan: kind and number say which.
func (s *Service) Edition(ctx context.Context, actor kernel.Actor, slug string, kind Kind, number int) (r Reading, err error) {
	defer fault.In(&err, "plan.Edition(%s, %s, %d)", slug, kind, number)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		r = Reading{}
		if err := s.open(ctx, q, actor, slug, &r); err != nil {
			return err
		}
		e, err := findEdition(ctx, q, r.Plan.ID, kind, number)
		if err != nil {
			return err
		}
		if err := s.walk.Access.Check(actor, Read, e.resource()); err != nil {
			return err
		}
		r.Shown = &e
		return s.fill(ctx, q, actor, &r)
	})
	return r, err
}

// Bytes are the document of an edition just as it was published: their SHA-256 is the edition's.
func (s *Service) Bytes(ctx context.Context, e Edition) (raw []byte, err error) {
	defer fault.In(&err, "plan.Bytes(%s)", e.ID)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		raw, err = loadDocument(ctx, q, e.ID)
		return err
	})
	return raw, err
}

// open finds the plan and its editions for the reader, and the working draft when they may see it.
func (s *Service) open(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string, r *Reading) error {
	p, err := findPlan(ctx, q, slug)
	if err != nil {
		return err
	}
	if err := s.walk.Access.Check(actor, Read, p.resource()); err != nil {
		return err
	}
	r.Plan = p
	all, err := listEditions(ctx, q, actor, p.ID)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Kind == Discarded {
			r.Discarded = append(r.Discarded, e)
		} else {
			r.Editions = append(r.Editions, e)
		}
	}
	d, err := findDraft(ctx, q, p.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	case access.Sees(actor, d.Audience):
		r.Working = &d
	}
	return nil
}

// fill adds document and proof of what is shown.
func (s *Service) fill(ctx context.Context, q db.Queryer, actor kernel.Actor, r *Reading) (err error) {
	if r.Shown == nil {
		return nil
	}
	if r.Document, err = s.document(ctx, q, *r.Shown); err != nil {
		return err
	}
	r.Acts, err = act.List(ctx, q, actor, act.Filter{Object: r.Shown.object(), Newest: true}, kernel.Page{Limit: 1})
	return err
}

// object is what the acts about an edition name.
func (e Edition) object() kernel.Ref {
	if e.Kind == Record {
		return kernel.Ref{Kind: "plan", ID: e.Plan}
	}
	return kernel.Ref{Kind: "plan_draft", ID: e.ID}
}

// shown chooses the edition whose text stands for the plan.
func shown(editions []Edition) *Edition {
	var known, draft *Edition
	for i := range editions {
		switch editions[i].Kind {
		case Record:
			known = &editions[i]
		case Draft:
			draft = &editions[i]
		case Discarded, Working:
		}
	}
	if draft != nil && (known == nil || known.Nodes == 0) {
		return draft
	}
	return known
}

// NewPlan is what a person gives to begin a plan.
type NewPlan struct {
	Slug     string
	Number   int
	Title    kernel.Text
	Short    kernel.Text
	Period   kernel.Period
	Audience kernel.Audience
	Draft    kernel.Audience // who reads the working draft that begins with it; the zero one begins none
}

// Create begins a plan: it is drafting, has the levels of the process and no text yet.
func (s *Service) Create(ctx context.Context, actor kernel.Actor, submission kernel.ID, in NewPlan) (p Plan, err error) {
	defer fault.In(&err, "plan.Create")
	return act.Do(ctx, s.walk, act.Call{Actor: actor, Action: Create, Resource: access.Kind("plan"), Submission: submission},
		func(ctx context.Context, tx *act.Tx) (Plan, error) {
			process, err := loadProcess(ctx, tx)
			if err != nil {
				return Plan{}, err
			}
			p := Plan{
				ID: kernel.NewID(), Slug: in.Slug, State: Drafting, Basis: Stated, Levels: process.Levels, Audience: in.Audience, Version: 1,
			}.With(Particulars{Number: in.Number, Title: in.Title, Short: in.Short, Period: in.Period}, process.Lead)
			if err := p.check(process.Languages); err != nil {
				return Plan{}, err
			}
			if _, err := findPlan(ctx, tx, in.Slug); !fault.Is(err, fault.NotFound) {
				return Plan{}, slugTaken(err)
			}
			if err := insertPlan(ctx, tx, p); err != nil {
				if db.Duplicate(err) {
					err = slugTaken(nil)
				}
				return Plan{}, err
			}
			if in.Draft != (kernel.Audience{}) {
				if err := beginEmpty(ctx, tx, p, in.Draft); err != nil {
					return Plan{}, err
				}
			}
			tx.Record(act.Act{Kind: "plan.created", Object: kernel.Ref{Kind: "plan", ID: p.ID}, Version: 1, Audience: p.Audience, Payload: p})
			return p, nil
		})
}

func slugTaken(err error) error {
	if err != nil {
		return err
	}
	var l fault.List
	l.Add("slug", "plan.fault.slug_taken")
	return l.Err()
}

// check holds a plan that is to begin to its form.
func (p Plan) check(languages []kernel.Lang) error {
	var l fault.List
	if !ValidSlug(p.Slug) {
		l.Add("slug", "plan.fault.slug")
	}
	p.Particulars().check(&l)
	record.CheckLanguages(&l, p.Particulars(), languages)
	if !offered(p.Audience) {
		l.Add("audience", "plan.fault.audience")
	}
	return l.Err()
}

// Audiences are the circles that an officer can choose for plans and drafts, the widest first.
var Audiences = []kernel.Audience{kernel.Public, kernel.Members, kernel.SecretariatOnly}

func offered(a kernel.Audience) bool { return slices.Contains(Audiences, a) }
