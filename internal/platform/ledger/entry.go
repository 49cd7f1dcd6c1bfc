package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// Entry is one leaf with its place in the tree and, for those who may see it, what was committed to.
type Entry struct {
	Index   int64    `json:"index" doc:"Place in the log, from 0"`
	Size    int64    `json:"size" doc:"Number of entries in the tree that the proof is for"`
	Root    []byte   `json:"root" doc:"Root of that tree"`
	Leaf    string   `json:"leaf" doc:"The entry's exact text"`
	Hash    []byte   `json:"hash" doc:"SHA-256 of a zero byte and the leaf"`
	Proof   [][]byte `json:"proof" doc:"Hashes from the leaf's neighbour up to the child of the root (RFC 6962, 2.1.1)"`
	Opening *Opening `json:"opening,omitempty" doc:"What the leaf commits to; absent when the reader may not see it"`

	limited bool // the opening is for this reader, and not for the public
}

// Opening is the payload of an act, as the exact text that was hashed, and the random bytes hashed with it.
type Opening struct {
	Payload string `json:"payload" doc:"JSON text, to be hashed as it is"`
	Salt    []byte `json:"salt" doc:"32 random bytes"`
}

// Opens says that the opening is the one that the leaf commits to.
func (o Opening) Opens(leaf act.Leaf) bool {
	return leaf.Commitment == base64.StdEncoding.EncodeToString(act.Commit(o.Salt, []byte(o.Payload)))
}

// Entry is the leaf at an index with its proof in the present tree, as the actor may see it.
func (l *Log) Entry(ctx context.Context, q db.Queryer, actor kernel.Actor, index int64) (_ Entry, err error) {
	defer fault.In(&err, "ledger.Entry(%d)", index)
	head, err := l.Head(ctx, q)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Index: index, Size: head.Size, Root: head.Root[:]}
	if e.Proof, err = l.Inclusion(ctx, q, index, head.Size); err != nil {
		return Entry{}, err
	}
	raw, err := leaves(ctx, q, index, index+1)
	if err != nil {
		return Entry{}, err
	}
	hash := tlog.RecordHash(raw[0])
	e.Leaf, e.Hash = string(raw[0]), hash[:]
	s, ok, err := actAt(ctx, q, actor, index)
	if ok {
		e.Opening, e.limited = &Opening{Payload: string(s.Payload), Salt: s.Salt}, s.Audience != kernel.Public
	}
	return e, err
}

// actAt is the act whose leaf stands at the index, when the actor may see it.
func actAt(ctx context.Context, q db.Queryer, actor kernel.Actor, index int64) (act.Stored, bool, error) {
	found, err := act.List(ctx, q, actor, act.Filter{From: index}, kernel.Page{Limit: 1})
	if err != nil || len(found) == 0 || found[0].Leaf != index {
		return act.Stored{}, false, err
	}
	return found[0], true, nil
}

// Inclusion proves that the leaf at index is in the tree over the first size leaves.
func (l *Log) Inclusion(ctx context.Context, q db.Queryer, index, size int64) ([][]byte, error) {
	if err := l.reaches(ctx, q, size); err != nil {
		return nil, err
	}
	if index < 0 || index >= size {
		return nil, fault.New(fault.NotFound, "ledger.entry.none")
	}
	proof, err := tlog.ProveRecord(size, index, NewReader(ctx, q))
	return plain(proof), err
}

// Consistency proves that the tree over the first older leaves is the beginning of the tree over the first newer ones.
func (l *Log) Consistency(ctx context.Context, q db.Queryer, older, newer int64) ([][]byte, error) {
	if err := l.reaches(ctx, q, newer); err != nil {
		return nil, err
	}
	if older < 1 || older > newer {
		return nil, fault.New(fault.Invalid, "ledger.proof.sizes")
	}
	proof, err := tlog.ProveTree(newer, older, NewReader(ctx, q))
	return plain(proof), err
}

func (l *Log) reaches(ctx context.Context, q db.Queryer, size int64) error {
	have, err := l.Size(ctx, q)
	if err == nil && (size < 0 || size > have) {
		return fault.New(fault.NotFound, "ledger.proof.beyond", "size", have)
	}
	return err
}

func plain[P ~[]Hash](proof P) [][]byte {
	all := make([][]byte, len(proof))
	for i, h := range proof {
		all[i] = h[:]
	}
	return all
}

// Check says that the entry stands in the tree whose root the head gives.
func (e Entry) Check(head Head) error {
	proof := make(tlog.RecordProof, len(e.Proof))
	for i, raw := range e.Proof {
		if len(raw) != tlog.HashSize {
			return fmt.Errorf("ledger: a hash of the proof has %d bytes", len(raw))
		}
		proof[i] = Hash(raw)
	}
	return tlog.CheckRecord(proof, head.Size, head.Root, e.Index, tlog.RecordHash([]byte(e.Leaf)))
}

// ProofFile is the entry's place as a file that can be checked without the log (C2SP tlog-proof). The checkpoint is of
// the size that the entry's proof is for.
func (e Entry) ProofFile(checkpoint []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "c2sp.org/tlog-proof@v1\nindex %d\n", e.Index)
	for _, h := range e.Proof {
		b.WriteString(base64.StdEncoding.EncodeToString(h) + "\n")
	}
	b.WriteString("\n")
	b.Write(checkpoint)
	return b.Bytes()
}

// ParseProofFile reads such a file: an Entry with index and proof, and the checkpoint.
func ParseProofFile(raw []byte) (Entry, []byte, error) {
	head, checkpoint, ok := bytes.Cut(raw, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return Entry{}, nil, errProofFile
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return Entry{}, nil, errProofFile
	}
	index, err := decimal(strings.TrimPrefix(lines[0], "index "))
	if err != nil {
		return Entry{}, nil, errProofFile
	}
	e := Entry{Index: index}
	for _, line := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil {
			return Entry{}, nil, errProofFile
		}
		e.Proof = append(e.Proof, h)
	}
	return e, checkpoint, nil
}

var errProofFile = fmt.Errorf("ledger: not a file of a proof")
