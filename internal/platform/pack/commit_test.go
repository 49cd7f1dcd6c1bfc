package pack_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// facts is where the facts lie that the pack of COMMIT was written from, beside the checkout.
const facts = "../../../../shared/data"

// fact reads a file of facts, or skips the test where there is none.
func fact[T any](t *testing.T, name string) T {
	t.Helper()
	var v T
	data, err := os.ReadFile(filepath.Join(facts, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not beside this checkout: the pack of COMMIT is not compared with it", facts)
	}
	if err := errors.Join(err, json.Unmarshal(data, &v)); err != nil {
		t.Fatal(err)
	}
	return v
}

// cited holds the sources of a fact to be among those of a record.
func cited(t *testing.T, what string, want []string, have []kernel.Source) {
	t.Helper()
	for _, w := range want {
		url, _, _ := strings.Cut(w, " ")
		if !slices.ContainsFunc(have, func(s kernel.Source) bool { return s.URL == url }) {
			t.Errorf("%s does not cite %s", what, url)
		}
	}
}

func same[T comparable](t *testing.T, what string, have, want T) {
	t.Helper()
	if have != want {
		t.Errorf("%s is %v, want %v", what, have, want)
	}
}

func english(text kernel.Text) string { return text["en"].Text }

func TestCommitHasEveryMeeting(t *testing.T) {
	f := fact[struct {
		Meetings []struct {
			ID, Kind, Title, Theme, Start, End, City, Country, Status, Mode string
			Number                                                          int
			Participants                                                    int
			JointWith                                                       []string `json:"joint_with"`
			Outcomes                                                        []string
			Source                                                          []string
		}
	}](t, "meetings.json")
	same(t, "number of meetings", len(f.Meetings), 42)
	have := bySlug(carried(t, "commit").Meetings, func(m pack.Meeting) string { return m.Slug })
	for _, w := range f.Meetings {
		m, ok := have[w.ID]
		if !ok {
			t.Errorf("there is no meeting %s", w.ID)
			continue
		}
		same(t, w.ID+": kind", m.Kind, w.Kind)
		same(t, w.ID+": number", m.Number, w.Number)
		same(t, w.ID+": title", english(m.Title), w.Title)
		same(t, w.ID+": theme", english(m.Theme), w.Theme)
		same(t, w.ID+": start", m.Start, kernel.Date(w.Start))
		same(t, w.ID+": end", m.End, kernel.Date(w.End))
		same(t, w.ID+": city", english(m.City), w.City)
		same(t, w.ID+": country", m.Country, kernel.Country(w.Country))
		same(t, w.ID+": state", m.State, pack.MeetingState(w.Status))
		same(t, w.ID+": mode", m.Mode, pack.MeetingMode(w.Mode))
		same(t, w.ID+": joint", strings.Join(m.JointWith, " "), strings.Join(w.JointWith, " "))
		if w.Participants > 0 {
			same(t, w.ID+": participants", m.Participants.Value, w.Participants)
		}
		same(t, w.ID+": outcomes", len(m.Outcomes), len(w.Outcomes))
		for i, o := range w.Outcomes {
			same(t, w.ID+": outcome", english(m.Outcomes[i].Text), o)
		}
		cited(t, w.ID, w.Source, m.Sources)
	}
}

func TestCommitHasEveryInstrument(t *testing.T) {
	f := fact[struct {
		Instruments []struct {
			ID, Title, Kind, Date, Place, Country, Meeting, Revised, Amended string
			Parties, Areas, Publisher, Source                                []string
			DevelopedWith                                                    []string `json:"developed_with"`
			Sections, Articles                                               int
			Period                                                           *struct{ From, To int }
		}
	}](t, "instruments.json")
	same(t, "number of instruments", len(f.Instruments), 28)
	have := bySlug(carried(t, "commit").Instruments, func(n pack.Instrument) string { return n.Slug })
	for _, w := range f.Instruments {
		n, ok := have[w.ID]
		if !ok {
			t.Errorf("there is no instrument %s", w.ID)
			continue
		}
		same(t, w.ID+": title", english(n.Title), w.Title)
		same(t, w.ID+": kind", n.Kind, pack.InstrumentKind(w.Kind))
		for what, pair := range map[string][2]string{
			"date": {string(n.Date), w.Date}, "revised": {string(n.Revised), w.Revised}, "amended": {string(n.Amended), w.Amended},
			"city": {english(n.City), w.Place}, "country": {string(n.Country), w.Country}, "meeting": {n.Meeting, w.Meeting},
		} {
			same(t, w.ID+": "+what, pair[0], pair[1])
		}
		same(t, w.ID+": sections", n.Sections, w.Sections)
		same(t, w.ID+": articles", n.Articles, w.Articles)
		same(t, w.ID+": parties", len(n.Parties), len(w.Parties))
		same(t, w.ID+": areas", len(n.Areas), len(w.Areas))
		same(t, w.ID+": publishers", len(n.Publishers), len(w.Publisher))
		same(t, w.ID+": developed with", len(n.DevelopedWith), len(w.DevelopedWith))
		if w.Period != nil {
			same(t, w.ID+": from", n.Period.From.Year(), w.Period.From)
			same(t, w.ID+": to", n.Period.To.Year(), w.Period.To)
		}
		cited(t, w.ID, w.Source, n.Sources)
	}
}

type memberFacts struct {
	Members []struct {
		ISO2, ISO3, Referral string
		NameEn               string  `json:"name_en"`
		NameOwn              string  `json:"name_own"`
		Official             string  `json:"official_name_en"`
		Lead                 string  `json:"lead_agency"`
		Counterpart          *string `json:"referral_counterpart"`
		Bodies, Source       []string
	}
	Secretariat []struct {
		Acronym, From, To string
		Source            []string
	}
	Chairs []struct {
		Country, Basis string
		Year           int
		Source         []string
	}
	Partners []struct {
		Name   string
		Source []string
	} `json:"donors_and_partners"`
}

func TestCommitHasEveryMember(t *testing.T) {
	f := fact[memberFacts](t, "members.json")
	for i, m := range carried(t, "commit").Members {
		w := f.Members[i]
		same(t, "member", string(m.Country), w.ISO2)
		same(t, w.ISO2+": alpha 3", m.Alpha3, w.ISO3)
		same(t, w.ISO2+": name", english(m.Name), w.NameEn)
		same(t, w.ISO2+": own name", m.OwnName, w.NameOwn)
		same(t, w.ISO2+": official name", english(m.OfficialName), w.Official)
		same(t, w.ISO2+": lead", english(m.LeadAgency), w.Lead)
		same(t, w.ISO2+": referral is known", m.Referral != nil, w.Counterpart != nil)
		for _, b := range w.Bodies {
			if !slices.ContainsFunc(m.Agencies, func(a pack.Agency) bool { return english(a.Name) == b }) {
				t.Errorf("%s has no agency %s", w.ISO2, b)
			}
		}
		cited(t, w.ISO2, w.Source, m.Sources)
	}
}

func TestCommitHasEveryTermAndPartner(t *testing.T) {
	f := fact[memberFacts](t, "members.json")
	p := carried(t, "commit")
	for i, w := range f.Secretariat {
		s := p.Secretariat[i]
		same(t, "secretariat", english(s.Acronym), w.Acronym)
		same(t, w.Acronym+": period", s.Period, kernel.Period{From: kernel.Date(w.From), To: kernel.Date(w.To)})
		cited(t, w.Acronym, w.Source, s.Sources)
	}
	chairs := bySlug(p.Chairs, func(c pack.ChairTerm) int { return c.Period.From.Year() })
	for _, w := range f.Chairs {
		c := chairs[w.Year]
		same(t, c.Slug+": country", string(c.Country), w.Country)
		same(t, c.Slug+": basis is as told", strings.HasPrefix(w.Basis, string(c.Basis)+":"), true)
		cited(t, c.Slug, w.Source, c.Sources)
	}
	partners := bySlug(p.Partners, func(x pack.Partner) string { return english(x.Name) })
	for _, w := range f.Partners {
		x, ok := partners[w.Name]
		same(t, w.Name+" is there", ok, true)
		cited(t, w.Name, w.Source, x.Sources)
	}
}

func TestCommitHasTheKnownPartOfSPA4(t *testing.T) {
	type node struct {
		Code, Title, Text string
		Source            []string
	}
	f := fact[struct {
		Pillars, Goals, Outcomes, Outputs []node
		Commitments                       []node `json:"commitments_without_code"`
		Rules                             []string
		Monitoring                        []node
		Results                           []struct{ Value int } `json:"reported_results"`
	}](t, "spa4.json")
	plan := bySlug(carried(t, "commit").Plans, func(p pack.Plan) string { return p.Slug })["spa-4"]
	for level, want := range map[string][]node{
		"pillar": f.Pillars, "goal": f.Goals, "outcome": f.Outcomes, "output": f.Outputs, "commitment": f.Commitments,
	} {
		for _, w := range want {
			i := slices.IndexFunc(plan.Nodes, func(n pack.Node) bool {
				return n.Level == level && n.Code == w.Code && english(n.Text) == w.Title+w.Text
			})
			if i < 0 {
				t.Errorf("there is no %s %s %s%s", level, w.Code, w.Title, w.Text)
				continue
			}
			n := plan.Nodes[i]
			same(t, n.Key+": paraphrase", n.Paraphrase, w.Text != "")
			cited(t, n.Key, w.Source, n.Sources)
		}
	}
	same(t, "nodes", len(plan.Nodes), len(f.Pillars)+len(f.Goals)+len(f.Outcomes)+len(f.Outputs)+len(f.Commitments))
	same(t, "rules", len(plan.Rules), len(f.Rules))
	same(t, "monitoring", len(plan.Monitoring), len(f.Monitoring))
	same(t, "result", plan.Results[0].Value, f.Results[0].Value)
}

func TestWhereSourcesDisagreeBothClaimsStand(t *testing.T) {
	have := bySlug(carried(t, "commit").Meetings, func(m pack.Meeting) string { return m.Slug })
	for slug, want := range map[string][]string{
		"som-8": {"160", "150"}, "imm-3": {"2012-02-16", "2012-02-14/2012-02-16"}, "som-11": {"2016-11-24", "2016-11-23/2016-11-24"},
		"cyf-2016": {"2016-11-21/2016-11-24", "2016-11-21/2016-11-25"}, "som-14": {"2020-12-16", "2020-05-28"},
	} {
		var values []string
		for _, c := range have[slug].Claims {
			values = append(values, c.Value)
		}
		same(t, slug, strings.Join(values, " and "), strings.Join(want, " and "))
	}
}

func TestNoPackNamesALocalFile(t *testing.T) {
	err := fs.WalkDir(os.DirFS("../../../packs"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "packs", path))
		for _, word := range []string{".txt", "file:", "seed "} {
			if strings.Contains(string(data), word) {
				t.Errorf("%s says %q", path, word)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEverySourceIsCited keeps sources.json from holding what nothing rests on.
func TestEverySourceIsCited(t *testing.T) {
	p := carried(t, "commit")
	cites := map[string]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[kernel.Source]():
			s := v.Interface().(kernel.Source)
			cites[s.URL+s.Title] = true
		case v.Kind() == reflect.Struct:
			for _, field := range v.Fields() {
				walk(field)
			}
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case v.Kind() == reflect.Pointer && !v.IsNil():
			walk(v.Elem())
		}
	}
	for _, records := range []any{p.Process, p.Members, p.Bodies, p.Secretariat, p.Chairs, p.Partners, p.Meetings, p.Gaps, p.Instruments, p.Plans} {
		walk(reflect.ValueOf(records))
	}
	for _, s := range p.Sources {
		if !cites[s.URL+s.Title] {
			t.Errorf("nothing cites %s", s.ID)
		}
	}
}

func bySlug[K comparable, V any](all []V, key func(V) K) map[K]V {
	m := map[K]V{}
	for _, v := range all {
		m[key(v)] = v
	}
	return m
}
