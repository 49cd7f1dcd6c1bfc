package governance

import (
	"reflect"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

func TestSOMHostChairsUntilTheNextSOM(t *testing.T) {
	som := func(n int, date kernel.Date, c kernel.Country) SOM {
		return SOM{Slug: "som-" + itoa(int64(n)), Number: n, Date: date, Country: c}
	}
	for _, c := range []struct {
		rule string
		soms []SOM
		want []Proposal
	}{
		{"nobody is proposed without a meeting", nil, nil},
		{"the host chairs until the next meeting", []SOM{som(12, "2017-11-28", "MM"), som(13, "2019-03-20", "CN")}, []Proposal{
			{Country: "MM", Period: kernel.Period{From: "2017-11-28", To: "2019-03-20"}, SOM: "som-12", Number: 12, Next: "som-13"},
			{Country: "CN", Period: kernel.Period{From: "2019-03-20"}, SOM: "som-13", Number: 13},
		}},
		{"order of the list does not matter", []SOM{som(13, "2019-03-20", "CN"), som(12, "2017-11-28", "MM")}, []Proposal{
			{Country: "MM", Period: kernel.Period{From: "2017-11-28", To: "2019-03-20"}, SOM: "som-12", Number: 12, Next: "som-13"},
			{Country: "CN", Period: kernel.Period{From: "2019-03-20"}, SOM: "som-13", Number: 13},
		}},
		{"where a number is missing the end is not known", []SOM{som(14, "2020-12-16", "VN"), som(16, "2024-12-09", "CN")}, []Proposal{
			{Country: "VN", Period: kernel.Period{From: "2020-12-16"}, SOM: "som-14", Number: 14},
			{Country: "CN", Period: kernel.Period{From: "2024-12-09"}, SOM: "som-16", Number: 16},
		}},
		{"a meeting before the rule proposes nobody", []SOM{som(10, "2015-04-28", "KH")}, nil},
		{"the meeting that introduced the rule proposes its host", []SOM{som(11, "2016-11-24", "LA")}, []Proposal{
			{Country: "LA", Period: kernel.Period{From: "2016-11-24"}, SOM: "som-11", Number: 11},
		}},
		{"a meeting whose host is not known ends the term before and proposes nobody", []SOM{som(12, "2017", "MM"), som(13, "2019", "")}, []Proposal{
			{Country: "MM", Period: kernel.Period{From: "2017", To: "2019"}, SOM: "som-12", Number: 12, Next: "som-13"},
		}},
		{"a meeting without a date proposes nobody", []SOM{som(12, "", "MM")}, nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := ProposeChairs(c.soms, "2016-11-24"); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func term(c kernel.Country, from, to kernel.Date, meeting string) ChairTerm {
	basis := pack.Stated
	if c == "" {
		basis = pack.NotKnown
	}
	return ChairTerm{Country: c, Content: pack.ChairTerm{Country: c, Period: kernel.Period{From: from, To: to}, Meeting: meeting, Basis: basis}}
}

func TestWhatIsOnRecordIsNotProposed(t *testing.T) {
	p := []Proposal{{Country: "MM", SOM: "som-12", Period: kernel.Period{From: "2017-11-28"}}}
	for _, c := range []struct {
		rule string
		term ChairTerm
		open int
	}{
		{"a term that names the meeting answers", term("MM", "2018", "", "som-12"), 0},
		{"so does a term set otherwise after it", term("TH", "2017-11-28", "", "som-12"), 0},
		{"a term of the country in the year answers", term("MM", "2017", "2017", ""), 0},
		{"a term of another country does not", term("TH", "2017", "2017", ""), 1},
		{"a term of an earlier year does not, even without an end", term("MM", "2014", "", ""), 1},
		{"not known is no answer", term("", "2017", "2017", "som-12"), 1},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := len(OpenProposals(p, []ChairTerm{c.term})); got != c.open {
				t.Errorf("%d open, want %d", got, c.open)
			}
		})
	}
}

func TestYearsWithoutATermAreNoRecord(t *testing.T) {
	terms := []ChairTerm{term("MM", "2017", "2017", ""), term("", "2018", "2018", ""), term("CN", "2019", "", "")}
	axis := ChairYears(terms, 1, "2020-06-01")
	var got []int
	for _, y := range axis {
		got = append(got, len(y.Terms))
	}
	if want := []int{1, 0, 1, 0}; !reflect.DeepEqual(got, want) || axis[0].Year != 2017 {
		t.Errorf("got %v from %d, want %v from 2017", got, axis[0].Year, want)
	}
}

func TestTheChairOfAYearThatPassedIsTheLastKnown(t *testing.T) {
	for _, c := range []struct {
		rule    string
		terms   []ChairTerm
		country kernel.Country
		running bool
	}{
		{"nobody", nil, "", false},
		{"the latest term", []ChairTerm{term("CN", "2024", "2024", ""), term("VN", "2026", "2026", "")}, "VN", true},
		{"a year that passed", []ChairTerm{term("VN", "2025", "2025", "")}, "VN", false},
		{"an open term of this year runs", []ChairTerm{term("VN", "2026-03-01", "", "")}, "VN", true},
		{"an open term of an earlier year is the last known", []ChairTerm{term("VN", "2024-03-01", "", "")}, "VN", false},
		{"a year that is not known names nobody", []ChairTerm{term("VN", "2025", "2025", ""), term("", "2026", "2026", "")}, "VN", false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			latest, running := CurrentChair(c.terms, "2026-11-22")
			got := kernel.Country("")
			if latest != nil {
				got = latest.Content.Country
			}
			if got != c.country || running != c.running {
				t.Errorf("%s running %v, want %s running %v", got, running, c.country, c.running)
			}
		})
	}
}

func TestCadence(t *testing.T) {
	rtf := pack.Cadence{Kind: "RTF", Times: 2, EveryYears: 1, RepresentativesPerMember: 2}
	som := pack.Cadence{Kind: "SOM", Times: 1, EveryYears: 1}
	imm := pack.Cadence{Kind: "IMM", Times: 1, EveryYears: 3}
	held := func(kind string, dates ...kernel.Date) []Held {
		var all []Held
		for _, d := range dates {
			all = append(all, Held{Kind: kind, Start: d, State: pack.Held})
		}
		return all
	}
	for _, c := range []struct {
		rule     string
		cadence  pack.Cadence
		meetings []Held
		year     int
		want     Standing
	}{
		{"two task force meetings in a year are what the rule says", rtf, held("RTF", "2016-02", "2016-11-23"), 2016, OnRecord},
		{"one of two is one on record and no record of another", rtf, held("RTF", "2016-02"), 2016, PartRecord},
		{"a year without a meeting is no record", som, held("SOM", "2016-11-24"), 2018, NoRecord},
		{"the present year is not over", som, held("SOM", "2016-11-24"), 2020, Running},
		{"between two ministers' meetings none is expected", imm, held("IMM", "2004-10-29"), 2006, Between},
		{"after three years there is no record", imm, held("IMM", "2004-10-29"), 2007, NoRecord},
		{"the year of the meeting is on record", imm, held("IMM", "2004-10-29"), 2004, OnRecord},
		{"meetings of another kind do not count", som, append(held("SOM", "2016"), held("RTF", "2018")...), 2018, NoRecord},
		{"an announced meeting is not one that was held", som, append(held("SOM", "2016"), Held{Kind: "SOM", Start: "2018", State: pack.Planned}), 2018, Announced},
		{"one that was held stands before one that was announced", som, append(held("SOM", "2018"), Held{Kind: "SOM", Start: "2018", State: pack.Unconfirmed}), 2018, OnRecord},
		{"a yearly meeting does not cover the next year", som, held("SOM", "2016", "2017"), 2018, NoRecord},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r := CadenceRecord([]pack.Cadence{c.cadence}, c.meetings, "2020-06-01")[0]
			for _, y := range r.Years {
				if y.Year == c.year {
					if y.Standing != c.want {
						t.Errorf("%d is %s, want %s", y.Year, y.Standing, c.want)
					}
					return
				}
			}
			t.Errorf("%d is not among the years", c.year)
		})
	}
}

