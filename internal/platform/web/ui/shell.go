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

// crumbsOf leads from the first page to where the reader is, on every page but the first.
func crumbsOf(v *web.View, h Head) []Link {
	home := v.Href("/")
	links := h.Crumbs
	switch {
	case h.Hero || len(links) > 0 && links[0].Href == home:
		return links
	case len(links) == 0:
		links = []Link{{Text: h.Title.Text, Lang: h.Title.Lang}}
	}
	return append([]Link{{Text: v.T("web.shell.home"), Href: home}}, links...)
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
