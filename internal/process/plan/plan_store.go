package plan

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// process is what the process gives to every plan begun here.
type process struct {
	Levels    Levels
	Languages []kernel.Lang
	Lead      kernel.Lang // the working language, in which texts are authoritative
}

func saveProcess(ctx context.Context, q db.Queryer, p process) error {
	levels, languages, err := marshalBoth(p.Levels, p.Languages)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO plan_process (id, levels, languages, lead)
		VALUES ('process', $1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET levels = excluded.levels, languages = excluded.languages, lead = excluded.lead`,
		levels, languages, p.Lead)
	return err
}

func loadProcess(ctx context.Context, q db.Queryer) (process, error) {
	var p process
	var levels, languages string
	err := q.QueryRowContext(ctx, "SELECT levels, languages, lead FROM plan_process WHERE id = 'process'").Scan(&levels, &languages, &p.Lead)
	if errors.Is(err, sql.ErrNoRows) {
		return process{Languages: []kernel.Lang{"en"}, Lead: "en"}, nil
	}
	if err != nil {
		return p, err
	}
	return p, errors.Join(json.Unmarshal([]byte(levels), &p.Levels), json.Unmarshal([]byte(languages), &p.Languages))
}

func marshalBoth(a, b any) (string, string, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return "", "", err
	}
	y, err := json.Marshal(b)
	return string(x), string(y), err
}

const planColumns = `id, slug, number, title, short, period_from, period_to, state, basis, basis_note, levels, known, sources,
	       audience, audience_of, version`

func insertPlan(ctx context.Context, q db.Queryer, p Plan) error {
	var c column
	_, err := q.ExecContext(ctx, `
		INSERT INTO plan (`+planColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		p.ID, p.Slug, p.Number, c.json(p.Title), c.json(p.Short), p.Period.From, p.Period.To, p.State, p.Basis, c.json(p.BasisNote),
		c.json(p.Levels), c.json(p.Known), c.json(p.Sources), p.Audience.Kind, p.Audience.Of, p.Version)
	return errors.Join(c.err, err)
}

// listPlans gives the plans that the actor may see.
func listPlans(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]Plan, error) {
	cond, args := access.Scope(actor, 1)
	return db.Kept(ctx, q, "SELECT "+planColumns+" FROM plan WHERE "+cond+" ORDER BY number, slug", args, scanPlan)
}

func findPlan(ctx context.Context, q db.Queryer, slug string) (Plan, error) {
	p, err := db.KeptOne(ctx, q, "SELECT "+planColumns+" FROM plan WHERE slug = $1", []any{slug}, scanPlan)
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return p, err
}

func scanPlan(row db.Row) (Plan, error) {
	var p Plan
	var title, short, note, levels, known, sources string
	err := row.Scan(&p.ID, &p.Slug, &p.Number, &title, &short, &p.Period.From, &p.Period.To, &p.State, &p.Basis, &note, &levels, &known,
		&sources, &p.Audience.Kind, &p.Audience.Of, &p.Version)
	if err != nil {
		return p, err
	}
	return p, parseColumns(title, &p.Title, short, &p.Short, note, &p.BasisNote, levels, &p.Levels, known, &p.Known, sources, &p.Sources)
}

// column makes JSON of values for columns and keeps the first failure.
type column struct{ err error }

func (c *column) json(v any) string {
	raw, err := json.Marshal(v)
	if err != nil && c.err == nil {
		c.err = err
	}
	return string(raw)
}

// parseColumns reads columns of JSON: text and where it goes in turn. An empty column is no value.
func parseColumns(pairs ...any) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		raw, _ := pairs[i].(string)
		if raw == "" {
			continue
		}
		if err := json.Unmarshal([]byte(raw), pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// updatePlan stores what of a plan can change. Its version is raised by the lock.
func updatePlan(ctx context.Context, q db.Queryer, p Plan) error {
	var c column
	_, err := q.ExecContext(ctx, `
		UPDATE plan
		SET number = $1, title = $2, short = $3, period_from = $4, period_to = $5, state = $6, basis = $7, basis_note = $8, known = $9,
		    sources = $10, audience = $11, audience_of = $12
		WHERE id = $13`,
		p.Number, c.json(p.Title), c.json(p.Short), p.Period.From, p.Period.To, p.State, p.Basis, c.json(p.BasisNote), c.json(p.Known),
		c.json(p.Sources), p.Audience.Kind, p.Audience.Of, p.ID)
	return errors.Join(c.err, err)
}

// lockPlan takes the row of a plan for this transaction and leaves it as it is.
func lockPlan(ctx context.Context, q db.Queryer, slug string) error {
	res, err := q.ExecContext(ctx, "UPDATE plan SET version = version WHERE slug = $1", slug)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fault.New(fault.NotFound, "fault.not_found"))
	}
	return nil
}
