package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/account"
	"sampan/internal/platform/act"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/ledger"
	"sampan/internal/platform/mail"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/locale"
)

// address is what the installations of these tests are known as.
const address = "http://localhost:8080"

// good is a password that every rule lets through.
const good = "seven boats under rain"

// clock is set by the tests.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return kernel.Cut(c.at)
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// journal keeps what is logged, to be searched.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) text() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// house is an installation with its accounts, pages and API.
type house struct {
	t       *testing.T
	db      *db.DB
	clock   *clock
	walk    *act.Walk
	service *account.Service
	server  *httptest.Server
	log     *journal
	secrets []string // what must never be logged
	texts   []string // that were officially written
}

// probe is an official act of the tests: it asks for a fresh proof.
var probe = access.Policy{
	Name: "probe", Actions: []access.Action{"probe:publish"},
	Text: `permit (principal, action == Action::"probe:publish", resource) when { principal.signed_in && principal.fresh };`,
}

func newHouse(t *testing.T, d *db.DB, change ...func(*account.Config)) *house {
	t.Helper()
	h := &house{t: t, db: d, clock: &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}, log: &journal{}}
	logger := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	authority, err := access.New(h.clock, account.Policy, probe)
	h.must(err)
	keys := t.TempDir()
	h.must(ledger.MakeKey(keys, "localhost/log"))
	log, err := ledger.Open(keys, "localhost/log")
	h.must(err)
	h.walk = &act.Walk{DB: d, Access: authority, Clock: h.clock, Owner: "node", Log: log}
	words, err := i18n.Load(locale.Files)
	h.must(err)
	h.must(account.MakeKey(keys))
	key, err := account.OpenKey(keys)
	h.must(err)
	c := account.Config{
		Walk: h.walk, Catalogue: words, Key: key, Address: address, RPID: "localhost", Site: "COMMIT", Log: logger,
		Places: func(context.Context, db.Queryer) (account.Places, error) {
			return account.Places{Countries: []kernel.Country{"KH", "LA"}}, nil
		},
	}
	for _, f := range change {
		f(&c)
	}
	h.service, err = account.New(c)
	h.must(err)
	h.serve(words, authority, logger, c.Demo)
	t.Cleanup(func() { h.nothingPersonalLogged(); h.allWords(words) })
	return h
}

func (h *house) serve(words *i18n.Catalogue, authority *access.Authority, logger *slog.Logger, demo bool) {
	assets, err := web.LoadAssets()
	h.must(err)
	rt := web.NewRouter(web.Config{
		Catalogue: words, Access: authority, Assets: assets, Log: logger, Identify: h.service.Identify, Origin: address,
		ErrorPage: ui.Problem, AskAgain: h.service.AskAgain,
	})
	rt.SetSite(web.Site{Demo: demo})
	h.service.Mount(rt)
	rt.Post("POST /probe", access.Account, func(w http.ResponseWriter, _ *http.Request, v *web.View) error {
		if err := authority.Check(v.Actor, "probe:publish", access.Kind("probe")); err != nil {
			return err
		}
		_, _ = w.Write([]byte("published"))
		return nil
	})
	rt.Post("POST /probe/text", access.Account, h.takeText, web.Upload())
	rt.Get("GET /{$}", access.Anyone, func(w http.ResponseWriter, _ *http.Request, v *web.View) error {
		_, _ = w.Write([]byte("front page of " + v.Name))
		return nil
	})
	a := api.New(words, logger, "test", address)
	h.service.MountAPI(a)
	rt.Raw("/api/", h.service.Tokens(a.Handler()), "the API")
	h.server = httptest.NewServer(h.service.Middleware(rt.Handler()))
	h.t.Cleanup(h.server.Close)
}

