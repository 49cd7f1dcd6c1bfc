package plan

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

const remarkColumns = "id, plan_id, node_id, answers, actor, role, country, at, words, resolved_at, version"

func scanRemark(row db.Row) (Remark, error) {
	var m Remark
	var at, resolved int64
	err := row.Scan(&m.ID, &m.Plan, &m.Node, &m.Answers, &m.Actor, &m.Role, &m.Country, &at, &m.Words, &resolved, &m.Version)
	m.At, m.Resolved = kernel.FromMicros(at), kernel.FromMicros(resolved)
	return m, err
}

func insertRemark(ctx context.Context, q db.Queryer, m Remark) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO plan_remark (`+remarkColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.ID, m.Plan, m.Node, m.Answers, m.Actor, m.Role, m.Country, kernel.Micros(m.At), m.Words, kernel.Micros(m.Resolved), m.Version)
	return err
}

func findRemark(ctx context.Context, q db.Queryer, plan, id kernel.ID) (Remark, error) {
	m, err := scanRemark(q.QueryRowContext(ctx, "SELECT "+remarkColumns+" FROM plan_remark WHERE plan_id = $1 AND id = $2", plan, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return m, err
}

// resolveRemark stores when a remark was dealt with, the zero time when it is not.
func resolveRemark(ctx context.Context, q db.Queryer, id kernel.ID, at time.Time) error {
	_, err := q.ExecContext(ctx, "UPDATE plan_remark SET resolved_at = $1, version = version + 1 WHERE id = $2", kernel.Micros(at), id)
	return err
}

// listRemarks gives the remarks on a node with their answers, the oldest first; node "" is all nodes of the plan.
func listRemarks(ctx context.Context, q db.Queryer, plan kernel.ID, node string) ([]Remark, error) {
	return db.Kept(ctx, q, `
		SELECT `+remarkColumns+`
		FROM plan_remark
		WHERE plan_id = $1 AND ($2 = '' OR node_id = $2)
		ORDER BY at, id`, []any{plan, node}, scanRemark)
}

type openCount struct {
	node  string
	count int
}

// openRemarks counts, for each node, the remarks that wait to be dealt with.
func openRemarks(ctx context.Context, q db.Queryer, plan kernel.ID) (map[string]int, error) {
	all, err := db.Kept(ctx, q, `
		SELECT node_id, COUNT(*)
		FROM plan_remark
		WHERE plan_id = $1 AND answers = '' AND resolved_at = 0
		GROUP BY node_id`, []any{plan}, func(row db.Row) (c openCount, err error) {
		return c, row.Scan(&c.node, &c.count)
	})
	counts := make(map[string]int, len(all))
	for _, c := range all {
		counts[c.node] = c.count
	}
	return counts, err
}

// hasNode says NotFound when the working draft has no such node.
func hasNode(ctx context.Context, q db.Queryer, draft kernel.ID, node string) error {
	var one int
	err := q.QueryRowContext(ctx, "SELECT 1 FROM plan_node WHERE id = $1", rowID(draft, node)).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return err
}
