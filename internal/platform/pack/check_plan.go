package pack

import (
	"regexp"
	"slices"
	"strings"
)

var measureForm = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// checkLevels holds a plan's levels to be a ladder with loose ones beside it.
func checkLevels(levels []Level, path string, f *faults) {
	if !slices.ContainsFunc(levels, func(l Level) bool { return !l.Loose }) {
		f.add(path, "pack.level.none")
	}
	for i, l := range levels {
		if _, err := regexp.Compile(l.CodePattern); err != nil {
			f.add(index(path, i)+".code_pattern", "pack.level.pattern")
		}
	}
}

// checkPlan holds a plan to its levels, its tree and its path. Levels are the process's, for a plan that names none.
func checkPlan(p *Plan, levels []Level, f *faults) {
	if len(p.Sources) == 0 && len(p.Nodes)+len(p.Facts)+len(p.Results) > 0 {
		f.add("sources", "pack.source.none")
	}
	if len(p.Levels) > 0 {
		levels = p.Levels
		checkLevels(levels, "levels", f)
	}
	checkPath(p, f)
	checkClaims(p.Claims, "", f)
	for i, c := range p.Counts {
		if rank(levels, c.Level) == unknownLevel {
			f.add(index("counts", i)+".level", "pack.level.unknown", "value", c.Level)
		}
		if n := nodesOf(p.Nodes, c.Level); n > c.Count {
			f.add(index("counts", i)+".count", "pack.plan.count", "found", n, "level", c.Level)
		}
	}
	if len(p.Nodes) > MaxNodes {
		f.add("nodes", "pack.plan.nodes", "max", MaxNodes)
		return
	}
	checkTree(p.Nodes, levels, f)
	checkMeasures(p, f)
}

func nodesOf(nodes []Node, level string) (n int) {
	for _, node := range nodes {
		if node.Level == level {
			n++
		}
	}
	return n
}

func checkPath(p *Plan, f *faults) {
	last := -1
	for i, s := range p.Path {
		at := index("path", i)
		place := slices.Index(StationKinds, s.Kind)
		if place >= 0 && place <= last {
			f.add(at+".kind", "pack.station.order", "value", string(s.Kind))
		}
		last = max(last, place)
		if s.State != StationUnknown && len(s.Sources) == 0 && s.Note.Empty() && p.Basis == Stated {
			f.add(at+".sources", "pack.source.none")
		}
		checkDays(s.Start, s.End, at, f)
	}
}

// The ranks of levels: unknown ones, loose ones, and from 0 those of the ladder.
const (
	unknownLevel = -2
	looseLevel   = -1
)

func rank(levels []Level, slug string) int {
	n := 0
	for _, l := range levels {
		switch {
		case l.Slug == slug && l.Loose:
			return looseLevel
		case l.Slug == slug:
			return n
		case !l.Loose:
			n++
		}
	}
	return unknownLevel
}

func checkTree(nodes []Node, levels []Level, f *faults) {
	parents, ranks := map[string]string{}, map[string]int{}
	patterns := map[string]*regexp.Regexp{}
	for _, l := range levels {
		if re, err := regexp.Compile(l.CodePattern); err == nil {
			patterns[l.Slug] = re
		}
	}
	for _, n := range nodes {
		parents[n.Key], ranks[n.Key] = n.Parent, rank(levels, n.Level)
	}
	codes := map[[2]string]bool{}
	for i, n := range nodes {
		at := index("nodes", i)
		checkPlace(n, parents, ranks, at, f)
		if n.Code == "" {
			continue
		}
		if re := patterns[n.Level]; re != nil && !re.MatchString(n.Code) {
			f.add(at+".code", "pack.node.code_form", "value", n.Code, "level", n.Level)
		}
		code := [2]string{n.Level, n.Code}
		if codes[code] {
			f.add(at+".code", "pack.node.code_twice", "value", n.Code)
		}
		codes[code] = true
	}
	for _, i := range inLoop(nodes) {
		f.add(index("nodes", i)+".parent", "pack.node.loop", "value", nodes[i].Key)
	}
}

// checkPlace holds a node to hang below one of the level above its own.
func checkPlace(n Node, parents map[string]string, ranks map[string]int, at string, f *faults) {
	own := ranks[n.Key]
	_, found := parents[n.Parent]
	switch {
	case own == unknownLevel:
		f.add(at+".level", "pack.level.unknown", "value", n.Level)
	case n.Parent != "" && !found:
		f.add(at+".parent", "pack.node.parent_missing", "value", n.Parent)
	case own == looseLevel || own == 0 && n.Parent == "":
	case n.Parent == "":
		f.add(at+".parent", "pack.node.parent_needed", "level", n.Level)
	case ranks[n.Parent] != own-1:
		f.add(at+".level", "pack.node.depth", "level", n.Level)
	}
}

// inLoop are the places of the nodes that are their own ancestors, in time linear in the nodes.
func inLoop(nodes []Node) (in []int) {
	at := map[string]int{}
	for i, n := range nodes {
		at[n.Key] = i
	}
	walk := make([]int, len(nodes)) // the walk that came by first, from 1
	for start := range nodes {
		i, ok := start, true
		for ok && walk[i] == 0 {
			walk[i] = start + 1
			i, ok = up(nodes, at, i)
		}
		if !ok || walk[i] != start+1 {
			continue
		}
		for first := i; ; {
			in = append(in, i)
			if i, _ = up(nodes, at, i); i == first {
				break
			}
		}
	}
	slices.Sort(in)
	return in
}

func up(nodes []Node, at map[string]int, i int) (int, bool) {
	p, ok := at[nodes[i].Parent]
	return p, ok && nodes[i].Parent != ""
}

func checkMeasures(p *Plan, f *faults) {
	keys := map[string]bool{"": true}
	for _, n := range p.Nodes {
		keys[n.Key] = true
	}
	codes := map[string]bool{}
	for i, n := range p.Indicators {
		at := index("indicators", i)
		if !keys[n.Node] {
			f.add(at+".node", "pack.ref.node", "value", n.Node)
		}
		if n.Code != "" && codes[n.Code] {
			f.add(at+".code", "pack.node.code_twice", "value", n.Code)
		}
		codes[n.Code] = true
		if n.Baseline != nil {
			checkMeasure(*n.Baseline, at+".baseline", f)
		}
		for j, t := range n.Targets {
			checkMeasure(t, index(at+".targets", j), f)
		}
	}
	for i, r := range p.Results {
		if !keys[r.Node] {
			f.add(index("results", i)+".node", "pack.ref.node", "value", r.Node)
		}
	}
}

func checkMeasure(m Measure, at string, f *faults) {
	if !measureForm.MatchString(strings.TrimSpace(m.Value)) {
		f.add(at+".value", "pack.measure", "value", m.Value)
	}
}
