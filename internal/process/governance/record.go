package governance

import (
	"maps"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// Kind is what a record is; acts and addresses use it as the kind of their object.
type Kind string

// The kinds of records; process is the only one that there is one row of.
const (
	KindProcess     Kind = "process"
	KindMember      Kind = "member"
	KindAgency      Kind = "agency"
	KindBody        Kind = "body"
	KindSeat        Kind = "seat"
	KindHolder      Kind = "holder"
	KindSecretariat Kind = "secretariat_term"
	KindChair       Kind = "chair_term"
	KindPartner     Kind = "partner"
	KindContact     Kind = "contact"
)

// Kinds lists every kind of record.
var Kinds = []Kind{
	KindProcess, KindMember, KindAgency, KindBody, KindSeat, KindHolder, KindSecretariat, KindChair, KindPartner, KindContact,
}

// Record is one row of the register. Content is what is on record, in the form of the process pack.
type Record[T any] struct {
	ID        kernel.ID       `json:"id"`
	Kind      Kind            `json:"kind"`
	Slug      string          `json:"slug"`
	Country   kernel.Country  `json:"country,omitempty"` // whose it is; "" when it is the region's
	Parent    kernel.ID       `json:"parent,omitempty"`  // a seat's body, a holder's seat
	Position  int64           `json:"-"`
	Withdrawn string          `json:"withdrawn,omitempty"` // why; "" while it stands
	Audience  kernel.Audience `json:"-"`
	Version   int64           `json:"version"`
	Content   T               `json:"content"`
}

// The records of the register.
type (
	// Profile is the profile of the process, one row.
	Profile = Record[pack.Process]
	// Member is a member state; its agencies are records of their own.
	Member = Record[pack.Member]
	// Agency is a ministry, office or organisation of a member.
	Agency = Record[pack.Agency]
	// Body is a circle of the process in which seats are held.
	Body = Record[pack.Body]
	// Seat is a place in a body.
	Seat = Record[SeatContent]
	// Holder is an office, or a public function, that holds a seat for a time.
	Holder = Record[HolderContent]
	// SecretariatTerm is the time of one office as the secretariat.
	SecretariatTerm = Record[pack.SecretariatTerm]
	// ChairTerm is the time of one member in the chair.
	ChairTerm = Record[pack.ChairTerm]
	// Partner is an organisation or sector that works with the process.
	Partner = Record[pack.Partner]
	// Contact is an office that can be written to, or could be once.
	Contact = Record[pack.Contact]
)

// payload is what an act says of a record: its content as it stood after the act, and why the act was done.
type payload struct {
	Slug      string         `json:"slug"`
	Country   kernel.Country `json:"country,omitempty"`
	Parent    kernel.ID      `json:"parent,omitempty"`
	Withdrawn string         `json:"withdrawn,omitempty"`
	Content   any            `json:"content"`
}

// Reword puts a wording in one language into a text. A wording in the working language, or the only one, is the text
// itself; any other is a translation of it. When the text itself changes, its translations are outdated.
func Reword(t kernel.Text, lang, working kernel.Lang, words, by string, when kernel.Date) kernel.Text {
	if words == "" || t[lang].Text == words {
		return t
	}
	next := kernel.Text{}
	maps.Copy(next, t)
	state := kernel.Translation
	if lang == working || t.Empty() || t[lang].State == kernel.Authoritative {
		state = kernel.Authoritative
	}
	next[lang] = kernel.Wording{Text: words, State: state, By: by, When: when}
	if state != kernel.Authoritative {
		return next
	}
	for l, w := range next {
		if l != lang && w.State == kernel.Translation {
			w.State = kernel.Outdated
			next[l] = w
		}
	}
	return next
}

// cited adds a source to those that a record has, unless it is there.
func cited(sources []kernel.Source, s kernel.Source) []kernel.Source {
	for _, has := range sources {
		if has.URL == s.URL && has.Title == s.Title {
			return sources
		}
	}
	return append(append([]kernel.Source(nil), sources...), s)
}

// checkSource notes what is wrong with the source of a change.
func checkSource(l *fault.List, s kernel.Source) {
	if s.Title == "" {
		l.Add("source_title", "governance.fault.source")
	}
	if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
		l.Add("source_url", "governance.fault.url")
	}
}