// takeText is an official act with a text and perhaps a file.
func (h *house) takeText(w http.ResponseWriter, r *http.Request, v *web.View) error {
	file := ""
	f, err := web.ReadUpload(r, func(_ *web.Form, _, name string, content io.Reader) error {
		raw, err := io.ReadAll(content)
		file = name + " with " + string(raw)
		return err
	})
	if err != nil {
		return err
	}
	submission, err := f.Submission()
	if err != nil {
		return err
	}
	call := act.Call{Actor: v.Actor, Action: "probe:publish", Resource: access.Kind("probe"), Submission: submission}
	_, err = act.Do(r.Context(), h.walk, call, func(context.Context, *act.Tx) (int, error) {
		h.texts = append(h.texts, f.Text("text")+file)
		return len(h.texts), nil
	})
	if err == nil {
		_, _ = w.Write([]byte("published"))
	}
	return err
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// nothingPersonalLogged searches the log for every name, address and secret that the test has used.
func (h *house) nothingPersonalLogged() {
	told := h.log.text()
	for _, s := range append(h.secrets, good, "@ministry.example", "@demo.example") {
		if s != "" && strings.Contains(told, s) {
			h.t.Errorf("the log holds %q", s)
		}
	}
}

func (h *house) allWords(c *i18n.Catalogue) {
	for _, key := range c.Missing() {
		if strings.Contains(key, "en: account.") {
			h.t.Errorf("no words for %s", key)
		}
	}
}

// letters are all that were written to an address, the newest last.
func (h *house) letters(to string) []mail.Message {
	h.t.Helper()
	var all []mail.Message
	h.must(h.db.Read(context.Background(), func(q db.Queryer) error {
		all = nil
		rows, err := q.QueryContext(context.Background(), "SELECT payload FROM job WHERE kind = $1 ORDER BY id", mail.Kind)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var raw string
			var m mail.Message
			if err := rows.Scan(&raw); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(raw), &m); err != nil {
				return err
			}
			if m.To == to {
				all = append(all, m)
			}
		}
		return rows.Err()
	}))
	return all
}

var linkForm = regexp.MustCompile(`http://localhost:8080/\S+/[A-Za-z0-9_-]{43}`)

// link is the path of the link in the newest letter to an address that has one.
func (h *house) link(to string) string {
	h.t.Helper()
	all := h.letters(to)
	for _, m := range slices.Backward(all) {
		if found := linkForm.FindString(m.Text); found != "" {
			path := strings.TrimPrefix(found, address)
			h.secrets = append(h.secrets, path[strings.LastIndex(path, "/")+1:])
			return path
		}
	}
	h.t.Fatalf("no letter with a link to %s", to)
	return ""
}

func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	h.must(h.db.Read(context.Background(), func(q db.Queryer) error {
		return q.QueryRowContext(context.Background(), query, args...).Scan(&n)
	}))
	return n
}

// person invites somebody and lets them accept with the good password; the browser is signed in.
func (h *house) person(email string, role kernel.Role, country kernel.Country) *browser {
	h.t.Helper()
	link, err := h.service.AddUser(context.Background(), account.Grant{Email: email, Lang: "en", Role: role, Country: country})
	h.must(err)
	b := h.browser()
	path := strings.TrimPrefix(link, address)
	name := "Name of " + strings.Split(email, "@")[0]
	h.secrets = append(h.secrets, path[strings.LastIndex(path, "/")+1:], name)
	p := b.submit(path, path, "name", name, "lang", "en", "password", good, "again", good)
	if p.path != "/en/account" {
		h.t.Fatalf("accepting led to %s (%d): %s", p.path, p.status, p.problems())
	}
	return b
}

// browser keeps cookies and follows redirects.
type browser struct {
	h      *house
	client *http.Client
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &browser{h, &http.Client{Jar: jar}}
}

// page is what a browser has got.
type page struct {
	status int
	path   string // where it is at last, with its query
	body   string
	header http.Header
	doc    *html.Node
}

func (b *browser) get(path string) *page {
	b.h.t.Helper()
	return b.do(http.MethodGet, path, nil, "")
}

