package web

import (
	"net/url"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/i18n"
)

// View is what every page knows: the reader's language, who they are, where they are, and the site.
type View struct {
	Lang       kernel.Lang
	Loc        *i18n.Locale
	Languages  []*i18n.Locale // the languages that the site offers, for the switch
	Actor      kernel.Actor
	Name       string     // what the signed-in person is called; for their own pages only
	Path       string     // the address without language and suffix, escaped
	Query      url.Values // as asked
	Submission kernel.ID  // a fresh one for the forms of this page
	Site       Site
	Flash      string // key of a notice left by the page before; "" when there is none
	RequestID  string
	Zone       *time.Location

	assets *Assets
	access Access
	takes  func(action string) bool // the site takes forms there
	keep   *remembered              // where this page is kept when it turns out to be a public one
}

// Access answers what a person may do, for what a page offers. It decides nothing: use cases ask access themselves.
type Access interface {
	May(actor kernel.Actor, action access.Action, resource access.Resource) bool
}

// Site is what pages say of the process and the installation on every page.
type Site struct {
	Name    kernel.Text // of the process
	Acronym string
	Address string      // of the installation, as https://commit.example; printed pages name it
	Notice  kernel.Text // the sentence in the strip above every page, as that it is no official site
	About   kernel.Text // the sentences at the foot of every page
	AsOf    kernel.Date // the day that the record was last changed
	Members int         // strands of the river
	Search  string      // path of the search, without language; "" for none
	Nav     []NavItem
	Work    []NavItem // for those who are signed in
	Foot    []NavGroup
	Demo    bool
}

// NavItem is a place of the site. Work items are shown to those who may do Action on resources of Kind.
type NavItem struct {
	Key    string // catalogue key of its name
	Path   string // without language
	Action access.Action
	Kind   string
}

// NavGroup is a list of places with a heading, at the foot of a page.
type NavGroup struct {
	Key   string
	Items []NavItem
}

// Shown is a text in the best language there is for the reader.
type Shown struct {
	Text  string
	Lang  kernel.Lang // "" when it is the page's own
	Draft bool        // no speaker has looked over it yet
	Old   bool        // made from a version that has been superseded
}

// T is the words of a catalogue key; see i18n.Locale.T.
func (v *View) T(key string, args ...any) string { return v.Loc.T(key, args...) }

// Href is the address of a path of the site in the reader's language. Query and fragment may follow the path.
func (v *View) Href(path string) string {
	if path == "/" {
		path = ""
	}
	return "/" + v.Loc.Prefix() + path
}

// In is the address of this page in another language.
func (v *View) In(l *i18n.Locale) string {
	path := v.Path
	if path == "/" {
		path = ""
	}
	if q := v.Query.Encode(); q != "" {
		path += "?" + q
	}
	return "/" + l.Prefix() + path
}

// Date is the date in the reader's form.
func (v *View) Date(d kernel.Date) string { return v.Loc.Date(d) }

// DateRange is the two dates in the reader's form, without repeating what they share.
func (v *View) DateRange(from, to kernel.Date) string { return v.Loc.DateRange(from, to) }

// Time is the instant in the reader's form and the site's zone.
func (v *View) Time(t time.Time) string { return v.Loc.Time(t, v.Zone) }

// Text is the text as this reader can best read it.
func (v *View) Text(t kernel.Text) Shown {
	words, lang := t.In(v.Lang)
	s := Shown{Text: words, Draft: t[lang].State == kernel.DraftText, Old: t[lang].State == kernel.Outdated}
	if lang.Base() != v.Lang.Base() {
		s.Lang = lang
	}
	return s
}

// Asset is the address of a static file, with the hash of its content.
func (v *View) Asset(name string) string { return v.assets.URL(name) }

// Can says that the reader may do it, now or after proving who they are.
func (v *View) Can(action access.Action, resource access.Resource) bool {
	return v.access.May(v.Actor, action, resource)
}

// Current says that path is this page or one above it.
func (v *View) Current(path string) bool {
	if path == "/" {
		return v.Path == "/"
	}
	return v.Path == path || len(v.Path) > len(path) && v.Path[:len(path)] == path && v.Path[len(path)] == '/'
}

// WorkNav lists the places of work that the reader may go to.
func (v *View) WorkNav() []NavItem {
	var items []NavItem
	for _, item := range v.Site.Work {
		if item.Action == "" || v.Can(item.Action, access.Kind(item.Kind)) {
			items = append(items, item)
		}
	}
	return items
}
