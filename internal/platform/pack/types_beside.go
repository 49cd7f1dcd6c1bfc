package pack

import (
	"strings"

	"sampan/internal/kernel"
)

// Seat is a place in a body, with the offices that hold it or held it.
type Seat struct {
	Slug    string          `json:"slug" pack:"new:seat"`
	Body    string          `json:"body" pack:"ref:body"` // slug
	Country kernel.Country  `json:"country,omitempty"`
	Number  int             `json:"number,omitempty"` // among the seats that the country has in the body
	Name    kernel.Text     `json:"name,omitempty"`
	Status  SeatStatus      `json:"status,omitempty"`
	Basis   kernel.Text     `json:"basis,omitempty"` // of Status
	Holders []Holder        `json:"holders,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// SeatStatus is what a source says of a seat beside who holds it.
type SeatStatus string

// The statuses of a seat.
const (
	VacantSeat   SeatStatus = "vacant"
	DeferredSeat SeatStatus = "deferred" // the credentials of its holder
)

// Holder is an office that holds a seat for a time, or a person by the public function alone.
type Holder struct {
	Slug    string          `json:"slug" pack:"new:holder"`
	Office  kernel.Text     `json:"office"`
	Agency  string          `json:"agency,omitempty" pack:"ref:agency"` // slug
	Period  kernel.Period   `json:"period,omitzero"`
	Basis   kernel.Text     `json:"basis,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// InstrumentFile is a text of an instrument in one language. Its bytes lie in the folder files of the pack.
type InstrumentFile struct {
	Name       string      `json:"name" pack:"new:file"` // in the folder files
	Instrument string      `json:"instrument" pack:"ref:instrument"`
	SHA256     string      `json:"sha256"`
	Lang       kernel.Lang `json:"lang"`
	What       FileWhat    `json:"what"`
	Note       string      `json:"note,omitempty"`
	Replaces   string      `json:"replaces,omitempty" pack:"ref:file"` // name of the file whose place it takes
	Why        string      `json:"why,omitempty"`                      // it takes that place
}

// FileWhat is what a text is worth.
type FileWhat string

// What a text can be.
const (
	AuthenticFile FileWhat = "authentic"
	CopyFile      FileWhat = "copy"
	RenderingFile FileWhat = "rendering"
)

// Name is what a record is called in the whole pack: its kind, as acts name it, and its slug.
type Name struct {
	Kind string `json:"kind"`
	Slug string `json:"slug"`
}

// The kinds of records that features name to each other through a pack. The other kinds are governance's own.
const (
	KindMeeting    = "meeting"
	KindGap        = "gap"
	KindInstrument = "instrument"
	KindFile       = "file"
	KindPlan       = "plan"
	KindDraft      = "plan_draft" // its slug is the plan's, a slash, and its number
	KindSource     = "source"
)

// Audience says that a record is not for everyone.
type Audience struct {
	Kind string `json:"kind"`
	Slug string `json:"slug"`
	For  string `json:"for"` // "members", or a kind of audience, a colon and whose it is: "office:secretariat"
}

// AudienceOf is the audience of a record: that of its mark, or everyone.
func (p *Pack) AudienceOf(kind, slug string) kernel.Audience {
	for _, a := range p.Audiences {
		if a.Kind == kind && a.Slug == slug {
			return a.Kernel()
		}
	}
	return kernel.Public
}

// Kernel is the audience as records carry it.
func (a Audience) Kernel() kernel.Audience {
	kind, of, _ := strings.Cut(a.For, ":")
	return kernel.Audience{Kind: kernel.AudienceKind(kind), Of: of}
}

// Mark notes the audience of a record that is not for everyone.
func (p *Pack) Mark(kind, slug string, a kernel.Audience) {
	if a == kernel.Public {
		return
	}
	circle := string(a.Kind)
	if a.Of != "" {
		circle += ":" + a.Of
	}
	p.Audiences = append(p.Audiences, Audience{kind, slug, circle})
}

// Withdrawal says why a record no longer stands, and which one stands in its place.
type Withdrawal struct {
	Kind    string `json:"kind"`
	Slug    string `json:"slug"`
	Why     string `json:"why"`
	Instead string `json:"instead,omitempty"` // slug of a record of the same kind
}

// Withdrawn gives the withdrawal of a record; false when the record stands.
func (p *Pack) Withdrawn(kind, slug string) (Withdrawal, bool) {
	for _, w := range p.Withdrawals {
		if w.Kind == kind && w.Slug == slug {
			return w, true
		}
	}
	return Withdrawal{}, false
}
