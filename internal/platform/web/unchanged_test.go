package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
)

// Unchanged stands in for Handler: what it answers is what Handler would have answered, and what it leaves is left to it.
func TestUnchangedAnswersAsTheWholeRouteDoes(t *testing.T) {
	for origin, secure := range map[string]bool{"https://commit.example": true, "http://localhost:8080": false} {
		s := newSite(t, func(c *web.Config) {
			c.Origin, c.Version = origin, func(context.Context) string { return "1" }
		}, func(rt *web.Router) { rt.Get("GET /page", access.Anyone, page("words")) })
		plain := s.get("/en/page").Header().Get("ETag")
		zipped := s.get("/en/page", "Accept-Encoding", "gzip").Header().Get("ETag")
		for _, c := range []struct {
			rule   string
			header []string
			short  bool
		}{
			{"a reader who has the page", []string{"If-None-Match", plain}, true},
			{"who has it compressed", []string{"If-None-Match", zipped, "Accept-Encoding", "gzip"}, true},
			{"who has it from a page in the same language", []string{"If-None-Match", plain, "Referer", "http://example.com/en/page"}, true},
			{"who has another page", []string{"If-None-Match", `"x"`}, false},
			{"who has none", nil, false},
			{"who came by the switch of languages", []string{"If-None-Match", plain, "Referer", "http://example.com/km/page"}, false},
			{"who may be signed in", []string{"If-None-Match", plain, "Cookie", "session=x"}, false},
			{"who sends a token", []string{"If-None-Match", plain, "Authorization", "Bearer x"}, false},
		} {
			t.Run(c.rule, func(t *testing.T) {
				r := httptest.NewRequest(http.MethodGet, "/en/page", http.NoBody)
				for i := 0; i < len(c.header); i += 2 {
					r.Header.Set(c.header[i], c.header[i+1])
				}
				s.log.Reset()
				w := httptest.NewRecorder()
				if got := s.Unchanged(w, r, "1"); got != c.short {
					t.Fatalf("answered: %t", got)
				}
				if !c.short {
					if len(w.Header()) > 0 {
						t.Errorf("and yet it wrote %v", w.Header())
					}
					return
				}
				line := s.log.String()
				s.log.Reset()
				whole := s.get("/en/page", c.header...)
				if w.Code != whole.Code || w.Header().Get("Strict-Transport-Security") != "" != secure {
					t.Errorf("%d, %v", w.Code, w.Header())
				}
				for _, h := range []http.Header{w.Header(), whole.Header()} {
					if h.Get("X-Request-ID") == "" {
						t.Error("no name of the request")
					}
					h.Del("X-Request-ID")
				}
				if diff := cmp.Diff(whole.Header(), w.Header()); diff != "" {
					t.Errorf("headers differ: %s", diff)
				}
				if want := told.ReplaceAllString(s.log.String(), ""); told.ReplaceAllString(line, "") != want {
					t.Errorf("logged %s, want %s", line, want)
				}
			})
		}
		if s.Unchanged(httptest.NewRecorder(), unchangedRequest(plain), "2") {
			t.Error("a page of another state is called unchanged")
		}
	}
}

// told is what differs between two lines of the log.
var told = regexp.MustCompile(`(time|took|request)=\S+`)

func unchangedRequest(tag string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/en/page", http.NoBody)
	r.Header.Set("If-None-Match", tag)
	return r
}
