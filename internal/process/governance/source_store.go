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
	return db.Kept(ctx, q, `
		SELECT id, url, title, publisher, retrieved, note
		FROM source
		WHERE `+cond+`
		ORDER BY position, id`, args, func(row db.Row) (s pack.Source, err error) {
		err = row.Scan(&s.ID, &s.URL, &s.Title, &s.Publisher, &s.Retrieved, &s.Note)
		return s, err
	})
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
	last, err := lastSource(ctx, q)
	if err != nil {
		return err
	}
	return insertSource(ctx, q, pack.Source{
		ID: string(kernel.NewID()), URL: s.URL, Title: s.Title, Retrieved: s.Retrieved, Note: s.Note,
	}, last+1)
}

// lastSource is the place of the last source on the list.
func lastSource(ctx context.Context, q db.Queryer) (int64, error) {
	var last sql.NullInt64
	err := q.QueryRowContext(ctx, "SELECT MAX(position) FROM source").Scan(&last)
	return last.Int64, err
}
