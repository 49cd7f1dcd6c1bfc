package meeting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
	"sampan/internal/platform/text"
)

// Content is what is on record of a meeting, in the form in which a process pack carries it too.
type Content = pack.Meeting

// Meeting is a meeting on record. Each change raises Version, and names the version that it saw.
type Meeting struct {
	ID kernel.ID `json:"id"`
	Content
	Withdrawn *Withdrawal     `json:"withdrawn,omitempty"`
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

// Kind is a kind of meeting of the process, with its rank in the process's own order.
type Kind struct {
	pack.MeetingKind

	Rank    int
	Chairs  bool // its host chairs the process
	Regular bool // the process has set how often it is held
}

// States and Modes are what a record may say, in the order in which forms offer them.
var (
	States = []pack.MeetingState{pack.Held, pack.Planned, pack.Unconfirmed, pack.Postponed, pack.Cancelled}
	Modes  = []pack.MeetingMode{pack.InPerson, pack.Online, pack.Hybrid}
)

// Qualifiers are the words that may stand before a number of participants.
var Qualifiers = []string{"over", "about", "nearly"}

// ClaimFields are the fields on which sources may be held side by side.
var ClaimFields = []string{"dates", "participants", "city", "country", "state", "number", "title", "other"}

// world is what the rules of a record are asked against: the process's kinds of meetings, its members and its languages,
// nil where any is taken.
type world struct {
	kinds     []Kind
	members   []kernel.Country
	languages []kernel.Lang
}

// check cleans the texts of a record and tells everything that is wrong with it.
func (w world) check(m *Content) error {
	var faults fault.List
	text.CleanRecord(&faults, "", m)
	if !record.IsSlug(m.Slug) {
		faults.Add("slug", "meeting.fault.slug")
	}
	w.checkKind(&faults, m)
	checkDates(&faults, m)
	checkWords(&faults, m)
	if m.Country != "" && !slices.Contains(w.members, m.Country) {
		faults.Add("country", "meeting.fault.country", "country", string(m.Country))
	}
	checkOutcomes(&faults, m.Outcomes)
	record.CheckClaims(&faults, m.Claims)
	record.CheckSources(&faults, "sources", m.Sources)
	if len(m.Sources) == 0 {
		faults.Add("sources", "meeting.fault.source_none")
	}
	return faults.Err()
}

func (w world) checkKind(faults *fault.List, m *Content) {
	if !slices.ContainsFunc(w.kinds, func(k Kind) bool { return k.Code == m.Kind }) {
		faults.Add("kind", "meeting.fault.kind")
	}
	if !slices.Contains(States, m.State) {
		faults.Add("state", "meeting.fault.state")
	}
	if m.Mode != "" && !slices.Contains(Modes, m.Mode) {
		faults.Add("mode", "meeting.fault.mode")
	}
	if m.Number < 0 || m.Number > 9999 {
		faults.Add("number", "meeting.fault.number")
	}
	if m.Sessions < 0 || m.Sessions > 999 {
		faults.Add("sessions", "meeting.fault.number")
	}
	if m.NumberInferred && m.Number == 0 {
		faults.Add("number_inferred", "meeting.fault.number_inferred")
	}
	if p := m.Participants; p != nil {
		if p.Value < 1 || p.Value > 1000000 {
			faults.Add("participants.value", "meeting.fault.participants")
		}
		if p.Qualifier != "" && !slices.Contains(Qualifiers, p.Qualifier) {
			faults.Add("participants.qualifier", "meeting.fault.qualifier")
		}
	}
}

func checkDates(faults *fault.List, m *Content) {
	whole := true
	for _, d := range []struct {
		path string
		date kernel.Date
	}{{"start", m.Start}, {"end", m.End}} {
		if _, err := kernel.ParseDate(string(d.date)); err != nil {
			faults.Add(d.path, "record.date")
			whole = false
		}
	}
	switch {
	case !whole:
	case m.Start == "" && m.End != "":
		faults.Add("start", "meeting.fault.start_missing")
	case m.End.Before(m.Start):
		faults.Add("end", "meeting.fault.end")
	}
}

func checkWords(faults *fault.List, m *Content) {
	if m.Title.Empty() {
		faults.Add("title", "meeting.fault.title")
	}
	for _, t := range []struct {
		path string
		text kernel.Text
		most int
	}{{"title", m.Title, 300}, {"theme", m.Theme, 500}, {"city", m.City, 120}, {"note", m.Note, 4000}, {"participants_note", m.ParticipantsNote, 1000}} {
		record.CheckText(faults, t.path, t.text, t.most)
	}
	for i, a := range m.Agenda {
		if a.Text.Empty() {
			faults.Add(fmt.Sprintf("agenda[%d].text", i), "record.empty")
		}
		record.CheckSources(faults, fmt.Sprintf("agenda[%d].sources", i), a.Sources)
	}
	for i, a := range m.Attendance {
		if a.Part.Empty() {
			faults.Add(fmt.Sprintf("attendance[%d].part", i), "record.empty")
		}
		record.CheckSources(faults, fmt.Sprintf("attendance[%d].sources", i), a.Sources)
	}
}

func checkOutcomes(faults *fault.List, all []pack.Outcome) {
	seen := map[string]bool{}
	for i, o := range all {
		path := fmt.Sprintf("outcomes[%d]", i)
		if o.Text.Empty() {
			faults.Add(path+".text", "record.empty")
		}
		if !record.IsSlug(o.Key) || seen[o.Key] {
			faults.Add(path+".key", "meeting.fault.key")
		}
		seen[o.Key] = true
		if o.Instrument != "" && !record.IsSlug(o.Instrument) {
			faults.Add(path+".instrument", "meeting.fault.slug")
		}
		record.CheckSources(faults, path+".sources", o.Sources)
	}
}

// orderKey puts meetings in the order of their first day; what is known less precisely comes first, and of one day the
// kind that the process names later, so that task forces come before senior officials and these before ministers.
func orderKey(m Content, rank int) int64 {
	day := m.Start.First()
	if m.Start == "" {
		return 0
	}
	key := int64(day.Year())*10000 + int64(day.Month())*100 + int64(day.Day())
	return (key*10+int64(m.Start.Precision()))*100 + int64(99-min(rank, 99))
}

// years are the first and last year that the meeting touches; 0 when they are not known.
func years(m Content) (from, to int) {
	from, to = m.Start.Year(), m.End.Year()
	return from, max(from, to)
}

// searchWords is everything that a filter by text looks in, folded.
func searchWords(m Content, k pack.MeetingKind) string {
	parts := []string{m.Slug, m.Kind}
	for _, t := range []kernel.Text{m.Title, m.Theme, m.City, k.Name, k.Short} {
		for _, w := range t {
			parts = append(parts, w.Text)
		}
	}
	for _, o := range m.Outcomes {
		for _, w := range o.Text {
			parts = append(parts, w.Text)
		}
	}
	if m.Number > 0 {
		for _, w := range k.Short {
			parts = append(parts, w.Text+" "+strconv.Itoa(m.Number))
		}
	}
	slices.Sort(parts)
	return record.Fold(strings.Join(slices.Compact(parts), "\n"))
}
