package governance

import (
	"context"
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// called is what any record is called, whatever else it holds.
type called struct {
	Name   kernel.Text `json:"name"`
	Office kernel.Text `json:"office"`
}

// Resolve finds the page and the title of a record of the register, as the actor may know them.
func (s *Service) Resolve(ctx context.Context, q db.Queryer, actor kernel.Actor, ref kernel.Ref) (path string, title kernel.Text, ok bool) {
	kind := Kind(ref.Kind)
	if !slices.Contains(Kinds, kind) {
		return "", nil, false
	}
	r, err := find[called](ctx, q, actor, kind, filter{id: ref.ID, withdrawn: true})
	if err != nil {
		return "", nil, false
	}
	title = r.Content.Name
	if title.Empty() {
		title = r.Content.Office
	}
	switch kind {
	case KindProcess:
		return "/about", title, true
	case KindMember:
		return "/members/" + r.Slug, title, true
	case KindBody:
		return "/bodies/" + r.Slug, title, true
	default:
		return historyPath(kind, r.ID), title, true
	}
}
