package db_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

func write(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	err := d.Write(context.Background(), func(q db.Queryer) error {
		_, err := q.ExecContext(context.Background(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func counter(t *testing.T, d *db.DB) {
	t.Helper()
	write(t, d, "CREATE TABLE counter (id TEXT PRIMARY KEY, version BIGINT NOT NULL, value BIGINT NOT NULL)")
	write(t, d, "INSERT INTO counter (id, version, value) VALUES ('a', 0, 0)")
}

func state(t *testing.T, d *db.DB) (version, value int64) {
	t.Helper()
	err := d.Read(context.Background(), func(q db.Queryer) error {
		return q.QueryRowContext(context.Background(), "SELECT version, value FROM counter").Scan(&version, &value)
	})
	if err != nil {
		t.Fatal(err)
	}
	return version, value
}

// The database holds addresses and hashes of secrets: nobody but the program's user reads it, wherever it lies.
func TestTheFileIsForItsUserAlone(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	counter(t, d)
	for _, companion := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(d.File() + companion)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("the file %s has permissions %o", companion, mode)
		}
	}
}

// Each use case reads a value, locks its root at the version that it read, and writes what it made of the value.
func TestReadThenWriteLosesNothing(t *testing.T) {
	const workers, each = 8, 50
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		counter(t, d)
		var all sync.WaitGroup
		var mu sync.Mutex
		stale := 0
		for range workers {
			all.Go(func() {
				for done := 0; done < each; {
					version, value := state(t, d)
					err := d.Write(ctx, func(q db.Queryer) error {
						if err := db.Lock(ctx, q, "counter", "a", version); err != nil {
							return err
						}
						_, err := q.ExecContext(ctx, "UPDATE counter SET value = $1 WHERE id = 'a'", value+1)
						return err
					})
					switch {
					case err == nil:
						done++
					case errors.Is(err, db.ErrStale):
						mu.Lock()
						stale++
						mu.Unlock()
					default:
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		version, value := state(t, d)
		if value != workers*each || version != workers*each {
			t.Fatalf("value %d, version %d after %d writes (%d stale)", value, version, workers*each, stale)
		}
	})
}

// Two transactions that lock two rows in opposite order make PostgreSQL refuse one; Write runs it again. On SQLite the
// second waits for the first.
func TestADeadlockIsTriedAgain(t *testing.T) {
	const rounds = 2
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		counter(t, d)
		write(t, d, "INSERT INTO counter (id, version, value) VALUES ('b', 0, 0)")
		var all sync.WaitGroup
		for _, order := range [][]string{{"a", "b"}, {"b", "a"}} {
			all.Go(func() {
				for range rounds {
					err := d.Write(ctx, func(q db.Queryer) error {
						for _, id := range order {
							if _, err := q.ExecContext(ctx, "UPDATE counter SET value = value + 1 WHERE id = $1", id); err != nil {
								return err
							}
							time.Sleep(50 * time.Millisecond)
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		err := d.Read(ctx, func(q db.Queryer) error {
			var sum int64
			err := q.QueryRowContext(ctx, "SELECT CAST(SUM(value) AS BIGINT) FROM counter").Scan(&sum)
			if sum != 2*2*rounds {
				t.Errorf("sum %d", sum)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAFailedWriteChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		counter(t, d)
		no := errors.New("no")
		err := d.Write(ctx, func(q db.Queryer) error {
			if _, err := q.ExecContext(ctx, "UPDATE counter SET value = 7"); err != nil {
				return err
			}
			return no
		})
		if _, value := state(t, d); !errors.Is(err, no) || value != 0 {
			t.Fatalf("%v, value %d", err, value)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		counter(t, d)
		err := d.Read(ctx, func(q db.Queryer) error {
			_, err := q.ExecContext(ctx, "UPDATE counter SET value = 7")
			return err
		})
		if err == nil {
			t.Fatal("a reading transaction wrote")
		}
	})
}

func TestADuplicateIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		counter(t, d)
		err := d.Write(ctx, func(q db.Queryer) error {
			_, err := q.ExecContext(ctx, "INSERT INTO counter (id, version, value) VALUES ('a', 0, 0)")
			return err
		})
		if !db.Duplicate(err) || db.Retryable(err) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestMigrationsRunForwardOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Migrate(ctx); err != nil {
			t.Fatalf("a second time: %v", err)
		}
		at, newest, err := d.Version(ctx)
		if err != nil || at != newest {
			t.Fatalf("at %d of %d, %v", at, newest, err)
		}
		write(t, d, "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)", newest+10, true)
		if err := d.Migrate(ctx); !errors.Is(err, db.ErrNewer) {
			t.Fatalf("a newer database: %v", err)
		}
	})
}
