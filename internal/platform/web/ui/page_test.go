package ui_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/locale"
)

// stylePage is the style page as the reader gets it, in the language, with the catalogue that made it.
func stylePage(t *testing.T, lang string, person web.Person) (*html.Node, string, *i18n.Catalogue) {
	t.Helper()
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	catalogue.Offer("en", "km", "my", "zh")
	authority, err := access.New(kernel.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	rt := web.NewRouter(web.Config{
		Catalogue: catalogue, Access: authority, Assets: assets, ErrorPage: ui.Problem,
		Identify: func(*http.Request) (web.Person, error) { return person, nil }, Log: slog.New(slog.DiscardHandler),
	})
	nav := []web.NavItem{{Key: "web.style.title", Path: "/style", Action: access.Account, Kind: "account"}}
	rt.SetSite(web.Site{
		Acronym: "COMMIT", Name: kernel.Plain("en", "The process"), Notice: kernel.Plain("en", "A demonstration."), Members: 6, AsOf: "2026-11",
		Nav: nav, Work: nav, Foot: []web.NavGroup{{Key: "web.shell.main", Items: nav}},
	})
	ui.Register(rt)
	w := httptest.NewRecorder()
	rt.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+lang+"/style", http.NoBody))
	if w.Code != http.StatusOK {
		t.Fatalf("got %d: %s", w.Code, w.Body)
	}
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc, w.Body.String(), catalogue
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func elements(doc *html.Node) []*html.Node {
	var all []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func TestPageKeepsTheStrictPolicy(t *testing.T) {
	_, text, catalogue := stylePage(t, "en", web.Person{})
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range elements(doc) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
			if a.Key == "else" || a.Key == "if" {
				t.Errorf("<%s> has a piece of the template as an attribute", n.Data)
			}
			if (a.Key == "href" || a.Key == "src") && a.Val == "" {
				t.Errorf("<%s> leads nowhere", n.Data)
			}
		}
		if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
			t.Errorf("<%s> stands in the page", n.Data)
		}
	}
	if strings.Contains(text, "⟦") || strings.Contains(text, "TemplFailed") {
		t.Error("words are missing or an address was refused")
	}
	if missing := catalogue.Missing(); len(missing) > 0 {
		t.Errorf("words are missing: %v", missing)
	}
}

func TestPageIsReadInOrderByListeners(t *testing.T) {
	doc, _, _ := stylePage(t, "en", web.Person{Actor: kernel.Actor{ID: kernel.NewID()}})
	ids, level, tops := map[string]bool{}, 0, 0
	all := elements(doc)
	for _, n := range all {
		if id, ok := attr(n, "id"); ok {
			if ids[id] || id == "" {
				t.Errorf("the id %q stands twice or is empty", id)
			}
			ids[id] = true
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("heading %d comes after heading %d", next, level)
			}
			level = next
			if next == 1 {
				tops++
			}
		}
	}
	if tops != 2 { // the style page shows both kinds of head
		t.Errorf("%d first headings", tops)
	}
	for _, n := range all {
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby"} {
			refs, _ := attr(n, name)
			for id := range strings.FieldsSeq(refs) {
				if !ids[id] {
					t.Errorf("<%s %s=%q> refers to nothing", n.Data, name, id)
				}
			}
		}
		if href, _ := attr(n, "href"); strings.HasPrefix(href, "#f-") && !ids[href[1:]] {
			t.Errorf("the list of errors leads to %s, which is not there", href)
		}
	}
}

func TestEverythingStandsInALandmark(t *testing.T) {
	doc, _, _ := stylePage(t, "en", web.Person{Actor: kernel.Actor{ID: kernel.NewID()}})
	for _, n := range elements(doc) {
		if n.Parent == nil || n.Parent.Data != "body" {
			continue
		}
		class, _ := attr(n, "class")
		if !slices.Contains([]string{"header", "main", "footer"}, n.Data) && class != "skip" {
			t.Errorf("<%s class=%q> lies outside a landmark", n.Data, class)
		}
	}
}