func (b *browser) do(method, path string, body io.Reader, kind string) *page {
	b.h.t.Helper()
	req, err := http.NewRequest(method, b.h.server.URL+path, body)
	b.h.must(err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if kind == "application/json" {
		req.Header.Set("Accept", "application/json")
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0")
	req.Header.Set("Referer", b.h.server.URL+"/en/account")
	return b.send(req)
}

func (b *browser) send(req *http.Request) *page {
	b.h.t.Helper()
	res, err := b.client.Do(req)
	b.h.must(err)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	b.h.must(err)
	doc, err := html.Parse(bytes.NewReader(raw))
	b.h.must(err)
	return &page{res.StatusCode, res.Request.URL.RequestURI(), string(raw), res.Header, doc}
}

// post sends a form as it is given, name and value in turn.
func (b *browser) post(path string, fields ...string) *page {
	b.h.t.Helper()
	return b.do(http.MethodPost, path, strings.NewReader(valuesOf(fields).Encode()), "application/x-www-form-urlencoded")
}

func valuesOf(fields []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return v
}

// submit opens a page, fills in the form that goes to action and sends it.
func (b *browser) submit(at, action string, fields ...string) *page {
	b.h.t.Helper()
	return b.fill(b.get(at), action, fields...)
}

func (b *browser) fill(p *page, action string, fields ...string) *page {
	b.h.t.Helper()
	hidden := p.form(action)
	if hidden == nil {
		b.h.t.Fatalf("%s (%d) has no form to %s: %s", p.path, p.status, action, p.problems())
	}
	for i := 0; i+1 < len(fields); i += 2 {
		hidden.Set(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, action, strings.NewReader(hidden.Encode()), "application/x-www-form-urlencoded")
}

// form is the hidden fields of the form that goes to action, nil when there is no such form.
func (p *page) form(action string) url.Values {
	var found url.Values
	walk(p.doc, func(n *html.Node) {
		if n.Data == "form" && attr(n, "action") == action && found == nil {
			found = url.Values{}
			walk(n, func(in *html.Node) {
				if in.Data == "input" && attr(in, "type") == "hidden" {
					found.Set(attr(in, "name"), attr(in, "value"))
				}
			})
		}
	})
	return found
}

// problems is what the list of errors says.
func (p *page) problems() string {
	var b strings.Builder
	walk(p.doc, func(n *html.Node) {
		if n.Data == "div" && strings.Contains(attr(n, "class"), "errsum") || n.Data == "h1" {
			walk(n, func(t *html.Node) {
				if t.Type == html.TextNode {
					b.WriteString(strings.TrimSpace(t.Data) + " ")
				}
			})
		}
	})
	return b.String()
}

// codes are the texts of all code elements.
func (p *page) codes() []string {
	var all []string
	walk(p.doc, func(n *html.Node) {
		if n.Data == "code" && n.FirstChild != nil {
			all = append(all, n.FirstChild.Data)
		}
	})
	return all
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// signIn fills in the first step.
func (b *browser) signIn(email, password string) *page {
	b.h.t.Helper()
	return b.submit("/en/sign-in", "/en/sign-in", "email", email, "password", password)
}

// in says whether the browser is signed in.
func (b *browser) in() bool {
	b.h.t.Helper()
	return b.get("/en/account").path == "/en/account"
}

// session is the value of the session's cookie.
func (b *browser) session() string {
	u, err := url.Parse(b.h.server.URL)
	b.h.must(err)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == "session" {
			b.h.secrets = append(b.h.secrets, c.Value)
			return c.Value
		}
	}
	return ""
}

// setSession gives the browser a cookie that it did not get by itself.
func (b *browser) setSession(value string) {
	u, err := url.Parse(b.h.server.URL)
	b.h.must(err)
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "session", Value: value, Path: "/"}})
}

func (p *page) want(t *testing.T, status int, words ...string) {
	t.Helper()
	if p.status != status {
		t.Errorf("%s: status %d, want %d: %s", p.path, p.status, status, p.problems())
	}
	for _, w := range words {
		if !strings.Contains(html.UnescapeString(p.body), w) {
			t.Errorf("%s does not say %q: %s", p.path, w, p.problems())
		}
	}
}

// secretFields are the names of the fields for passwords and codes.
func (p *page) secretFields() (names []string) {
	walk(p.doc, func(n *html.Node) {
		if n.Data == "input" && (attr(n, "type") == "password" || attr(n, "autocomplete") == "one-time-code" || attr(n, "name") == "ticket") {
			names = append(names, attr(n, "name"))
		}
	})
	return names
}
