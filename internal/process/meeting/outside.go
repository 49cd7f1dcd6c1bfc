package meeting

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/process/governance"
)

// SOMs lists the meetings on record whose host chairs the process, for the chair terms that follow from them.
func (s *Service) SOMs(ctx context.Context, q db.Queryer) ([]governance.SOM, error) {
	kinds, err := loadKinds(ctx, q)
	if err != nil {
		return nil, err
	}
	all, err := everyMeeting(ctx, q, kernel.Anonymous)
	var soms []governance.SOM
	for _, m := range all {
		chairs := slices.ContainsFunc(kinds, func(k Kind) bool { return k.Code == m.Kind && k.Chairs })
		if chairs && m.State == pack.Held {
			soms = append(soms, governance.SOM{Slug: m.Slug, Number: m.Number, Date: m.Start, Country: m.Country})
		}
	}
	return soms, err
}

// OnRecord lists the meetings on record that the actor may see, for the rules on how often the process meets.
func (s *Service) OnRecord(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]governance.Held, error) {
	all, err := everyMeeting(ctx, q, actor)
	held := make([]governance.Held, len(all))
	for i, m := range all {
		held[i] = governance.Held{
			Slug: m.Slug, Kind: m.Kind, Number: m.Number, Title: m.Title, Start: m.Start, End: m.End, City: m.City, Country: m.Country, State: m.State,
		}
	}
	return held, err
}

// LastDecided tells what the latest meeting that has decisions on record decided; nil when none has.
func (s *Service) LastDecided(ctx context.Context, v *web.View) (*governance.Decided, error) {
	list, err := s.Decisions(ctx, v.Actor, Filter{}, kernel.Page{Limit: 1})
	if err != nil || len(list.Items) == 0 {
		return nil, err
	}
	d := list.Items[0]
	var kinds []Kind
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		kinds, err = loadKinds(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	where := shortName(v, kindOf(kinds, d.Meeting.Kind), d.Meeting.Content)
	if at := placeAndDays(v, d.Meeting.Content); at != "" {
		where = v.T("meeting.decisions.at", "meeting", where, "place", at)
	}
	return &governance.Decided{Text: d.Text, Where: where, Path: pathOf(d.Meeting.Slug), All: "/decisions"}, nil
}

// Next is the meeting on record that comes next after the day; nil when none is.
func (s *Service) Next(ctx context.Context, actor kernel.Actor, after kernel.Date) (next *Meeting, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		all, err := everyMeeting(ctx, q, actor)
		for i, m := range all {
			if next == nil && m.State == pack.Planned && after.Before(m.Start) {
				next = &all[i]
			}
		}
		return err
	})
	return next, err
}

// Citations tells which sources meetings rest on.
func (s *Service) Citations(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]governance.Citation, error) {
	all, err := everyMeeting(ctx, q, actor)
	var cited []governance.Citation
	for _, m := range all {
		for _, source := range numbered(m.Content).List {
			cited = append(cited, governance.Citation{Source: source, Title: m.Title, Path: pathOf(m.Slug)})
		}
	}
	return cited, err
}

// Title names the meeting of a slug; an empty text when no meeting that the actor may see has it.
func (s *Service) Title(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string) (kernel.Text, error) {
	m, err := s.get(ctx, q, actor, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return m.Title, err
}

// Resolve finds the page and the title of a meeting, as the actor may know them.
func (s *Service) Resolve(ctx context.Context, q db.Queryer, actor kernel.Actor, ref kernel.Ref) (path string, title kernel.Text, ok bool) {
	if ref.Kind != resourceKind {
		return "", nil, false
	}
	slug, err := slugOf(ctx, q, ref.ID)
	if err != nil || slug == "" {
		return "", nil, false
	}
	found, err := s.get(ctx, q, actor, slug)
	return pathOf(slug), found.Title, err == nil
}
