package account

import (
	"context"
	"database/sql"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

const personColumns = "id, email, name, lang, state, password, totp, totp_step, recovery_salt, created_at, version"

func scanPerson(scan func(...any) error) (*Person, error) {
	var p Person
	var created int64
	err := scan(&p.ID, &p.Email, &p.Name, &p.Lang, &p.State, &p.password, &p.totp, &p.totpStep, &p.recoverySalt, &created, &p.Version)
	p.Created = kernel.FromMicros(created)
	return &p, err
}

// personByEmail finds the person; nil when there is none.
func personByEmail(ctx context.Context, q db.Queryer, email string) (*Person, error) {
	p, err := scanPerson(q.QueryRowContext(ctx, "SELECT "+personColumns+" FROM account_person WHERE email = $1", email).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return p, err
}

// personByID finds the person or says NotFound.
func personByID(ctx context.Context, q db.Queryer, id kernel.ID) (*Person, error) {
	p, err := db.KeptOne(ctx, q, "SELECT "+personColumns+" FROM account_person WHERE id = $1", []any{id}, func(row db.Row) (Person, error) {
		p, err := scanPerson(row.Scan)
		return *p, err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return &p, err
}

// Names tells what people are called, for those who work on something together. Who is not known has no name.
func Names(ctx context.Context, q db.Queryer, people []kernel.ID) (map[kernel.ID]string, error) {
	names := make(map[kernel.ID]string, len(people))
	for _, id := range people {
		p, err := personByID(ctx, q, id)
		switch {
		case fault.Is(err, fault.NotFound):
			continue
		case err != nil:
			return nil, err
		}
		names[id] = p.Name
	}
	return names, nil
}

func insertPerson(ctx context.Context, q db.Queryer, p *Person) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO account_person (`+personColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.ID, p.Email, p.Name, p.Lang, p.State, p.password, p.totp, p.totpStep, p.recoverySalt, kernel.Micros(p.Created), p.Version)
	return err
}

// savePerson stores what has changed. The person was read at p.Version; ErrStale when somebody else was faster.
func savePerson(ctx context.Context, q db.Queryer, p *Person) error {
	if err := db.Lock(ctx, q, "account_person", string(p.ID), p.Version); err != nil {
		return err
	}
	p.Version++
	_, err := q.ExecContext(ctx, `
		UPDATE account_person
		SET email = $1, name = $2, lang = $3, state = $4, password = $5, totp = $6, totp_step = $7, recovery_salt = $8
		WHERE id = $9`,
		p.Email, p.Name, p.Lang, p.State, p.password, p.totp, p.totpStep, p.recoverySalt, p.ID)
	return err
}

// takeStep marks the step of a one-time code as used; false when it or a later one was used before.
func takeStep(ctx context.Context, q db.Queryer, person kernel.ID, step int64) (bool, error) {
	res, err := q.ExecContext(ctx, "UPDATE account_person SET totp_step = $1 WHERE id = $2 AND totp_step < $1", step, person)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// rehash replaces a password's hash unless the password has been changed meanwhile.
func rehash(ctx context.Context, q db.Queryer, person kernel.ID, from, to string) error {
	_, err := q.ExecContext(ctx, "UPDATE account_person SET password = $1 WHERE id = $2 AND password = $3", to, person, from)
	return err
}

// lockAdministrators takes every person who is or was an administrator, so that two of them cannot remove each other at
// the same moment.
func lockAdministrators(ctx context.Context, q db.Queryer) error {
	_, err := q.ExecContext(ctx, `
		UPDATE account_person SET version = version + 1
		WHERE id IN (SELECT person_id FROM account_membership WHERE role = $1)`, kernel.Administrator)
	return err
}
