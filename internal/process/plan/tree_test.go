package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sampan/internal/kernel"
	"sampan/internal/process/plan"
)

// commit are the levels of SPA IV; lakes are those of another process, of three levels and no loose one.
var (
	commit = plan.Levels{
		{Slug: "pillar", Name: kernel.Plain("en", "Pillar"), CodePattern: "^P[0-9]+$"}, {Slug: "goal", Name: kernel.Plain("en", "Goal"), CodePattern: "^[1-9][0-9]*$"},
		{Slug: "outcome", Name: kernel.Plain("en", "Outcome"), CodePattern: `^[0-9]+\.[0-9]+$`},
		{Slug: "output", Name: kernel.Plain("en", "Output"), CodePattern: `^[0-9]+\.[0-9]+\.[0-9]+$`},
		{Slug: "activity", Name: kernel.Plain("en", "Activity")}, {Slug: "commitment", Name: kernel.Plain("en", "Commitment"), Loose: true},
	}
	lakes = plan.Levels{{Slug: "theme"}, {Slug: "measure"}, {Slug: "step"}}
)

// sketch makes a tree from lines "id level parent code"; - is none.
func sketch(levels plan.Levels, lines ...string) plan.Tree {
	t := plan.Tree{Levels: levels}
	for _, line := range lines {
		f := strings.Fields(strings.ReplaceAll(line, " -", " \x00"))
		for i := range f {
			f[i] = strings.Trim(f[i], "\x00")
		}
		t.Nodes = append(t.Nodes, plan.Node{ID: f[0], Level: f[1], Parent: f[2], Code: f[3]})
	}
	return t
}

// tongues gives the first node a text in a language.
func tongues(t plan.Tree, lang kernel.Lang) plan.Tree {
	t.Nodes[0].Text = kernel.Plain(lang, "words")
	return t
}

// measured gives the first node an indicator with a unit in a language.
func measured(t plan.Tree, lang kernel.Lang) plan.Tree {
	t.Indicators = []plan.Indicator{{ID: "i", Node: t.Nodes[0].ID, Text: kernel.Plain("en", "Indicator"), Unit: kernel.Plain(lang, "people")}}
	return t
}

func TestTreeIsValid(t *testing.T) {
	for _, c := range []struct {
		rule  string
		tree  plan.Tree
		fault string // "" when valid
	}{
		{"each level stands below the one above it", sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "d output c 1.1.1", "e activity d -"), ""},
		{"another process has its own levels and depth", sketch(lakes, "a theme - x", "b measure a y", "c step b z"), ""},
		{"a level is not skipped", sketch(commit, "a pillar - P1", "c outcome a 1.1"), "plan.fault.parent_level"},
		{"a top stands below nothing", sketch(commit, "a pillar - P1", "b pillar a P2"), "plan.fault.parent_unwanted"},
		{"what is no top stands below something", sketch(commit, "b goal - 1"), "plan.fault.parent_wanted"},
		{"loose nodes hang anywhere", sketch(commit, "a pillar - P1", "b commitment a -", "c commitment - -", "d commitment c -"), ""},
		{"nothing but loose nodes hangs below a loose node", sketch(commit, "c commitment - -", "b goal c 1"), "plan.fault.parent_level"},
		{"a parent must be there", sketch(commit, "b goal z 1"), "plan.fault.parent_missing"},
		{"a loop is refused", sketch(commit, "a commitment b -", "b commitment a -"), "plan.fault.loop"},
		{"a node below itself is refused", sketch(commit, "a commitment a -"), "plan.fault.loop"},
		{"the level must be the process's", sketch(commit, "a theme - -"), "plan.fault.level_unknown"},
		{"codes are unique in a draft, over all levels", sketch(lakes, "a theme - 1", "b theme - 1"), "plan.fault.code_duplicate"},
		{"many nodes may be without a code", sketch(lakes, "a theme - -", "b theme - -"), ""},
		{"a code has the form of its level", sketch(commit, "a pillar - 1"), "plan.fault.code_pattern"},
		{"a text is in a language", tongues(sketch(lakes, "a theme - 1"), "zh-Hans"), ""},
		{"what names no language is refused", tongues(sketch(lakes, "a theme - 1"), "en\x00"), "plan.fault.language"},
		{"in a unit too", measured(sketch(lakes, "a theme - 1"), "=x"), "plan.fault.language"},
		{"identities are unique", sketch(lakes, "a theme - 1", "a theme - 2"), "plan.fault.id_duplicate"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			told := ""
			if err := c.tree.Err(); err != nil {
				told = toldOf(err)
			}
			if (c.fault == "") != (told == "") || !strings.Contains(told, c.fault) {
				t.Errorf("told %q, want %q", told, c.fault)
			}
		})
	}
}

