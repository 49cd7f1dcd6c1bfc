package docx

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var when = time.Date(2016, 4, 28, 9, 30, 0, 0, time.UTC)

// by is a revision of somebody.
func by(kind Kind, author string) *Revision { return &Revision{Kind: kind, Author: author, Date: when} }

func words(s string) *Run { return &Run{Text: s} }

func inserted(s, author string) *Run {
	return &Run{Text: s, Tracked: Tracked{Inserted: by(Insert, author)}}
}

func deleted(s, author string) *Run {
	return &Run{Text: s, Tracked: Tracked{Deleted: by(Delete, author)}}
}

func para(inlines ...Inline) *Paragraph { return &Paragraph{Inlines: inlines} }

func write(t testing.TB, d *Document, tpl *Template) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d, tpl); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, content []byte) *Document {
	t.Helper()
	d, err := Read(content)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// withoutIDs takes away what the writer numbers anew.
var withoutIDs = cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".ID" }, cmp.Ignore())

func TestWhatIsWrittenIsRead(t *testing.T) {
	d := sample()
	got := read(t, write(t, d, nil))
	if len(got.Unread) > 0 && got.Unread[0].What != "w:sectPr" {
		t.Errorf("not understood: %+v", got.Unread)
	}
	got.Unread, got.Asides = nil, nil
	if diff := cmp.Diff(d, got, withoutIDs); diff != "" {
		t.Error(diff)
	}
}

// sample is a document with one of each thing.
func sample() *Document {
	moved := func(kind Kind) *Revision {
		return &Revision{Kind: kind, Author: "Dara", Date: when, Move: "move1"}
	}
	return &Document{
		Properties: Properties{Title: "Plan & <aims>", Author: "Secretariat", Language: "en-GB", Created: when, Custom: []Property{{"plan", "spa-4"}, {"check", "a\"b"}}},
		Languages:  Languages{"en-GB", "zh-CN", "km-KH"},
		Track:      true,
		Body: []Block{
			&Paragraph{Style: "Title", Inlines: []Inline{words("Plan")}},
			&Paragraph{Style: "Heading 1", Inlines: []Inline{&Anchor{Kind: BookmarkStart, Name: "_sp_1"}, words("Policy"), &Anchor{Kind: BookmarkEnd, Name: "_sp_1"}}},
			para(words("Old "), inserted("new", "Sok"), deleted("gone\tand\nbroken", "Malee"), &Run{Text: "both", Tracked: Tracked{by(Insert, "Sok"), by(Delete, "Malee")}}),
			&Paragraph{Inlines: []Inline{words("split")}, Mark: Tracked{Inserted: by(Insert, "Sok")}},
			para(&Run{Text: "ខ្ញុំ", Lang: "km-KH", Look: Look{Bold: true}}, &Run{Text: "中文", Lang: "zh-CN"}, &Run{Text: "link", Link: "https://example.org/?a=1&b=2"}),
			&Paragraph{Style: "Quote 2", Was: &Restyle{Revision: *by(Format, "Sok"), Style: "Heading 2"}, Inlines: []Inline{
				&Run{Text: "look", Look: Look{Italic: true, Code: true}, Was: &Relook{*by(Format, "Sok"), Look{Strike: true}}},
			}},
			&Paragraph{List: &List{ID: 1, Ordered: true, Number: 1}, Inlines: []Inline{words("one")}},
			&Paragraph{List: &List{ID: 1, Level: 1}, Inlines: []Inline{words("bullet")}},
			&Paragraph{List: &List{ID: 1, Level: 2, Ordered: true, Number: 1}, Inlines: []Inline{words("deep")}},
			&Paragraph{List: &List{ID: 1, Ordered: true, Number: 2}, Inlines: []Inline{words("two")}},
			&Paragraph{List: &List{ID: 2, Ordered: true, Number: 5}, Inlines: []Inline{words("five")}},
			para(&Run{Text: "went", Tracked: Tracked{Deleted: moved(MoveFrom)}}),
			&Paragraph{Inlines: []Inline{&Run{Text: "came", Tracked: Tracked{Inserted: moved(MoveTo)}}}, Mark: Tracked{Inserted: moved(MoveTo)}},
			&Table{Widths: []int{3008, 6017}, Rows: []Row{
				{Head: true, Cells: []Cell{{Body: []Block{para(words("A"))}}, {Body: []Block{para(words("B"))}}}},
				{Cells: []Cell{{Span: 2, Body: []Block{para(words("row"))}}}, Tracked: Tracked{Inserted: by(Insert, "Sok")}},
				{Cells: []Cell{{Body: []Block{para(words("x"))}}, {Body: []Block{para(words("y"))}}}, Tracked: Tracked{Deleted: by(Delete, "Sok")}},
			}},
			para(&Anchor{Kind: CommentStart, ID: 0}, words("asked"), &Anchor{Kind: CommentEnd, ID: 0}),
		},
		Comments: []*Comment{{
			ID: 0, Author: "ມາລີ", Initials: "M", Date: when, Resolved: true, Body: []*Paragraph{para(words("Why?")), para(words("Say."))},
			Replies: []*Comment{{ID: 1, Author: "Sok", Initials: "S", Date: when, Resolved: true, Body: []*Paragraph{para(words("So."))}}},
		}},
	}
}

func TestTheSameDocumentIsTheSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, sample(), nil), write(t, sample(), nil)) {
		t.Error("other bytes")
	}
}

