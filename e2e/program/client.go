package program

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
)

// Client speaks HTTP with the program as a browser without a window does: it keeps cookies and follows nothing.
type Client struct {
	t    testing.TB
	base string
	http *http.Client
}

// Client is a reader who has not signed in.
func (p *Program) Client() *Client {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &Client{t: p.t, base: p.URL, http: &http.Client{
		Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SignIn is a client with a session of the account of the demo.
func (p *Program) SignIn(email string) *Client {
	p.t.Helper()
	c := p.Client()
	a, err := c.Post("/en/sign-in", Form("email", email, "password", p.Password(), "next", "/"))
	if err != nil || a.Status != http.StatusSeeOther {
		p.t.Fatalf("%s cannot sign in: %d %v\n%s", email, a.Status, err, a.Body)
	}
	return c
}

// Answer is what the program answered.
type Answer struct {
	Status   int
	Location string
	Body     []byte
}

// Form is a form with its fields, as name and value in turn, that was not sent before.
func Form(fields ...string) url.Values {
	f := url.Values{"submission": {string(kernel.NewID())}}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return f
}

// Get asks for a page.
func (c *Client) Get(path string) Answer {
	c.t.Helper()
	a, err := c.do(http.MethodGet, path, nil, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// Post sends a form. An error means that no answer came: whether it was saved is not known.
func (c *Client) Post(path string, form url.Values) (Answer, error) {
	return c.do(http.MethodPost, path, strings.NewReader(form.Encode()), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
}

// API asks for an operation of the API; in is its body, a value or bytes, or nil. The submission may be "" for reading.
func (c *Client) API(method, path string, submission kernel.ID, in any) (Answer, error) {
	headers := map[string]string{"Accept": "application/json"}
	if submission != "" {
		headers["Idempotency-Key"] = string(submission)
	}
	var body io.Reader
	switch in := in.(type) {
	case nil:
	case []byte:
		body, headers["Content-Type"] = bytes.NewReader(in), "application/octet-stream"
	default:
		raw, err := json.Marshal(in)
		if err != nil {
			return Answer{}, err
		}
		body, headers["Content-Type"] = bytes.NewReader(raw), "application/json"
	}
	return c.do(method, "/api/v1"+path, body, headers)
}

// Read gives what the API answers at the path.
func Read[T any](c *Client, path string) T {
	c.t.Helper()
	var v T
	a, err := c.API(http.MethodGet, path, "", nil)
	if err != nil || a.Status != http.StatusOK {
		c.t.Fatalf("GET %s: %d %v\n%s", path, a.Status, err, a.Body)
	}
	if err := json.Unmarshal(a.Body, &v); err != nil {
		c.t.Fatalf("GET %s: %v", path, err)
	}
	return v
}

func (c *Client) do(method, path string, body io.Reader, headers map[string]string) (a Answer, err error) {
	req, err := http.NewRequestWithContext(context.Background(), method, c.base+path, body)
	if err != nil {
		return a, err
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return a, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	return Answer{Status: res.StatusCode, Location: res.Header.Get("Location"), Body: raw}, err
}
