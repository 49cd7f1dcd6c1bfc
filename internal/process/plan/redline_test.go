package plan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/texttest"
	"sampan/internal/process/plan"
)

// grower makes plans of the size of a sub-regional plan of action in two languages, and redrafts them.
type grower struct {
	hands map[kernel.Lang]*texttest.Hand
	rand  *texttest.Hand
	next  int
}

func newGrower(lang string, seed uint64) *grower {
	g := &grower{hands: map[kernel.Lang]*texttest.Hand{"en": texttest.New("en", seed)}}
	g.rand = g.hands["en"]
	g.hands[kernel.Lang(lang)] = texttest.New(lang, seed+1)
	return g
}

func (g *grower) id() string { g.next++; return fmt.Sprintf("n%d", g.next) }

func (g *grower) text(words int) kernel.Text {
	t := kernel.Text{}
	for _, lang := range slices.Sorted(maps.Keys(g.hands)) {
		t[lang] = kernel.Wording{Text: g.hands[lang].Text(words), State: kernel.Authoritative}
		if g.rand.IntN(6) == 0 {
			t[lang] = kernel.Wording{Text: g.hands[lang].Doc(2).String(), State: kernel.Authoritative}
		}
	}
	return t
}

// tree is a plan of pillars, goals, outcomes and outputs.
func (g *grower) tree(pillars, goals, outcomes, outputs int) plan.Tree {
	t := plan.Tree{Levels: commit}
	var grow func(parent string, depth int)
	counts := []int{pillars, goals, outcomes, outputs}
	grow = func(parent string, depth int) {
		if depth == len(counts) {
			return
		}
		for range counts[depth] {
			n := plan.Node{ID: g.id(), Parent: parent, Level: commit[depth].Slug, Text: g.text(12 + 10*depth)}
			t.Nodes = append(t.Nodes, n)
			if depth == 3 && g.rand.IntN(3) == 0 {
				t.Indicators = append(t.Indicators, g.indicator(n.ID))
			}
			grow(n.ID, depth+1)
		}
	}
	grow("", 0)
	return must(t.Renumber())
}

func (g *grower) indicator(node string) plan.Indicator {
	return plan.Indicator{
		ID: g.id(), Node: node, Text: g.text(8), Unit: kernel.Plain("en", "people"), Baseline: &plan.Measure{Date: "2014", Value: "3"},
		Targets: []plan.Measure{{Date: "2016", Value: fmt.Sprint(g.rand.IntN(90))}},
	}
}

func must(t plan.Tree, err error) plan.Tree {
	if err != nil {
		panic(err)
	}
	return t
}

// redraft does something to the plan so many times, as drafters do.
func (g *grower) redraft(t plan.Tree, times int) plan.Tree {
	t.Nodes, t.Indicators = slices.Clone(t.Nodes), slices.Clone(t.Indicators)
	for range times {
		if len(t.Nodes) == 0 {
			return t
		}
		i := g.rand.IntN(len(t.Nodes))
		n := t.Nodes[i]
		switch g.rand.IntN(12) {
		case 0:
			if len(t.Branch(n.ID)) < 12 {
				t = must(t.Remove(n.ID))
			}
		case 1:
			t = must(t.Add(plan.Node{ID: g.id(), Parent: n.Parent, Level: n.Level, Text: g.text(20)}))
		case 2, 3:
			t = g.moveSome(t, n)
		case 4:
			t = g.splitSome(t, i)
		case 5:
			t = g.mergeSome(t, i)
		case 6:
			t.Nodes[i].Note, t.Nodes[i].Paraphrase = g.text(5), !n.Paraphrase
		case 7:
			t.Nodes[i].Sources = []kernel.Source{{Title: g.rand.Words(3)}}
		case 8:
			t = g.measureSome(t, n)
		default:
			t.Nodes[i].Text = g.edited(n.Text)
		}
	}
	if g.rand.IntN(2) == 0 {
		t = must(t.Renumber())
	}
	return t
}

func (g *grower) edited(t kernel.Text) kernel.Text {
	t = maps.Clone(t)
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		if g.rand.IntN(3) > 0 {
			w := t[lang]
			d, _ := g.hands[lang].Edit(markup.Parse(w.Text), 2)
			w.Text = d.String()
			t[lang] = w
		}
	}
	return t
}

func (g *grower) moveSome(t plan.Tree, n plan.Node) plan.Tree {
	var parents []string
	for _, p := range t.Nodes {
		if t.Levels.Allowed(n.Level, p.Level) {
			parents = append(parents, p.ID)
		}
	}
	if len(parents) == 0 {
		parents = []string{""}
	}
	return must(t.Move(n.ID, parents[g.rand.IntN(len(parents))], g.rand.IntN(5)))
}

