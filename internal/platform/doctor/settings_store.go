package doctor

import (
	"context"
	"slices"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// setting is a setting of the database, what it is and what it should be; also other values may be as good.
type setting struct {
	name, ask, want string
	also            []string
	is              string
}

func (s setting) good() bool { return s.is == s.want || slices.Contains(s.also, s.is) }

func wanted(engine db.Engine) []setting {
	if engine == db.SQLite {
		return []setting{
			{name: "journal_mode", ask: "PRAGMA journal_mode", want: "wal"},
			{name: "synchronous", ask: "PRAGMA synchronous", want: "2", also: []string{"3"}},
			{name: "foreign_keys", ask: "PRAGMA foreign_keys", want: "1"},
		}
	}
	return []setting{
		{name: "synchronous_commit", ask: "SHOW synchronous_commit", want: "on", also: []string{"local", "remote_write", "remote_apply"}},
		{name: "fsync", ask: "SHOW fsync", want: "on"},
		{name: "full_page_writes", ask: "SHOW full_page_writes", want: "on"},
		{name: "server_encoding", ask: "SHOW server_encoding", want: "UTF8"},
	}
}

func settings(ctx context.Context, d *db.DB) ([]setting, error) {
	all := wanted(d.Engine())
	for i := range all {
		// Through the pool that writes: its connections are what keeps.
		if err := d.Pool().QueryRowContext(ctx, all[i].ask).Scan(&all[i].is); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// damage is "ok", or what SQLite finds wrong with its file first.
func damage(ctx context.Context, d *db.DB) (found string, err error) {
	err = d.Read(ctx, func(q db.Queryer) error {
		return q.QueryRowContext(ctx, "SELECT quick_check FROM pragma_quick_check LIMIT 1").Scan(&found)
	})
	return found, err
}

// server asks PostgreSQL for its version and how far its clock is behind this machine's.
func server(ctx context.Context, d *db.DB, clock kernel.Clock) (version int, behind time.Duration, err error) {
	var at int64
	err = d.Read(ctx, func(q db.Queryer) error {
		return q.QueryRowContext(ctx, `
			SELECT CAST(current_setting('server_version_num') AS BIGINT), CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)`).Scan(&version, &at)
	})
	return version, clock.Now().Sub(kernel.FromMicros(at)), err
}

// oldestDue is when the oldest job that waits was to run; zero when none waits.
func oldestDue(ctx context.Context, q db.Queryer) (time.Time, error) {
	var at int64
	err := q.QueryRowContext(ctx, "SELECT CAST(COALESCE(MIN(run_at), 0) AS BIGINT) FROM job WHERE state = 'waiting'").Scan(&at)
	return kernel.FromMicros(at), err
}

// newest is the latest instant on record.
func newest(ctx context.Context, q db.Queryer) (time.Time, error) {
	var act, audit int64
	err := q.QueryRowContext(ctx, "SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM act").Scan(&act)
	if err == nil {
		err = q.QueryRowContext(ctx, "SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM audit").Scan(&audit)
	}
	return kernel.FromMicros(max(act, audit)), err
}

// countActs counts what was officially done here.
func countActs(ctx context.Context, q db.Queryer) (n int64, err error) {
	err = q.QueryRowContext(ctx, "SELECT COUNT(*) FROM act").Scan(&n)
	return n, err
}
