package diff

// Staying says which of some reordered things can be said to have stayed, so that the others, moved, are as few and
// light as can be. order holds the old place of each thing in the new order, each place once; a negative place is no old
// thing and never stays. weights are by new place; nil weighs all alike.
func Staying(order, weights []int) []bool {
	most := -1
	for _, old := range order {
		most = max(most, old)
	}
	tree := make([]int, most+2) // a Fenwick tree of the heaviest chain that ends at an old place, as 1 + index; 0 is none
	sum, before := make([]int, len(order)), make([]int, len(order))
	heavier := func(i, j int) bool { return j == 0 || sum[i-1] > sum[j-1] }
	last := 0
	for i, old := range order {
		if old < 0 {
			continue
		}
		chain := 0
		for at := old; at > 0; at -= at & -at {
			if tree[at] > 0 && heavier(tree[at], chain) {
				chain = tree[at]
			}
		}
		sum[i], before[i] = 1, chain
		if weights != nil {
			sum[i] = max(weights[i], 1)
		}
		if chain > 0 {
			sum[i] += sum[chain-1]
		}
		for at := old + 1; at < len(tree); at += at & -at {
			if heavier(i+1, tree[at]) {
				tree[at] = i + 1
			}
		}
		if heavier(i+1, last) {
			last = i + 1
		}
	}
	stays := make([]bool, len(order))
	for ; last > 0; last = before[last-1] {
		stays[last-1] = true
	}
	return stays
}