// splitSome cuts the text of a node in two; its second half is a new node behind it.
func (g *grower) splitSome(t plan.Tree, i int) plan.Tree {
	second := plan.Node{ID: g.id(), Parent: t.Nodes[i].Parent, Level: t.Nodes[i].Level, Text: kernel.Text{}, From: []string{t.Nodes[i].ID}}
	first := maps.Clone(t.Nodes[i].Text)
	for lang, w := range first {
		words := []rune(w.Text)
		second.Text[lang] = kernel.Wording{Text: markup.Parse(string(words[len(words)/2:])).String(), State: w.State}
		w.Text = markup.Parse(string(words[:len(words)/2])).String()
		first[lang] = w
	}
	t.Nodes[i].Text = first
	return t2(t, slices.Insert(slices.Clone(t.Nodes), i+1, second))
}

// mergeSome takes the words of the next sibling over, and what hangs below it.
func (g *grower) mergeSome(t plan.Tree, i int) plan.Tree {
	n := t.Nodes[i]
	j := slices.IndexFunc(t.Nodes, func(x plan.Node) bool { return x.Parent == n.Parent && x.ID != n.ID && x.Level == n.Level })
	if j < 0 {
		return t
	}
	gone := t.Nodes[j]
	text := kernel.Text{}
	for lang, w := range n.Text {
		text[lang] = kernel.Wording{Text: w.Text + "\n\n" + gone.Text[lang].Text, State: w.State}
	}
	nodes := slices.Clone(t.Nodes)
	nodes[i].Text, nodes[i].From = text, append(slices.Clone(n.From), gone.ID)
	for k := range nodes {
		if nodes[k].Parent == gone.ID {
			nodes[k].Parent = n.ID
		}
	}
	for k := range t.Indicators {
		if t.Indicators[k].Node == gone.ID {
			t.Indicators[k].Node = n.ID
		}
	}
	return t2(t, slices.Delete(nodes, j, j+1))
}

func t2(t plan.Tree, nodes []plan.Node) plan.Tree {
	t.Nodes = nodes
	return t.Arrange()
}

func (g *grower) measureSome(t plan.Tree, n plan.Node) plan.Tree {
	if len(t.Indicators) == 0 || g.rand.IntN(3) == 0 {
		t.Indicators = append(t.Indicators, g.indicator(n.ID))
		return t.Arrange()
	}
	i := g.rand.IntN(len(t.Indicators))
	if g.rand.IntN(3) == 0 {
		t.Indicators = slices.Delete(t.Indicators, i, i+1)
		return t
	}
	t.Indicators[i].Text = g.edited(t.Indicators[i].Text)
	t.Indicators[i].Targets = []plan.Measure{{Date: "2018", Value: fmt.Sprint(g.rand.IntN(90))}}
	return t
}

// canonical is the tree in reading order with every text as canonical Markdown, in JSON.
func canonical(t *testing.T, tree plan.Tree) string {
	t.Helper()
	tree = tree.Arrange()
	clean := func(text kernel.Text) kernel.Text {
		out := kernel.Text{}
		for lang, w := range text {
			w.Text = markup.Parse(w.Text).String()
			out[lang] = w
		}
		return out
	}
	for i := range tree.Nodes {
		tree.Nodes[i].Text, tree.Nodes[i].Note = clean(tree.Nodes[i].Text), clean(tree.Nodes[i].Note)
	}
	for i := range tree.Indicators {
		tree.Indicators[i].Text = clean(tree.Indicators[i].Text)
	}
	raw, err := json.MarshalIndent(tree, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// without gives every node and indicator another identity, as an import without identities does.
func (g *grower) without(t plan.Tree) plan.Tree {
	names := map[string]string{"": ""}
	for _, n := range t.Nodes {
		names[n.ID] = g.id()
	}
	t.Nodes, t.Indicators = slices.Clone(t.Nodes), slices.Clone(t.Indicators)
	for i := range t.Nodes {
		n := &t.Nodes[i]
		n.ID, n.Parent, n.From = names[n.ID], names[n.Parent], nil
	}
	for i := range t.Indicators {
		t.Indicators[i].ID, t.Indicators[i].Node = g.id(), names[t.Indicators[i].Node]
	}
	return t
}

func TestRedlineOfTreesLosesNothing(t *testing.T) {
	pairs := 8
	if testing.Short() {
		pairs = 2
	}
	for _, lang := range texttest.Languages[1:] {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(pairs) {
				g := newGrower(lang, seed)
				before := g.tree(4, 2, 3, 1+int(seed%12))
				after := g.redraft(before, int(seed*9))
				if seed%4 == 3 {
					after = g.without(after)
				}
				r := plan.CompareTrees(before, after)
				if diff := cmp.Diff(canonical(t, after), canonical(t, r.Accept())); diff != "" {
					t.Fatalf("seed %d: accepting every change does not give the new text:\n%s", seed, diff)
				}
				if diff := cmp.Diff(canonical(t, before), canonical(t, r.Reject())); diff != "" {
					t.Fatalf("seed %d: rejecting every change does not give the old text:\n%s", seed, diff)
				}
				if r.ByLikeness != (seed%4 == 3) {
					t.Errorf("seed %d: matched by likeness: %v", seed, r.ByLikeness)
				}
			}
		})
	}
}

