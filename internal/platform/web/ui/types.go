package ui

import (
	"github.com/a-h/templ"

	"sampan/internal/kernel"
	"sampan/internal/platform/web"
)

// Page is what the shell needs to know of a page.
type Page struct {
	Title       string // of the window, without the site's name
	Description string // for search engines; "" for none
	Wide        bool   // a work page with wide tables
	Feed        string // path of an Atom feed of this page; "" for none
	Private     bool   // not for search engines
	Formats     []Format
}

// Format is another form of a page, as its spreadsheet.
type Format struct{ Name, Href string }

// Link is a place with its name.
type Link struct {
	Text    string
	Href    string // with language; "" for a place that is where the reader is
	Lang    kernel.Lang
	Current bool
}

// Head is the top of a page: where it is, what it is, one sentence, what can be done.
type Head struct {
	Crumbs []Link
	Kicker string
	Title  web.Shown
	Lead   web.Shown
	Labels []Mark
	Acts   []Act
	Print  bool     // the page is made for printing: offers it where a script can
	Files  []Format // the page as a file
	Hero   bool     // the large one, of a first page
}

// ActKind is the weight of a button.
type ActKind string

// The weights of a button: one Main a view.
const (
	Main   ActKind = ""
	Second ActKind = "sec"
	Quiet  ActKind = "quiet"
	Grave  ActKind = "grave"
)

// Act is something that the reader can do: a link, or a button of the form around it when Href is empty.
type Act struct {
	Text        string
	Href        string
	Kind        ActKind
	Small       bool
	Name, Value string // of a button
	Download    bool
}

// Mark is a word about a text (a label: what it is) or about work (a tag: how it stands).
type Mark struct {
	Text string
	Kind string // label: para, illu, official, draftt. tag: ok, warn, err, river, or ""
	Tag  bool
}

// Fact is one line of a list of facts.
type Fact struct {
	Term  string
	Value web.Shown
	Note  string
	Href  string
	Body  templ.Component // instead of Value
}

// Count is a figure with what it counts.
type Count struct {
	Value, Label string
	Href         string
}

// Dated is an entry of a list that begins with its date.
type Dated struct {
	When  string
	Title web.Shown
	Href  string
	Note  web.Shown
	Marks []Mark
}

// Member is one of the equal members, in the process's order.
type Member struct {
	Name    string
	Href    string
	Own     string // its name in its own language
	OwnLang kernel.Lang
	Note    web.Shown
}

// Version is what one source says where sources differ.
type Version struct {
	Says    string
	Note    string
	Used    bool
	Sources []kernel.Source
}

// Proof is what stands beside an official text so that anyone can check it.
type Proof struct {
	Text  string // one sentence: what is proved
	Hash  string // the text's own SHA-256, where it has one
	Seal  string // the fingerprint that the entry itself holds
	Entry string // number of the log's entry, in the reader's form
	Href  string // how to check it
}

// Event is a point of a history, newest or oldest first as the page wants.
type Event struct {
	When    string
	Title   web.Shown
	Href    string
	Note    web.Shown
	Unknown bool // no record found
	Width   int  // of the line to the next one, 0 to 3: thin, six ways, broad, broadest
}

// Shown makes a text of the page's own language.
func Shown(text string) web.Shown { return web.Shown{Text: text} }
