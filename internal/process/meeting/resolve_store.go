package meeting

import (
	"context"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// Resolve finds the page and the title of a meeting on record, as the actor may know them.
func (s *Service) Resolve(ctx context.Context, q db.Queryer, actor kernel.Actor, ref kernel.Ref) (path string, title kernel.Text, ok bool) {
	if ref.Kind != resourceKind {
		return "", nil, false
	}
	cond, args := access.Scope(actor, 2)
	m, err := scanMeeting(q.QueryRowContext(ctx, "SELECT "+columns+" FROM meeting WHERE id = $1 AND "+cond, append([]any{ref.ID}, args...)...))
	return pathOf(m.Slug), m.Title, err == nil
}
