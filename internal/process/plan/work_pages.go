package plan

import (
	"context"

	"sampan/internal/fault"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/internal/process/governance"
)

// Waiting tells the working drafts that the reader can go on with, for the home page.
func (s *Service) Waiting(ctx context.Context, view *web.View) (all []governance.Task, err error) {
	defer fault.In(&err, "plan.Waiting")
	v := words{view}
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		all = nil
		plans, err := listPlans(ctx, q, v.Actor)
		if err != nil {
			return err
		}
		for _, p := range Latest(plans) {
			d, err := findDraft(ctx, q, p.ID)
			switch {
			case fault.Is(err, fault.NotFound):
				continue
			case err != nil:
				return err
			case v.Can(Edit, d.resource()):
				all = append(all, v.task(p, d))
			}
		}
		return nil
	})
	return all, err
}

// task is a working draft as something to go on with.
func (w words) task(p Plan, d WorkingDraft) governance.Task {
	return governance.Task{
		What: ui.Shown(w.T("plan.work.draft", "plan", p.Short, "number", d.Number)), Href: w.Href(workingPath(p.Slug)),
		Note: w.T("plan.work.draft_note", "time", w.Time(d.Changed)), Act: w.T("plan.work.draft_act"),
	}
}
