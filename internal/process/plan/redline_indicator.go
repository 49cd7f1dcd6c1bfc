package plan

import (
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
)

// indicators tells at each node what became of its indicators. One that is gone is told where it stood.
func (c *comparison) indicators(nodes []NodeChange) {
	at, wasAt := map[string]int{}, map[string]int{}
	for i := range nodes {
		n := &nodes[i]
		switch {
		case n.Left:
			continue
		case n.After != nil:
			at[n.After.ID] = i
		}
		if n.Before != nil {
			wasAt[n.Before.ID] = i
		}
	}
	olds, news := c.matched.oldTree.Indicators, c.matched.newTree.Indicators
	toOld := c.matched.matchIndicators()
	kept := make([]bool, len(olds))
	for b := range news {
		a := toOld[b]
		x := IndicatorChange{After: &news[b], OldAt: a, NewAt: b}
		if a >= 0 {
			x.Before, kept[a] = &olds[a], true
		}
		if i, known := at[news[b].Node]; known && c.compareIndicator(&x) {
			nodes[i].Indicators = append(nodes[i].Indicators, x)
		}
	}
	for a := range olds {
		if i, known := wasAt[olds[a].Node]; known && !kept[a] {
			x := IndicatorChange{Before: &olds[a], OldAt: a, NewAt: -1}
			c.compareIndicator(&x)
			nodes[i].Indicators = append(nodes[i].Indicators, x)
		}
	}
	c.kept = keptIndicators{olds, news, toOld}
}

// keptIndicators are the indicators of both texts, and of each new one which old one it is.
type keptIndicators struct {
	olds, news []Indicator
	toOld      []int
}

// matchIndicators says of each new indicator which old one it is: by its identity; of texts without any in common, by its
// code or its words among those of the matched node.
func (m *matched) matchIndicators() []int {
	olds, news := m.oldTree.Indicators, m.newTree.Indicators
	out := nowhere(len(news))
	byID := make(map[string]int, len(olds))
	below := map[string][]int{}
	for a, in := range olds {
		byID[in.ID] = a
		below[in.Node] = append(below[in.Node], a)
	}
	taken := make([]bool, len(olds))
	for b, in := range news {
		if a, known := byID[in.ID]; known {
			out[b], taken[a] = a, true
		} else if at, known := m.newAt[in.Node]; m.byLikeness && known && m.toOld[at] >= 0 {
			among := slices.DeleteFunc(slices.Clone(below[m.old[m.toOld[at]].ID]), func(a int) bool { return taken[a] })
			if i := slices.IndexFunc(among, func(a int) bool { return likeIndicator(olds[a], in) }); i >= 0 {
				out[b], taken[among[i]] = among[i], true
			}
		}
	}
	return out
}

func likeIndicator(a, b Indicator) bool {
	was, _ := a.Text.In("")
	is, _ := b.Text.In("")
	like := diff.Likeness(text.Segments(was), text.Segments(is))
	return like >= alike || a.Code != "" && a.Code == b.Code && like >= alikeWithCode
}

// compareIndicator fills in what became of an indicator, and says whether that is anything.
func (c *comparison) compareIndicator(x *IndicatorChange) bool {
	var before, after Indicator
	if x.Before != nil {
		before = *x.Before
	}
	if x.After != nil {
		after = *x.After
	}
	var standing []kernel.Lang
	x.Texts = c.texts(before.Text, after.Text, &standing, &x.Elsewhere)
	x.Units = c.texts(before.Unit, after.Unit, &standing, &x.Elsewhere)
	x.Notes = c.texts(before.Note, after.Note, &standing, &x.Elsewhere)
	if x.Before == nil || x.After == nil {
		x.Elsewhere = nil
		return true
	}
	m := c.matched
	x.Moved = m.toNew[m.oldAt[before.Node]] != m.newAt[after.Node]
	x.Code = before.Code != after.Code
	x.Baseline = asText(before.Baseline) != asText(after.Baseline)
	x.Targets = !slices.Equal(before.Targets, after.Targets)
	x.Sources = !slices.Equal(before.Sources, after.Sources)
	return x.Moved || x.Code || x.Baseline || x.Targets || x.Sources || len(standing)+len(x.Texts)+len(x.Units)+len(x.Notes)+len(x.Elsewhere) > 0
}

// put notes the indicator of one side with the words of that side.
func (x IndicatorChange) put(into map[int]Indicator, old bool) {
	in, at := x.After, x.NewAt
	if old {
		in, at = x.Before, x.OldAt
	}
	if in == nil {
		return
	}
	side := *in
	side.Text, side.Unit, side.Note = sideOf(side.Text, x.Texts, old), sideOf(side.Unit, x.Units, old), sideOf(side.Note, x.Notes, old)
	into[at] = side
}

// restIndicators are all indicators of one side: those that changed, and the others as they are.
func (r TreeRedline) restIndicators(changed map[int]Indicator, old bool) []Indicator {
	all := r.kept.news
	if old {
		all = r.kept.olds
	}
	out := slices.Clone(all)
	for at, in := range changed {
		out[at] = in
	}
	return out
}
