package redline_test

import (
	"testing"

	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/text/texttest"
)

// A plan of 400 nodes of about 60 words, of which every third was edited: each node read and compared for itself, as the
// redline of a plan does.
func BenchmarkPlan(b *testing.B) {
	for _, language := range []string{"en", "km"} {
		b.Run(language, func(b *testing.B) {
			h := texttest.New(language, 1)
			before, after := make([]string, 400), make([]string, 400)
			for i := range before {
				before[i] = h.Text(60)
				d, _ := h.Edit(markup.Parse(before[i]), max(0, i%3*2-2))
				after[i] = d.String()
			}
			for b.Loop() {
				for i := range before {
					redline.Compare(markup.Parse(before[i]), markup.Parse(after[i]))
				}
			}
		})
	}
}

// One document of 400 paragraphs, some edited, or all of them other ones.
func BenchmarkDocument(b *testing.B) {
	h := texttest.New("en", 1)
	var before, other markup.Doc
	for range 400 {
		before = append(before, markup.Block{Runs: []markup.Run{{Text: h.Prose(5)}}})
		other = append(other, markup.Block{Runs: []markup.Run{{Text: h.Prose(5)}}})
	}
	edited, _ := h.Edit(before, 150)
	thoroughly := append(markup.Doc{}, before...)
	for i := range thoroughly {
		d, _ := h.Edit(thoroughly[i:i+1:i+1], 2)
		if len(d) > 0 {
			thoroughly[i] = d[0]
		}
	}
	for _, c := range []struct {
		name  string
		after markup.Doc
	}{{"edited", edited}, {"every-block-edited", thoroughly}, {"another", other}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				redline.Compare(before, c.after)
			}
		})
	}
}
