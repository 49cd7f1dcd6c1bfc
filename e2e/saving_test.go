package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

// plan is a working draft with one pillar, made by the officer's client.
type plan struct {
	officer *program.Client
	slug    string
	pillar  string // path of its page
}

func newPlan(t *testing.T, p *program.Program, slug string) plan {
	t.Helper()
	c := p.SignIn(officer)
	send(t, c, "/en/plans/new", program.Form("title", "A plan", "short", "Plan", "slug", slug, "audience", "public"))
	send(t, c, "/en/plans/"+slug+"/draft", program.Form("audience", "office"))
	at := send(t, c, "/en/plans/"+slug+"/draft/nodes", program.Form("level", "pillar", "code", "P1", "text_en", "Protection"))
	return plan{c, slug, at}
}

// send sends a form that must be taken, and gives where it leads.
func send(t *testing.T, c *program.Client, path string, form url.Values) string {
	t.Helper()
	a, err := c.Post(path, form)
	if err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("%s: %d %v\n%s", path, a.Status, err, a.Body)
	}
	return a.Location
}

func TestNoTextIsLostWhenTwoWindowsSaveTheSameEntry(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "two-windows")
		first := signIn(t, p)
		first.Open(made.pillar)
		second := first.Window()
		second.Open(made.pillar)
		first.Fill("text_en", "Protection of all victims")
		first.Press("Save")
		first.Sees("Saved.")
		second.Fill("text_en", "Protection in every country")
		second.Press("Save")
		second.Sees("Protection of all victims", "Protection in every country")
		if got := second.ValueOf("text_en"); got != "Protection in every country" {
			t.Errorf("in the field stands %q", got)
		}
		first.Open(made.pillar)
		if got := first.ValueOf("text_en"); got != "Protection of all victims" {
			t.Errorf("the first window's text became %q", got)
		}
		second.Fill("text_en", "Protection of all victims in every country")
		second.Press("Save this text")
		second.Sees("Saved.")
		second.Open(made.pillar)
		if got := second.ValueOf("text_en"); got != "Protection of all victims in every country" {
			t.Errorf("what was agreed between the two became %q", got)
		}
	})
}

func TestAFormSentTwiceIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "sent-twice")
		form := program.Form("level", "goal", "code", "1", "text_en", "Sent twice", "parent", made.pillar[strings.LastIndex(made.pillar, "/")+1:])
		once := send(t, made.officer, "/en/plans/sent-twice/draft/nodes", form)
		if again := send(t, made.officer, "/en/plans/sent-twice/draft/nodes", form); again != once {
			t.Errorf("it led to %s and then to %s", once, again)
		}
		if n := strings.Count(string(made.officer.Get("/en/plans/sent-twice/draft").Body), "Sent twice"); n != 1 {
			t.Errorf("the entry stands in the draft %d times", n)
		}
	})
}

func TestAFormSentAfterSigningOutLosesNothing(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "signed-out")
		writing := signIn(t, p)
		writing.Open(made.pillar)
		writing.Fill("text_en", "Typed before signing out")
		other := writing.Window()
		other.Open("/en/account")
		other.Press("Sign out")
		writing.Press("Save")
		writing.Sees("Sign in", "What you wrote is kept on this page")
		if strings.Contains(string(made.officer.Get(made.pillar).Body), "Typed before signing out") {
			t.Error("a form was taken from nobody")
		}
		other.Open("/en/sign-in")
		other.Fill("email", officer)
		other.Fill("password", p.Password())
		other.Press("Sign in")
		writing.Press("Send what you wrote")
		writing.Sees("Saved.")
		if got := writing.ValueOf("text_en"); got != "Typed before signing out" {
			t.Fatalf("the text that was typed became %q", got)
		}
	})
}

func TestAFocalPointKeepsTheOwnCountryOnly(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "not-theirs")
		c := p.SignIn(focalPoint)
		if a := c.Get("/en/members/kh/agencies/new"); a.Status != http.StatusOK {
			t.Fatalf("the own country's form: %d\n%s", a.Status, a.Body)
		}
		for _, path := range []string{
			"/en/members/vn/agencies/new", "/en/members/vn/edit", "/en/plans/new", made.pillar,
			"/en/plans/not-theirs/draft", "/en/plans/not-theirs/draft/publish", "/en/chair/confirm",
		} {
			if a := c.Get(path); a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
				t.Errorf("GET %s: %d", path, a.Status)
			}
		}
		before := logSize(t, c)
		for _, path := range []string{
			"/en/members/vn/agencies/new", "/en/members/vn/edit", "/en/plans/new", made.pillar, made.pillar + "/remove",
			"/en/plans/not-theirs/draft/nodes", "/en/plans/not-theirs/draft/publish", "/en/chair/set", "/en/people",
		} {
			form := program.Form("version", "1", "level", "goal", "text_en", "x", "name", "x", "sector", "police", "source_title", "x",
				"title", "x", "short", "x", "slug", "x-1", "audience", "public", "why", "x",
				"email", "x@ministry.example", "role", "implementer", "country", "VN")
			if a, err := c.Post(path, form); err != nil || a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
				t.Errorf("POST %s: %d %v", path, a.Status, err)
			}
		}
		if after := logSize(t, c); after != before {
			t.Errorf("refused forms made %d entries of the log", after-before)
		}
	})
}

func TestAnOfficialActAsksAnewWhoOneIs(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		newPlan(t, p, "asked-anew")
		b := signIn(t, p)
		b.Open("/en/plans/asked-anew/draft/publish")
		b.Choose("audience", "public")
		age(t, p, time.Hour)
		b.Press("Publish draft 0")
		b.Sees("Confirm that it is you")
		b.Fill("password", p.Password())
		b.Press("Confirm")
		b.Arrives("/en/plans/asked-anew/drafts/0")
		b.Sees("The draft was published.")
	})
}

// age makes every proof of who one is older.
func age(t *testing.T, p *program.Program, by time.Duration) {
	t.Helper()
	d, err := db.Open(t.Context(), p.Database())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	err = d.Write(t.Context(), func(q db.Queryer) error {
		_, err := q.ExecContext(t.Context(), "UPDATE account_session SET proved_at = proved_at - $1", by.Microseconds())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
