package i18n_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
	"sampan/locale"
)

func catalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sample is a catalogue of two languages, the second of which lacks a key.
func sample(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load(fstest.MapFS{
		"en/a.json": {Data: []byte(`{"a.hello": "Hello {name}", "a.n": {"one": "one thing", "other": "{count} things"}, "a.only": "English only"}`)},
		"zh/a.json": {Data: []byte(`{"a.hello": "{name}，你好", "a.n": {"other": "{count}件"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMessages(t *testing.T) {
	c := sample(t)
	en, zh := c.Locale("en"), c.Locale("zh-Hans")
	for _, x := range []struct{ name, got, want string }{
		{"an argument is put in its place", en.T("a.hello", "name", "Anna"), "Hello Anna"},
		{"count chooses the plural form", en.T("a.n", "count", 1), "one thing"},
		{"numbers are grouped", en.T("a.n", "count", 1234), "1,234 things"},
		{"a language without plurals has one form", zh.T("a.n", "count", 1), "1件"},
		{"zh and zh-Hans are one", c.Locale("zh").T("a.hello", "name", "安娜"), "安娜，你好"},
		{"an unknown language is English", c.Locale("fr").T("a.hello", "name", "Anna"), "Hello Anna"},
		{"a fault's message is told in words", en.T("a.hello", "name", fault.Message{Key: "a.n", Args: []any{"count", 1}}), "Hello one thing"},
		{"what a language lacks is English", zh.T("a.only"), "English only"},
		{"what English lacks shows its key", zh.T("a.none"), "⟦a.none⟧"},
		{"an argument that was not given is seen", en.T("a.hello"), "Hello ⟦name⟧"},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %q, want %q", x.name, x.got, x.want)
		}
	}
	want := []string{"en: a.hello {name}", "en: a.none", "zh-Hans: a.none", "zh-Hans: a.only"}
	if diff := cmp.Diff(want, c.Missing()); diff != "" {
		t.Errorf("what is missing is counted (-want +got):\n%s", diff)
	}
}

func TestBadCataloguesAreRefusedByName(t *testing.T) {
	for name, data := range map[string]string{
		"not JSON":            `{`,
		"another's key":       `{"b.x": "x"}`,
		"no such form":        `{"a.x": {"other": "x", "lots": "y"}}`,
		"no form for other":   `{"a.x": {"one": "x"}}`,
		"a brace left open":   `{"a.x": "hello {name"}`,
		"a name in capitals":  `{"a.x": "hello {Name}"}`,
		"a number as message": `{"a.x": 3}`,
	} {
		_, err := i18n.Load(fstest.MapFS{"en/a.json": {Data: []byte(data)}})
		if err == nil || !strings.Contains(err.Error(), "en/a.json") {
			t.Errorf("%s: the error must name the file, got %v", name, err)
		}
	}
	if _, err := i18n.Load(fstest.MapFS{"km/a.json": {Data: []byte(`{}`)}}); err == nil {
		t.Error("a catalogue without English must be refused")
	}
}

func TestMatch(t *testing.T) {
	c := sample(t)
	for _, x := range []struct{ accept, cookie, want string }{
		{"zh-CN,zh;q=0.9,en;q=0.8", "", "zh-Hans"},
		{"zh-CN", "en", "en"},
		{"fr", "", "en"},
		{"", "", "en"},
		{"km", "", "en"}, // not offered: its folder is missing
		{"en", "km", "en"},
		{"!!", "", "en"},
		{"de, zh;q=0.2", "", "zh-Hans"},
	} {
		if got := c.Match(x.accept, x.cookie); string(got) != x.want {
			t.Errorf("Match(%q, %q) = %s, want %s", x.accept, x.cookie, got, x.want)
		}
	}
	if diff := cmp.Diff([]kernel.Lang{"en", "zh-Hans"}, c.Languages()); diff != "" {
		t.Errorf("a language whose folder is missing is not offered:\n%s", diff)
	}
}

func TestDates(t *testing.T) {
	c := catalogue(t)
	for _, x := range []struct {
		lang     kernel.Lang
		from, to kernel.Date
		want     string
	}{
		{"en", "2015-04-28", "", "28 April 2015"},
		{"en", "2015-04", "", "April 2015"},
		{"en", "2015", "", "2015"},
		{"en", "", "", ""},
		{"en", "", "2015", "2015"},
		{"en", "2015-04-28", "2015-04-28", "28 April 2015"},
		{"en", "2015-04-28", "2015-04-30", "28–30 April 2015"},
		{"en", "2015-11-29", "2015-12-02", "29 November – 2 December 2015"},
		{"en", "2015-12-30", "2016-01-02", "30 December 2015 – 2 January 2016"},
		{"en", "2015-04", "2015-06", "April–June 2015"},
		{"en", "2015", "2018", "2015–2018"},
		{"en", "2014", "2015-04-30", "2014 – 30 April 2015"},
		{"km", "2015-04-28", "", "ថ្ងៃទី28 ខែមេសា ឆ្នាំ2015"},
		{"th", "2015-04-28", "", "28 เมษายน 2015"},
		{"vi", "2015-04-28", "2015-04-30", "28–30 tháng 4 năm 2015"},
		{"zh-Hans", "2015-04-28", "2015-05-01", "2015年4月28日至5月1日"},
		{"my", "2015-04", "", "2015 ခုနှစ် ဧပြီလ"},
		{"lo", "2015-04-28", "", "28 ເມສາ 2015"},
	} {
		if got := c.Locale(x.lang).DateRange(x.from, x.to); got != x.want {
			t.Errorf("%s %s–%s: got %q, want %q", x.lang, x.from, x.to, got, x.want)
		}
	}
	en := c.Locale("en")
	for p, want := range map[kernel.Period]string{{}: "", {From: "2014"}: "from 2014", {To: "2018-05"}: "until May 2018", {From: "2015", To: "2018"}: "2015–2018"} {
		if got := en.Period(p); got != want {
			t.Errorf("period %v: got %q, want %q", p, got, want)
		}
	}
	at := time.Date(2015, 4, 27, 20, 5, 0, 0, time.UTC)
	if got, want := en.Time(at, time.FixedZone("", 7*3600)), "28 April 2015, 03:05 (UTC+7)"; got != want {
		t.Errorf("a time is told in the reader's zone: got %q, want %q", got, want)
	}
	if got, want := en.Time(at, time.FixedZone("", -(3*3600+1800))), "27 April 2015, 16:35 (UTC−3:30)"; got != want {
		t.Errorf("a zone west of Greenwich: got %q, want %q", got, want)
	}
	if missing := c.Missing(); len(missing) > 0 {
		t.Errorf("words are missing: %v", missing)
	}
}

func TestNumbersNamesAndOrder(t *testing.T) {
	c := catalogue(t)
	for _, lang := range c.Known() {
		l := c.Locale(lang)
		for _, digit := range l.Number(1234567890) {
			if unicode.IsDigit(digit) && digit > '9' {
				t.Errorf("%s: digits are the Western ones, got %q", lang, l.Number(1234567890))
				break
			}
		}
		for _, role := range kernel.Roles {
			if strings.Contains(l.Role(role), "⟦") {
				t.Errorf("%s has no name for the role %s", lang, role)
			}
		}
	}
	en := c.Locale("en")
	for got, want := range map[string]string{
		en.Country("LA"): "Lao PDR", en.Country("VN"): "Viet Nam", en.Country("NO"): "Norway", c.Locale("vi").Country("NO"): "Na Uy",
		en.List([]string{"a", "b", "c"}): "a, b and c", en.List([]string{"a"}): "a", en.List(nil): "",
		en.Bytes(999): "999 bytes", en.Bytes(1_440_000): "1.4 MB", en.Bytes(20_000_000): "20 MB",
		en.Language("km"): "ខ្មែរ", en.Language("fr"): "French",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	words := []string{"Viet Nam", "Élan", "Cambodia", "elan"}
	en.Collate(words)
	if diff := cmp.Diff([]string{"Cambodia", "Élan", "elan", "Viet Nam"}, words); diff != "" {
		t.Errorf("accents do not send a word to the end:\n%s", diff)
	}
	items := []kernel.Country{"VN", "KH", "TH", "CN"}
	i18n.SortBy(en, items, en.Country)
	if diff := cmp.Diff([]kernel.Country{"KH", "CN", "TH", "VN"}, items); diff != "" {
		t.Errorf("countries stand by name:\n%s", diff)
	}
}
