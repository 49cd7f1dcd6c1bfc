package redline_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/text/texttest"
)

// pairs is how many pairs of drafts are compared in each language.
func pairs() uint64 {
	all := 10_000
	if os.Getenv("SAMPAN_SOAK") != "" {
		all = 100_000
	}
	return uint64(all/len(texttest.Languages) + 1)
}

// tally counts what of the deeds a redline found.
type tally struct{ done, found map[string]int }

func (n *tally) count(what string, found bool) bool {
	n.done[what]++
	if found {
		n.found[what]++
	}
	return found
}

func TestPairsOfDrafts(t *testing.T) {
	for _, language := range texttest.Languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			n := tally{map[string]int{}, map[string]int{}}
			shown, done := 0, 0
			movedShown, moved := 0, 0
			for seed := range pairs() {
				p := texttest.NewPair(language, seed)
				r := redline.Compare(p.Old, p.New)
				if !r.Accept().Equal(p.New) || !r.Reject().Equal(p.Old) {
					t.Fatalf("seed %d: the redline does not lead both ways", seed)
				}
				legible(t, seed, r)
				chosen(t, seed, p, r)
				a, b := letters(r), 0
				for _, d := range p.Deeds {
					b += d.Letters
				}
				shown, done = shown+a, done+b
				movedShown, moved = movedShown+movers(r), moved+carried(p)
				if !n.count("bounded", a <= 4*b+100) && testing.Verbose() {
					t.Logf("seed %d: %d letters shown, %d edited", seed, a, b)
				}
				for _, d := range p.Deeds {
					judge(t, &n, seed, d, r)
				}
			}
			t.Logf("%.2f letters shown as changed for each that was, %.2f as moved; done %v, found %v",
				float64(shown)/float64(done), float64(movedShown)/float64(moved), n.done, n.found)
			if shown > done*5/4 {
				t.Errorf("%d letters are shown as changed where %d were", shown, done)
			}
			if movedShown > moved {
				t.Errorf("%d letters are shown as moved where %d were", movedShown, moved)
			}
			for what, done := range n.done {
				if n.found[what] < done*99/100 {
					t.Errorf("%s: %d of %d found", what, n.found[what], done)
				}
			}
		})
	}
}

// chosen makes a third of the changes and fails unless what comes out is a text that holds every line that nobody touched,
// and that the rest of the changes, were it compared again, lead on from.
func chosen(t *testing.T, seed uint64, p texttest.Pair, r redline.Redline) {
	none := r.Choose(func(int) bool { return false })
	all := r.Choose(func(int) bool { return true })
	if !none.Equal(p.Old) || !all.Equal(p.New) {
		t.Fatalf("seed %d: choosing all or none is not accepting or rejecting", seed)
	}
	some := r.Choose(func(i int) bool { return i%3 == 0 })
	if !some.Equal(some.Normal()) || !markup.Parse(some.String()).Equal(some) {
		t.Fatalf("seed %d: some of the changes leave %#v", seed, some)
	}
	at := 0
	for i, c := range r {
		taken, left := c.New, c.Old
		switch {
		case c.Kind == redline.MovedFrom || c.Kind == redline.MovedTo:
			continue
		case c.Decides() && i%3 == 0:
			left = taken
		}
		for _, b := range left {
			for at < len(some) && some[at].Text() != b.Text() {
				at++
			}
			if at == len(some) {
				t.Fatalf("seed %d: %q is lost when some of the changes are made", seed, b.Text())
			}
			at++
		}
	}
}

// letters is how many letters a redline shows as put in or taken out.
func letters(r redline.Redline) int {
	n := 0
	for _, c := range r {
		all := slices.Concat(c.Parts...)
		for _, cell := range c.Cells {
			all = append(all, cell.Spans...)
		}
		for _, s := range all {
			if s.Op == redline.Insert || s.Op == redline.Delete {
				n += len([]rune(strings.Join(strings.Fields(s.Text), "")))
			}
		}
	}
	return n
}

// movers is how many letters a redline shows as moved.
func movers(r redline.Redline) int {
	n := 0
	for _, c := range r {
		for _, b := range c.Old {
			if c.Kind == redline.MovedFrom {
				n += len([]rune(b.Text()))
			}
		}
	}
	return n
}

// carried is how many letters were moved.
func carried(p texttest.Pair) int {
	n := 0
	for _, d := range p.Deeds {
		if d.What == texttest.Moved && d.Old >= 0 {
			n += len([]rune(p.Old[d.Old].Text()))
		}
	}
	return n
}

// judge counts a deed that nothing else disturbed as found or not.
func judge(t *testing.T, n *tally, seed uint64, d texttest.Deed, r redline.Redline) {
	if !d.Clean || d.Old < 0 {
		return
	}
	c, found := of(r, d.Old, d.New)
	switch d.What {
	case texttest.Moved, texttest.Restyled, texttest.Formed:
		found = found && c.Differs&redline.Text == 0
	case texttest.Split:
		found = found && len(c.New) == 2
	case texttest.Merged:
		found = found && len(c.Parts) == 2
	case texttest.Columns:
		found = found && c.Differs&redline.Columns != 0
	default:
		return
	}
	if !n.count(string(d.What), found) && testing.Verbose() {
		t.Logf("seed %d: %+v is not found", seed, d)
	}
}

// of is the change in which an old block became a new one.
func of(r redline.Redline, before, after int) (redline.Change, bool) {
	pair := 0
	for _, c := range r {
		if c.OldAt <= before && before < c.OldAt+len(c.Old) {
			if c.Kind != redline.MovedFrom {
				return c, c.NewAt <= after && after < c.NewAt+len(c.New)
			}
			pair = c.Pair
		}
	}
	for _, c := range r {
		if pair > 0 && c.Kind == redline.MovedTo && c.Pair == pair {
			return c, c.NewAt <= after && after < c.NewAt+len(c.New)
		}
	}
	return redline.Change{}, false
}

// legible fails when a change of words cuts a grapheme cluster.
func legible(t *testing.T, seed uint64, r redline.Redline) {
	for _, c := range r {
		if c.Differs&redline.Text == 0 {
			continue
		}
		for _, part := range c.Parts {
			for _, side := range []redline.Op{redline.Insert, redline.Delete} {
				uncut(t, seed, part, side)
			}
		}
	}
}

// uncut looks at one side of the words: wherever what changed meets what did not, a cluster ends.
func uncut(t *testing.T, seed uint64, part []redline.Span, side redline.Op) {
	var all strings.Builder
	var edges []int
	changed := false
	for _, s := range part {
		if s.Op != side && (s.Op == redline.Insert || s.Op == redline.Delete) {
			continue
		}
		if is := s.Op == side; is != changed {
			edges = append(edges, all.Len())
			changed = is
		}
		all.WriteString(s.Text)
	}
	ends := map[int]bool{0: true}
	at := 0
	for _, c := range text.Clusters(all.String()) {
		at += len(c)
		ends[at] = true
	}
	for _, e := range edges {
		if !ends[e] {
			t.Fatalf("seed %d: a change cuts a cluster at byte %d of %q", seed, e, all.String())
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("a b", "b\n\na")
	f.Add("- a\n  - b\n- c", "1. a\n2. c")
	f.Add("| a | b |\n|---|---|\n| c | d |", "| a |\n|---|\n| **d** |")
	f.Add("ក្រុម។ ការងារ", "ក្រុម។\n\nការងារ")
	f.Fuzz(func(t *testing.T, a, b string) {
		before, after := markup.Parse(a), markup.Parse(b)
		exact(t, before, after, redline.Compare(before, after))
	})
}
