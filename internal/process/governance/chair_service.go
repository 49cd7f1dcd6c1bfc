package governance

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// ConfirmChair puts on record the chair term that follows from hosting the meeting, as the rule proposes it.
func (s *Service) ConfirmChair(ctx context.Context, c Change, som string) (term ChairTerm, err error) {
	defer fault.In(&err, "governance.ConfirmChair(%s)", som)
	return act.Do(ctx, s.walk, chairCall(c), func(ctx context.Context, tx *act.Tx) (ChairTerm, error) {
		chair, err := s.ChairRecord(ctx, tx, c.Actor)
		if err != nil {
			return ChairTerm{}, err
		}
		i := slices.IndexFunc(chair.Proposals, func(p Proposal) bool { return p.SOM == som })
		if i < 0 {
			return ChairTerm{}, fault.New(fault.Conflict, "governance.fault.proposal")
		}
		p := chair.Proposals[i]
		return recordChair(ctx, tx, "chair-"+som, "governance.chair_confirmed", pack.ChairTerm{
			Country: p.Country, Period: p.Period, Basis: pack.Derived, Meeting: som, Sources: chair.Rule.Sources,
		})
	})
}

// ChairChange is a chair term that a source gives. Without a country it says that who chaired is not known.
type ChairChange struct {
	Country kernel.Country `json:"country,omitempty"`
	From    kernel.Date    `json:"from"`
	To      kernel.Date    `json:"to,omitempty"`
	Note    string         `json:"note,omitempty"`
}

// SetChair puts on record a chair term that a source gives, whatever the rule proposes.
func (s *Service) SetChair(ctx context.Context, c Change, in ChairChange) (term ChairTerm, err error) {
	defer fault.In(&err, "governance.SetChair")
	return act.Do(ctx, s.walk, chairCall(c), func(ctx context.Context, tx *act.Tx) (ChairTerm, error) {
		members, err := Countries(ctx, tx)
		if err != nil {
			return ChairTerm{}, err
		}
		var content pack.ChairTerm
		err = apply(ctx, tx, c, &content, func(t *pack.ChairTerm) *[]kernel.Source { return &t.Sources },
			func(t *pack.ChairTerm, w wording, l *fault.List) { in.apply(t, w, l, members) })
		if err != nil {
			return ChairTerm{}, err
		}
		return recordChair(ctx, tx, slugOf("chair-"+string(in.From), kernel.NewID()), "governance.chair_set", content)
	})
}

func (in ChairChange) apply(t *pack.ChairTerm, w wording, l *fault.List, members []kernel.Country) {
	t.Country, t.Period, t.BasisNote, t.Basis = in.Country, periodIn(l, in.From, in.To), w.put(nil, in.Note), pack.Stated
	if in.Country == "" {
		t.Basis = pack.NotKnown
	} else if !slices.Contains(members, in.Country) {
		l.Add("country", "governance.fault.choice")
	}
	if in.From == "" {
		l.Add("from", "governance.fault.date")
	}
}

func chairCall(c Change) act.Call {
	return act.Call{Actor: c.Actor, Action: ConfirmChair, Resource: resource(KindChair, "", ""), Submission: c.Submission}
}

func recordChair(ctx context.Context, tx *act.Tx, slug, what string, content pack.ChairTerm) (ChairTerm, error) {
	content.Slug = slug
	r := ChairTerm{
		ID: kernel.NewID(), Kind: KindChair, Slug: slug, Country: content.Country, Position: chairPosition(content.Period),
		Audience: kernel.Public, Version: 1, Content: content,
	}
	err := insert(ctx, tx, r)
	if db.Duplicate(err) {
		return r, fault.Wrap(fault.Conflict, err, "governance.fault.proposal")
	}
	if err != nil {
		return r, err
	}
	tx.Record(act.Act{
		Kind: what, Object: kernel.Ref{Kind: string(KindChair), ID: r.ID}, Version: 1, Audience: r.Audience,
		Payload: payload{Slug: r.Slug, Country: r.Country, Content: r.Content},
	})
	return r, nil
}
