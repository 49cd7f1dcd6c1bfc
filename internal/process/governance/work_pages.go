package governance

import (
	"context"
	"slices"

	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// Task is something on record that waits for the reader, or that is in work and theirs to go on with.
type Task struct {
	What web.Shown
	Href string // where it is done
	Note string // how it stands
	Act  string // words of the button
}

// WorkPart tells what of a feature waits for the reader, for the home page of those who are signed in.
type WorkPart interface {
	Waiting(ctx context.Context, v *web.View) ([]Task, error)
}

// homeWork is the part of the first page that is the reader's own: what waits, and what else the role can do.
type homeWork struct {
	Title string
	Grid  ui.Grid
	Acts  []ui.Act
}

// workOf lays out what waits for the reader. Governance's own tasks stand before those of the other features.
func (s *Service) workOf(ctx context.Context, v *web.View, tasks []Task) (*homeWork, error) {
	for _, part := range s.parts.Work {
		more, err := part.Waiting(ctx, v)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, more...)
	}
	w := &homeWork{Title: v.T("governance.work.nothing"), Acts: workActs(v)}
	if len(tasks) > 0 {
		w.Title = v.T("governance.work.count", "count", len(tasks))
	}
	w.Grid = ui.Grid{Caption: v.T("governance.work.caption"), Note: v.T("governance.work.caption_note"), Shape: ui.Brief, Columns: []ui.Column{
		{Title: v.T("governance.work.what")}, {Title: v.T("governance.work.stands")}, {Title: v.T("governance.work.do"), Hidden: true, Short: true},
	}}
	for _, t := range tasks {
		w.Grid.Rows = append(w.Grid.Rows, ui.Row{Cells: []ui.Cell{
			{Text: t.What, Href: t.Href}, {Text: ui.Shown(t.Note)},
			{Body: ui.Button(ui.Act{Text: t.Act, Href: t.Href, Kind: ui.Second, Small: true})},
		}})
	}
	return w, nil
}

// tasks are what of the register itself waits for the reader: for officers the chair's terms that the rule proposes and the
// meetings that come next by the rules and of which no date was found; for a focal point the own country's empty seats.
func (s *Service) tasks(ctx context.Context, q db.Queryer, v *web.View, called names, rules []RuleRecord) ([]Task, error) {
	var all []Task
	if v.Can(ConfirmChair, resource(KindChair, "", "")) {
		record, err := s.ChairRecord(ctx, q, v.Actor)
		if err != nil {
			return nil, err
		}
		for _, p := range record.Proposals {
			all = append(all, Task{
				What: ui.Shown(v.T("governance.work.chair", "country", called.plain(p.Country), "period", p.Period)), Href: v.Href("/chair/confirm"),
				Note: v.T("governance.work.chair_note"), Act: v.T("governance.work.chair_act"),
			})
		}
	}
	if v.Can(Edit, resource(KindProcess, "", "")) {
		profile, err := s.Process(ctx, q, v.Actor)
		if err != nil {
			return nil, err
		}
		return append(all, nextMeetings(v, profile.Content, rules)...), nil
	}
	seats, err := s.emptySeats(ctx, q, v, called)
	return append(all, seats...), err
}

// nextMeetings are the meetings that the rules look forward to and of which no date was found.
func nextMeetings(v *web.View, c pack.Process, rules []RuleRecord) []Task {
	var all []Task
	for _, r := range rules {
		if r.Latest == nil || len(r.Years) > 0 && len(r.Years[0].Planned) > 0 {
			continue
		}
		all = append(all, Task{
			What: ui.Shown(v.T("governance.work.meeting", "meeting", kindName(v, c, r.Rule.Kind).Text)), Href: v.Href("/cadence") + "#rule-" + r.Rule.Kind,
			Note: nextNote(v, c, r), Act: v.T("governance.work.meeting_act"),
		})
	}
	return all
}

// emptySeats are the seats of the reader's own country that nobody holds on record, for those who keep them.
func (s *Service) emptySeats(ctx context.Context, q db.Queryer, v *web.View, called names) ([]Task, error) {
	country := v.Actor.Leading().Country
	if country == "" || !v.Can(Edit, resource(KindHolder, "", country)) {
		return nil, nil
	}
	seats, err := list[SeatContent](ctx, q, v.Actor, KindSeat, filter{country: country})
	if err != nil {
		return nil, err
	}
	holders, err := list[HolderContent](ctx, q, v.Actor, KindHolder, filter{country: country})
	if err != nil {
		return nil, err
	}
	bodies, err := Bodies(ctx, q, v.Actor)
	if err != nil {
		return nil, err
	}
	var all []Task
	for _, seat := range seats {
		status, _ := StatusOn(seat.Content, holdersIn(seat.ID, holders), s.walk.Clock.Now())
		i := slices.IndexFunc(bodies, func(b Body) bool { return b.ID == seat.Parent })
		if status == SeatHeld || i < 0 {
			continue
		}
		body := bodies[i]
		all = append(all, Task{
			What: ui.Shown(v.T("governance.work.seat", "seat", seatName(v, seat, called), "body", v.Text(body.Content.Name).Text)),
			Href: v.Href("/bodies/" + body.Slug + "/seats/" + seat.Slug + "/holders/new"),
			Note: v.T("governance.seat_status." + string(status)), Act: v.T("governance.holder.new"),
		})
	}
	return all, nil
}

// workActs lead to the record of the reader's own country, which a focal point keeps.
func workActs(v *web.View) []ui.Act {
	country := v.Actor.Leading().Country
	if country == "" || !v.Can(Edit, resource(KindMember, "", country)) {
		return nil
	}
	return []ui.Act{{Text: v.T("governance.work.country", "country", country), Href: v.Href("/members/" + memberSlug(country)), Kind: ui.Second}}
}
