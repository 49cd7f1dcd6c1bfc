package plan

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

func insertDraft(ctx context.Context, q db.Queryer, d WorkingDraft) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO plan_draft (id, plan_id, number, begun_at, changed_at, audience, audience_of, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.ID, d.Plan, d.Number, kernel.Micros(d.Begun), kernel.Micros(d.Changed), d.Audience.Kind, d.Audience.Of, d.Version)
	return err
}

// findDraft gives the working draft of the plan without its text; NotFound when there is none.
func findDraft(ctx context.Context, q db.Queryer, plan kernel.ID) (WorkingDraft, error) {
	d := WorkingDraft{Plan: plan}
	var begun, changed int64
	err := q.QueryRowContext(ctx, `
		SELECT id, number, begun_at, changed_at, audience, audience_of, version
		FROM plan_draft
		WHERE plan_id = $1`, plan).
		Scan(&d.ID, &d.Number, &begun, &changed, &d.Audience.Kind, &d.Audience.Of, &d.Version)
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "plan.fault.no_working_draft")
	}
	d.Begun, d.Changed = kernel.FromMicros(begun), kernel.FromMicros(changed)
	return d, err
}

// touchDraft takes the draft for this transaction and raises its version, whatever it was, and gives it: those who edit
// different nodes wait for each other and do not disturb each other.
func touchDraft(ctx context.Context, q db.Queryer, draft kernel.ID, at time.Time) (version int64, err error) {
	res, err := q.ExecContext(ctx, "UPDATE plan_draft SET version = version + 1, changed_at = $1 WHERE id = $2", kernel.Micros(at), draft)
	if err != nil {
		return 0, err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return 0, errors.Join(err, fault.New(fault.NotFound, "plan.fault.no_working_draft"))
	}
	err = q.QueryRowContext(ctx, "SELECT version FROM plan_draft WHERE id = $1", draft).Scan(&version)
	return version, err
}

// holdDraft takes the draft for this transaction and leaves it as it is; NotFound when it is gone.
func holdDraft(ctx context.Context, q db.Queryer, draft kernel.ID) error {
	res, err := q.ExecContext(ctx, "UPDATE plan_draft SET version = version WHERE id = $1", draft)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fault.New(fault.NotFound, "plan.fault.no_working_draft"))
	}
	return nil
}

// removeDraft takes the rows of a working draft away after its text became an edition.
func removeDraft(ctx context.Context, q db.Queryer, draft kernel.ID) error {
	for _, statement := range []string{
		"DELETE FROM plan_import WHERE draft_id = $1",
		"DELETE FROM plan_indicator WHERE draft_id = $1",
		"DELETE FROM plan_node WHERE draft_id = $1",
		"DELETE FROM plan_presence WHERE draft_id = $1",
		"DELETE FROM plan_draft WHERE id = $1",
	} {
		if _, err := q.ExecContext(ctx, statement, draft); err != nil {
			return err
		}
	}
	return nil
}

// loadTree reads the text of a working draft.
func loadTree(ctx context.Context, q db.Queryer, draft kernel.ID, levels Levels) (Tree, error) {
	nodes, err := loadNodes(ctx, q, draft)
	if err != nil {
		return Tree{}, err
	}
	indicators, err := loadIndicators(ctx, q, draft)
	return Tree{Levels: levels, Nodes: nodes, Indicators: indicators}.Arrange(), err
}

func loadNodes(ctx context.Context, q db.Queryer, draft kernel.ID) ([]Node, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT node_id, parent, level, code, text, paraphrase, inferred, note, sources, came_from, version
		FROM plan_node
		WHERE draft_id = $1
		ORDER BY parent, position`, draft)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Node
	for rows.Next() {
		var n Node
		var text, note, sources, from string
		if err := rows.Scan(&n.ID, &n.Parent, &n.Level, &n.Code, &text, &n.Paraphrase, &n.Inferred, &note, &sources, &from, &n.Version); err != nil {
			return nil, err
		}
		if err := parseColumns(text, &n.Text, note, &n.Note, sources, &n.Sources, from, &n.From); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

func loadIndicators(ctx context.Context, q db.Queryer, draft kernel.ID) ([]Indicator, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT indicator_id, node_id, code, text, unit, baseline, targets, note, sources, version
		FROM plan_indicator
		WHERE draft_id = $1
		ORDER BY position`, draft)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Indicator
	for rows.Next() {
		var in Indicator
		var text, unit, baseline, targets, note, sources string
		if err := rows.Scan(&in.ID, &in.Node, &in.Code, &text, &unit, &baseline, &targets, &note, &sources, &in.Version); err != nil {
			return nil, err
		}
		err := parseColumns(text, &in.Text, unit, &in.Unit, baseline, &in.Baseline, targets, &in.Targets, note, &in.Note, sources, &in.Sources)
		if err != nil {
			return nil, err
		}
		all = append(all, in)
	}
	return all, rows.Err()
}

