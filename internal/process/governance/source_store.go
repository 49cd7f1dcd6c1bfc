package governance

import (
	"context"
	"database/sql"
	"errors"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// Sources gives the sources of these identifiers, in the order of the list that they come from; those that are not there
// are left out. Without identifiers it gives all.
func Sources(ctx context.Context, q db.Queryer, ids ...string) ([]pack.Source, error) {
	all, err := sources(ctx, q, kernel.Anonymous)
	if err != nil || len(ids) == 0 {
		return all, err
	}
	want := map[string]bool{}
	for _, id := range ids {
		want[id] = true
	}
	var some []pack.Source
	for _, s := range all {
		if want[s.ID] {
			some = append(some, s)
		}
	}
	return some, nil
}

func sources(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]pack.Source, error) {
	cond, args := access.Scope(actor, 1)
	rows, err := q.QueryContext(ctx, `
		SELECT id, url, title, publisher, retrieved, note
		FROM source
		WHERE `+cond+`
		ORDER BY position, id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []pack.Source
	for rows.Next() {
		var s pack.Source
		if err := rows.Scan(&s.ID, &s.URL, &s.Title, &s.Publisher, &s.Retrieved, &s.Note); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

func insertSource(ctx context.Context, q db.Queryer, s pack.Source, position int64) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO source (id, url, title, publisher, retrieved, note, position, audience, audience_of, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
		ON CONFLICT (id) DO NOTHING`,
		s.ID, s.URL, s.Title, s.Publisher, string(s.Retrieved), s.Note, position, string(kernel.Public.Kind), kernel.Public.Of)
	return err
}

// cite puts the source of a change on the list of sources, unless one with its address and title is there.
func cite(ctx context.Context, q db.Queryer, s kernel.Source) error {
	var id string
	err := q.QueryRowContext(ctx, "SELECT id FROM source WHERE url = $1 AND title = $2", s.URL, s.Title).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var last sql.NullInt64
	if err := q.QueryRowContext(ctx, "SELECT MAX(position) FROM source").Scan(&last); err != nil {
		return err
	}
	return insertSource(ctx, q, pack.Source{
		ID: string(kernel.NewID()), URL: s.URL, Title: s.Title, Retrieved: s.Retrieved, Note: s.Note,
	}, last.Int64+1)
}
