package plan

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

const proposalColumns = "id, file_id, node_id, lang, kind, part, author, dated_at, tracked, text_before, text_after, detail, state, decided_at, role, reply, version"

// proposalDetail is what of a proposal nobody asks for by column.
type proposalDetail struct {
	Label      string       `json:"label,omitempty"`
	Thread     []Answer     `json:"thread,omitempty"`
	Resolved   bool         `json:"resolved,omitempty"`
	Parent     string       `json:"parent,omitempty"`
	Level      string       `json:"level,omitempty"`
	Next       string       `json:"next,omitempty"`
	How        RecognisedBy `json:"how,omitempty"`
	Confidence float64      `json:"confidence,omitempty"`
	Taken      string       `json:"taken,omitempty"`
}

func (p Proposal) detail() proposalDetail {
	return proposalDetail{p.Label, p.Thread, p.Resolved, p.Parent, p.Level, p.Next, p.How, p.Confidence, p.Taken}
}

// microsOf is an instant that may be unknown, which is 0.
func microsOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return kernel.Micros(*t)
}

func fromMicros(n int64) *time.Time {
	if n == 0 {
		return nil
	}
	t := kernel.FromMicros(n)
	return &t
}

func scanProposal(row db.Row) (Proposal, error) {
	var p Proposal
	var detail string
	var dated, decided int64
	err := row.Scan(&p.ID, &p.File, &p.Node, &p.Lang, &p.Kind, &p.Part, &p.Author, &dated, &p.Tracked, &p.Before, &p.After, &detail,
		&p.State, &decided, &p.Role, &p.Reply, &p.Version)
	if err != nil {
		return p, err
	}
	var d proposalDetail
	err = parseColumns(detail, &d)
	p.Label, p.Thread, p.Resolved, p.Parent, p.Level, p.Next = d.Label, d.Thread, d.Resolved, d.Parent, d.Level, d.Next
	p.How, p.Confidence, p.Taken = d.How, d.Confidence, d.Taken
	p.At, p.Decided = fromMicros(dated), fromMicros(decided)
	return p, err
}

func insertProposals(ctx context.Context, q db.Queryer, plan kernel.ID, all []Proposal) error {
	var rows [][]any
	for i, p := range all {
		var c column
		rows = append(rows, []any{
			p.ID, plan, p.File, i, p.Node, p.Lang, p.Kind, p.Part, p.Author, microsOf(p.At), p.Tracked, p.Before, p.After, c.json(p.detail()),
			p.State, int64(0), "", "", "", kernel.ToOffice, "", int64(1),
		})
		if c.err != nil {
			return c.err
		}
	}
	return insertRows(ctx, q, `plan_proposal (id, plan_id, file_id, position, node_id, lang, kind, part, author, dated_at, tracked, text_before, text_after, detail,
		state, decided_at, decided_by, role, reply, audience, audience_of, version)`, rows)
}

// listProposals gives the proposals on a plan in the order in which they came, file by file.
func listProposals(ctx context.Context, q db.Queryer, plan kernel.ID) ([]Proposal, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+proposalColumns+" FROM plan_proposal WHERE plan_id = $1 ORDER BY file_id, position", plan)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Proposal
	for rows.Next() {
		p, err := scanProposal(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func findProposal(ctx context.Context, q db.Queryer, plan, id kernel.ID) (Proposal, error) {
	p, err := scanProposal(q.QueryRowContext(ctx, "SELECT "+proposalColumns+" FROM plan_proposal WHERE id = $1 AND plan_id = $2", id, plan))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return p, err
}

// updateProposal stores what became of a proposal at the version that was seen.
func updateProposal(ctx context.Context, q db.Queryer, p Proposal, by kernel.ID) error {
	var c column
	res, err := q.ExecContext(ctx, `
		UPDATE plan_proposal
		SET node_id = $1, lang = $2, detail = $3, state = $4, decided_at = $5, decided_by = $6, role = $7, reply = $8, version = version + 1
		WHERE id = $9 AND version = $10`,
		p.Node, p.Lang, c.json(p.detail()), p.State, microsOf(p.Decided), by, p.Role, p.Reply, p.ID, p.Version)
	if err := errors.Join(c.err, err); err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fault.New(fault.Conflict, "plan.proposal.fault.decided"))
	}
	return nil
}

