package ledger

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/fault"
	"sampan/internal/platform/db"
)

// Hash is a node of the tree: the SHA-256 of a leaf or of two nodes, as RFC 6962 has it.
type Hash = tlog.Hash

// maxLeaf is the longest leaf that an entry bundle can hold.
const maxLeaf = 65535

// Log is the installation's log: its name and the keys that sign it. The tree itself is in the database that each
// method is given. It implements act.Log and is safe for use by several goroutines and processes.
type Log struct {
	origin  string
	signers []note.Signer
	public  []string
}

// Origin is the log's name, the first line of every checkpoint.
func (l *Log) Origin() string { return l.origin }

// Lock takes the head of the log until the transaction ends and gives the index of the next leaf.
func (l *Log) Lock(ctx context.Context, q db.Queryer) (next int64, err error) {
	defer fault.In(&err, "ledger.Lock")
	if _, err := q.ExecContext(ctx, "UPDATE ledger_head SET version = version + 1 WHERE id = 'head'"); err != nil {
		return 0, err
	}
	return l.Size(ctx, q)
}

// Size is the number of leaves, as the transaction sees it.
func (l *Log) Size(ctx context.Context, q db.Queryer) (int64, error) {
	var size int64
	err := q.QueryRowContext(ctx, "SELECT size FROM ledger_head WHERE id = 'head'").Scan(&size)
	return size, err
}

// Append adds leaves from the index that Lock gave, in the same transaction, with the hashes that they complete.
func (l *Log) Append(ctx context.Context, q db.Queryer, next int64, leaves [][]byte) (err error) {
	defer fault.In(&err, "ledger.Append")
	tree := &writer{stored: NewReader(ctx, q), fresh: map[int64]Hash{}}
	for i, leaf := range leaves {
		if len(leaf) == 0 || len(leaf) > maxLeaf {
			return fmt.Errorf("a leaf of %d bytes does not fit the log", len(leaf))
		}
		n := next + int64(i)
		hashes, err := tlog.StoredHashes(n, leaf, tree)
		if err != nil {
			return err
		}
		tree.add(tlog.StoredHashIndex(0, n), hashes)
		if _, err := q.ExecContext(ctx, "INSERT INTO ledger_leaf (idx, data) VALUES ($1, $2)", n, leaf); err != nil {
			return err
		}
	}
	if err := insertHashes(ctx, q, tree.order, tree.fresh); err != nil {
		return err
	}
	res, err := q.ExecContext(ctx, "UPDATE ledger_head SET size = $1 WHERE id = 'head' AND size = $2", next+int64(len(leaves)), next)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, errors.New("the head of the log is not where it was locked"))
	}
	return nil
}

// Root is the root of the tree over the first size leaves.
func (l *Log) Root(ctx context.Context, q db.Queryer, size int64) (Hash, error) {
	return tlog.TreeHash(size, NewReader(ctx, q))
}

// writer reads hashes that are stored and those about to be.
type writer struct {
	stored *Reader
	fresh  map[int64]Hash
	order  []int64
}

func (w *writer) add(first int64, hashes []Hash) {
	for i, h := range hashes {
		w.fresh[first+int64(i)] = h
		w.order = append(w.order, first+int64(i))
	}
}

// ReadHashes implements tlog.HashReader.
func (w *writer) ReadHashes(indexes []int64) ([]Hash, error) {
	var missing []int64
	for _, i := range indexes {
		if _, ok := w.fresh[i]; !ok {
			missing = append(missing, i)
		}
	}
	old, err := w.stored.ReadHashes(missing)
	if err != nil {
		return nil, err
	}
	all, at := make([]Hash, len(indexes)), 0
	for k, i := range indexes {
		h, ok := w.fresh[i]
		if !ok {
			h = old[at]
			at++
		}
		all[k] = h
	}
	return all, nil
}
