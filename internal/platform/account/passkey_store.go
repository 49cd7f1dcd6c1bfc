package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// passkeysOf lists a person's passkeys, the oldest first.
func passkeysOf(ctx context.Context, q db.Queryer, person kernel.ID) ([]Passkey, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT id, person_id, name, data, created_at, used_at
		FROM account_passkey
		WHERE person_id = $1
		ORDER BY created_at, id`, person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Passkey
	for rows.Next() {
		var k Passkey
		var data string
		if err := rows.Scan(&k.ID, &k.Person, &k.Name, &data, &k.Created, &k.Used); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(data), &k.credential); err != nil {
			return nil, fmt.Errorf("account: a passkey on record cannot be read: %w", err)
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// passkeyOwner is whose the credential is, "" when nobody's.
func passkeyOwner(ctx context.Context, q db.Queryer, credential string) (kernel.ID, error) {
	var owner kernel.ID
	err := q.QueryRowContext(ctx, "SELECT person_id FROM account_passkey WHERE credential_id = $1", credential).Scan(&owner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return owner, err
}

func insertPasskey(ctx context.Context, q db.Queryer, person kernel.ID, c *webauthn.Credential, name string, at time.Time) error {
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("account: passkey: %w", err)
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO account_passkey (id, person_id, credential_id, name, data, created_at, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		kernel.NewPersonID(), person, credentialID(c.ID), name, string(data), kernel.Micros(at))
	return err
}

// usedPasskey keeps the authenticator's new counter.
func usedPasskey(ctx context.Context, q db.Queryer, c *webauthn.Credential, at time.Time) error {
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("account: passkey: %w", err)
	}
	_, err = q.ExecContext(ctx, "UPDATE account_passkey SET data = $1, used_at = $2 WHERE credential_id = $3",
		string(data), kernel.Micros(at), credentialID(c.ID))
	return err
}

func deletePasskey(ctx context.Context, q db.Queryer, id kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_passkey WHERE id = $1", id)
	return err
}

func deletePasskeys(ctx context.Context, q db.Queryer, person kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_passkey WHERE person_id = $1", person)
	return err
}
