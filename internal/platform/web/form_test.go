package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func form(t *testing.T, values url.Values) *web.Form {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := web.ReadForm(r)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFieldsAreReadThroughTheDoor(t *testing.T) {
	id := kernel.NewID()
	f := form(t, url.Values{
		"name": {"  Cafe\u0301\r\nzwei "}, "n": {" 12 "}, "kind": {"som"}, "yes": {"yes"}, "day": {"2015-04-28"}, "id": {string(id)}, "c": {"kh"},
		"d.year": {"2015"}, "d.month": {"4"}, "e.year": {"2015"}, "e.month": {"4"}, "e.day": {"28"}, "tags": {"a", " ", "b"}, "submission": {string(id)}, "version": {"7"},
	})
	submission, err := f.Submission()
	if err != nil {
		t.Fatal(err)
	}
	got := []any{f.Text("name"), f.Int("n"), f.Choice("kind", "imm", "som"), f.Bool("yes"), f.Bool("no"), f.Date("day"), f.Date("d"), f.Date("e"), f.Date("none"), f.ID("id"), f.Country("c"), f.Texts("tags"), submission, f.Version()}
	want := []any{"Café\nzwei", 12, "som", true, false, kernel.Date("2015-04-28"), kernel.Date("2015-04"), kernel.Date("2015-04-28"), kernel.Date(""), id, kernel.Country("KH"), []string{"a", "b"}, id, 7}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := f.Err(); err != nil {
		t.Error(err)
	}
}

func TestEveryFaultOfAFormIsToldAtOnce(t *testing.T) {
	f := form(t, url.Values{
		"nul": {"a\x00b"}, "utf8": {"\xff"}, "n": {"many"}, "kind": {"party"}, "day": {"2015-02-30"}, "d.day": {"3"}, "d.year": {"2015"}, "id": {"7"}, "c": {"KHM"}, "submission": {"x"},
	})
	f.Text("nul")
	f.Required("utf8")
	f.Required("empty")
	f.Int("n")
	f.Choice("kind", "som")
	f.Date("day")
	f.Date("d")
	f.ID("id")
	f.Country("c")
	f.Fault("own", "web.form.choice")
	err := f.Err()
	if !fault.Is(err, fault.Invalid) {
		t.Fatal(err)
	}
	state := f.State(err)
	want := map[string]string{
		"nul": "web.form.text", "utf8": "web.form.text", "empty": "web.form.required", "n": "web.form.number", "kind": "web.form.choice",
		"day": "web.form.date", "d": "web.form.date", "id": "web.form.choice", "c": "web.form.choice", "own": "web.form.choice",
	}
	got := map[string]string{}
	for _, x := range state.Faults {
		if got[x.Path] != "" {
			t.Errorf("%s is told twice", x.Path)
		}
		got[x.Path] = x.Key
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if state.Value("n") != "many" || state.Fault("n").Key != "web.form.number" || state.Fault("yes").Key != "" {
		t.Errorf("what was typed is kept: %+v", state)
	}
	if _, err := f.Submission(); !fault.Is(err, fault.Invalid) {
		t.Errorf("a form that was not made here: %v", err)
	}
	if err == nil || strings.Contains(err.Error(), "many") {
		t.Errorf("what a person typed is not for the log: %v", err)
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Post("POST /x", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			f, err := web.ReadForm(r)
			if err != nil {
				return err
			}
			f.Required("name")
			f.Date("day")
			state := f.State(f.Err())
			return web.Render(w, r, v, http.StatusUnprocessableEntity, ui.Form(v, ui.FormOf{Action: "/x", State: state, Version: 3, Labels: map[string]string{"name": "Name"}}))
		})
	})
	w := s.post("/en/x", "name=&day=<script>")
	body := w.Body.String()
	for _, want := range []string{`<a href="#f-name">Name: Fill in this field.</a>`, `<a href="#f-day">Give a date that exists.`, `2 things stand in the way`, `role="alert"`, `name="version" value="3"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if w.Code != http.StatusUnprocessableEntity || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
}

// uploads counts what arrives and keeps nothing.
func uploads(got *int64, opts ...web.Option) func(*web.Router) {
	return func(rt *web.Router) {
		rt.Post("POST /file", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
			f, err := web.ReadUpload(r, func(_ *web.Form, _, _ string, content io.Reader) error {
				n, err := io.Copy(io.Discard, content)
				*got = n
				return err
			})
			if err != nil {
				return err
			}
			return web.Render(w, r, v, http.StatusOK, says(v, "title="+f.Text("title")))
		}, opts...)
	}
}

func multipartBody(t *testing.T, size int) (body *bytes.Buffer, kind string) {
	t.Helper()
	body = &bytes.Buffer{}
	m := multipart.NewWriter(body)
	_ = m.WriteField("title", "Plan")
	file, err := m.CreateFormFile("file", "../../etc/passwd")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.Write(make([]byte, size))
	_ = m.Close()
	return body, m.FormDataContentType()
}

func TestUploadIsStreamedUpToItsLimit(t *testing.T) {
	var got int64
	s := newSite(t, nil, uploads(&got, web.Upload()))
	send := func(size int) *httptest.ResponseRecorder {
		body, kind := multipartBody(t, size)
		return s.do(http.MethodPost, "/en/file", body.String(), "Content-Type", kind)
	}
	if w := send(3 << 20); w.Code != http.StatusOK || got != 3<<20 || !strings.Contains(w.Body.String(), "title=Plan") {
		t.Errorf("got %d after %d bytes", w.Code, got)
	}
	if w := send(web.UploadLimit); w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "too large") {
		t.Errorf("over the limit: got %d", w.Code)
	}
}

func TestFieldsBesideAFileAreBounded(t *testing.T) {
	var got int64
	s := newSite(t, nil, uploads(&got, web.Upload()))
	many := &bytes.Buffer{}
	m := multipart.NewWriter(many)
	for range 5 {
		_ = m.WriteField("title", strings.Repeat("a", 400<<10))
	}
	_ = m.Close()
	for rule, c := range map[string]struct{ body, kind string }{
		"many large fields":          {many.String(), m.FormDataContentType()},
		"fields where a file may be": {"title=" + strings.Repeat("a", web.DefaultLimit), "application/x-www-form-urlencoded"},
	} {
		if w := s.do(http.MethodPost, "/en/file", c.body, "Content-Type", c.kind); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: got %d", rule, w.Code)
		}
	}
}

func TestBodyLimits(t *testing.T) {
	var got int64
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Post("POST /form", access.Anyone, func(_ http.ResponseWriter, r *http.Request, _ *web.View) error {
			_, err := web.ReadForm(r)
			return err
		})
		uploads(&got, web.MaxBody(5000))(rt)
	})
	if w := s.post("/en/form", "x="+strings.Repeat("a", web.DefaultLimit)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form over 1 MiB: got %d", w.Code)
	}
	body, kind := multipartBody(t, 6000)
	if w := s.do(http.MethodPost, "/en/file", body.String(), "Content-Type", kind); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("over the route's own limit: got %d", w.Code)
	}
	body, kind = multipartBody(t, 10)
	if w := s.do(http.MethodPost, "/en/form", body.String(), "Content-Type", kind); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a file where none is wanted: got %d", w.Code)
	}
	if w := s.do(http.MethodPost, "/en/form", "--x\r\nbroken", "Content-Type", "multipart/form-data; boundary=x"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a broken form: got %d", w.Code)
	}
	if w := s.post("/en/form", "a=%zz"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a broken form: got %d", w.Code)
	}
}
