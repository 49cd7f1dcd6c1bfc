package record

import (
	"regexp"
	"strings"

	"sampan/internal/kernel"
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// IsSlug says that s can be the last part of a record's address. "new" is the address of the form.
func IsSlug(s string) bool { return len(s) <= 60 && slugForm.MatchString(s) && s != "new" }

// LanguageOf is the language in which a record was written: that of its authoritative title.
func LanguageOf(title kernel.Text) kernel.Lang {
	_, lang := title.In("")
	if lang == "" {
		return "en"
	}
	return lang
}

// Reword puts words into a text in the language in which it was written. The other languages stay, and are outdated when
// the words have changed; without words nothing is left of them.
func Reword(old kernel.Text, lang kernel.Lang, words string, today kernel.Date) kernel.Text {
	was, had := old[lang]
	switch {
	case words == "":
		return nil
	case had && was.Text == words:
		return old
	}
	t := kernel.Text{lang: {Text: words, State: kernel.Authoritative, When: today}}
	for other, w := range old {
		if other != lang {
			w.State = kernel.Outdated
			t[other] = w
		}
	}
	return t
}

// Fold makes words comparable: in small letters, with single spaces; lines stay apart.
func Fold(s string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' }), " "))
}

// maxWords is how many words of a search are looked for; more do not narrow.
const maxWords = 8

// SearchWords are the words of a search, folded.
func SearchWords(s string) []string {
	all := strings.Fields(Fold(s))
	return all[:min(len(all), maxWords)]
}

// Split takes apart what a form lists in one field: by commas, semicolons, spaces or lines.
func Split(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == ' ' || c == ';' || c == '\n' })
}
