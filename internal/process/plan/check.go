package plan

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Place says where a field of the node or indicator number i stands in what a person gave: a form field, a cell, a
// place in a file.
type Place struct {
	Node      func(i int, field string) string
	Indicator func(i int, field string) string
}

// fields is the Place of forms and of the API: the field's own name.
var fields = Place{
	Node:      func(_ int, field string) string { return field },
	Indicator: func(_ int, field string) string { return field },
}

// inFile is the Place of a JSON document.
var inFile = Place{
	Node:      func(i int, field string) string { return fmt.Sprintf("nodes[%d].%s", i, field) },
	Indicator: func(i int, field string) string { return fmt.Sprintf("indicators[%d].%s", i, field) },
}

// Err is what is wrong with the tree, nil when it may be published.
func (t Tree) Err() error {
	var l fault.List
	t.Check(&l, fields)
	return l.Err()
}

// Check notes everything that is wrong with the tree: too many nodes, identities and codes given twice, codes that the
// level's pattern does not allow, unknown levels, missing parents, nodes on the wrong level, loops, and the same for
// indicators.
func (t Tree) Check(l *fault.List, at Place) {
	if len(t.Nodes) > MaxNodes {
		l.Add(at.Node(MaxNodes, "id"), "plan.fault.too_many_nodes", "limit", MaxNodes)
		return
	}
	c := checker{tree: t, at: at, faults: l, byID: map[string]int{}, byCode: map[string]int{}}
	for i, n := range t.Nodes {
		c.identity(i, n)
	}
	for i, n := range t.Nodes {
		c.place(i, n)
		c.texts(at.Node, i, n.Text, n.Note, n.Sources)
		c.from(i, n)
	}
	c.indicators()
}

// maxFrom is how many nodes the text of one can be put together from.
const maxFrom = 500

type checker struct {
	tree   Tree
	at     Place
	faults *fault.List
	byID   map[string]int
	byCode map[string]int
}

func (c *checker) from(i int, n Node) {
	if len(n.From) > maxFrom || slices.ContainsFunc(n.From, func(id string) bool { return id == "" || len(id) > 64 }) {
		c.faults.Add(c.at.Node(i, "from"), "plan.fault.id_missing")
	}
}

func (c *checker) identity(i int, n Node) {
	if n.ID == "" || len(n.ID) > 64 {
		c.faults.Add(c.at.Node(i, "id"), "plan.fault.id_missing")
	}
	if _, twice := c.byID[n.ID]; twice {
		c.faults.Add(c.at.Node(i, "id"), "plan.fault.id_duplicate")
	}
	c.byID[n.ID] = i
	if n.Code == "" {
		return
	}
	if first, twice := c.byCode[n.Code]; twice {
		c.faults.Add(c.at.Node(i, "code"), "plan.fault.code_duplicate", "code", n.Code, "first", c.at.Node(first, "code"))
		return
	}
	c.byCode[n.Code] = i
}

func (c *checker) place(i int, n Node) {
	level, known := c.tree.Levels.Get(n.Level)
	if !known {
		c.faults.Add(c.at.Node(i, "level"), "plan.fault.level_unknown", "level", n.Level, "known", c.tree.Levels.Slugs())
		return
	}
	if !level.Fits(n.Code) || len(n.Code) > MaxCode {
		c.faults.Add(c.at.Node(i, "code"), "plan.fault.code_pattern", "code", n.Code, "level", level.Name)
	}
	parentLevel := ""
	if n.Parent != "" {
		p, found := c.byID[n.Parent]
		if !found {
			c.faults.Add(c.at.Node(i, "parent"), "plan.fault.parent_missing", "parent", n.Parent)
			return
		}
		parentLevel = c.tree.Nodes[p].Level
		if c.loops(i) {
			c.faults.Add(c.at.Node(i, "parent"), "plan.fault.loop")
			return
		}
	}
	if !c.tree.Levels.Allowed(n.Level, parentLevel) {
		c.misplaced(i, n)
	}
}

func (c *checker) misplaced(i int, n Node) {
	level, _ := c.tree.Levels.Get(n.Level)
	above, below := c.tree.Levels.Get(c.tree.Levels.Above(n.Level))
	switch {
	case !below:
		c.faults.Add(c.at.Node(i, "parent"), "plan.fault.parent_unwanted", "level", level.Name)
	case n.Parent == "":
		c.faults.Add(c.at.Node(i, "parent"), "plan.fault.parent_wanted", "level", level.Name, "above", above.Name)
	default:
		c.faults.Add(c.at.Node(i, "parent"), "plan.fault.parent_level", "level", level.Name, "above", above.Name)
	}
}

