package plan

import (
	"context"
	"database/sql"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

const revisionColumns = "id, plan_id, draft_id, number, seq, at, actor, role, country, kind, undoes, undone_by, was, became"

func scanRevision(row db.Row) (Revision, error) {
	var r Revision
	var at int64
	var was, became string
	err := row.Scan(&r.ID, &r.Plan, &r.Draft, &r.Number, &r.Seq, &at, &r.Actor, &r.Role, &r.Country, &r.Kind, &r.Undoes, &r.UndoneBy, &was, &became)
	if err != nil {
		return r, err
	}
	r.At = kernel.FromMicros(at)
	return r, parseColumns(was, &r.Was, became, &r.Became)
}

// insertRevision stores a revision with the list of what it touched, and marks the one that it undoes.
func insertRevision(ctx context.Context, q db.Queryer, r Revision) error {
	var c column
	_, err := q.ExecContext(ctx, `
		INSERT INTO plan_revision (`+revisionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		r.ID, r.Plan, r.Draft, r.Number, r.Seq, kernel.Micros(r.At), r.Actor, r.Role, r.Country, r.Kind, r.Undoes, r.UndoneBy,
		c.json(r.Was), c.json(r.Became))
	if err := errors.Join(c.err, err); err != nil {
		return err
	}
	var rows [][]any
	for _, id := range r.touched() {
		rows = append(rows, []any{r.ID, id, r.Plan})
	}
	if err := insertRows(ctx, q, "plan_revision_node (revision_id, node_id, plan_id)", rows); err != nil || r.Undoes == "" {
		return err
	}
	_, err = q.ExecContext(ctx, "UPDATE plan_revision SET undone_by = $1 WHERE id = $2", r.ID, r.Undoes)
	return err
}

// lastOwn is the actor's last change of a draft that was not undone.
func lastOwn(ctx context.Context, q db.Queryer, draft, actor kernel.ID) (Revision, error) {
	r, err := scanRevision(q.QueryRowContext(ctx, `
		SELECT `+revisionColumns+`
		FROM plan_revision
		WHERE draft_id = $1 AND actor = $2 AND undone_by = '' AND kind <> 'undo'
		ORDER BY seq DESC
		LIMIT 1`, draft, actor))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.Conflict, "plan.fault.nothing_to_undo")
	}
	return r, err
}

// lastUndo is the actor's last undo that was not taken back, when they changed nothing after it.
func lastUndo(ctx context.Context, q db.Queryer, draft, actor kernel.ID) (Revision, error) {
	r, err := scanRevision(q.QueryRowContext(ctx, `
		SELECT `+revisionColumns+`
		FROM plan_revision
		WHERE draft_id = $1 AND actor = $2 AND undone_by = '' AND kind = 'undo' AND seq > (
			SELECT COALESCE(MAX(seq), 0)
			FROM plan_revision
			WHERE draft_id = $1 AND actor = $2 AND kind NOT IN ('undo', 'redo'))
		ORDER BY seq DESC
		LIMIT 1`, draft, actor))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.Conflict, "plan.fault.nothing_to_redo")
	}
	return r, err
}

// laterOthers tells who else changed the nodes of a draft after a revision, for each node the last one.
func laterOthers(ctx context.Context, q db.Queryer, r Revision) (map[string]kernel.ID, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT n.node_id, r.actor
		FROM plan_revision r
		JOIN plan_revision_node n ON n.revision_id = r.id
		WHERE r.draft_id = $1 AND r.seq > $2 AND r.actor <> $3 AND r.undone_by = '' AND r.kind <> 'undo'
		ORDER BY r.seq`, r.Draft, r.Seq, r.Actor)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	by := map[string]kernel.ID{}
	for rows.Next() {
		var node string
		var actor kernel.ID
		if err := rows.Scan(&node, &actor); err != nil {
			return nil, err
		}
		by[node] = actor
	}
	return by, rows.Err()
}

// revisionsOf are those that touched a node, the newest first.
func revisionsOf(ctx context.Context, q db.Queryer, plan kernel.ID, node string, limit int) ([]Revision, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT r.id, r.plan_id, r.draft_id, r.number, r.seq, r.at, r.actor, r.role, r.country, r.kind, r.undoes, r.undone_by, r.was, r.became
		FROM plan_revision r
		JOIN plan_revision_node n ON n.revision_id = r.id
		WHERE n.plan_id = $1 AND n.node_id = $2
		ORDER BY r.at DESC, r.seq DESC
		LIMIT $3`, plan, node, limit)
	if err != nil {
		return nil, err
	}
	return revisionRows(rows)
}

// findRevision gives a revision of a plan.
func findRevision(ctx context.Context, q db.Queryer, plan, id kernel.ID) (Revision, error) {
	r, err := scanRevision(q.QueryRowContext(ctx, "SELECT "+revisionColumns+" FROM plan_revision WHERE plan_id = $1 AND id = $2", plan, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return r, err
}

// listRevisions are those of a draft after a sequence number, the oldest first.
func listRevisions(ctx context.Context, q db.Queryer, draft kernel.ID, since int64, limit int) ([]Revision, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT `+revisionColumns+`
		FROM plan_revision
		WHERE draft_id = $1 AND seq > $2
		ORDER BY seq
		LIMIT $3`, draft, since, limit)
	if err != nil {
		return nil, err
	}
	return revisionRows(rows)
}

func revisionRows(rows *sql.Rows) ([]Revision, error) {
	defer rows.Close()
	var all []Revision
	for rows.Next() {
		r, err := scanRevision(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// touchedSince are the nodes that were touched after a sequence number, and whether any came, went or moved.
func touchedSince(ctx context.Context, q db.Queryer, draft kernel.ID, since int64) (touched map[string]bool, ordered bool, err error) {
	rows, err := q.QueryContext(ctx, `
		SELECT DISTINCT n.node_id, r.kind
		FROM plan_revision r
		JOIN plan_revision_node n ON n.revision_id = r.id
		WHERE r.draft_id = $1 AND r.seq > $2`, draft, since)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	touched = map[string]bool{}
	for rows.Next() {
		var id string
		var kind RevisionKind
		if err := rows.Scan(&id, &kind); err != nil {
			return nil, false, err
		}
		touched[id] = true
		ordered = ordered || kind != DidEdit && kind != DidRestore && kind != DidRenumber
	}
	return touched, ordered, rows.Err()
}
