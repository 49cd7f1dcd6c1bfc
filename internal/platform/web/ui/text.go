package ui

import (
	"net/url"

	"github.com/a-h/templ"

	"sampan/internal/kernel"
)

func langAttr(l kernel.Lang) templ.Attributes {
	if l == "" {
		return nil
	}
	return templ.Attributes{"lang": string(l)}
}

func idAttr(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
}

// tagSign stands before the words of a tag, so that its colour is not the only signal.
func tagSign(kind string) string {
	return map[string]string{"ok": "✓ ", "warn": "! ", "err": "✕ "}[kind]
}

// sourceName is the title of a source, or the host of its address.
func sourceName(s kernel.Source) string {
	if s.Title != "" {
		return s.Title
	}
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return s.URL
}
