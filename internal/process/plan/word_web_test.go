package plan_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/report/docx"
	"sampan/internal/process/plan"
)

// withWord is a bundle with a store for files, and a plan whose working draft has three entries.
func withWord(t *testing.T, d *db.DB) (bundle, []plan.Node) {
	t.Helper()
	b := setup(t, d)
	store, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	b.Join(plan.Links{Blobs: store})
	b.begin(t, "spa-6")
	p := b.add(t, "spa-6", "", "pillar", "P1", "Policy and cooperation")
	one := b.add(t, "spa-6", p.ID, "commitment", "", "First commitment of the members.")
	two := b.add(t, "spa-6", p.ID, "commitment", "", "Second commitment of the members.\n\n- with a list\n- of **two** things")
	return b, []plan.Node{p, one, two}
}

var dated = time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)

// revised is a change of somebody.
func revised(kind docx.Kind, author string) *docx.Revision {
	return &docx.Revision{Kind: kind, Author: author, Date: dated}
}

// wordOf gets the working draft as a Word document.
func wordOf(t *testing.T, s site) *docx.Document {
	t.Helper()
	a := s.get("/plans/spa-6/draft.docx")
	s.want(a, 200)
	if !strings.Contains(a.header.Get("Content-Type"), "wordprocessingml") || !strings.Contains(a.header.Get("Content-Disposition"), ".docx") {
		t.Errorf("%v", a.header)
	}
	d, err := docx.Read([]byte(a.body))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func wordBytes(t *testing.T, d *docx.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, d, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// put adds words at the end of the paragraph that holds others.
func put(t *testing.T, d *docx.Document, holds, words, author string) {
	t.Helper()
	for _, p := range d.Paragraphs() {
		if !strings.Contains(p.Text(), holds) {
			continue
		}
		for i, in := range p.Inlines {
			if r, ok := in.(*docx.Run); ok && strings.Contains(r.Text, holds) {
				run := &docx.Run{Text: words, Tracked: docx.Tracked{Inserted: revised(docx.Insert, author)}}
				p.Inlines = append(p.Inlines[:i+1], append([]docx.Inline{run}, p.Inlines[i+1:]...)...)
				return
			}
		}
	}
	t.Fatalf("no %q", holds)
}

var (
	previewLink  = regexp.MustCompile(`/draft/word/([0-9a-f-]{36})`)
	proposalLink = regexp.MustCompile(`/draft/proposals/([0-9a-f-]{36})"`)
)

// taken sends a file and puts its proposals on record.
func taken(t *testing.T, s site, content []byte) {
	t.Helper()
	sent := s.upload("/plans/spa-6/draft/word", "a.docx", content)
	s.want(sent, 303)
	page := previewLink.FindString(sent.header.Get("Location"))
	s.want(s.get("/plans/spa-6"+page), 200, "Nothing is stored yet")
	s.want(s.post("/plans/spa-6"+page, url.Values{}), 303)
}

func TestAWordFileComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, nodes := withWord(t, d)
		s := b.site(t, officer)
		first, second := nodes[1].ID, nodes[2].ID
		s.want(s.get("/plans/spa-6/draft/word"), 200, "Bring in a Word file")
		t.Run("unchanged it proposes nothing", func(t *testing.T) {
			s := s.in(t)
			sent := s.upload("/plans/spa-6/draft/word", "a.docx", wordBytes(t, wordOf(t, s)))
			s.want(sent, 303)
			s.want(s.get("/plans/spa-6"+previewLink.FindString(sent.header.Get("Location"))), 200, "The file proposes nothing")
		})
		file := wordOf(t, s)
		put(t, file, "First commitment", " and partners", "Sok")
		put(t, file, "Second commitment", " together", "Sok")
		put(t, file, "Second commitment", " jointly", "Malee")
		content := wordBytes(t, file)
		taken(t, s, content)
		t.Run("the same file sent twice says so and is not taken again", func(t *testing.T) {
			s := s.in(t)
			sent := s.upload("/plans/spa-6/draft/word", "a.docx", content)
			page := "/plans/spa-6" + previewLink.FindString(sent.header.Get("Location"))
			s.want(s.get(page), 200, "This file was brought in before")
			s.want(s.post(page, url.Values{}), 409)
		})
		t.Run("proposals are listed by author and state", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans/spa-6/draft/proposals"), 200, "Sok", "Malee", "and partners", "Several proposals are open on this entry.")
			if a := s.get("/plans/spa-6/draft/proposals?author=Malee"); strings.Contains(a.body, "and partners") || !strings.Contains(a.body, "jointly") {
				t.Error("not only Malee's")
			}
			s.want(s.get("/plans/spa-6/draft/proposals.xlsx"), 200)
		})
		t.Run("accepting changes the text, and what clashes shows three texts", func(t *testing.T) {
			s := s.in(t)
			page := proposalLink.FindStringSubmatch(s.get("/plans/spa-6/draft/proposals?author=Sok&node=" + first).body)
			if page == nil {
				t.Fatal("no proposal")
			}
			path := "/plans/spa-6/draft/proposals/" + page[1]
			s.want(s.get(path), 200, "and partners")
			s.want(s.post(path, url.Values{"version": {"1"}, "how": {"accept"}, "reply": {"Agreed."}}), 303)
			s.want(s.post(path, url.Values{"version": {"1"}, "how": {"accept"}}), 409, "decided")
			s.want(s.get(path), 200, "Accepted", "Agreed.")
			if got := englishOf(t, b, first); !strings.HasPrefix(got, "First commitment and partners of") && !strings.Contains(got, "and partners") {
				t.Errorf("%q", got)
			}
			of := func(author string) string {
				m := proposalLink.FindStringSubmatch(s.get("/plans/spa-6/draft/proposals?author=" + author + "&node=" + second).body)
				if m == nil {
					t.Fatalf("none of %s", author)
				}
				return "/plans/spa-6/draft/proposals/" + m[1]
			}
			malee := of("Malee")
			s.want(s.post(of("Sok"), url.Values{"version": {"1"}, "how": {"accept"}}), 303)
			clash := s.post(malee, url.Values{"version": {"1"}, "how": {"accept"}})
			s.want(clash, 409, "The entry was changed since", "together", "jointly", "node_version")
			version := regexp.MustCompile(`name="node_version" value="(\d+)"`).FindStringSubmatch(clash.body)[1]
			s.want(s.post(malee, url.Values{"version": {"1"}, "how": {"clash"}, "node_version": {version}, "text": {"A third text"}}), 303)
			if got := englishOf(t, b, second); got != "A third text" {
				t.Errorf("%q", got)
			}
		})
		t.Run("others see nothing of it", func(t *testing.T) {
			for _, actor := range []kernel.Actor{focal, kernel.Anonymous} {
				other := b.site(t, actor)
				for _, path := range []string{"/plans/spa-6/draft/word", "/plans/spa-6/draft/proposals", "/plans/word-template"} {
					if a := other.get(path); a.status == 200 {
						t.Errorf("%s: %d", path, a.status)
					}
				}
				if a := other.upload("/plans/spa-6/draft/word", "a.docx", content); a.status == 303 && strings.Contains(a.header.Get("Location"), "/draft/word/") {
					t.Error("another brings a file in")
				}
			}
		})
	})
}

