package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// identityOwner is who the subject of an identity provider is here, "" when nobody.
func identityOwner(ctx context.Context, q db.Queryer, issuer, subject string) (kernel.ID, error) {
	var owner kernel.ID
	err := q.QueryRowContext(ctx, "SELECT person_id FROM account_identity WHERE issuer = $1 AND subject = $2", issuer, subject).Scan(&owner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return owner, err
}

func insertIdentity(ctx context.Context, q db.Queryer, issuer, subject string, person kernel.ID, at time.Time) error {
	_, err := q.ExecContext(ctx, "INSERT INTO account_identity (issuer, subject, person_id, created_at) VALUES ($1, $2, $3, $4)",
		issuer, subject, person, kernel.Micros(at))
	return err
}

// connected says that the person has an identity at a provider.
func connected(ctx context.Context, q db.Queryer, person kernel.ID) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT COUNT(*) FROM account_identity WHERE person_id = $1", person).Scan(&n)
	return n > 0, err
}

// disconnect removes a person's identities at providers.
func disconnect(ctx context.Context, q db.Queryer, person kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_identity WHERE person_id = $1", person)
	return err
}
