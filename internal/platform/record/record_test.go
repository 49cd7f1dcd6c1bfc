package record_test

import (
	"net/url"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/record"
)

func TestEmptyRowsGoAndCitationsFollow(t *testing.T) {
	rows := record.Rows{"sources": {Tell: []string{"title", "url"}}, "outcomes": {Tell: []string{"text"}, Also: []string{"sources"}}}
	v := url.Values{}
	for name, value := range map[string]string{
		"sources[1].title": "A", "sources[4].url": "https://b", "outcomes[0].sources": "9", "outcomes[2].text": "said", "outcomes[2].sources": "5; 2 7",
		"sources[0].title": "  ",
	} {
		v.Set(name, value)
	}
	rows.Compact(v)
	if v.Get("sources[0].title") != "A" || v.Get("sources[1].url") != "https://b" || v.Get("outcomes[0].text") != "said" {
		t.Errorf("moved to %v", v)
	}
	if got := v.Get("outcomes[0].sources"); got != "2, 1, 7" {
		t.Errorf("cites %q", got)
	}
	if rows.Filled(v, "sources") != 2 || rows.Filled(v, "outcomes") != 1 || v.Has("outcomes[2].text") {
		t.Errorf("left %v", v)
	}
}

func TestChangedWordsOutdateTheirTranslations(t *testing.T) {
	old := kernel.Text{"en": {Text: "one", State: kernel.Authoritative}, "vi": {Text: "một", State: kernel.Translation}}
	if got := record.Reword(old, "en", "one", "2026"); got["vi"].State != kernel.Translation {
		t.Errorf("the same words: %+v", got)
	}
	if got := record.Reword(old, "en", "two", "2026"); got["vi"].State != kernel.Outdated || got["en"].Text != "two" || old["vi"].State != kernel.Translation {
		t.Errorf("other words: %+v", got)
	}
	if got := record.Reword(old, "en", "", "2026"); got != nil {
		t.Errorf("no words: %+v", got)
	}
}

func TestCursorsAreReadBack(t *testing.T) {
	c := record.Cursor{Order: -5, ID: "a.b"}
	if got, err := record.ParseCursor(c.String()); err != nil || got != c {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", "x", "1", "x.y"} {
		if _, err := record.ParseCursor(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestTheSameSourceHasOneNumber(t *testing.T) {
	a, b := kernel.Source{Title: "a"}, kernel.Source{Title: "b"}
	var c record.Citations
	c.Numbers([]kernel.Source{a})
	if got := c.Written([]kernel.Source{b, a, b}); got != "1, 2" || len(c.List) != 2 {
		t.Errorf("%q of %v", got, c.List)
	}
}
