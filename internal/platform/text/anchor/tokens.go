package anchor

import (
	"strings"
	"unicode/utf8"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
)

// tokens are the pieces of a text that are compared, with the character that each begins at; at has one entry more than
// words, the length of the text.
type tokens struct {
	words []string
	at    []int
}

func cut(s string) tokens {
	words := text.Segments(s)
	at := make([]int, len(words)+1)
	for i, w := range words {
		at[i+1] = at[i] + utf8.RuneCountInString(w)
	}
	return tokens{words, at}
}

// span is the tokens that hold the characters from up to to.
func (t tokens) span(from, to int) (i, j int) {
	for i < len(t.words) && t.at[i+1] <= from {
		i++
	}
	for j = i; j < len(t.words) && t.at[j] < to; j++ {
	}
	return i, j
}

// around widens a span of tokens by at least so many letters on each side, within low and high.
func (t tokens) around(i, j, low, high, letters int) (int, int) {
	for seen := 0; i > low && seen < letters; {
		i--
		seen += diff.Weight(t.words[i : i+1])
	}
	for seen := 0; j < high && seen < letters; j++ {
		seen += diff.Weight(t.words[j : j+1])
	}
	return i, j
}

// weight is the letters of a span.
func (t tokens) weight(i, j int) int { return diff.Weight(t.words[i:j]) }

// slice is the characters from up to to.
func (t tokens) slice(from, to int) string {
	i, j := t.span(from, to)
	runes := []rune(strings.Join(t.words[i:j], ""))
	return string(runes[from-t.at[i] : to-t.at[i]])
}
