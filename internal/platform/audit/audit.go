// Package audit keeps who did what with the installation itself: sign-ins, memberships, backups, keys. What was done in
// the process is an act (package act); what a record says is in neither.
//
// Enter with Note, in the transaction of what is noted. Nothing that names a person goes in: actors and objects are
// identifiers, detail is a word of a closed vocabulary.
package audit

import (
	"context"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Entry is one line of the trail.
type Entry struct {
	At     time.Time
	Actor  kernel.ID // "" for the program or for nobody known
	Event  string    // as "account.signed_in"
	Object string    // identifier of what it was done to
	Detail string    // as "password+totp"
}

// Note adds an entry, at the present instant.
func Note(ctx context.Context, q db.Queryer, actor kernel.ID, event, object, detail string) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO audit (id, at, actor, event, object, detail)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		kernel.NewID(), kernel.Micros(kernel.SystemClock{}.Now()), actor, event, object, detail)
	return err
}

// List gives the newest entries, at most page.Size(), of those before the instant (all when it is zero).
func List(ctx context.Context, q db.Queryer, before time.Time, page kernel.Page) ([]Entry, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT at, actor, event, object, detail
		FROM audit
		WHERE CAST($1 AS BIGINT) = 0 OR at < $1
		ORDER BY at DESC, id DESC
		LIMIT $2`,
		kernel.Micros(before), page.Size())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		var at int64
		if err := rows.Scan(&at, &e.Actor, &e.Event, &e.Object, &e.Detail); err != nil {
			return nil, err
		}
		e.At = kernel.FromMicros(at)
		all = append(all, e)
	}
	return all, rows.Err()
}
