package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// States of a job.
const (
	waiting = "waiting"
	running = "running"
	done    = "done"
	dead    = "dead"
)

// Job is a piece of work as a Worker gets it.
type Job struct {
	ID       kernel.ID
	Kind     string
	Key      string
	Payload  json.RawMessage
	Attempts int // this one included
	lease    string
}

// Enqueue puts a job of a kind in the queue, to be run from at on. A job with the same key, whatever its state, is left
// alone and nothing is added: the key says what the work is for.
func Enqueue(ctx context.Context, q db.Queryer, kind, key string, payload any, at time.Time) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO job (id, kind, key, payload, state, run_at, attempts, lease, lease_until, last_error, created_at, done_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, '', 0, '', $7, 0)
		ON CONFLICT (key) DO NOTHING`,
		kernel.NewID(), kind, key, string(raw), waiting, kernel.Micros(at), kernel.Micros(kernel.SystemClock{}.Now()))
	return err
}

// take leases the job that has been due longest, or gives nil. A job whose lease has run out is due again.
func take(ctx context.Context, d *db.DB, now time.Time, lease time.Duration, kinds []string) (*Job, error) {
	var j *Job
	err := d.Write(ctx, func(q db.Queryer) error {
		j = nil
		id, err := due(ctx, q, d.Engine(), now, kinds)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		got := Job{ID: id, lease: string(kernel.NewID())}
		_, err = q.ExecContext(ctx, `
			UPDATE job
			SET state = $1, attempts = attempts + 1, lease = $2, lease_until = $3
			WHERE id = $4`,
			running, got.lease, kernel.Micros(now.Add(lease)), id)
		if err != nil {
			return err
		}
		var payload string
		err = q.QueryRowContext(ctx, "SELECT kind, key, payload, attempts FROM job WHERE id = $1", id).
			Scan(&got.Kind, &got.Key, &payload, &got.Attempts)
		got.Payload = []byte(payload)
		j = &got
		return err
	})
	return j, err
}

func due(ctx context.Context, q db.Queryer, engine db.Engine, now time.Time, kinds []string) (kernel.ID, error) {
	known, err := json.Marshal(kinds)
	if err != nil {
		return "", err
	}
	// The kinds known here go in as one argument: a process of another version may know more.
	inKinds, lock := "kind IN (SELECT value FROM json_each($3))", ""
	if engine == db.Postgres {
		inKinds, lock = "kind IN (SELECT json_array_elements_text($3::json))", "FOR UPDATE SKIP LOCKED"
	}
	var id kernel.ID
	err = q.QueryRowContext(ctx, `
		SELECT id
		FROM job
		WHERE ((state = $1 AND run_at <= $2) OR (state = '`+running+`' AND lease_until <= $2)) AND `+inKinds+`
		ORDER BY run_at, id
		LIMIT 1 `+lock,
		waiting, kernel.Micros(now), string(known)).Scan(&id)
	return id, err
}

// finish closes a leased job. One whose lease has passed to another is left to that other.
func finish(ctx context.Context, d *db.DB, j *Job, state, lastError string, at time.Time) error {
	runAt, doneAt := int64(0), kernel.Micros(at)
	if state == waiting {
		runAt, doneAt = doneAt, 0
	}
	return d.Write(ctx, func(q db.Queryer) error {
		_, err := q.ExecContext(ctx, `
			UPDATE job
			SET state = $1, last_error = $2, run_at = CASE WHEN CAST($3 AS BIGINT) = 0 THEN run_at ELSE $3 END, done_at = $4, lease = '', lease_until = 0,
			    payload = CASE WHEN $1 = '`+done+`' THEN '{}' ELSE payload END
			WHERE id = $5 AND lease = $6`,
			state, lastError, runAt, doneAt, j.ID, j.lease)
		return err
	})
}

// Counts is how many jobs there are in each state.
func Counts(ctx context.Context, q db.Queryer) (map[string]int64, error) {
	rows, err := q.QueryContext(ctx, "SELECT state, COUNT(*) FROM job GROUP BY state")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[string]int64{waiting: 0, running: 0, done: 0, dead: 0}
	for rows.Next() {
		var state string
		var n int64
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		counts[state] = n
	}
	return counts, rows.Err()
}

// forget removes jobs done before the instant; their keys may then be used again.
func forget(ctx context.Context, d *db.DB, before time.Time) error {
	return d.Write(ctx, func(q db.Queryer) error {
		_, err := q.ExecContext(ctx, "DELETE FROM job WHERE state = $1 AND done_at < $2", done, kernel.Micros(before))
		return err
	})
}
