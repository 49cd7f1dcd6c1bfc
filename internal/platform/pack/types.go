package pack

import (
	"io/fs"

	"sampan/internal/kernel"
)

// Pack is one process with its record, as Open found it.
type Pack struct {
	Process     Process
	Members     []Member // in the order of Process.Members
	Bodies      []Body
	Seats       []Seat // nil: not told; those of Body.SeatsPerMember are there, and nobody is on record in them
	Secretariat []SecretariatTerm
	Chairs      []ChairTerm
	Partners    []Partner
	Meetings    []Meeting
	Gaps        []Gap
	Instruments []Instrument
	Files       []InstrumentFile
	Plans       []Plan
	Audiences   []Audience   // of the records that are not for everyone
	Withdrawals []Withdrawal // the records that no longer stand
	Sources     []Source

	fsys      fs.FS
	digest    []byte
	planFiles []string // of Plans, as they were read
}

// Source is a document that facts are taken from. Records hold the kernel.Source that it gives.
type Source struct {
	ID        string      `json:"id" pack:"new:source"`
	URL       string      `json:"url,omitempty"`
	Title     string      `json:"title,omitempty"` // must be there where there is no URL
	Publisher string      `json:"publisher,omitempty"`
	Retrieved kernel.Date `json:"retrieved,omitempty"`
	Note      string      `json:"note,omitempty"`
}

// Kernel is the source as records carry it.
func (s Source) Kernel() kernel.Source {
	return kernel.Source{URL: s.URL, Title: s.Title, Retrieved: s.Retrieved, Note: s.Note}
}

// Statement is one thing that sources say, in words that are either the document's own or ours.
type Statement struct {
	Text       kernel.Text     `json:"text"`
	Paraphrase bool            `json:"paraphrase,omitempty"` // our words, not the document's
	Note       kernel.Text     `json:"note,omitempty"`
	Sources    []kernel.Source `json:"sources,omitempty"` // without any it rests on those of its record
}

// Basis says how something came to be on record.
type Basis string

// The bases of a record.
const (
	Stated   Basis = "stated"    // a source says so
	Derived  Basis = "derived"   // worked out from what sources say
	NotKnown Basis = "not_known" // looked for and not found
)

// Count is a number that a source gives, sometimes only roughly.
type Count struct {
	Value     int    `json:"value"`
	Qualifier string `json:"qualifier,omitempty"` // "over", "about", "nearly"
}

// Entry is an organisation or a state named in the profile, as a member organisation or an observer.
type Entry struct {
	Slug    string          `json:"slug" pack:"new:entry"`
	Name    kernel.Text     `json:"name"`
	Sources []kernel.Source `json:"sources"`
}

// Roster is a list of the profile that may be empty by what the sources say: "None".
type Roster struct {
	Entries []Entry         `json:"entries"`
	Note    kernel.Text     `json:"note,omitempty"`
	Sources []kernel.Source `json:"sources"`
}