// wordFileRow is a Word file that came back.
type wordFileRow struct {
	ID      kernel.ID
	SHA256  string
	Size    int64
	Reading WordReading
	State   string
	At      time.Time
}

// The states of a file.
const (
	wordLooked = "looked"
	wordTaken  = "taken"
)

func insertWordFile(ctx context.Context, q db.Queryer, plan kernel.ID, number int, f wordFileRow) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM plan_word_file WHERE state = 'looked' AND at < $1", kernel.Micros(f.At.Add(-importLife))); err != nil {
		return err
	}
	var c column
	_, err := q.ExecContext(ctx, `
		INSERT INTO plan_word_file (id, plan_id, number, sha256, size, reading, state, at, audience, audience_of, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)`,
		f.ID, plan, number, f.SHA256, f.Size, c.json(f.Reading), f.State, kernel.Micros(f.At), kernel.ToOffice, "")
	return errors.Join(c.err, err)
}

func findWordFile(ctx context.Context, q db.Queryer, plan, id kernel.ID) (f wordFileRow, err error) {
	var reading string
	var at int64
	err = q.QueryRowContext(ctx, "SELECT id, sha256, size, reading, state, at FROM plan_word_file WHERE id = $1 AND plan_id = $2", id, plan).
		Scan(&f.ID, &f.SHA256, &f.Size, &reading, &f.State, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return f, fault.New(fault.NotFound, "plan.word.fault.gone")
	}
	if err != nil {
		return f, err
	}
	f.At = kernel.FromMicros(at)
	return f, parseColumns(reading, &f.Reading)
}

// takenBefore is when the same file was taken for the plan, the zero time when it was not.
func takenBefore(ctx context.Context, q db.Queryer, plan kernel.ID, sha string) (time.Time, error) {
	var at int64
	err := q.QueryRowContext(ctx, "SELECT at FROM plan_word_file WHERE plan_id = $1 AND sha256 = $2 AND state = 'taken'", plan, sha).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return kernel.FromMicros(at), err
}

func takeWordFile(ctx context.Context, q db.Queryer, id kernel.ID, at time.Time) error {
	res, err := q.ExecContext(ctx, "UPDATE plan_word_file SET state = 'taken', reading = '', at = $1, version = version + 1 WHERE id = $2 AND state = 'looked'",
		kernel.Micros(at), id)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fmt.Errorf("file %s: %w", id, fault.New(fault.Conflict, "plan.word.fault.taken")))
	}
	return nil
}

// WordTemplate is the secretariat's template for Word files.
type WordTemplate struct {
	SHA256  string    `json:"sha256"`
	Size    int64     `json:"size"`
	At      time.Time `json:"at"`
	Version int64     `json:"version"`
}

// findTemplate gives the template; its version is 0 when there is none.
func findTemplate(ctx context.Context, q db.Queryer) (t WordTemplate, err error) {
	var at int64
	err = q.QueryRowContext(ctx, "SELECT sha256, size, at, version FROM plan_word_template WHERE id = 'template'").Scan(&t.SHA256, &t.Size, &at, &t.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return t, nil
	}
	t.At = kernel.FromMicros(at)
	return t, err
}

func saveTemplate(ctx context.Context, q db.Queryer, t WordTemplate, role kernel.Role) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO plan_word_template (id, sha256, size, at, role, version)
		VALUES ('template', $1, $2, $3, $4, 1)
		ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, at = excluded.at, role = excluded.role, version = plan_word_template.version + 1`,
		t.SHA256, t.Size, kernel.Micros(t.At), role)
	return err
}

func removeTemplate(ctx context.Context, q db.Queryer) error {
	_, err := q.ExecContext(ctx, "DELETE FROM plan_word_template WHERE id = 'template'")
	return err
}
