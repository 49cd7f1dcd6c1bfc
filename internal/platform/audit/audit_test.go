package audit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

func TestTheTrailIsReadNewestFirstPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		person := kernel.NewID()
		begun := kernel.SystemClock{}.Now()
		for n := range 5 {
			note(t, d, person, "account.signed_in", fmt.Sprint(n))
			time.Sleep(time.Millisecond) // entries of one instant are in no order
		}
		var read []string
		before := time.Time{}
		for {
			page := list(t, d, before, 2)
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				if e.Actor != person || e.Event != "account.signed_in" || e.Detail != "password+totp" || e.At.Before(begun) || e.At.Location() != time.UTC {
					t.Errorf("read %+v", e)
				}
				read = append(read, e.Object)
			}
			before = page[len(page)-1].At
		}
		if got := fmt.Sprint(read); got != "[4 3 2 1 0]" {
			t.Errorf("read %s", got)
		}
	})
}

func TestWhatWasRolledBackIsNotNoted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		failed := fmt.Errorf("the use case failed")
		err := d.Write(context.Background(), func(q db.Queryer) error {
			if err := audit.Note(context.Background(), q, "", "backup.written", "b", ""); err != nil {
				return err
			}
			return failed
		})
		if err == nil || len(list(t, d, time.Time{}, 0)) != 0 {
			t.Errorf("%v, and %d entries", err, len(list(t, d, time.Time{}, 0)))
		}
	})
}

func note(t *testing.T, d *db.DB, actor kernel.ID, event, object string) {
	t.Helper()
	err := d.Write(context.Background(), func(q db.Queryer) error {
		return audit.Note(context.Background(), q, actor, event, object, "password+totp")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, d *db.DB, before time.Time, limit int) (all []audit.Entry) {
	t.Helper()
	err := d.Read(context.Background(), func(q db.Queryer) (err error) {
		all, err = audit.List(context.Background(), q, before, kernel.Page{Limit: limit})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
