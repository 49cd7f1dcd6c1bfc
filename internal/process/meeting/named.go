package meeting

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// named are the slugs of other records that the record names.
func (m Meeting) named() []string {
	all := slices.Concat(m.JointWith, m.ConflictsWith)
	if m.Withdrawn != nil && m.Withdrawn.Instead != "" {
		all = append(all, m.Withdrawn.Instead)
	}
	return all
}

// naming is the record with the names that stay. What it was made of is kept by others and stays as it is.
func (m Meeting) naming(stays map[string]bool) Meeting {
	leave := func(slugs []string) []string {
		return slices.DeleteFunc(slices.Clone(slugs), func(slug string) bool { return !stays[slug] })
	}
	m.JointWith, m.ConflictsWith = leave(m.JointWith), leave(m.ConflictsWith)
	if w := m.Withdrawn; w != nil && !stays[w.Instead] {
		without := *w
		without.Instead = ""
		m.Withdrawn = &without
	}
	return m
}

// asKnown gives the records without the names of records that the actor may not see: a name tells that there is one.
func (s *Service) asKnown(ctx context.Context, actor kernel.Actor, all []Meeting) ([]Meeting, error) {
	var names []string
	for _, m := range all {
		names = append(names, m.named()...)
	}
	if len(names) == 0 {
		return all, nil
	}
	slices.Sort(names)
	var stays map[string]bool
	err := s.walk.DB.Read(ctx, func(q db.Queryer) (err error) {
		stays, err = known(ctx, q, actor, slices.Compact(names))
		return err
	})
	shown := make([]Meeting, len(all))
	for i, m := range all {
		shown[i] = m.naming(stays)
	}
	return shown, err
}

// oneAsKnown is asKnown of one record.
func (s *Service) oneAsKnown(ctx context.Context, actor kernel.Actor, m Meeting) (Meeting, error) {
	shown, err := s.asKnown(ctx, actor, []Meeting{m})
	if err != nil {
		return Meeting{}, err
	}
	return shown[0], nil
}

// checkNames refuses a public record that names one which not everybody may see: its act would tell the name for good.
func checkNames(ctx context.Context, q db.Queryer, faults *fault.List, audience kernel.Audience, path string, names []string) error {
	if audience != kernel.Public {
		return nil
	}
	public, err := known(ctx, q, kernel.Anonymous, names)
	for _, slug := range names {
		if err == nil && !public[slug] {
			faults.Add(path, "meeting.fault.not_public", "slug", slug)
		}
	}
	return err
}
