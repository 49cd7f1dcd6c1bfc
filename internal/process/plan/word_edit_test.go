package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
)

var edited = time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)

func revision(kind docx.Kind, author, move string) *docx.Revision {
	return &docx.Revision{Kind: kind, Author: author, Date: edited, Move: move}
}

// hand edits a document in memory as Word does.
type hand struct {
	t    testing.TB
	d    *docx.Document
	tree Tree
	lang kernel.Lang
}

func newHand(t testing.TB, tree Tree, lang kernel.Lang) *hand {
	return &hand{t, copyOf(t, tree, lang, "").document(), tree, lang}
}

// at finds the block in which a node's label begins.
func (h *hand) at(node string) int {
	h.t.Helper()
	for i, b := range h.d.Body {
		p, ok := b.(*docx.Paragraph)
		if !ok {
			continue
		}
		for _, m := range marksOf(p) {
			if m.part == partLabel && m.node == nodePrint(node) {
				return i
			}
		}
	}
	h.t.Fatalf("no %s", node)
	return 0
}

// span is where a node's blocks begin and end.
func (h *hand) span(node string) (from, to int) {
	from = h.at(node)
	i := h.tree.Index(node)
	if i+1 == len(h.tree.Nodes) {
		return from, from + 1
	}
	return from, h.at(h.tree.Nodes[i+1].ID)
}

// last is the last paragraph with words of a node's text.
func (h *hand) last(node string) *docx.Paragraph {
	from, to := h.span(node)
	var last *docx.Paragraph
	for _, b := range h.d.Body[from:to] {
		if p, ok := b.(*docx.Paragraph); ok && slices.ContainsFunc(p.Inlines, func(in docx.Inline) bool {
			a, ok := in.(*docx.Anchor)
			m, ours := wordMark{}, false
			if ok {
				m, ours = parseMark(a.Name)
			}
			return ours && m.part == partText && a.Kind == docx.BookmarkEnd
		}) {
			last = p
		}
	}
	if last == nil {
		h.t.Fatalf("no end of %s", node)
	}
	return last
}

// insert types words at the end of a node's text.
func (h *hand) insert(node, words, author string) {
	p := h.last(node)
	run := &docx.Run{Text: words}
	if author != "" {
		run.Tracked.Inserted = revision(docx.Insert, author, "")
	}
	p.Inlines = append(p.Inlines, run)
}

// strike deletes the first run of a node's text.
func (h *hand) strike(node, author string) {
	from, to := h.span(node)
	inside := false
	for _, b := range h.d.Body[from:to] {
		p, ok := b.(*docx.Paragraph)
		if !ok {
			continue
		}
		for i, in := range p.Inlines {
			switch in := in.(type) {
			case *docx.Anchor:
				if m, ok := parseMark(in.Name); ok && m.part == partText {
					inside = in.Kind == docx.BookmarkStart
				}
			case *docx.Run:
				if !inside {
					continue
				}
				if author == "" {
					p.Inlines = slices.Delete(p.Inlines, i, i+1)
				} else {
					in.Tracked.Deleted = revision(docx.Delete, author, "")
				}
				return
			}
		}
	}
	h.t.Fatalf("nothing to strike in %s", node)
}

// erase deletes a node, label and all.
func (h *hand) erase(node, author, move string) []docx.Block {
	from, to := h.span(node)
	kind := docx.Delete
	if move != "" {
		kind = docx.MoveFrom
	}
	var copied []docx.Block
	for _, b := range h.d.Body[from:to] {
		p, ok := b.(*docx.Paragraph)
		if !ok {
			h.t.Fatalf("%s holds a table", node)
		}
		q := &docx.Paragraph{Style: p.Style, List: p.List, Mark: docx.Tracked{Inserted: revision(docx.MoveTo, author, move)}}
		for _, in := range p.Inlines {
			if r, ok := in.(*docx.Run); ok {
				one := *r
				one.Tracked.Inserted = revision(docx.MoveTo, author, move)
				q.Inlines = append(q.Inlines, &one)
				r.Tracked.Deleted = revision(kind, author, move)
			}
		}
		p.Mark.Deleted = revision(kind, author, move)
		copied = append(copied, q)
	}
	return copied
}

