package ledger_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/ledger"
	"sampan/internal/platform/mail"
)

func letters(t *testing.T, d *db.DB) (all []mail.Message) {
	t.Helper()
	rows, err := d.Pool().QueryContext(context.Background(), "SELECT payload, key FROM job WHERE kind = $1 ORDER BY created_at, id", mail.Kind)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var payload, key string
		must(t, rows.Scan(&payload, &key))
		var m mail.Message
		must(t, json.Unmarshal([]byte(payload), &m))
		if strings.Contains(key, m.To) {
			t.Errorf("the key %q, which is logged, tells the address", key)
		}
		all = append(all, m)
	}
	must(t, rows.Err())
	return all
}

func TestTheDaysCheckpointGoesToEachRecipientOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		clock := &kernel.FixedClock{At: at}
		m := ledger.Mailer{
			Log: h.log, DB: d, Clock: clock, Catalogue: words(t), Address: "https://commit.example",
			To: func(context.Context, db.Queryer) ([]ledger.Recipient, error) {
				return []ledger.Recipient{{Address: "one@kh.example", Lang: "en"}, {Address: "two@la.example", Lang: "en"}}, nil
			},
		}
		must(t, m.DailyCheckpoint(context.Background()))
		if n := len(letters(t, d)); n != 0 {
			t.Fatalf("%d letters about an empty log", n)
		}
		h.grow(4)
		for range 2 {
			must(t, m.DailyCheckpoint(context.Background()))
		}
		sent := letters(t, d)
		if len(sent) != 2 {
			t.Fatalf("%d letters on the first day", len(sent))
		}
		h.grow(1)
		clock.At = at.Add(24 * time.Hour)
		must(t, m.DailyCheckpoint(context.Background()))
		if n := len(letters(t, d)); n != 4 {
			t.Fatalf("%d letters after the second day", n)
		}

		letter := sent[0]
		has(t, letter.Text, origin, "4 entries", "--since checkpoint-4.txt", h.log.Keys()[0], "https://commit.example/en/log")
		has(t, letter.Subject, "22 November 2026")
		r, err := ledger.Verify(context.Background(), ledger.Database{Log: h.log, DB: d}, ledger.Options{Since: letter.Attachments[0].Body})
		must(t, err)
		if !r.OK() || r.Since.Size != 4 || r.Head.Size != 5 {
			t.Errorf("checked against the letter: %+v", r)
		}
	})
}
