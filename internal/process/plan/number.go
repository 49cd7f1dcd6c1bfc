package plan

import (
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
)

// SortByCode puts siblings in the order of their codes, 4.9 before 4.10; siblings without a code keep their order,
// after those with one.
func (t Tree) SortByCode() Tree {
	return t.with(stableSiblings(t.Nodes)).Arrange()
}

// stableSiblings sorts each group of siblings by itself.
func stableSiblings(nodes []Node) []Node {
	groups := map[string][]Node{}
	var parents []string
	for _, n := range nodes {
		if _, known := groups[n.Parent]; !known {
			parents = append(parents, n.Parent)
		}
		groups[n.Parent] = append(groups[n.Parent], n)
	}
	sorted := make([]Node, 0, len(nodes))
	for _, parent := range parents {
		group := groups[parent]
		slices.SortStableFunc(group, func(a, b Node) int { return CompareCodes(a.Code, b.Code) })
		sorted = append(sorted, group...)
	}
	return sorted
}

// CompareCodes orders codes as people read them: numbers by value, letters by letter; no code comes last.
func CompareCodes(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	for a != "" && b != "" {
		var x, y string
		x, a = chunk(a)
		y, b = chunk(b)
		if order := compareChunks(x, y); order != 0 {
			return order
		}
	}
	return len(a) - len(b)
}

func compareChunks(x, y string) int {
	if m, err := strconv.Atoi(x); err == nil {
		if n, err := strconv.Atoi(y); err == nil && m != n {
			return m - n
		}
	}
	return strings.Compare(x, y)
}

// chunk cuts the first run of digits or of anything else from a code.
func chunk(s string) (first, rest string) {
	digit := func(b byte) bool { return b >= '0' && b <= '9' }
	for i := 1; i < len(s); i++ {
		if digit(s[i]) != digit(s[0]) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// Renumber gives every node that stands on a level of the tree a new code by its place. How codes are made follows from
// the level's pattern: the parent's code with a number, a number that runs through the plan, or a number after the
// level's letter. Loose nodes keep the codes that they have. When more nodes stand on a level than its pattern has
// codes for, nothing changes and the fault says which level.
func (t Tree) Renumber() (Tree, error) {
	nodes := slices.Clone(t.Nodes)
	codes := map[string]string{}
	var faults fault.List
	for _, level := range t.Levels {
		if level.Loose {
			continue
		}
		if !renumberLevel(nodes, level, codes) {
			faults.Add(level.Slug, "plan.fault.no_codes_left", "level", level.Name, "pattern", level.CodePattern)
		}
	}
	if err := faults.Err(); err != nil {
		return t, err
	}
	next := t.with(nodes)
	return next, next.Err()
}

// renumberLevel tries the schemes in turn and keeps the first whose codes all fit.
func renumberLevel(nodes []Node, level Level, codes map[string]string) bool {
	for _, scheme := range []func(Node, int, int) string{
		func(n Node, nth, _ int) string {
			if codes[n.Parent] == "" {
				return ""
			}
			return codes[n.Parent] + "." + strconv.Itoa(nth)
		},
		func(_ Node, _, running int) string { return strconv.Itoa(running) },
		func(_ Node, _, running int) string { return level.lead() + strconv.Itoa(running) },
	} {
		made, ok := numbered(nodes, level, scheme)
		if !ok {
			continue
		}
		for i, code := range made {
			nodes[i].Code = code
			codes[nodes[i].ID] = code
		}
		return true
	}
	return false
}

func numbered(nodes []Node, level Level, scheme func(n Node, nth, running int) string) (map[int]string, bool) {
	made := map[int]string{}
	nth := map[string]int{}
	running := 0
	for i, n := range nodes {
		if n.Level != level.Slug {
			continue
		}
		nth[n.Parent]++
		running++
		code := scheme(n, nth[n.Parent], running)
		if code == "" || !level.Fits(code) {
			return nil, false
		}
		made[i] = code
	}
	return made, true
}
