package texttest_test

import (
	"testing"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/texttest"
)

func TestTheSameSeedWritesTheSame(t *testing.T) {
	for _, language := range texttest.Languages {
		deeds := map[texttest.What]int{}
		for seed := range uint64(300) {
			p, again := texttest.NewPair(language, seed), texttest.NewPair(language, seed)
			if !p.Old.Equal(again.Old) || !p.New.Equal(again.New) || len(p.Deeds) != len(again.Deeds) {
				t.Fatalf("%s %d writes different things", language, seed)
			}
			for _, d := range []markup.Doc{p.Old, p.New} {
				if !d.Equal(d.Normal()) || !markup.Parse(d.String()).Equal(d) {
					t.Fatalf("%s %d writes what is not in normal form: %#v", language, seed, d)
				}
				if !text.IsClean(d.String()) && d.String() != "" {
					t.Fatalf("%s %d writes what the door does not let in: %q", language, seed, d.String())
				}
			}
			for _, d := range p.Deeds {
				deeds[d.What]++
				if d.Old >= len(p.Old) || d.New >= len(p.New) || d.Clean && d.What == texttest.Moved && d.Old >= 0 && p.Old[d.Old].Text() != p.New[d.New].Text() {
					t.Fatalf("%s %d: %+v is not what was done", language, seed, d)
				}
			}
		}
		if len(deeds) != 11 {
			t.Errorf("%s: only %v was done", language, deeds)
		}
	}
}