func TestBookmarksKeepTheirPlace(t *testing.T) {
	d := &Document{Body: []Block{
		para(&Anchor{Kind: BookmarkStart, Name: "_sp_a"}, words("one")),
		para(words("two"), &Anchor{Kind: BookmarkEnd, Name: "_sp_a"}, &Anchor{Kind: BookmarkStart, Name: "_sp_b"}, words("three"), &Anchor{Kind: BookmarkEnd, Name: "_sp_b"}),
	}}
	got := read(t, write(t, d, nil)).Bookmarks()
	want := []Bookmark{
		{"_sp_a", Span{Place{"body", 1}, Place{"body", 2}, 1, 1, "one\ntwo"}},
		{"_sp_b", Span{Place{"body", 2}, Place{"body", 2}, 3, 4, "three"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestContentsListTheHeadings(t *testing.T) {
	d := read(t, write(t, &Document{Body: []Block{
		&Contents{Title: "Contents", Levels: 2},
		&Paragraph{Style: "Heading 1", Inlines: []Inline{words("One"), deleted(" gone", "x")}},
		&Paragraph{Style: "Heading 2", Inlines: []Inline{words("Two")}},
		&Paragraph{Style: "Heading 3", Inlines: []Inline{words("Three")}},
	}}, nil))
	c := d.Body[0].(*Contents)
	entries := []string{}
	for _, p := range c.Body {
		entries = append(entries, p.Style+": "+p.Text())
	}
	if diff := cmp.Diff([]string{"TOC Heading: Contents", "TOC 1: One\t…", "TOC 2: Two\t…", ": "}, entries); diff != "" {
		t.Error(diff)
	}
	if c.Title != "Contents" || c.Levels != 2 || len(d.Body) != 4 || len(d.Bookmarks()) != 2 {
		t.Errorf("%+v", d.Body)
	}
}

func TestWhatWordWouldNotTakeIsAnError(t *testing.T) {
	start, end := &Anchor{Kind: BookmarkStart, Name: "a"}, &Anchor{Kind: BookmarkEnd, Name: "a"}
	for name, d := range map[string]*Document{
		"a mark that does not end":  {Body: []Block{para(start)}},
		"a mark that did not begin": {Body: []Block{para(end)}},
		"a mark twice":              {Body: []Block{para(start, end, start, end)}},
		"a name with a space":       {Body: []Block{para(&Anchor{Kind: BookmarkStart, Name: "a b"}, &Anchor{Kind: BookmarkEnd, Name: "a b"})}},
		"a comment without a place": {Comments: []*Comment{{ID: 1}}},
		"a place without a comment": {Body: []Block{para(&Anchor{Kind: CommentStart, ID: 1}, &Anchor{Kind: CommentEnd, ID: 1})}},
	} {
		if err := Write(&bytes.Buffer{}, d, nil); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestViewsTakeOrRefuseEveryChange(t *testing.T) {
	heading := func(in ...Inline) *Paragraph { return &Paragraph{Style: "Heading 1", Inlines: in} }
	for name, test := range map[string]struct{ body, accepted, rejected []Block }{
		"inserted, then deleted by another": {
			[]Block{para(words("a"), &Run{Text: "b", Tracked: Tracked{by(Insert, "x"), by(Delete, "y")}})},
			[]Block{para(words("a"))}, []Block{para(words("a"))},
		},
		"a split heading refused is the heading": {
			[]Block{&Paragraph{Style: "Heading 1", Inlines: []Inline{words("a")}, Mark: ins("x")}, para(words("b"))},
			[]Block{heading(words("a")), para(words("b"))}, []Block{heading(words("ab"))},
		},
		"a deleted paragraph leaves the next as it is": {
			[]Block{&Paragraph{Style: "Heading 1", Inlines: []Inline{deleted("a", "x")}, Mark: del("x")}, para(words("b"))},
			[]Block{para(words("b"))}, []Block{heading(words("a")), para(words("b"))},
		},
		"the last paragraph goes whole": {
			[]Block{para(words("a")), &Paragraph{Inlines: []Inline{inserted("b", "x")}, Mark: ins("x")}},
			[]Block{para(words("a")), para(words("b"))}, []Block{para(words("a"))},
		},
		"before a table too": {
			[]Block{&Paragraph{Inlines: []Inline{inserted("b", "x")}, Mark: ins("x")}, &Table{Rows: []Row{{Cells: []Cell{{Body: []Block{para(words("c"))}}}}}}},
			[]Block{para(words("b")), &Table{Rows: []Row{{Cells: []Cell{{Body: []Block{para(words("c"))}}}}}}},
			[]Block{&Table{Rows: []Row{{Cells: []Cell{{Body: []Block{para(words("c"))}}}}}}},
		},
		"a table whose rows all go": {
			[]Block{&Table{Rows: []Row{{Tracked: del("x"), Cells: []Cell{{Body: []Block{para(words("c"))}}}}}}, para(words("a"))},
			[]Block{para(words("a"))},
			[]Block{&Table{Rows: []Row{{Cells: []Cell{{Body: []Block{para(words("c"))}}}}}}, para(words("a"))},
		},
		"looks and styles": {
			[]Block{&Paragraph{Style: "Quote", Was: &Restyle{Revision: *by(Format, "x"), Style: "Heading 1"}, Inlines: []Inline{
				&Run{Text: "a", Look: Look{Bold: true}, Was: &Relook{Revision: *by(Format, "x")}}, words("b"),
			}}},
			[]Block{&Paragraph{Style: "Quote", Inlines: []Inline{&Run{Text: "a", Look: Look{Bold: true}}, words("b")}}},
			[]Block{heading(words("ab"))},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Document{Body: test.body}
			if diff := cmp.Diff(test.accepted, d.Accepted().Body); diff != "" {
				t.Errorf("accepted:\n%s", diff)
			}
			if diff := cmp.Diff(test.rejected, d.Rejected().Body); diff != "" {
				t.Errorf("rejected:\n%s", diff)
			}
		})
	}
}
