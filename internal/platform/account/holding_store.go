package account

import (
	"context"
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Holding lists the active people who hold one of the roles today, for letters that go to an office. It asks for no
// permission: its callers are the program's own jobs.
func (s *Service) Holding(ctx context.Context, q db.Queryer, roles ...kernel.Role) ([]Person, error) {
	ids, err := activePeople(ctx, q)
	if err != nil {
		return nil, err
	}
	held, err := membershipsOf(ctx, q, ids...)
	if err != nil {
		return nil, err
	}
	var all []Person
	for _, id := range ids {
		if !slices.ContainsFunc(held, func(m Membership) bool { return m.Person == id && slices.Contains(roles, m.Role) && m.Holds(s.today()) }) {
			continue
		}
		p, err := personByID(ctx, q, id)
		if err != nil {
			return nil, err
		}
		all = append(all, *p)
	}
	return all, nil
}

func activePeople(ctx context.Context, q db.Queryer) ([]kernel.ID, error) {
	rows, err := q.QueryContext(ctx, "SELECT id FROM account_person WHERE state = $1 ORDER BY id", Active)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []kernel.ID
	for rows.Next() {
		var id kernel.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
