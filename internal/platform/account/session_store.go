package account

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

const sessionColumns = "id, person_id, device, means, strong, created_at, proved_at, used_at, ends_at"

func scanSession(scan func(...any) error) (Session, error) {
	var s Session
	var device string
	var created, proved, used, ends int64
	err := scan(&s.ID, &s.Person, &device, &s.Means, &s.Strong, &created, &proved, &used, &ends)
	s.Device.Browser, s.Device.System, _ = strings.Cut(device, "/")
	s.Created, s.Proved, s.Used, s.Ends = kernel.FromMicros(created), kernel.FromMicros(proved), kernel.FromMicros(used), kernel.FromMicros(ends)
	return s, err
}

// start opens a session and gives the cookie's value. Over MaxSessions the one that was used least lately ends.
func (s *Service) start(ctx context.Context, q db.Queryer, person kernel.ID, how proofs, device Device) (string, error) {
	token, now := newSecret(), kernel.Micros(s.clock.Now())
	if err := s.makeRoom(ctx, q, person); err != nil {
		return "", err
	}
	_, err := q.ExecContext(ctx, `
		INSERT INTO account_session (token, `+sessionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8)`,
		hashed(token), kernel.NewPersonID(), person, device.Browser+"/"+device.System, how.means, how.strong, now,
		kernel.Micros(s.clock.Now().Add(AbsoluteLimit)))
	return token, err
}

// makeRoom removes the person's sessions that are over, and the oldest of too many.
func (s *Service) makeRoom(ctx context.Context, q db.Queryer, person kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_session WHERE person_id = $1 AND (ends_at <= $2 OR used_at <= $3)",
		person, kernel.Micros(s.clock.Now()), kernel.Micros(s.clock.Now().Add(-IdleLimit)))
	if err != nil {
		return err
	}
	open, err := s.sessionsOf(ctx, q, person)
	if err != nil {
		return err
	}
	for i := MaxSessions - 1; i < len(open); i++ {
		if _, err := q.ExecContext(ctx, "DELETE FROM account_session WHERE id = $1", open[i].ID); err != nil {
			return err
		}
	}
	return nil
}

// sessionByToken finds an open session; nil when there is none.
func (s *Service) sessionByToken(ctx context.Context, q db.Queryer, token string) (*Session, error) {
	found, err := db.KeptOne(ctx, q, "SELECT "+sessionColumns+" FROM account_session WHERE token = $1", []any{hashed(token)},
		func(row db.Row) (Session, error) { return scanSession(row.Scan) })
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if now := s.clock.Now(); !found.Ends.After(now) || !found.Used.After(now.Add(-IdleLimit)) {
		return nil, err
	}
	return &found, err
}

// sessionsOf lists a person's open sessions, the one used last first.
func (s *Service) sessionsOf(ctx context.Context, q db.Queryer, person kernel.ID) ([]Session, error) {
	now := s.clock.Now()
	rows, err := q.QueryContext(ctx, `
		SELECT `+sessionColumns+`
		FROM account_session
		WHERE person_id = $1 AND ends_at > $2 AND used_at > $3
		ORDER BY used_at DESC, id`,
		person, kernel.Micros(now), kernel.Micros(now.Add(-IdleLimit)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Session
	for rows.Next() {
		one, err := scanSession(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// touch notes that the session is in use.
func touch(ctx context.Context, q db.Queryer, session kernel.ID, now time.Time) error {
	_, err := q.ExecContext(ctx, "UPDATE account_session SET used_at = $1 WHERE id = $2 AND used_at < $1", kernel.Micros(now), session)
	return err
}

// renew gives the session another token after its person has proved who they are; the old one is worth nothing.
// It does not last longer for that.
func (s *Service) renew(ctx context.Context, q db.Queryer, session kernel.ID, how proofs) (string, error) {
	token := newSecret()
	res, err := q.ExecContext(ctx, `
		UPDATE account_session
		SET token = $1, proved_at = $2, strong = $3, means = $4
		WHERE id = $5`,
		hashed(token), kernel.Micros(s.clock.Now()), how.strong, how.means, session)
	if err != nil {
		return "", err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return "", errors.Join(err, fault.New(fault.SignIn, "fault.sign_in"))
	}
	return token, nil
}

// unprove takes back the proof of all of a person's sessions: what the person may do has changed.
func unprove(ctx context.Context, q db.Queryer, person kernel.ID) error {
	_, err := q.ExecContext(ctx, "UPDATE account_session SET proved_at = 0 WHERE person_id = $1", person)
	return err
}

// endSession ends one session of the person; false when there is no such one.
func endSession(ctx context.Context, q db.Queryer, person, session kernel.ID) (bool, error) {
	res, err := q.ExecContext(ctx, "DELETE FROM account_session WHERE id = $1 AND person_id = $2", session, person)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// endSessions ends all sessions of the person but the one to keep ("" for none).
func endSessions(ctx context.Context, q db.Queryer, person, keep kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_session WHERE person_id = $1 AND id <> $2", person, keep)
	return err
}
