package markup_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"sampan/internal/platform/text/markup"
)

func TestCanonicalMarkdown(t *testing.T) {
	for _, c := range []struct{ rule, in, want string }{
		{"a paragraph", "One text.", "One text."},
		{"a line break stays", "one\n  two", "one\ntwo"},
		{"empty lines make paragraphs", "one\n\n\n two", "one\n\ntwo"},
		{"a heading of any level", "## Goals\ntext", "## Goals\n\ntext"},
		{"a list follows its paragraph", "these:\n* a\n+ b", "these:\n\n- a\n- b"},
		{"lists within lists", "- a\n  1. b\n  2. c\n     - d\n- e", "- a\n  1. b\n  2. c\n     - d\n- e"},
		{"an item may be indented a little less than it should", "1. a\n  - b", "1. a\n   - b"},
		{"the first number counts", "3. a\n3. b\n9. c", "3. a\n4. b\n5. c"},
		{"the other bracket begins a list", "1. a\n1) b", "1. a\n1) b"},
		{"a number in a line is no list", "in the year\n2016. It", "in the year\n2016. It"},
		{"a year begins no list", "1986. A year", "1986. A year"},
		{"a further paragraph of an item", "- a\n\n  b\n- c", "- a\n\n  b\n\n- c"},
		{"a dash alone is text", "-", "-"},
		{"quotations", ">a\n>> b\nc", "> a\n>\n>> b\n\nc"},
		{"a table", "|a|b\n|:-|-|\n|c|", "| a | b |\n|---|---|\n| c |"},
		{"a table without a head", "|---|\n|a|", "|---|\n| a |"},
		{"bars alone make no table", "|x| and |y|", "\\|x| and |y|"},
		{"breaks and bars in a cell", "|---|\n|a<br>b\\|c|", "|---|\n| a<br>b\\|c |"},
		{"emphasis", "**a** *b* ~~c~~ `d`", "**a** *b* ~~c~~ `d`"},
		{"emphasis within a word and beside a full stop of another script", "人口**贩运。**中国", "人口**贩运。**中国"},
		{"spaces are not bold", "**a *b *** c", "**a *b *** c"},
		{"an asterisk between figures", "4 * 3 = 12 and 4*3", "4 * 3 = 12 and 4\\*3"},
		{"an underscore is an underscore", "__init__ a_b", "__init__ a_b"},
		{"marks may overlap", "**a *b** c*", "**a *b** c*"},
		{"a link", "see [the *MOU*](HTTPS://un.org/a_(b)?x=1)", "see [the *MOU*](https://un.org/a_(b)?x=1)"},
		{"a link elsewhere is text", "[x](javascript:alert(1))", "[x\\](javascript:alert(1))"},
		{"what looks like a reference stays", "[1]: http://x.org", "[1]: http://x.org"},
		{"HTML is text", "<b>a</b> &amp; <!-- b -->", "<b>a</b> &amp; <!-- b -->"},
		{"a rule is text", "---\n***", "---\n***"},
		{"code with backticks", "`` a`b ``", "``a`b``"},
		{"backticks around nothing are text", "a ` ` b", "a \\` \\` b"},
		{"four spaces are no code", "    a", "a"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := markup.Parse(c.in)
			got := d.String()
			if again := markup.Parse(got); !again.Equal(d) {
				t.Errorf("%q reads back as %#v, was %#v", got, again, d)
			}
			if strings.ReplaceAll(got, "\\*", "*") != strings.ReplaceAll(c.want, "\\*", "*") && got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHTML(t *testing.T) {
	for _, c := range []struct{ rule, in, want string }{
		{"a paragraph with all styles", "**a** *b* ~~c~~ `d`\ne", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code><br>e</p>"},
		{"lists within lists", "- a\n  3. b\n\n     c\n- d", `<ul><li>a<ol start="3"><li>b<p>c</p></li></ol></li><li>d</li></ul>`},
		{"a second list", "1. a\n1) b", "<ol><li>a</li></ol><ol><li>b</li></ol>"},
		{"a table", "|a|\n|-|\n|b|", `<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>`},
		{"quotations", "> - a\n\nb", "<blockquote><ul><li>a</li></ul></blockquote><p>b</p>"},
		{"a link", `[a&](https://x.org/?a=1&b="2")`, `<p><a href="https://x.org/?a=1&amp;b=%222%22" rel="nofollow">a&amp;</a></p>`},
		{"HTML is text", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := strings.ReplaceAll(markup.Parse(c.in).HTML(), "\n", ""); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
	if got := markup.Parse("# a").HTMLBelow(2); got != "<h3>a</h3>\n" {
		t.Errorf("a heading below an h2 is %s", got)
	}
}

func TestPlainSaysEverythingButTheMarks(t *testing.T) {
	if got := markup.Parse("# a\n\n- **b**\n\n|---|---|\n|c|d|").Plain(); got != "a\nb\nc\td" {
		t.Errorf("%q", got)
	}
}

// nasty is text made of what could be taken for a mark.
var nasty = rapid.Custom(func(t *rapid.T) string {
	parts := []string{
		"a", "b", " ", " ", "  ", "\n", "\n", "\n\n", "*", "**", "***", "~", "~~", "`", "``", "[", "]", "](", "(", ")", "](http://a.b)",
		"\\", "|", "| a | b |\n", "|---|---|\n", "- ", "* ", "1. ", "2) ", "1000. ", "# ", "> ", ">", "<br>", "<", "#", "-", ":", ".", "人", "។", "\t", "\u00a0", "\u3000", "ក្រុ",
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 24).Draw(t, "parts"), "")
})

func TestCanonicalMarkdownReadsBack(t *testing.T) {
	for range 30 {
		rapid.Check(t, func(t *rapid.T) { readsBack(t, nasty.Draw(t, "text")) })
	}
}

func TestAnyDocumentReadsBack(t *testing.T) {
	run := rapid.Custom(func(t *rapid.T) markup.Run {
		some := rapid.Bool()
		return markup.Run{
			Text: nasty.Draw(t, "text"),
			Style: markup.Style{
				Bold: some.Draw(t, "bold"), Italic: some.Draw(t, "italic"), Strike: some.Draw(t, "strike"), Code: some.Draw(t, "code"),
				Link: rapid.SampledFrom([]string{"", "", "", "http://a.b/(", "mailto:a|b@c", "x:y", "https://a/)(*"}).Draw(t, "link"),
			},
		}
	})
	runs := rapid.SliceOfN(run, 0, 4)
	block := rapid.Custom(func(t *rapid.T) markup.Block {
		return markup.Block{
			Kind:  rapid.SampledFrom([]markup.Kind{markup.Paragraph, markup.Heading, markup.Item, markup.Item, markup.Item, markup.Row}).Draw(t, "kind"),
			Level: rapid.IntRange(-1, 12).Draw(t, "level"), Ordered: rapid.Bool().Draw(t, "ordered"), Number: rapid.SampledFrom([]int{-1, 0, 1, 2, 3, 999, 1000}).Draw(t, "number"),
			Continued: rapid.Bool().Draw(t, "continued"), Quote: rapid.SampledFrom([]int{0, 0, 0, 1, 2, 10}).Draw(t, "quote"), Head: rapid.Bool().Draw(t, "head"),
			Runs: runs.Draw(t, "runs"), Cells: rapid.SliceOfN(runs, 0, 3).Draw(t, "cells"),
		}
	})
	for range 30 {
		rapid.Check(t, func(t *rapid.T) {
			d := markup.Doc(rapid.SliceOfN(block, 0, 6).Draw(t, "doc")).Normal()
			if again := d.Normal(); !again.Equal(d) {
				t.Fatalf("normal form of the normal form %#v is %#v", d, again)
			}
			s := d.String()
			if again := markup.Parse(s); !again.Equal(d) {
				t.Fatalf("%q reads back as\n%#v, was\n%#v", s, again, d)
			}
			safe(t, d.HTML())
		})
	}
}

type failer interface {
	Fatalf(format string, args ...any)
}

func readsBack(t failer, in string) {
	d := markup.Parse(in)
	s := d.String()
	again := markup.Parse(s)
	if !again.Equal(d) {
		t.Fatalf("%q is written %q, which reads as\n%#v, was\n%#v", in, s, again, d)
	}
	if twice := again.String(); twice != s {
		t.Fatalf("%q is written %q, then %q", in, s, twice)
	}
	if got, want := letters(d.Plain()), letters(in); !strings.Contains(want, got) && len(got) < len(want)/8 {
		t.Fatalf("of %q only %q is left", in, d.Plain())
	}
	safe(t, d.HTML())
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 'a' || r == 'b' || r > 0x7f {
			return r
		}
		return -1
	}, s)
}

// safe fails unless a page that is made of s has only the elements and attributes that texts may have.
func safe(t failer, s string) {
	elements := strings.Fields("p h1 h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tr th td strong em s code a br")
	z := html.NewTokenizer(strings.NewReader(s))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Fatalf("%q leaves %v open", s, open)
			}
			return
		case html.StartTagToken:
			tag := z.Token()
			if !slices.Contains(elements, tag.Data) {
				t.Fatalf("%q has an element %s", s, tag.Data)
			}
			for _, a := range tag.Attr {
				if !allowed(tag.Data, a) {
					t.Fatalf("%q has an attribute %s=%q", s, a.Key, a.Val)
				}
			}
			if tag.Data != "br" {
				open = append(open, tag.Data)
			}
		case html.EndTagToken:
			tag := z.Token()
			if len(open) == 0 || open[len(open)-1] != tag.Data {
				t.Fatalf("%q ends %s within %v", s, tag.Data, open)
			}
			open = open[:len(open)-1]
		case html.CommentToken, html.DoctypeToken, html.SelfClosingTagToken:
			t.Fatalf("%q has %s", s, z.Token())
		case html.TextToken:
		}
	}
}

