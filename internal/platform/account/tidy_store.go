package account

import (
	"context"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Tidy removes what is over: tickets, sessions, access tokens, counts of tries that nobody waits for. It is meant to be run
// once an hour; nothing depends on it, for what is over counts no longer anyway.
func (s *Service) Tidy(ctx context.Context) (err error) {
	defer fault.In(&err, "account.Tidy")
	now := s.clock.Now()
	return s.db.Write(ctx, func(q db.Queryer) error {
		for _, old := range []struct {
			query  string
			before time.Time
		}{
			{"DELETE FROM account_ticket WHERE expires_at < $1", now},
			{"DELETE FROM account_session WHERE ends_at < $1", now},
			{"DELETE FROM account_session WHERE used_at < $1", now.Add(-IdleLimit)},
			{"DELETE FROM account_token WHERE ends_at < $1", now},
			{"DELETE FROM account_throttle WHERE last_at < $1", now.Add(-24 * time.Hour)},
		} {
			if _, err := q.ExecContext(ctx, old.query, kernel.Micros(old.before)); err != nil {
				return err
			}
		}
		return nil
	})
}