func englishOf(t *testing.T, b bundle, node string) string {
	t.Helper()
	n, _ := b.working(t, "spa-6").Draft.Tree.Get(node)
	return n.Text["en"].Text
}

func TestAWordFileThatIsRefused(t *testing.T) {
	b, _ := withWord(t, dbtest.Open(t, db.SQLite))
	s := b.site(t, officer)
	file := wordOf(t, s)
	for i := range file.Properties.Custom {
		if file.Properties.Custom[i].Name == "sampan.plan" {
			file.Properties.Custom[i].Value = "spa-7"
		}
	}
	content := wordBytes(t, file)
	s.want(s.upload("/plans/spa-6/draft/word", "a.docx", content), 422, "it is of another plan: spa-7")
	s.want(s.upload("/plans/spa-6/draft/word", "a.docx", []byte("%PDF-1.4")), 422, "This is not a Word document")
	s.want(s.upload("/plans/spa-6/draft/word", "a.docx", nil), 422)
	if _, err := b.LookAtWord(ctx, to("spa-6"), content, true); err != nil {
		t.Errorf("with the officer insisting: %v", err)
	}
	other := plan.To{Actor: focal, Submission: kernel.NewID(), Slug: "spa-6"}
	_, err := b.LookAtWord(ctx, other, content, true)
	if k := fault.KindOf(err); err == nil || k != fault.Denied && k != fault.NotFound {
		t.Errorf("%v", err)
	}
}

func TestTheSecretariatsTemplate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _ := withWord(t, d)
		s := b.site(t, officer)
		s.want(s.get("/plans/word-template"), 200, "No template is set")
		house := wordBytes(t, &docx.Document{Header: "Letterhead of the secretariat", Body: []docx.Block{&docx.Paragraph{Inlines: []docx.Inline{&docx.Run{Text: "Before. "}}}}})
		s.want(s.upload("/plans/word-template", "a.docx", []byte("no")), 422)
		s.want(s.upload("/plans/word-template", "a.docx", house), 303)
		s.want(s.get("/plans/word-template"), 200, "Remove the template")
		on := wordOf(t, s)
		if len(on.Asides) == 0 || on.Body[0].(*docx.Paragraph).Text() != "Before. " {
			t.Errorf("%+v", on.Asides)
		}
		s.want(s.post("/plans/word-template/remove", url.Values{}), 303)
		s.want(s.get("/plans/word-template"), 200, "No template is set")
	})
}

