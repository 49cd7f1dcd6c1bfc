package kernel_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sampan/internal/kernel"
)

func TestParseLang(t *testing.T) {
	for in, base := range map[string]kernel.Lang{"en": "en", "km": "km", "zh-Hans": "zh", "pt-BR": "pt", "zh-Hant-TW": "zh", "kxm": "kxm"} {
		if l, err := kernel.ParseLang(in); err != nil || string(l) != in || l.Base() != base {
			t.Errorf("%q is taken as %q of %q, %v", in, l, l.Base(), err)
		}
	}
	for _, in := range []string{"", "e", "EN", "english", "zh-hans", "zh_Hans", "en-gb", "en-", "-en", "en-GB-oed", "en\n", "ខ្មែរ"} {
		if l, err := kernel.ParseLang(in); err == nil {
			t.Errorf("%q is taken as %q", in, l)
		}
	}
}

func TestParseCountry(t *testing.T) {
	for in, want := range map[string]kernel.Country{"KH": "KH", "la": "LA", "vN": "VN"} {
		if c, err := kernel.ParseCountry(in); err != nil || c != want {
			t.Errorf("%q is taken as %q, %v", in, c, err)
		}
	}
	for _, in := range []string{"", "K", "KHM", "K1", "K ", " KH", "ຂ", "é", "ſſ", "ıı"} {
		if c, err := kernel.ParseCountry(in); err == nil {
			t.Errorf("%q is taken as %q", in, c)
		}
	}
}

func TestErrorsDoNotRepeatWhatWasGiven(t *testing.T) {
	const given = "0857-word"
	for name, parse := range map[string]func() error{
		"date":    func() error { _, err := kernel.ParseDate(given); return err },
		"no day":  func() error { _, err := kernel.ParseDate("0857-02-30"); return err },
		"period":  func() error { _, err := kernel.ParsePeriod("0858", "0857"); return err },
		"lang":    func() error { _, err := kernel.ParseLang(given); return err },
		"country": func() error { _, err := kernel.ParseCountry(given); return err },
		"id":      func() error { _, err := kernel.ParseID(given); return err },
	} {
		if err := parse(); err == nil || strings.Contains(err.Error(), "0857") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhichWordingIsShown(t *testing.T) {
	const original, made, draft = kernel.Authoritative, kernel.Translation, kernel.DraftText
	for _, c := range []struct {
		rule string
		text kernel.Text
		want kernel.Lang
		in   kernel.Lang
	}{
		{"the language asked for", kernel.Text{"en": {Text: "x", State: original}, "km": {Text: "x", State: made}}, "km", "km"},
		{"even a draft of it", kernel.Text{"en": {Text: "x", State: original}, "km": {Text: "x", State: draft}}, "km", "km"},
		{"the same language in another script", kernel.Text{"en": {Text: "x", State: original}, "zh-Hant": {Text: "x", State: made}}, "zh-Hans", "zh-Hant"},
		{"the authoritative text", kernel.Text{"en": {Text: "x", State: made}, "vi": {Text: "x", State: original}}, "km", "vi"},
		{"English where none is authoritative", kernel.Text{"en-GB": {Text: "x", State: made}, "cs": {Text: "x", State: made}}, "km", "en-GB"},
		{"else the first tag", kernel.Text{"vi": {Text: "x", State: made}, "th": {Text: "x", State: made}}, "km", "th"},
		{"an empty wording is none", kernel.Text{"km": {State: original}, "th": {Text: "x", State: made}}, "km", "th"},
		{"of no text, none", kernel.Text{"km": {State: original}}, "km", ""},
		{"of nothing, none", nil, "km", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			words, in := c.text.In(c.want)
			if in != c.in || words != c.text[c.in].Text {
				t.Errorf("shown %q in %q", words, in)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	if got := kernel.Plain("km", "កម្ពុជា"); len(got) != 1 || got["km"] != (kernel.Wording{Text: "កម្ពុជា", State: kernel.Authoritative}) {
		t.Errorf("got %v", got)
	}
	if got := kernel.Plain("km", ""); got != nil {
		t.Errorf("nothing gives %v", got)
	}
}

func TestPropertiesOfText(t *testing.T) {
	langs := rapid.SampledFrom([]kernel.Lang{"en", "en-GB", "km", "lo", "zh-Hans", "zh-Hant"})
	rapid.Check(t, func(t *rapid.T) {
		text := kernel.Text(rapid.MapOf(langs, rapid.Custom(func(t *rapid.T) kernel.Wording {
			return kernel.Wording{
				Text:  rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "words"),
				State: rapid.SampledFrom([]kernel.TextState{kernel.Authoritative, kernel.Translation}).Draw(t, "state"),
			}
		})).Draw(t, "text"))
		want := langs.Draw(t, "want")
		words, in := text.In(want)
		if text.Empty() != (words == "") || (words == "") != (in == "") {
			t.Fatalf("empty %t, yet %q in %q", text.Empty(), words, in)
		}
		if words != text[in].Text {
			t.Fatalf("%q is not the wording in %q", words, in)
		}
		if again, there := text.In(want); again != words || there != in {
			t.Fatalf("%q in %q, then %q in %q", words, in, again, there)
		}
	})
}

func FuzzParseLang(f *testing.F) {
	for _, s := range []string{"en", "zh-Hans", "pt-BR", "en-gb", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := kernel.ParseLang(s)
		if err != nil {
			return
		}
		if base, err := kernel.ParseLang(string(l.Base())); err != nil || base.Base() != base {
			t.Errorf("%q has the base %q, %v", l, base, err)
		}
	})
}

func FuzzParseCountry(f *testing.F) {
	for _, s := range []string{"KH", "la", "ſſ", "K1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := kernel.ParseCountry(s)
		if err != nil {
			return
		}
		if again, err := kernel.ParseCountry(string(c)); err != nil || again != c || len(s) != 2 {
			t.Errorf("%q is taken as %q, and that as %q, %v", s, c, again, err)
		}
	})
}
