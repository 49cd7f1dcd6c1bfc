package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
)

// partSize is how much of a table is gathered before it goes out as a part.
const partSize = 1 << 20

// dump writes all rows of a table and tells what it wrote. watch sees each row.
func (w *writing) dump(ctx context.Context, q db.Queryer, t table, watch func(values []any) error) (Table, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+names(t.columns)+" FROM "+t.name+" ORDER BY "+order(t, w.DB.Engine()))
	if err != nil {
		return Table{}, err
	}
	defer rows.Close()
	out := &tableWriter{archive: w.archive, sum: sha256.New(), told: Table{Name: t.name, Columns: t.columns}}
	values, into := scanned(len(t.columns))
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return Table{}, err
		}
		if err := watch(values); err != nil {
			return Table{}, err
		}
		if err := out.row(values); err != nil {
			return Table{}, err
		}
	}
	if err := rows.Err(); err != nil {
		return Table{}, err
	}
	return out.end()
}

// scanned are the values of a row and where to scan them into.
func scanned(n int) (values, into []any) {
	values, into = make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, into
}

// order is the order of rows, which on PostgreSQL must not hang on the server's language.
func order(t table, engine db.Engine) string {
	types := map[string]Type{}
	for _, c := range t.columns {
		types[c.Name] = c.Type
	}
	var parts []string
	for _, name := range t.order {
		if engine == db.Postgres && types[name] == Text {
			name += ` COLLATE "C"`
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, ", ")
}

func names(columns []Column) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return strings.Join(all, ", ")
}

// tableWriter gathers lines into parts.
type tableWriter struct {
	archive *archive
	sum     hash.Hash
	told    Table
	lines   []byte
}

func (t *tableWriter) row(values []any) (err error) {
	if t.lines, err = appendRow(t.lines, t.told.Columns, values); err != nil {
		return fmt.Errorf("table %s, row %d: %w", t.told.Name, t.told.Rows+1, err)
	}
	t.told.Rows++
	if len(t.lines) < partSize {
		return nil
	}
	return t.flush()
}

func (t *tableWriter) flush() error {
	if len(t.lines) == 0 {
		return nil
	}
	if len(t.lines) > maxPart {
		return fmt.Errorf("table %s, row %d: the row is too long for a backup", t.told.Name, t.told.Rows)
	}
	t.told.Parts++
	t.told.Bytes += int64(len(t.lines))
	_, _ = t.sum.Write(t.lines) // a hash takes everything
	err := t.archive.add(fmt.Sprintf("tables/%s/%06d.ndjson", t.told.Name, t.told.Parts), int64(len(t.lines)), bytes.NewReader(t.lines))
	t.lines = t.lines[:0]
	return err
}

func (t *tableWriter) end() (Table, error) {
	err := t.flush()
	t.told.SHA256 = hex.EncodeToString(t.sum.Sum(nil))
	return t.told, err
}

// files writes every file on record.
func (w *writing) files(ctx context.Context, q db.Queryer) (Blobs, error) {
	rows, err := q.QueryContext(ctx, "SELECT sha256, size FROM blob ORDER BY "+order(table{
		columns: []Column{{"sha256", Text}}, order: []string{"sha256"},
	}, w.DB.Engine()))
	if err != nil {
		return Blobs{}, err
	}
	defer rows.Close()
	told, list := Blobs{}, sha256.New()
	for rows.Next() {
		var info blob.Info
		if err := rows.Scan(&info.SHA256, &info.Size); err != nil {
			return Blobs{}, err
		}
		if err := w.file(info); err != nil {
			return Blobs{}, err
		}
		told.Count++
		told.Bytes += info.Size
		_, _ = io.WriteString(list, info.SHA256+"\n") // a hash takes everything
	}
	told.SHA256 = hex.EncodeToString(list.Sum(nil))
	return told, errors.Join(rows.Err(), ctx.Err())
}

// size is about how many bytes the files on record have.
func size(ctx context.Context, d *db.DB) (n int64, err error) {
	err = d.Read(ctx, func(q db.Queryer) error {
		there, err := hasTable(ctx, q, d.Engine(), "blob")
		if err != nil || !there {
			return err
		}
		return q.QueryRowContext(ctx, "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM blob").Scan(&n)
	})
	return n, err
}
