package ledger

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/platform/db"
)

// batch is how many hashes one query asks for or stores.
const batch = 256

// Reader reads stored hashes of the tree within one transaction. It implements tlog.HashReader.
type Reader struct {
	ctx context.Context
	q   db.Queryer
}

// NewReader reads in the transaction q and is worth nothing after it.
func NewReader(ctx context.Context, q db.Queryer) *Reader { return &Reader{ctx, q} }

// ReadHashes gives the hashes at the storage indexes, in their order; a hash that is not stored is an error.
func (r *Reader) ReadHashes(indexes []int64) ([]Hash, error) {
	found := make(map[int64]Hash, len(indexes))
	for from := 0; from < len(indexes); from += batch {
		if err := r.read(indexes[from:min(from+batch, len(indexes))], found); err != nil {
			return nil, err
		}
	}
	all := make([]Hash, len(indexes))
	for k, i := range indexes {
		h, ok := found[i]
		if !ok {
			level, n := tlog.SplitStoredHashIndex(i)
			return nil, fmt.Errorf("ledger: hash %d of level %d is not stored", n, level)
		}
		all[k] = h
	}
	return all, nil
}

func (r *Reader) read(indexes []int64, found map[int64]Hash) error {
	args := make([]any, len(indexes))
	for k, i := range indexes {
		args[k] = i
	}
	rows, err := r.q.QueryContext(r.ctx, "SELECT idx, hash FROM ledger_hash WHERE idx IN ("+places(1, len(indexes))+")", args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i int64
		var raw []byte
		if err := rows.Scan(&i, &raw); err != nil {
			return err
		}
		if len(raw) != tlog.HashSize {
			return fmt.Errorf("ledger: the hash stored at %d has %d bytes", i, len(raw))
		}
		found[i] = Hash(raw)
	}
	return rows.Err()
}

func insertHashes(ctx context.Context, q db.Queryer, order []int64, hashes map[int64]Hash) error {
	for from := 0; from < len(order); from += batch {
		part := order[from:min(from+batch, len(order))]
		rows, args := make([]string, len(part)), make([]any, 0, 2*len(part))
		for k, i := range part {
			h := hashes[i]
			rows[k], args = "("+places(2*k+1, 2)+")", append(args, i, h[:])
		}
		if _, err := q.ExecContext(ctx, "INSERT INTO ledger_hash (idx, hash) VALUES "+strings.Join(rows, ", "), args...); err != nil {
			return err
		}
	}
	return nil
}

// leaves gives the leaves from index lo up to and without hi, which must all be there.
func leaves(ctx context.Context, q db.Queryer, lo, hi int64) ([][]byte, error) {
	rows, err := q.QueryContext(ctx, "SELECT idx, data FROM ledger_leaf WHERE idx >= $1 AND idx < $2 ORDER BY idx", lo, hi)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][]byte
	for rows.Next() {
		var i int64
		var data []byte
		if err := rows.Scan(&i, &data); err != nil {
			return nil, err
		}
		if i != lo+int64(len(all)) {
			break
		}
		all = append(all, data)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if int64(len(all)) != hi-lo {
		return nil, fmt.Errorf("ledger: leaf %d is not stored", lo+int64(len(all)))
	}
	return all, nil
}

// places writes n placeholders from $first on, with commas between.
func places(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
