package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sampan/internal/app"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// servers are two servers of one installation, on either database.
func servers(t *testing.T, test func(t *testing.T, here, there *bed)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			place := app.Place{Data: t.TempDir()}
			if engine == db.Postgres {
				place.Database = dbtest.URL(t, engine)
			}
			here := setupAt(t, place)
			test(t, here, here.beside(place))
		})
	}
}

// beside is another server of the installation.
func (b *bed) beside(place app.Place) *bed {
	b.t.Helper()
	a, err := app.Open(b.t.Context(), place, app.Serving{}, app.Outside{Out: io.Discard, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = a.Close() })
	site, err := a.Site(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	server := httptest.NewServer(site.Handler())
	b.t.Cleanup(server.Close)
	server.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	return &bed{t: b.t, app: a, site: site, server: server, pass: b.pass}
}

// at is the same reader, with the same browser, before another server.
func (r *reader) at(b *bed) *reader {
	moved := *r
	moved.bed = b
	return &moved
}

// meeting is a record as the API takes and gives it.
type meeting map[string]any

func (r *reader) call(method, path string, in meeting) meeting {
	r.t.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequest(method, r.server.URL+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", string(kernel.NewID()))
	res, body := r.send(req)
	if res.StatusCode >= http.StatusBadRequest {
		r.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, body)
	}
	out := meeting{}
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// som is a meeting of the name for an audience.
func som(name string, audience kernel.Audience, version any) meeting {
	m := meeting{
		"slug": "som-90", "kind": "SOM", "number": 90, "state": "planned", "start": "2031-05", "country": "LA", "audience": audience,
		"title":   kernel.Plain("en", name),
		"sources": []kernel.Source{{Title: "Letter of the secretariat", Retrieved: "2026-11-01"}},
	}
	if version != nil {
		m["version"] = version
	}
	return m
}

func (r *reader) reads(path, words string, want bool) {
	r.t.Helper()
	res, body := r.get(path)
	if strings.Contains(body, words) != want {
		r.t.Errorf("%s, %s at %s: %d, shows %q: %t", map[bool]string{true: "the public", false: r.email}[r.email == ""], path, r.server.URL, res.StatusCode, words, !want)
	}
}

// What is committed on one server is what the next request to either is answered from, to each reader what they may see.
func TestARecordIsSeenAtOnceOnEveryServerByThoseItIsFor(t *testing.T) {
	servers(t, func(t *testing.T, here, there *bed) {
		officer, public := here.as("secretariat"), here.public()
		delegate := here.as("cso-delegate")
		all := func(words string, officers, members, everyone bool) {
			t.Helper()
			for range 2 { // made, then kept
				for _, b := range []*bed{here, there} {
					for _, path := range []string{"/en/meetings", "/en/meetings/som-90", "/api/v1/meetings?limit=500"} {
						officer.at(b).reads(path, words, officers)
						delegate.at(b).reads(path, words, members)
						public.at(b).reads(path, words, everyone)
					}
				}
			}
		}
		all("Ninetieth", false, false, false)
		m := officer.call(http.MethodPost, "/meetings", som("Ninetieth of the officers", kernel.SecretariatOnly, nil))
		all("Ninetieth of the officers", true, false, false)
		m = officer.at(there).call(http.MethodPut, "/meetings/som-90", som("Ninetieth of the members", kernel.Members, m["version"]))
		all("Ninetieth of the officers", false, false, false)
		all("Ninetieth of the members", true, true, false)
		m = officer.call(http.MethodPut, "/meetings/som-90", som("Ninetieth of everyone", kernel.Public, m["version"]))
		all("Ninetieth of the members", false, false, false)
		all("Ninetieth of everyone", true, true, true)
		officer.at(there).call(http.MethodPut, "/meetings/som-90", som("Ninetieth again", kernel.Members, m["version"]))
		all("Ninetieth of everyone", false, false, false)
		all("Ninetieth again", true, true, false)
	})
}

// A page that somebody has is not called unchanged after it has changed, and is as long as it has not.
func TestAPageIsUnchangedUntilTheRecordChanges(t *testing.T) {
	servers(t, func(t *testing.T, here, there *bed) {
		officer, public := here.as("secretariat"), here.public()
		tag := ""
		ask := func(b *bed, want int) {
			t.Helper()
			req, err := http.NewRequest(http.MethodGet, b.server.URL+"/en/meetings", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if tag != "" {
				req.Header.Set("If-None-Match", tag)
			}
			req.Header.Set("Accept-Encoding", "identity")
			res, _ := public.at(b).send(req)
			if res.StatusCode != want {
				t.Errorf("%s answers %d, want %d", b.server.URL, res.StatusCode, want)
			}
			tag = res.Header.Get("ETag")
		}
		var version any
		for i := range 4 {
			ask(here, http.StatusOK)
			ask(there, http.StatusNotModified)
			ask(here, http.StatusNotModified)
			ask(there, http.StatusNotModified)
			method, path := http.MethodPut, "/meetings/som-90"
			if version == nil {
				method, path = http.MethodPost, "/meetings"
			}
			version = officer.at([]*bed{here, there}[i%2]).call(method, path, som("Ninetieth, "+strconv.Itoa(i), kernel.Public, version))["version"]
		}
	})
}

// Who is signed out, or put out by an officer, is nobody at once, on every server.
func TestASessionEndsOnEveryServerAtOnce(t *testing.T) {
	servers(t, func(t *testing.T, here, there *bed) {
		officer := here.as("secretariat")
		for _, b := range []*bed{here, there} {
			if res, _ := officer.at(b).get("/en/cadence"); res.StatusCode != http.StatusOK {
				t.Fatalf("signed in: %d", res.StatusCode)
			}
		}
		site, err := url.Parse(here.server.URL)
		if err != nil {
			t.Fatal(err)
		}
		stolen := there.public()
		stolen.client.Jar.SetCookies(site, officer.client.Jar.Cookies(site))
		if res, _ := stolen.get("/en/cadence"); res.StatusCode != http.StatusOK {
			t.Fatalf("with the same cookie: %d", res.StatusCode)
		}
		if res, body := officer.post("/en/sign-out", url.Values{}); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("signing out: %d %s", res.StatusCode, body)
		}
		if res, _ := stolen.get("/en/cadence"); res.StatusCode == http.StatusOK {
			t.Error("the cookie of a session that has ended still works")
		}
	})
}

// Pages made at the same time for different readers share what is kept and change none of it.
func TestPagesMadeAtOnceAreThoseMadeOneByOne(t *testing.T) {
	b := setup(t)
	readers := []*reader{b.public(), b.as("secretariat"), b.as("focal-point-kh")}
	paths := []string{"/en", "/km/meetings", "/en/meetings/som-11", "/en/instruments", "/en/plans", "/en/members/kh", "/en/bodies", "/en/chair", "/en/cadence", "/en/sources"}
	alone := map[string]int{}
	for i, r := range readers {
		for _, path := range paths {
			_, body := r.get(path)
			alone[strconv.Itoa(i)+path] = len(body)
		}
	}
	var all sync.WaitGroup
	for i, r := range readers {
		for range 3 {
			all.Go(func() {
				for _, path := range paths {
					if _, body := r.get(path); len(body) != alone[strconv.Itoa(i)+path] {
						t.Errorf("%q, %s: %d bytes, alone %d", r.email, path, len(body), alone[strconv.Itoa(i)+path])
					}
				}
			})
		}
	}
	all.Wait()
}
