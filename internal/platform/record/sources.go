package record

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Citations number the sources that a record names, in the order in which they were first asked for.
type Citations struct{ List []kernel.Source }

// Numbers are the places of the sources in the list, from 1, ascending; a source that is not in it yet is added.
func (c *Citations) Numbers(sources []kernel.Source) []int {
	var all []int
	for _, s := range sources {
		i := slices.Index(c.List, s)
		if i < 0 {
			c.List = append(c.List, s)
			i = len(c.List) - 1
		}
		all = append(all, i+1)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Written is the numbers as a form shows them: "1, 3".
func (c *Citations) Written(sources []kernel.Source) string {
	var all []string
	for _, n := range c.Numbers(sources) {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, ", ")
}

// CheckSources notes every source that names nothing or whose address is no web address.
func CheckSources(faults *fault.List, path string, all []kernel.Source) {
	for i, s := range all {
		at := fmt.Sprintf("%s[%d]", path, i)
		if s.URL == "" && s.Title == "" {
			faults.Add(at+".title", "record.source_empty")
		}
		if _, err := kernel.ParseDate(string(s.Retrieved)); err != nil {
			faults.Add(at+".retrieved", "record.date")
		}
		if s.URL == "" {
			continue
		}
		if u, err := url.Parse(s.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			faults.Add(at+".url", "record.url")
		}
	}
}

// CheckClaims notes every claim that does not say what of, what, or who says so.
func CheckClaims(faults *fault.List, all []kernel.Claim) {
	for i, c := range all {
		path := fmt.Sprintf("claims[%d]", i)
		if c.Field == "" {
			faults.Add(path+".field", "record.empty")
		}
		if c.Value == "" {
			faults.Add(path+".value", "record.empty")
		}
		if len(c.Sources) == 0 {
			faults.Add(path+".sources", "record.claim_source")
		}
		CheckSources(faults, path+".sources", c.Sources)
	}
}

// CheckText notes a language tag that is none and words that are longer than most characters.
func CheckText(faults *fault.List, path string, t kernel.Text, most int) {
	for lang, w := range t {
		if _, err := kernel.ParseLang(string(lang)); err != nil {
			faults.Add(path, "record.language")
		}
		if len([]rune(w.Text)) > most {
			faults.Add(path, "record.long", "most", most)
		}
	}
}