// simpleNode is a node whose text is one paragraph, of a level, the n-th from the beginning.
func simpleNode(t testing.TB, tree Tree, level string, n int) string {
	for _, x := range tree.Nodes {
		words, lang := x.Text.In("en")
		if x.Level != level || lang != "en" || strings.Contains(words, "\n") || !x.Note.Empty() || x.Paraphrase || len(tree.Of(x.ID)) > 0 || len(words) > 190 {
			continue
		}
		if n--; n < 0 {
			return x.ID
		}
	}
	t.Fatalf("no simple %s", level)
	return ""
}

// inShort are proposals in short, in order.
func inShort(r WordReading) []string {
	all := []string{}
	for _, p := range r.Proposals {
		all = append(all, fmt.Sprintf("%s %s%s by %s %v", p.Node, p.Kind, p.Part, p.Author, p.Tracked))
	}
	slices.Sort(all)
	return all
}

func find(t testing.TB, r WordReading, node string, kind ProposalKind) Proposal {
	t.Helper()
	i := slices.IndexFunc(r.Proposals, func(p Proposal) bool { return p.Node == node && p.Kind == kind })
	if i < 0 {
		t.Fatalf("no %s on %s in %v", kind, node, inShort(r))
	}
	return r.Proposals[i]
}

// TestEditsOfAReturnedFile: a file is edited as people edit it, and exactly what they did is proposed.
func TestEditsOfAReturnedFile(t *testing.T) {
	tree := spaPart(3, 1)
	a, b := simpleNode(t, tree, "activity", 1), simpleNode(t, tree, "activity", 4)
	for _, c := range []struct {
		name string
		edit func(h *hand)
		want []string
		look func(t *testing.T, r WordReading)
	}{
		{"words put in by two people are a proposal of each", func(h *hand) { h.insert(a, " One more.", "Sok"); h.insert(a, " Two more.", "Malee") },
			[]string{a + " text by Malee true", a + " text by Sok true"}, func(t *testing.T, r WordReading) {
				p := find(t, r, a, ProposeText)
				if !strings.HasSuffix(p.After, "One more.") || strings.Contains(p.Before, "One more.") || p.At == nil || !p.At.Equal(edited) {
					t.Errorf("%q → %q at %v", p.Before, p.After, p.At)
				}
			}},
		{"words struck out", func(h *hand) { h.strike(a, "Sok") }, []string{a + " text by Sok true"}, nil},
		{"words put in without a trace", func(h *hand) { h.insert(a, " Silently.", "") }, []string{a + " text by  false"}, func(t *testing.T, r WordReading) {
			if p := find(t, r, a, ProposeText); p.After != p.Before+" Silently." {
				t.Errorf("%q → %q", p.Before, p.After)
			}
		}},
		{"tracked and untracked in one text are told apart", func(h *hand) { h.insert(a, " Silently.", ""); h.insert(a, " Loudly.", "Sok") },
			[]string{a + " text by  false", a + " text by Sok true"}, nil},
		{"an entry struck out whole", func(h *hand) { h.erase(a, "Sok", "") }, []string{a + " remove by Sok true"}, nil},
		{"an entry deleted without a trace", func(h *hand) {
			from, to := h.span(a)
			h.d.Body = slices.Delete(h.d.Body, from, to)
		}, []string{a + " remove by  false"}, nil},
		{"an entry moved with tracking", func(h *hand) {
			copied := h.erase(a, "Sok", "m1")
			_, to := h.span(b)
			h.d.Body = slices.Insert(h.d.Body, to, copied...)
		}, []string{a + " move by Sok true"}, func(t *testing.T, r WordReading) {
			n, _ := tree.Get(b)
			if p := find(t, r, a, ProposeMove); p.Next != b || p.Parent != n.Parent {
				t.Errorf("below %s after %s, want after %s below %s", p.Parent, p.Next, b, n.Parent)
			}
		}},
		{"an entry moved without a trace", func(h *hand) {
			from, to := h.span(a)
			moved := slices.Clone(h.d.Body[from:to])
			_, end := h.span(b)
			h.d.Body = slices.Insert(h.d.Body, end, moved...)
			h.d.Body = slices.Delete(h.d.Body, from, to)
		}, []string{a + " move by  false"}, nil},
		{"a paragraph cut in two", func(h *hand) {
			from, _ := h.span(a)
			p := h.last(a)
			i := slices.IndexFunc(p.Inlines, func(in docx.Inline) bool {
				r, ok := in.(*docx.Run)
				return ok && strings.Contains(r.Text[min(3, len(r.Text)):], " ") && len(r.Text) > 12 && !r.Look.Bold
			})
			r := p.Inlines[i].(*docx.Run)
			cut := strings.Index(r.Text[3:], " ") + 4
			rest := &docx.Paragraph{Inlines: append([]docx.Inline{&docx.Run{Text: r.Text[cut:], Look: r.Look, Lang: r.Lang}}, p.Inlines[i+1:]...)}
			r.Text = r.Text[:cut]
			p.Inlines, p.Mark = p.Inlines[:i+1], docx.Tracked{Inserted: revision(docx.Insert, "Sok", "")}
			h.d.Body = slices.Insert(h.d.Body, from+1, docx.Block(rest))
		}, []string{a + " text by Sok true"}, func(t *testing.T, r WordReading) {
			if p := find(t, r, a, ProposeText); !strings.Contains(p.After, "\n\n") {
				t.Errorf("%q", p.After)
			}
		}},
		{"a paragraph put in between asks what it is", func(h *hand) {
			_, to := h.span(a)
			ins := docx.Tracked{Inserted: revision(docx.Insert, "Sok", "")}
			h.d.Body = slices.Insert(h.d.Body, to, docx.Block(&docx.Paragraph{Mark: ins, Inlines: []docx.Inline{&docx.Run{Text: "A new activity.", Tracked: ins}}}))
		}, []string{a + " add by Sok true"}, nil},
		{"a comment with an answer", func(h *hand) {
			p := h.last(a)
			p.Inlines = append([]docx.Inline{&docx.Anchor{Kind: docx.CommentStart, ID: 1}}, append(p.Inlines, &docx.Anchor{Kind: docx.CommentEnd, ID: 1})...)
			say := func(s string) []*docx.Paragraph {
				return []*docx.Paragraph{{Inlines: []docx.Inline{&docx.Run{Text: s}}}}
			}
			h.d.Comments = []*docx.Comment{{ID: 1, Author: "Malee", Date: edited, Body: say("Why?"), Replies: []*docx.Comment{{ID: 2, Author: "Sok", Date: edited, Body: say("So.")}}}}
		}, []string{a + " comment by Malee true"}, func(t *testing.T, r WordReading) {
			if p := find(t, r, a, ProposeComment); p.After != "Why?" || len(p.Thread) != 1 || p.Thread[0].Text != "So." {
				t.Errorf("%+v", p)
			}
		}},
		{"another's words struck out again", func(h *hand) {
			h.insert(a, " Disputed.", "Sok")
			p := h.last(a)
			p.Inlines[len(p.Inlines)-1].(*docx.Run).Tracked.Deleted = revision(docx.Delete, "Malee", "")
		}, []string{a + " text by Sok true", a + " textstruck by Malee true"}, nil},
		{"words on the cover are listed for somebody to see", func(h *hand) {
			p := h.d.Body[0].(*docx.Paragraph)
			p.Inlines = append(p.Inlines, &docx.Run{Text: " (2nd)", Tracked: docx.Tracked{Inserted: revision(docx.Insert, "Sok", "")}})
		}, []string{" textelsewhere by Sok true"}, nil},
		{"another code", func(h *hand) {
			o := simpleNode(t, tree, "outcome", 0)
			p := h.d.Body[h.at(o)].(*docx.Paragraph)
			for _, in := range p.Inlines {
				if r, ok := in.(*docx.Run); ok {
					r.Text = "Outcome 9.9"
					break
				}
			}
		}, []string{simpleNode(t, tree, "outcome", 0) + " textcode by  false"}, nil},
		{"a file that lost its marks is recognised by codes and likeness", func(h *hand) {
			h.d.Properties.Custom = nil
			for _, p := range h.d.Paragraphs() {
				p.Inlines = slices.DeleteFunc(p.Inlines, func(in docx.Inline) bool { _, is := in.(*docx.Anchor); return is })
			}
		}, nil, func(t *testing.T, r WordReading) {
			if !r.Other || r.ByCode+r.ByLikeness < len(tree.Nodes)*9/10 {
				t.Errorf("%d by code, %d by likeness of %d", r.ByCode, r.ByLikeness, len(tree.Nodes))
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHand(t, tree, "en")
			c.edit(h)
			r := readBack(t, wordBytes(t, h.d), tree)
			if c.want != nil && !slices.Equal(inShort(r), slices.Sorted(slices.Values(c.want))) {
				t.Errorf("got  %q\nwant %q", inShort(r), c.want)
				for _, p := range r.Proposals {
					t.Logf("%q → %q", p.Before, p.After)
				}
			}
			if c.look != nil {
				c.look(t, r)
			}
		})
	}
}
