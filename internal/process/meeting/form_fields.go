package meeting

import (
	"slices"
	"strconv"
	"strings"

	"sampan/internal/platform/record"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// part is the part of the form that holds a list, and fields beside it whose names begin so. It is open where something
// in it is wrong or was changed by somebody else; of a new record also the part of the sources, which must not be empty.
func (p *formPage) part(v *web.View, title, list string, beside ...string) ui.Part {
	begins := append([]string{list}, beside...)
	return ui.ListPart(v, title, formRows.Filled(p.Form.State.Values, list), p.New && list == "sources" || p.concerned(begins...))
}

// row is one row of a list, called by what its field of that name says. The first one is open while the list is empty.
func (p *formPage) row(v *web.View, list string, i int, says string) ui.Part {
	title := v.T("meeting.form.row", "list", v.T("meeting.form."+list), "number", strconv.Itoa(i+1))
	open := i == 0 && formRows.Filled(p.Form.State.Values, list) == 0 || p.concerned(record.RowName(list, i, ""))
	return ui.RowPart(v, title, p.Form.State.Value(record.RowName(list, i, says)), open)
}

// concerned says that a field whose name begins with one of these is wrong, or was changed by somebody else.
func (p *formPage) concerned(begins ...string) bool {
	return ui.Faulty(p.Form.State, begins...) || slices.ContainsFunc(p.Conflicts, func(c conflict) bool {
		return slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(c.Field, b) })
	})
}

// field is a field of the form with its words.
func field(v *web.View, name string) ui.Field {
	return ui.Field{Name: name, Label: fieldLabel(v, name)}
}

// optional is a field that may be left empty.
func optional(v *web.View, name string) ui.Field {
	f := field(v, name)
	f.Optional = true
	return f
}

// hinted is a field with a hint; only the reason of a withdrawal and what a record is called must be filled in.
func hinted(v *web.View, name string) ui.Field {
	f := optional(v, name)
	f.Hint = v.T("meeting.hint." + strings.ReplaceAll(name, ".", "_"))
	f.Optional = name != "why" && name != "slug" && name != "lang"
	return f
}

// small is a field for a number.
func small(v *web.View, name string) ui.Field {
	f := optional(v, name)
	f.Mode, f.Width = "numeric", 6
	return f
}

// inRow is a field of a row of the form.
func inRow(v *web.View, list string, i int, part string) ui.Field {
	f := ui.Field{Name: record.RowName(list, i, part), Label: v.T("meeting.form." + list + "_" + part), Optional: true}
	if part == "sources" || part == "retrieved" {
		f.Hint = v.T("meeting.hint." + part)
	}
	return f
}
