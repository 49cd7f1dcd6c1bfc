package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
)

// The measures of one INSERT. SQLite looks for each placeholder among all others: with thousands it is slow.
const (
	maxPlaces = 250
	maxBatch  = 1 << 20
)

// sameSchema says whether the open database has just the tables and columns that the backup tells of, in whatever order.
func sameSchema(ctx context.Context, q db.Queryer, engine db.Engine, m Manifest) error {
	have, err := catalogue(ctx, q, engine)
	if err != nil {
		return err
	}
	if len(have) != len(m.Tables) {
		return damaged(manifestName, fmt.Errorf("the backup tells of %d tables, and at its version there are %d", len(m.Tables), len(have)))
	}
	byName := func(a, b Column) int { return strings.Compare(a.Name, b.Name) }
	for _, t := range have {
		told, ok := m.table(t.name)
		if !ok || !reflect.DeepEqual(slices.SortedFunc(slices.Values(told.Columns), byName), slices.SortedFunc(slices.Values(t.columns), byName)) {
			return damaged(manifestName, fmt.Errorf("the table %s is not told of as it is at the version of the backup", t.name))
		}
	}
	return nil
}

// deferForeignKeys has the references between rows checked at the end, so that rows can come in any order; the returned
// function checks them now.
func deferForeignKeys(ctx context.Context, q db.Queryer, engine db.Engine) (check func() error, err error) {
	if engine == db.SQLite {
		_, err := q.ExecContext(ctx, "PRAGMA defer_foreign_keys = 1")
		return func() error { return brokenReferences(ctx, q) }, err
	}
	keys, err := texts(ctx, q, `
		SELECT quote_ident(r.relname) || ' ALTER CONSTRAINT ' || quote_ident(c.conname)
		FROM pg_constraint c
		JOIN pg_class r ON r.oid = c.conrelid
		JOIN pg_namespace n ON n.oid = c.connamespace
		WHERE c.contype = 'f' AND n.nspname = current_schema()
		ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	each := func(how string) error {
		for _, key := range keys {
			if _, err := q.ExecContext(ctx, "ALTER TABLE "+key+how); err != nil {
				return err
			}
		}
		return nil
	}
	check = func() error {
		if _, err := q.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return damaged("tables", err)
		}
		return each(" NOT DEFERRABLE")
	}
	return check, each(" DEFERRABLE INITIALLY DEFERRED")
}

func brokenReferences(ctx context.Context, q db.Queryer) error {
	tables, err := texts(ctx, q, `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
	if err == nil && len(tables) > 0 {
		err = damaged("tables/"+tables[0], errors.New("a row speaks of another that is not there"))
	}
	return err
}

// clear takes away what the migrations put into the tables by themselves.
func clearTables(ctx context.Context, q db.Queryer, m Manifest) error {
	for _, t := range m.Tables {
		if _, err := q.ExecContext(ctx, "DELETE FROM "+t.Name); err != nil {
			return err
		}
	}
	return nil
}

// load inserts the rows of a part.
func load(ctx context.Context, q db.Queryer, t Table, r io.Reader) error {
	in := inserter{ctx: ctx, q: q, table: t}
	err := eachRow(r, t, func(values []any) error {
		in.args = append(in.args, values...)
		for _, v := range values {
			in.bytes += weight(v)
		}
		if in.bytes < maxBatch && len(in.args)+len(values) <= maxPlaces {
			return nil
		}
		return in.flush()
	})
	if err != nil {
		return err
	}
	return in.flush()
}

type inserter struct {
	ctx   context.Context
	q     db.Queryer
	table Table
	args  []any
	bytes int
}

func (i *inserter) flush() error {
	if len(i.args) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("INSERT INTO " + i.table.Name + " (" + names(i.table.Columns) + ") VALUES ")
	for n := range i.args {
		switch {
		case n == 0:
			b.WriteString("(")
		case n%len(i.table.Columns) == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(n+1))
	}
	b.WriteString(")")
	_, err := i.q.ExecContext(i.ctx, b.String(), i.args...)
	i.args, i.bytes = i.args[:0], 0
	if err != nil && !db.Retryable(err) && i.ctx.Err() == nil {
		return fault.Wrap(fault.Invalid, err, "backup.row_refused", "table", i.table.Name)
	}
	return err
}

func weight(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 8
}

// checkLoaded holds the loaded database against the manifest: rows, log, and the files that lie in the store.
func checkLoaded(ctx context.Context, q db.Queryer, m Manifest, files *blob.Store) error {
	for _, t := range m.Tables {
		var n int64
		if err := q.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+t.Name).Scan(&n); err != nil {
			return err
		}
		if n != t.Rows {
			return damaged("tables/"+t.Name, fmt.Errorf("%d rows were loaded of %d", n, t.Rows))
		}
	}
	if err := checkLoadedLog(ctx, q, m); err != nil {
		return err
	}
	bad, n, err := files.Verify(ctx, q)
	if err == nil && (len(bad) > 0 || int64(n) != m.Blobs.Count) {
		err = damaged("blobs", fmt.Errorf("%d files on record, %d in the backup, %d not there or changed", n, m.Blobs.Count, len(bad)))
	}
	return err
}

// checkLoadedLog looks whether the log that was loaded holds together and is the one that the manifest tells of.
func checkLoadedLog(ctx context.Context, q db.Queryer, m Manifest) error {
	log := newLogCheck()
	for _, name := range logTables {
		t, ok := m.table(name)
		if !ok {
			return damaged(manifestName, fmt.Errorf("the table %s is not told of", name))
		}
		if err := watchRows(ctx, q, t, log.watch(name, t.Columns)); err != nil {
			return logFault(err)
		}
	}
	return logFault(log.holds(m.Log))
}

// watchRows shows the rows of a table of the log in the order of the first column of its key.
func watchRows(ctx context.Context, q db.Queryer, t Table, watch func(values []any) error) error {
	key := "idx"
	if t.Name == "ledger_head" {
		key = "id"
	}
	rows, err := q.QueryContext(ctx, "SELECT "+names(t.Columns)+" FROM "+t.Name+" ORDER BY "+key)
	if err != nil {
		return err
	}
	defer rows.Close()
	values, into := scanned(len(t.Columns))
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := watch(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// endSessions signs everybody out: a session that was ended after the backup must not come back with it.
func endSessions(ctx context.Context, q db.Queryer) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_session")
	return err
}

// empty refuses a database that holds anything.
func empty(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(q db.Queryer) error {
		all, err := tablesThere(ctx, q, d.Engine())
		if err == nil && len(all) > 0 {
			err = fault.New(fault.Conflict, "backup.target_database")
		}
		return err
	})
}

func tablesThere(ctx context.Context, q db.Queryer, engine db.Engine) ([]string, error) {
	if engine == db.SQLite {
		return texts(ctx, q, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND substr(name, 1, 7) <> 'sqlite_'")
	}
	return texts(ctx, q, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()")
}

// drop takes away every table of a PostgreSQL database that was found empty and then filled in vain.
func drop(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(q db.Queryer) error {
		all, err := tablesThere(ctx, q, d.Engine())
		for _, name := range all {
			if err == nil {
				_, err = q.ExecContext(ctx, "DROP TABLE "+name+" CASCADE")
			}
		}
		return err
	})
}
