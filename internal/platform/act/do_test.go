package act_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/ledger"
)

const policy = `permit (principal, action == Action::"thing:edit", resource) when { principal.roles.contains("secretariat") };`

var officer = kernel.Actor{ID: kernel.NewID(), Memberships: []kernel.Membership{{Role: kernel.Secretariat}}}

// walk is a Walk over a real log, on a database with one thing to change.
func walk(t *testing.T, d *db.DB) *act.Walk {
	t.Helper()
	clock := kernel.FixedClock{At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	authority, err := access.New(clock, access.Policy{Name: "thing", Text: policy, Actions: []access.Action{"thing:edit"}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := ledger.MakeKey(dir, "test.example/log"); err != nil {
		t.Fatal(err)
	}
	log, err := ledger.Open(dir, "test.example/log")
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(context.Background(), func(q db.Queryer) error {
		if _, err := q.ExecContext(context.Background(), "CREATE TABLE thing (id TEXT PRIMARY KEY, version BIGINT NOT NULL)"); err != nil {
			return err
		}
		_, err := q.ExecContext(context.Background(), "INSERT INTO thing (id, version) VALUES ('a', 0)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &act.Walk{DB: d, Access: authority, Clock: clock, Owner: "node", Log: log}
}

// raise is a use case: it raises the thing's version from the one seen and records two acts.
func raise(w *act.Walk, c act.Call, seen int64, end error) (int64, error) {
	return act.Do(context.Background(), w, c, func(ctx context.Context, tx *act.Tx) (int64, error) {
		if err := db.Lock(ctx, tx, "thing", "a", seen); err != nil {
			return 0, err
		}
		for _, kind := range []string{"thing.first", "thing.second"} {
			tx.Record(act.Act{Kind: kind, Object: kernel.Ref{Kind: "thing", ID: "a"}, Version: seen + 1, Audience: kernel.Public, Payload: seen})
		}
		return seen + 1, end
	})
}

func state(t *testing.T, w *act.Walk) (version int64, acts []act.Stored, size int64) {
	t.Helper()
	ctx := context.Background()
	err := w.DB.Read(ctx, func(q db.Queryer) (err error) {
		if err := q.QueryRowContext(ctx, "SELECT version FROM thing WHERE id = 'a'").Scan(&version); err != nil {
			return err
		}
		if acts, err = act.List(ctx, q, kernel.System, act.Filter{}, kernel.Page{}); err != nil {
			return err
		}
		return q.QueryRowContext(ctx, "SELECT size FROM ledger_head").Scan(&size)
	})
	if err != nil {
		t.Fatal(err)
	}
	return version, acts, size
}

func edit(submission kernel.ID) act.Call {
	return act.Call{Actor: officer, Action: "thing:edit", Resource: access.Resource{Kind: "thing", ID: "a"}, Submission: submission}
}

func TestDo(t *testing.T) {
	no := errors.New("no")
	one := kernel.NewID()
	other := officer
	other.ID = kernel.NewID()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := walk(t, d)
		for _, c := range []struct {
			rule    string
			call    act.Call
			seen    int64
			end     error
			answer  int64
			kind    fault.Kind
			version int64
		}{
			{"a use case changes, answers and records", edit(one), 0, nil, 1, 0, 1},
			{"sent again it gives the same answer and changes nothing", edit(one), 1, nil, 1, 0, 1},
			{"a submission of another person is refused", act.Call{Actor: other, Action: "thing:edit", Resource: access.Resource{Kind: "thing", ID: "a"}, Submission: one}, 1, nil, 0, fault.Conflict, 1},
			{"a submission used for another record is refused", act.Call{Actor: officer, Action: "thing:edit", Resource: access.Resource{Kind: "thing", ID: "b"}, Submission: one}, 1, nil, 0, fault.Conflict, 1},
			{"a stale version is a conflict", edit(kernel.NewID()), 0, nil, 0, fault.Conflict, 1},
			{"a rule that fails changes nothing", edit("00000000-0000-7000-8000-000000000001"), 1, no, 0, fault.Internal, 1},
			{"and its submission can be used again", edit("00000000-0000-7000-8000-000000000001"), 1, nil, 2, 0, 2},
			{"who may not is stopped before anything", act.Call{Actor: kernel.Actor{ID: "x"}, Action: "thing:edit", Resource: access.Kind("thing")}, 2, nil, 0, fault.Denied, 2},
		} {
			t.Run(c.rule, func(t *testing.T) {
				got, err := raise(w, c.call, c.seen, c.end)
				if (err == nil) != (c.answer != 0) || err == nil && got != c.answer || err != nil && fault.KindOf(err) != c.kind {
					t.Fatalf("answer %d, %v", got, err)
				}
				version, acts, size := state(t, w)
				if version != c.version || int64(len(acts)) != 2*c.version || size != 2*c.version {
					t.Fatalf("version %d, %d acts, log of %d", version, len(acts), size)
				}
			})
		}
		_, acts, _ := state(t, w)
		for i, a := range acts {
			if a.Leaf != int64(i) || a.Seq != int64(i)+1 || a.Role != kernel.Secretariat || a.Owner != "node" {
				t.Errorf("act %d is %+v", i, a)
			}
		}
	})
}

func TestATakenFormThatWasChangedIsNotTakenAsDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, submission := walk(t, d), kernel.NewID()
		send := func(action access.Action, content string) error {
			ctx, sent := act.WithSent(context.Background())
			sent.Is([]byte(content))
			c := edit(submission)
			c.Action = action
			_, err := act.Do(ctx, w, c, func(context.Context, *act.Tx) (int, error) { return 1, nil })
			return err
		}
		if err := errors.Join(send("thing:edit", "a"), send("thing:edit", "a")); err != nil {
			t.Fatal(err)
		}
		if err := send("thing:edit", "b"); !fault.Is(err, fault.Conflict) {
			t.Fatalf("another content: %v", err)
		}
	})
}

func TestOneFormSentByManyAtOnceWorksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := walk(t, d)
		submission := kernel.NewID()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if got, err := raise(w, edit(submission), 0, nil); err != nil || got != 1 {
					t.Errorf("answer %d, %v", got, err)
				}
			})
		}
		all.Wait()
		if version, acts, size := state(t, w); version != 1 || len(acts) != 2 || size != 2 {
			t.Fatalf("version %d, %d acts, log of %d", version, len(acts), size)
		}
	})
}

func TestALeafIsReadInItsOneFormOnly(t *testing.T) {
	leaf := act.Leaf{V: act.Format, Kind: "thing.first", At: "2026-11-22T09:00:00.000000Z", Owner: "node", Role: "secretariat", Object: "thing/a", Version: 1, Commitment: "x"}
	raw, err := leaf.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := act.ParseLeaf(raw); err != nil || got != leaf {
		t.Fatalf("%+v, %v", got, err)
	}
	for rule, bad := range map[string]string{
		"space": " " + string(raw), "unknown field": `{"x":1,` + string(raw[1:]), "other version": `{"v":2` + string(raw[6:]), "nothing": "",
	} {
		if _, err := act.ParseLeaf([]byte(bad)); err == nil {
			t.Errorf("%s: accepted %s", rule, bad)
		}
	}
}
