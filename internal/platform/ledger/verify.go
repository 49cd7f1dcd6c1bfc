package ledger

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/fault"
	"sampan/internal/platform/act"
)

// Options says what to hold a log against.
type Options struct {
	Keys  string // verifier keys that are trusted, a line each; "" to trust those that the log itself offers
	Since []byte // an earlier checkpoint; nil for none
}

// Verify reads the whole log and holds everything against its checkpoint: the signature, every entry, every tile, the
// content of each entry as far as the source gives it out, and the earlier checkpoint. It gives an error only when it
// could not look; what it found wrong is in the report.
func Verify(ctx context.Context, src Source, o Options) (_ *Report, err error) {
	defer fault.In(&err, "ledger.Verify")
	v := &verifier{src: src, report: &Report{}}
	if signed, err := v.start(ctx, o); err != nil || !signed {
		return v.report, err
	}
	err = v.entries(ctx)
	if errors.Is(err, errStop) {
		return v.report, nil
	}
	if err != nil {
		return nil, err
	}
	return v.report, v.finish(ctx)
}

// errStop ends the reading of a log of which the rest cannot be read.
var errStop = errors.New("ledger: cannot go on")

type verifier struct {
	src    Source
	report *Report
	head   Head
	since  *Head
	grown  hashRange
	levels [][]Hash // per level of tiles, the hashes of the tile under way
	done   []int64  // per level, the whole tiles that were checked
	prefix *Hash    // root at the size of the earlier checkpoint, once it is known
}

// start reads keys and both checkpoints and says whether the log's own is one to hold the log against.
func (v *verifier) start(ctx context.Context, o Options) (signed bool, err error) {
	known, err := v.keys(ctx, o.Keys)
	if err != nil {
		return false, err
	}
	raw, err := v.src.Get(ctx, "checkpoint")
	if errors.Is(err, fs.ErrNotExist) {
		return false, fault.Wrap(fault.NotFound, err, "ledger.verify.no_log")
	}
	if err != nil {
		return false, err
	}
	v.report.Checkpoint = raw
	head, err := openCheckpoint(raw, known)
	v.head, v.report.Head = head, head
	v.report.signed(err, ofLog)
	if o.Since != nil {
		v.earlier(o.Since, known)
	}
	return err == nil, nil
}

func (v *verifier) keys(ctx context.Context, given string) ([]note.Verifier, error) {
	if given == "" {
		raw, err := v.src.Get(ctx, "key")
		if err != nil {
			return nil, fault.Wrap(fault.NotFound, err, "ledger.verify.no_key")
		}
		given, v.report.KeyOffered = string(raw), true
	}
	v.report.Keys = strings.Fields(given)
	return parseKeys(given)
}

// earlier reads the earlier checkpoint and tells what is plain from the two heads alone.
func (v *verifier) earlier(raw []byte, known []note.Verifier) {
	old, err := openCheckpoint(raw, known)
	v.report.Since = &old
	switch {
	case err == nil && old.Origin == v.head.Origin:
		v.since = &old
		if old.Size > v.head.Size {
			v.report.find("ledger.finding.cut", "size", v.head.Size, "was", old.Size)
		}
	case old.Origin != "" && old.Origin != v.head.Origin && v.head.Origin != "":
		v.report.find("ledger.finding.wrong_log", "origin", v.head.Origin, "was", old.Origin)
	default:
		v.report.signed(err, ofEarlier)
	}
}

// entries reads the log bundle by bundle.
func (v *verifier) entries(ctx context.Context) error {
	v.mark()
	for n := int64(0); n*tileWidth < v.head.Size; n++ {
		t := Tile{Entries: true, N: n, Width: int(min(tileWidth, v.head.Size-n*tileWidth))}
		raw, err := v.get(ctx, t)
		if err != nil {
			return err
		}
		all, err := splitEntries(raw, t.Width)
		if err != nil {
			v.report.find("ledger.finding.bundle", "path", t.Path())
			return errStop
		}
		for _, leaf := range all {
			v.add(0, tlog.RecordHash(leaf))
		}
		if err := v.tiles(ctx, false); err != nil {
			return err
		}
		if err := v.openings(ctx, n*tileWidth, all); err != nil {
			return err
		}
		v.report.Read += int64(len(all))
	}
	return nil
}

