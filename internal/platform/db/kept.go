package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

// Row is a row of a query, as Kept hands it to be scanned.
type Row interface{ Scan(into ...any) error }

// Kept gives what scan makes of each row of a query, in order. In Read the answer is kept in memory as long as nobody
// commits anything: who asks the same again, in the same words and with the same arguments, is given the same values in a
// list of their own. So scan depends on nothing but its row, and nobody changes what the values hold. What a reader may see
// is part of the question (access.Scope), so nobody is answered what another may see.
//
// In Write the database itself is asked. What is large, secret or asked for once is read with QueryContext.
func Kept[T any](ctx context.Context, q Queryer, query string, args []any, scan func(Row) (T, error)) ([]T, error) {
	r, ok := q.(*reading)
	if !ok {
		all, _, err := scanned(ctx, q, query, args, scan)
		return all, err
	}
	asked := question{query, written(args)}
	if found, ok := r.db.kept.find(r.state, asked).([]T); ok {
		return slices.Clone(found), nil
	}
	all, size, err := scanned(ctx, q, query, args, scan)
	if err != nil {
		return nil, err
	}
	if now, err := r.db.watch.look(); err == nil && now == r.state {
		r.db.kept.keep(r.state, asked, slices.Clone(all), size+len(query)+len(asked.args))
	}
	return all, nil
}

// KeptOne is Kept for a query of one row; sql.ErrNoRows when there is none.
func KeptOne[T any](ctx context.Context, q Queryer, query string, args []any, scan func(Row) (T, error)) (T, error) {
	all, err := Kept(ctx, q, query, args, scan)
	if err == nil && len(all) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

func scanned[T any](ctx context.Context, q Queryer, query string, args []any, scan func(Row) (T, error)) ([]T, int, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	row := weighed{rows: rows}
	all := []T{}
	for rows.Next() {
		item, err := scan(&row)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, item)
	}
	return all, row.size, rows.Err()
}

// weighed is a row that counts the text that went through it.
type weighed struct {
	rows *sql.Rows
	size int
}

// rowWeight is counted for a row whatever it holds.
const rowWeight = 128

// Scan implements Row.
func (w *weighed) Scan(into ...any) error {
	err := w.rows.Scan(into...)
	w.size += rowWeight
	for _, v := range into {
		switch v := v.(type) {
		case *string:
			w.size += len(*v)
		case *[]byte:
			w.size += len(*v)
		}
	}
	return err
}

// question is what was asked: the query and its arguments, written down.
type question struct{ query, args string }

// written tells lists of arguments apart: a text stands with its length before it and anything else as Go writes it, so that
// no two lists are written alike.
func written(args []any) string {
	w := make([]byte, 0, 32*len(args))
	for _, a := range args {
		if s, ok := a.(string); ok {
			w = strconv.AppendInt(append(w, '\n'), int64(len(s)), 10)
			w = append(append(w, ':'), s...)
			continue
		}
		w = fmt.Appendf(w, "\n%#v", a)
	}
	return string(w)
}

// keptSize bounds the text that the values kept were made from; in memory they are three to five times as large.
const keptSize = 4 << 20

// keeper holds answers of one state of the database.
type keeper struct {
	mu      sync.RWMutex
	state   string
	answers map[question]any
	size    int
}

func (k *keeper) find(state string, asked question) any {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.state != state {
		return nil
	}
	return k.answers[asked]
}

// keep takes an answer of a state that is the present one. When there is no room, all go: what is asked for often is
// soon there again.
func (k *keeper) keep(state string, asked question, answer any, size int) {
	if size > keptSize/2 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.state != state || k.size+size > keptSize {
		k.state, k.answers, k.size = state, map[question]any{}, 0
	}
	if _, have := k.answers[asked]; !have {
		k.answers[asked] = answer
		k.size += size
	}
}
