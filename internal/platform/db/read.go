package db

import (
	"context"
	"database/sql"
	"time"
)

// Read runs do with what the database holds. Its queries run in one read-only transaction, which begins with the first of
// them and sees one state throughout; what Kept gives is of the state when Read began, or of the transaction.
func (d *DB) Read(ctx context.Context, do func(q Queryer) error) (err error) {
	defer d.observed("read", time.Now(), &err)
	state, err := d.State(ctx)
	if err != nil {
		return err
	}
	r := &reading{ctx: ctx, db: d, state: state}
	if err := r.run(do); err != nil {
		return err
	}
	return r.failed
}

// reading is a transaction that begins when it is needed.
type reading struct {
	ctx    context.Context //nolint:containedctx // of the Read that it is made in and ends with
	db     *DB
	state  string
	tx     *sql.Tx
	failed error // it could not begin
}

func (r *reading) run(do func(q Queryer) error) error {
	defer func() {
		if r.tx != nil {
			_ = r.tx.Rollback()
		}
	}()
	if err := do(r); err != nil || r.tx == nil {
		return err
	}
	return r.tx.Commit()
}

// queryer begins the transaction. When that fails Read says so, whatever comes of the query.
func (r *reading) queryer() Queryer {
	if r.tx != nil {
		return r.tx
	}
	opts := &sql.TxOptions{ReadOnly: true}
	if r.db.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := r.db.read.BeginTx(r.ctx, opts)
	if err != nil {
		r.failed = err
		return r.db.read
	}
	r.tx = tx
	return tx
}

// ExecContext implements Queryer; the database refuses whatever changes it.
func (r *reading) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return r.queryer().ExecContext(ctx, query, args...)
}

// QueryContext implements Queryer.
func (r *reading) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r.queryer().QueryContext(ctx, query, args...)
}

// QueryRowContext implements Queryer.
func (r *reading) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return r.queryer().QueryRowContext(ctx, query, args...)
}