// told is a redline in short: "b+" added, "b-" removed, "b>" moved, "b<" where it stood, "b#" renumbered, "b^" level changed,
// "b~" words changed, "b/" split, "b&" took words over, "b|" gone into another.
func told(r plan.TreeRedline) string {
	var all []string
	for _, n := range r.Nodes {
		marks := ""
		for _, m := range []struct {
			is   bool
			mark string
		}{
			{n.Left, "<"}, {n.Added(), "+"}, {n.Removed() && !n.Left, "-"}, {n.Moved, ">"}, {n.Renumbered, "#"}, {n.Relevelled, "^"}, {n.Edited(), "~"},
			{len(n.SplitOff) > 0, "/"}, {len(n.From) > 0, "&"}, {n.Into != "", "|"}, {len(n.Indicators) > 0, "i"},
		} {
			if m.is {
				marks += m.mark
			}
		}
		if n.Changed() {
			all = append(all, n.Node().ID+marks)
		}
	}
	return strings.Join(all, " ")
}

// say gives nodes their words: "a: words".
func say(t plan.Tree, lines ...string) plan.Tree {
	for _, line := range lines {
		id, words, _ := strings.Cut(line, ": ")
		t.Nodes[t.Index(id)].Text = en(words)
	}
	return t
}

func TestRedlineOfTreesSaysWhatAPersonWould(t *testing.T) {
	base := func(words ...string) plan.Tree {
		return say(sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "d outcome b 1.2", "e goal a 2", "f outcome e 2.1"), words...)
	}
	from := func(t plan.Tree, id string, of ...string) plan.Tree {
		t.Nodes[t.Index(id)].From = of
		return t
	}
	const long, longer = "Victims of trafficking are recognised in good time.", "They are asked before anything is done for them."
	for _, c := range []struct {
		rule          string
		before, after plan.Tree
		want          string
	}{
		{"the same text has no changes", base(), base(), ""},
		{"what is added stands where it stands", base(), sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "x outcome b -", "d outcome b 1.2", "e goal a 2", "f outcome e 2.1"), "x+"},
		{"what is removed stands where it stood, with what hung below it", base(), sketch(commit, "a pillar - P1", "e goal a 2", "f outcome e 2.1"), "b- c- d-"},
		{"the first below a node stands before the others when it is gone", base(), sketch(commit, "a pillar - P1", "b goal a 1", "d outcome b 1.2", "e goal a 2", "f outcome e 2.1"), "c-"},
		{"a branch that goes elsewhere is one move, of the lighter one", base(), sketch(commit, "a pillar - P1", "e goal a 2", "f outcome e 2.1", "b goal a 1", "c outcome b 1.1", "d outcome b 1.2"), "e> e<"},
		{"a node below another one is moved", base(), sketch(commit, "a pillar - P1", "b goal a 1", "d outcome b 1.2", "e goal a 2", "f outcome e 2.1", "c outcome e 1.1"), "c< c>"},
		{"a new code is no change of words", base(), sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.3", "d outcome b 1.2", "e goal a 2", "f outcome e 2.1"), "c#"},
		{"a node can come to another level", base(), sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "d outcome b 1.2", "e goal a 2", "f goal a 2.1"), "f<  f>^"},
		{"words that changed", base("c: One two three four."), base("c: One two five four."), "c~"},
		{
			"a split says where the words went, and is no change of words", base("c: " + long + " " + longer),
			from(say(sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "x outcome b -", "d outcome b 1.2", "e goal a 2", "f outcome e 2.1"), "c: "+long, "x: "+longer), "x", "c"),
			"c/ x&",
		},
		{
			"a split that was not noted is found by its words", base("c: " + long + " " + longer),
			say(sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "x outcome b -", "d outcome b 1.2", "e goal a 2", "f outcome e 2.1"), "c: "+long, "x: "+longer),
			"c/ x&",
		},
		{
			"so is a merger", base("c: "+long, "d: "+longer),
			say(sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "e goal a 2", "f outcome e 2.1"), "c: "+long+" "+longer),
			"c& d|",
		},
		{
			"what hung below a node that was merged did not move", base("b: "+long, "e: "+longer),
			from(say(sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "d outcome b 1.2", "f outcome b 2.1"), "b: "+long+" "+longer), "b", "e"),
			"b& e|",
		},
		{"without an identity in common nodes are matched by code and words", base("c: " + long), say(sketch(commit, "1 pillar - P1", "2 goal 1 1", "3 outcome 2 1.1", "4 outcome 2 1.2", "5 goal 1 2", "6 outcome 5 2.1"), "3: "+long+" Soon."), "3~"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r := plan.CompareTrees(c.before, c.after)
			if got := told(r); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(c.want), " ") {
				t.Errorf("told %q, want %q", got, c.want)
			}
			if got, want := canonical(t, r.Accept()), canonical(t, c.after); got != want {
				t.Error(cmp.Diff(want, got))
			}
			if got, want := canonical(t, r.Reject()), canonical(t, c.before); got != want {
				t.Error(cmp.Diff(want, got))
			}
		})
	}
}
