package plan

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/texttest"
)

// redraft is a plan as the next draft has it: texts edited, nodes added, removed, moved and numbered anew.
func redraft(t testing.TB, tree Tree, lang kernel.Lang, seed uint64) Tree {
	t.Helper()
	h := texttest.New(string(lang.Base()), seed)
	next := Tree{Levels: tree.Levels, Nodes: slices.Clone(tree.Nodes), Indicators: slices.Clone(tree.Indicators)}
	for i, n := range next.Nodes {
		w := n.Text[lang]
		if w.Text == "" || h.IntN(5) > 0 {
			continue
		}
		d, _ := h.Edit(markup.Parse(w.Text), 1+h.IntN(4))
		w.Text = d.String()
		next.Nodes[i].Text = maps.Clone(n.Text)
		next.Nodes[i].Text[lang] = w
	}
	for i := range next.Indicators {
		if h.IntN(4) == 0 {
			next.Indicators[i].Unit = kernel.Plain("en", "persons")
		}
	}
	for step := range 6 {
		n := next.Nodes[h.IntN(len(next.Nodes))]
		var err error
		switch parents := next.Nodes; h.IntN(3) {
		case 0:
			if len(next.Branch(n.ID)) < 20 {
				next, err = next.Remove(n.ID)
			}
		case 1:
			if to := parents[h.IntN(len(parents))]; next.Levels.Allowed(n.Level, to.Level) && !next.Branch(n.ID)[to.ID] {
				next, err = next.Move(n.ID, to.ID, h.IntN(3))
			}
		default:
			next, err = next.Add(Node{ID: "new-" + strconv.Itoa(step), Parent: n.ID, Level: "activity", Text: kernel.Text{lang: {Text: h.Text(9), State: kernel.Authoritative}}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range next.Nodes {
		if next.Nodes[i].Level == "outcome" && h.IntN(4) == 0 {
			next.Nodes[i].Code += "0"
		}
	}
	return next
}

// paragraphsOf is what a document says, a line for each paragraph that says anything.
func paragraphsOf(d *docx.Document) []string {
	var list []string
	var body []docx.Block
	for _, b := range d.Body {
		if _, contents := b.(*docx.Contents); !contents {
			body = append(body, b)
		}
	}
	for _, p := range (&docx.Document{Body: body}).Paragraphs() {
		line := p.Style + "|"
		if p.List != nil {
			line += strings.Repeat(">", p.List.Level+1)
		}
		for _, in := range p.Inlines {
			if r, ok := in.(*docx.Run); ok && r.Text != "" {
				look := ""
				if r.Look.Bold {
					look += "**"
				}
				if r.Look.Italic {
					look += "_"
				}
				line += look + r.Text + look
			}
		}
		if p.Text() != "" {
			list = append(list, strings.ReplaceAll(line, "****", ""))
		}
	}
	return list
}

// redlined is the redline of two texts as a file that was written and read.
func redlined(t testing.TB, from, to Tree, lang kernel.Lang) *docx.Document {
	t.Helper()
	by := docx.Revision{Author: "Secretariat", Date: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	d := redlineDocument(copyOf(t, to, lang, ""), from, CompareTrees(from, to, lang), by)
	var b bytes.Buffer
	if err := docx.Write(&b, d, nil); err != nil {
		t.Fatal(err)
	}
	back, err := docx.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// Who takes all tracked changes of a redline has the later draft, who refuses them the earlier one.
func TestTheRedlineInWordIsBothDrafts(t *testing.T) {
	pillars, rounds := 4, 1
	if os.Getenv("SAMPAN_SOAK") != "" {
		pillars, rounds = 1, 30
	}
	for i := range rounds * len(sevenLanguages) {
		lang := sevenLanguages[i%len(sevenLanguages)]
		t.Run(string(lang)+strconv.Itoa(i/len(sevenLanguages)), func(t *testing.T) {
			from := spaPart(uint64(i+10), pillars)
			to := redraft(t, from, lang, uint64(i+20))
			d := redlined(t, from, to, lang)
			if len(d.Changes()) < 5 {
				t.Errorf("only %d changes", len(d.Changes()))
			}
			for which, pair := range map[string][2]*docx.Document{
				"taken": {redlined(t, to, to, lang), d.Accepted()}, "refused": {redlined(t, from, from, lang), d.Rejected()},
			} {
				if diff := cmp.Diff(paragraphsOf(pair[0]), paragraphsOf(pair[1])); diff != "" {
					t.Errorf("%s:\n%s", which, diff[:min(len(diff), 3000)])
				}
			}
		})
	}
}
