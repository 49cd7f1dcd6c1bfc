package plan

import (
	"maps"
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
)

// joint is a text in one language that one node of one side shares with several of the other: it is compared as one.
type joint struct {
	lang     kernel.Lang
	old, new []string // identities of the nodes, in reading order
	sizes    []int    // how many blocks each node of the several has
	redline  redline.Redline
}

// comparison compares what matched nodes say.
type comparison struct {
	matched *matched

	languages []kernel.Lang
	joints    []joint
	joined    map[string][]TextChange // what is to be shown at a node of the new text, by identity
	inJoint   map[string]bool         // nodes of either text, by sideKey
	kept      keptIndicators
}

// sideKey tells a node of the old text from its successor in the new one.
func sideKey(old bool, id string) string {
	if old {
		return "<" + id
	}
	return ">" + id
}

func (c *comparison) compares(lang kernel.Lang) bool {
	return len(c.languages) == 0 || slices.Contains(c.languages, lang)
}

// join compares the texts of what was split into several or merged from several. A node that was both, with different
// partners, is compared for itself.
func (c *comparison) join() {
	c.joined, c.inJoint = map[string][]TextChange{}, map[string]bool{}
	m := c.matched
	for a, parts := range m.split {
		if len(parts) == 0 {
			continue
		}
		news := slices.Clone(parts)
		if b := m.toNew[a]; b >= 0 {
			news = append(news, b)
		}
		c.joinNodes([]int{a}, news)
	}
	for b, taken := range m.from {
		olds := slices.DeleteFunc(slices.Clone(taken), func(a int) bool { return m.into[a] != b })
		if len(olds) == 0 {
			continue
		}
		if a := m.toOld[b]; a >= 0 {
			olds = append(olds, a)
		}
		c.joinNodes(olds, []int{b})
	}
}

func (c *comparison) joinNodes(olds, news []int) {
	if len(olds)+len(news) < 3 {
		return
	}
	slices.Sort(olds)
	slices.Sort(news)
	m := c.matched
	before, after := nodesAt(m.old, olds), nodesAt(m.new, news)
	var keys []string
	for _, n := range before {
		keys = append(keys, sideKey(true, n.ID))
	}
	for _, n := range after {
		keys = append(keys, sideKey(false, n.ID))
	}
	if slices.ContainsFunc(keys, func(k string) bool { return c.inJoint[k] }) {
		return
	}
	for _, k := range keys {
		c.inJoint[k] = true
	}
	for _, lang := range languagesOf(slices.Concat(before, after)) {
		if c.compares(lang) {
			c.joinText(lang, before, after)
		}
	}
}

func nodesAt(nodes []Node, at []int) []Node {
	out := make([]Node, len(at))
	for i, x := range at {
		out[i] = nodes[x]
	}
	return out
}

