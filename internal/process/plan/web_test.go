package plan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/internal/process/plan"
	"sampan/locale"
)

// site serves pages and API of a bundle to one actor.
type site struct {
	t         testing.TB
	server    *httptest.Server
	catalogue *i18n.Catalogue
	client    *http.Client
}

func (b bundle) site(t testing.TB, actor kernel.Actor) site {
	t.Helper()
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	rt := web.NewRouter(web.Config{
		Catalogue: catalogue, Access: b.walk.Access, Assets: assets, Log: slog.New(slog.DiscardHandler),
		Identify:  func(*http.Request) (web.Person, error) { return web.Person{Actor: actor}, nil },
		ErrorPage: ui.Problem,
	})
	rt.SetSite(web.Site{Acronym: "COMMIT", Members: 6})
	b.Mount(rt)
	a := api.New(catalogue, slog.New(slog.DiscardHandler), "test", "http://localhost")
	b.MountAPI(a)
	pages, machine := rt.Handler(), a.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(access.WithActor(r.Context(), actor))
		if strings.HasPrefix(r.URL.Path, "/api/") {
			machine.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return site{t, server, catalogue, client}
}

// in is the site within a subtest.
func (s site) in(t testing.TB) site {
	s.t = t
	return s
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (s site) do(method, path, kind string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, s.server.URL+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(raw)}
}

func (s site) get(path string) answer { s.t.Helper(); return s.do(http.MethodGet, "/en"+path, "", nil) }

// post sends a form with a submission of its own unless the values hold one.
func (s site) post(path string, values url.Values) answer {
	s.t.Helper()
	if values.Get(web.SubmissionField) == "" {
		values.Set(web.SubmissionField, string(kernel.NewID()))
	}
	return s.do(http.MethodPost, "/en"+path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

func (s site) upload(path, name string, content []byte) answer {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField(web.SubmissionField, string(kernel.NewID()))
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		s.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	return s.do(http.MethodPost, "/en"+path, form.FormDataContentType(), &body)
}

func (s site) api(method, path string, body any) answer {
	s.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(method, "/api/v1"+path, "application/json", bytes.NewReader(raw), "Idempotency-Key", string(kernel.NewID()))
}

// want fails unless the answer has the status and every text.
func (s site) want(a answer, status int, has ...string) {
	s.t.Helper()
	if a.status != status {
		s.t.Fatalf("status %d, want %d: %s", a.status, status, short(a.body))
	}
	for _, x := range has {
		if !strings.Contains(a.body, x) {
			s.t.Errorf("not there: %q in %s", x, short(a.body))
		}
	}
	if missing := s.catalogue.Missing(); len(missing) > 0 && !onlyUntranslated(missing) {
		s.t.Errorf("words are missing: %v", missing)
	}
}

// onlyUntranslated says that English has all its words.
func onlyUntranslated(missing []string) bool {
	for _, m := range missing {
		if strings.HasPrefix(m, "en: ") {
			return false
		}
	}
	return true
}

func short(s string) string {
	s = regexp.MustCompile(`(?s)^.*<main`).ReplaceAllString(s, "<main")
	return s[:min(len(s), 3000)]
}

func TestPublicPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := setup(t, d).site(t, kernel.Anonymous)
		t.Run("the list says how each plan stands", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans"), 200, "SPA IV", "In force", "adoption not found", `href="/en/plans/spa-2025"`)
		})
		t.Run("SPA IV shows path, text, labels, sources, proof and other forms", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans/spa-4"), 200, "This is not the adopted text.", `id="n4.1"`, "Paraphrase, not the adopted text", `class="notext"`,
				"Goals: wording not found.", "Record not found", "Prove it", `href="/en/plans/spa-4.xlsx"`, `href="/en/meetings/imm-4"`, "5,420", "/log/entries/")
		})
		t.Run("a plan that has no text says so", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans/spa-5"), 200, "The text of this plan was not found.", "Adoption not found.")
		})
		t.Run("a plan that is not there is not found, nor is a draft", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans/spa-9"), 404)
			s.want(s.get("/plans/spa-4/drafts/0"), 404)
			s.want(s.get("/plans/spa-4/drafts/00"), 404)
			s.want(s.get("/plans/spa-4.ics"), 404)
		})
		t.Run("no draft yet is an empty page that teaches", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans/spa-4/drafts"), 200, "No draft has been published")
		})
		t.Run("drafting asks to sign in", func(t *testing.T) {
			s := s.in(t)
			if a := s.get("/plans/spa-4/draft"); a.status != 303 || !strings.Contains(a.header.Get("Location"), "/sign-in") {
				t.Errorf("%d %s", a.status, a.header.Get("Location"))
			}
		})
		t.Run("the record's JSON is the document that its hash is of", func(t *testing.T) {
			s := s.in(t)
			a := s.get("/plans/spa-4.json")
			if page := s.get("/plans/spa-4").body; a.status != 200 || !strings.Contains(page, plan.Hash([]byte(a.body))) {
				t.Errorf("%d: the page does not show %s", a.status, plan.Hash([]byte(a.body)))
			}
		})
		t.Run("every language that is offered has the pages", func(t *testing.T) {
			s := s.in(t)
			for _, lang := range s.catalogue.Languages() {
				for _, path := range []string{"/plans", "/plans/spa-4", "/plans/spa-4/drafts", "/plans/spa-4.md"} {
					if a := s.do(http.MethodGet, "/"+string(lang.Base())+path, "", nil); a.status != 200 {
						t.Errorf("%s%s: %d", lang, path, a.status)
					}
				}
			}
		})
	})
}

