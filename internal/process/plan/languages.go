package plan

import (
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/record"
)

// CheckLanguages refuses texts in languages that the process does not work in: each would be a column of every workbook
// and a field of every form. What the draft has in such a language already may stay.
func (t Tree) CheckLanguages(before Tree, process []kernel.Lang, at Place) error {
	allowed := process
	for _, n := range before.Nodes {
		allowed = using(using(allowed, n.Text), n.Note)
	}
	for _, in := range before.Indicators {
		allowed = using(using(using(allowed, in.Text), in.Unit), in.Note)
	}
	var l fault.List
	check := func(place string, text kernel.Text) {
		for _, lang := range langs(text) {
			if !slices.Contains(allowed, lang) {
				l.Add(place, "record.language_other", "language", string(lang), "languages", record.Joined(process))
			}
		}
	}
	for i, n := range t.Nodes {
		check(at.Node(i, "text"), n.Text)
		check(at.Node(i, "note"), n.Note)
	}
	for i, in := range t.Indicators {
		check(at.Indicator(i, "text"), in.Text)
		check(at.Indicator(i, "unit"), in.Unit)
		check(at.Indicator(i, "note"), in.Note)
	}
	return l.Err()
}
