package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The vowels that Thai and Lao write as letters before and after a consonant, and the Burmese ones.
const (
	vowelsBefore = "เแโใไເແໂໃໄ"
	vowelsAfter  = "ะาำๅະາຳຽ\u102b\u102c"
)

// rhyme is how far a syllable has come while its signs are read.
type rhyme uint8

const (
	ended  rhyme = iota // it takes no more
	begun               // a consonant whose vowel is not written, or comes
	voiced              // it has a vowel and may end in a consonant
)

// syllables joins clusters that are read together. Where a syllable ends cannot be told for certain without knowing the
// words; what is joined here belongs together far more often than not, and is only ever too long by a consonant.
func syllables(clusters []string) []string {
	out := clusters[:0]
	lead, now := false, ended
	for _, c := range clusters {
		r, _ := utf8.DecodeRuneInString(c)
		last := len(out) - 1
		join := last >= 0 && (lead && unicode.IsLetter(r) || strings.ContainsRune(vowelsAfter, r) || closing(c) || ends(now, c) || onset(out[last], c))
		if join {
			out[last] += c
		} else {
			out = append(out, c)
		}
		switch {
		case join && !lead && ends(now, c) && now == voiced:
			now = ended
		case join && (r == 'อ' || r == 'ອ'):
			now = voiced
		default:
			now = sound(out[len(out)-1])
		}
		lead = strings.ContainsRune(vowelsBefore, r)
	}
	return out
}

// ends says that c is a bare consonant with which a syllable ends, or the letter that is a vowel after one.
func ends(now rhyme, c string) bool {
	r, n := utf8.DecodeRuneInString(c)
	if n != len(c) {
		return false
	}
	vowel := r == 'อ' || r == 'ອ'
	consonant := 'ก' <= r && r <= 'ฮ' || 'ກ' <= r && r <= 'ຮ' || 'ក' <= r && r <= 'អ'
	return now == voiced && consonant || now == begun && vowel
}

// onset says that two Thai consonants begin a syllable together, as in กร and ปล.
func onset(before, c string) bool {
	r, _ := utf8.DecodeRuneInString(c)
	first, n := utf8.DecodeRuneInString(before)
	return n == len(before) && (r == 'ร' || r == 'ล') && n < len(c) && strings.ContainsRune("กขคตปผพ", first)
}

// sound says how far a syllable has come that is written so.
func sound(s string) rhyme {
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	switch {
	case unicode.Is(unicode.Myanmar, first), strings.ContainsRune("ะำະຳំះ", last), strings.ContainsRune("ใไໃໄ", first):
		return ended
	case strings.ContainsRune("เເ", first) && strings.ContainsRune("าາ", last):
		return ended
	case strings.ContainsRune(vowelsBefore+vowelsAfter, first), strings.ContainsFunc(s, unicode.IsMark), strings.ContainsRune("าາຽ", last):
		return voiced
	}
	return begun
}

// closing says that c is a Burmese consonant without a vowel of its own: a letter, the sign asat, at most tone marks.
func closing(c string) bool {
	r, n := utf8.DecodeRuneInString(c)
	after, killed := strings.CutPrefix(c[n:], "\u103a")
	return killed && unicode.Is(unicode.Myanmar, r) && strings.Trim(after, "\u1037\u1038") == ""
}
