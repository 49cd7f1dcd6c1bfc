package text_test

import (
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
