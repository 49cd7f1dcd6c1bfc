package anchor_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/anchor"
	"sampan/internal/platform/text/diff"
)

// flag is an anchor with the characters that it was put on.
type flag struct {
	anchor anchor.Anchor
	signs  []sign
}

// plant anchors some words at random.
func (d *desk) plant() (flag, bool) {
	p := d.pages[d.IntN(len(d.pages))]
	from, to := d.wordAt(p, 1+d.IntN(12))
	if d.IntN(4) == 0 {
		from, to = d.sentenceAt(p)
	}
	for from < to && p.text[from].r == ' ' {
		from++
	}
	for from < to && p.text[to-1].r == ' ' {
		to--
	}
	a, err := anchor.At(p.piece(), from, to)
	return flag{a, p.text[from:to]}, err == nil && worth(a)
}

// worth says that an anchor is on more than a letter.
func worth(a anchor.Anchor) bool { return diff.Weight(text.Segments(a.Quote)) > 1 }

// truth is where most of a flag's characters are: the page that has most of them, from where to where, and how many.
type truth struct {
	page     *page
	from, to int
	there    int
}

func (d *desk) truth(f flag) truth {
	var all []truth
	for _, s := range f.signs {
		at := d.spots[s.id]
		if at.page == nil {
			continue
		}
		k := slices.IndexFunc(all, func(t truth) bool { return t.page == at.page })
		if k < 0 {
			k = len(all)
			all = append(all, truth{page: at.page, from: at.at})
		}
		t := &all[k]
		t.from, t.to, t.there = min(t.from, at.at), max(t.to, at.at+1), t.there+1
	}
	var best truth
	for _, t := range all {
		if t.there > best.there {
			best = t
		}
	}
	return best
}

// clear says that a person would follow: three in four of the characters are left, together.
func (t truth) clear(f flag) bool {
	return 4*t.there >= 3*len(f.signs) && t.together(f)
}

// together says that not much more came in between the characters than they are themselves.
func (t truth) together(f flag) bool { return t.to-t.from <= 2*len(f.signs)+8 }

// context is how many characters beside the words a reader knows a place by.
const context = 12

// alike says that no reader could tell the place from the anchor's: half of the words or all of the new ones, with the same
// characters or the same end of the text before or after them, stand once in the old text of the piece and once in the new.
func alike(old, now *page, was, is anchor.Anchor) bool {
	x, y := []rune("\x02"+old.said+"\x03"), []rune("\x02"+now.said+"\x03")
	a, b := x[was.From+1:was.To+1], y[is.From+1:is.To+1]
	head, tail := 0, 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	for tail < min(len(a), len(b)) && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	once := func(s, t []rune) bool {
		look := string(s)
		return look == string(t) && strings.Count(string(x), look) == 1 && strings.Count(string(y), look) == 1
	}
	most := max(len(a), len(b))
	return was.Piece == is.Piece &&
		((2*head >= most || head == len(b)) && once(x[max(was.From+1-context, 0):was.From+1+head], y[max(is.From+1-context, 0):is.From+1+head]) ||
			(2*tail >= most || tail == len(b)) && once(x[was.To+1-tail:min(was.To+1+context, len(x))], y[is.To+1-tail:min(is.To+1+context, len(y))]))
}

// twins says that the two places of a page read alike: the same words, and the same characters around them or one right
// beside the other.
func twins(p *page, from, to, other int) bool {
	n := to - from
	if other+n > len(p.text) {
		return false
	}
	runes := []rune(p.said)
	around := func(at int) string { return string(runes[max(at-context, 0):min(at+n+context, len(runes))]) }
	beside := max(from-other, other-from) <= n+2
	return string(runes[from:to]) == string(runes[other:other+n]) && (beside || around(from) == around(other))
}