// rowID is the primary key of a node or indicator in a draft.
func rowID(draft kernel.ID, id string) string { return string(draft) + "/" + id }

// saveTree brings the rows of a draft from before to after: what is gone is deleted, what is new inserted, and of the
// rest what differs is updated and its version raised.
func saveTree(ctx context.Context, q db.Queryer, draft kernel.ID, before, after Tree) error {
	if err := saveNodes(ctx, q, draft, before.Nodes, after.Nodes); err != nil {
		return err
	}
	return saveIndicators(ctx, q, draft, before.Indicators, after.Indicators)
}

// positions numbers the nodes among their siblings from 1.
func positions(nodes []Node) map[string]int {
	at, last := make(map[string]int, len(nodes)), map[string]int{}
	for _, n := range nodes {
		last[n.Parent]++
		at[n.ID] = last[n.Parent]
	}
	return at
}

func saveNodes(ctx context.Context, q db.Queryer, draft kernel.ID, before, after []Node) error {
	wasAt, isAt := positions(before), positions(after)
	was := make(map[string]string, len(before)) // what stands in the row
	var gone []string
	for _, n := range before {
		was[n.ID] = asText(n)
		if isAt[n.ID] == 0 {
			gone = append(gone, rowID(draft, n.ID))
		}
	}
	if err := deleteRows(ctx, q, "plan_node", gone); err != nil {
		return err
	}
	var added [][]any
	for _, n := range after {
		old, known := was[n.ID]
		if known && old == asText(n) {
			if err := placeNode(ctx, q, draft, n.ID, wasAt[n.ID], isAt[n.ID]); err != nil {
				return err
			}
			continue
		}
		var c column
		values := []any{n.Parent, isAt[n.ID], n.Level, n.Code, c.json(n.Text), n.Paraphrase, n.Inferred, c.json(n.Note), c.json(n.Sources),
			c.json(n.From), rowID(draft, n.ID)}
		if c.err != nil {
			return c.err
		}
		if !known {
			added = append(added, append([]any{int64(1), draft, n.ID}, values...))
			continue
		}
		_, err := q.ExecContext(ctx, `
			UPDATE plan_node
			SET parent = $1, position = $2, level = $3, code = $4, text = $5, paraphrase = $6, inferred = $7, note = $8, sources = $9,
			    came_from = $10, version = version + 1
			WHERE id = $11`, values...)
		if err != nil {
			return err
		}
	}
	return insertRows(ctx, q, "plan_node (version, draft_id, node_id, parent, position, level, code, text, paraphrase, inferred, note, sources, came_from, id)", added)
}

// placeNode stores a new place among the siblings. It leaves the version alone: whoever edits the node's text is not
// disturbed by what happens beside it.
func placeNode(ctx context.Context, q db.Queryer, draft kernel.ID, id string, was, is int) error {
	if was == is {
		return nil
	}
	_, err := q.ExecContext(ctx, "UPDATE plan_node SET position = $1 WHERE id = $2", is, rowID(draft, id))
	return err
}

// asText is a node or indicator as one text, to see whether it changed.
func asText(v any) string {
	var c column
	return c.json(v)
}

