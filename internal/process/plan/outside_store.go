package plan

import (
	"context"
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// OnCourse lists the plans of action that ministers endorsed and everyone may read of, the oldest first: those on whose
// course meetings lie.
func OnCourse(ctx context.Context, q db.Queryer) ([]Plan, error) {
	plans, err := listPlans(ctx, q, kernel.Anonymous)
	return slices.DeleteFunc(plans, func(p Plan) bool {
		return p.State != Endorsed && p.State != InForce && p.State != Concluded
	}), err
}

// Resolve finds the page and the title of a plan or of a published draft, as the actor may know them.
func (s *Service) Resolve(ctx context.Context, q db.Queryer, actor kernel.Actor, ref kernel.Ref) (path string, title kernel.Text, ok bool) {
	of, kind, number := ref.ID, Draft, -1
	switch ref.Kind {
	case "plan":
	case "plan_draft":
		cond, args := access.Scope(actor, 2)
		err := q.QueryRowContext(ctx, "SELECT plan_id, kind, number FROM plan_edition WHERE id = $1 AND "+cond, append([]any{ref.ID}, args...)...).
			Scan(&of, &kind, &number)
		if err != nil {
			return "", nil, false
		}
	default:
		return "", nil, false
	}
	cond, args := access.Scope(actor, 2)
	p, err := scanPlan(q.QueryRowContext(ctx, "SELECT "+planColumns+" FROM plan WHERE id = $1 AND "+cond, append([]any{of}, args...)...))
	if err != nil {
		return "", nil, false
	}
	if number >= 0 {
		return documentPath(Document{Plan: p.Slug, Kind: kind, Number: number}), p.Title, true
	}
	return planPath(p.Slug), p.Title, true
}
