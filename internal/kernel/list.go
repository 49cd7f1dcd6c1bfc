package kernel

// Money is an amount in the smallest unit of a currency (ISO 4217 code): {120050, "USD"} is 1,200.50 dollars.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Page asks for one page of a list: at most Limit rows, after the one that Cursor stands for. The zero Page is the
// first one with the default limit.
type Page struct {
	Limit  int    `json:"limit,omitempty"`
	Cursor string `json:"cursor,omitempty"`
}

// The limits of one page of a list, in rows.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// Size is the number of rows to give, between 1 and MaxLimit.
func (p Page) Size() int {
	switch {
	case p.Limit <= 0:
		return DefaultLimit
	case p.Limit > MaxLimit:
		return MaxLimit
	}
	return p.Limit
}

// Source is where a fact comes from: an address or, where there is none, the name of the document, with what it says.
type Source struct {
	URL       string `json:"url,omitempty"`
	Title     string `json:"title,omitempty"`
	Retrieved Date   `json:"retrieved,omitempty"`
	Note      string `json:"note,omitempty"`
}

// Claim is what one source says of a field on which sources may differ.
type Claim struct {
	Field     string   `json:"field"`               // as "dates" or "participants"
	Value     string   `json:"value"`               // in the form of the field: a Date or range "2016-11-23/2016-11-24", a number
	Qualifier string   `json:"qualifier,omitempty"` // as "over" or "about"
	Note      string   `json:"note,omitempty"`
	Sources   []Source `json:"sources"`
	Used      bool     `json:"used,omitempty"` // the record follows this one
}
