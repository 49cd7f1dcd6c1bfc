package diff

// Likeness says how much of a and b is the same and in the same order: 1 for the same words, 0 for none in common. Long
// words weigh more than short ones; spaces and punctuation do not count, unless there is nothing else.
func Likeness(a, b []string) float64 {
	ids := newNames(len(a) + len(b))
	x, y := ids.all(a), ids.all(b)
	weights := ids.weights()
	total := weigh(x, weights) + weigh(y, weights)
	if total == 0 {
		total = len(a) + len(b)
		for i := range weights {
			weights[i] = 1
		}
	}
	if total == 0 {
		return 1
	}
	changed := 0
	for _, h := range compare(x, y) {
		changed += weigh(x[h.a0:h.a1], weights) + weigh(y[h.b0:h.b1], weights)
	}
	return 1 - float64(changed)/float64(total)
}

func (n *names) weights() []int {
	out := make([]int, len(n.words))
	for i, w := range n.words {
		out[i] = markOf(w).weight
	}
	return out
}

func weigh(ids, weights []int) int {
	sum := 0
	for _, id := range ids {
		sum += weights[id]
	}
	return sum
}

// Weight is how much the words count in Likeness: about the letters that they have.
func Weight(words []string) int {
	sum := 0
	for _, w := range words {
		sum += markOf(w).weight
	}
	return sum
}
