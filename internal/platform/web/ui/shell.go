package ui

import (
	"github.com/a-h/templ"

	"sampan/internal/platform/web"
)

func titleOf(v *web.View, p Page) string {
	switch {
	case p.Title == "":
		return v.Site.Acronym
	case v.Site.Acronym == "":
		return p.Title
	}
	return v.T("web.shell.title", "page", p.Title, "site", v.Site.Acronym)
}

// currentAttr says that a link leads to this page, or to one above it.
func currentAttr(v *web.View, path string) templ.Attributes {
	switch {
	case v.Path == path:
		return templ.Attributes{"aria-current": "page"}
	case v.Current(path):
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

// roleOf is the role that the reader acts in, with its country: what the bar over a work page says of them.
func roleOf(v *web.View) string {
	m := v.Actor.Leading()
	switch {
	case m.Role == "":
		return v.T("web.shell.no_role")
	case m.Country != "":
		return v.T("web.shell.role_of", "role", m.Role, "country", m.Country)
	}
	return v.Loc.Role(m.Role)
}