func languagesOf(nodes []Node) []kernel.Lang {
	all := map[kernel.Lang]bool{}
	for _, n := range nodes {
		for lang := range n.Text {
			all[lang] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func (c *comparison) joinText(lang kernel.Lang, before, after []Node) {
	j := joint{lang: lang}
	read := func(nodes []Node, ids *[]string) (whole markup.Doc, sizes []int) {
		for _, n := range nodes {
			d := markup.Parse(n.Text[lang].Text)
			*ids, sizes, whole = append(*ids, n.ID), append(sizes, len(d)), append(whole, d...)
		}
		return whole, sizes
	}
	was, wasSizes := read(before, &j.old)
	is, isSizes := read(after, &j.new)
	j.redline = redline.Compare(was, is)
	if j.sizes = isSizes; len(after) == 1 {
		j.sizes = wasSizes
	}
	c.joints = append(c.joints, j)
	for i, part := range j.parts() {
		t := TextChange{Lang: lang, After: after[i].Text[lang], Redline: part, Joined: true}
		if a := c.matched.toOld[c.matched.newAt[after[i].ID]]; a >= 0 {
			t.Before = c.matched.old[a].Text[lang]
		}
		if len(part) > 0 {
			c.joined[after[i].ID] = append(c.joined[after[i].ID], t)
		}
	}
}

// parts cut the redline of a text that was split where the new nodes begin; that of a merged one is whole.
func (j joint) parts() []redline.Redline {
	if len(j.new) == 1 {
		return []redline.Redline{j.redline}
	}
	out := make([]redline.Redline, len(j.new))
	node, left := 0, j.sizes[0]
	next := func() {
		for left == 0 && node+1 < len(j.sizes) {
			node++
			left = j.sizes[node]
		}
	}
	for _, change := range j.redline {
		if len(change.New) == 0 { // what is gone stays with what stood before it
			out[node] = append(out[node], change)
			continue
		}
		next()
		for len(change.New) > left && left > 0 {
			head := change
			head.New, head.Parts = change.New[:left], change.Parts[:left]
			change.New, change.Parts = change.New[left:], change.Parts[left:]
			out[node] = append(out[node], whole(head))
			change = whole(change)
			left = 0
			next()
		}
		out[node] = append(out[node], change)
		left -= len(change.New)
	}
	return out
}

// whole is a part of a split paragraph as the node that has it shows it: when it is one paragraph there, nothing was split.
func whole(c redline.Change) redline.Change {
	if len(c.New) > 1 || c.Kind != redline.Split {
		return c
	}
	c.Kind = redline.Same
	if c.Differs&^redline.Text != 0 || slices.ContainsFunc(slices.Concat(c.Parts...), wordsChange) {
		c.Kind = redline.Changed
	}
	return c
}

// lay makes the changes of all nodes in reading order.
func (c *comparison) lay() []NodeChange {
	m := c.matched
	out := make([]NodeChange, 0, len(m.new))
	m.walk(func(a, b int, left bool) {
		n := NodeChange{OldAt: a, NewAt: b, Left: left}
		if a >= 0 {
			n.Before = &m.old[a]
		}
		if b >= 0 {
			n.After = &m.new[b]
		}
		if !left {
			c.compareNode(&n)
		}
		out = append(out, n)
	})
	return out
}

func (c *comparison) compareNode(n *NodeChange) {
	m := c.matched
	var before, after Node
	if n.Before != nil {
		before = *n.Before
		for _, b := range m.split[n.OldAt] {
			n.SplitOff = append(n.SplitOff, m.new[b].ID)
		}
		if b := m.into[n.OldAt]; b >= 0 {
			n.Into = m.new[b].ID
		}
	}
	if n.After != nil {
		after = *n.After
		n.Moved = m.moved[n.NewAt]
		for _, a := range m.from[n.NewAt] {
			n.From = append(n.From, m.old[a].ID)
		}
	}
	c.compareTexts(n, before.Text, after.Text)
	n.Notes = c.texts(before.Note, after.Note, &n.Standing, &n.Elsewhere)
	if n.Before == nil || n.After == nil {
		n.Standing, n.Elsewhere = nil, nil
		return
	}
	slices.Sort(n.Elsewhere)
	n.Elsewhere = slices.Compact(n.Elsewhere)
	n.Renumbered = before.Code != after.Code
	n.Relevelled = before.Level != after.Level
	n.Paraphrase = before.Paraphrase != after.Paraphrase
	n.Inferred = before.Inferred != after.Inferred
	n.Sources = !slices.Equal(before.Sources, after.Sources)
}

// compareTexts compares what a node says, in whatever is not compared with what other nodes say.
func (c *comparison) compareTexts(n *NodeChange, before, after kernel.Text) {
	if n.After != nil && c.inJoint[sideKey(false, n.After.ID)] {
		n.Texts = c.joined[n.After.ID]
		return
	}
	if n.Before == nil || !c.inJoint[sideKey(true, n.Before.ID)] {
		n.Texts = c.texts(before, after, &n.Standing, &n.Elsewhere)
	}
}

// texts compares a text in every language that either side has; standing gets the languages of which only what the words
// are worth changed, elsewhere those that are not compared.
func (c *comparison) texts(before, after kernel.Text, standing, elsewhere *[]kernel.Lang) []TextChange {
	both := maps.Clone(before)
	if both == nil {
		both = kernel.Text{}
	}
	maps.Copy(both, after)
	var out []TextChange
	for _, lang := range langs(both) {
		was, is := before[lang], after[lang]
		switch {
		case was == is:
		case was.Text == is.Text:
			*standing = append(*standing, lang)
		case !c.compares(lang):
			*elsewhere = append(*elsewhere, lang)
		default:
			r := redline.Compare(markup.Parse(was.Text), markup.Parse(is.Text))
			if slices.ContainsFunc(r, func(x redline.Change) bool { return x.Kind != redline.Same || x.Differs != 0 }) {
				out = append(out, TextChange{Lang: lang, Before: was, After: is, Redline: r})
			}
		}
	}
	return out
}