func TestWhatComesNext(t *testing.T) {
	for _, c := range []struct {
		rule string
		r    pack.Cadence
		last kernel.Date
		want int
	}{
		{"yearly", pack.Cadence{Kind: "X", Times: 1, EveryYears: 1}, "2024-12-09", 2025},
		{"every three years", pack.Cadence{Kind: "X", Times: 1, EveryYears: 3}, "2025-11-19", 2028},
		{"twice a year", pack.Cadence{Kind: "X", Times: 2, EveryYears: 1}, "2025-11", 2026},
		{"nothing on record", pack.Cadence{Kind: "X", Times: 1, EveryYears: 1}, "", 0},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := CadenceRecord([]pack.Cadence{c.r}, []Held{{Kind: "X", Start: c.last, State: pack.Held}}, "2026-11-22")[0]
			if got.NextBy != c.want {
				t.Errorf("next by %d, want %d", got.NextBy, c.want)
			}
		})
	}
}

func TestRepresentation(t *testing.T) {
	rule := pack.Cadence{RepresentativesPerMember: 2}
	members := []kernel.Country{"KH", "LA"}
	if _, known := Representation(rule, Held{}, members); known {
		t.Error("without a list of participants, something is said of somebody")
	}
	full, known := Representation(rule, Held{Representatives: map[kernel.Country]int{"KH": 2, "LA": 1}}, members)
	if !known || !reflect.DeepEqual(full, []kernel.Country{"KH"}) {
		t.Errorf("got %v %v", full, known)
	}
}

