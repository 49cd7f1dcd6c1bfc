package backup

import (
	"context"
	"fmt"
	"strings"

	"sampan/internal/platform/db"
)

// versionTable is where the migrations keep their own book; a restored database gets its own.
const versionTable = "goose_db_version"

// table is a table of the open database.
type table struct {
	name    string
	columns []Column
	order   []string // columns that rows are ordered by: the primary key, or all
}

// catalogue finds the tables of the database, by name, with the columns in the order in which they were made.
func catalogue(ctx context.Context, q db.Queryer, engine db.Engine) ([]table, error) {
	list := `
		SELECT name
		FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_'
		ORDER BY name`
	if engine == db.Postgres {
		// An unlogged table holds what must not outlive the server, so it is not copied either.
		list = `
			SELECT c.relname
			FROM pg_class c
			JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
			ORDER BY c.relname COLLATE "C"`
	}
	names, err := texts(ctx, q, list)
	if err != nil {
		return nil, err
	}
	var all []table
	for _, name := range names {
		if name == versionTable {
			continue
		}
		t, err := describe(ctx, q, engine, name)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

func describe(ctx context.Context, q db.Queryer, engine db.Engine, name string) (table, error) {
	query := "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid"
	if engine == db.Postgres {
		query = `
			SELECT a.attname, upper(format_type(a.atttypid, a.atttypmod)), coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1
			FROM pg_attribute a
			LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
			WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped
			ORDER BY a.attnum`
	}
	rows, err := q.QueryContext(ctx, query, name)
	if err != nil {
		return table{}, err
	}
	defer rows.Close()
	t, key := table{name: name}, map[int]string{}
	for rows.Next() {
		var column, typ string
		var place int
		if err := rows.Scan(&column, &typ, &place); err != nil {
			return table{}, err
		}
		c := Column{column, Type(strings.ToUpper(typ))}
		if !c.Type.known() || !tableName.MatchString(name) || !tableName.MatchString(column) {
			return table{}, fmt.Errorf("%s.%s is of type %s, which a backup does not hold", name, column, typ)
		}
		t.columns = append(t.columns, c)
		if place > 0 {
			key[place] = column
		}
	}
	for place := 1; place <= len(key); place++ {
		t.order = append(t.order, key[place])
	}
	if len(key) == 0 {
		for _, c := range t.columns {
			t.order = append(t.order, c.Name)
		}
	}
	return t, rows.Err()
}

// schemaVersion is the last migration that ran, as the transaction sees it; 0 when none did.
func schemaVersion(ctx context.Context, q db.Queryer, engine db.Engine) (at int64, err error) {
	there, err := hasTable(ctx, q, engine, versionTable)
	if err != nil || !there {
		return 0, err
	}
	err = q.QueryRowContext(ctx, "SELECT MAX(version_id) FROM "+versionTable).Scan(&at)
	return at, err
}

func hasTable(ctx context.Context, q db.Queryer, engine db.Engine, name string) (bool, error) {
	query := "SELECT COUNT(*) FROM pragma_table_list WHERE schema = 'main' AND name = $1"
	if engine == db.Postgres {
		query = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
	}
	var n int
	err := q.QueryRowContext(ctx, query, name).Scan(&n)
	return n > 0, err
}

func texts(ctx context.Context, q db.Queryer, query string) ([]string, error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}