var hrefs = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// The page of SPA IV with everything that it loads, as it travels.
func TestFirstLoadOfSPA4IsSmall(t *testing.T) {
	s := setup(t, dbtest.Open(t, db.SQLite)).site(t, kernel.Anonymous)
	total := 0
	fetch := func(path string) {
		a := s.do(http.MethodGet, path, "", nil, "Accept-Encoding", "gzip")
		s.want(a, 200)
		total += len(a.body)
	}
	fetch("/en/plans/spa-4")
	for _, m := range hrefs.FindAllStringSubmatch(s.get("/plans/spa-4").body, -1) {
		fetch(m[1])
	}
	if total > 60<<10 {
		t.Errorf("%d bytes", total)
	}
	t.Logf("%d bytes", total)
}

var (
	versions = regexp.MustCompile(`name="version" value="(\d+)"`)
	nodeLink = regexp.MustCompile(`/plans/spa-6/draft/nodes/([0-9a-f-]{36})`)
)

func TestOfficersRoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		s := b.site(t, officer)
		s.want(s.get("/plans/new"), 200)
		s.want(s.post("/plans/new", url.Values{"slug": {"SPA 6"}, "title": {""}, "short": {"SPA VI"}, "audience": {"office"}}), 422, "Give the plan a title.", "as spa-6. The word new")
		s.want(s.post("/plans/new", url.Values{"slug": {"spa-6"}, "title": {"Sixth plan"}, "short": {"SPA VI"}, "audience": {"office"}}), 303)
		s.want(s.get("/plans/spa-6/draft"), 200, "Begin a working draft")
		s.want(s.post("/plans/new", url.Values{"slug": {"spa-9"}, "title": {"Ninth plan"}, "short": {"SPA IX"}, "audience": {"office"}, "draft": {"public"}}), 422, `href="#f-draft"`)
		s.want(s.post("/plans/new", url.Values{"slug": {"spa-9"}, "title": {"Ninth plan"}, "short": {"SPA IX"}, "audience": {"office"}, "draft": {"office"}}), 303)
		s.want(s.get("/plans/spa-9/draft"), 200, "The draft is empty")
		s.want(s.post("/plans/spa-6/draft", url.Values{"audience": {"office"}}), 303)
		s.want(s.get("/plans/spa-6/draft"), 200, "The draft is empty")
		s.want(s.get("/plans/spa-6/draft/nodes/new?level=pillar"), 200, `name="text_km"`)
		added := s.post("/plans/spa-6/draft/nodes", url.Values{"level": {"pillar"}, "code": {"P1"}, "text_en": {"Policy"}})
		s.want(added, 303)
		node := nodeLink.FindStringSubmatch(added.header.Get("Location"))[1]
		page := "/plans/spa-6/draft/nodes/" + node

		t.Run("a refused form keeps what was typed", func(t *testing.T) {
			s := s.in(t)
			s.want(s.post("/plans/spa-6/draft/nodes", url.Values{"level": {"goal"}, "code": {"P1"}, "text_en": {"Kept words"}}), 422, "Kept words", "is used twice", "say which entry it stands below")
		})
		t.Run("two tabs saving at once lose neither", func(t *testing.T) {
			s := s.in(t)
			form := s.get(page)
			s.want(form, 200)
			version := versions.FindStringSubmatch(form.body)[1]
			first := url.Values{"version": {version}, "level": {"pillar"}, "code": {"P1"}, "text_en": {"First tab"}, "sources": {""}}
			second := url.Values{"version": {version}, "level": {"pillar"}, "code": {"P1"}, "text_en": {"Second tab"}, "sources": {""}}
			s.want(s.post(page, first), 303)
			both := s.post(page, second)
			s.want(both, 409, "First tab", "Second tab", "Text (English)")
			second.Set("version", versions.FindStringSubmatch(both.body)[1])
			second.Set("text_en", "First tab, second tab")
			s.want(s.post(page, second), 303)
			s.want(s.get(page), 200, "First tab, second tab")
		})
		t.Run("indicators are added, refused by field, changed and removed", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans/spa-6/draft/indicators/new?node="+node), 200)
			bad := url.Values{"node": {node}, "text_en": {"Cases"}, "baseline": {"many"}, "baseline_year": {"2014"}}
			s.want(s.post("/plans/spa-6/draft/indicators", bad), 422, "Write a number", "many")
			bad.Set("baseline", "012.50")
			s.want(s.post("/plans/spa-6/draft/indicators", bad), 303)
			in := b.working(t, "spa-6").Draft.Tree.Indicators[0]
			if in.Baseline.Value != "12.5" {
				t.Errorf("%+v", in.Baseline)
			}
			path := "/plans/spa-6/draft/indicators/" + in.ID
			s.want(s.get(path), 200, "12.5")
			s.want(s.post(path, url.Values{"version": {"1"}, "text_en": {"All cases"}, "target_1": {"5"}, "target_1_year": {"2030"}}), 303)
			s.want(s.post(path+"/remove", url.Values{"version": {"1"}}), 409)
			s.want(s.post(path+"/remove", url.Values{"version": {"2"}}), 303)
		})
		t.Run("moving, numbering and removing", func(t *testing.T) {
			s := s.in(t)
			s.want(s.post("/plans/spa-6/draft/nodes", url.Values{"level": {"pillar"}, "text_en": {"Prevention"}}), 303)
			s.want(s.post(page+"/move", url.Values{"where": {"down"}}), 303)
			s.want(s.post("/plans/spa-6/draft/order", url.Values{"how": {"renumber"}}), 303)
			tops := b.working(t, "spa-6").Draft.Tree.Children("")
			if tops[0].Code != "1" || tops[1].ID != node || tops[1].Code != "2" {
				t.Errorf("%+v", tops)
			}
			s.want(s.get("/plans/spa-6/draft/nodes/"+tops[0].ID+"/remove"), 200, "Prevention")
			s.want(s.post("/plans/spa-6/draft/nodes/"+tops[0].ID+"/remove", url.Values{"version": {fmt.Sprint(tops[0].Version)}}), 303)
		})
		t.Run("publishing is confirmed, proved and final", func(t *testing.T) {
			s := s.in(t)
			form := s.get("/plans/spa-6/draft/publish")
			s.want(form, 200, "Publish draft 0", "cannot be changed")
			version := versions.FindStringSubmatch(form.body)[1]
			s.want(s.post("/plans/spa-6/draft/publish", url.Values{"version": {"1"}, "audience": {"public"}}), 409)
			s.want(s.post("/plans/spa-6/draft/publish", url.Values{"version": {version}, "audience": {""}}), 422)
			s.want(s.post("/plans/spa-6/draft/publish", url.Values{"version": {version}, "audience": {"public"}}), 303)
			public := b.site(t, kernel.Anonymous)
			public.want(public.get("/plans/spa-6/drafts/0"), 200, "First tab, second tab", "Prove it", "This is a draft, not an adopted text.")
			public.want(public.get("/plans/spa-6"), 200, "First tab, second tab")
			public.want(public.get("/plans/spa-6/drafts"), 200, "Draft 0")
		})
	})
}

