package plan_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/markup"
	"sampan/internal/process/plan"
)

// said is what a text says, without marks and white space.
func said(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, markup.Parse(s).Plain())
}

func oneNode(text kernel.Text) plan.Tree {
	return plan.Tree{Levels: lakes, Nodes: []plan.Node{{ID: "a", Level: "theme", Code: "1", Text: text}}}
}

func TestSplitCutsTheTextWhereAsked(t *testing.T) {
	for _, c := range []struct {
		rule, text    string
		at            int
		first, second string // both empty when refused
	}{
		{"between two sentences", "Victims are found. They are helped.", 18, "Victims are found.", "They are helped."},
		{"in the midst of bold words both parts are bold", "Find **every victim** now", 12, "Find **every**", "**victim** now"},
		{"a mark is not torn", "Find **every** now", 6, "Find", "**every** now"},
		{"a link stays a link on both sides", "[one two](https://x.example/) three", 4, "[one](https://x.example/)", "[two](https://x.example/) three"},
		{"between the items of a list", "- one\n- two", 6, "- one", "- two"},
		{"within an item", "- one two", 5, "- one", "two"},
		{"a table is cut between its rows", "| a | b |\n|---|---|\n| c | d |\n| e | f |", 34, "| a | b |\n|---|---|\n| c | d |", "|---|---|\n| e | f |"},
		{"never within a character as people see it", "ក្រុម ការងារ", 1, "ក្រុ", "ម ការងារ"},
		{"Chinese is cut between characters", "中国政府", 2, "中国", "政府"},
		{"nothing before the cut", "Victims", 0, "", ""},
		{"nothing behind the cut", "Victims", 7, "", ""},
		{"far behind the end", "Victims", 700, "", ""},
		{"a negative cut", "Victims", -3, "", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			next, err := oneNode(kernel.Plain("en", c.text)).Split("a", "b", map[kernel.Lang]int{"en": c.at}, "en")
			if c.first == "" {
				if told := toldOf(err); !strings.Contains(told, "plan.fault.split_nothing") {
					t.Errorf("told %q", told)
				}
				return
			}
			if err != nil {
				t.Fatal(toldOf(err))
			}
			first, second := next.Nodes[0].Text["en"].Text, next.Nodes[1].Text["en"].Text
			if first != c.first || second != c.second {
				t.Errorf("%q and %q", first, second)
			}
		})
	}
}

func TestSplitLeavesWhatHangsOnANodeWithItsFirstPart(t *testing.T) {
	tree := sketch(lakes, "a theme - 1", "b measure a 1.1", "c theme - 2")
	tree.Nodes[0].Text = kernel.Text{
		"en": {Text: "One. Two.", State: kernel.Authoritative}, "km": {Text: "មួយ ពីរ", State: kernel.Translation}, "vi": {Text: "Một. Hai.", State: kernel.Translation},
	}
	tree.Nodes[0].Sources = []kernel.Source{{Title: "SOM 11"}}
	tree.Indicators = []plan.Indicator{{ID: "i", Node: "a", Text: kernel.Plain("en", "Counted")}}
	next, err := tree.Split("a", "n", map[kernel.Lang]int{"en": 4, "vi": 4}, "en")
	if err != nil {
		t.Fatal(toldOf(err))
	}
	first, _ := next.Get("a")
	second, _ := next.Get("n")
	if got := order(next); got != "a b n c" {
		t.Errorf("the order is %s", got)
	}
	if second.Code != "" || first.Code != "1" || second.Level != "theme" || !slices.Equal(second.From, []string{"a"}) {
		t.Errorf("%+v", second)
	}
	if len(second.Sources) != 1 || next.Indicators[0].Node != "a" {
		t.Error("the sources are not with both, or the indicator not with the first")
	}
	if first.Text["km"].State != kernel.Outdated || first.Text["vi"].State != kernel.Translation || second.Text["vi"].Text != "Hai." {
		t.Errorf("%+v %+v", first.Text, second.Text)
	}
}

func order(t plan.Tree) string {
	var ids []string
	for _, n := range t.Nodes {
		ids = append(ids, n.ID)
	}
	return strings.Join(ids, " ")
}

