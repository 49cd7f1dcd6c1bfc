package ui

import (
	"slices"
	"strings"

	"sampan/internal/platform/web"
)

// Part is a part of a long form, or one row of a list in it, that the reader can open and close without a script.
type Part struct {
	Title string
	Note  string // what is in it, said while it is closed
	Open  bool
}

// Faulty says that something stands in the way in a field whose name begins with one of these: its part has to be open.
func Faulty(s web.FormState, begins ...string) bool {
	for _, f := range s.Faults {
		if slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(f.Path, b) }) {
			return true
		}
	}
	return false
}

// entriesIn says how many rows of a list are filled in, "" for none.
func entriesIn(v *web.View, filled int) string {
	if filled == 0 {
		return ""
	}
	return v.T("web.form.entries", "count", filled)
}

// ListPart is the part of a form that holds a list, with how many rows of it are filled in.
func ListPart(v *web.View, title string, filled int, open bool) Part {
	return Part{Title: title, Note: entriesIn(v, filled), Open: open}
}

// RowPart is one row of a list, known while it is closed by what it says.
func RowPart(v *web.View, title, says string, open bool) Part {
	if says == "" {
		says = v.T("web.form.empty_row")
	}
	return Part{Title: title, Note: says, Open: open}
}
