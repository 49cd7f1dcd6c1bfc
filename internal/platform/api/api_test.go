package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/api"
	"sampan/internal/platform/i18n"
	"sampan/locale"
)

type noteIn struct {
	Slug string `path:"slug"`
	Body struct {
		Title kernel.Text `json:"title"`
		Tags  []string    `json:"tags,omitempty"`
	}
}

type noteOut struct {
	Body struct {
		Title kernel.Text `json:"title"`
	}
}

func server(t *testing.T, actor kernel.Actor, answer error) *httptest.Server {
	t.Helper()
	c, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	a := api.New(c, slog.New(slog.DiscardHandler), "test", "http://localhost")
	api.Register(a, api.Op{Method: http.MethodPut, Path: "/notes/{slug}", ID: "put-note", Summary: "Change a note", Tag: "Notes", Action: "note:edit", MaxBytes: 2000},
		func(_ context.Context, _ kernel.Actor, in *noteIn) (*noteOut, error) {
			out := &noteOut{}
			out.Body.Title = in.Body.Title
			return out, answer
		})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.Handler().ServeHTTP(w, r.WithContext(access.WithActor(r.Context(), actor)))
	}))
	t.Cleanup(s.Close)
	return s
}

func TestOperations(t *testing.T) {
	officer := kernel.Actor{ID: "p"}
	const good = `{"title":{"vi":{"text":"Vie\u0323\u0302t Nam","state":"translation"}}}`
	for _, c := range []struct {
		rule, body string
		actor      kernel.Actor
		answer     error
		status     int
		want       string
	}{
		{"text is let in as NFC, in maps too", good, officer, nil, 200, "Việt Nam"},
		{"nobody signed in is told so before the body is read", "{", kernel.Anonymous, nil, 401, "urn:sampan:fault:sign_in"},
		{"NUL is refused with its place", `{"title":{"en":{"text":"a\u0000","state":"draft"}}}`, officer, nil, 422, "body.title.en.text"},
		{"NUL is refused in the name of a language too", `{"title":{"en\u0000":{"text":"a","state":"draft"}}}`, officer, nil, 422, "body.title"},
		{"every fault is told at once", `{"title":{"en":{"text":"a\u0000","state":"draft"}},"tags":["ok","\u0007"]}`, officer, nil, 422, "body.tags[1]"},
		{"bytes that are not UTF-8 are refused", "{\"title\":{\"en\":{\"text\":\"a\xff\",\"state\":\"draft\"}}}", officer, nil, 400, "not UTF-8"},
		{"half of a character is refused", `{"title":{"en":{"text":"a\ud83db","state":"draft"}}}`, officer, nil, 400, "not UTF-8"},
		{"the other half alone too", `{"title":{"en":{"text":"\\\\\udca7","state":"draft"}}}`, officer, nil, 400, "not UTF-8"},
		{"both halves are a character", `{"title":{"en":{"text":"\ud83d\udca7","state":"draft"}}}`, officer, nil, 200, "💧"},
		{"what only looks like half a character is text", `{"title":{"en":{"text":"a\\ud83db","state":"draft"}}}`, officer, nil, 200, `a\\ud83db`},
		{"an unknown property is refused", `{"title":{},"x":1}`, officer, nil, 422, "unexpected property"},
		{"a body over the limit is refused", `{"title":{"en":{"text":"` + strings.Repeat("a", 3000) + `","state":"draft"}}}`, officer, nil, 413, ""},
		{"a fault becomes a problem of its kind", good, officer, fault.New(fault.Conflict, "fault.conflict"), 409, "urn:sampan:fault:conflict"},
		{"any other error tells nothing", good, officer, errors.New("disk at /var/x"), 500, "urn:sampan:fault:internal"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s := server(t, c.actor, c.answer)
			req, _ := http.NewRequest(http.MethodPut, s.URL+"/api/v1/notes/a", strings.NewReader(c.body))
			req.Header.Set("Content-Type", "application/json")
			status, body := send(t, req)
			if status != c.status || !strings.Contains(body, c.want) || strings.Contains(body, "/var/x") {
				t.Fatalf("%d %s", status, body)
			}
		})
	}
}

func TestAnUnknownAddressIsAProblem(t *testing.T) {
	s := server(t, kernel.Anonymous, nil)
	req, _ := http.NewRequest(http.MethodGet, s.URL+"/api/v1/nothing", http.NoBody)
	if status, body := send(t, req); status != 404 || !strings.Contains(body, "urn:sampan:fault:not_found") {
		t.Fatalf("%d %s", status, body)
	}
}

func TestDescriptionIsServed(t *testing.T) {
	s := server(t, kernel.Anonymous, nil)
	req, _ := http.NewRequest(http.MethodGet, s.URL+"/api/openapi.json", http.NoBody)
	_, body := send(t, req)
	var d struct {
		OpenAPI string         `json:"openapi"`
		Paths   map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(body), &d); err != nil || d.OpenAPI != "3.1.0" || d.Paths["/api/v1/notes/{slug}"] == nil {
		t.Fatalf("%v %s", err, body)
	}
}

func send(t *testing.T, req *http.Request) (int, string) {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
