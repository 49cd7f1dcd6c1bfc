package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Segments cuts s into the pieces that a comparison works with; joined they give s again. Where a script writes spaces
// between words (Latin, and figures everywhere) a piece is a word, a run of spaces or a mark. In Khmer, Lao, Burmese and
// Thai, which do not, a piece is about a syllable: a stack of signs with the vowels before and after it and the consonant
// that closes it. In Chinese it is a sign. No piece cuts a grapheme cluster.
func Segments(s string) []string {
	out := make([]string, 0, len(s)/3+1)
	for len(s) > 0 {
		if n := unspaced(s); n > 0 {
			signs := syllables(stacks(s[:n]))
			if last := len(out) - 1; last >= 0 && leans(out[last], signs[0]) {
				out[last] += signs[0]
				signs = signs[1:]
			}
			out, s = append(out, signs...), s[n:]
			continue
		}
		n := plain(s)
		if n == 0 {
			word, _, _ := uniseg.FirstWordInString(s, -1)
			n = len(word)
		}
		out, s = append(out, s[:n]), s[n:]
	}
	return out
}

// unspaced is the length of the signs of scripts without spaces at the start of s; figures are no signs.
func unspaced(s string) int {
	n := 0
	for i, r := range s {
		own := r >= firstSign && sign(r) && !unicode.IsDigit(r)
		if !own && (n == 0 || !joins(r)) {
			break
		}
		n = i + utf8.RuneLen(r)
	}
	return n
}

const firstSign = 0x0e00 // of Thai, the first of these scripts in Unicode

func sign(r rune) bool {
	switch {
	case r < 0x0f00, 0x1000 <= r && r < 0x10a0, 0x1780 <= r && r < 0x1800: // Thai and Lao, Burmese, Khmer
		return r >= firstSign
	}
	return unicode.In(r, unicode.Han, unicode.Myanmar, unicode.Khmer)
}

// joins says that r belongs to the character before it.
func joins(r rune) bool { return unicode.IsMark(r) || r == '\u200c' || r == '\u200d' }

// plain is the length of a word of plain letters before a space, or of the spaces before one, at the start of s: the
// common case, cut as UAX #29 cuts it but without its tables.
func plain(s string) int {
	n := 0
	for n < len(s) && s[n] == ' ' {
		n++
	}
	if n > 0 {
		if n == len(s) || letter(s[n]) {
			return n
		}
		return 0
	}
	for n < len(s) && letter(s[n]) {
		n++
	}
	if n == len(s) || s[n] == ' ' {
		return n
	}
	return 0
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// Clusters cuts s into grapheme clusters (UAX #29), and keeps together what these rules leave apart and no reader does:
// a Khmer or Burmese stack of consonants.
func Clusters(s string) []string {
	var out []string
	state := -1
	var c string
	for len(s) > 0 {
		c, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		out = stack(out, c)
	}
	return out
}

// stacks is Clusters for signs of scripts without spaces, whose rules are few.
func stacks(s string) []string {
	out := make([]string, 0, len(s)/3)
	from := 0
	for i, r := range s {
		if i > 0 && !joins(r) {
			out = stack(out, s[from:i])
			from = i
		}
	}
	return stack(out, s[from:])
}

// stack adds a cluster, to the one before it if it stands beneath that.
func stack(out []string, c string) []string {
	if last := len(out) - 1; last >= 0 && beneath(out[last], c) {
		out[last] += c
		return out
	}
	return append(out, c)
}

// beneath says that a cluster ends with the sign that puts the next consonant under it, and that one follows.
func beneath(before, c string) bool {
	r, _ := utf8.DecodeRuneInString(c)
	return unicode.IsLetter(r) && sign(r) && (strings.HasSuffix(before, "\u17d2") || strings.HasSuffix(before, "\u1039"))
}

// leans says that signs cannot stand apart from whatever is before them, a figure or a mark even.
func leans(before, signs string) bool {
	am := strings.HasPrefix(signs, "\u0e33") || strings.HasPrefix(signs, "\u0eb3") // which UAX #29 never leaves alone
	return beneath(before, signs) || am
}

// Length is the number of grapheme clusters: what a person would count.
func Length(s string) int { return len(Clusters(s)) }

// Shorten keeps at most n grapheme clusters and marks the cut with an ellipsis.
func Shorten(s string, n int) string {
	clusters := Clusters(s)
	if len(clusters) <= n {
		return s
	}
	return strings.Join(clusters[:max(n-1, 0)], "") + "…"
}

// Unspaced says that s has a letter or sign of a script that writes no spaces between words.
func Unspaced(s string) bool { return strings.ContainsFunc(s, sign) }
