package app_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sampan/internal/app"
	"sampan/internal/kernel"
	"sampan/internal/platform/account"
)

// bed is a whole installation with the COMMIT process and the accounts of a demonstration, served in this process.
type bed struct {
	t      testing.TB
	app    *app.App
	site   *app.Site
	server *httptest.Server
	pass   string
}

func setup(t testing.TB) *bed {
	t.Helper()
	return setupAt(t, app.Place{Data: t.TempDir()})
}

func setupAt(t testing.TB, place app.Place) *bed {
	t.Helper()
	ctx := context.Background()
	outside := app.Outside{Out: io.Discard, Log: slog.New(slog.DiscardHandler)}
	b := &bed{t: t, server: httptest.NewUnstartedServer(nil)}
	_, port, _ := net.SplitHostPort(b.server.Listener.Addr().String())
	address := "http://localhost:" + port
	if err := app.Init(ctx, place, app.Founding{PublicAddress: address, Process: "commit"}, true, outside); err != nil {
		t.Fatal(app.Explain(err))
	}
	var err error
	if b.app, err = app.Open(ctx, place, app.Serving{}, outside); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.app.Close() })
	if b.site, err = b.app.Site(ctx); err != nil {
		t.Fatal(err)
	}
	b.server.Config.Handler = b.site.Handler()
	b.server.Start()
	b.server.URL = address
	t.Cleanup(b.server.Close)
	b.pass = b.app.Accounts.DemoAccounts(account.Places{})[0].Password
	return b
}

// reader is somebody with a browser of their own.
type reader struct {
	*bed

	email  string // "" for the public
	client *http.Client
}

func (b *bed) public() *reader {
	jar, _ := cookiejar.New(nil)
	return &reader{bed: b, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as signs in the demonstration's account of that name, as "focal-point-kh".
func (b *bed) as(name string) *reader {
	b.t.Helper()
	r := b.public()
	r.email = name + "@demo.example"
	r.signIn()
	return r
}

func (r *reader) signIn() {
	r.t.Helper()
	res, body := r.post("/en/sign-in", url.Values{"email": {r.email}, "password": {r.pass}})
	if res.StatusCode != http.StatusSeeOther {
		r.t.Fatalf("%s cannot sign in: %d\n%s", r.email, res.StatusCode, body)
	}
}

func (r *reader) get(path string) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodGet, r.server.URL+path, http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.send(req)
}

func (r *reader) post(path string, form url.Values) (*http.Response, string) {
	r.t.Helper()
	if form.Get("submission") == "" {
		form.Set("submission", string(kernel.NewID()))
	}
	req, err := http.NewRequest(http.MethodPost, r.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.send(req)
}

func (r *reader) send(req *http.Request) (*http.Response, string) {
	r.t.Helper()
	res, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res, string(body)
}
