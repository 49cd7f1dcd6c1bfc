package act

import (
	"context"
	"encoding/json"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// opened claims the submission for this transaction. When it was answered before, it gives the answer as JSON. Of two
// transactions with one submission, the second waits here until the first has ended.
func opened(ctx context.Context, tx *Tx, c Call) ([]byte, error) {
	if c.Submission == "" {
		return nil, nil
	}
	res, err := tx.ExecContext(ctx, `
		INSERT INTO submission (id, actor, use_case, answer, at)
		VALUES ($1, $2, $3, '', $4)
		ON CONFLICT (id) DO NOTHING`,
		c.Submission, c.Actor.ID, c.useCase(ctx), kernel.Micros(tx.Now))
	if err != nil {
		return nil, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return nil, err
	}
	var actor, useCase, answer string
	err = tx.QueryRowContext(ctx, "SELECT actor, use_case, answer FROM submission WHERE id = $1", c.Submission).Scan(&actor, &useCase, &answer)
	if err != nil {
		return nil, err
	}
	if actor != string(c.Actor.ID) || useCase != c.useCase(ctx) {
		return nil, fault.New(fault.Conflict, "fault.submission_other")
	}
	return []byte(answer), nil
}

func answered[T any](ctx context.Context, tx *Tx, c Call, answer T) error {
	if c.Submission == "" {
		return nil
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE submission SET answer = $1 WHERE id = $2", string(raw), c.Submission)
	return err
}

// record stores the pending acts and their leaves. Taking the lock of the log's head comes last of all, so that it is
// held as shortly as can be.
func (w *Walk) record(ctx context.Context, tx *Tx) error {
	if len(tx.pending) == 0 {
		return nil
	}
	stored := make([]Stored, len(tx.pending))
	for i, a := range tx.pending {
		payload, err := canonical(a.Payload)
		if err != nil {
			return err
		}
		stored[i] = Stored{
			ID: kernel.NewID(), Owner: w.Owner, Kind: a.Kind, Object: a.Object, Version: a.Version, Actor: tx.Actor.ID, Role: tx.Office.Role,
			Delegation: tx.Office.Country, At: tx.Now, Audience: a.Audience, Payload: payload, Salt: newSalt(),
		}
	}
	next, err := w.Log.Lock(ctx, tx)
	if err != nil {
		return err
	}
	leaves := make([][]byte, len(stored))
	for i := range stored {
		stored[i].Leaf, stored[i].Seq = next+int64(i), next+int64(i)+1
		if leaves[i], err = LeafOf(stored[i]).Bytes(); err != nil {
			return err
		}
		if err := insert(ctx, tx, stored[i]); err != nil {
			return err
		}
		for _, follow := range w.Consumers {
			if err := follow(ctx, tx, stored[i]); err != nil {
				return err
			}
		}
	}
	return w.Log.Append(ctx, tx, next, leaves)
}

func insert(ctx context.Context, q db.Queryer, s Stored) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO act (id, owner, seq, kind, format, object_kind, object_id, object_version, actor, role, delegation, at,
		                 audience, audience_of, payload, salt, leaf_index)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		s.ID, s.Owner, s.Seq, s.Kind, Format, s.Object.Kind, s.Object.ID, s.Version, s.Actor, s.Role, s.Delegation, kernel.Micros(s.At),
		s.Audience.Kind, s.Audience.Of, string(s.Payload), s.Salt, s.Leaf)
	return err
}

// Filter narrows a list of acts; zero fields do not narrow.
type Filter struct {
	Object kernel.Ref
	Kind   string
	From   int64 // leaf index of the first act wanted
	Before int64 // leaf index that all acts wanted stand before
	Newest bool  // newest first
}

// List gives acts that the actor may see, oldest first unless the filter says otherwise, at most page.Size().
func List(ctx context.Context, q db.Queryer, actor kernel.Actor, f Filter, page kernel.Page) ([]Stored, error) {
	cond, args := access.Scope(actor, 7)
	order := "leaf_index"
	if f.Newest {
		order = "leaf_index DESC"
	}
	return db.Kept(ctx, q, `
		SELECT id, owner, seq, kind, object_kind, object_id, object_version, actor, role, delegation, at,
		       audience, audience_of, payload, salt, leaf_index
		FROM act
		WHERE ($1 = '' OR object_kind = $1) AND ($2 = '' OR object_id = $2) AND ($3 = '' OR kind = $3) AND leaf_index >= $4
		  AND (leaf_index < $6 OR $6 = 0) AND `+cond+`
		ORDER BY `+order+`
		LIMIT $5`,
		append([]any{f.Object.Kind, string(f.Object.ID), f.Kind, f.From, page.Size(), f.Before}, args...), scan)
}

func scan(row db.Row) (Stored, error) {
	var s Stored
	var at int64
	var payload string
	err := row.Scan(&s.ID, &s.Owner, &s.Seq, &s.Kind, &s.Object.Kind, &s.Object.ID, &s.Version, &s.Actor, &s.Role, &s.Delegation, &at,
		&s.Audience.Kind, &s.Audience.Of, &payload, &s.Salt, &s.Leaf)
	s.At, s.Payload = kernel.FromMicros(at), []byte(payload)
	return s, err
}
