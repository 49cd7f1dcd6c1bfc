package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"sampan/internal/platform/doctor"
	"sampan/internal/platform/installation"
)

func TestAReaderIsToldApartByTheAddressThatTheProxySaw(t *testing.T) {
	for _, c := range []struct {
		header []string
		want   string
	}{
		{nil, "192.0.2.1"},
		{[]string{"203.0.113.7"}, "203.0.113.7"},
		{[]string{"203.0.113.7:50312"}, "203.0.113.7"},
		{[]string{"2001:db8::7"}, "2001:db8::7"},
		{[]string{"[2001:db8::7]"}, "2001:db8::7"},
		{[]string{"[2001:db8::7]:443"}, "2001:db8::7"},
		{[]string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		{[]string{"198.51.100.1", " 203.0.113.7:1 "}, "203.0.113.7"},
		{[]string{"203.0.113.7, unknown"}, "192.0.2.1"},
		{[]string{"[203.0.113.7]"}, "192.0.2.1"},
		{[]string{"203.0.113.7:99999"}, "192.0.2.1"},
		{[]string{""}, "192.0.2.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Header["X-Forwarded-For"] = c.header
		if got := clientAddress(true)(r); got != c.want {
			t.Errorf("%q: got %s, want %s", c.header, got, c.want)
		}
	}
	if clientAddress(false) != nil {
		t.Error("the header is believed where no proxy is")
	}
}

func TestHowRequestsComeIsNotedWithoutAddresses(t *testing.T) {
	dir := installation.Directory(t.TempDir())
	f := &forwarding{dir: dir, log: slog.New(slog.DiscardHandler), seen: doctor.Forwarded{BehindProxy: true}}
	h := f.watch(http.NotFoundHandler())
	for _, path := range []string{"/", "/healthz", "/en", "/readyz", "/en/meetings"} {
		r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		if path == "/en" {
			r.Header.Set("X-Forwarded-For", "203.0.113.7")
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	raw, err := os.ReadFile(filepath.Join(string(dir), "forwarded.json"))
	if want := `{"behind_proxy":true,"with":1,"without":3}`; err != nil || string(raw) != want {
		t.Errorf("%s %v", raw, err)
	}
}
