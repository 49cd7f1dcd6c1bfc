package ui

import (
	"maps"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/platform/web"
)

// noticeSign stands before the words of a notice, so that its colour is not the only signal.
func noticeSign(kind string) string {
	return map[string]string{"ok": "✓ ", "info": "i ", "warn": "! ", "err": "✕ "}[kind]
}

func conflictBy(v *web.View, s *web.Stale) string {
	if s.By == "" {
		return v.T("web.conflict.somebody")
	}
	return v.T("web.conflict.by", "office", s.By)
}

func hiddenOf(s *web.Stale) [][2]string {
	var all [][2]string
	for _, name := range slices.Sorted(maps.Keys(s.Hidden)) {
		all = append(all, [2]string{name, s.Hidden[name]})
	}
	return all
}

// problemKey is the key of a part of the error page for the kind of failure.
func problemKey(p web.Problem, part string) string {
	return "web.problem." + p.Kind.String() + "." + part
}

// problemLead is what is to be said under the title. Of a page that is not there the title has said it; then it is what
// the reader can do.
func problemLead(v *web.View, p web.Problem) string {
	if p.Text.Key == "fault.not_found" {
		return v.T("web.problem.not_found.lead")
	}
	return v.Loc.Message(p.Text)
}

func problemActs(v *web.View, p web.Problem) []Act {
	switch {
	case p.Stale != nil:
		return nil
	case p.Kind == fault.SignIn:
		return []Act{{Text: v.T("web.shell.sign_in"), Href: v.Href("/sign-in")}}
	case v.Site.Search != "" && (p.Kind == fault.NotFound || p.Kind == fault.Gone):
		return []Act{{Text: v.T("web.shell.search_act"), Href: v.Href(v.Site.Search)}, {Text: v.T("web.problem.home"), Href: v.Href("/"), Kind: Second}}
	}
	return []Act{{Text: v.T("web.problem.home"), Href: v.Href("/"), Kind: Second}}
}

// withoutPlaces drops the links of faults: on an error page there is no form to lead to.
func withoutPlaces(fields []fault.Field) []fault.Field {
	plain := make([]fault.Field, len(fields))
	for i, f := range fields {
		plain[i] = fault.Field{Message: f.Message}
	}
	return plain
}
