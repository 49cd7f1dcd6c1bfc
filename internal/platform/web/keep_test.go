package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
)

// keeping is a site whose official act waits for a proof, and what it has kept and read.
type keeping struct {
	*site

	kept    *web.Kept
	problem web.Problem
	carried *web.Kept
	proof   url.Values
	taken   url.Values
}

func newKeeping(t *testing.T) *keeping {
	t.Helper()
	k := &keeping{}
	ask := func(w http.ResponseWriter, r *http.Request, v *web.View, p web.Problem, kept *web.Kept) error {
		k.kept, k.problem = kept, p
		return web.Render(w, r, v, p.Status, says(v, "prove it"))
	}
	official := func(_ http.ResponseWriter, r *http.Request, _ *web.View) error {
		if _, err := web.ReadUpload(r, func(_ *web.Form, _, _ string, f io.Reader) error {
			_, err := io.Copy(io.Discard, f)
			return err
		}); err != nil {
			return err
		}
		return fault.New(fault.StepUp, "fault.step_up")
	}
	k.site = newSite(t, func(c *web.Config) { c.AskAgain = ask }, func(rt *web.Router) {
		rt.Post("POST /plans/{slug}/nodes", work, official, web.Upload())
		rt.Post("POST /early", work, refuses(fault.New(fault.StepUp, "fault.step_up")), web.Upload())
		rt.Post("POST /taken", work, func(_ http.ResponseWriter, r *http.Request, _ *web.View) error {
			f, err := web.ReadForm(r)
			if err == nil {
				k.taken = f.Values
			}
			return err
		})
		rt.Post("POST /verify", access.Anyone, func(_ http.ResponseWriter, r *http.Request, v *web.View) error {
			f, kept, err := web.ReadProof(r, v)
			if err == nil {
				k.carried, k.proof = kept, f.Values
			}
			return err
		}, web.Carries())
		rt.Post("POST /verify-me", work, refuses(nil), web.Carries())
	})
	return k
}

