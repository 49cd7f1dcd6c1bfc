package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

const tokenColumns = "id, person_id, name, writes, created_at, used_at, ends_at" //nolint:gosec // names of columns

func scanToken(scan func(...any) error) (Token, error) {
	var t Token
	var created, used, ends int64
	err := scan(&t.ID, &t.Person, &t.Name, &t.Writes, &created, &used, &ends)
	t.Created, t.Used, t.Ends = kernel.FromMicros(created), kernel.FromMicros(used), kernel.FromMicros(ends)
	return t, err
}

// tokenBySecret finds a token that is still good; nil when there is none.
func (s *Service) tokenBySecret(ctx context.Context, q db.Queryer, secret string) (*Token, error) {
	t, err := scanToken(q.QueryRowContext(ctx, "SELECT "+tokenColumns+" FROM account_token WHERE token = $1 AND ends_at > $2",
		hashed(secret), kernel.Micros(s.clock.Now())).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &t, err
}

// tokensOf lists a person's tokens that are still good, the newest first.
func (s *Service) tokensOf(ctx context.Context, q db.Queryer, person kernel.ID) ([]Token, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT `+tokenColumns+`
		FROM account_token
		WHERE person_id = $1 AND ends_at > $2
		ORDER BY created_at DESC, id`, person, kernel.Micros(s.clock.Now()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Token
	for rows.Next() {
		t, err := scanToken(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

func insertToken(ctx context.Context, q db.Queryer, hash string, t Token) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO account_token (token, `+tokenColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`,
		hash, t.ID, t.Person, t.Name, t.Writes, kernel.Micros(t.Created), kernel.Micros(t.Ends))
	return err
}

func touchToken(ctx context.Context, q db.Queryer, token kernel.ID, now time.Time) error {
	_, err := q.ExecContext(ctx, "UPDATE account_token SET used_at = $1 WHERE id = $2", kernel.Micros(now), token)
	return err
}

func deleteToken(ctx context.Context, q db.Queryer, person, token kernel.ID) (bool, error) {
	res, err := q.ExecContext(ctx, "DELETE FROM account_token WHERE id = $1 AND person_id = $2", token, person)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func deleteTokens(ctx context.Context, q db.Queryer, person kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_token WHERE person_id = $1", person)
	return err
}
