package redline

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// Compare finds what became of the old document in the new one. Both are taken in Normal form, as Parse gives them.
func Compare(before, after markup.Doc) Redline {
	units, stays := settle(before, match(before, after))
	l := layout{
		old: before, new: after, begin: [2][]bool{before.Begins(), after.Begins()},
		tables: align(before, after, units), from: map[int]int{},
	}
	for i, u := range units {
		if !stays[i] {
			l.from[u.a0] = i
		}
	}
	for i, u := range units {
		l.added(u.b0)
		if stays[i] {
			l.gone(units, u.a0)
			l.stayed(u)
		} else {
			l.moved(u, i)
		}
	}
	l.added(len(after))
	l.gone(units, len(before))
	l.order()
	return l.out
}

// settle says which units stayed where they were; of the others those too little alike to be said to have moved are
// given up.
func settle(before markup.Doc, units []unit) ([]unit, []bool) {
	for {
		stays := staying(before, units)
		kept := units[:0:0]
		var keptStays []bool
		for i, u := range units {
			if !stays[i] && u.like < enough(utf8.RuneCountInString(before[u.a0].Text())) {
				continue
			}
			kept, keptStays = append(kept, u), append(keptStays, stays[i])
		}
		if len(kept) == len(units) {
			return kept, keptStays
		}
		units = kept
	}
}

func staying(before markup.Doc, units []unit) []bool {
	byOld := make([]int, len(units))
	for i := range byOld {
		byOld[i] = i
	}
	slices.SortFunc(byOld, func(x, y int) int { return cmp.Compare(units[x].a0, units[y].a0) })
	order, weights := make([]int, len(units)), make([]int, len(units))
	for rank, i := range byOld {
		order[i] = rank
	}
	for i, u := range units {
		for _, b := range before[u.a0:u.a1] {
			weights[i] += 20 + len(b.Text())
		}
	}
	return diff.Staying(order, weights)
}

// layout writes the changes down, going along both documents.
type layout struct {
	old, new markup.Doc
	begin    [2][]bool // which items begin a list
	tables   columns
	from     map[int]int // the moved unit that an old block begins
	a, b     int
	out      Redline
}

func (l *layout) put(c Change) { l.out = append(l.out, c) }

// added notes the new blocks up to one.
func (l *layout) added(upTo int) {
	for ; l.b < upTo; l.b++ {
		c := Change{Kind: Added, New: l.new[l.b : l.b+1]}
		c.fill(Insert, l.new[l.b])
		l.put(c)
	}
}

// gone notes the old blocks up to one, which were removed or stand elsewhere now.
func (l *layout) gone(units []unit, upTo int) {
	for l.a < upTo {
		if i, moved := l.from[l.a]; moved {
			u := units[i]
			l.put(Change{Kind: MovedFrom, Pair: i, Old: l.old[u.a0:u.a1]})
			l.a = u.a1
			continue
		}
		c := Change{Kind: Removed, Old: l.old[l.a : l.a+1]}
		c.fill(Delete, l.old[l.a])
		l.put(c)
		l.a++
	}
}

// fill gives a block that stands on one side only its words.
func (c *Change) fill(op Op, b markup.Block) {
	if b.Kind != markup.Row {
		c.Parts = [][]Span{whole(op, b.Runs)}
		return
	}
	for _, cell := range b.Cells {
		c.Cells = append(c.Cells, Cell{op, whole(op, cell)})
	}
}

// moved notes where a unit stands that stood elsewhere.
func (l *layout) moved(u unit, i int) {
	c := l.both(u)
	c.Kind, c.Pair, c.Old = MovedTo, i, nil
	l.put(c)
	l.b = u.b1
}

func (l *layout) stayed(u unit) {
	c := l.both(u)
	switch {
	case u.a1-u.a0 > 1:
		c.Kind = Merged
	case u.b1-u.b0 > 1:
		c.Kind = Split
	case c.Differs&^Number != 0:
		c.Kind = Changed
	}
	l.put(c)
	l.a, l.b = u.a1, u.b1
}

// both compares the blocks of a unit.
func (l *layout) both(u unit) Change {
	c := Change{Old: l.old[u.a0:u.a1], New: l.new[u.b0:u.b1]}
	first, then := c.Old[0], c.New[0]
	c.Differs = forms(first, then)
	if c.Differs&Number != 0 && l.begin[0][u.a0] && l.begin[1][u.b0] {
		c.Differs ^= Number | Form // someone made the list begin with another number
	}
	if first.Kind == markup.Row {
		c.Cells = l.tables.cells(u, first, then)
		for _, cell := range c.Cells {
			if cell.Op != Keep {
				c.Differs |= Columns
				continue
			}
			c.Differs |= differ(cell.Spans)
		}
		return c
	}
	if len(c.Old) == 1 && len(c.New) == 1 && first.Says(then) {
		c.Parts = [][]Span{whole(Keep, first.Runs)}
		return c
	}
	c.Parts = weave(texts(c.Old), texts(c.New))
	for _, p := range c.Parts {
		c.Differs |= differ(p)
	}
	return c
}

func texts(blocks []markup.Block) [][]markup.Run {
	out := make([][]markup.Run, len(blocks))
	for i, b := range blocks {
		out[i] = b.Runs
	}
	return out
}

// forms says how two blocks differ as blocks.
func forms(a, b markup.Block) Aspects {
	var out Aspects
	if a.Kind != b.Kind || a.Ordered != b.Ordered || a.Head != b.Head || a.Continued != b.Continued {
		out |= Form
	}
	if a.Quote != b.Quote || a.Level != b.Level && out&Form == 0 {
		out |= Depth
	}
	if a.Number != b.Number && out&Form == 0 {
		out |= Number
	}
	return out
}

// order puts what went before what came where both stand between the same two that stayed; then it counts where in the
// documents each change is, and numbers the moves as a reader meets them.
func (l *layout) order() {
	come := func(c Change) int {
		if c.Kind == Added || c.Kind == MovedTo {
			return 1
		}
		return 0
	}
	stay := func(c Change) bool { return len(c.Old) > 0 && len(c.New) > 0 }
	for i := 0; i < len(l.out); {
		j := i
		for j < len(l.out) && !stay(l.out[j]) {
			j++
		}
		slices.SortStableFunc(l.out[i:j], func(x, y Change) int { return come(x) - come(y) })
		i = j + 1
	}
	pairs := map[int]int{}
	a, b := 0, 0
	for i := range l.out {
		c := &l.out[i]
		c.OldAt, c.NewAt = a, b
		a, b = a+len(c.Old), b+len(c.New)
		if c.Kind != MovedFrom && c.Kind != MovedTo {
			continue
		}
		if pairs[c.Pair] == 0 {
			pairs[c.Pair] = len(pairs) + 1
		}
		c.Pair = pairs[c.Pair]
	}
}
