package text_test

import (
	"reflect"
	"slices"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/text"
)

func TestCleanRecordGoesThroughEveryString(t *testing.T) {
	type part struct {
		Who kernel.Text `json:"who"`
	}
	type record struct {
		Slug  string  `json:"slug"`
		Parts []part  `json:"parts"`
		Note  *string `json:"note"`
		None  *string `json:"none"`
	}
	note := "one\r\ntwo"
	r := record{Slug: " e\u0301 ", Note: &note, Parts: []part{{}, {kernel.Plain("en", "a\x00b")}, {kernel.Plain("km", "\xff")}}}
	var faults fault.List
	text.CleanRecord(&faults, "", &r)
	if r.Slug != "é" || *r.Note != "one\ntwo" {
		t.Errorf("cleaned to %q and %q", r.Slug, *r.Note)
	}
	if len(faults.Fields) != 2 || faults.Fields[0].Path != "parts[1].who.en.text" || faults.Fields[1].Path != "parts[2].who.km.text" {
		t.Errorf("faults %+v", faults.Fields)
	}
}

func TestCleanRecord(t *testing.T) {
	type embedded struct {
		Words string `json:"words"`
	}
	type record struct {
		embedded

		Any    any            `json:"any"`
		Two    [2]string      `json:"two"`
		Raw    []byte         `json:"raw"`
		Counts map[string]int `json:"counts"`
		Slug   string         `path:"slug"`
		Query  string         `json:"-" query:"q"`
		Key    string         `header:"Idempotency-Key"`
		Body   map[string]any
		hidden string
	}
	const bad, nul = " e\u0301 ", "a\x00"
	for _, c := range []struct {
		rule      string
		got, want record
		paths     []string
	}{
		{"what is embedded is let in, under no name", record{embedded: embedded{bad}}, record{embedded: embedded{"é"}}, nil},
		{"what is embedded has the path of its own fields", record{embedded: embedded{nul}}, record{}, []string{"words"}},
		{"a value of any type is let in", record{Any: []any{bad, 1, nil}}, record{Any: []any{"é", 1, nil}}, nil},
		{"what is deep in values of any type has its path", record{Body: map[string]any{"a": []any{"", nul}}}, record{Body: map[string]any{"a": []any{"", ""}}}, []string{"body.a[1]"}},
		{"an array is let in", record{Two: [2]string{bad, nul}}, record{Two: [2]string{"é", ""}}, []string{"two[1]"}},
		{"bytes are no text", record{Raw: []byte{0xff, 0}}, record{Raw: []byte{0xff, 0}}, nil},
		{"a key that is no text is refused where its map stands", record{Counts: map[string]int{nul: 1}}, record{Counts: map[string]int{nul: 1}}, []string{"counts"}},
		{"an address and a header name their fields", record{Slug: nul, Query: nul, Key: nul}, record{}, []string{"slug", "q", "Idempotency-Key"}},
		{"faults of a map come in the order of its keys", record{Body: map[string]any{"c": nul, "a": nul, "b": nul}}, record{Body: map[string]any{"a": "", "b": "", "c": ""}}, []string{"body.a", "body.b", "body.c"}},
		{"what is not exported is left alone", record{hidden: nul}, record{hidden: nul}, nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var faults fault.List
			text.CleanRecord(&faults, "", &c.got)
			if !reflect.DeepEqual(c.got, c.want) {
				t.Errorf("let in as %+v, want %+v", c.got, c.want)
			}
			var paths []string
			for _, f := range faults.Fields {
				paths = append(paths, f.Path)
			}
			if !slices.Equal(paths, c.paths) {
				t.Errorf("refused %q, want %q", paths, c.paths)
			}
		})
	}
}
