package pack_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// standing is the pack of the four lakes as it would stand on record, with a meeting that was withdrawn.
func standing(t testing.TB) *pack.Pack {
	t.Helper()
	m := fourLakesCopy(t)
	put(m, "withdrawn.json", `{"withdrawn": [{"kind": "meeting", "slug": "table-1", "why": "A mistake."}]}`)
	text(m, sumOfA, "")
	return open(t, m)
}

func TestWhatAnUpdateDoesNotChangeIsToldWithItsPlace(t *testing.T) {
	for _, c := range []struct{ rule, file, path, key string }{
		{"a source on record stays", `{"sources": [{"id": "invented", "title": "Other"}]}`, "f.json: sources[0]", "pack.update.source"},
		{"a text on record stays", `{"files": [{"name": "pact-en-1.txt", "instrument": "pact", "sha256": "` + sumOfA + `", "lang": "vi", "what": "copy"}]}`,
			"f.json: files[0]", "pack.update.text"},
		{"a body stays what it is", `{"bodies": [{"slug": "table", "kind": "ministers", "name": "Table", "sources": ["invented"]}]}`,
			"f.json: bodies[0].kind", "pack.update.fixed"},
		{"a withdrawn record stays", `{"meetings": [{"slug": "table-1", "kind": "TABLE", "title": "New", "state": "held", "sources": ["invented"]}]}`,
			"f.json: meetings[0]", "pack.update.gone"},
		{"a record is withdrawn on its page", `{"withdrawn": [{"kind": "meeting", "slug": "assembly-1", "why": "x"}]}`,
			"f.json: withdrawn[0]", "pack.update.withdraw"},
		{"what was withdrawn has the reason that it had", `{"withdrawn": [{"kind": "meeting", "slug": "table-1", "why": "x"}]}`,
			"f.json: withdrawn[0]", "pack.update.withdraw"},
		{"an unknown list", `{"meals": []}`, "f.json: meals", "pack.key.unknown"},
		{"no object", `[]`, "f.json", "pack.want.object"},
		{"a name that nothing carries", `{"partners": [{"slug": "p", "kind": "donor", "name": "P", "meetings": ["table-9"], "sources": ["invented"]}]}`,
			"f.json: partners[0].meetings[0]", "pack.ref.meeting"},
		{"a loop over what stands", `{"bodies": [
			{"slug": "new", "kind": "other", "name": "New", "parent": "table", "sources": ["invented"]},
			{"slug": "table", "kind": "senior_officials", "name": "Table", "seats_per_member": 1, "parent": "new", "sources": ["invented"]}]}`,
			"f.json: bodies[1].parent", "pack.body.loop"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			u, err := standing(t).UpdateOne("f.json", strings.NewReader(c.file))
			if u != nil || !slices.ContainsFunc(fields(err), func(f fault.Field) bool { return f.Path == c.path && f.Key == c.key }) {
				t.Errorf("told were %v (%v)", fields(err), err)
			}
		})
	}
}

func TestAnUpdateTellsWhatIsAddedAndWhatChanges(t *testing.T) {
	p := standing(t)
	u, err := p.UpdateOne("f.json", strings.NewReader(`{
		"sources": [{"id": "news", "url": "https://news.example"}],
		"meetings": [
			{"slug": "assembly-1", "kind": "ASSEMBLY", "number": 1, "title": {"en": "First Assembly", "vi": "Hội nghị"}, "start": "2019-06-01",
			 "end": "2019-06-02", "city": "Reed Bay", "country": "XP", "state": "held", "joint_with": ["table-1"],
			 "outcomes": [{"key": "pact", "text": "The pact is signed by all.", "instrument": "pact", "sources": ["invented"]},
			              {"key": "next", "text": "They meet again.", "sources": ["news"]}],
			 "sources": ["invented"]},
			{"slug": "assembly-2", "kind": "ASSEMBLY", "title": "Second Assembly", "state": "planned", "sources": ["news"]}],
		"audiences": [{"kind": "instrument", "slug": "pact", "for": "members"}]
	}`))
	if err != nil {
		t.Fatal(err, fields(err))
	}
	want := []pack.Item{
		{Name: pack.Name{Kind: "source", Slug: "news"}, What: pack.Added, Place: "f.json: sources[0]"},
		{Name: pack.Name{Kind: "meeting", Slug: "assembly-1"}, What: pack.Changed, Place: "f.json: meetings[0]", Fields: []pack.Field{
			{Path: "title.vi", New: "Hội nghị"},
			{Path: "outcomes[pact].text.en", Old: "The pact is signed.", New: "The pact is signed by all."},
			{Path: "outcomes[next].key", New: "next"}, {Path: "outcomes[next].text.en", New: "They meet again."}, {Path: "outcomes[next].sources", New: "news"},
		}},
		{Name: pack.Name{Kind: "meeting", Slug: "assembly-2"}, What: pack.Added, Place: "f.json: meetings[1]"},
		{Name: pack.Name{Kind: "instrument", Slug: "pact"}, What: pack.Changed, Place: "audiences.json", Fields: []pack.Field{{Path: "audience", New: "members"}}},
	}
	if diff := cmp.Diff(want, u.Items); diff != "" {
		t.Error(diff)
	}
	if u.After.AudienceOf("instrument", "pact") != kernel.Members || p.AudienceOf("instrument", "pact") != kernel.Public {
		t.Error("the pack that stood was changed, or the one after it was not")
	}
}

func TestAFolderWithoutFilesOfAPackIsRefused(t *testing.T) {
	_, err := standing(t).Update(fstest.MapFS{"README.md": {Data: []byte("x")}})
	if refused, ok := errors.AsType[*fault.Error](err); !ok || refused.Text.Key != "pack.update.nothing" {
		t.Errorf("told was %v", err)
	}
}

func TestAProcessIsNotTurnedIntoAnother(t *testing.T) {
	m := fourLakesCopy(t)
	swap(t, m, "process.json", `"slug": "four-lakes"`, `"slug": "five-lakes"`)
	_, err := standing(t).Update(m)
	if f := fields(err); len(f) != 1 || f[0].Key != "pack.update.other" {
		t.Errorf("told were %v", f)
	}
	m = fourLakesCopy(t)
	swap(t, m, "process.json", `"times": 2`, `"times": 3`)
	_, err = standing(t).Update(m)
	if f := fields(err); len(f) != 1 || f[0].Path != "process.json: cadence[0].times" || f[0].Key != "pack.update.fixed" {
		t.Errorf("told were %v", f)
	}
}

func TestTidyTakesOutWhatNamesNothing(t *testing.T) {
	p := standing(t)
	p.Instruments = nil
	p.Files = nil
	p.Meetings[1].JointWith = nil
	p.Meetings[0].Sources = append(p.Meetings[0].Sources, kernel.Source{URL: "https://example.org"})
	dropped := p.Tidy()
	if len(dropped) != 1 || dropped[0] != (pack.Dropped{Place: "meetings.json: meetings[0].outcomes[0].instrument", To: "pact"}) {
		t.Errorf("taken out: %v", dropped)
	}
	again := open(t, written(p))
	if !slices.Contains(again.Meetings[1].JointWith, "assembly-1") || again.Meetings[0].Sources[1].URL != "https://example.org" {
		t.Errorf("written: %+v", again.Meetings)
	}
}
