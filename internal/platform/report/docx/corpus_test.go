package docx

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// truth is what tools/docx-corpus did to a document.
type truth struct {
	File, Language     string
	Changes            []noted
	Comments           []remark
	Accepted, Rejected []string // paragraphs as LibreOffice gives them
}

type noted struct {
	Kind, Author, Text string
	Mark, Row          bool
}

type remark struct {
	Author, Text, About string
	Resolved            bool
	Replies             []remark
}

func corpus(t *testing.T) []truth {
	t.Helper()
	raw, err := os.ReadFile("testdata/corpus/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []truth
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d documents", len(all))
	}
	return all
}

// TestEveryChangeOfTheCorpusArrives: what LibreOffice recorded is read whole: kind, author, time and text of every
// change, every comment with its answers and what it is about, and the text with all changes taken or refused.
func TestEveryChangeOfTheCorpusArrives(t *testing.T) {
	kinds := map[string]int{}
	for _, want := range corpus(t) {
		t.Run(strings.TrimSuffix(want.File, ".docx"), func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("testdata", "corpus", want.File))
			if err != nil {
				t.Fatal(err)
			}
			d := read(t, content)
			if diff := cmp.Diff(sorted(want.Changes), sorted(seen(t, d))); diff != "" {
				t.Errorf("changes:\n%s", diff)
			}
			if diff := cmp.Diff(want.Comments, remarks(t, d)); diff != "" {
				t.Errorf("comments:\n%s", diff)
			}
			if diff := cmp.Diff(want.Accepted, lines(d.Accepted())); diff != "" {
				t.Errorf("accepted:\n%s", diff)
			}
			if diff := cmp.Diff(want.Rejected, lines(d.Rejected())); diff != "" {
				t.Errorf("rejected:\n%s", diff)
			}
			for _, u := range d.Unread {
				if !u.Cosmetic {
					t.Errorf("not understood: %+v", u)
				}
			}
			for _, c := range want.Changes {
				kinds[c.Kind]++
			}
			kinds["comment"] += len(want.Comments)
		})
	}
	t.Logf("read %v", kinds)
}

// seen is the changes of a document as the manifest tells them. A paragraph that moved has a mark that moved with it.
func seen(t *testing.T, d *Document) []noted {
	t.Helper()
	var list []noted
	for _, c := range d.Changes() {
		if c.Date.IsZero() {
			t.Errorf("a change without a time: %+v", c)
		}
		if c.Target == TargetMark && (c.Kind == MoveFrom || c.Kind == MoveTo) {
			continue
		}
		list = append(list, noted{c.Kind.String(), c.Author, c.Text, c.Target == TargetMark, c.Target == TargetRow})
	}
	return list
}

func sorted(list []noted) []noted {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b noted) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list
}

func remarks(t *testing.T, d *Document) []remark {
	t.Helper()
	list := []remark{}
	for _, thread := range d.Threads() {
		c := thread.Comment
		one := remark{c.Author, wordsOf(c), thread.Text, c.Resolved, []remark{}}
		for _, r := range c.Replies {
			one.Replies = append(one.Replies, remark{Author: r.Author, Text: wordsOf(r)})
		}
		if c.Date.IsZero() || thread.Lost {
			t.Errorf("a comment without a time or place: %+v", thread)
		}
		list = append(list, one)
	}
	return list
}

func wordsOf(c *Comment) string {
	var words []string
	for _, p := range c.Body {
		words = append(words, p.Text())
	}
	return strings.Join(words, "\n")
}

func lines(d *Document) []string {
	var list []string
	for _, p := range d.Paragraphs() {
		list = append(list, p.Text())
	}
	return list
}
