package record

import (
	"strconv"
	"strings"

	"sampan/internal/fault"
)

// Listing is one page of a list.
type Listing[T any] struct {
	Items []T    `json:"items"`
	Total int    `json:"total"`          // on all pages
	Next  string `json:"next,omitempty"` // cursor of the next page; "" on the last one
}

// Cursor is the place of a row in a list: its order and what tells rows of one order apart.
type Cursor struct {
	Order int64
	ID    string
}

// String is the cursor as an address holds it.
func (c Cursor) String() string { return strconv.FormatInt(c.Order, 10) + "." + c.ID }

// ParseCursor reads a cursor from an address.
func ParseCursor(s string) (Cursor, error) {
	order, id, ok := strings.Cut(s, ".")
	n, err := strconv.ParseInt(order, 10, 64)
	if !ok || err != nil || len(id) > 80 {
		return Cursor{}, fault.New(fault.Invalid, "record.cursor")
	}
	return Cursor{n, id}, nil
}
