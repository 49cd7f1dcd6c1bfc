package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/ledger"
)

const origin = "commit.example/log"

var at = time.Date(2026, 11, 22, 9, 0, 0, 123456000, time.UTC)

// house is a small installation: a database, its log, and a way to do things officially.
type house struct {
	t    testing.TB
	db   *db.DB
	log  *ledger.Log
	walk *act.Walk
	dir  string
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	dir := t.TempDir()
	must(t, ledger.MakeKey(dir, origin))
	log, err := ledger.Open(dir, origin)
	must(t, err)
	clock := kernel.FixedClock{At: at}
	authority, err := access.New(clock, access.Policy{Name: "thing", Actions: []access.Action{"thing:do"}})
	must(t, err)
	return &house{t, d, log, &act.Walk{DB: d, Access: authority, Clock: clock, Owner: "node", Log: log}, dir}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// do does one use case that records acts of the audience, one per title.
func (h *house) do(audience kernel.Audience, titles ...string) error {
	_, err := act.Do(context.Background(), h.walk, act.Call{Actor: kernel.System, Action: "thing:do"},
		func(_ context.Context, tx *act.Tx) (int, error) {
			for _, title := range titles {
				tx.Record(act.Act{
					Kind: "thing.done", Object: kernel.Ref{Kind: "thing", ID: kernel.NewID()}, Version: 1, Audience: audience,
					Payload: map[string]string{"title": title},
				})
			}
			return len(titles), nil
		})
	return err
}

// grow records n public acts, in transactions of several.
func (h *house) grow(n int) {
	h.t.Helper()
	for n > 0 {
		batch := make([]string, min(n, 40))
		for i := range batch {
			batch[i] = fmt.Sprintf("<%d> & more", n-i)
		}
		must(h.t, h.do(kernel.Public, batch...))
		n -= len(batch)
	}
}

func (h *house) read(do func(ctx context.Context, q db.Queryer) error) {
	h.t.Helper()
	ctx := context.Background()
	must(h.t, h.db.Read(ctx, func(q db.Queryer) error { return do(ctx, q) }))
}

func (h *house) head() (head ledger.Head) {
	h.t.Helper()
	h.read(func(ctx context.Context, q db.Queryer) (err error) {
		head, err = h.log.Head(ctx, q)
		return err
	})
	return head
}

func (h *house) checkpoint() (raw []byte) {
	h.t.Helper()
	h.read(func(ctx context.Context, q db.Queryer) (err error) {
		raw, err = h.log.Checkpoint(ctx, q)
		return err
	})
	return raw
}

func (h *house) acts() (all []act.Stored) {
	h.t.Helper()
	h.read(func(ctx context.Context, q db.Queryer) error {
		for {
			some, err := act.List(ctx, q, kernel.System, act.Filter{From: int64(len(all))}, kernel.Page{Limit: kernel.MaxLimit})
			if err != nil || len(some) == 0 {
				return err
			}
			all = append(all, some...)
		}
	})
	return all
}

// mth is the Merkle tree hash as RFC 6962 section 2.1 writes it down, by recursion over all leaves.
func mth(leaves [][]byte) ledger.Hash {
	switch len(leaves) {
	case 0:
		h, _ := tlog.TreeHash(0, nil)
		return h
	case 1:
		return tlog.RecordHash(leaves[0])
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	return tlog.NodeHash(mth(leaves[:k]), mth(leaves[k:]))
}

func TestEveryActIsALeafAndTheRootIsTheirs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		if h.head().Root != mth(nil) {
			t.Fatal("the root of the empty log is not that of the empty tree")
		}
		sizes := []int{1, 2, 3, 7, 8, 40, 255, 256, 257, 300, 530}
		before := 0
		for _, size := range sizes {
			h.grow(size - before)
			before = size
			var leaves [][]byte
			for i, s := range h.acts() {
				if s.Leaf != int64(i) || s.Seq != int64(i)+1 {
					t.Fatalf("act %d has leaf %d and sequence %d", i, s.Leaf, s.Seq)
				}
				raw, err := act.LeafOf(s).Bytes()
				must(t, err)
				leaves = append(leaves, raw)
			}
			head := h.head()
			if len(leaves) != size || head.Size != int64(size) || head.Root != mth(leaves) {
				t.Fatalf("at %d acts: head of size %d, root right: %v", size, head.Size, head.Root == mth(leaves))
			}
		}
	})
}