// get reads a tile or bundle. A log may have dropped a partial one when it filled; then the whole one stands for it.
func (v *verifier) get(ctx context.Context, t Tile) ([]byte, error) {
	raw, err := v.src.Get(ctx, t.Path())
	if errors.Is(err, fs.ErrNotExist) && t.Width < tileWidth {
		whole := t
		whole.Width = tileWidth
		if raw, err = v.src.Get(ctx, whole.Path()); err == nil {
			raw = beginning(raw, t)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		v.report.find("ledger.finding.missing", "path", t.Path())
		return nil, errStop
	}
	return raw, err
}

// beginning cuts a whole tile or bundle to the width of a partial one.
func beginning(raw []byte, t Tile) []byte {
	if !t.Entries {
		return raw[:min(len(raw), t.Width*tlog.HashSize)]
	}
	all, err := splitEntries(raw, tileWidth)
	if err != nil {
		return raw
	}
	return packEntries(all[:t.Width])
}

func (v *verifier) add(level int, h Hash) {
	if level == 0 {
		v.grown.add(h)
		v.mark()
	}
	for len(v.levels) <= level {
		v.levels, v.done = append(v.levels, nil), append(v.done, 0)
	}
	v.levels[level] = append(v.levels[level], h)
}

// mark keeps the root when the tree has just the size of the earlier checkpoint.
func (v *verifier) mark() {
	if v.since != nil && v.grown.size == v.since.Size {
		root := v.grown.root()
		v.prefix = &root
	}
}

// tiles checks the tiles that are whole, and at the end of the log the partial ones, from the lowest level up.
func (v *verifier) tiles(ctx context.Context, partial bool) error {
	for level := 0; level < len(v.levels); level++ {
		hashes := v.levels[level]
		if len(hashes) == 0 || len(hashes) < tileWidth && !partial {
			continue
		}
		t := Tile{Level: level, N: v.done[level], Width: len(hashes)}
		raw, err := v.get(ctx, t)
		if err != nil {
			return err
		}
		v.compare(t, raw, hashes)
		if t.Width < tileWidth {
			continue
		}
		var sub hashRange
		for _, h := range hashes {
			sub.add(h)
		}
		v.levels[level], v.done[level] = nil, v.done[level]+1
		v.add(level+1, sub.root())
	}
	return nil
}

func (v *verifier) compare(t Tile, raw []byte, hashes []Hash) {
	if len(raw) != len(hashes)*tlog.HashSize {
		v.report.find("ledger.finding.tile", "path", t.Path())
		return
	}
	for i, h := range hashes {
		if bytes.Equal(raw[i*tlog.HashSize:(i+1)*tlog.HashSize], h[:]) {
			continue
		}
		if t.Level == 0 {
			v.report.find("ledger.finding.entry", "index", t.N*tileWidth+int64(i))
			continue
		}
		v.report.find("ledger.finding.tile", "path", t.Path())
	}
}

// finish checks what lies at the end of the log and the roots.
func (v *verifier) finish(ctx context.Context) error {
	if err := v.tiles(ctx, true); err != nil && !errors.Is(err, errStop) {
		return err
	}
	whole := v.grown.root() == v.head.Root
	if !whole {
		v.report.find("ledger.finding.changed", "size", v.head.Size)
	}
	if v.prefix != nil && *v.prefix != v.since.Root {
		key := "ledger.finding.since_changed"
		if whole {
			key = "ledger.finding.forked"
		}
		v.report.find(key, "was", v.since.Size)
	}
	src := v.src
	if k, ok := src.(keeper); ok {
		src = k.Source
	}
	if d, ok := src.(Database); ok {
		acts, err := d.Acts(ctx)
		if err != nil {
			return err
		}
		if acts > v.head.Size {
			v.report.find("ledger.finding.act_extra", "acts", acts, "size", v.head.Size)
		}
	}
	return nil
}

// atOnce is how many openings are asked for at the same time.
const atOnce = 8

// openings checks the content of leaves, as far as the source gives it out.
func (v *verifier) openings(ctx context.Context, first int64, all [][]byte) error {
	answers := make([]error, len(all))
	var under sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for i, raw := range all {
		free <- struct{}{}
		under.Go(func() {
			answers[i] = v.opening(ctx, first+int64(i), raw)
			<-free
		})
	}
	under.Wait()
	for i, err := range answers {
		index := first + int64(i)
		switch {
		case err == nil:
			v.report.Opened++
		case errors.Is(err, ErrClosed):
			v.report.Closed++
		case errors.Is(err, errForeign):
			v.report.Foreign++
		case errors.Is(err, errOpening):
			v.report.find("ledger.finding.opening", "index", index)
		case errors.Is(err, errNoAct):
			v.report.find("ledger.finding.act_missing", "index", index)
		case errors.Is(err, errActDiffer):
			v.report.find("ledger.finding.act", "index", index)
		default:
			return err
		}
	}
	return nil
}

var (
	errForeign = errors.New("ledger: the leaf is not in this program's form")
	errOpening = errors.New("ledger: the content is not what the leaf commits to")
)

func (v *verifier) opening(ctx context.Context, index int64, raw []byte) error {
	leaf, err := act.ParseLeaf(raw)
	if err != nil {
		return errForeign
	}
	o, err := v.src.Opening(ctx, index, raw)
	if err != nil {
		return err
	}
	if !o.Opens(leaf) {
		return errOpening
	}
	return nil
}

// hashRange is a tree that grows: the roots of its whole subtrees, the largest first.
type hashRange struct {
	size  int64
	roots []Hash
}

func (r *hashRange) add(h Hash) {
	for n := r.size; n&1 == 1; n >>= 1 {
		h = tlog.NodeHash(r.roots[len(r.roots)-1], h)
		r.roots = r.roots[:len(r.roots)-1]
	}
	r.roots = append(r.roots, h)
	r.size++
}

func (r *hashRange) root() Hash {
	if r.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // the empty tree reads nothing
		return h
	}
	h := r.roots[len(r.roots)-1]
	for i := len(r.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(r.roots[i], h)
	}
	return h
}
