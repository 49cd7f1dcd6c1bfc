package web

import (
	"regexp"
	"testing"
)

// A script that imports another names it by its content: together they are always of one version.
func TestScriptsImportWhatIsServed(t *testing.T) {
	a, err := LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for name, f := range a.files {
		for _, m := range regexp.MustCompile(`(?m)^import [^'\n]*'\./([^']+)'`).FindAllSubmatch(f.body, -1) {
			found++
			if _, served := a.files[string(m[1])]; !served {
				t.Errorf("%s imports %s, which is not served", name, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no script imports another")
	}
}
