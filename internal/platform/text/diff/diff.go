package diff

// Op is what an Edit does.
type Op uint8

// What an edit does with its span.
const (
	Keep   Op = iota // a[A0:A1] and b[B0:B1] are the same
	Delete           // a[A0:A1] is not in b; B0 = B1 is where it would stand
	Insert           // b[B0:B1] is not in a; A0 = A1 is where it would stand
)

// Edit is one step on the way from a to b.
type Edit struct {
	Op     Op
	A0, A1 int
	B0, B1 int
}

// Of is the way from a to b for a reader. The edits cover both sequences from end to end, in order, none of them empty;
// no two neighbours have the same Op, and what replaces stands after what it replaces: Delete, then Insert.
func Of(a, b []string) []Edit {
	ids := newNames(len(a) + len(b))
	x, y := ids.all(a), ids.all(b)
	r := newReading(x, y, ids.marks())
	return edits(r.legible(compare(x, y)), len(a), len(b))
}

// Least is the way from a to b in the fewest steps that bounded work finds.
func Least[T comparable](a, b []T) []Edit {
	ids := make(map[T]int, len(a)+len(b))
	name := func(s []T) []int {
		out := make([]int, len(s))
		for i, v := range s {
			id, ok := ids[v]
			if !ok {
				id = len(ids)
				ids[v] = id
			}
			out[i] = id
		}
		return out
	}
	return edits(compare(name(a), name(b)), len(a), len(b))
}

// hunk is a place where the sequences differ: a[a0:a1] became b[b0:b1]. Between two hunks both are the same.
type hunk struct{ a0, a1, b0, b1 int }

func edits(hunks []hunk, lenA, lenB int) []Edit {
	out := make([]Edit, 0, 3*len(hunks)+1)
	a, b := 0, 0
	for _, h := range append(hunks, hunk{lenA, lenA, lenB, lenB}) {
		if h.a0 > a {
			out = append(out, Edit{Keep, a, h.a0, b, h.b0})
		}
		if h.a1 > h.a0 {
			out = append(out, Edit{Delete, h.a0, h.a1, h.b0, h.b0})
		}
		if h.b1 > h.b0 {
			out = append(out, Edit{Insert, h.a1, h.a1, h.b0, h.b1})
		}
		a, b = h.a1, h.b1
	}
	return out
}

// names gives every different word a number, so that words are compared as numbers.
type names struct {
	ids   map[string]int
	words []string
}

func newNames(n int) *names { return &names{ids: make(map[string]int, n)} }

func (n *names) all(words []string) []int {
	out := make([]int, len(words))
	for i, w := range words {
		id, ok := n.ids[w]
		if !ok {
			id = len(n.words)
			n.ids[w] = id
			n.words = append(n.words, w)
		}
		out[i] = id
	}
	return out
}

func (n *names) marks() []mark {
	out := make([]mark, len(n.words))
	for i, w := range n.words {
		out[i] = markOf(w)
	}
	return out
}
