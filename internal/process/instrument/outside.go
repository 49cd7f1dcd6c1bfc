package instrument

import (
	"context"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/process/governance"
)

// LatestTexts lists the latest dated texts of the process itself for the home page, newest first, at most n.
func (s *Service) LatestTexts(ctx context.Context, v *web.View, n int) ([]governance.LibraryText, error) {
	var all []Instrument
	err := s.walk.DB.Read(ctx, func(q db.Queryer) (err error) {
		all, err = everyInstrument(ctx, q, v.Actor)
		return err
	})
	var latest []governance.LibraryText
	for _, i := range all {
		if len(latest) == n {
			break
		}
		if i.Date == "" || !multilateral(i.Kind) {
			continue
		}
		latest = append(latest, governance.LibraryText{Title: i.Title, Date: i.Date, Note: kindName(v, i.Kind), Path: pathOf(i.Slug)})
	}
	return latest, err
}

// Citations tells which sources instruments rest on.
func (s *Service) Citations(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]governance.Citation, error) {
	all, err := everyInstrument(ctx, q, actor)
	var cited []governance.Citation
	for _, i := range all {
		for _, source := range numbered(i.Content).List {
			cited = append(cited, governance.Citation{Source: source, Title: i.Title, Path: pathOf(i.Slug)})
		}
	}
	return cited, err
}

// Resolve finds the page and the title of an instrument, as the actor may know them.
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
