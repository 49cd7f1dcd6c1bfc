// Package webtest serves a feature to its tests, with the real catalogues, layers and shell. A Site is pages alone, to
// whoever the test says; a House is a feature with its record, pages and API, on a database.
package webtest

import (
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/locale"
)

// Site is the pages of one test. Set Person to say who asks; the zero Person is the public.
type Site struct {
	Person  web.Person
	Router  *web.Router
	handler http.Handler
}

// New serves what register registers, to whoever access lets. When the test ends, words that were asked for and are in
// no catalogue fail it.
func New(t testing.TB, access web.Access, register func(*web.Router)) *Site {
	t.Helper()
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{}
	s.Router = web.NewRouter(web.Config{
		Catalogue: catalogue, Access: access, Assets: assets, ErrorPage: ui.Problem, Log: slog.New(slog.DiscardHandler),
		Identify: func(*http.Request) (web.Person, error) { return s.Person, nil },
	})
	s.Router.SetSite(web.Site{Name: kernel.Plain("en", "Test process"), Acronym: "TEST", Members: 6})
	register(s.Router)
	s.handler = s.Router.Handler()
	t.Cleanup(func() {
		if missing := catalogue.Missing(); len(missing) > 0 {
			t.Errorf("words are missing: %s", strings.Join(missing, ", "))
		}
	})
	return s
}

// As says who asks from now on: somebody with the memberships, or the public when there are none.
func (s *Site) As(memberships ...kernel.Membership) {
	s.Person = web.Person{}
	if len(memberships) > 0 {
		s.Person = web.Person{Actor: kernel.Actor{ID: kernel.NewID(), Memberships: memberships}, Name: "Test"}
	}
}

// Get asks for an address with its language, as "/en/meetings"; header is name and value in turn.
func (s *Site) Get(address string, header ...string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest(http.MethodGet, address, http.NoBody), header)
}

// Post sends a form. It is given a submission id unless it has one.
func (s *Site) Post(address string, values url.Values, header ...string) *httptest.ResponseRecorder {
	sent := url.Values{web.SubmissionField: {string(kernel.NewID())}}
	maps.Copy(sent, values)
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(sent.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r, header)
}

func (s *Site) do(r *http.Request, header []string) *httptest.ResponseRecorder {
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}
