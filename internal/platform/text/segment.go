package text

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Segments cuts s into the pieces that a comparison works with; joined they give s again. Where a script writes spaces
// between words (Latin, and figures everywhere) a piece is a word, a run of spaces or a mark. In Khmer, Lao, Burmese,
// Thai and Chinese, which do not, a piece is a grapheme cluster: what a reader sees as one character.
func Segments(s string) []string {
	var out []string
	state := -1
	var word string
	for len(s) > 0 {
		word, s, state = uniseg.FirstWordInString(s, state)
		if Unspaced(word) {
			out = append(out, Clusters(word)...)
			continue
		}
		out = append(out, word)
	}
	return out
}

// Clusters cuts s into grapheme clusters (UAX #29).
func Clusters(s string) []string {
	var out []string
	state := -1
	var c string
	for len(s) > 0 {
		c, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		out = append(out, c)
	}
	return out
}

// Length is the number of grapheme clusters: what a person would count.
func Length(s string) int { return uniseg.GraphemeClusterCount(s) }

// Shorten keeps at most n grapheme clusters and marks the cut with an ellipsis.
func Shorten(s string, n int) string {
	if Length(s) <= n {
		return s
	}
	var out strings.Builder
	for _, c := range Clusters(s)[:max(n-1, 0)] {
		out.WriteString(c)
	}
	return out.String() + "…"
}

// Unspaced says that s has a letter or sign of a script that writes no spaces between words.
func Unspaced(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Khmer, unicode.Lao, unicode.Myanmar, unicode.Thai, unicode.Han) {
			return true
		}
	}
	return false
}
