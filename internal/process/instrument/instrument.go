package instrument

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
	"sampan/internal/platform/text"
)

// Content is what is on record of an instrument, in the form in which a process pack carries it too.
type Content struct {
	pack.Instrument
}

// Standing is what a country did about an instrument.
type Standing = pack.Standing

// What is what a country did about an instrument.
type What = pack.StandingWhat

// What a country can have done.
const (
	Signed   = pack.StandingSigned
	Joined   = pack.StandingJoined
	Ratified = pack.StandingRatified
	Entered  = pack.StandingEntered // it is in force for the country
)

// Whats are all of them, in the order in which they come.
var Whats = []What{Signed, Joined, Ratified, Entered}

// Kinds are the kinds of instruments, in the order of lists.
var Kinds = []pack.InstrumentKind{
	pack.MOU, pack.Declaration, pack.PlanOfAction, pack.Guidelines, pack.Indicators, pack.BilateralMOU, pack.BilateralAgreement,
	pack.TrilateralAgreement, pack.BilateralSOP, pack.LiaisonOffice, pack.NationalInstrument, pack.Guidebook, pack.Directory, pack.Publication,
}

// States are what a record may say of how far a text came, in the order of forms.
var States = []pack.InstrumentState{
	pack.Signed, pack.Adopted, pack.Published, pack.Established, pack.InstrumentDraft, pack.InstrumentAnnounced, pack.InstrumentUnknown,
}

// ClaimFields are the fields on which sources may be held side by side.
var ClaimFields = []string{"dates", "parties", "place", "title", "state", "other"}

// Instrument is an instrument on record. Each change raises Version, and names the version that it saw.
type Instrument struct {
	ID kernel.ID `json:"id"`
	Content
	Withdrawn *Withdrawal     `json:"withdrawn,omitempty"`
	Files     []File          `json:"files,omitempty"`
	Audience  kernel.Audience `json:"audience"`
	Version   int64           `json:"version"`
	Recorded  time.Time       `json:"recorded"`
	Changed   time.Time       `json:"changed"`
}

// Withdrawal says why a record no longer stands, and which one stands in its place.
type Withdrawal struct {
	Why     string    `json:"why"`
	Instead string    `json:"instead,omitempty"` // slug
	At      time.Time `json:"at"`
}

// multilateral says that the instrument is one of the process, or a text of its own; the others are between some members.
func multilateral(k pack.InstrumentKind) bool {
	return !slices.Contains([]pack.InstrumentKind{
		pack.BilateralMOU, pack.BilateralAgreement, pack.TrilateralAgreement, pack.BilateralSOP, pack.LiaisonOffice, pack.NationalInstrument,
	}, k)
}

// check cleans the texts of a record and tells everything that is wrong with it.
func check(c *Content, members []kernel.Country) error {
	var faults fault.List
	text.CleanRecord(&faults, "", c)
	if !record.IsSlug(c.Slug) {
		faults.Add("slug", "instrument.fault.slug")
	}
	if !slices.Contains(Kinds, c.Kind) {
		faults.Add("kind", "instrument.fault.kind")
	}
	if !slices.Contains(States, c.State) {
		faults.Add("state", "instrument.fault.state")
	}
	if c.Title.Empty() {
		faults.Add("title", "instrument.fault.title")
	}
	checkTexts(&faults, c)
	checkDates(&faults, c)
	checkCountries(&faults, c, members)
	for path, n := range map[string]int{"sections": c.Sections, "articles": c.Articles} {
		if n < 0 || n > 9999 {
			faults.Add(path, "instrument.fault.number")
		}
	}
	for path, slug := range map[string]string{"meeting": c.Meeting, "plan": c.Plan} {
		if slug != "" && !record.IsSlug(slug) {
			faults.Add(path, "instrument.fault.slug")
		}
	}
	for _, l := range c.Languages {
		if !i18n.Known(l) {
			faults.Add("languages", "instrument.fault.languages", "language", string(l))
		}
	}
	record.CheckClaims(&faults, c.Claims)
	record.CheckSources(&faults, "sources", c.Sources)
	if len(c.Sources) == 0 {
		faults.Add("sources", "instrument.fault.source_none")
	}
	return faults.Err()
}

func checkTexts(faults *fault.List, c *Content) {
	for path, t := range map[string]kernel.Text{"title": c.Title, "state_note": c.StateNote, "city": c.City, "purpose": c.Purpose, "note": c.Note} {
		record.CheckText(faults, path, t, 4000)
	}
	for path, list := range map[string][]kernel.Text{"areas": c.Areas, "developed_with": c.DevelopedWith, "publishers": c.Publishers} {
		for _, t := range list {
			record.CheckText(faults, path, t, 500)
			if t.Empty() {
				faults.Add(path, "record.empty")
			}
		}
	}
}

