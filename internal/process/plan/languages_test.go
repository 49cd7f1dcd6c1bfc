package plan_test

import (
	"errors"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/process/plan"
)

func TestADraftTakesTextsInLanguagesOfTheProcessOnly(t *testing.T) {
	at := plan.Place{Node: func(_ int, field string) string { return "node " + field }, Indicator: func(_ int, field string) string { return "indicator " + field }}
	in := func(lang kernel.Lang) plan.Tree { return tongues(sketch(commit, "a pillar - P1"), lang) }
	for _, c := range []struct {
		rule          string
		before, after plan.Tree
		place         string // of the fault, "" for none
	}{
		{"a language of the process", in("en"), in("km"), ""},
		{"an invented one", in("en"), in("qq"), "node text"},
		{"a real one that the process does not work in", in("en"), in("fr"), "node text"},
		{"one that the draft has already", in("fr"), in("fr"), ""},
		{"one of an indicator", in("en"), measured(in("en"), "fr"), "indicator unit"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			err := c.after.CheckLanguages(c.before, []kernel.Lang{"en", "km"}, at)
			if c.place == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			refused, ok := errors.AsType[*fault.Error](err)
			if !ok || len(refused.Fields) != 1 || refused.Fields[0].Path != c.place {
				t.Errorf("got %v", err)
			}
		})
	}
}
