package webtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/internal/platform/web/webtest"
)

func TestSiteServesPagesToWhoeverAsks(t *testing.T) {
	authority, err := access.New(kernel.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	s := webtest.New(t, authority, func(rt *web.Router) {
		ui.Register(rt)
		rt.Post("POST /own", access.Account, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			f, err := web.ReadForm(r)
			if err != nil {
				return err
			}
			if _, err := f.Submission(); err != nil {
				return err
			}
			return web.Redirect(w, r, v, "/"+f.Text("to"))
		})
	})
	if w := s.Get("/en/style"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "TEST") {
		t.Errorf("got %d", w.Code)
	}
	if w := s.Post("/en/own", nil); w.Code != http.StatusUnauthorized {
		t.Errorf("the public: got %d", w.Code)
	}
	s.As(kernel.Membership{Role: kernel.Secretariat})
	if w := s.Post("/en/own", url.Values{"to": {"style"}}); w.Header().Get("Location") != "/en/style" {
		t.Errorf("signed in: got %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestFormOfReadsWhatABrowserWouldSend(t *testing.T) {
	const page = `<form method="post" action="/en/sign-out"><input name="out" value="1"></form>
<main><form method="get"><input name="q" value="x"></form>
<form method="post"><input name="title" value="&lt;b&gt;"><input type="checkbox" name="a" value="1"><input type="checkbox" name="b" value="1" checked>
<textarea id="n" name="note">
one &amp; two</textarea><select name="kind"><option value="x">X</option><option value="y" selected>Y</option></select>
<select name="first"><option value="p">P</option><option value="q">Q</option></select></form>
<form method="post"><input name="other" value="1"></form></main>`
	want := url.Values{"title": {"<b>"}, "b": {"1"}, "note": {"one & two"}, "kind": {"y"}, "first": {"p"}}
	if got := webtest.FormOf(page); got.Encode() != want.Encode() {
		t.Errorf("read %v", got)
	}
}