func codes(t plan.Tree) string {
	var all []string
	for _, n := range t.Nodes {
		all = append(all, n.ID+"="+n.Code)
	}
	return strings.Join(all, " ")
}

func TestRenumber(t *testing.T) {
	for _, c := range []struct {
		rule string
		tree plan.Tree
		want string // "" when refused
	}{
		{"goals run through the plan, outcomes follow their goal", sketch(commit, "a pillar - P9", "b goal a 7", "c outcome b -", "d outcome b -", "e pillar - -", "f goal e -", "g outcome f -"),
			"a=P1 b=1 c=1.1 d=1.2 e=P2 f=2 g=2.1"},
		{"without patterns a code is the parent's with a number", sketch(lakes, "a theme - -", "b measure a -", "c step b -", "d theme - -"), "a=1 b=1.1 c=1.1.1 d=2"},
		{"loose nodes keep what they have", sketch(commit, "a pillar - -", "b commitment a old"), "a=P1 b=old"},
		{"too few codes for a level refuse the whole", sketch(plan.Levels{{Slug: "theme", CodePattern: "^[1-2]$"}}, "a theme - -", "b theme - -", "c theme - -"), ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			next, err := c.tree.Renumber()
			if (err != nil) != (c.want == "") || err == nil && codes(next) != c.want {
				t.Errorf("%s %v", codes(next), err)
			}
		})
	}
}

func TestMoveAndSort(t *testing.T) {
	tree := sketch(commit, "a pillar - P1", "b goal a 1", "c outcome b 1.1", "d pillar - P2", "e goal d 2")
	order := func(t plan.Tree) string {
		var ids []string
		for _, n := range t.Nodes {
			ids = append(ids, n.ID)
		}
		return strings.Join(ids, "")
	}
	for _, c := range []struct {
		rule, id, parent string
		index            int
		want             string // "" when refused
	}{
		{"a branch moves whole", "b", "d", 0, "adbce"}, {"to the end", "b", "d", 99, "adebc"}, {"a top goes before another", "d", "", 0, "deabc"},
		{"not below itself", "a", "c", 0, ""}, {"not to another level", "c", "a", 0, ""}, {"not to what is not there", "c", "z", 0, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			next, err := tree.Move(c.id, c.parent, c.index)
			if (err != nil) != (c.want == "") || err == nil && order(next) != c.want {
				t.Errorf("%s %v", order(next), err)
			}
		})
	}
	t.Run("siblings sort by code as people read it, those without last", func(t *testing.T) {
		sorted := sketch(lakes, "a theme - 10", "b theme - -", "c theme - 9", "d measure c 9.10", "e measure c 9.9").SortByCode()
		if order(sorted) != "cedab" {
			t.Error(order(sorted))
		}
	})
}

func TestCompareCodes(t *testing.T) {
	want := []string{"1", "1.1", "1.2", "1.10", "2", "P1", "P2", "P10", ""}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, plan.CompareCodes)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// Whatever is done to a valid tree by the rules leaves it valid or is refused; nothing gets lost on the way but what is
// removed.
func TestRulesKeepTreesValid(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		levels := rapid.SampledFrom([]plan.Levels{commit, lakes}).Draw(r, "levels")
		tree := plan.Tree{Levels: levels}
		for step := range rapid.IntRange(1, 40).Draw(r, "steps") {
			parent := ""
			if len(tree.Nodes) > 0 && rapid.Bool().Draw(r, "below") {
				parent = rapid.SampledFrom(tree.Nodes).Draw(r, "parent").ID
			}
			count := len(tree.Nodes)
			next, err := tree, error(nil)
			switch what := rapid.SampledFrom([]string{"add", "add", "add", "move", "remove", "renumber", "sort"}).Draw(r, "what"); {
			case what == "add":
				next, err = tree.Add(plan.Node{ID: fmt.Sprint("n", step), Parent: parent, Level: rapid.SampledFrom(levels.Slugs()).Draw(r, "level")})
				count++
			case count == 0:
			case what == "move":
				next, err = tree.Move(rapid.SampledFrom(tree.Nodes).Draw(r, "node").ID, parent, rapid.IntRange(0, 5).Draw(r, "index"))
			case what == "remove":
				gone := rapid.SampledFrom(tree.Nodes).Draw(r, "node").ID
				count -= len(tree.Branch(gone))
				next, err = tree.Remove(gone)
			case what == "renumber":
				next, err = tree.Renumber()
			default:
				next = tree.SortByCode()
			}
			if err != nil {
				continue
			}
			if next.Err() != nil || len(next.Nodes) != count {
				r.Fatalf("%d nodes of %d: %v", len(next.Nodes), count, next.Err())
			}
			tree = next
			for i, n := range tree.Nodes {
				if n.Parent != "" && (tree.Index(n.Parent) < 0 || tree.Index(n.Parent) >= i) {
					r.Fatalf("%s stands before its parent", n.ID)
				}
			}
		}
	})
}

func TestParseDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "012.50": "12.5", "-3.0": "-3", "123456789012345": "123456789012345", "0.1": "0.1",
		"1e9": "", "1,000": "", "": "", "1.": "", ".5": "", "1234567890123456": "", "many": "", "٣": "",
		" 7 ": "7", //nolint:gocritic // spaces around are no fault
	} {
		if got, ok := plan.ParseDecimal(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestRevise(t *testing.T) {
	old := kernel.Text{
		"en": {Text: "one", State: kernel.Authoritative}, "km": {Text: "មួយ", State: kernel.Translation, By: "UNIAP"}, "th": {Text: "หนึ่ง", State: kernel.DraftText},
	}
	for _, c := range []struct {
		rule  string
		given kernel.Text
		want  map[kernel.Lang]kernel.TextState
	}{
		{"what did not change keeps its state", kernel.Text{"en": {Text: "one"}, "km": {Text: "មួយ"}}, map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Translation, "th": kernel.DraftText}},
		{"new words in the lead language leave translations outdated", kernel.Text{"en": {Text: "two"}}, map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Outdated, "th": kernel.DraftText}},
		{"translations given with them are not", kernel.Text{"en": {Text: "two"}, "km": {Text: "ពីរ"}}, map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Translation, "th": kernel.DraftText}},
		{"a wording that was given whole stands as it was given", kernel.Text{"km": {Text: "មួយ", State: kernel.DraftText, By: "UNIAP"}}, map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.DraftText, "th": kernel.DraftText}},
		{"a translation sent back as it was read is outdated by new words all the same", kernel.Text{"en": {Text: "two"}, "km": {Text: "មួយ", State: kernel.Translation, By: "UNIAP"}}, map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Outdated, "th": kernel.DraftText}},
		{"words given empty go", kernel.Text{"th": {Text: ""}}, map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Translation}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := plan.Revise(old, c.given, "en")
			if len(got) != len(c.want) {
				t.Errorf("%v", got)
			}
			for lang, state := range c.want {
				if got[lang].State != state {
					t.Errorf("%s: %v", lang, got[lang])
				}
			}
			if got["km"].Text == "មួយ" && got["km"].By != "UNIAP" {
				t.Error("lost who made the translation")
			}
		})
	}
	if plan.Revise(old, kernel.Text{"en": {Text: ""}, "km": {Text: ""}, "th": {Text: ""}}, "en") != nil {
		t.Error("an empty text is not nil")
	}
}

func TestPlanInForce(t *testing.T) {
	for _, c := range []struct {
		rule  string
		plans []plan.Plan
		want  string
	}{
		{"a plan outlives its period until it is concluded", []plan.Plan{{ID: "a", Slug: "spa-4", Number: 4, State: plan.InForce, Period: kernel.Period{From: "2015", To: "2018"}}}, "spa-4"},
		{"a plan whose years have come is not in force for that", []plan.Plan{{ID: "a", Slug: "spa-2025", State: plan.Announced, Period: kernel.Period{From: "2025", To: "2035"}}}, ""},
		{"endorsed is not yet in force", []plan.Plan{{ID: "a", Slug: "spa-5", State: plan.Endorsed}}, ""},
		{"of two the later", []plan.Plan{{ID: "a", Slug: "spa-4", Number: 4, State: plan.InForce}, {ID: "b", Slug: "spa-5", Number: 5, State: plan.InForce}}, "spa-5"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p, ok := plan.PlanInForce(c.plans)
			if p.Slug != c.want || ok != (c.want != "") {
				t.Errorf("%q", p.Slug)
			}
		})
	}
}
