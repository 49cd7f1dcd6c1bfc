package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

const membershipColumns = "id, person_id, role, country, organisation, body, valid_from, valid_to, ended_at, version"

func scanMembership(scan func(...any) error) (Membership, error) {
	var m Membership
	var ended int64
	err := scan(&m.ID, &m.Person, &m.Role, &m.Country, &m.Organisation, &m.Body, &m.Period.From, &m.Period.To, &ended, &m.Version)
	m.Ended = kernel.FromMicros(ended)
	return m, err
}

// membershipsOf lists all that the people hold or held, the oldest first.
func membershipsOf(ctx context.Context, q db.Queryer, people ...kernel.ID) ([]Membership, error) {
	if len(people) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(people)), make([]any, len(people))
	for i, p := range people {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), p
	}
	return db.Kept(ctx, q, `
		SELECT `+membershipColumns+`
		FROM account_membership
		WHERE person_id IN (`+strings.Join(marks, ", ")+`)
		ORDER BY created_at, id`, args, func(row db.Row) (Membership, error) { return scanMembership(row.Scan) })
}

func membershipByID(ctx context.Context, q db.Queryer, id kernel.ID) (Membership, error) {
	m, err := scanMembership(q.QueryRowContext(ctx, "SELECT "+membershipColumns+" FROM account_membership WHERE id = $1", id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.New(fault.NotFound, "fault.not_found")
	}
	return m, err
}

func insertMembership(ctx context.Context, q db.Queryer, m *Membership, at time.Time) error {
	audience := audienceOf(m.Membership)
	_, err := q.ExecContext(ctx, `
		INSERT INTO account_membership (id, person_id, role, country, organisation, body, valid_from, valid_to, audience, audience_of, ended_at, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12)`,
		m.ID, m.Person, m.Role, m.Country, m.Organisation, m.Body, m.Period.From, m.Period.To, audience.Kind, audience.Of, kernel.Micros(at), m.Version)
	return err
}

func endMembership(ctx context.Context, q db.Queryer, m *Membership, at time.Time) error {
	if err := db.Lock(ctx, q, "account_membership", string(m.ID), m.Version); err != nil {
		return err
	}
	m.Version++
	m.Ended = at
	_, err := q.ExecContext(ctx, "UPDATE account_membership SET ended_at = $1 WHERE id = $2", kernel.Micros(at), m.ID)
	return err
}

// administrators lists the memberships of active people as administrators that no officer has ended.
func administrators(ctx context.Context, q db.Queryer) ([]Membership, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT `+prefixed("m", membershipColumns)+`
		FROM account_membership m
		JOIN account_person p ON p.id = m.person_id
		WHERE m.role = $1 AND m.ended_at = 0 AND p.state = $2`, kernel.Administrator, Active)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Membership
	for rows.Next() {
		m, err := scanMembership(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// prefixed names the columns of a table by its alias.
func prefixed(alias, columns string) string {
	return alias + "." + strings.ReplaceAll(columns, ", ", ", "+alias+".")
}
