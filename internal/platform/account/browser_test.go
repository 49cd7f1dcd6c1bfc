package account_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// window is a real browser with a virtual authenticator.
type window struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func newWindow(t *testing.T, base string) *window {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(os.Getenv(chromium)), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, closeWindow := chromedp.NewContext(alloc)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(func() { cancel(); closeWindow(); stop() })
	w := &window{t, ctx, base}
	w.open("/en/sign-in")
	_, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *window) open(path string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Navigate(w.base+path)); err != nil {
		w.t.Fatal(err)
	}
}

// js runs a script and waits until the condition holds.
func (w *window) js(script, until string) {
	w.t.Helper()
	if _, err := chromedp.Run(w.ctx, chromedp.Evaluate[any](script+"; null")); err != nil {
		w.t.Fatal(err)
	}
	for range 150 {
		// Between two pages there is nothing to ask; then it is asked again.
		if done, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](until)); err == nil && done {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	said, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`location.href + " " + document.querySelector("main").innerText.slice(0, 800)`))
	w.t.Fatalf("waited for %s: %v\n%s", until, err, said)
}

// chromium is the variable that names the browser of the tests.
const chromium = "SAMPAN_TEST_CHROMIUM"

func TestPasskeysInABrowser(t *testing.T) {
	if os.Getenv(chromium) == "" {
		t.Skip("no browser: set " + chromium + ", or run `make test`, which finds one")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://localhost:" + strings.Split(listener.Addr().String(), ":")[1]
	h := newHouse(t, dbtest.Open(t, db.SQLite), func(c *account.Config) { c.Address = base })
	server := &http.Server{Handler: h.server.Config.Handler, ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	link, err := h.service.AddUser(context.Background(), account.Grant{Email: ana, Role: kernel.Secretariat})
	h.must(err)
	w := newWindow(t, base)
	w.open(strings.TrimPrefix(link, base))
	w.js(`document.querySelector("[name=name]").value = "Ana"; document.querySelector("[data-go]").click()`,
		`document.querySelectorAll("[data-codes] li").length === 10 && !document.querySelector("[data-shown]").hidden`)
	w.js(`document.querySelector("[data-next]").click()`, `location.pathname === "/en/account" && document.readyState === "complete"`)
	w.js(`document.querySelector("form[action='/en/sign-out']").submit()`, `location.pathname !== "/en/account" && document.readyState === "complete"`)
	w.open("/en/sign-in?next=/account")
	w.js(`document.querySelector("[data-go]").click()`, `location.pathname === "/en/account"`)
	h.clock.pass(time.Hour)
	w.open("/en/account/verify?next=/account")
	w.js(`document.querySelector("[data-go]").click()`, `location.pathname === "/en/account"`)
	if h.count("SELECT COUNT(*) FROM audit WHERE event = 'account.verified' AND detail = 'passkey'") != 1 {
		t.Error("the fresh proof is not on record")
	}
	t.Run("a form that waited for the proof goes on by itself", func(t *testing.T) {
		h.clock.pass(time.Hour)
		w.open("/en/account")
		w.js(`const form = document.querySelector("form[action='/en/account/email']"); form.querySelector("[name=email]").value = "new@ministry.example"; form.submit()`,
			`document.querySelector("form[data-kept] [name=email]")?.value === "new@ministry.example" && document.readyState === "complete"`)
		w.js(`document.querySelector("[data-go]").click()`, `location.pathname === "/en/account" && document.readyState === "complete"`)
		if len(h.letters("new@ministry.example")) != 1 {
			t.Error("the form was not sent on once")
		}
	})
	t.Run("a passkey that the device does not know is told in words", func(t *testing.T) {
		other := newWindow(t, base)
		other.js(`document.querySelector("[data-go]").click()`, `!document.querySelector("[data-fault]").hidden && document.querySelector("[data-fault]").textContent !== ""`)
	})
}
