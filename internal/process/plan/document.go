package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"sampan/internal/kernel"
)

// DocumentFormat names the form of Document, so that a file says what it is.
const DocumentFormat = "sampan.plan/1"

// Kind says what a document is.
type Kind string

// The kinds of documents.
const (
	Record  Kind = "record"  // what sources tell of a plan made elsewhere
	Draft   Kind = "draft"   // a published draft
	Working Kind = "working" // a working draft as it was exported; never stored

	Discarded Kind = "discarded" // a working draft that was given up; for the secretariat only
)

// Document is a plan's text as one whole: what is published, proved, exported and read.
type Document struct {
	Format     string          `json:"format"`
	Kind       Kind            `json:"kind"`
	Plan       string          `json:"plan"` // slug
	Number     int             `json:"number"`
	Title      kernel.Text     `json:"title"`
	Short      kernel.Text     `json:"short,omitempty"`
	Period     kernel.Period   `json:"period,omitzero"`
	Published  string          `json:"published,omitempty"` // RFC 3339, UTC
	State      State           `json:"state,omitempty"`     // of a record
	Basis      Basis           `json:"basis,omitempty"`
	BasisNote  kernel.Text     `json:"basis_note,omitempty"`
	Known      *Known          `json:"known,omitempty"`
	Levels     Levels          `json:"levels"`
	Nodes      []Node          `json:"nodes"`
	Indicators []Indicator     `json:"indicators"`
	Sources    []kernel.Source `json:"sources,omitempty"`
}

// Tree is the document's framework.
func (d Document) Tree() Tree {
	return Tree{Levels: d.Levels, Nodes: d.Nodes, Indicators: d.Indicators}
}

// At is the instant of publication, the zero time when there is none.
func (d Document) At() time.Time {
	t, err := time.Parse(time.RFC3339Nano, d.Published)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// Encode gives the document's one form: JSON with the fields in their order, languages in theirs, no white space and no
// escapes but those that JSON demands.
func (d Document) Encode() ([]byte, error) {
	d.Format = DocumentFormat
	if d.Nodes == nil {
		d.Nodes = []Node{}
	}
	if d.Indicators == nil {
		d.Indicators = []Indicator{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Hash is the SHA-256 of a document's bytes, in hexadecimal.
func Hash(document []byte) string {
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:])
}

// documentOf makes a document of a plan with a text.
func documentOf(p Plan, kind Kind, number int, t Tree) Document {
	d := Document{
		Format: DocumentFormat, Kind: kind, Plan: p.Slug, Number: number, Title: p.Title, Short: p.Short, Period: p.Period,
		Levels: t.Levels, Nodes: t.Nodes, Indicators: t.Indicators, Sources: p.Sources,
	}
	if kind == Record {
		known := p.Known
		d.State, d.Basis, d.BasisNote, d.Known = p.State, p.Basis, p.BasisNote, &known
	}
	return d
}

// Edition is a document on record: it never changes, and its hash is in the log.
type Edition struct {
	ID         kernel.ID       `json:"id"`
	Plan       kernel.ID       `json:"plan"`
	Kind       Kind            `json:"kind"`
	Number     int             `json:"number"`
	SHA256     string          `json:"sha256"`
	Nodes      int             `json:"nodes"`
	Indicators int             `json:"indicators"`
	At         time.Time       `json:"at"`
	Audience   kernel.Audience `json:"audience"`

	Bytes []byte `json:"-"` // the document; only where one edition is asked for
}

// editionOf is a document on record from an instant on, with the payload of the act that puts it there.
func editionOf(plan, id kernel.ID, d Document, at time.Time, audience kernel.Audience) (Edition, published, error) {
	raw, err := d.Encode()
	if err != nil {
		return Edition{}, published{}, err
	}
	e := Edition{
		ID: id, Plan: plan, Kind: d.Kind, Number: d.Number, SHA256: Hash(raw), Nodes: len(d.Nodes), Indicators: len(d.Indicators),
		At: at, Audience: audience, Bytes: raw,
	}
	return e, payloadOf(d, raw), nil
}
