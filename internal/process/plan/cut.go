package plan

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sampan/internal/kernel"
	"sampan/internal/platform/text"
	"sampan/internal/platform/text/markup"
)

// join puts two texts of a language together: sentences follow one another, anything longer begins a paragraph.
func join(a, b string, lang kernel.Lang) string {
	if a == "" || b == "" {
		return a + b
	}
	gap := " "
	if lang.Base() == "zh" {
		gap = ""
	}
	x, y := markup.Parse(a), markup.Parse(b)
	sentence := func(d markup.Doc, s string) bool {
		return len(d) == 1 && d[0].Kind == markup.Paragraph && d[0].Quote == 0 && !strings.Contains(s, "\n")
	}
	if sentence(x, a) && sentence(y, b) {
		if both := a + gap + b; says(both) == says(a)+says(b) {
			return both
		}
	}
	return a + "\n\n" + b
}

// says is what a text says, without marks and white space.
func says(s string) string { return unspaced(markup.Parse(s).Plain()) }

func unspaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// cut cuts Markdown behind so many characters. Where the cut would tear a mark, as in the midst of bold words, both parts are
// written so that each has the mark.
func cut(s string, at int) (first, second string) {
	b := boundary(s, at)
	first, second = strings.TrimSpace(s[:b]), strings.TrimSpace(s[b:])
	whole := says(s)
	if first == "" || second == "" || says(first)+says(second) == whole {
		return first, second
	}
	if x, y := sever(s, b); x != "" && y != "" && says(x)+says(y) == whole {
		return x, y
	}
	return first, second
}

// boundary is the byte behind so many characters of s, at the end of a character as people see it.
func boundary(s string, at int) int {
	b, count := 0, 0
	for _, c := range text.Clusters(s) {
		if count >= at {
			return b
		}
		b += len(c)
		count += utf8.RuneCountInString(c)
	}
	return b
}

// knifeSteps is how many places behind the one that was asked for are tried to find one that is no part of a mark.
const knifeSteps = 64

// sever cuts a document at a byte of its Markdown, or at the first one behind it where that can be done: a sign that the
// text does not have is put there, and where it turns up is where the document is cut.
func sever(s string, at int) (first, second string) {
	knife := rune(0xe000)
	for strings.ContainsRune(s, knife) && knife < 0xf8ff {
		knife++
	}
	whole := markup.Parse(s)
	for range knifeSteps {
		if at >= len(s) {
			break
		}
		d := markup.Parse(s[:at] + string(knife) + s[at:])
		if a, b, found := severed(d, string(knife)); found && without(d, string(knife)).Equal(whole) {
			return a.Normal().String(), b.Normal().String()
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return "", ""
}

// without is a document without the knife.
func without(d markup.Doc, knife string) markup.Doc {
	out := make(markup.Doc, len(d))
	for i, b := range d {
		b.Runs = bare(b.Runs, knife)
		b.Cells = slices.Clone(b.Cells)
		for k := range b.Cells {
			b.Cells[k] = bare(b.Cells[k], knife)
		}
		out[i] = b
	}
	return out.Normal()
}

func bare(runs []markup.Run, knife string) []markup.Run {
	runs = slices.Clone(runs)
	for i := range runs {
		runs[i].Text = strings.ReplaceAll(runs[i].Text, knife, "")
	}
	return runs
}

// severed cuts a document where the knife is: within a block, or before the row of a table that it is in.
func severed(d markup.Doc, knife string) (a, b markup.Doc, found bool) {
	i := slices.IndexFunc(d, func(b markup.Block) bool { return strings.Contains(b.Text(), knife) })
	if i < 0 {
		return nil, nil, false
	}
	if d[i].Kind == markup.Row {
		d = without(d, knife)
		return slices.Clone(d[:i]), slices.Clone(d[i:]), true
	}
	k := slices.IndexFunc(d[i].Runs, func(r markup.Run) bool { return strings.Contains(r.Text, knife) })
	before, after := d[i], d[i]
	left, right := d[i].Runs[k], d[i].Runs[k]
	left.Text, right.Text, _ = strings.Cut(left.Text, knife)
	before.Runs = append(slices.Clone(d[i].Runs[:k]), left)
	after.Runs = append([]markup.Run{right}, d[i].Runs[k+1:]...)
	return append(slices.Clone(d[:i]), before), append(markup.Doc{after}, d[i+1:]...), true
}
