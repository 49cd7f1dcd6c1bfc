package plan_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// fourHundred is a working draft of 400 nodes, as long as sub-regional plans of action are, in two languages.
func fourHundred(t testing.TB, d *db.DB) (b bundle, nodes []string) {
	t.Helper()
	b = setup(t, d)
	b.begin(t, "spa-6")
	words := strings.Repeat("Victims of trafficking are identified early and referred to services that they choose. ", 3)
	var doc strings.Builder
	doc.WriteString(`{"format":"sampan.plan/1","kind":"working","plan":"spa-6","number":0,"title":{},"levels":[],"nodes":[`)
	for i := range 400 {
		id, parent, level := fmt.Sprintf("n%d", i), "", "pillar"
		if i%10 != 0 {
			parent, level = fmt.Sprintf("n%d", i-i%10), "goal"
		}
		if i > 0 {
			doc.WriteString(",")
		}
		text := fmt.Sprintf("%s Number **%d**.", words, i)
		fmt.Fprintf(&doc, `{"id":%q,"parent":%q,"level":%q,"text":{"en":{"text":%q,"state":"authoritative"},"km":{"text":"ជនរងគ្រោះត្រូវបានកំណត់អត្តសញ្ញាណ %d","state":"translation"}}}`, id, parent, level, text, i)
		nodes = append(nodes, id)
	}
	doc.WriteString(`],"indicators":[]}`)
	p, err := b.PreviewImport(context.Background(), to("spa-6"), []byte(doc.String()))
	if err != nil {
		t.Fatal(toldOf(err))
	}
	if _, err := b.ConfirmImport(context.Background(), to("spa-6"), p.ID); err != nil {
		t.Fatal(toldOf(err))
	}
	return b, nodes
}

// BenchmarkEditor measures the editor of a draft of 400 nodes: its page, a saved text, and what an open page asks again and again.
func BenchmarkEditor(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) { benchEditor(b, dbtest.Open(b, engine)) })
	}
}

func benchEditor(b *testing.B, d *db.DB) {
	b.Helper()
	s, nodes := fourHundred(b, d)
	site := s.site(b, officer)
	b.Run("page", func(b *testing.B) {
		size := 0
		for b.Loop() {
			size = len(site.get("/plans/spa-6/draft?beside=km").body)
		}
		b.ReportMetric(float64(size)/1024, "KB")
	})
	b.Run("edit", func(b *testing.B) {
		i := 0
		for b.Loop() {
			i++
			id := nodes[i%len(nodes)]
			_, err := s.Reword(context.Background(), to("spa-6"), id, nil, kernel.Text{"vi": {Text: fmt.Sprint("lần ", i)}})
			if err != nil && i <= len(nodes) {
				b.Fatal(toldOf(err))
			}
		}
	})
	b.Run("poll", func(b *testing.B) {
		w := s.working(b, "spa-6")
		address := fmt.Sprintf("/plans/spa-6/draft/changes?draft=%s&since=%d", w.Draft.ID, w.Draft.Version)
		for b.Loop() {
			if a := site.get(address); a.status != 200 {
				b.Fatal(a.body)
			}
		}
	})
}