func allowed(element string, a html.Attribute) bool {
	switch element + " " + a.Key {
	case "ol start":
		return strings.Trim(a.Val, "0123456789") == ""
	case "th scope":
		return a.Val == "col"
	case "a rel":
		return a.Val == "nofollow"
	case "a href":
		return strings.HasPrefix(a.Val, "http://") || strings.HasPrefix(a.Val, "https://") || strings.HasPrefix(a.Val, "mailto:")
	}
	return false
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "# a\n\n- b\n  1. c", "| a |\n|---|\n| **b**|c", "[a](http://b) `c` ***d** e*", "> a\n\n1) b", "<script>", "\xff\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := markup.Parse(s)
		if again := markup.Parse(d.String()); !again.Equal(d) {
			t.Fatalf("%q is written %q, which reads as\n%#v, was\n%#v", s, d.String(), again, d)
		}
		safe(t, d.HTML())
	})
}

func BenchmarkParse(b *testing.B) {
	s := strings.Repeat("The **task force** of each country prepares the annual work plan and reports on it:\n\n- to the [secretariat](https://x.org)\n  1. yearly\n\n", 10)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		markup.Parse(s)
	}
}

func TestLongTextsOfMarksAreReadQuickly(t *testing.T) {
	for _, part := range []string{
		"[", "](", "](http://a", "[a](http://b)", "`", "` `` ", "*a ", "*~~", "**a~~", "~~*a", "\\", "|", "|-", "- ", "> ", "\n> ", "1. \n", "a\n", " ", "- a\n", "[](", "(((", "<br>", "** ", " **",
	} {
		s := strings.Repeat(part, 20_000/len(part))
		for _, in := range []string{s, "|---|\n|" + s, "- " + s} {
			began := time.Now()
			markup.Parse(markup.Parse(in).String()).HTML()
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("%.10q… takes %v", in, took)
			}
		}
	}
}
