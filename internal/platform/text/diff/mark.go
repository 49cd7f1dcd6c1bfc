package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what a piece of text is to a reader's eye.
type class uint8

const (
	word  class = iota // letters or figures of a script that writes spaces between words
	sign               // a sign of a script that does not: a part of a word
	glyph              // a Chinese sign: a part of a word or one
	blank              // spaces, among them the one without width
	point              // punctuation within a sentence
	stop               // punctuation that ends one
	line               // a line feed
)

// mark is what is known of a piece by itself.
type mark struct {
	class  class
	weight int // its letters; a Chinese sign counts for two
}

// stops end a sentence in one of the scripts.
const stops = ".!?;。！？；។៕။"

func markOf(w string) mark {
	r, n := utf8.DecodeRuneInString(w)
	switch {
	case strings.ContainsRune(w, '\n'):
		return mark{class: line}
	case unicode.IsSpace(r), r == '\u200b':
		return mark{class: blank}
	case n == len(w) && strings.ContainsRune(stops, r):
		return mark{class: stop}
	case unicode.Is(unicode.Han, r):
		return mark{glyph, 2 * utf8.RuneCountInString(w)}
	case unicode.In(r, unicode.Khmer, unicode.Lao, unicode.Myanmar, unicode.Thai) && !unicode.IsPunct(r):
		return mark{sign, utf8.RuneCountInString(w)}
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return mark{word, utf8.RuneCountInString(w)}
	}
	return mark{class: point}
}