// loops says that going up from node i leads back to it.
func (c *checker) loops(i int) bool {
	start := c.tree.Nodes[i].ID
	up := c.tree.Nodes[i].Parent
	for range len(c.tree.Nodes) {
		if up == start {
			return true
		}
		p, found := c.byID[up]
		if up == "" || !found {
			return false
		}
		up = c.tree.Nodes[p].Parent
	}
	return false
}

func (c *checker) texts(at func(int, string) string, i int, text, note kernel.Text, sources []kernel.Source) {
	checkTexts(c.faults, at(i, "text"), text, MaxText)
	checkTexts(c.faults, at(i, "note"), note, MaxText)
	checkSourcesAt(c.faults, at(i, "sources"), sources)
}

// checkTexts notes names of languages that are none, states that a text cannot have, and texts that are too long. The
// names of languages are columns of workbooks and fields of forms.
func checkTexts(l *fault.List, place string, t kernel.Text, limit int) {
	for _, lang := range langs(t) {
		if _, err := kernel.ParseLang(string(lang)); err != nil {
			l.Add(place, "plan.fault.language", "language", string(lang))
		}
		checkLong(l, place+"_"+string(lang), t[lang].Text, limit)
		switch t[lang].State {
		case kernel.Authoritative, kernel.Translation, kernel.Outdated, kernel.DraftText:
		default:
			l.Add(place, "plan.fault.text_state")
		}
	}
}

func checkLong(l *fault.List, place, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		l.Add(place, "plan.fault.text_long", "limit", limit)
	}
}

// checkSources notes what is wrong with the sources in the field of that name.
func checkSources(l *fault.List, sources []kernel.Source) { checkSourcesAt(l, "sources", sources) }

func checkSourcesAt(l *fault.List, place string, sources []kernel.Source) {
	if len(sources) > maxSources {
		l.Add(place, "plan.fault.too_many_sources", "limit", maxSources)
	}
	for _, s := range sources {
		if _, err := kernel.ParseDate(string(s.Retrieved)); err != nil {
			l.Add(place, "plan.fault.source_date")
			return
		}
		if s.URL == "" && s.Title == "" {
			l.Add(place, "plan.fault.source_empty")
			return
		}
		if s.URL != "" && !isAddress(s.URL) {
			l.Add(place, "plan.fault.source_address")
			return
		}
	}
}

func (c *checker) indicators() {
	ids, codes := map[string]bool{}, map[string]int{}
	for i, in := range c.tree.Indicators {
		if in.ID == "" || ids[in.ID] {
			c.faults.Add(c.at.Indicator(i, "id"), "plan.fault.id_duplicate")
		}
		ids[in.ID] = true
		if _, found := c.byID[in.Node]; !found {
			c.faults.Add(c.at.Indicator(i, "node"), "plan.fault.indicator_node", "node", in.Node)
		}
		if first, twice := codes[in.Code]; twice && in.Code != "" {
			c.faults.Add(c.at.Indicator(i, "code"), "plan.fault.code_duplicate", "code", in.Code, "first", c.at.Indicator(first, "code"))
		} else {
			codes[in.Code] = i
		}
		if in.Text.Empty() {
			c.faults.Add(c.at.Indicator(i, "text"), "plan.fault.indicator_text")
		}
		c.texts(c.at.Indicator, i, in.Text, in.Note, in.Sources)
		checkTexts(c.faults, c.at.Indicator(i, "unit"), in.Unit, MaxText)
		c.measures(i, in)
	}
}

func (c *checker) measures(i int, in Indicator) {
	if in.Baseline != nil {
		c.measure(i, "baseline", *in.Baseline)
	}
	years := map[kernel.Date]bool{}
	for k, target := range in.Targets {
		field := fmt.Sprintf("target_%d", k+1)
		c.measure(i, field, target)
		if years[target.Date] && target.Date != "" {
			c.faults.Add(c.at.Indicator(i, field+"_year"), "plan.fault.target_twice", "year", target.Date)
		}
		years[target.Date] = true
	}
}

func (c *checker) measure(i int, field string, m Measure) {
	if _, err := kernel.ParseDate(string(m.Date)); err != nil {
		c.faults.Add(c.at.Indicator(i, field+"_year"), "plan.fault.year")
	}
	if short, ok := ParseDecimal(m.Value); !ok || short != m.Value {
		c.faults.Add(c.at.Indicator(i, field), "plan.fault.number")
	}
	if m.Date == "" {
		c.faults.Add(c.at.Indicator(i, field+"_year"), "plan.fault.year_wanted")
	}
}

// langs lists the languages of a text in order.
func langs(t kernel.Text) []kernel.Lang {
	all := make([]kernel.Lang, 0, len(t))
	for lang := range t {
		all = append(all, lang)
	}
	slices.Sort(all)
	return all
}
