package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := newSite(t, func(c *web.Config) { c.Origin = "https://commit.example" }, ui.Register)
	for _, path := range []string{"/en/style", "/en/nowhere", "/style", "/healthz", s.config.Assets.URL("site.css")} {
		h := s.get(path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=", "Permissions-Policy": "camera=()",
		} {
			if !strings.Contains(h.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: the policy allows what is unsafe", path)
		}
	}
}

func TestAnotherSiteCannotSendForms(t *testing.T) {
	taken := false
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Post("POST /x", access.Anyone, func(http.ResponseWriter, *http.Request, *web.View) error { taken = true; return nil })
	})
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		if w := s.post("/km/x", "", header...); w.Code != http.StatusForbidden || taken || !strings.Contains(w.Body.String(), `lang="km"`) {
			t.Errorf("%v: got %d, taken %v", header, w.Code, taken)
		}
	}
	if w := s.post("/en/x", "", "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusOK || !taken {
		t.Errorf("our own form: got %d", w.Code)
	}
}

func TestLogHoldsThePatternAndNothingOfTheReader(t *testing.T) {
	metrics := web.NewMetrics()
	s := newSite(t, func(c *web.Config) { c.Metrics = metrics }, func(rt *web.Router) { rt.Get("GET /members/{code}", access.Anyone, page("x")) })
	s.signIn()
	s.get("/en/members/top-secret?q=whom-I-look-for", "X-Forwarded-For", "203.0.113.7", "User-Agent", "MyPhone")
	s.do("BREW", "/en/coffee-pot", "")
	log := s.log.String()
	for _, want := range []string{`route="GET /members/{code}"`, "status=200", "lang=en", "method=other", "route=none", "fault=not_found"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	for _, secret := range []string{"top-secret", "whom-I-look-for", "203.0.113.7", "192.0.2.1", "MyPhone", "Sokha", string(s.person.Actor.ID), "coffee", "BREW"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	metrics.Job("mail", "done", time.Second)
	metrics.Transaction("write", "done", time.Millisecond)
	w := httptest.NewRecorder()
	metrics.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for _, want := range []string{`sampan_http_request_seconds_count{method="GET",route="GET /members/{code}",status="200"} 1`, `sampan_job_seconds_count{kind="mail",outcome="done"} 1`, `sampan_db_transaction_seconds_count{kind="write",outcome="done"} 1`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(w.Body.String(), "top-secret") {
		t.Error("the metrics hold a path")
	}
}

func TestAReaderWhoGoesAwayIsNoError(t *testing.T) {
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Get("GET /slow", access.Anyone, func(_ http.ResponseWriter, r *http.Request, _ *web.View) error {
			return fmt.Errorf("reading: %w", r.Context().Err())
		})
	})
	gone, leave := context.WithCancel(context.Background())
	leave()
	for _, path := range []string{"/en/slow", "/en/nothing"} {
		s.handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, http.NoBody).WithContext(gone))
	}
	if log := s.log.String(); strings.Contains(log, "ERROR") || strings.Count(log, "msg=request ") != 2 {
		t.Errorf("the log says:\n%s", log)
	}
}

func TestHealth(t *testing.T) {
	var broken error
	s := newSite(t, func(c *web.Config) { c.Ready = func(*http.Request) error { return broken } }, nil)
	if w := s.get("/readyz"); w.Code != http.StatusOK {
		t.Errorf("got %d", w.Code)
	}
	broken = errors.New("no database")
	if w := s.get("/readyz"); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "database") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w := s.get("/healthz"); w.Code != http.StatusOK {
		t.Errorf("alive though not ready: got %d", w.Code)
	}
}

func TestRoutesAreListedWithTheirActions(t *testing.T) {
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Get("GET /a", access.Anyone, page("a"))
		rt.Post("POST /b", work, page("b"))
	})
	got := map[string]access.Action{}
	for _, r := range s.Routes() {
		got[r.Pattern] = r.Action
		if r.Action == "" && r.Why == "" {
			t.Errorf("%s stands outside access without a reason", r.Pattern)
		}
	}
	if got["GET /a"] != access.Anyone || got["POST /b"] != work {
		t.Errorf("got %v", got)
	}
}

func TestACookieOfAnHTTPSSiteIsSecure(t *testing.T) {
	for origin, want := range map[string]bool{"https://commit.example": true, "http://localhost:8080": false} {
		s := newSite(t, func(c *web.Config) { c.Origin = origin }, func(rt *web.Router) {
			rt.Post("POST /x", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
				web.SetFlash(w, "web.text.draft")
				return web.Redirect(w, r, v, "/y")
			})
			rt.Get("GET /y", access.Anyone, page("y"))
		})
		for _, w := range []*httptest.ResponseRecorder{
			s.post("/en/x", ""), s.get("/en/y", "Cookie", "flash=web.text.draft"), s.get("/km/y", "Referer", "http://example.com/en/y"),
		} {
			cookies := w.Result().Cookies()
			if len(cookies) != 1 || cookies[0].Secure != want {
				t.Errorf("%s: got %v", origin, cookies)
			}
		}
	}
}

func TestNoticeIsShownOnce(t *testing.T) {
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Post("POST /x", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			web.SetFlash(w, "web.text.draft")
			return web.Redirect(w, r, v, "/y")
		})
		rt.Get("GET /y", access.Anyone, page("y"))
	})
	w := s.post("/km/x", "")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/km/y" {
		t.Fatalf("got %d %s", w.Code, w.Header().Get("Location"))
	}
	cookie, _, _ := strings.Cut(w.Header().Get("Set-Cookie"), ";")
	next := s.get("/en/y", "Cookie", cookie)
	if !strings.Contains(next.Body.String(), "Draft translation") || !strings.Contains(next.Header().Get("Set-Cookie"), "Max-Age=0") || next.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("got %v", next.Header())
	}
	for _, forged := range []string{"flash=<script>", "flash=no.such.key"} {
		if body := s.get("/en/y", "Cookie", forged).Body.String(); strings.Contains(body, "no.such.key") || strings.Contains(body, `class="notice`) {
			t.Errorf("%s is shown", forged)
		}
	}
}