func TestStepUpSendsToVerify(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	b.begin(t, "spa-6")
	b.add(t, "spa-6", "", "pillar", "P1", "Policy")
	tired := officer
	tired.Verified = start.Add(-time20)
	s := b.site(t, tired)
	a := s.post("/plans/spa-6/draft/publish", url.Values{"version": {"2"}, "audience": {"public"}})
	if a.status != 303 || !strings.Contains(a.header.Get("Location"), "/account/verify") {
		t.Errorf("%d %s", a.status, a.header.Get("Location"))
	}
}

func TestOthersMayNot(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	b.begin(t, "spa-6")
	s := b.site(t, focal)
	for _, path := range []string{"/plans/new", "/plans/spa-6", "/plans/spa-6/draft", "/plans/spa-6/draft/import", "/plans/spa-6/draft/publish", "/plans/spa-6/draft/template.xlsx"} {
		if a := s.get(path); a.status != 403 && a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	s.want(s.post("/plans/spa-4/draft", url.Values{"audience": {"office"}}), 403)
	s.want(s.upload("/plans/spa-4/draft/import", "a.xlsx", []byte("PK")), 403)
}

// A draft that members may read is read by them, without what only the secretariat can do.
func TestMembersReadAWorkingDraft(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	if _, err := b.Begin(ctx, to("spa-4"), kernel.Members); err != nil {
		t.Fatal(err)
	}
	s := b.site(t, focal)
	page := s.get("/plans/spa-4/draft")
	s.want(page, 200, "Trafficking victims are recognised as victims", `href="/en/plans/spa-4/draft.xlsx"`)
	for _, not := range []string{"/draft/nodes/", "/draft/import", "/draft/publish", "/draft/order"} {
		if strings.Contains(page.body, not) {
			t.Errorf("offered: %s", not)
		}
	}
	for _, path := range []string{"/plans/spa-4/draft/nodes/goal-4", "/plans/spa-4/draft/import", "/plans/spa-4/draft/publish"} {
		s.want(s.get(path), 403)
	}
	s.want(s.get("/plans/spa-3/draft"), 403)
	public := b.site(t, kernel.Anonymous)
	if a := public.get("/plans/spa-4/draft.json"); a.status == 200 {
		t.Error("the public reads the working draft")
	}
}
