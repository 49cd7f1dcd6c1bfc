package webtest

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/ledger"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/locale"
	"sampan/packs"
)

// At is what the clock of a House tells.
var At = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// People are who comes to a House; "" is the public. All have proved just now who they are, but for "stale".
var People = map[string]kernel.Actor{
	"officer": {ID: kernel.NewID(), Verified: At, Memberships: []kernel.Membership{{Role: kernel.Secretariat}}},
	"stale":   {ID: kernel.NewID(), Verified: At.Add(-time.Hour), Memberships: []kernel.Membership{{Role: kernel.Secretariat}}},
	"focal":   {ID: kernel.NewID(), Verified: At, Memberships: []kernel.Membership{{Role: kernel.FocalPoint, Country: "KH"}}},
	"cso":     {ID: kernel.NewID(), Verified: At, Memberships: []kernel.Membership{{Role: kernel.CSODelegate}}},
	"admin":   {ID: kernel.NewID(), Verified: At, Memberships: []kernel.Membership{{Role: kernel.Administrator}}},
}

// House is a small installation with the process of COMMIT and one feature, whose pages and API are served over HTTP.
// Make it with NewHouse, make the feature on its Walk, then Serve it.
type House struct {
	*testing.T

	DB        *db.DB
	Walk      *act.Walk
	Pack      *pack.Pack
	Catalogue *i18n.Catalogue
	Server    *httptest.Server
}

// Feature is what a House serves.
type Feature interface {
	Mount(rt *web.Router)
	MountAPI(a *api.API)
	LoadPack(ctx context.Context, tx *act.Tx, p *pack.Pack) error
}

// NewHouse makes a House on the database in which what policy says holds.
func NewHouse(t *testing.T, d *db.DB, policy access.Policy) *House {
	t.Helper()
	const origin = "commit.example/log"
	dir := t.TempDir()
	Must(t, ledger.MakeKey(dir, origin))
	log, err := ledger.Open(dir, origin)
	Must(t, err)
	clock := kernel.FixedClock{At: At}
	authority, err := access.New(clock, policy)
	Must(t, err)
	files, err := packs.Open("commit")
	Must(t, err)
	p, err := pack.Open(files)
	Must(t, err)
	catalogue, err := i18n.Load(locale.Files)
	Must(t, err)
	walk := &act.Walk{DB: d, Access: authority, Clock: clock, Owner: "node", Log: log}
	return &House{T: t, DB: d, Walk: walk, Pack: p, Catalogue: catalogue}
}

// Serve loads the pack into the feature, as the program's action on its kind of record, and opens the doors.
func (h *House) Serve(f Feature, action access.Action, kind string) {
	h.Helper()
	_, err := act.Do(context.Background(), h.Walk, act.Call{Actor: kernel.System, Action: action, Resource: access.Kind(kind)},
		func(ctx context.Context, tx *act.Tx) (int, error) { return 0, f.LoadPack(ctx, tx, h.Pack) })
	Must(h, err)
	assets, err := web.LoadAssets()
	Must(h, err)
	quiet := slog.New(slog.DiscardHandler)
	who := func(r *http.Request) kernel.Actor { return People[r.Header.Get("As")] }
	router := web.NewRouter(web.Config{
		Catalogue: h.Catalogue, Access: h.Walk.Access, Assets: assets, ErrorPage: ui.Problem, Log: quiet,
		Identify: func(r *http.Request) (web.Person, error) { return web.Person{Actor: who(r)}, nil },
	})
	f.Mount(router)
	machine := api.New(h.Catalogue, quiet, "test", "https://commit.example")
	f.MountAPI(machine)
	pages := router.Handler()
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			machine.Handler().ServeHTTP(w, r.WithContext(access.WithActor(r.Context(), who(r))))
			return
		}
		pages.ServeHTTP(w, r)
	}))
	h.Cleanup(h.Server.Close)
}

// Answer is what came back, read to its end.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Do sends a request as one of People and follows no redirect. kind is the body's media type; header is name and value
// in turn.
func (h *House) Do(as, method, path, kind string, body io.Reader, header ...string) Answer {
	h.Helper()
	req, err := http.NewRequest(method, h.Server.URL+path, body)
	Must(h, err)
	req.Header.Set("As", as)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := noRedirects.Do(req)
	Must(h, err)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	Must(h, err)
	return Answer{res.StatusCode, string(raw), res.Header}
}

// Get asks for an address with its language, as "/en/meetings".
func (h *House) Get(as, path string) Answer {
	h.Helper()
	return h.Do(as, http.MethodGet, path, "", nil)
}

// Post sends a form as it is: FormOf reads one from its page.
func (h *House) Post(as, path string, form url.Values) Answer {
	h.Helper()
	return h.Do(as, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// Call sends JSON to the operation at path, as "/meetings", with a key of its own, and reads the answer of one that went
// well into out unless that is nil.
func (h *House) Call(as, method, path string, in, out any) Answer {
	h.Helper()
	raw, err := json.Marshal(in)
	Must(h, err)
	a := h.Do(as, method, api.Base+path, "application/json", strings.NewReader(string(raw)), "Idempotency-Key", string(kernel.NewPersonID()))
	if out != nil && a.Status < 300 {
		Must(h, json.Unmarshal([]byte(a.Body), out))
	}
	return a
}

// Must ends the test on an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Has ends the test when the answer has another status, and tells which of the words it lacks.
func Has(t testing.TB, a Answer, status int, words ...string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d: %.2000s", a.Status, status, a.Body)
	}
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			t.Errorf("%q is not in the answer", w)
		}
	}
}

// Lacks tells which of the words the answer has.
func Lacks(t testing.TB, a Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.Body, w) {
			t.Errorf("%q is in the answer", w)
		}
	}
}
