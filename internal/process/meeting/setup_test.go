package meeting_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
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
	"sampan/internal/process/meeting"
	"sampan/locale"
)

var at = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// people are who the tests come as; "" is the public.
var people = map[string]kernel.Actor{
	"officer": {ID: kernel.NewID(), Verified: at, Memberships: []kernel.Membership{{Role: kernel.Secretariat}}},
	"stale":   {ID: kernel.NewID(), Verified: at.Add(-time.Hour), Memberships: []kernel.Membership{{Role: kernel.Secretariat}}},
	"focal":   {ID: kernel.NewID(), Verified: at, Memberships: []kernel.Membership{{Role: kernel.FocalPoint, Country: "KH"}}},
	"cso":     {ID: kernel.NewID(), Verified: at, Memberships: []kernel.Membership{{Role: kernel.CSODelegate}}},
	"admin":   {ID: kernel.NewID(), Verified: at, Memberships: []kernel.Membership{{Role: kernel.Administrator}}},
}

// house is a small installation with the record of COMMIT, its pages and its API.
type house struct {
	*testing.T

	db        *db.DB
	walk      *act.Walk
	service   *meeting.Service
	pack      *pack.Pack
	catalogue *i18n.Catalogue
	server    *httptest.Server
}

func setup(t *testing.T, d *db.DB) *house {
	t.Helper()
	dir := t.TempDir()
	must(t, ledger.MakeKey(dir, "commit.example/log"))
	log, err := ledger.Open(dir, "commit.example/log")
	must(t, err)
	clock := kernel.FixedClock{At: at}
	authority, err := access.New(clock, meeting.Policy)
	must(t, err)
	h := &house{T: t, db: d, walk: &act.Walk{DB: d, Access: authority, Clock: clock, Owner: "node", Log: log}}
	h.pack, err = pack.Open(os.DirFS("../../../packs/commit"))
	must(t, err)
	h.service = meeting.New(h.walk, meeting.Links{
		Members: func(context.Context, db.Queryer) ([]kernel.Country, error) { return h.pack.Process.Members, nil },
		Plans: func(context.Context, db.Queryer) ([]meeting.Plan, error) {
			return []meeting.Plan{{Slug: "spa-4", Short: kernel.Plain("en", "SPA IV"), Period: kernel.Period{From: "2015", To: "2018"}}}, nil
		},
		Address: "https://commit.example",
	})
	_, err = act.Do(context.Background(), h.walk, act.Call{Actor: kernel.System, Action: meeting.RecordOne, Resource: access.Kind("meeting")},
		func(ctx context.Context, tx *act.Tx) (int, error) { return 0, h.service.LoadPack(ctx, tx, h.pack) })
	must(t, err)
	h.serve()
	return h
}

func (h *house) serve() {
	var err error
	h.catalogue, err = i18n.Load(locale.Files)
	must(h, err)
	assets, err := web.LoadAssets()
	must(h, err)
	identify := func(r *http.Request) kernel.Actor { return people[r.Header.Get("As")] }
	router := web.NewRouter(web.Config{
		Catalogue: h.catalogue, Access: h.walk.Access, Assets: assets, ErrorPage: ui.Problem, Log: slog.New(slog.DiscardHandler),
		Identify: func(r *http.Request) (web.Person, error) { return web.Person{Actor: identify(r)}, nil },
	})
	h.service.Mount(router)
	machine := api.New(h.catalogue, slog.New(slog.DiscardHandler), "test", "https://commit.example")
	h.service.MountAPI(machine)
	pages := router.Handler()
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			machine.Handler().ServeHTTP(w, r.WithContext(access.WithActor(r.Context(), identify(r))))
			return
		}
		pages.ServeHTTP(w, r)
	}))
	h.Cleanup(h.server.Close)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

func (h *house) do(as, method, path, kind string, body io.Reader, headers ...string) answer {
	h.Helper()
	req, err := http.NewRequest(method, h.server.URL+path, body)
	must(h, err)
	req.Header.Set("As", as)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	must(h, err)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	must(h, err)
	return answer{res.StatusCode, string(raw), res.Header}
}

func (h *house) get(as, path string) answer {
	h.Helper()
	return h.do(as, http.MethodGet, path, "", nil)
}

func (h *house) post(as, path string, form url.Values) answer {
	h.Helper()
	return h.do(as, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// call sends JSON to the API with a key of its own and reads the answer into out.
func (h *house) call(as, method, path string, in, out any) answer {
	h.Helper()
	raw, err := json.Marshal(in)
	must(h, err)
	a := h.do(as, method, "/api/v1"+path, "application/json", strings.NewReader(string(raw)), "Idempotency-Key", string(kernel.NewPersonID()))
	if out != nil && a.status < 300 {
		must(h, json.Unmarshal([]byte(a.body), out))
	}
	return a
}

func has(t testing.TB, a answer, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %.2000s", a.status, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("%q is not in the answer", w)
		}
	}
}

func lacks(t testing.TB, a answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.body, w) {
			t.Errorf("%q is in the answer", w)
		}
	}
}
