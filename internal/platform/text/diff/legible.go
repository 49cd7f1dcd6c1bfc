package diff

// reading makes the fewest changes between a and b legible. marks are by number; upA[i] is what a[:i] weighs.
type reading struct {
	a, b     []int
	marks    []mark
	upA, upB []int
}

func newReading(a, b []int, marks []mark) *reading {
	r := &reading{a: a, b: b, marks: marks}
	r.upA, r.upB = r.sums(a), r.sums(b)
	return r
}

func (r *reading) sums(s []int) []int {
	out := make([]int, len(s)+1)
	for i, id := range s {
		out[i+1] = out[i] + r.marks[id].weight
	}
	return out
}

func (r *reading) legible(hunks []hunk) []hunk {
	for i := range hunks {
		r.slide(hunks, i)
	}
	hunks = r.join(hunks)
	out := hunks[:0]
	for _, h := range hunks {
		if h = r.trim(h); h.a0 < h.a1 || h.b0 < h.b1 {
			out = append(out, h)
		}
	}
	return out
}

// slide moves something added or deleted along words that repeat, to where it begins and ends as a sentence or a word
// does: a word goes with the space after it, "the cat the [cow the] dog" is "the cat [the cow] the dog". Amid signs, where
// no place is better than another, it takes the last: what is added more often ends like what it follows.
func (r *reading) slide(hunks []hunk, i int) {
	h := hunks[i]
	s, from, to := r.a, h.a0, h.a1
	if h.a0 == h.a1 {
		s, from, to = r.b, h.b0, h.b1
	} else if h.b0 < h.b1 {
		return
	}
	least, most := from, len(s)-to
	if i > 0 {
		least = h.a0 - hunks[i-1].a1
	}
	if i+1 < len(hunks) {
		most = hunks[i+1].a0 - h.a1
	}
	by, best := 0, -1
	back := 0
	for back < least && s[from-back-1] == s[to-back-1] {
		back++
	}
	for d := -back; ; d++ {
		if fit := r.edge(s, from+d) + r.edge(s, to+d); fit > best || fit == 0 && best == 0 {
			by, best = d, fit
		}
		if d >= most || s[from+d] != s[to+d] {
			break
		}
	}
	hunks[i] = hunk{h.a0 + by, h.a1 + by, h.b0 + by, h.b1 + by}
}

// edge says how natural a cut before s[i] is.
func (r *reading) edge(s []int, i int) int {
	if i == 0 || i == len(s) {
		return 6
	}
	before, after := r.marks[s[i-1]].class, r.marks[s[i]].class
	switch {
	case before == line || after == line:
		return 5
	case before == blank && i > 1 && r.marks[s[i-2]].class == stop:
		return 5
	case before == stop && after != blank && after != word:
		return 4
	case before == blank:
		return 3
	case after == blank:
		return 2
	case before == after && (before == sign || before == glyph):
		return 0
	}
	return 1
}

// join makes one change of neighbours when what is kept between them tells a reader nothing.
func (r *reading) join(hunks []hunk) []hunk {
	out := hunks[:0]
	for _, h := range hunks {
		for len(out) > 0 && r.idle(out[len(out)-1], h) {
			last := out[len(out)-1]
			h.a0, h.b0 = last.a0, last.b0
			out = out[:len(out)-1]
		}
		out = append(out, h)
	}
	return out
}

// idle says that what is kept between p and h is too little, beside what changes around it, to be worth showing as kept.
// That is so only where words go and words come; and lines stay apart.
func (r *reading) idle(p, h hunk) bool {
	if p.a1 == h.a0 {
		return true
	}
	gone, come := r.gone(p)+r.gone(h), r.come(p)+r.come(h)
	if gone == 0 || come == 0 {
		return false
	}
	few, signs, others := true, 0, 0
	for _, id := range r.a[p.a1:h.a0] {
		switch r.marks[id].class {
		case line:
			return false
		case sign, glyph:
			signs++
		case word:
			few = false
		default:
			others++
		}
		few = few && (signs <= 1 || others == 0 && r.marks[id].class == sign)
	}
	kept := r.upA[h.a0] - r.upA[p.a1]
	around := min(max(r.gone(p), r.come(p)), max(r.gone(h), r.come(h)))
	if few {
		return around > 0 && kept <= min(around, gone, come)
	}
	return 2*kept <= min(around, gone, come)
}

func (r *reading) gone(h hunk) int { return r.upA[h.a1] - r.upA[h.a0] }
func (r *reading) come(h hunk) int { return r.upB[h.b1] - r.upB[h.b0] }

// trim gives back what a joined change has in common at its ends.
func (r *reading) trim(h hunk) hunk {
	for h.a0 < h.a1 && h.b0 < h.b1 && r.a[h.a0] == r.b[h.b0] {
		h.a0, h.b0 = h.a0+1, h.b0+1
	}
	for h.a0 < h.a1 && h.b0 < h.b1 && r.a[h.a1-1] == r.b[h.b1-1] {
		h.a1, h.b1 = h.a1-1, h.b1-1
	}
	return h
}