func TestTheAPIOfProposals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, nodes := withWord(t, d)
		s := b.site(t, officer)
		file := wordOf(t, s)
		put(t, file, "First commitment", " and partners", "Sok")
		put(t, file, "Second commitment", " jointly", "Malee")
		sent := s.do("POST", "/api/v1/plans/spa-6/draft/word", "application/octet-stream", bytes.NewReader(wordBytes(t, file)), "Idempotency-Key", string(kernel.NewID()))
		s.want(sent, 201, `"author":"Sok"`, `"node":"`+nodes[1].ID)
		var preview plan.WordPreview
		decode(t, sent, &preview)
		s.want(s.api("POST", "/plans/spa-6/draft/word/"+string(preview.ID), map[string]any{}), 200, `"count":2`)
		var list struct{ Proposals []plan.Proposal }
		decode(t, s.do("GET", "/api/v1/plans/spa-6/draft/proposals?state=open", "", nil), &list)
		if len(list.Proposals) != 2 {
			t.Fatalf("%+v", list)
		}
		path := "/plans/spa-6/draft/proposals/"
		s.want(s.api("POST", path+string(list.Proposals[0].ID)+"/accept", map[string]any{"version": 1, "reply": "Yes."}), 200, `"state":"accepted"`)
		s.want(s.api("POST", path+string(list.Proposals[1].ID)+"/reject", map[string]any{"version": 1}), 200, `"state":"rejected"`)
		s.want(s.api("POST", path+string(list.Proposals[1].ID)+"/accept", map[string]any{"version": 2}), 409)
		if got := englishOf(t, b, nodes[1].ID); !strings.Contains(got, "and partners") {
			t.Errorf("%q", got)
		}
		other := b.site(t, focal)
		if a := other.do("GET", "/api/v1/plans/spa-6/draft/proposals", "", nil); a.status != 403 && a.status != 404 {
			t.Errorf("a focal point gets %d", a.status)
		}
	})
}

func decode(t *testing.T, a answer, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		t.Fatal(err)
	}
}

// What else can be proposed is done too: an entry added, moved, removed; a comment answered; all of an author at once.
func TestEveryKindOfProposalIsDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, nodes := withWord(t, d)
		s := b.site(t, officer)
		file := wordOf(t, s)
		put(t, file, "First commitment", " and partners", "Sok")
		ins := docx.Tracked{Inserted: revised(docx.Insert, "Sok")}
		at := slices.IndexFunc(file.Body, func(x docx.Block) bool {
			p, ok := x.(*docx.Paragraph)
			return ok && strings.Contains(p.Text(), "First commitment")
		})
		first := file.Body[at].(*docx.Paragraph)
		first.Inlines = append([]docx.Inline{&docx.Anchor{Kind: docx.CommentStart, ID: 7}}, append(first.Inlines, &docx.Anchor{Kind: docx.CommentEnd, ID: 7})...)
		file.Comments = []*docx.Comment{{ID: 7, Author: "Malee", Date: dated, Body: []*docx.Paragraph{{Inlines: []docx.Inline{&docx.Run{Text: "By whom?"}}}}}}
		file.Body = slices.Insert(file.Body, at+1, docx.Block(&docx.Paragraph{Mark: ins, Inlines: []docx.Inline{&docx.Run{Text: "A new commitment.", Tracked: ins}}}))
		for _, p := range file.Paragraphs() { // the second entry is struck out whole
			if strings.Contains(p.Text(), "Second") || strings.Contains(p.Text(), "with a list") || strings.Contains(p.Text(), "two") {
				for _, in := range p.Inlines {
					if r, ok := in.(*docx.Run); ok {
						r.Tracked.Deleted = revised(docx.Delete, "Vanna")
					}
				}
				p.Mark.Deleted = revised(docx.Delete, "Vanna")
			}
		}
		sent := s.upload("/plans/spa-6/draft/word", "a.docx", wordBytes(t, file))
		s.want(sent, 303)
		page := "/plans/spa-6" + previewLink.FindString(sent.header.Get("Location"))
		shown := s.get(page)
		s.want(shown, 200, "A new commitment.", "What is this?", "By whom?", "Remove the entry")
		choices := url.Values{}
		for _, m := range regexp.MustCompile(`name="(as_\d+)"`).FindAllStringSubmatch(shown.body, -1) {
			choices.Set(m[1], "add")
		}
		s.want(s.post(page, choices), 303)
		s.want(s.get("/plans/spa-6/draft/proposals?author=Sok"), 200, "open proposals", "Accept all that fit")
		s.want(s.post("/plans/spa-6/draft/proposals", url.Values{"author": {"Sok"}, "how": {"accept"}}), 303)
		s.want(s.post("/plans/spa-6/draft/proposals", url.Values{"author": {"Vanna"}, "how": {"accept"}}), 303)
		w := b.working(t, "spa-6").Draft.Tree
		if len(w.Nodes) != 3 || w.Nodes[1].ID != nodes[1].ID || w.Nodes[2].Text["en"].Text != "A new commitment." {
			t.Errorf("%+v", w.Nodes)
		}
		m := proposalLink.FindStringSubmatch(s.get("/plans/spa-6/draft/proposals?kind=comment").body)
		if m == nil {
			t.Fatal("no comment")
		}
		s.want(s.post("/plans/spa-6/draft/proposals/"+m[1], url.Values{"version": {"1"}, "how": {"accept"}, "reply": {"By the members."}}), 303)
		s.want(s.get("/plans/spa-6/draft/proposals?state=any"), 200, "By the members.")
		s.want(s.get("/plans/spa-6/draft/proposals"), 200, "No proposals of this kind.")
	})
}
