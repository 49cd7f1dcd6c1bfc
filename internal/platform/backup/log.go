package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"slices"

	"sampan/internal/platform/ledger"
)

// logTables are the tables of the log; it does not matter in which order logCheck sees them.
var logTables = []string{"ledger_hash", "ledger_head", "ledger_leaf"}

// logCheck sees the rows of the log's tables, each in the order of its index, and says whether they hold together: the
// stored hashes must be just those of the leaves, and the head must count them.
type logCheck struct {
	tree     ledger.Tree
	stored   tally // of the hashes that are stored
	computed tally // of those that the leaves give
	size     int64 // what the head says
}

func newLogCheck() *logCheck {
	return &logCheck{stored: tally{sum: sha256.New()}, computed: tally{sum: sha256.New()}, size: -1}
}

// tally is a hash over hashes in their order.
type tally struct {
	sum hash.Hash
	n   int64
}

func (t *tally) add(h []byte) {
	_, _ = t.sum.Write(h) // a hash takes everything
	t.n++
}

// errLog says that the log does not hold together; what wraps it says where.
var errLog = errors.New("the log does not hold together")

// watch gives what sees the rows of a table; rows of other tables are not looked at.
func (l *logCheck) watch(name string, columns []Column) func(values []any) error {
	number := func(column string) int { return slices.Index(columns, Column{column, Bigint}) }
	data := func(column string) int { return slices.Index(columns, Column{column, Bytea}) }
	switch name {
	case "ledger_leaf":
		return indexed(number("idx"), data("data"), l.tree.Size, func(leaf []byte) {
			for _, h := range l.tree.Add(leaf) {
				l.computed.add(h[:])
			}
		})
	case "ledger_hash":
		return indexed(number("idx"), data("hash"), func() int64 { return l.stored.n }, l.stored.add)
	case "ledger_head":
		return l.head(number("size"))
	}
	return func([]any) error { return nil }
}

// indexed sees rows of an index, which must be the next, and bytes.
func indexed(idx, data int, next func() int64, do func(raw []byte)) func(values []any) error {
	return func(values []any) error {
		if idx < 0 || data < 0 || values[idx] != next() {
			return errLog
		}
		raw, _ := values[data].([]byte)
		do(raw)
		return nil
	}
}

func (l *logCheck) head(size int) func(values []any) error {
	return func(values []any) error {
		if size < 0 || l.size >= 0 {
			return errLog
		}
		l.size, _ = values[size].(int64)
		return nil
	}
}

// end says what the log is, when all of it was seen.
func (l *logCheck) end() (Log, error) {
	root := l.tree.Root()
	got := Log{l.tree.Size(), root[:]}
	switch {
	case l.size != got.Size:
		return got, fmt.Errorf("%w: it has %d leaves and its head says %d", errLog, got.Size, l.size)
	case l.stored.n != l.computed.n || !bytes.Equal(l.stored.sum.Sum(nil), l.computed.sum.Sum(nil)):
		return got, fmt.Errorf("%w: its hashes are not those of its leaves", errLog)
	}
	return got, nil
}

// holds says that the log is the one that a manifest tells of.
func (l *logCheck) holds(want Log) error {
	got, err := l.end()
	if err == nil && (got.Size != want.Size || !bytes.Equal(got.Root, want.Root)) {
		err = fmt.Errorf("%w: its leaves do not give the root that the manifest tells", errLog)
	}
	return err
}