func checkDates(faults *fault.List, c *Content) {
	for path, d := range map[string]kernel.Date{
		"date": c.Date, "revised": c.Revised, "amended": c.Amended, "period.from": c.Period.From, "period.to": c.Period.To,
	} {
		if _, err := kernel.ParseDate(string(d)); err != nil {
			faults.Add(path, "record.date")
		}
	}
	if len(faults.Fields) > 0 {
		return
	}
	if c.Period.To.Before(c.Period.From) {
		faults.Add("period.to", "instrument.fault.period")
	}
	for path, d := range map[string]kernel.Date{"revised": c.Revised, "amended": c.Amended} {
		if d.Before(c.Date) {
			faults.Add(path, "instrument.fault.before")
		}
	}
}

func checkCountries(faults *fault.List, c *Content, members []kernel.Country) {
	known := func(path string, country kernel.Country) {
		if !slices.Contains(members, country) {
			faults.Add(path, "instrument.fault.country", "country", string(country))
		}
	}
	if c.Country != "" {
		known("country", c.Country)
	}
	for i, p := range c.Parties {
		known("parties", p)
		if slices.Contains(c.Parties[:i], p) {
			faults.Add("parties", "instrument.fault.party_twice")
		}
	}
	for i, s := range c.Standings {
		path := fmt.Sprintf("standings[%d]", i)
		known(path+".country", s.Country)
		if !slices.Contains(Whats, s.What) {
			faults.Add(path+".what", "instrument.fault.what")
		}
		if _, err := kernel.ParseDate(string(s.Date)); err != nil {
			faults.Add(path+".date", "record.date")
		}
		if len(s.Sources) == 0 {
			faults.Add(path+".sources", "record.claim_source")
		}
		same := func(o Standing) bool { return o.Country == s.Country && o.What == s.What }
		if slices.ContainsFunc(c.Standings[:i], same) {
			faults.Add(path+".what", "instrument.fault.standing_twice")
		}
		record.CheckSources(faults, path+".sources", s.Sources)
	}
}

// orderKey puts instruments in the order of their day; those without one stand with the beginning of their period, and
// those without either first.
func orderKey(c Content) int64 {
	date := c.Date
	if date == "" {
		date = c.Period.From
	}
	if date == "" {
		return 0
	}
	day := date.First()
	return (int64(day.Year())*10000+int64(day.Month())*100+int64(day.Day()))*10 + int64(date.Precision())
}

// searchWords is everything that a filter by text looks in, folded.
func searchWords(c Content) string {
	parts := []string{c.Slug, string(c.Kind)}
	for _, t := range slices.Concat([]kernel.Text{c.Title, c.City, c.Purpose}, c.Areas, c.Publishers) {
		for _, w := range t {
			parts = append(parts, w.Text)
		}
	}
	slices.Sort(parts)
	return record.Fold(strings.Join(slices.Compact(parts), "\n"))
}

// numbered numbers the sources of a record: those of the record itself first, then those that only a part of it names.
func numbered(c Content) *record.Citations {
	n := &record.Citations{}
	n.Numbers(c.Sources)
	for _, f := range c.Facts {
		n.Numbers(f.Sources)
	}
	for _, s := range c.Standings {
		n.Numbers(s.Sources)
	}
	for _, claim := range c.Claims {
		n.Numbers(claim.Sources)
	}
	return n
}

// Filter narrows the list of instruments. Zero fields do not narrow.
type Filter struct {
	Kind      pack.InstrumentKind
	State     pack.InstrumentState
	Party     kernel.Country
	Year      int    // of its date
	Text      string // every word of it stands in the record
	Withdrawn bool   // the withdrawn records instead of those that stand
}

// Matches says the same of a record as the list's SQL: the two are held together by a property test.
func (f Filter) Matches(i Instrument) bool {
	have := searchWords(i.Content)
	party := slices.Contains(i.Parties, f.Party) || slices.ContainsFunc(i.Standings, func(s Standing) bool { return s.Country == f.Party })
	return f.Withdrawn == (i.Withdrawn != nil) && (f.Kind == "" || f.Kind == i.Kind) && (f.State == "" || f.State == i.State) &&
		(f.Party == "" || party) && (f.Year == 0 || f.Year == i.Date.Year()) &&
		!slices.ContainsFunc(record.SearchWords(f.Text), func(w string) bool { return !strings.Contains(have, w) })
}
