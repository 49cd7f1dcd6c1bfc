package anchor

import (
	"slices"

	"sampan/internal/platform/text/diff"
)

// Trail follows anchors from an old text, made of pieces, to the new one. It compares a piece when an anchor first asks
// for it, so one Trail serves all anchors of a text. It is not for several goroutines at once.
type Trail struct {
	old, fresh map[string]Piece
	order      []string // of the new pieces
	compared   map[string]*change
	added      []run // what is in the new text and was not in the piece before
	addedKnown bool
}

// run is a stretch of a new piece that was not there before.
type run struct {
	piece  string
	text   tokens
	lo, hi int
	has    map[string]bool
}

// New makes the Trail from the old pieces to the new ones.
func New(old, fresh []Piece) *Trail {
	t := &Trail{old: map[string]Piece{}, fresh: map[string]Piece{}, compared: map[string]*change{}}
	for _, p := range old {
		t.old[p.ID] = p
	}
	for _, p := range fresh {
		t.fresh[p.ID] = p
		t.order = append(t.order, p.ID)
	}
	return t
}

// Follow says where the anchor is in the new text. An anchor that does not stand in the old text as it says is an orphan.
func (t *Trail) Follow(a Anchor) Followed {
	old, known := t.old[a.Piece]
	if !known || !a.In(old) {
		return Followed{Anchor: a, How: Orphan}
	}
	if p, there := t.fresh[a.Piece]; there {
		if p.Text == old.Text {
			return Followed{Anchor: a, How: Kept, Confidence: 1}
		}
		f, followed, lost := t.inPlace(a)
		switch {
		case followed:
			return f
		case lost:
			return Followed{Anchor: a, How: Orphan}
		}
	}
	if f, ok := t.elsewhere(a); ok {
		return f
	}
	return Followed{Anchor: a, How: Orphan}
}

// change compares the two texts of a piece that both have.
func (t *Trail) change(id string) *change {
	c, known := t.compared[id]
	if !known {
		c = &change{old: cut(t.old[id].Text), fresh: cut(t.fresh[id].Text)}
		c.edits = diff.Of(c.old.words, c.fresh.words)
		c.onward, c.backward = readings(c.old.words, c.fresh.words)
		t.compared[id] = c
	}
	return c
}

// runs lists everything that was added to the text.
func (t *Trail) runs() []run {
	if t.addedKnown {
		return t.added
	}
	t.addedKnown = true
	for _, id := range t.order {
		p := t.fresh[id]
		old, known := t.old[id]
		switch {
		case !known:
			words := cut(p.Text)
			t.add(run{piece: id, text: words, lo: 0, hi: len(words.words)})
		case old.Text != p.Text:
			c := t.change(id)
			for _, s := range c.stretches() {
				if s.b0 < s.b1 {
					t.add(run{piece: id, text: c.fresh, lo: s.b0, hi: s.b1})
				}
			}
		}
	}
	return t.added
}

func (t *Trail) add(r run) {
	r.has = make(map[string]bool, r.hi-r.lo)
	for _, w := range r.text.words[r.lo:r.hi] {
		r.has[w] = true
	}
	t.added = append(t.added, r)
}

// distance is how far the new piece is from the old one, by what is known of where text was taken.
func (t *Trail) distance(old, fresh string) int {
	switch {
	case old == fresh:
		return within
	case slices.Contains(t.fresh[fresh].From, old), slices.Contains(t.fresh[old].From, fresh):
		return related
	}
	return far
}

// takenOver says that the old piece is gone and that it is known where to.
func (t *Trail) takenOver(old string) bool {
	if _, there := t.fresh[old]; there {
		return false
	}
	return slices.ContainsFunc(t.order, func(id string) bool { return t.distance(old, id) == related })
}
