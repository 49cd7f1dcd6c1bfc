package app_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

// blockOf is how many requests are asked at a stretch.
const blockOf = 10

// What a page costs, against a bare Go handler that sends the same bytes, headers among them, in one run, over real
// connections, by one reader who asks one page after the other. Requests to either alternate in blocks, so that whatever
// else the machine does falls on both. The metric "of-bare" is the share of the bare handler's requests per second that the
// page reaches, by the median request of either: 1 is as fast. "of-bare-quiet" is the same by the fastest tenth, for a
// machine that others keep busy too.
func BenchmarkPages(b *testing.B) {
	bed := setup(b)
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
		{"signed-in meetings", "/en/meetings", officer, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			page := ask{client: c.by.client, address: bed.server.URL + c.path}
			res, body := page.send(b)
			if c.conditional {
				page.etag = res.Header.Get("ETag")
				res, body = page.send(b)
			}
			if want := map[bool]int{true: http.StatusNotModified, false: http.StatusOK}[c.conditional]; res.StatusCode != want {
				b.Fatalf("%s answers %d", c.path, res.StatusCode)
			}
			bare := httptest.NewServer(bareHandler(res, body))
			defer bare.Close()
			plain := ask{client: c.by.client, address: bare.URL, etag: page.etag}
			plain.block(b)
			page.block(b)
			var theirs, ours []time.Duration
			for b.Loop() {
				theirs, ours = append(theirs, plain.block(b)...), append(ours, page.block(b)...)
			}
			slices.Sort(theirs)
			slices.Sort(ours)
			share := func(at int) float64 { return float64(theirs[len(theirs)/at]) / float64(ours[len(ours)/at]) }
			b.ReportMetric(share(2), "of-bare")
			b.ReportMetric(share(10), "of-bare-quiet")
			b.ReportMetric(float64(ours[len(ours)/2])/1e3, "µs/page")
			b.ReportMetric(float64(theirs[len(theirs)/2])/1e3, "µs/bare")
			b.ReportMetric(float64(len(body)), "bytes")
		})
	}
}

// bareHandler sends what an answer was: status, headers and body.
func bareHandler(was *http.Response, body []byte) http.Handler {
	header := was.Header.Clone()
	header.Del("Date")
	etag := header.Get("ETag")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), header)
		if etag != "" && r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(body)
	})
}

// ask is a request that is sent over and over.
type ask struct {
	client        *http.Client
	address, etag string
}

// block is how long each of a block of requests takes.
func (a ask) block(b *testing.B) []time.Duration {
	b.Helper()
	took := make([]time.Duration, blockOf)
	for i := range took {
		begun := time.Now()
		a.send(b)
		took[i] = time.Since(begun)
	}
	return took
}

func (a ask) send(b *testing.B) (*http.Response, []byte) {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, a.address, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity")
	if a.etag != "" {
		req.Header.Set("If-None-Match", a.etag)
	}
	res, err := a.client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	_ = res.Body.Close()
	return res, body
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
		ask{client: http.DefaultClient, address: p.URL + "/en"}.send(b)
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
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
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
