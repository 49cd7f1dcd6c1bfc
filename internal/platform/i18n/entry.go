package i18n

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"golang.org/x/text/feature/plural"
)

// entry is the words of one key: one text, or one per plural form.
type entry struct {
	forms map[plural.Form]words
}

// words is a text cut at its placeholders: literals at even places, names of arguments at odd ones.
type words []string

var formNames = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

var placeholder = regexp.MustCompile(`\{([a-z_][a-z0-9_]*)\}`)

func parseEntry(raw json.RawMessage) (entry, error) {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		w, err := parseWords(one)
		return entry{map[plural.Form]words{plural.Other: w}}, err
	}
	var many map[string]string
	if err := json.Unmarshal(raw, &many); err != nil {
		return entry{}, fmt.Errorf("want a text or an object of plural forms")
	}
	e := entry{map[plural.Form]words{}}
	for name, text := range many {
		form, ok := formNames[name]
		if !ok {
			return entry{}, fmt.Errorf("no such plural form: %q", name)
		}
		w, err := parseWords(text)
		if err != nil {
			return entry{}, err
		}
		e.forms[form] = w
	}
	if _, ok := e.forms[plural.Other]; !ok {
		return entry{}, fmt.Errorf(`the plural form "other" is missing`)
	}
	return e, nil
}

func parseWords(text string) (words, error) {
	var w words
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		w = append(w, text[at:m[0]], text[m[2]:m[3]])
		at = m[1]
	}
	w = append(w, text[at:])
	for i := 0; i < len(w); i += 2 {
		if strings.ContainsAny(w[i], "{}") {
			return nil, fmt.Errorf("a brace that is no placeholder in %q", text)
		}
	}
	return w, nil
}

// placeholders lists the names of arguments that any form of the entry uses.
func (e entry) placeholders() []string {
	seen := map[string]bool{}
	for _, w := range e.forms {
		for i := 1; i < len(w); i += 2 {
			seen[w[i]] = true
		}
	}
	names := make([]string, 0, len(seen))
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
