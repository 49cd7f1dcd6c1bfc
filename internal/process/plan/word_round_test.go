package plan

import (
	"bytes"
	"fmt"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/texttest"
	"sampan/locale"
)

// sevenLanguages are those of the process.
var sevenLanguages = []kernel.Lang{"en", "km", "lo", "my", "th", "vi", "zh-Hans"}

// spaLevels are the levels of a plan of action.
var spaLevels = Levels{
	{Slug: "pillar", Name: kernel.Plain("en", "Pillar"), CodePattern: "^P[0-9]+$"},
	{Slug: "goal", Name: kernel.Plain("en", "Goal"), CodePattern: "^[1-9][0-9]*$"},
	{Slug: "outcome", Name: kernel.Plain("en", "Outcome"), CodePattern: `^[0-9]+\.[0-9]+$`},
	{Slug: "output", Name: kernel.Plain("en", "Output"), CodePattern: `^[0-9]+\.[0-9]+\.[0-9]+$`},
	{Slug: "activity", Name: kernel.Plain("en", "Indicative activity"), Loose: true},
}

// spaTree is a plan of the size of an SPA whose texts are Markdown in seven languages.
func spaTree(seed uint64) Tree { return spaPart(seed, 4) }

// spaPart is such a plan of some pillars.
func spaPart(seed uint64, pillars int) Tree {
	t := Tree{Levels: spaLevels}
	hands := map[kernel.Lang]*texttest.Hand{}
	for _, lang := range sevenLanguages {
		hands[lang] = texttest.New(string(lang.Base()), seed)
	}
	h := hands["en"]
	add := func(parent, level, code string, parts int) string {
		n := Node{ID: fmt.Sprintf("%s-%d", level, len(t.Nodes)), Parent: parent, Level: level, Code: code, Text: kernel.Text{}}
		for _, lang := range sevenLanguages {
			state := kernel.Translation
			if lang == "en" {
				state = kernel.Authoritative
			} else if h.IntN(10) == 0 {
				continue
			}
			words := hands[lang].Text(8)
			if parts > 0 && h.IntN(3) == 0 {
				words = hands[lang].Doc(parts).String()
			}
			n.Text[lang] = kernel.Wording{Text: words, State: state}
		}
		if h.IntN(6) == 0 {
			n.Note = kernel.Plain("en", "A note: "+h.Sentence(5))
		}
		if h.IntN(9) == 0 {
			n.Paraphrase = true
			n.Sources = []kernel.Source{{URL: "https://example.org/" + n.ID, Title: "Report of " + n.ID}}
		}
		t.Nodes = append(t.Nodes, n)
		if level == "output" && h.IntN(2) == 0 {
			t.Indicators = append(t.Indicators, Indicator{
				ID: "i-" + n.ID, Node: n.ID, Code: "I" + code, Text: kernel.Plain("en", h.Sentence(6)), Unit: kernel.Plain("en", "countries"),
				Baseline: &Measure{Date: "2014", Value: "0"}, Targets: []Measure{{Date: "2016", Value: "3"}, {Date: "2018", Value: "6"}},
			})
		}
		return n.ID
	}
	goal := 0
	for p := range pillars {
		pillar := add("", "pillar", fmt.Sprint("P", p+1), 0)
		for range 2 {
			goal++
			g := add(pillar, "goal", fmt.Sprint(goal), 1)
			for o := range 3 {
				outcome := add(g, "outcome", fmt.Sprintf("%d.%d", goal, o+1), 2)
				for u := range 3 {
					output := add(outcome, "output", fmt.Sprintf("%d.%d.%d", goal, o+1, u+1), 3)
					for range 4 {
						add(output, "activity", "", 2)
					}
				}
			}
		}
	}
	return t.Arrange()
}

func english(t testing.TB, lang kernel.Lang) *i18n.Locale {
	t.Helper()
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Locale(lang)
}

// copyOf is a copy of a tree as draft 2 of a plan.
func copyOf(t testing.TB, tree Tree, lang, beside kernel.Lang) wordCopy {
	t.Helper()
	d := Document{
		Kind: Draft, Plan: "spa-6", Number: 2, Title: kernel.Plain("en", "Sub-regional Plan of Action"), Short: kernel.Plain("en", "SPA VI"),
		Period: kernel.Period{From: "2027", To: "2030"}, Published: "2026-11-22T08:00:00Z", Levels: tree.Levels, Nodes: tree.Nodes, Indicators: tree.Indicators,
	}
	return wordCopy{doc: d, draft: "2", hash: "abc", address: "https://commit.example/plans/spa-6/drafts/2", lang: lang, beside: beside, loc: english(t, "en")}
}

func wordBytes(t testing.TB, d *docx.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, d, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readBack(t testing.TB, content []byte, tree Tree) WordReading {
	t.Helper()
	d, err := docx.Read(content)
	if err != nil {
		t.Fatal(err)
	}
	return readWord(d, tree, tree, true, sevenLanguages, "spa-6")
}

// wantNone fails when an unchanged file proposes anything.
func wantNone(t testing.TB, r WordReading, nodes int) {
	t.Helper()
	if r.Nodes != nodes || r.ByCode+r.ByLikeness != 0 || r.Other {
		t.Errorf("%d nodes of %d, %d by code, %d by likeness, other: %v", r.Nodes, nodes, r.ByCode, r.ByLikeness, r.Other)
	}
	for i, p := range r.Proposals {
		if i < 5 {
			t.Errorf("%s %s %s %q\n before %q\n after  %q", p.Node, p.Kind, p.Part, p.Author, p.Before, p.After)
		}
	}
	if len(r.Proposals) > 5 {
		t.Errorf("%d proposals", len(r.Proposals))
	}
	for _, b := range r.Beside {
		if !b.Cosmetic {
			t.Errorf("beside: %+v", b)
		}
	}
}

func TestOurOwnFileUnchangedProposesNothing(t *testing.T) {
	tree := spaTree(1)
	for _, lang := range sevenLanguages {
		t.Run(string(lang), func(t *testing.T) {
			wantNone(t, readBack(t, wordBytes(t, copyOf(t, tree, lang, "").document()), tree), len(tree.Nodes))
		})
	}
	t.Run("two side by side", func(t *testing.T) {
		wantNone(t, readBack(t, wordBytes(t, copyOf(t, tree, "en", "km").document()), tree), len(tree.Nodes))
	})
}