func TestMergePutsOneNodeBehindAnother(t *testing.T) {
	tree := sketch(lakes, "a theme - 1", "b measure a 1.1", "c theme - 2", "d measure c 2.1", "e step d -")
	tree.Nodes[0].Text = kernel.Text{"en": {Text: "One.", State: kernel.Authoritative}, "km": {Text: "មួយ", State: kernel.Translation}}
	tree.Nodes[2].Text = kernel.Plain("en", "Two.")
	tree.Nodes[2].From = []string{"x", "a"}
	tree.Nodes[2].Sources = []kernel.Source{{Title: "SOM 11"}}
	tree.Indicators = []plan.Indicator{{ID: "i", Node: "c", Text: kernel.Plain("en", "Counted")}}
	next, err := tree.Merge("c", "a", "en")
	if err != nil {
		t.Fatal(toldOf(err))
	}
	n, _ := next.Get("a")
	if got := order(next); got != "a b d e" {
		t.Errorf("the order is %s", got)
	}
	if n.Text["en"].Text != "One. Two." || n.Text["km"].State != kernel.Outdated || !slices.Equal(n.From, []string{"c", "x"}) {
		t.Errorf("%+v", n)
	}
	if len(n.Sources) != 1 || next.Indicators[0].Node != "a" {
		t.Error("sources and indicators did not come along")
	}
	for _, c := range []struct{ rule, id, into, fault string }{
		{"nodes of two levels are not merged", "b", "a", "plan.fault.merge_level"},
		{"no node is merged into itself", "a", "a", "plan.fault.loop"},
		{"there must be a node", "zz", "a", "fault.not_found"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if _, err := tree.Merge(c.id, c.into, "en"); err == nil || !strings.Contains(toldOf(err), c.fault) {
				t.Errorf("told %q", toldOf(err))
			}
		})
	}
}

func TestMergedTextsReadOn(t *testing.T) {
	for _, c := range []struct {
		rule, a, b string
		lang       kernel.Lang
		want       string
	}{
		{"sentences follow one another", "One.", "Two.", "en", "One. Two."},
		{"without a space in Chinese", "一。", "二。", "zh-Hans", "一。二。"},
		{"a list begins a paragraph", "One.", "- two", "en", "One.\n\n- two"},
		{"marks that would meet are kept apart", "*one", "two*", "en", "*one\n\ntwo*"},
		{"nothing is put before a text that stands alone", "", "Two.", "en", "Two."},
	} {
		t.Run(c.rule, func(t *testing.T) {
			tree := sketch(lakes, "a theme - 1", "b theme - 2")
			tree.Nodes[0].Text, tree.Nodes[1].Text = kernel.Plain(c.lang, c.a), kernel.Plain(c.lang, c.b)
			next, err := tree.Merge("b", "a", "en")
			if err != nil || next.Nodes[0].Text[c.lang].Text != c.want {
				t.Errorf("%q %v", next.Nodes[0].Text[c.lang].Text, err)
			}
		})
	}
}

func TestShiftGoesToTheNextParentThatTheLevelsAllow(t *testing.T) {
	tree := sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "d pillar - P2", "e goal d 2")
	for _, c := range []struct {
		rule, id string
		back     bool
		want     string
	}{
		{"on to the next pillar, as its first goal", "b", false, "a d b c e"},
		{"back to the one before, as its last goal", "e", true, "a b c e d"},
		{"at the end it stays", "e", false, "a b c d e"},
		{"a top has nowhere to go", "a", true, "a b c d e"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			next, err := tree.Shift(c.id, c.back)
			if err != nil || order(next) != c.want {
				t.Errorf("%s %v", order(next), err)
			}
		})
	}
}

func TestSplittingAndMergingLoseNoText(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree := drawTree(r)
		if len(tree.Nodes) == 0 {
			return
		}
		n := rapid.SampledFrom(tree.Nodes).Draw(r, "node")
		at := map[kernel.Lang]int{}
		for lang, w := range n.Text {
			if rapid.Bool().Draw(r, "cut "+string(lang)) {
				at[lang] = rapid.IntRange(0, len([]rune(w.Text))).Draw(r, "at")
			}
		}
		apart, err := tree.Split(n.ID, "second", at, "en")
		if err != nil {
			return
		}
		first, _ := apart.Get(n.ID)
		second, _ := apart.Get("second")
		for lang, w := range n.Text {
			if got := said(first.Text[lang].Text) + said(second.Text[lang].Text); got != said(w.Text) && unspace(first.Text[lang].Text+second.Text[lang].Text) != unspace(w.Text) {
				r.Fatalf("%q became %q and %q", w.Text, first.Text[lang].Text, second.Text[lang].Text)
			}
		}
		if len(apart.Nodes) != len(tree.Nodes)+1 || len(apart.Children(n.ID)) != len(tree.Children(n.ID)) || len(apart.Of(n.ID)) != len(tree.Of(n.ID)) {
			r.Fatal("something came or went beside the new node")
		}
		again, err := apart.Merge("second", n.ID, "en")
		if err != nil {
			r.Fatal(err)
		}
		whole, _ := again.Get(n.ID)
		for lang, w := range n.Text {
			if unspace(whole.Text[lang].Text) != unspace(first.Text[lang].Text+second.Text[lang].Text) {
				r.Fatalf("%q became %q", w.Text, whole.Text[lang].Text)
			}
		}
		if order(again) != order(tree) {
			r.Fatalf("%s became %s", order(tree), order(again))
		}
	})
}

func unspace(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
