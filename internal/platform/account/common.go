package account

import (
	"slices"
	"strings"
	"unicode"
)

// Which passwords are common is told by rule and not by a list of passwords: lists of twelve characters and more are made of
// the same words and walks over the keyboard, with figures, signs and letters put in the place of others. A password is
// common when, after undoing that, nothing is left that a list would not try.

// usualWords are what such passwords are made of: words of sign-in pages, first names, games, seasons, affection.
var usualWords = strings.Fields(`
	password passwort passw0rd pass word pwd secret welcome hello login logon signin access enter open admin administrator
	root user guest test testing demo default changeme change letmein let me in master super manager system server
	computer internet network windows google facebook samsung apple android linux oracle database office work company
	qwerty qwertz azerty asdf asdfgh zxcvbn qazwsx iloveyou love you lovely baby angel princess queen king prince
	sunshine flower summer winter spring autumn monday sunday friday january february march april may june july
	august september october november december monkey dragon tiger lion eagle falcon turtle cookie chocolate cheese
	banana orange purple yellow football baseball soccer hockey basketball chelsea liverpool arsenal barcelona
	michael jennifer jessica michelle daniel anthony andrew joshua matthew charlie george thomas robert william
	jordan nicole ashley amanda superman batman spiderman pokemon starwars starcraft minecraft naruto matrix
	freedom forever family friend friends mother father daddy mommy happy lucky money jesus heaven blessed trustno
	trust shadow killer hunter ninja warrior soldier hacker whatever nothing something samantha alexander
	number one two three four five six seven eight nine ten zero first last new old my the is it and a i not no yes
	correct horse battery staple`)

// processWords are ours: names of the program, the process, its members and roles (documented in docs/accounts.md).
var processWords = strings.Fields(`
	sampan commit comit mekong subregion region trafficking antitrafficking traffic human persons migration secretariat focal point
	task force head senior official minister ministry ministerial implementer frontline officer case delegate
	youth observer uniap unact asean undp police shelter government national plan
	cambodia kampuchea phnom penh china yunnan beijing lao laos vientiane myanmar burma yangon naypyidaw thailand siam
	bangkok viet nam vietnam hanoi saigon`)

// walks are ways over keyboards and through the alphabet.
var walks = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
	"!@#$%^&*()", "zaq1xsw2cde3vfr4bgt5nhy6mju7",
}

var unleet = strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", "i", "!", "i", "3", "e", "$", "s", "5", "s", "7", "t", "+", "t", "8", "b")

// common says that many people would have thought of the password.
func common(password string) bool {
	low := strings.ToLower(password)
	if distinct(low) < 5 || allDigits(low) || repeated(low) || walked(low) {
		return true
	}
	plain := letters(low)
	return ordinary(plain) || ordinary(letters(unleet.Replace(low))) || ordinary(letters(unleet.Replace(strings.TrimFunc(low, notLetter))))
}

// ordinary says that there is nothing in the letters but at most three usual words; what is left of a password without
// its figures and signs is ordinary also when hardly anything is left.
func ordinary(plain string) bool {
	if len(plain) < 4 {
		return true
	}
	return madeOf(plain, 3) || repeated(plain) || walked(plain)
}

// madeOf says that s is a run of at most n usual words.
func madeOf(s string, n int) bool {
	if s == "" {
		return true
	}
	if n == 0 {
		return false
	}
	for _, words := range [][]string{usualWords, processWords} {
		for _, w := range words {
			if strings.HasPrefix(s, w) && madeOf(s[len(w):], n-1) {
				return true
			}
		}
	}
	return false
}

// repeated says that s is one piece again and again, as "abcdabcdabcd".
func repeated(s string) bool {
	for size := 1; size <= len(s)/2; size++ {
		if strings.HasPrefix(strings.Repeat(s[:size], len(s)/size+1), s) {
			return true
		}
	}
	return false
}

// walked says that s is made of walks of four steps and more, forwards or backwards.
func walked(s string) bool {
	for s != "" {
		n := 0
		for _, w := range walks {
			n = max(n, along(s, w), along(s, reversed(w)))
		}
		if n < 4 && n < len(s) || n == 0 {
			return false
		}
		s = s[n:]
	}
	return true
}

// along is how far s runs along the walk, from wherever it begins on it.
func along(s, walk string) int {
	best := 0
	for i := range walk {
		n := 0
		for n < len(s) && i+n < len(walk) && s[n] == walk[i+n] {
			n++
		}
		best = max(best, n)
	}
	return best
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// personal says that the password is mainly the person's own name or address.
func personal(password string, about []string) bool {
	plain := letters(strings.ToLower(password))
	folded := letters(unleet.Replace(strings.ToLower(password)))
	for _, a := range about {
		for part := range strings.FieldsFuncSeq(strings.ToLower(a), notLetter) {
			if len(part) < 4 {
				continue
			}
			if left := strings.ReplaceAll(plain, part, ""); left != plain && len(left) < 6 {
				return true
			}
			if left := strings.ReplaceAll(folded, part, ""); left != folded && len(left) < 6 {
				return true
			}
		}
	}
	return false
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// letters keeps the letters of s. Scripts without case are letters like any other.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if notLetter(r) {
			return -1
		}
		return r
	}, s)
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

func allDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) && !unicode.IsPunct(r) && !unicode.IsSpace(r) }) < 0
}
