package record_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/record"
)

func TestTextsInOtherLanguagesAreToldByTheirField(t *testing.T) {
	type part struct {
		Text kernel.Text
		More *part
	}
	type whole struct {
		Title kernel.Text `json:"title"`
		Parts []part      `json:"parts,omitempty"`
		Count int         `json:"count"`
		own   kernel.Text
	}
	w := whole{
		Title: kernel.Plain("en", "A"), Parts: []part{{Text: kernel.Plain("qq", "x")}, {More: &part{Text: kernel.Text{"aa": {}, "qq": {}, "km": {}}}}},
		own: kernel.Plain("zz", "x"),
	}
	var faults fault.List
	record.CheckLanguages(&faults, &w, []kernel.Lang{"en", "km"})
	var got []string
	for _, f := range faults.Fields {
		got = append(got, f.Path+" "+f.Args[1].(string)+" of "+f.Args[3].(string))
	}
	if diff := cmp.Diff([]string{"parts aa of en, km", "parts qq of en, km"}, got); diff != "" {
		t.Error(diff)
	}
}
