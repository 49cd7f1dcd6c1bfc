package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

// What a page costs, against a bare Go handler that sends the same bytes, in one run, over real connections. The metric
// "of-bare" is the share of the bare handler's requests per second that the page reaches: 1 is as fast.
func BenchmarkPages(b *testing.B) {
	bed := setup(b, db.SQLite, "commit")
	officer, public := bed.as("secretariat"), bed.public()
	for _, c := range []struct {
		name, path  string
		by          *reader
		conditional bool
	}{
		{"public home", "/en", public, false},
		{"public home, unchanged", "/en", public, true},
		{"public plan", "/en/plans/spa-4", public, false},
		{"public plan, unchanged", "/en/plans/spa-4", public, true},
		{"public meetings", "/en/meetings", public, false},
		{"signed-in home", "/en", officer, false},
		{"signed-in cadence", "/en/cadence", officer, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			res, body := c.by.get(c.path)
			etag := ""
			if c.conditional {
				etag = res.Header.Get("ETag")
			}
			bare := httptest.NewServer(bareHandler(body, etag))
			defer bare.Close()
			ask := func(base string) time.Duration {
				begun := time.Now()
				for range max(b.N, 50) {
					fetch(b, c.by.client, base+c.path, etag)
				}
				return time.Since(begun) / time.Duration(max(b.N, 50))
			}
			ask(bare.URL)
			ask(bed.server.URL)
			b.ResetTimer()
			plain, page := ask(bare.URL), ask(bed.server.URL)
			b.ReportMetric(float64(plain)/float64(page), "of-bare")
			b.ReportMetric(float64(page.Microseconds()), "µs/page")
			b.ReportMetric(float64(len(body)), "bytes")
		})
	}
}

func bareHandler(body, etag string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		if etag != "" && r.Header.Get("If-None-Match") == etag {
			w.Header().Del("Content-Length")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, body)
	})
}

func fetch(b *testing.B, client *http.Client, address, etag string) {
	req, err := http.NewRequest(http.MethodGet, address, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity")
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	res, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
}

// What the program is as a whole: how soon it answers, how much memory it keeps at rest, how large it is.
func BenchmarkProgram(b *testing.B) {
	p := program.New(b, db.SQLite)
	p.Start()
	p.Stop()
	var slowest time.Duration
	memory := 0.0
	for range min(max(b.N, 3), 5) {
		begun := time.Now()
		p.Start()
		slowest = max(slowest, time.Since(begun))
		fetch(b, http.DefaultClient, p.URL+"/en", "")
		time.Sleep(2 * time.Second)
		memory = max(memory, resident(b, p.PID()))
		p.Stop()
	}
	info, err := os.Stat(program.Binary(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(slowest.Seconds(), "s-to-ready")
	b.ReportMetric(memory, "MB-idle")
	b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
}

// resident is the memory of a process that is in use, in MB, where the system tells it.
func resident(b *testing.B, pid int) float64 {
	raw, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(pid), "status"))
	if err != nil {
		b.Skip("this system does not tell the memory of a process")
	}
	for line := range strings.Lines(string(raw)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}
