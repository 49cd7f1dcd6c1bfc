package plan

import (
	"context"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// savePresent tells other servers where a window is.
func savePresent(ctx context.Context, q db.Queryer, draft kernel.ID, p Present) error {
	_, err := q.ExecContext(ctx, "DELETE FROM plan_presence WHERE at < $1", kernel.Micros(p.At.Add(-presenceRowLife)))
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO plan_presence (id, draft_id, actor, role, country, node_id, since, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET node_id = excluded.node_id, since = excluded.since, at = excluded.at`,
		p.Window, draft, p.Actor, p.Role, p.Country, p.Node, kernel.Micros(p.Since), kernel.Micros(p.At))
	return err
}

func removePresent(ctx context.Context, q db.Queryer, actor, window kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM plan_presence WHERE id = $1 AND actor = $2", window, actor)
	return err
}

// listPresent gives the windows at a draft that any server told of since an instant.
func listPresent(ctx context.Context, q db.Queryer, draft kernel.ID, since time.Time) ([]Present, error) {
	return db.Kept(ctx, q, `
		SELECT id, actor, role, country, node_id, since, at
		FROM plan_presence
		WHERE draft_id = $1 AND at >= $2`, []any{draft, kernel.Micros(since.Truncate(presenceLife))}, func(row db.Row) (Present, error) {
		var p Present
		var since, at int64
		err := row.Scan(&p.Window, &p.Actor, &p.Role, &p.Country, &p.Node, &since, &at)
		p.Since, p.At = kernel.FromMicros(since), kernel.FromMicros(at)
		return p, err
	})
}