func saveIndicators(ctx context.Context, q db.Queryer, draft kernel.ID, before, after []Indicator) error {
	wasAt, was, kept := map[string]int{}, map[string]string{}, map[string]bool{}
	for i, in := range before {
		wasAt[in.ID], was[in.ID] = i+1, asText(in)
	}
	var added [][]any
	for i, in := range after {
		kept[in.ID] = true
		old, known := was[in.ID]
		if known && old == asText(in) {
			if err := placeIndicator(ctx, q, draft, in.ID, wasAt[in.ID], i+1); err != nil {
				return err
			}
			continue
		}
		var c column
		values := []any{in.Node, i + 1, in.Code, c.json(in.Text), c.json(in.Unit), c.json(in.Baseline), c.json(in.Targets), c.json(in.Note),
			c.json(in.Sources), rowID(draft, in.ID)}
		if c.err != nil {
			return c.err
		}
		if !known {
			added = append(added, append([]any{int64(1), draft, in.ID}, values...))
			continue
		}
		_, err := q.ExecContext(ctx, `
			UPDATE plan_indicator
			SET node_id = $1, position = $2, code = $3, text = $4, unit = $5, baseline = $6, targets = $7, note = $8, sources = $9,
			    version = version + 1
			WHERE id = $10`, values...)
		if err != nil {
			return err
		}
	}
	var gone []string
	for _, in := range before {
		if !kept[in.ID] {
			gone = append(gone, rowID(draft, in.ID))
		}
	}
	if err := deleteRows(ctx, q, "plan_indicator", gone); err != nil {
		return err
	}
	return insertRows(ctx, q, "plan_indicator (version, draft_id, indicator_id, node_id, position, code, text, unit, baseline, targets, note, sources, id)", added)
}

func placeIndicator(ctx context.Context, q db.Queryer, draft kernel.ID, id string, was, is int) error {
	if was == is {
		return nil
	}
	_, err := q.ExecContext(ctx, "UPDATE plan_indicator SET position = $1 WHERE id = $2", is, rowID(draft, id))
	return err
}

// batch is how many rows go in one statement.
const batch = 50

// deleteRows deletes rows of a table by id. The table's name is a constant of this file.
func deleteRows(ctx context.Context, q db.Queryer, table string, ids []string) error {
	for len(ids) > 0 {
		n := min(batch, len(ids))
		marks, args := make([]string, n), make([]any, n)
		for i, id := range ids[:n] {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
		}
		if _, err := q.ExecContext(ctx, "DELETE FROM "+table+" WHERE id IN ("+strings.Join(marks, ", ")+")", args...); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// insertRows inserts rows, several in one statement. Table and columns are a constant of this file.
func insertRows(ctx context.Context, q db.Queryer, into string, rows [][]any) error {
	for len(rows) > 0 {
		n := min(batch, len(rows))
		var tuples []string
		var args []any
		for _, row := range rows[:n] {
			marks := make([]string, len(row))
			for k := range row {
				marks[k] = fmt.Sprintf("$%d", len(args)+k+1)
			}
			tuples = append(tuples, "("+strings.Join(marks, ", ")+")")
			args = append(args, row...)
		}
		if _, err := q.ExecContext(ctx, "INSERT INTO "+into+" VALUES "+strings.Join(tuples, ", "), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func insertImport(ctx context.Context, q db.Queryer, id kernel.ID, d WorkingDraft, content []byte, at time.Time) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM plan_import WHERE at < $1", kernel.Micros(at.Add(-24*time.Hour))); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, "INSERT INTO plan_import (id, draft_id, draft_version, content, at) VALUES ($1, $2, $3, $4, $5)",
		id, d.ID, d.Version, string(content), kernel.Micros(at))
	return err
}

// findImport gives the content of an import and the version of the draft that it was looked at with.
func findImport(ctx context.Context, q db.Queryer, draft, id kernel.ID) (content []byte, version int64, err error) {
	var text string
	err = q.QueryRowContext(ctx, "SELECT content, draft_version FROM plan_import WHERE id = $1 AND draft_id = $2", id, draft).Scan(&text, &version)
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "plan.fault.import_gone")
	}
	return []byte(text), version, err
}

func removeImport(ctx context.Context, q db.Queryer, id kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM plan_import WHERE id = $1", id)
	return err
}

// readersOfDraft stores who can read a working draft.
func readersOfDraft(ctx context.Context, q db.Queryer, d WorkingDraft) error {
	_, err := q.ExecContext(ctx, "UPDATE plan_draft SET audience = $1, audience_of = $2 WHERE id = $3", d.Audience.Kind, d.Audience.Of, d.ID)
	return err
}
