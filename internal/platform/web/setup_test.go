package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/locale"
)

// site is a running site of a test.
type site struct {
	*web.Router

	catalogue *i18n.Catalogue
	log       *bytes.Buffer
	person    web.Person
	config    web.Config
	handler   http.Handler
}

const work access.Action = "work:do"

// newSite makes a site in English and Khmer whose pages routes registers.
func newSite(t *testing.T, change func(*web.Config), routes func(*web.Router)) *site {
	t.Helper()
	s := &site{log: &bytes.Buffer{}}
	var err error
	if s.catalogue, err = i18n.Load(locale.Files); err != nil {
		t.Fatal(err)
	}
	s.catalogue.Offer("en", "km", "zh-Hans")
	authority, err := access.New(kernel.SystemClock{}, access.Policy{
		Name: "work", Text: `permit (principal, action == Action::"work:do", resource) when { principal.signed_in };`, Actions: []access.Action{work},
	})
	if err != nil {
		t.Fatal(err)
	}
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	s.config = web.Config{
		Catalogue: s.catalogue, Access: authority, Assets: assets, ErrorPage: ui.Problem,
		Identify: func(*http.Request) (web.Person, error) { return s.person, nil },
		Log:      slog.New(slog.NewTextHandler(s.log, nil)),
	}
	if change != nil {
		change(&s.config)
	}
	s.Router = web.NewRouter(s.config)
	s.SetSite(web.Site{Acronym: "COMMIT", Name: kernel.Plain("en", "The process"), Members: 6})
	if routes != nil {
		routes(s.Router)
	}
	s.handler = s.Handler()
	return s
}

func (s *site) signIn() {
	s.person = web.Person{Actor: kernel.Actor{ID: kernel.NewID(), Memberships: []kernel.Membership{{Role: kernel.FocalPoint, Country: "KH"}}}, Name: "Sokha"}
}

// do sends a request; header is name and value in turn.
func (s *site) do(method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (s *site) get(target string, header ...string) *httptest.ResponseRecorder {
	return s.do(http.MethodGet, target, "", header...)
}

// post sends a form.
func (s *site) post(target, body string, header ...string) *httptest.ResponseRecorder {
	return s.do(http.MethodPost, target, body, append(header, "Content-Type", "application/x-www-form-urlencoded")...)
}

// says is a page in the shell with one sentence.
func says(v *web.View, words string) templ.Component {
	inner := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>"+templ.EscapeString(words)+"</p>")
		return err
	})
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Shell(v, ui.Page{Title: "Page"}).Render(templ.WithChildren(ctx, inner), w)
	})
}

// page answers with one sentence.
func page(words string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request, v *web.View) error {
		return web.Render(w, r, v, http.StatusOK, says(v, words))
	}
}

// refuses answers with the error.
func refuses(err error) web.Handler {
	return func(http.ResponseWriter, *http.Request, *web.View) error { return err }
}
