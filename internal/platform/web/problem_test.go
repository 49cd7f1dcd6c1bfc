package web_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
)

func TestErrorsBecomePagesByKind(t *testing.T) {
	kinds := map[fault.Kind]string{
		fault.Internal: "Something went wrong here", fault.Invalid: "This cannot be taken", fault.Denied: "You may not do this",
		fault.NotFound: "There is no such page", fault.Conflict: "Somebody else was faster", fault.Gone: "This was withdrawn",
		fault.TooLarge: "This is too large", fault.Throttled: "Too many tries", fault.Unavailable: "Not just now",
	}
	for kind, title := range kinds {
		s := newSite(t, nil, func(rt *web.Router) {
			rt.Get("GET /x", access.Anyone, refuses(&fault.Error{Kind: kind, Err: errors.New("secret cause")}))
		})
		w := s.get("/en/x")
		body := w.Body.String()
		if w.Code != kind.Status() || !strings.Contains(body, "<h1>"+title) || !strings.Contains(body, w.Header().Get("X-Request-ID")) {
			t.Errorf("%s: got %d %.300s", kind, w.Code, body)
		}
		if strings.Contains(body, "secret cause") || strings.Contains(body, "⟦") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the page tells the cause, lacks words or may be stored", kind)
		}
		j := s.get("/en/x", "Accept", "application/json")
		var p struct {
			Type, Title string
			Status      int
		}
		if err := json.Unmarshal(j.Body.Bytes(), &p); err != nil || j.Header().Get("Content-Type") != "application/problem+json" {
			t.Fatalf("%s: no problem in %s (%v)", kind, j.Body, err)
		}
		if p.Type != "urn:sampan:fault:"+kind.String() || p.Status != kind.Status() || p.Title == "" {
			t.Errorf("%s: got %+v", kind, p)
		}
	}
}

func TestFieldsOfAFaultAreTold(t *testing.T) {
	var faults fault.List
	faults.Add("start", "web.form.date")
	s := newSite(t, nil, func(rt *web.Router) { rt.Get("GET /x", access.Anyone, refuses(faults.Err())) })
	if w := s.get("/en/x"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Give a date that exists.") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if j := s.get("/en/x.json"); !strings.Contains(j.Body.String(), `"errors":[{"path":"start","message":"Give a date that exists.`) {
		t.Errorf("got %s", j.Body)
	}
}

func TestWhoMustSignInIsSentThereAndBack(t *testing.T) {
	ran := false
	s := newSite(t, nil, func(rt *web.Router) {
		do := func(http.ResponseWriter, *http.Request, *web.View) error { ran = true; return nil }
		rt.Get("GET /desk", work, do)
		rt.Post("POST /desk", work, do)
		rt.Get("GET /act", access.Anyone, refuses(fault.New(fault.StepUp, "fault.step_up")))
		rt.Post("POST /act", access.Anyone, refuses(fault.New(fault.StepUp, "fault.step_up")))
	})
	w := s.get("/en/desk?tab=2")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/en/sign-in?next=%2Fdesk%3Ftab%3D2" {
		t.Errorf("got %d %s", w.Code, w.Header().Get("Location"))
	}
	w = s.post("/en/desk", "text=mine")
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "Nothing was changed") || ran {
		t.Errorf("a form after sign-out is told plainly and changes nothing: got %d, ran %v", w.Code, ran)
	}
	if w = s.get("/km/act"); w.Header().Get("Location") != "/km/account/verify?next=%2Fact" {
		t.Errorf("got %s", w.Header().Get("Location"))
	}
	w = s.post("/en/act", "", "Referer", "http://example.com/en/plans/spa-4")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/en/account/verify?next=%2Fplans%2Fspa-4" {
		t.Errorf("after the proof the reader is back at the form: got %s", w.Header().Get("Location"))
	}
	s.signIn()
	if w = s.get("/en/desk"); w.Code != http.StatusOK || !ran {
		t.Errorf("signed in: got %d, ran %v", w.Code, ran)
	}
}

func TestConflictShowsBothTexts(t *testing.T) {
	stale := web.Stale{By: "the secretariat", Action: "/x", Version: 8, Fields: []web.StaleField{{Name: "text", Label: "Text", Yours: "my <b>words</b>", Saved: "their words"}}, Hidden: map[string]string{"node": "4.1"}}
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Post("POST /x", access.Anyone, refuses(&fault.Error{Kind: fault.Conflict, Detail: stale}))
	})
	w := s.post("/en/x", "text=mine")
	body := w.Body.String()
	for _, want := range []string{"their words", "my &lt;b&gt;words&lt;/b&gt;", `name="version" value="8"`, `name="node" value="4.1"`, `name="submission"`, "the secretariat"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if w.Code != http.StatusConflict {
		t.Errorf("got %d", w.Code)
	}
}

func TestUnknownAddressAndMethod(t *testing.T) {
	s := newSite(t, nil, func(rt *web.Router) { rt.Get("GET /x", access.Anyone, page("x")) })
	if w := s.get("/en/nowhere"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "<h1>") {
		t.Errorf("got %d", w.Code)
	}
	w := s.post("/en/x", "")
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("got %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestPanicIsAnErrorPageAndIsLogged(t *testing.T) {
	s := newSite(t, nil, func(rt *web.Router) {
		rt.Get("GET /x", access.Anyone, func(http.ResponseWriter, *http.Request, *web.View) error { panic("Sokha's secret") })
	})
	w := s.get("/en/x")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Something went wrong here") {
		t.Errorf("got %d", w.Code)
	}
	if log := s.log.String(); !strings.Contains(log, "msg=panic") || strings.Contains(log, "Sokha") {
		t.Errorf("the log has the place and not the value: %s", log)
	}
}

func TestOnlyPathsOfThisSiteAreGoneOnTo(t *testing.T) {
	for next, want := range map[string]string{
		"/plans/spa-4?draft=2": "/plans/spa-4?draft=2", "": "/", "//evil.example": "/", "https://evil.example/": "/",
		"/\\evil.example": "/", "javascript:alert(1)": "/", "plans": "/", "/x\r\nSet-Cookie: a=b": "/",
	} {
		if got := web.SafeNext(next); got != want {
			t.Errorf("%q: got %q, want %q", next, got, want)
		}
	}
}
