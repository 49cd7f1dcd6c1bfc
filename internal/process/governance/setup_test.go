package governance_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
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
	"sampan/internal/process/governance"
	"sampan/locale"
)

const (
	commit    = "../../../packs/commit"
	fourLakes = "../../platform/pack/testdata/fourlakes"
)

var now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func person(id string, role kernel.Role, c kernel.Country, verified time.Time) kernel.Actor {
	return kernel.Actor{
		ID: kernel.ID("0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f" + id), Verified: verified,
		Memberships: []kernel.Membership{{Role: role, Country: c}},
	}
}

var (
	officer = person("60", kernel.Secretariat, "", now.Add(-time.Minute))
	tired   = person("61", kernel.Secretariat, "", now.Add(-time.Hour))
	khmer   = person("62", kernel.FocalPoint, "KH", now)
	donor   = person("63", kernel.Observer, "", now)
	admin   = person("64", kernel.Administrator, "", now)
	people  = map[string]kernel.Actor{"officer": officer, "tired": tired, "khmer": khmer, "donor": donor, "admin": admin}
)

// house is an installation with one process, served over HTTP.
type house struct {
	*governance.Service

	t    testing.TB
	db   *db.DB
	walk *act.Walk
	url  string
	cat  *i18n.Catalogue
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func setup(t testing.TB, d *db.DB, folder string) *house {
	t.Helper()
	p, err := pack.Open(os.DirFS(folder))
	must(t, err)
	clock := kernel.FixedClock{At: now}
	authority, err := access.New(clock, governance.Policy)
	must(t, err)
	keys := t.TempDir()
	must(t, ledger.MakeKey(keys, "localhost/log"))
	log, err := ledger.Open(keys, "localhost/log")
	must(t, err)
	h := &house{t: t, db: d, walk: &act.Walk{DB: d, Access: authority, Clock: clock, Owner: "node", Log: log}}
	h.Service = governance.New(h.walk)
	h.Join(governance.Parts{Chairs: hosts(p), Meetings: calendar(p)})
	_, err = act.Do(context.Background(), h.walk, act.Call{Actor: kernel.System, Action: governance.Edit, Resource: access.Kind("pack")},
		func(ctx context.Context, tx *act.Tx) (bool, error) { return true, h.LoadPack(ctx, tx, p) })
	must(t, err)
	h.serve(authority)
	return h
}

func (h *house) serve(authority *access.Authority) {
	t := h.t
	t.Helper()
	var err error
	h.cat, err = i18n.Load(locale.Files)
	must(t, err)
	t.Cleanup(func() {
		for _, key := range h.cat.Missing() {
			if strings.HasPrefix(key, "en") && strings.Contains(key, "governance.") {
				t.Errorf("no words for %s", key)
			}
		}
	})
	assets, err := web.LoadAssets()
	must(t, err)
	identify := func(r *http.Request) (web.Person, error) {
		return web.Person{Actor: people[r.Header.Get("Test-Person")]}, nil
	}
	rt := web.NewRouter(web.Config{
		Catalogue: h.cat, Access: authority, Assets: assets, Log: slog.New(slog.DiscardHandler), Identify: identify,
		ErrorPage: ui.Problem,
	})
	site, err := h.Site(context.Background(), func(l kernel.Lang) func(string, ...any) string { return h.cat.Locale(l).T })
	must(t, err)
	rt.SetSite(site)
	h.Mount(rt)
	a := api.New(h.cat, slog.New(slog.DiscardHandler), "test", "http://localhost")
	h.MountAPI(a)
	rt.Raw("/api/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.Handler().ServeHTTP(w, r.WithContext(access.WithActor(r.Context(), people[r.Header.Get("Test-Person")])))
	}), "the API checks access itself")
	server := httptest.NewServer(rt.Handler())
	t.Cleanup(server.Close)
	h.url = server.URL
}

// hosts are the meetings of a pack whose host chairs.
type packHosts struct{ p *pack.Pack }

func hosts(p *pack.Pack) packHosts { return packHosts{p} }

func (h packHosts) SOMs(context.Context, db.Queryer) ([]governance.SOM, error) {
	var all []governance.SOM
	for _, m := range h.p.Meetings {
		if rule := h.p.Process.ChairRule; rule != nil && m.Kind == rule.HostOf && m.State == pack.Held {
			all = append(all, governance.SOM{Slug: m.Slug, Number: m.Number, Date: m.Start, Country: m.Country})
		}
	}
	return all, nil
}

type packCalendar struct{ p *pack.Pack }

func calendar(p *pack.Pack) packCalendar { return packCalendar{p} }

func (c packCalendar) OnRecord(context.Context, db.Queryer, kernel.Actor) ([]governance.Held, error) {
	var all []governance.Held
	for _, m := range c.p.Meetings {
		all = append(all, governance.Held{
			Slug: m.Slug, Kind: m.Kind, Number: m.Number, Title: m.Title, Start: m.Start, End: m.End, City: m.City, Country: m.Country, State: m.State,
		})
	}
	return all, nil
}

var noRedirect = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (h *house) do(method, path, who, kind string, body io.Reader) (int, string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, h.url+path, body)
	must(h.t, err)
	req.Header.Set("Test-Person", who)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if strings.HasPrefix(path, "/api/") && method != http.MethodGet {
		req.Header.Set("Idempotency-Key", string(kernel.NewPersonID()))
	}
	res, err := noRedirect.Do(req)
	must(h.t, err)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	must(h.t, err)
	return res.StatusCode, string(raw)
}

// page gives the words of a page that must be there.
func (h *house) page(path, who string) string {
	h.t.Helper()
	status, body := h.do(http.MethodGet, path, who, "", nil)
	if status != http.StatusOK {
		h.t.Fatalf("GET %s as %q: %d\n%s", path, who, status, words(body))
	}
	return body
}

// form reads the hidden fields of the form on a page that goes to its action.
func (h *house) form(path, who string) url.Values {
	h.t.Helper()
	return hidden(h.page(path, who))
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)"`)

func hidden(body string) url.Values {
	v := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
		v.Set(m[1], m[2])
	}
	return v
}

func (h *house) post(path, who string, v url.Values) (int, string) {
	h.t.Helper()
	return h.do(http.MethodPost, path, who, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// words is what a page says, without its mark-up.
func words(body string) string {
	if i := strings.Index(body, "<main"); i >= 0 {
		body = body[i:]
	}
	body = strings.NewReplacer("&#39;", "'", "&amp;", "&", "&#34;", `"`).Replace(tags.ReplaceAllString(body, " "))
	return strings.TrimSpace(spaces.ReplaceAllString(body, " "))
}

func (h *house) says(path, who string, want ...string) {
	h.t.Helper()
	got := words(h.page(path, who))
	for _, w := range want {
		if !strings.Contains(got, w) {
			h.t.Errorf("%s does not say %q; it says:\n%s", path, w, got)
		}
	}
}

func with(v url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func (h *house) acts(kind string) int {
	h.t.Helper()
	n := 0
	must(h.t, h.db.Read(context.Background(), func(q db.Queryer) error {
		all, err := act.List(context.Background(), q, kernel.System, act.Filter{Kind: kind}, kernel.Page{Limit: kernel.MaxLimit})
		n = len(all)
		return err
	}))
	return n
}
