package meeting

import (
	"strings"

	"sampan/internal/platform/record"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

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