func TestARolledBackUseCaseLeavesNoLeaf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.grow(3)
		before := h.head()
		ctx := context.Background()
		err := d.Write(ctx, func(q db.Queryer) error {
			next, err := h.log.Lock(ctx, q)
			if err != nil {
				return err
			}
			if err := h.log.Append(ctx, q, next, [][]byte{[]byte("never")}); err != nil {
				return err
			}
			return context.Canceled
		})
		if err != context.Canceled || h.head() != before { //nolint:errorlint // the very error
			t.Fatalf("%v, head %v, was %v", err, h.head(), before)
		}
		h.grow(2)
		if got := h.head().Size; got != 5 {
			t.Fatalf("size %d", got)
		}
	})
}

func TestALeafMustFitAndStandWhereItWasLocked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := context.Background()
		for name, leaves := range map[string][][]byte{
			"empty": {{}}, "too long": {make([]byte, 65536)},
		} {
			if err := d.Write(ctx, func(q db.Queryer) error { return h.log.Append(ctx, q, 0, leaves) }); err == nil {
				t.Errorf("%s leaf: taken", name)
			}
		}
		h.grow(2)
		for _, next := range []int64{0, 1, 3} {
			if err := d.Write(ctx, func(q db.Queryer) error { return h.log.Append(ctx, q, next, [][]byte{[]byte("x")}) }); err == nil {
				t.Errorf("a leaf at %d of a log of 2 was taken", next)
			}
		}
		must(t, d.Write(ctx, func(q db.Queryer) error { return h.log.Append(ctx, q, 2, [][]byte{make([]byte, 65535)}) }))
	})
}

// Sequences are in the order of commit: a worker that sees the log at some size sees every act below it.
func TestManyWorkersLeaveNoGap(t *testing.T) {
	const workers, each = 8, 50
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var all sync.WaitGroup
		faults := make(chan error, workers+1)
		for w := range workers {
			all.Go(func() {
				for i := range each {
					if err := h.do(kernel.Public, fmt.Sprintf("worker %d act %d", w, i)); err != nil {
						faults <- err
						return
					}
				}
			})
		}
		stop, watched := make(chan struct{}), make(chan error, 1)
		go func() { watched <- watch(h, stop) }()
		all.Wait()
		close(stop)
		must(t, <-watched)
		close(faults)
		for err := range faults {
			t.Error(err)
		}
		var leaves [][]byte
		for i, s := range h.acts() {
			if s.Seq != int64(i)+1 || s.Leaf != int64(i) {
				t.Fatalf("act %d has sequence %d, leaf %d", i, s.Seq, s.Leaf)
			}
			raw, err := act.LeafOf(s).Bytes()
			must(t, err)
			leaves = append(leaves, raw)
		}
		if head := h.head(); len(leaves) != workers*each || head.Size != workers*each || head.Root != mth(leaves) {
			t.Fatalf("%d acts, head of %d, root right: %v", len(leaves), head.Size, head.Root == mth(leaves))
		}
	})
}

// watch looks at the log while it grows: at every instant there are just as many acts and leaves as the head says.
func watch(h *house, stop chan struct{}) error {
	ctx := context.Background()
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		var size, acts, last, leaves int64
		err := h.db.Read(ctx, func(q db.Queryer) error {
			return q.QueryRowContext(ctx, `
				SELECT (SELECT size FROM ledger_head), (SELECT COUNT(*) FROM act), (SELECT COALESCE(MAX(seq), 0) FROM act),
				       (SELECT COUNT(*) FROM ledger_leaf)`).Scan(&size, &acts, &last, &leaves)
		})
		if err != nil {
			return err
		}
		if acts != size || last != size || leaves != size {
			return fmt.Errorf("head %d, %d acts, last sequence %d, %d leaves", size, acts, last, leaves)
		}
	}
}