// wrong says why a followed anchor is on other words than its own: most of it, of what stood in the old text already, was
// never anchored, or it does not hold half of what is left together, unless no more than half is left and a copy has more. newest is the last character of the old text.
func (d *desk) wrong(f flag, p *page, got anchor.Anchor, newest int) string {
	own, copies, copied, foreign := map[int]bool{}, map[int]bool{}, 0, 0
	for _, s := range f.signs {
		own[s.id], copies[s.of] = true, true
	}
	mine, is := 0, d.truth(f)
	for _, s := range p.text[got.From:got.To] {
		if own[s.id] {
			mine++
		}
		if copies[s.of] {
			copied++
		} else if s.id <= newest {
			foreign++
		}
	}
	switch {
	case copied == 0:
		return "none of its words are there"
	case foreign > copied:
		return "most of what it is on are others' words"
	case is.page == p && is.from <= got.From && got.To <= is.to && is.together(f): // among its own words
	case is.page == p && twins(p, got.From, got.To, is.from), 2*is.there < len(f.signs) && copied > is.there:
	case 2*mine < is.there:
		return "most of its words are in another place"
	}
	return ""
}

func TestAnchorsFollowThroughRandomEdits(t *testing.T) {
	full := os.Getenv("SAMPAN_SOAK") != ""
	seeds := uint64(1)
	if full {
		seeds = 3
	}
	for _, batch := range []int{1, 20, 200} {
		t.Run(fmt.Sprintf("%d edits at a time", batch), func(t *testing.T) {
			edits := map[int]int{1: 500, 20: 3000, 200: 6000}[batch]
			if full {
				edits = 10000
			}
			for seed := range seeds {
				t.Run(fmt.Sprint("seed ", seed+1), func(t *testing.T) { walk(t, seed+1, batch, edits) })
			}
		})
	}
}

// tally counts what became of anchors.
type tally struct{ due, followed, all, orphans, alike, wrong int }

func walk(t *testing.T, seed uint64, batch, edits int) {
	t.Helper()
	d := newDesk(seed, 400)
	var flags []flag
	var sum tally
	for range edits / batch {
		for len(flags) < 1000 {
			if f, ok := d.plant(); ok {
				flags = append(flags, f)
			}
		}
		before, newest := slices.Clone(d.pages), d.last
		for range batch {
			d.edit()
		}
		d.note(before)
		trail := anchor.New(pieces(before), pieces(d.pages))
		kept := flags[:0]
		for _, f := range flags {
			if f, ok := d.follow(t, &sum, trail, f, before, newest); ok {
				kept = append(kept, f)
			}
		}
		flags = kept
	}
	t.Logf("%+v", sum)
	if sum.wrong > 0 {
		t.Errorf("%d of %d wrong", sum.wrong, sum.all)
	}
	if 1000*sum.followed < 990*sum.due {
		t.Errorf("%d of %d followed", sum.followed, sum.due)
	}
}

func (d *desk) follow(t *testing.T, sum *tally, trail *anchor.Trail, f flag, before []*page, newest int) (flag, bool) {
	t.Helper()
	got := trail.Follow(f.anchor)
	sum.all++
	is := d.truth(f)
	if is.clear(f) {
		sum.due++
		if got.How != anchor.Orphan {
			sum.followed++
		}
	}
	if got.How == anchor.Orphan {
		sum.orphans++
		return f, false
	}
	if got.Confidence == 1 && is.page != nil && is.there == len(f.signs) && got.Anchor.Piece == is.page.id && got.Anchor.From == is.from && got.Anchor.To == is.to {
		f.anchor = got.Anchor
		return f, true
	}
	i := slices.IndexFunc(d.pages, func(p *page) bool { return p.id == got.Anchor.Piece })
	if i < 0 || !got.Anchor.In(d.pages[i].piece()) {
		t.Fatalf("%+v does not stand in the new text", got)
	}
	was := slices.IndexFunc(before, func(p *page) bool { return p.id == f.anchor.Piece })
	if why := d.wrong(f, d.pages[i], got.Anchor, newest); why != "" && alike(before[was], d.pages[i], f.anchor, got.Anchor) {
		sum.alike++
	} else if why != "" {
		sum.wrong++
		t.Errorf("%q of %s came to %q in %s (%s, %.2f): %s", f.anchor.Quote, f.anchor.Piece, got.Anchor.Quote, got.Anchor.Piece, got.How, got.Confidence, why)
		return f, false
	}
	f.anchor, f.signs = got.Anchor, d.pages[i].text[got.Anchor.From:got.Anchor.To]
	return f, worth(f.anchor)
}