// formOf is a body of a form with files, from fields, name and value in turn; a name that begins with @ is a file.
func formOf(t *testing.T, fields ...string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		name, isFile := strings.CutPrefix(fields[i], "@")
		begin := m.CreateFormField
		if isFile {
			begin = func(name string) (io.Writer, error) { return m.CreateFormFile(name, fields[i+1]) }
		}
		part, err := begin(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}

func carriedBody(t *testing.T, kept *web.Kept, more ...string) (body, kind string) {
	t.Helper()
	for _, f := range kept.Carried() {
		more = append(more, f[0], f[1])
	}
	return formOf(t, more...)
}

func TestAFormThatWaitsForAProofIsKeptAndCarriedWhole(t *testing.T) {
	const khmer = "ការការពារជនរងគ្រោះ\r\n<b>\"គ្រប់\"</b> & ប្រទេស"
	for _, path := range []string{"/en/plans/spa-4/nodes?at=2", "/en/early?at=2"} {
		for name, send := range map[string]func(k *keeping) *web.Kept{
			"plain": func(k *keeping) *web.Kept {
				k.post(path, url.Values{"text": {khmer}, "tag": {"a", "b"}, "submission": {"s-1"}, "password": {"hidden"}, "writer": {web.WriterOf(k.person.Actor.ID)}}.Encode())
				return k.kept
			},
			"with a file": func(k *keeping) *web.Kept {
				body, kind := formOf(t, "text", khmer, "@file", "scan.pdf", "tag", "a", "tag", "b", "submission", "s-1", "password", "hidden", "writer", web.WriterOf(k.person.Actor.ID))
				k.do(http.MethodPost, path, body, "Content-Type", kind)
				return k.kept
			},
		} {
			t.Run(name+path, func(t *testing.T) {
				k := newKeeping(t)
				k.signIn()
				kept := send(k)
				want := &web.Kept{
					Action: strings.TrimPrefix(path, "/en"), Values: url.Values{"text": {khmer}, "tag": {"a", "b"}, "submission": {"s-1"}},
					Writer: web.WriterOf(k.person.Actor.ID),
				}
				if name != "plain" {
					want.Multipart, want.Files = true, []web.KeptFile{{Field: "file", Name: "scan.pdf"}}
				}
				if diff := cmp.Diff(want, kept); diff != "" {
					t.Fatal(diff)
				}
				body, kind := carriedBody(t, kept, "password", "right", "next", "/")
				k.do(http.MethodPost, "/en/verify", body, "Content-Type", kind)
				if diff := cmp.Diff(want, k.carried); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(url.Values{"password": {"right"}, "next": {"/"}}, k.proof); diff != "" {
					t.Errorf("beside the kept form: %s", diff)
				}
			})
		}
	}
}

func TestAFormSentAfterTheSessionEndedIsKept(t *testing.T) {
	k := newKeeping(t)
	if w := k.post("/en/taken", "text=mine&submission=s-1"); w.Code != http.StatusUnauthorized || k.problem.Kind != fault.SignIn || k.kept.Values.Get("text") != "mine" {
		t.Errorf("got %d, %+v", w.Code, k.kept)
	}
	body, kind := carriedBody(t, k.kept, "password", "x")
	k.kept = nil
	k.do(http.MethodPost, "/en/verify-me", body, "Content-Type", kind)
	if k.kept == nil || k.kept.Action != "/taken" || k.kept.Values.Get("text") != "mine" {
		t.Errorf("a session that ends before the proof loses the form: %+v", k.kept)
	}
	if strings.Contains(k.log.String(), "mine") {
		t.Error("the log tells what was written")
	}
}

func TestTheLargestFormIsKeptWhole(t *testing.T) {
	k := newKeeping(t)
	k.signIn()
	long := strings.Repeat("ក", (web.DefaultLimit-100)/9)
	k.post("/en/plans/spa-4/nodes", "submission=s&text="+url.QueryEscape(long))
	body, kind := carriedBody(t, k.kept, "password", "right")
	w := k.do(http.MethodPost, "/en/verify", body, "Content-Type", kind)
	if k.carried == nil || k.carried.Values.Get("text") != long {
		t.Errorf("got %d", w.Code)
	}
	fields, long := []string{}, strings.Repeat("x", web.DefaultLimit/4)
	for range 6 {
		fields = append(fields, "kept.field.a", long)
	}
	body, kind = formOf(t, append(fields, "kept.to", "/taken")...)
	if w := k.do(http.MethodPost, "/en/verify", body, "Content-Type", kind); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("more than a form can hold: %d", w.Code)
	}
}

func TestAKeptFormGoesToThisSiteOnly(t *testing.T) {
	for _, to := range []string{"https://evil.example/", "//evil.example/", "/nowhere", "javascript:alert(1)", "/\\evil.example", "plans", "/taken\r\n"} {
		k := newKeeping(t)
		body, kind := formOf(t, "kept.to", to, "kept.field.text", "mine")
		if w := k.do(http.MethodPost, "/en/verify", body, "Content-Type", kind); w.Code != http.StatusUnprocessableEntity || k.carried != nil {
			t.Errorf("%q: got %d, %+v", to, w.Code, k.carried)
		}
		k.do(http.MethodPost, "/en/verify-me", body, "Content-Type", kind)
		if k.kept != nil {
			t.Errorf("%q is kept", to)
		}
	}
}

func TestAFormIsTakenFromItsReaderOnly(t *testing.T) {
	k := newKeeping(t)
	k.signIn()
	mine := web.WriterOf(k.person.Actor.ID)
	if w := k.post("/en/taken", "text=mine&writer="+mine); w.Code != http.StatusOK || len(k.taken) != 1 {
		t.Errorf("the own form: %d, with %v", w.Code, k.taken)
	}
	k.taken = nil
	k.signIn()
	if w := k.post("/en/taken", "text=mine&writer="+mine); w.Code != http.StatusUnauthorized || k.taken != nil || k.kept.Writer != mine {
		t.Errorf("another person's form: %d, taken %v", w.Code, k.taken)
	}
	one, other := kernel.NewID(), kernel.NewID()
	if web.WriterOf("") != "" || web.WriterOf(one) == web.WriterOf(other) {
		t.Error("marks do not tell people apart")
	}
}
