package governance

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// filter narrows a list of records; zero fields do not narrow. What is withdrawn is left out unless asked for.
type filter struct {
	slug      string
	id        kernel.ID
	country   kernel.Country
	parent    kernel.ID
	withdrawn bool
}

// list gives the records of a kind that the actor may see, in their order.
func list[T any](ctx context.Context, q db.Queryer, actor kernel.Actor, kind Kind, f filter) ([]Record[T], error) {
	cond, args := access.Scope(actor, 7)
	return db.Kept(ctx, q, `
		SELECT id, kind, slug, country, parent, position, withdrawn, content, audience, audience_of, version
		FROM governance_record
		WHERE kind = $1 AND ($2 = '' OR slug = $2) AND ($3 = '' OR id = $3) AND ($4 = '' OR country = $4)
		  AND ($5 = '' OR parent = $5) AND ($6 OR withdrawn = '')
		  AND `+cond+`
		ORDER BY position, slug`,
		append([]any{string(kind), f.slug, string(f.id), string(f.country), string(f.parent), f.withdrawn}, args...), scan[T])
}

// find gives the one record that the filter names, or NotFound.
func find[T any](ctx context.Context, q db.Queryer, actor kernel.Actor, kind Kind, f filter) (Record[T], error) {
	all, err := list[T](ctx, q, actor, kind, f)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return Record[T]{}, err
	}
	return all[0], nil
}

func scan[T any](row db.Row) (Record[T], error) {
	var r Record[T]
	var content string
	err := row.Scan(&r.ID, &r.Kind, &r.Slug, &r.Country, &r.Parent, &r.Position, &r.Withdrawn, &content,
		&r.Audience.Kind, &r.Audience.Of, &r.Version)
	if err == nil {
		err = json.Unmarshal([]byte(content), &r.Content)
	}
	if err != nil {
		return r, fmt.Errorf("%s %s: %w", r.Kind, r.ID, err)
	}
	return r, nil
}

// insert stores a new record, at version 1. A slug that is taken is a Conflict.
func insert[T any](ctx context.Context, q db.Queryer, r Record[T]) error {
	content, err := json.Marshal(r.Content)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO governance_record (id, kind, slug, country, parent, position, withdrawn, content, audience, audience_of, version)
		VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, 1)`,
		string(r.ID), string(r.Kind), r.Slug, string(r.Country), string(r.Parent), r.Position, string(content),
		string(r.Audience.Kind), r.Audience.Of)
	return err
}

// update locks the record at the version that the writer saw and stores its new content. The record's version is the
// next one then.
func update[T any](ctx context.Context, q db.Queryer, r *Record[T], seen int64) error {
	content, err := json.Marshal(r.Content)
	if err != nil {
		return err
	}
	if err := db.Lock(ctx, q, "governance_record", string(r.ID), seen); err != nil {
		return err
	}
	r.Version = seen + 1
	_, err = q.ExecContext(ctx, `
		UPDATE governance_record
		SET content = $1, position = $2, withdrawn = $3
		WHERE id = $4`,
		string(content), r.Position, r.Withdrawn, string(r.ID))
	return err
}

// nextPosition is the place after the last record of a kind.
func nextPosition(ctx context.Context, q db.Queryer, kind Kind) (int64, error) {
	var last sql.NullInt64
	err := q.QueryRowContext(ctx, "SELECT MAX(position) FROM governance_record WHERE kind = $1", string(kind)).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return last.Int64 + 1, err
}

// holdersOf gives the holders of every seat of a body, those who no longer hold it among them.
func holdersOf(ctx context.Context, q db.Queryer, actor kernel.Actor, body kernel.ID) ([]Holder, error) {
	cond, args := access.Scope(actor, 3)
	return db.Kept(ctx, q, `
		SELECT id, kind, slug, country, parent, position, withdrawn, content, audience, audience_of, version
		FROM governance_record
		WHERE kind = $1 AND withdrawn = '' AND parent IN (SELECT id FROM governance_record WHERE parent = $2)
		  AND `+cond+`
		ORDER BY position, slug`,
		append([]any{string(KindHolder), string(body)}, args...), scan[HolderContent])
}
