package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// ticketKind is what a ticket is good for.
type ticketKind string

const (
	forInvitation ticketKind = "invitation" // accept an invitation
	forReset      ticketKind = "reset"      // set a new password
	forEmail      ticketKind = "email"      // confirm a new address; data is the address
	forSecondStep ticketKind = "second"     // the password was right, the second step waits
	forTOTP       ticketKind = "totp"       // confirm an authenticator app; data is its sealed secret
	forPasskey    ticketKind = "passkey"    // answer a challenge; data is the ceremony
	forOIDC       ticketKind = "oidc"       // come back from the identity provider; data is state and the like
)

// life is how long a ticket is good.
var life = map[ticketKind]time.Duration{
	forInvitation: 7 * 24 * time.Hour, forReset: time.Hour, forEmail: 24 * time.Hour, forSecondStep: 10 * time.Minute,
	forTOTP: 15 * time.Minute, forPasskey: 5 * time.Minute, forOIDC: 10 * time.Minute,
}

// ticket is something that can be done once, by whoever has its secret.
type ticket struct {
	id     string
	kind   ticketKind
	person kernel.ID
	data   string
}

// issue makes a ticket and gives its secret.
func (s *Service) issue(ctx context.Context, q db.Queryer, kind ticketKind, person kernel.ID, data string) (string, error) {
	secret, now := newSecret(), s.clock.Now()
	if _, err := q.ExecContext(ctx, "DELETE FROM account_ticket WHERE expires_at < $1", kernel.Micros(now)); err != nil {
		return "", err
	}
	_, err := q.ExecContext(ctx, `
		INSERT INTO account_ticket (id, kind, person_id, data, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		hashed(secret), kind, person, data, kernel.Micros(now), kernel.Micros(now.Add(life[kind])))
	return secret, err
}

// look finds a ticket without spending it. One that is unknown, spent or too old is Gone.
func (s *Service) look(ctx context.Context, q db.Queryer, kind ticketKind, secret string) (*ticket, error) {
	t := &ticket{id: hashed(secret), kind: kind}
	err := q.QueryRowContext(ctx, `
		SELECT person_id, data
		FROM account_ticket
		WHERE id = $1 AND kind = $2 AND expires_at > $3`, t.id, kind, kernel.Micros(s.clock.Now())).Scan(&t.person, &t.data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, gone(kind)
	}
	return t, err
}

func gone(kind ticketKind) error { return fault.New(fault.Gone, "account.gone."+string(kind)) }

// spend finds a ticket and uses it up. Of two at once, one finds it Gone.
func (s *Service) spend(ctx context.Context, q db.Queryer, kind ticketKind, secret string) (*ticket, error) {
	t, err := s.look(ctx, q, kind, secret)
	if err != nil {
		return nil, err
	}
	res, err := q.ExecContext(ctx, "DELETE FROM account_ticket WHERE id = $1", t.id)
	if err != nil {
		return nil, err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return nil, errors.Join(err, gone(kind))
	}
	return t, nil
}

// void takes back a person's open tickets of the kinds; of all kinds when none is named.
func void(ctx context.Context, q db.Queryer, person kernel.ID, kinds ...ticketKind) error {
	if len(kinds) == 0 {
		_, err := q.ExecContext(ctx, "DELETE FROM account_ticket WHERE person_id = $1", person)
		return err
	}
	for _, kind := range kinds {
		if _, err := q.ExecContext(ctx, "DELETE FROM account_ticket WHERE person_id = $1 AND kind = $2", person, kind); err != nil {
			return err
		}
	}
	return nil
}
