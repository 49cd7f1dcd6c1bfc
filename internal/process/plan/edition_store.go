package plan

import (
	"context"
	"database/sql"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// Editions are inserted and read. No statement of the program changes or removes one; a test reads the sources for it.

const editionColumns = "id, plan_id, kind, number, sha256, nodes, indicators, at, audience, audience_of"

func insertEdition(ctx context.Context, q db.Queryer, e Edition) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO plan_edition (`+editionColumns+`, document)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.ID, e.Plan, e.Kind, e.Number, e.SHA256, e.Nodes, e.Indicators, kernel.Micros(e.At), e.Audience.Kind, e.Audience.Of, string(e.Bytes))
	return err
}

// listEditions gives the editions of a plan that the actor may see, without their documents: records, then drafts, then
// what was discarded, each by number.
func listEditions(ctx context.Context, q db.Queryer, actor kernel.Actor, plan kernel.ID) ([]Edition, error) {
	cond, args := access.Scope(actor, 2)
	return db.Kept(ctx, q, "SELECT "+editionColumns+" FROM plan_edition WHERE plan_id = $1 AND "+cond+" ORDER BY kind DESC, number",
		append([]any{plan}, args...), scanEdition)
}

// findEdition gives one edition without its document; loadDocument gives that.
func findEdition(ctx context.Context, q db.Queryer, plan kernel.ID, kind Kind, number int) (Edition, error) {
	e, err := db.KeptOne(ctx, q,
		"SELECT "+editionColumns+" FROM plan_edition WHERE plan_id = $1 AND kind = $2 AND number = $3", []any{plan, kind, number}, scanEdition)
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return e, err
}

func loadDocument(ctx context.Context, q db.Queryer, edition kernel.ID) ([]byte, error) {
	var document string
	err := q.QueryRowContext(ctx, "SELECT document FROM plan_edition WHERE id = $1", edition).Scan(&document)
	return []byte(document), err
}

// lastNumber is the number of the plan's last published draft, -1 when there is none, whoever may see it.
func lastNumber(ctx context.Context, q db.Queryer, plan kernel.ID, kind Kind) (int, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT COALESCE(MAX(number), -1) FROM plan_edition WHERE plan_id = $1 AND kind = $2", plan, kind).Scan(&n)
	return n, err
}

func scanEdition(row db.Row) (Edition, error) {
	var e Edition
	var at int64
	err := row.Scan(&e.ID, &e.Plan, &e.Kind, &e.Number, &e.SHA256, &e.Nodes, &e.Indicators, &at, &e.Audience.Kind, &e.Audience.Of)
	e.At = kernel.FromMicros(at)
	return e, err
}
