package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func renderSite(t *testing.T) *site {
	return newSite(t, nil, func(rt *web.Router) {
		rt.Get("GET /page", access.Anyone, page(strings.Repeat("words ", 500)))
		rt.Get("GET /form", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			return web.Render(w, r, v, http.StatusOK, ui.Form(v, ui.FormOf{Action: "/form"}))
		})
		rt.Get("GET /broken", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			return web.Render(w, r, v, http.StatusOK, templ.ComponentFunc(func(_ context.Context, out io.Writer) error {
				_, _ = io.WriteString(out, "half a page")
				return io.ErrUnexpectedEOF
			}))
		})
	})
}

func TestPublicPageIsAnswered304WhenTheReaderHasIt(t *testing.T) {
	s := renderSite(t)
	w := s.get("/en/page")
	etag := w.Header().Get("ETag")
	if etag == "" || w.Header().Get("Cache-Control") != "no-cache" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Cookie") {
		t.Fatalf("headers of a public page: %v", w.Header())
	}
	if w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
		t.Errorf("length %s, body %d", w.Header().Get("Content-Length"), w.Body.Len())
	}
	for _, tags := range []string{etag, `"x", ` + etag, "W/" + etag, "*"} {
		again := s.get("/en/page", "If-None-Match", tags)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != etag {
			t.Errorf("If-None-Match %s: got %d with %d bytes", tags, again.Code, again.Body.Len())
		}
	}
	if again := s.get("/en/page", "If-None-Match", `"other"`); again.Code != http.StatusOK {
		t.Errorf("another tag: got %d", again.Code)
	}
	if again := s.get("/en/page"); again.Header().Get("ETag") != etag {
		t.Error("the same page has the same tag")
	}
}

func TestPagesOfOneReaderAreNotStored(t *testing.T) {
	s := renderSite(t)
	if w := s.get("/en/form"); w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
		t.Errorf("a page with a form: %v", w.Header())
	}
	s.signIn()
	if w := s.get("/en/page"); w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
		t.Errorf("a signed-in page: %v", w.Header())
	}
}

func TestCompressedAnswer(t *testing.T) {
	s := renderSite(t)
	whole := s.get("/en/page")
	for range 2 { // the second one is remembered
		w := s.get("/en/page", "Accept-Encoding", "br, gzip")
		h := w.Header()
		if h.Get("Content-Encoding") != "gzip" || h.Get("ETag") == whole.Header().Get("ETag") || h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
			t.Fatalf("headers of a compressed page: %v", h)
		}
		if !strings.Contains(strings.Join(h.Values("Vary"), ","), "Accept-Encoding") {
			t.Error("caches must be told that the encoding varies")
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(z); err != nil || !bytes.Equal(body, whole.Body.Bytes()) {
			t.Errorf("the page must come out whole: %v", err)
		}
		again := s.get("/en/page", "Accept-Encoding", "gzip", "If-None-Match", h.Get("ETag"))
		if again.Code != http.StatusNotModified || again.Header().Get("ETag") != h.Get("ETag") {
			t.Errorf("got %d %s", again.Code, again.Header().Get("ETag"))
		}
	}
	if w := s.get("/en/page", "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a reader that refuses gzip gets none")
	}
	if w := s.get("/healthz", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" || w.Body.String() != "ok\n" {
		t.Errorf("a few bytes are not compressed: %v", w.Header())
	}
}

func TestFaultWhileRenderingIsAnErrorPage(t *testing.T) {
	w := renderSite(t).get("/en/broken")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "half a page") || !strings.Contains(w.Body.String(), "<h1>") {
		t.Errorf("got %d: %.80s", w.Code, w.Body)
	}
}

func TestHeadIsAnsweredLikeGet(t *testing.T) {
	s := renderSite(t)
	if w := s.do(http.MethodHead, "/en/page", ""); w.Code != http.StatusOK || w.Header().Get("ETag") == "" {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
}

func TestStaticFilesAreKeptForGood(t *testing.T) {
	s := renderSite(t)
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	total := s.get("/en/page", "Accept-Encoding", "gzip").Body.Len()
	for _, name := range []string{"site.css", "sampan.js", "mark.svg"} {
		w := s.get(assets.URL(name), "Accept-Encoding", "gzip")
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: got %d %v", name, w.Code, w.Header())
		}
		if again := s.get(assets.URL(name), "Accept-Encoding", "gzip", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("%s again: got %d", name, again.Code)
		}
		total += w.Body.Len()
	}
	if total > 30<<10 {
		t.Errorf("shell, style and script come to %d bytes; a first page must stay under 60 KB in all", total)
	}
	if w := s.get("/assets/site-0000000000000000.css"); w.Code != http.StatusNotFound {
		t.Errorf("an old name: got %d", w.Code)
	}
}

func TestPublicPageIsMadeOnceWhileNothingChanges(t *testing.T) {
	version, made := "1", 0
	s := newSite(t, func(c *web.Config) { c.Version = func(context.Context) string { return version } }, func(rt *web.Router) {
		rt.Get("GET /page", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			made++
			if r.URL.Query().Has("cookie") {
				http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
			}
			if r.URL.Query().Has("quiet") {
				w.Header().Set("Cache-Control", "no-store")
			}
			return web.Render(w, r, v, http.StatusOK, says(v, "number "+strconv.Itoa(made)))
		})
	})
	get := func(path, want string, header ...string) {
		t.Helper()
		if body := s.get(path, header...).Body.String(); !strings.Contains(body, want+"<") {
			t.Errorf("%s: want %q in %s", path, want, body)
		}
	}
	get("/en/page", "number 1")
	get("/en/page", "number 1")
	etag := s.get("/en/page").Header().Get("ETag")
	if w := s.get("/en/page", "If-None-Match", etag); w.Code != http.StatusNotModified || w.Header().Get("Cache-Control") != "no-cache" || made != 1 {
		t.Errorf("got %d after %d pages made", w.Code, made)
	}
	get("/km/page", "number 2")
	get("/en/page?year=2015", "number 3")
	version = "2"
	get("/en/page", "number 4")
	s.SetSite(web.Site{Acronym: "X"})
	get("/en/page", "number 5")
	get("/en/page?cookie=1", "number 6")
	get("/en/page?cookie=1", "number 7")
	get("/en/page", "number 8", "Cookie", "flash=web.text.draft")
	s.signIn()
	get("/en/page", "number 9")
	s.person = web.Person{}
	get("/en/page", "number 5")
	get("/en/page?quiet=1", "number 10")
	get("/en/page?quiet=1", "number 11")
	if w := s.get("/en/page?quiet=1"); w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
		t.Errorf("a page that its handler wants stored nowhere: got %v", w.Header())
	}
}
