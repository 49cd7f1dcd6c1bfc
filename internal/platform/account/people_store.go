package account

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// listPeople gives a page of people, the newest first, who hold or held something in the countries of the scope.
func (s *Service) listPeople(ctx context.Context, q db.Queryer, scope []kernel.Country, f PeopleFilter, page kernel.Page) ([]Listed, string, error) {
	where, args, err := peopleWhere(scope, f, page)
	if err != nil {
		return nil, "", err
	}
	people, err := selectPeople(ctx, q, where, append(args, page.Size()+1))
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(people) > page.Size() {
		people = people[:page.Size()]
		last := people[len(people)-1]
		next = strconv.FormatInt(kernel.Micros(last.Created), 10) + "." + string(last.ID)
	}
	ids, at := make([]kernel.ID, len(people)), map[kernel.ID]int{}
	for i := range people {
		ids[i], at[people[i].ID] = people[i].ID, i
	}
	all, err := membershipsOf(ctx, q, ids...)
	for _, m := range all {
		if scope == nil || slices.Contains(scope, m.Country) {
			p := &people[at[m.Person]]
			p.Memberships = append(p.Memberships, m)
		}
	}
	return people, next, err
}

// peopleWhere is the condition; its last placeholder is left for the limit.
func peopleWhere(scope []kernel.Country, f PeopleFilter, page kernel.Page) (string, []any, error) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	where := []string{"1 = 1"}
	var held []string
	if scope != nil {
		marks := []string{"''"}
		for _, c := range scope {
			marks = append(marks, arg(c))
		}
		held = append(held, "m.country <> ''", "m.country IN ("+strings.Join(marks, ", ")+")")
	}
	if f.Role != "" {
		held = append(held, "m.role = "+arg(f.Role))
	}
	if f.Country != "" {
		held = append(held, "m.country = "+arg(f.Country))
	}
	if len(held) > 0 {
		where = append(where, "EXISTS (SELECT 1 FROM account_membership m WHERE m.person_id = p.id AND "+strings.Join(held, " AND ")+")")
	}
	if f.State != "" {
		where = append(where, "p.state = "+arg(f.State))
	}
	if page.Cursor != "" {
		at, id, ok := strings.Cut(page.Cursor, ".")
		us, err := strconv.ParseInt(at, 10, 64)
		if err != nil || !ok {
			return "", nil, fault.New(fault.Invalid, "fault.invalid")
		}
		created := arg(us)
		where = append(where, "(p.created_at < "+created+" OR p.created_at = "+created+" AND p.id < "+arg(id)+")")
	}
	return strings.Join(where, " AND "), args, nil
}

func selectPeople(ctx context.Context, q db.Queryer, where string, args []any) ([]Listed, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT `+prefixed("p", personColumns)+`
		FROM account_person p
		WHERE `+where+`
		ORDER BY p.created_at DESC, p.id DESC
		LIMIT $`+strconv.Itoa(len(args)), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Listed
	for rows.Next() {
		p, err := scanPerson(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, Listed{Person: *p})
	}
	return all, rows.Err()
}
