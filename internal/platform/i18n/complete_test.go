package i18n_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
)

// TestEveryOfferedLanguageIsComplete: the same keys as English, the same placeholders, the forms its plural needs.
func TestEveryOfferedLanguageIsComplete(t *testing.T) {
	c := catalogue(t)
	english := c.Locale(i18n.English).Keys()
	for _, lang := range c.Languages() {
		keys := c.Locale(lang).Keys()
		for key, names := range english {
			got, ok := keys[key]
			switch {
			case !ok:
				t.Errorf("%s lacks %s", lang, key)
			case !slices.Equal(got, names):
				t.Errorf("%s: %s has the placeholders %v, English has %v", lang, key, got, names)
			}
		}
		for key := range keys {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %s, which English has not", lang, key)
			}
		}
	}
}

// TestNoLanguageIsHalfTranslated: a language that has begun has every file, else it is silently not offered.
func TestNoLanguageIsHalfTranslated(t *testing.T) {
	c := catalogue(t)
	for _, lang := range c.Known() {
		if slices.Contains(c.Languages(), lang) {
			continue
		}
		for key := range c.Locale(lang).Keys() {
			if !strings.HasPrefix(key, "kernel.") {
				t.Errorf("%s is not offered, yet it has words such as %s: some of its files are missing", lang, key)
				break
			}
		}
	}
}

const key = `"([a-z_]+(?:\.[a-z0-9_]+)+)"`

// asks are the ways in which code asks for words.
var asks = []*regexp.Regexp{
	regexp.MustCompile(`\bT\(\s*` + key),
	regexp.MustCompile(`\bfault\.New\([^"()]+,\s*` + key),
	regexp.MustCompile(`\bfault\.Wrap\([^"]*?` + key),
	regexp.MustCompile(`\.(?:Add|Fault)\([^,\n]+,\s*` + key),
	regexp.MustCompile(`\bKey:\s*` + key),
	regexp.MustCompile(`\bSetFlash\(\w+,\s*` + key),
}

var literal = regexp.MustCompile(`"([a-z_]+\.[a-z0-9_.]*)"`)

// TestCodeAndCatalogueAgree: what code asks for has words, and no words lie unused.
func TestCodeAndCatalogueAgree(t *testing.T) {
	english := catalogue(t).Locale(i18n.English).Keys()
	packages := map[string]bool{}
	for k := range english {
		packages[k[:strings.IndexByte(k, '.')]] = true
	}
	used, prefixes := map[string]bool{}, []string{}
	for file, text := range sources(t) {
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
			if strings.HasSuffix(m[1], ".") {
				prefixes = append(prefixes, m[1])
			}
		}
		for _, ask := range asks {
			for _, m := range ask.FindAllStringSubmatch(text, -1) {
				pkg := m[1][:strings.IndexByte(m[1], '.')]
				if _, ok := english[m[1]]; !ok && packages[pkg] {
					t.Errorf("%s asks for %s, which has no words in locale/en/%s.json", file, m[1], pkg)
				}
			}
		}
	}
	var unused []string
	for k := range english {
		if !used[k] && !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(k, p) }) {
			unused = append(unused, k)
		}
	}
	sort.Strings(unused)
	if diff := cmp.Diff([]string(nil), unused); diff != "" {
		t.Errorf("no code asks for these:\n%s", diff)
	}
}

// sources are the Go files and pages of the program, without tests and what is generated.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, root := range []string{"../../../internal", "../../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			code := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, "_templ.go")
			if !code && !strings.HasSuffix(path, ".templ") {
				return nil
			}
			raw, err := os.ReadFile(path)
			all[strings.TrimPrefix(path, "../../../")] = string(raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestOfferedLanguages names the languages that readers are offered today.
func TestOfferedLanguages(t *testing.T) {
	if diff := cmp.Diff([]kernel.Lang{"en", "km", "lo", "my", "th", "vi", "zh-Hans"}, catalogue(t).Languages()); diff != "" {
		t.Errorf("the offered languages changed; if that is meant, say so here:\n%s", diff)
	}
}
