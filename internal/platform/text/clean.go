package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sampan/internal/fault"
)

// Clean lets a text in: valid UTF-8, made NFC, lines ending in LF, with no control characters but tab and line feed and
// no code points that Unicode will never assign. Spaces at both ends go. What cannot be let in is an Invalid fault that
// says what stands where, counted in characters from 1.
//
// Joiners and other invisible format characters stay: Khmer, Burmese and Thai are written with some of them. The
// characters that turn the direction of the text around do not, for they can hide what a text says.
func Clean(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fault.New(fault.Invalid, "text.utf8", "at", badByte(s))
	}
	s = strings.ReplaceAll(s, "\ufeff", "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	at := 0
	for _, r := range s {
		at++
		if !allowed(r) {
			return "", fault.New(fault.Invalid, "text.character", "at", at, "code", fmt.Sprintf("U+%04X", r))
		}
	}
	return strings.TrimSpace(norm.NFC.String(s)), nil
}

// CleanLine is Clean for text of one line: line feeds and tabs become spaces.
func CleanLine(s string) (string, error) {
	s, err := Clean(s)
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\t", " ").Replace(s)), err
}

// IsClean says that Clean would change nothing.
func IsClean(s string) bool {
	c, err := Clean(s)
	return err == nil && c == s
}

// badByte is the place of the first byte that is not UTF-8, in characters from 1.
func badByte(s string) int {
	at := 1
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			return at
		}
		s, at = s[n:], at+1
	}
	return at
}

func allowed(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return true
	case unicode.IsControl(r):
		return false
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // bidirectional overrides (UAX #9)
		return false
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // noncharacters
		return false
	}
	return true
}

// NFC composes the characters of s and changes nothing else, for secrets: a password is the same whichever keyboard wrote
// it, and is not cleaned.
func NFC(s string) string { return norm.NFC.String(s) }
