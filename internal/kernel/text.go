package kernel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Lang is a BCP 47 language tag in its usual case, as "en", "km" or "zh-Hans". Which languages a process works in
// comes from its process pack.
type Lang string

var langForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)

// ParseLang accepts a language, optionally with script and region, in this case only: "vi", "zh-Hans", "pt-BR". Whether
// there is such a language it does not ask.
func ParseLang(s string) (Lang, error) {
	if !langForm.MatchString(s) {
		return "", fmt.Errorf("not a language tag: write it as en, km or zh-Hans")
	}
	return Lang(s), nil
}

// Base is the language without script and region: "zh" for "zh-Hans".
func (l Lang) Base() Lang {
	base, _, _ := strings.Cut(string(l), "-")
	return Lang(base)
}

// Country is an ISO 3166-1 alpha-2 code in capitals. The zero value "" is no country.
type Country string

var countryForm = regexp.MustCompile(`^[A-Za-z]{2}$`)

// ParseCountry accepts two letters of ASCII in either case. Whether the country takes part in the process is the process's to say.
func ParseCountry(s string) (Country, error) {
	if !countryForm.MatchString(s) {
		return "", fmt.Errorf("not a country code: write two letters, as KH")
	}
	return Country(strings.ToUpper(s)), nil
}

// TextState says what the text in one language is worth.
type TextState string

// The states of a text in one language.
const (
	Authoritative TextState = "authoritative" // the text itself
	Translation   TextState = "translation"   // made from the authoritative text and still matching it
	Outdated      TextState = "outdated"      // made from a version that has been superseded
	DraftText     TextState = "draft"         // not yet looked over by a speaker
)

// Wording is a text in one language with where it came from.
type Wording struct {
	Text   string    `json:"text"`
	State  TextState `json:"state"`
	MadeOf int       `json:"made_of,omitempty"` // version of the authoritative text that it was made from
	By     string    `json:"by,omitempty"`      // office or role, never a private person's name
	When   Date      `json:"when,omitempty"`
}

// Text is the same text in one or more languages. The zero value is no text; wording that was not found is empty.
type Text map[Lang]Wording

// Plain makes a Text of one authoritative wording; empty text gives an empty Text.
func Plain(lang Lang, text string) Text {
	if text == "" {
		return nil
	}
	return Text{lang: {Text: text, State: Authoritative}}
}

// In returns the wording for want, or the best there is: the same base language, the authoritative text, English, or
// the first tag in order. The returned Lang is the one that the text is in; it is "" when there is no text at all.
func (t Text) In(want Lang) (string, Lang) {
	if w, ok := t[want]; ok && w.Text != "" {
		return w.Text, want
	}
	tags := make([]Lang, 0, len(t))
	for l, w := range t {
		if w.Text != "" {
			tags = append(tags, l)
		}
	}
	slices.Sort(tags)
	for _, good := range []func(Lang) bool{
		func(l Lang) bool { return l.Base() == want.Base() },
		func(l Lang) bool { return t[l].State == Authoritative },
		func(l Lang) bool { return l.Base() == "en" },
		func(Lang) bool { return true },
	} {
		for _, l := range tags {
			if good(l) {
				return t[l].Text, l
			}
		}
	}
	return "", ""
}

// Empty says that no language has any text.
func (t Text) Empty() bool {
	for _, w := range t {
		if w.Text != "" {
			return false
		}
	}
	return true
}
