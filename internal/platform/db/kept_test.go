package db_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// desk asks one question and counts how often a row was read for it.
type desk struct {
	*db.DB

	read atomic.Int64
}

func (k *desk) names(ctx context.Context, t *testing.T) []string {
	t.Helper()
	var all []string
	err := k.Read(ctx, func(q db.Queryer) (err error) {
		all, err = k.ask(ctx, q, "SELECT name FROM thing ORDER BY name")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (k *desk) ask(ctx context.Context, q db.Queryer, query string, args ...any) ([]string, error) {
	return db.Kept(ctx, q, query, args, func(row db.Row) (name string, err error) {
		k.read.Add(1)
		err = row.Scan(&name)
		return name, err
	})
}

// desks are two servers over one database that holds a thing called a.
func desks(t *testing.T, test func(t *testing.T, here, there *desk)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			address := dbtest.URL(t, engine)
			both := make([]*desk, 2)
			for i := range both {
				d, err := db.Open(t.Context(), address)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = d.Close() })
				both[i] = &desk{DB: d}
			}
			write(t, both[0].DB, "CREATE TABLE thing (name TEXT PRIMARY KEY)")
			write(t, both[0].DB, "INSERT INTO thing (name) VALUES ('a')")
			test(t, both[0], both[1])
		})
	}
}

func TestWhatIsKeptIsReadOnceAndGoesWithTheNextCommit(t *testing.T) {
	desks(t, func(t *testing.T, here, there *desk) {
		for range 3 {
			if got := here.names(t.Context(), t); !slices.Equal(got, []string{"a"}) {
				t.Fatalf("got %v", got)
			}
		}
		if n := here.read.Load(); n != 1 {
			t.Errorf("one row was read %d times", n)
		}
		there.names(t.Context(), t)
		for _, name := range []string{"b", "c", "d"} {
			write(t, here.DB, "INSERT INTO thing (name) VALUES ($1)", name)
			for _, k := range []*desk{here, there} {
				if got := k.names(t.Context(), t); got[len(got)-1] != name {
					t.Errorf("after %s: got %v", name, got)
				}
			}
		}
	})
}

func TestWhatIsNotCommittedIsNotKept(t *testing.T) {
	desks(t, func(t *testing.T, here, _ *desk) {
		here.names(t.Context(), t)
		no := errors.New("no")
		err := here.Write(t.Context(), func(q db.Queryer) error {
			if _, err := q.ExecContext(t.Context(), "INSERT INTO thing (name) VALUES ('b')"); err != nil {
				return err
			}
			got, err := here.ask(t.Context(), q, "SELECT name FROM thing ORDER BY name")
			if !slices.Equal(got, []string{"a", "b"}) {
				t.Errorf("the writer sees %v, %v", got, err)
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Fatal(err)
		}
		if got := here.names(t.Context(), t); !slices.Equal(got, []string{"a"}) {
			t.Errorf("everybody else sees %v", got)
		}
	})
}

// A request is of one state, unless it writes itself.
func TestARequestSeesWhatItHasWritten(t *testing.T) {
	desks(t, func(t *testing.T, here, _ *desk) {
		ctx, _, err := here.WithState(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		here.names(ctx, t)
		write(t, here.DB, "INSERT INTO thing (name) VALUES ('b')")
		if got := here.names(ctx, t); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestAListIsTheAskersOwn(t *testing.T) {
	desks(t, func(t *testing.T, here, _ *desk) {
		for range 3 {
			got := here.names(t.Context(), t)
			if got[0] != "a" {
				t.Fatalf("got %v", got)
			}
			got[0] = "mine"
		}
	})
}

// What the reader may see stands in the question, so no two questions may be taken for one another.
func TestQuestionsAreToldApart(t *testing.T) {
	desks(t, func(t *testing.T, here, _ *desk) {
		for _, args := range [][]any{{"a", "b"}, {"a\n1:b", ""}, {"a", "1:b"}, {"", "a\n1:b"}, {"a\n", "b"}, {"a", "\nb"}} {
			want := args[0].(string) + "|" + args[1].(string)
			err := here.Read(t.Context(), func(q db.Queryer) error {
				got, err := here.ask(t.Context(), q, "SELECT CAST($1 AS TEXT) || '|' || CAST($2 AS TEXT)", args...)
				if err == nil && got[0] != want {
					t.Errorf("%q was answered with %q", want, got[0])
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	desks(t, func(t *testing.T, here, _ *desk) {
		here.names(t.Context(), t)
		before := here.read.Load()
		long := strings.Repeat("x", 512<<10)
		err := here.Read(t.Context(), func(q db.Queryer) error {
			for i := range 5 {
				if _, err := here.ask(t.Context(), q, "SELECT CAST($1 AS TEXT) FROM thing", long[i:]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		here.names(t.Context(), t)
		if n := here.read.Load() - before; n != 6 {
			t.Errorf("%d rows were read: what was asked first is still there", n)
		}
	})
}

// Readers of two servers ask while both write: nobody is told less than was committed before they asked.
func TestNobodyIsToldOfThePast(t *testing.T) {
	const each = 40
	desks(t, func(t *testing.T, here, there *desk) {
		var committed atomic.Int64
		committed.Store(1)
		var writers, readers sync.WaitGroup
		done := make(chan struct{})
		for i, k := range []*desk{here, there} {
			writers.Go(func() {
				for n := range each {
					err := k.Write(t.Context(), func(q db.Queryer) error {
						_, err := q.ExecContext(t.Context(), "INSERT INTO thing (name) VALUES ($1)", string(rune('b'+i))+strings.Repeat("x", n))
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					committed.Add(1)
					time.Sleep(time.Millisecond)
				}
			})
			readers.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					least := committed.Load()
					if got := k.names(t.Context(), t); int64(len(got)) < least {
						t.Errorf("told of %d things when %d were there", len(got), least)
					}
				}
			})
		}
		writers.Wait()
		close(done)
		readers.Wait()
	})
}
