package arch

import (
	"os"
	"testing"
)

// rules are all that the tree is held to.
var rules = []struct {
	name  string
	check func(*tree) []finding
}{
	{"every file lies in the layout", checkLayout},
	{"imports point down", checkDirection},
	{"the kernel imports the standard library only", checkKernel},
	{"features import along the listed edges", func(t *tree) []finding { return checkFeatures(t, features, laterEdges) }},
	{"casework and referral are sealed", func(t *tree) []finding { return checkSealed(t, sealed) }},
	{"SQL stands in stores", func(t *tree) []finding { return checkSQL(t, statePackages) }},
	{"a third-party module is named in one package", func(t *tree) []finding { return checkModules(t, sharedModules) }},
	{"the program reads nothing beside its tree", checkShared},
	{"every package has a comment", checkComments},
	{"no third-party files", checkForeign},
	{"templ's generator and library are of one version", checkTemplVersion},
	{"files and functions are of a readable size", checkSizes},
}

func TestArchitecture(t *testing.T) {
	t.Parallel()
	program, err := load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			for _, f := range rule.check(program) {
				t.Error(f)
			}
		})
	}
	t.Run("sizes beside the norms", func(t *testing.T) {
		t.Parallel()
		t.Log("\n" + report(program))
	})
}

func TestEveryAllowanceHasAReason(t *testing.T) {
	t.Parallel()
	for _, s := range sharedModules {
		if s.reason == "" {
			t.Errorf("%s: no reason", s.module)
		}
	}
}
