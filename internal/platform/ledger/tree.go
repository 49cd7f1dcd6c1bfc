package ledger

import "golang.org/x/mod/sumdb/tlog"

// Tree computes the root over leaves that come one after the other, in memory that does not grow with them. The zero
// value is the empty tree.
type Tree struct{ grown hashRange }

// Add appends a leaf and gives the hashes that it completes, in the order in which a log stores them.
func (t *Tree) Add(leaf []byte) []Hash {
	h := tlog.RecordHash(leaf)
	done := []Hash{h}
	for n, at := t.grown.size, len(t.grown.roots)-1; n&1 == 1; n, at = n>>1, at-1 {
		h = tlog.NodeHash(t.grown.roots[at], h)
		done = append(done, h)
	}
	t.grown.add(done[0])
	return done
}

// Size is how many leaves were added.
func (t *Tree) Size() int64 { return t.grown.size }

// Root is the root over the leaves so far.
func (t *Tree) Root() Hash { return t.grown.root() }
