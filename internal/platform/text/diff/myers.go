package diff

import "math"

// effort bounds how many steps are taken from both ends of a box before the search settles for the best point so far.
const effort = 256

// compare finds where a and b differ.
func compare(a, b []int) []hunk {
	gone, added := make([]bool, len(a)), make([]bool, len(b))
	s := search{}
	var atA, atB []int
	s.a, atA = shared(a, b, gone)
	s.b, atB = shared(b, a, added)
	s.gone, s.added = make([]bool, len(s.a)), make([]bool, len(s.b))
	s.fore = make([]int, len(s.a)+len(s.b)+3)
	s.back = make([]int, len(s.a)+len(s.b)+3)
	s.box(0, len(s.a), 0, len(s.b))
	for i, at := range atA {
		gone[at] = s.gone[i]
	}
	for i, at := range atB {
		added[at] = s.added[i]
	}
	return hunks(gone, added)
}

// shared are the elements of a that b has too, with their places; the others are marked at once, for no comparison can
// keep them.
func shared(a, b []int, gone []bool) (both, at []int) {
	most := int(-1)
	for _, v := range b {
		most = max(most, v)
	}
	in := make([]bool, most+1)
	for _, v := range b {
		in[v] = true
	}
	both, at = make([]int, 0, len(a)), make([]int, 0, len(a))
	for i, v := range a {
		if v > most || !in[v] {
			gone[i] = true
			continue
		}
		both, at = append(both, v), append(at, i)
	}
	return both, at
}

// hunks reads the marks: what is unmarked on both sides is the same, in order.
func hunks(gone, added []bool) []hunk {
	var out []hunk
	for i, j := 0, 0; i < len(gone) || j < len(added); {
		h := hunk{a0: i, b0: j}
		for i < len(gone) && gone[i] {
			i++
		}
		for j < len(added) && added[j] {
			j++
		}
		h.a1, h.b1 = i, j
		if h.a1 > h.a0 || h.b1 > h.b0 {
			out = append(out, h)
			continue
		}
		i, j = i+1, j+1
	}
	return out
}

// search looks for the fewest elements to mark so that the unmarked ones of a and b are the same.
//
// fore and back hold, for each diagonal k = x−y, the furthest x reached from the start and from the end of a box; k is
// shifted by len(b)+1 to be an index.
type search struct {
	a, b        []int
	gone, added []bool
	fore, back  []int
}

// box compares a[a0:a1] with b[b0:b1].
func (s *search) box(a0, a1, b0, b1 int) {
	for a0 < a1 && b0 < b1 && s.a[a0] == s.b[b0] {
		a0, b0 = a0+1, b0+1
	}
	for a0 < a1 && b0 < b1 && s.a[a1-1] == s.b[b1-1] {
		a1, b1 = a1-1, b1-1
	}
	if a0 == a1 || b0 == b1 {
		for ; a0 < a1; a0++ {
			s.gone[a0] = true
		}
		for ; b0 < b1; b0++ {
			s.added[b0] = true
		}
		return
	}
	x, y := s.middle(a0, a1, b0, b1)
	s.box(a0, x, b0, y)
	s.box(x, a1, y, b1)
}

// front is one side of the search in a box: the diagonals lo..hi, every second of which was reached last.
type front struct{ lo, hi int }

// widen takes in the next diagonals, or leaves the border of the box; what lies outside is never the better neighbour.
func (f *front) widen(reach []int, shift, low, high, never int) {
	if f.lo > low {
		f.lo--
		reach[f.lo-1+shift] = never
	} else {
		f.lo++
	}
	if f.hi < high {
		f.hi++
		reach[f.hi+1+shift] = never
	} else {
		f.hi--
	}
}

// middle is a point on a shortest way through the box, or on a good one when the shortest is far to seek. It is never
// the start and never the end of the box, whose first elements differ and whose last elements differ.
func (s *search) middle(a0, a1, b0, b1 int) (x, y int) {
	shift := len(s.b) + 1
	low, high := a0-b1, a1-b0
	f, b := front{a0 - b0, a0 - b0}, front{a1 - b1, a1 - b1}
	odd := (f.lo-b.lo)&1 != 0
	s.fore[f.lo+shift], s.back[b.lo+shift] = a0, a1
	for cost := 1; ; cost++ {
		f.widen(s.fore, shift, low, high, math.MinInt/2)
		for k := f.hi; k >= f.lo; k -= 2 {
			x := s.forward(k, shift, a1, b1)
			if odd && b.lo <= k && k <= b.hi && s.back[k+shift] <= x {
				return x, x - k
			}
		}
		b.widen(s.back, shift, low, high, math.MaxInt/2)
		for k := b.hi; k >= b.lo; k -= 2 {
			x := s.backward(k, shift, a0, b0)
			if !odd && f.lo <= k && k <= f.hi && x <= s.fore[k+shift] {
				return x, x - k
			}
		}
		if cost >= effort {
			return s.furthest(f, shift, a1, b1)
		}
	}
}

// forward goes one step onto diagonal k from the better neighbour and then along it as far as both are the same.
func (s *search) forward(k, shift, a1, b1 int) int {
	x := max(s.fore[k-1+shift]+1, s.fore[k+1+shift])
	for x < a1 && x-k < b1 && s.a[x] == s.b[x-k] {
		x++
	}
	s.fore[k+shift] = x
	return x
}

func (s *search) backward(k, shift, a0, b0 int) int {
	x := min(s.back[k-1+shift], s.back[k+1+shift]-1)
	for x > a0 && x-k > b0 && s.a[x-1] == s.b[x-k-1] {
		x--
	}
	s.back[k+shift] = x
	return x
}

// furthest is the point within the box that lies furthest from its start among those reached.
func (s *search) furthest(f front, shift, a1, b1 int) (x, y int) {
	best := -1
	for k := f.hi; k >= f.lo; k -= 2 {
		i := min(s.fore[k+shift], a1, b1+k)
		if j := i - k; i+j > best {
			best, x, y = i+j, i, j
		}
	}
	return x, y
}