func TestSeats(t *testing.T) {
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	holder := func(from, to kernel.Date) Holder {
		return Holder{Parent: "s", Content: HolderContent{Period: kernel.Period{From: from, To: to}}}
	}
	for _, c := range []struct {
		rule    string
		status  SeatStatus
		holders []Holder
		want    SeatStatus
		speaks  int
	}{
		{"a seat without a holder has no record", "", nil, SeatUnknown, 0},
		{"a holder of today holds it", "", []Holder{holder("2025", "")}, SeatHeld, 1},
		{"a holder of before does not", "", []Holder{holder("2020", "2024")}, SeatUnknown, 0},
		{"a stated vacancy", SeatVacant, []Holder{holder("2020", "2024")}, SeatVacant, 0},
		{"a holder ends a vacancy", SeatVacant, []Holder{holder("2026", "")}, SeatHeld, 1},
		{"deferred credentials stand above the holder, who may not speak", SeatDeferred, []Holder{holder("2025", "")}, SeatDeferred, 0},
	} {
		t.Run(c.rule, func(t *testing.T) {
			seat := Seat{ID: "s", Country: "KH", Content: SeatContent{Status: c.status}}
			if got, _ := StatusOn(seat.Content, c.holders, day); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if got := len(MaySpeak([]Seat{seat}, c.holders, "KH", day)); got != c.speaks {
				t.Errorf("%d may speak, want %d", got, c.speaks)
			}
			if got := len(MaySpeak([]Seat{seat}, c.holders, "LA", day)); got != 0 {
				t.Errorf("%d may speak for another country", got)
			}
		})
	}
}

func TestReword(t *testing.T) {
	before := kernel.Text{
		"en": {Text: "one", State: kernel.Authoritative}, "km": {Text: "មួយ", State: kernel.Translation}, "lo": {Text: "ໜຶ່ງ", State: kernel.DraftText},
	}
	for _, c := range []struct {
		rule  string
		lang  kernel.Lang
		words string
		want  map[kernel.Lang]kernel.TextState
	}{
		{"the same words change nothing", "en", "one", map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Translation}},
		{"no words change nothing", "en", "", map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Translation}},
		{"a changed text makes its translations outdated", "en", "two", map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Outdated, "lo": kernel.DraftText}},
		{"a translation leaves the text alone", "km", "ពីរ", map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "km": kernel.Translation}},
		{"a new language is a translation", "th", "หนึ่ง", map[kernel.Lang]kernel.TextState{"en": kernel.Authoritative, "th": kernel.Translation, "km": kernel.Translation}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := Reword(before, c.lang, "en", c.words, "secretariat", "2026-11-22")
			for lang, state := range c.want {
				if got[lang].State != state {
					t.Errorf("%s is %s, want %s", lang, got[lang].State, state)
				}
			}
			if c.words != "" && got[c.lang].Text != c.words {
				t.Errorf("%s says %q", c.lang, got[c.lang].Text)
			}
		})
	}
	if before["km"].State != kernel.Translation {
		t.Error("the text before was changed")
	}
	if got := Reword(nil, "km", "en", "មួយ", "", ""); got["km"].State != kernel.Authoritative {
		t.Error("the only wording is the text itself")
	}
}
