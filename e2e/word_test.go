package e2e_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sampan/e2e/program"
	"sampan/internal/platform/report/docx"
)

// The draft goes out as a Word file, somebody tracks a change in it, and the officer brings it back, looks and accepts.
func TestAWordFileGoesOutAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "in-word")
		out, err := docx.Read(made.officer.Get("/en/plans/in-word/draft.docx").Body)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "returned.docx")
		if err := os.WriteFile(file, edited(t, out, "Protection", " of all victims", "Sok Dara"), 0o600); err != nil {
			t.Fatal(err)
		}
		b := signIn(t, p)
		b.Width(360)
		b.Open("/en/plans/in-word/draft/word")
		b.Attach("file", file)
		b.Press("Show what it proposes")
		b.Sees("What the file proposes", "Sok Dara", "of all victims", "Nothing is stored yet.")
		noOverflow(t, b.Overflow())
		b.Press("Put these proposals on record")
		b.Sees("The proposals are on record.", "Sok Dara")
		noOverflow(t, b.Overflow())
		for _, v := range b.Violations() {
			t.Errorf("%+v", v)
		}
		b.Press("Accept")
		b.Sees("The proposal was accepted.")
		b.Open(made.pillar)
		if got := b.ValueOf("text_en"); got != "Protection of all victims" {
			t.Errorf("the text is %q", got)
		}
		b.Open("/en/plans/in-word/draft/proposals?state=accepted")
		b.Sees("Accepted", "Sok Dara")
		b.Open("/en/plans/in-word/draft/word")
		b.Attach("file", file)
		b.Press("Show what it proposes")
		b.Sees("This file was brought in before")
	})
}

func noOverflow(t *testing.T, wide []string) {
	t.Helper()
	if len(wide) > 0 {
		t.Errorf("wider than the screen: %v", wide)
	}
}

// edited is a document with words put in by somebody behind others, in the last place where these stand.
func edited(t *testing.T, d *docx.Document, behind, words, author string) []byte {
	t.Helper()
	var at *docx.Paragraph
	for _, p := range d.Paragraphs() {
		if strings.HasSuffix(p.Text(), behind) {
			at = p
		}
	}
	if at == nil {
		t.Fatalf("no %q in the document", behind)
	}
	by := &docx.Revision{Kind: docx.Insert, Author: author, Date: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
	at.Inlines = append(at.Inlines, &docx.Run{Text: words, Tracked: docx.Tracked{Inserted: by}})
	var out bytes.Buffer
	if err := docx.Write(&out, d, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
