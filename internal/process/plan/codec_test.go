package plan_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/text"
	"sampan/internal/process/plan"
	"sampan/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

var languages = []kernel.Lang{"en", "km", "zh-Hans"}

// cleanWords draws a text as the one door lets it in, hostile to spreadsheets now and then.
func cleanWords(r *rapid.T, label string) string {
	s := rapid.OneOf(
		rapid.SampledFrom([]string{"=1+1", "+x", "-x", "@SUM(A1)", "_x0041_", "_x000D_ x", "yes", "007", "1e5", "2015-04", "#a", "a | b \\ c", "line\nline", "ព្រះរាជាណាចក្រ", "🛶 & <b>"}),
		rapid.StringN(1, 30, 200),
	).Draw(r, label)
	c, err := text.Clean(s)
	if err != nil || !text.IsClean(c) || strings.Contains(c, "_x000D_") {
		return "plain"
	}
	return c
}

func drawText(r *rapid.T, label string) kernel.Text {
	t := kernel.Text{}
	for _, lang := range languages {
		if !rapid.Bool().Draw(r, label+" has") {
			continue
		}
		if words := cleanWords(r, label); words != "" {
			t[lang] = kernel.Wording{Text: words, State: kernel.Translation}
			if lang == "en" {
				t[lang] = kernel.Wording{Text: words, State: kernel.Authoritative}
			}
		}
	}
	if len(t) == 0 {
		return nil
	}
	return t
}

func drawSources(r *rapid.T) []kernel.Source {
	var all []kernel.Source
	for range rapid.IntRange(0, 2).Draw(r, "sources") {
		title, err := text.CleanLine(cleanWords(r, "title"))
		if err != nil || title == "" {
			title = "a title"
		}
		all = append(all, kernel.Source{
			URL: rapid.SampledFrom([]string{"", "https://un-act.org/2015/06/", "http://x/?a=|&b=\\"}).Draw(r, "url"), Title: title,
			Retrieved: rapid.SampledFrom([]kernel.Date{"", "2015", "2015-04-28"}).Draw(r, "read"),
			Note:      rapid.SampledFrom([]string{"", "a | note"}).Draw(r, "note"),
		})
	}
	return all
}

// drawTree draws a valid tree.
func drawTree(r *rapid.T) plan.Tree {
	levels := rapid.SampledFrom([]plan.Levels{commit, lakes}).Draw(r, "levels")
	t := plan.Tree{Levels: levels}
	for i := range rapid.IntRange(0, 25).Draw(r, "nodes") {
		n := plan.Node{
			ID: fmt.Sprint("n", i), Level: rapid.SampledFrom(levels.Slugs()).Draw(r, "level"), Text: drawText(r, "text"), Note: drawText(r, "note"),
			Paraphrase: rapid.Bool().Draw(r, "paraphrase"), Inferred: rapid.Bool().Draw(r, "inferred"), Sources: drawSources(r),
		}
		if len(t.Nodes) > 0 {
			n.Parent = rapid.SampledFrom(t.Nodes).Draw(r, "parent").ID
		}
		if rapid.Bool().Draw(r, "coded") && n.Level != "pillar" && n.Level != "goal" && n.Level != "outcome" && n.Level != "output" {
			n.Code = fmt.Sprint("=", i)
		}
		if next, err := t.Add(n); err == nil {
			t = next
		}
	}
	for i, n := range t.Nodes {
		if !rapid.Bool().Draw(r, "measured") {
			continue
		}
		in := plan.Indicator{ID: fmt.Sprint("i", i), Node: n.ID, Text: drawText(r, "indicator"), Unit: drawText(r, "unit"), Sources: drawSources(r)}
		if in.Text == nil {
			in.Text = kernel.Plain("en", "counted")
		}
		value := func() string {
			v, _ := plan.ParseDecimal(fmt.Sprintf("%d.%03d", rapid.IntRange(-1e9, 1e9).Draw(r, "value"), rapid.IntRange(0, 999).Draw(r, "part")))
			return v
		}
		if rapid.Bool().Draw(r, "baseline") {
			in.Baseline = &plan.Measure{Date: rapid.SampledFrom([]kernel.Date{"2014", "2014-06", "2014-06-01"}).Draw(r, "year"), Value: value()}
		}
		for k := range rapid.IntRange(0, 3).Draw(r, "targets") {
			in.Targets = append(in.Targets, plan.Measure{Date: kernel.Date(fmt.Sprint(2018 + k)), Value: value()})
		}
		t.Indicators = append(t.Indicators, in)
	}
	return t.Arrange()
}

func TestOwnWorkbookReadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree := drawTree(r)
		var b bytes.Buffer
		if err := plan.WriteWorkbook(&b, tree, languages, "en", [][2]string{{"a", "b"}}); err != nil {
			r.Fatal(err)
		}
		back, err := plan.ReadWorkbook(b.Bytes(), plan.Tree{Levels: tree.Levels}, languages, "en")
		if err != nil {
			r.Fatal(toldOf(err))
		}
		if diff := cmp.Diff(tree, back, ignoreRows); diff != "" {
			r.Fatal(diff)
		}
	})
}

func TestOwnJSONReadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree := drawTree(r)
		doc := plan.Document{Kind: plan.Working, Plan: "x", Title: kernel.Plain("en", "x"), Levels: tree.Levels, Nodes: tree.Nodes, Indicators: tree.Indicators}
		raw, err := doc.Encode()
		if err != nil {
			r.Fatal(err)
		}
		back, err := plan.ReadJSON(raw, tree.Levels)
		if err != nil {
			r.Fatal(toldOf(err))
		}
		if diff := cmp.Diff(tree, back, ignoreRows); diff != "" {
			r.Fatal(diff)
		}
		doc.Nodes, doc.Indicators = back.Nodes, back.Indicators
		if again, err := doc.Encode(); err != nil || !bytes.Equal(raw, again) {
			r.Fatalf("the second encoding differs: %v", err)
		}
	})
}

func TestSourcesReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		sources := drawSources(r)
		back, err := plan.ParseSources(plan.FormatSources(sources))
		if err != nil || !cmp.Equal(sources, back, ignoreRows) {
			r.Fatalf("%v %s", err, cmp.Diff(sources, back))
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"format":"sampan.plan/1","kind":"draft","plan":"x","number":0,"title":{},"levels":[],"nodes":[{"id":"a","level":"theme"}],"indicators":[]}`))
	f.Add([]byte(`{"nodes":[{"id":"a","parent":"a","level":"commitment"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tree, err := plan.ReadJSON(raw, commit)
		if err == nil && tree.Err() != nil {
			t.Errorf("a tree with faults came in: %v", tree.Err())
		}
	})
}

func FuzzReadWorkbook(f *testing.F) {
	f.Add(book(f, framework([]any{"pillar", "P1", "", "Policy"})))
	f.Add(book(f, map[string][][]any{"Framework": {{"level"}}, "Indicators": {{"node_code", "baseline"}, {"x", 1}}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tree, err := plan.ReadWorkbook(raw, plan.Tree{Levels: commit}, languages, "en")
		if err == nil && tree.Err() != nil {
			t.Errorf("a tree with faults came in: %v", tree.Err())
		}
	})
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (go test -update writes it anew): %s", name, diff)
	}
}

// sample is a small document with something of everything.
func sample() plan.Document {
	t := sketch(commit, "p pillar - P1", "g goal p 1", "o outcome g 1.1", "c commitment p -")
	t.Nodes[0].Text = kernel.Text{"en": {Text: "Policy & <cooperation>", State: kernel.Authoritative}, "km": {Text: "គោលនយោបាយ", State: kernel.Translation}}
	t.Nodes[2].Text, t.Nodes[2].Paraphrase = kernel.Plain("en", "Victims are *recognised*\nas victims"), true
	t.Nodes[2].Sources = []kernel.Source{{URL: "https://un-act.org/x", Title: "Workshop [2016]", Retrieved: "2026-11-22"}}
	t.Nodes[1].Inferred, t.Nodes[1].Note = true, kernel.Plain("en", "Its number is inferred.")
	t.Nodes[3].Text = kernel.Plain("en", "A commitment")
	t.Indicators = []plan.Indicator{{
		ID: "i", Node: "o", Code: "I1", Text: kernel.Plain("en", "Countries | members"), Unit: kernel.Plain("en", "countries"),
		Baseline: &plan.Measure{Date: "2014", Value: "0"}, Targets: []plan.Measure{{Date: "2018", Value: "6"}},
	}}
	return plan.Document{
		Kind: plan.Draft, Plan: "spa-6", Number: 0, Title: kernel.Plain("en", "A plan"), Short: kernel.Plain("en", "SPA VI"),
		Period: kernel.Period{From: "2027", To: "2030"}, Published: "2026-11-22T08:00:00Z", Levels: commit, Nodes: t.Nodes, Indicators: t.Indicators,
	}
}

func TestGoldenEditions(t *testing.T) {
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "draft.json", raw)
	t.Run("the hash of the document is fixed for good", func(t *testing.T) {
		golden(t, "draft.sha256", []byte(plan.Hash(raw)+"\n"))
	})
	var md bytes.Buffer
	if err := plan.WriteMarkdown(&md, sample(), catalogue.Locale("en")); err != nil {
		t.Fatal(err)
	}
	golden(t, "draft.md", md.Bytes())
	var back plan.Document
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if again, err := back.Encode(); err != nil || !bytes.Equal(again, raw) {
		t.Errorf("what was read encodes otherwise: %v", err)
	}
}

// BenchmarkPlanPage is the page of a published draft of 400 nodes, from request to bytes.
func BenchmarkPlanPage(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			s := setup(b, dbtest.Open(b, engine))
			s.begin(b, "big")
			tree := plan.Tree{Levels: commit}
			for p := range 4 {
				top := fmt.Sprint("p", p)
				tree.Nodes = append(tree.Nodes, plan.Node{ID: top, Level: "pillar", Code: fmt.Sprint("P", p+1), Text: kernel.Plain("en", "A pillar of the plan")})
				for i := range 99 {
					tree.Nodes = append(tree.Nodes, plan.Node{
						ID: fmt.Sprint(top, "c", i), Parent: top, Level: "commitment", Text: kernel.Plain("en", "Stronger systems for recruiting migrant workers as a means of prevention"), Paraphrase: true,
					})
				}
			}
			raw, err := plan.Document{Levels: commit, Nodes: tree.Nodes}.Encode()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.ImportFile(ctx, kernel.System, "big", bytes.NewReader(raw), false); err != nil {
				b.Fatal(toldOf(err))
			}
			if _, err := s.Publish(ctx, to("big"), s.working(b, "big").Draft.Version, kernel.Public); err != nil {
				b.Fatal(err)
			}
			public := s.site(b, kernel.Anonymous)
			page := public.get("/plans/big")
			public.want(page, 200)
			b.SetBytes(int64(len(page.body)))
			for b.Loop() {
				public.get("/plans/big")
			}
		})
	}
}
