package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/locale"
)

// BenchmarkPublicPage measures a public page against a bare handler that sends the same bytes, over real connections in
// the same run; ratio is the bare handler's time divided by ours.
func BenchmarkPublicPage(b *testing.B) {
	for name, version := range map[string]func(context.Context) string{"remembered": func(context.Context) string { return "1" }, "anew": nil} {
		b.Run(name, func(b *testing.B) {
			ours := httptest.NewServer(benchSite(b, version))
			defer ours.Close()
			body, etag := fetch(b, ours.URL+"/en/style", "")
			bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("ETag", etag)
				if r.Header.Get("If-None-Match") == etag && etag != "" {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				_, _ = w.Write(body)
			}))
			defer bare.Close()
			b.Run("whole", func(b *testing.B) { compare(b, bare.URL, ours.URL+"/en/style", "") })
			b.Run("conditional", func(b *testing.B) { compare(b, bare.URL, ours.URL+"/en/style", etag) })
		})
	}
}

func benchSite(b *testing.B, version func(context.Context) string) http.Handler {
	b.Helper()
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		b.Fatal(err)
	}
	authority, err := access.New(kernel.SystemClock{})
	if err != nil {
		b.Fatal(err)
	}
	assets, err := web.LoadAssets()
	if err != nil {
		b.Fatal(err)
	}
	rt := web.NewRouter(web.Config{Catalogue: catalogue, Access: authority, Assets: assets, ErrorPage: ui.Problem, Log: slog.New(slog.DiscardHandler), Version: version})
	rt.Get("GET /style", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
		return web.Render(w, r, v, http.StatusOK, ui.Sample(v))
	})
	return rt.Handler()
}

func fetch(b *testing.B, url, etag string) (body []byte, tag string) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return body, res.Header.Get("ETag")
}

// compare takes turns, so that both meet the same machine.
func compare(b *testing.B, bare, ours, etag string) {
	b.Helper()
	var took [2]time.Duration
	for b.Loop() {
		for i, url := range []string{bare, ours} {
			begun := time.Now()
			fetch(b, url, etag)
			took[i] += time.Since(begun)
		}
	}
	b.ReportMetric(float64(took[0])/float64(took[1]), "ratio")
}
