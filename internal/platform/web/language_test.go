package web_test

import (
	"net/http"
	"strings"
	"testing"

	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
)

func languageSite(t *testing.T) *site {
	return newSite(t, nil, func(rt *web.Router) {
		rt.Get("GET /{$}", access.Anyone, page("first"))
		rt.Get("GET /meetings", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			if web.Format(r) == "ics" {
				w.Header().Set("Content-Type", "text/calendar")
				web.Send(w, r, []byte("BEGIN:VCALENDAR"))
				return nil
			}
			return web.Render(w, r, v, http.StatusOK, says(v, "lang="+string(v.Lang)+" path="+v.Path))
		})
		rt.Get("GET /meetings/{slug}", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			return web.Render(w, r, v, http.StatusOK, says(v, "slug="+r.PathValue("slug")))
		})
		rt.Post("POST /meetings", access.Anyone, page("posted"))
		rt.Raw("GET /log/checkpoint", http.NotFoundHandler(), "test")
	})
}

func TestAddressWithoutLanguageIsSentToTheReaders(t *testing.T) {
	s := languageSite(t)
	for _, x := range []struct{ path, accept, cookie, want string }{
		{"/meetings?year=2015", "km,en;q=0.5", "", "/km/meetings?year=2015"},
		{"/", "", "", "/en"},
		{"/", "zh-CN", "", "/zh"},
		{"/meetings", "km", "lang=en", "/en/meetings"},
		{"/vi/meetings", "km", "", "/km/vi/meetings"}, // not offered, so no language
	} {
		w := s.get(x.path, "Accept-Language", x.accept, "Cookie", x.cookie)
		if w.Code != http.StatusFound || w.Header().Get("Location") != x.want {
			t.Errorf("%s: got %d %s, want 302 %s", x.path, w.Code, w.Header().Get("Location"), x.want)
		}
		if w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Header().Get("Vary"), "Accept-Language") {
			t.Errorf("%s: a redirect by language is nobody else's: %v", x.path, w.Header())
		}
	}
}

func TestLanguageIsTakenOffBeforeRouting(t *testing.T) {
	s := languageSite(t)
	for path, want := range map[string]string{
		"/km/meetings": "lang=km path=/meetings", "/zh/meetings": "lang=zh-Hans", "/en": "first", "/en/meetings/som-11": "slug=som-11",
		"/en/meetings/a%2Fb": "slug=a/b", "/en/meetings/%E1%9E%80": "slug=ក",
	} {
		w := s.get(path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: got %d, want a page with %q", path, w.Code, want)
		}
	}
	if w := s.get("/km/meetings"); w.Header().Get("Content-Language") != "km" || !strings.Contains(w.Body.String(), `<html lang="km"`) {
		t.Error("the page must say its language")
	}
	for path, want := range map[string]string{"/en/meetings/": "/en/meetings", "/en//meetings": "/en/meetings", "/en/": "/en"} {
		if w := s.get(path); w.Code != http.StatusMovedPermanently && path != "/en/" || path != "/en/" && w.Header().Get("Location") != want {
			t.Errorf("%s has one canonical address: got %d %s", path, w.Code, w.Header().Get("Location"))
		}
	}
	if w := s.post("/meetings", ""); w.Code != http.StatusOK {
		t.Errorf("a form without language is taken, not redirected: got %d", w.Code)
	}
	if w := s.get("/log/checkpoint"); w.Code != http.StatusNotFound {
		t.Errorf("an address for programs has no language: got %d", w.Code)
	}
}

func TestSuffixNamesTheFormOfAPage(t *testing.T) {
	s := languageSite(t)
	if w := s.get("/en/meetings.ics"); w.Code != http.StatusOK || w.Body.String() != "BEGIN:VCALENDAR" {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
	for _, path := range []string{"/en/meetings/som-11.xlsx", "/en/meetings.exe", "/en/.md"} {
		if w := s.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: a form that the page does not have is not found, got %d", path, w.Code)
		}
	}
}

func TestLanguageSwitchIsRemembered(t *testing.T) {
	s := languageSite(t)
	w := s.get("/km/meetings", "Referer", "http://example.com/en/meetings")
	if c := w.Header().Get("Set-Cookie"); !strings.HasPrefix(c, "lang=km;") || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") {
		t.Errorf("got cookie %q", c)
	}
	for _, from := range []string{"", "http://example.com/km", "http://other.example/en/meetings", "http://example.com/style"} {
		if c := s.get("/km/meetings", "Referer", from).Header().Get("Set-Cookie"); c != "" {
			t.Errorf("coming from %q is no switch, yet %q was set", from, c)
		}
	}
	body := s.get("/en/meetings?year=2015").Body.String()
	if !strings.Contains(body, `href="/km/meetings?year=2015"`) {
		t.Error("the switch leads to the same page in the other language")
	}
}
