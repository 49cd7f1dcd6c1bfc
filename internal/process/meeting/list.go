package meeting

import (
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
)

// Filter narrows the list of meetings. Zero fields do not narrow.
type Filter struct {
	Kind      string
	Country   kernel.Country
	State     pack.MeetingState
	Year      int    // a year that the meeting touches
	Text      string // every word of it stands in the record
	Oldest    bool   // oldest first; the newest come first otherwise
	Withdrawn bool   // the withdrawn records instead of those that stand
}

func (f Filter) words() []string { return record.SearchWords(f.Text) }

// Matches says the same of a record as the list's SQL: the two are held together by a property test.
func (f Filter) Matches(m Meeting, k pack.MeetingKind) bool {
	from, to := years(m.Content)
	switch {
	case f.Withdrawn != (m.Withdrawn != nil),
		f.Kind != "" && f.Kind != m.Kind,
		f.Country != "" && f.Country != m.Country,
		f.State != "" && f.State != m.State,
		f.Year != 0 && (f.Year < from || f.Year > to):
		return false
	}
	have := searchWords(m.Content, k)
	return !slices.ContainsFunc(f.words(), func(w string) bool { return !strings.Contains(have, w) })
}

// Narrow says that the filter leaves anything out of the list that a reader sees without it.
func (f Filter) Narrow() bool {
	return f.Kind != "" || f.Country != "" || f.State != "" || f.Year != 0 || len(f.words()) > 0
}