func TestCardsStayATable(t *testing.T) {
	doc, _, _ := stylePage(t, "en", web.Person{})
	roles := map[string]string{"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
	seen := 0
	for _, n := range elements(doc) {
		want, ok := roles[n.Data]
		if got, _ := attr(n, "role"); ok && got != want {
			t.Errorf("<%s> has the role %q", n.Data, got)
		}
		if scope, _ := attr(n, "scope"); n.Data == "th" && scope == "" {
			t.Error("a heading of a table without scope")
		}
		if ok {
			seen++
		}
	}
	if seen == 0 {
		t.Error("the style page shows no table")
	}
}

func TestTextInAnotherLanguageSaysSo(t *testing.T) {
	_, text, _ := stylePage(t, "km", web.Person{})
	for _, want := range []string{`<html lang="km"`, `<p lang="en">A demonstration.</p>`, `<small lang="en">The process</small>`, `hreflang="zh-Hans" href="/zh/style"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// hostile is what nobody may get into a page.
const hostile = `<img src=x onerror=alert(1)>"'&`

func TestWhatPeopleWriteIsEscaped(t *testing.T) {
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	v := &web.View{Lang: "en", Loc: catalogue.Locale("en")}
	x := ui.Shown(hostile)
	bad := web.Shown{Text: hostile, Lang: kernel.Lang(`en" onclick="x`)}
	state := web.NewState("f", hostile)
	state.Faults = []fault.Field{{Path: hostile, Message: fault.Message{Key: hostile}}}
	for name, c := range map[string]templ.Component{
		"facts":    ui.Facts([]ui.Fact{{Term: hostile, Value: bad, Note: hostile}, {Value: x, Href: "javascript:alert(1)"}}),
		"list":     ui.DatedList(v, []ui.Dated{{When: hostile, Title: x, Note: bad, Href: hostile}}),
		"six":      ui.Six([]ui.Member{{Name: hostile, Own: hostile + "2", OwnLang: bad.Lang}}),
		"sources":  ui.Sources(v, []kernel.Source{{URL: "javascript:alert(1)", Title: hostile, Note: hostile}}),
		"table":    ui.Table(ui.Grid{Caption: hostile, Columns: []ui.Column{{Title: hostile}, {Title: hostile}}, Rows: []ui.Row{{Cells: []ui.Cell{{Text: x}, {Text: bad}}}}}),
		"field":    ui.TextField(v, state, ui.Field{Name: "f", Label: hostile, Hint: hostile}),
		"area":     ui.TextArea(v, state, ui.Field{Name: "f", Label: hostile}),
		"errors":   ui.ErrorSummary(v, state, nil),
		"conflict": ui.Conflict(v, &web.Stale{By: hostile, Action: "/x", Fields: []web.StaleField{{Name: hostile, Label: hostile, Yours: hostile, Saved: hostile}}}),
		"river":    ui.River(ui.Stream{Stations: [5]ui.Station{{Name: hostile, Words: hostile, Note: hostile}}}),
		"axis":     ui.TimeAxis(v, ui.Axis{Title: hostile, From: 2004, To: 2010, Rows: []ui.AxisRow{{Name: hostile, Marks: []ui.AxisMark{{At: "2005", Label: hostile, Title: hostile}}, Spans: []ui.AxisSpan{{From: "2005", Label: hostile}}}}}),
		"node":     ui.NodeOf(v, ui.Node{Code: hostile, Level: hostile, Title: bad, Depth: 2}),
	} {
		var b strings.Builder
		if err := c.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range elements(doc) {
			if n.Data == "img" {
				t.Errorf("%s: markup got through", name)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("%s: %s=%q got through", name, a.Key, a.Val)
				}
			}
		}
	}
}

func TestRiverHasOneStrandAMember(t *testing.T) {
	draw := func(s ui.Stream) string {
		var b strings.Builder
		if err := ui.River(s).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	at := func(reached int) (all [5]ui.Station) {
		for i := range all {
			all[i].State = ui.StationDone
			if i == reached {
				all[i].State = ui.StationNow
			} else if i > reached {
				all[i].State = ui.StationAhead
			}
		}
		return all
	}
	for members, want := range map[int]int{0: 6, 1: 1, 4: 4, 6: 6, 11: 11} {
		drawn := draw(ui.Stream{Members: members, Stations: at(4)})
		if got := strings.Count(drawn, `<path class="rv-s"`); got != want {
			t.Errorf("%d members: %d strands, want %d", members, got, want)
		}
		if strings.Contains(drawn, "NaN") || strings.Contains(drawn, "Inf") {
			t.Errorf("%d members: no geometry", members)
		}
	}
	known := draw(ui.Stream{Stations: at(4)})
	for _, d := range []string{
		"M11 81.5C91 81.5 138 13 218 13H280.1C390.1 13 418.5 74.2 528.5 74.2", "M735.6 60.8C828.7 60.8 849.4 79.2 942.6 79.2",
	} {
		if !strings.Contains(known, d) {
			t.Errorf("the drawing lacks %s\n%s", d, known)
		}
	}
	if open := strings.Count(draw(ui.Stream{Stations: at(1), In: []bool{true, false, true}}), `class="rv-n rv-open" cx="218`); open != 4 {
		t.Errorf("%d positions are awaited, want 4", open)
	}
	for reached := range 5 {
		drawn := draw(ui.Stream{Stations: at(reached)})
		if dry := strings.Contains(drawn, "rv-bed"); dry != (reached < 4) {
			t.Errorf("at station %d the broad river flows: %v", reached, !dry)
		}
		want := 1
		if reached == 1 {
			want = 0 // in consultation the river is in as many places as it has strands
		}
		if n := strings.Count(drawn, "rv-now"); n != want {
			t.Errorf("at station %d there are %d places of now", reached, n)
		}
	}
}

func TestAxisPutsADateWhereItLies(t *testing.T) {
	var b strings.Builder
	a := ui.Axis{From: 2000, To: 2009, Rows: []ui.AxisRow{{Marks: []ui.AxisMark{{At: "2000-01-01", Label: "a"}, {At: "2005-01-01", Label: "b"}, {At: "1990", Label: "c"}, {At: "2050", Label: "d"}}}}}
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	if err := ui.TimeAxis(&web.View{Loc: catalogue.Locale("en")}, a).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	for label, x := range map[string]string{"a": "96", "b": "628.3", "c": "96", "d": "1160"} {
		if want := fmt.Sprintf(`x="%s" y="79" text-anchor="middle">%s</text>`, x, label); !strings.Contains(b.String(), want) {
			t.Errorf("the drawing lacks %s:\n%s", want, b.String())
		}
	}
}
