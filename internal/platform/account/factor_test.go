package account_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// app is an authenticator app.
type app struct {
	h      *house
	secret string
}

func (a app) code() string {
	code, err := totp.GenerateCode(a.secret, a.h.clock.Now())
	a.h.must(err)
	return code
}

// setUpApp sets up an authenticator app and gives it with the recovery codes.
func (b *browser) setUpApp() (app, []string) {
	b.h.t.Helper()
	p := b.submit("/en/account", "/en/account/second-factor")
	p.want(b.h.t, http.StatusOK, "scan this picture", "data:image/png;base64,")
	a := app{b.h, strings.ReplaceAll(p.codes()[0], " ", "")}
	b.h.secrets = append(b.h.secrets, a.secret)
	done := b.fill(p, "/en/account/second-factor/confirm", "code", a.code())
	done.want(b.h.t, http.StatusOK, "Recovery codes")
	b.h.secrets = append(b.h.secrets, done.codes()...)
	return a, done.codes()
}

func TestAnOfficialRoleActsOnlyAfterASecondStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.FocalPoint, "KH")
		refused := b.post("/en/probe")
		refused.want(t, http.StatusForbidden, "Confirm that it is you", "Your role needs a second step", "Set it up on your account page")
		b.submit("/en/account/verify", "/en/account/verify", "password", good)
		if p := b.post("/en/probe"); p.body == "published" {
			t.Error("a password alone lets an official role act")
		}
		b.setUpApp()
		if p := b.post("/en/probe"); p.body != "published" {
			t.Errorf("after setting up an app: %s", p.path)
		}
		h.clock.pass(15 * time.Minute)
		if p := b.post("/en/probe"); p.body == "published" {
			t.Error("a proof counts for longer than 15 minutes")
		}
	})
}

func TestOtherRolesActAfterTheirPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.CSODelegate, "KH")
		if p := b.post("/en/probe"); p.body != "published" {
			t.Errorf("led to %s", p.path)
		}
		h.clock.pass(16 * time.Minute)
		p := b.post("/en/probe")
		b.fill(p, "/en/account/verify", "password", "wrong password here").want(t, http.StatusUnprocessableEntity, "The password is not right")
		b.fill(p, "/en/account/verify", "password", good)
		if p := b.post("/en/probe"); p.body != "published" {
			t.Error("the fresh proof does not count")
		}
	})
}

func TestADemonstrationTakesThePasswordAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, func(c *account.Config) { c.Demo = true })
		b := h.person(ana, kernel.Secretariat, "")
		if p := b.post("/en/probe"); p.body != "published" {
			t.Errorf("led to %s", p.path)
		}
		b.get("/en/account").want(t, http.StatusOK, "In this demonstration the password alone counts")
		h.browser().get("/en/sign-in").want(t, http.StatusOK, "This is a demonstration")
	})
}

func TestASignInAsksForTheCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a, recovery := h.person(ana, kernel.Secretariat, "").setUpApp()
		h.clock.pass(time.Minute)
		b := h.browser()
		b.get("/en/sign-in/second").want(t, http.StatusOK, "The second step took too long")
		p := b.signIn(ana, good)
		p.want(t, http.StatusOK, "Second step")
		if b.in() {
			t.Fatal("the password alone signs in")
		}
		b.fill(p, "/en/sign-in/second", "code", "000000").want(t, http.StatusUnprocessableEntity, "This code is not right")
		b.fill(p, "/en/sign-in/second", "code", "").want(t, http.StatusUnprocessableEntity)
		code := a.code()
		b.fill(p, "/en/sign-in/second", "code", code[:3]+" "+code[3:])
		if !b.in() {
			t.Fatal("the code does not sign in")
		}
		t.Run("a code counts once", func(t *testing.T) {
			c := h.browser()
			c.fill(c.signIn(ana, good), "/en/sign-in/second", "code", code).want(t, http.StatusUnprocessableEntity, "has been used")
		})
		t.Run("a recovery code counts once", func(t *testing.T) {
			c := h.browser()
			c.fill(c.signIn(ana, good), "/en/sign-in/second", "code", strings.ToUpper(recovery[3]))
			if !c.in() {
				t.Error("does not sign in")
			}
			e := h.browser()
			e.fill(e.signIn(ana, good), "/en/sign-in/second", "code", recovery[3]).want(t, http.StatusUnprocessableEntity)
			c.get("/en/account").want(t, http.StatusOK, "9 recovery codes are left")
			if last := h.letters(ana); !strings.Contains(last[len(last)-1].Subject, "recovery code of yours was used") {
				t.Error("the person is not told by letter")
			}
		})
		t.Run("a step is good for ten minutes", func(t *testing.T) {
			h.clock.pass(time.Hour)
			c := h.browser()
			p := c.signIn(ana, good)
			h.clock.pass(10*time.Minute + time.Second)
			c.fill(p, "/en/sign-in/second", "code", a.code()).want(t, http.StatusOK, "The second step took too long")
			if c.in() {
				t.Error("signed in")
			}
		})
		t.Run("codes are throttled", func(t *testing.T) {
			h.clock.pass(24*time.Hour + time.Minute)
			c := h.browser()
			p := c.signIn(ana, good)
			for range 6 {
				c.fill(p, "/en/sign-in/second", "code", "000000").want(t, http.StatusUnprocessableEntity)
			}
			c.fill(p, "/en/sign-in/second", "code", a.code()).want(t, http.StatusTooManyRequests)
		})
	})
}

func TestASecondStepIsKeptSafely(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.Secretariat, "")
		a, recovery := b.setUpApp()
		if h.count("SELECT COUNT(*) FROM account_person WHERE totp = $1", a.secret) != 0 {
			t.Error("the app's secret is kept in clear")
		}
		if h.count("SELECT COUNT(*) FROM account_recovery") != 10 || len(recovery) != 10 || len(strings.ReplaceAll(recovery[0], "-", "")) != 16 {
			t.Error("there are not ten recovery codes of 16 characters")
		}
		h.clock.pass(16 * time.Minute)
		p := b.submit("/en/account", "/en/account/second-factor/remove")
		p.want(t, http.StatusForbidden, "Confirm that it is you")
		b.fill(p, "/en/account/verify", "password", good).want(t, http.StatusUnprocessableEntity)
		b.fill(p, "/en/account/verify", "password", good, "code", a.code())
		other := h.browser()
		h.clock.pass(time.Minute)
		other.fill(other.signIn(ana, good), "/en/sign-in/second", "code", a.code())
		b.submit("/en/account", "/en/account/second-factor/remove").want(t, http.StatusOK, "No app is set up")
		if other.in() {
			t.Error("other sessions go on after a second step was removed")
		}
		if h.count("SELECT COUNT(*) FROM account_recovery") != 0 {
			t.Error("recovery codes outlive the second step")
		}
	})
}

func TestASecondStepSurvivesANewPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person(ana, kernel.Secretariat, "").setUpApp()
		b := h.browser()
		b.submit("/en/forgot", "/en/forgot", "email", ana)
		path := h.link(ana)
		anew := "nine lanterns by the quay"
		b.submit(path, path, "password", anew, "again", anew)
		b.signIn(ana, anew).want(t, http.StatusOK, "Second step")
		if b.in() {
			t.Error("a letter is a way round the second step")
		}
	})
}

func TestAnotherPersonsEnrolmentIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b, eve := h.person(ana, kernel.Secretariat, ""), h.person("eve@ministry.example", kernel.Implementer, "KH")
		p := b.submit("/en/account", "/en/account/second-factor")
		ticket := p.form("/en/account/second-factor/confirm").Get("ticket")
		eve.post("/en/account/second-factor/confirm", "ticket", ticket, "code", "123456").want(t, http.StatusGone)
		b.fill(p, "/en/account/second-factor/confirm", "code", "000000").want(t, http.StatusUnprocessableEntity, "This code is not right", "scan this picture")
		h.clock.pass(14 * time.Minute)
		h.clock.pass(2 * time.Minute)
		if q := b.fill(p, "/en/account/second-factor/confirm", "code", "000000"); q.status != http.StatusGone && q.status != http.StatusForbidden {
			t.Errorf("an old enrolment is taken: %d %s", q.status, q.path)
		}
	})
}

var tokenForm = regexp.MustCompile(`sampan_pat_[A-Za-z0-9_-]{43}`)

// token makes an access token and gives it.
func (b *browser) token(writes bool) string {
	b.h.t.Helper()
	fields := []string{"label", "monthly sheet", "days", "30"}
	if writes {
		fields = append(fields, "writes", "yes")
	}
	p := b.submit("/en/account", "/en/account/tokens", fields...)
	p.want(b.h.t, http.StatusOK, "shown only this once")
	token := tokenForm.FindString(p.body)
	b.h.secrets = append(b.h.secrets, token)
	return token
}

// call asks the API with a token.
func (h *house) call(method, path, token, body string) *page {
	h.t.Helper()
	b := h.browser()
	req, err := http.NewRequest(method, h.server.URL+path, strings.NewReader(body))
	h.must(err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", string(kernel.NewID()))
	return b.send(req)
}

func TestAccessTokens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.Secretariat, "")
		b.submit("/en/account", "/en/account/tokens", "label", "", "days", "366").
			want(t, http.StatusUnprocessableEntity, "Give the token a name", "between 1 and 365 days")
		reads, writes := b.token(false), b.token(true)
		h.call("GET", "/api/v1/me", reads, "").want(t, http.StatusOK, `"role":"secretariat"`)
		h.call("GET", "/api/v1/sessions", reads, "").want(t, http.StatusOK, `"browser":"Firefox"`)
		h.call("GET", "/api/v1/tokens", reads, "").want(t, http.StatusOK, "monthly sheet")
		h.call("GET", "/api/v1/people", reads, "").want(t, http.StatusOK, ana)
		h.call("GET", "/api/v1/me", "", "").want(t, http.StatusUnauthorized)
		refused := h.call("GET", "/api/v1/me", "sampan_pat_"+strings.Repeat("x", 43), "")
		refused.want(t, http.StatusUnauthorized)
		if !strings.HasPrefix(refused.header.Get("WWW-Authenticate"), "Bearer") {
			t.Error("a refused token is not told as RFC 6750 says")
		}
		if refused.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.log.text(), refused.header.Get("X-Request-ID")) {
			t.Error("a refusal goes round the layers: no headers, or not in the log")
		}
		invite := `{"email":"cy@ministry.example","role":"observer"}`
		h.call("POST", "/api/v1/people", reads, invite).want(t, http.StatusForbidden, "may only read")
		h.call("POST", "/api/v1/people", writes, invite).want(t, http.StatusForbidden)
		if n := h.count("SELECT COUNT(*) FROM account_person"); n != 1 {
			t.Error("a token did an official act")
		}
		if p := h.call("GET", "/en/account", reads, ""); !strings.HasPrefix(p.path, "/en/sign-in") {
			t.Error("a token opens pages")
		}
		if h.count("SELECT COUNT(*) FROM account_token WHERE token = $1", reads) != 0 {
			t.Error("a token is kept in clear")
		}
		t.Run("end when revoked", func(t *testing.T) {
			p := b.get("/en/account")
			ends := regexp.MustCompile(`/en/account/tokens/[0-9a-f-]+/end`).FindAllString(p.body, -1)
			for _, action := range ends {
				b.fill(p, action).want(t, http.StatusOK, "revoked")
			}
			h.call("GET", "/api/v1/me", reads, "").want(t, http.StatusUnauthorized)
			b.fill(p, ends[0]).want(t, http.StatusNotFound)
		})
		t.Run("end with their time", func(t *testing.T) {
			token := b.token(false)
			h.clock.pass(30*24*time.Hour + time.Second)
			h.call("GET", "/api/v1/me", token, "").want(t, http.StatusUnauthorized)
		})
		t.Run("end with their person's suspension", func(t *testing.T) {
			b.signIn(ana, good)
			token := b.token(false)
			h.person("bo@ministry.example", kernel.Administrator, "")
			h.must(h.service.SuspendUser(context.Background(), ana))
			h.call("GET", "/api/v1/me", token, "").want(t, http.StatusUnauthorized)
		})
	})
}

func TestAnAccountIsChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.Implementer, "KH")
		second := h.browser()
		second.signIn(ana, good)
		t.Run("in two tabs, and both texts are shown", func(t *testing.T) {
			one, two := b.get("/en/account"), second.get("/en/account")
			b.fill(one, "/en/account/profile", "name", "Name of ana, first", "lang", "en").want(t, http.StatusOK, "Saved.")
			second.fill(two, "/en/account/profile", "name", "Name of ana, second", "lang", "en").
				want(t, http.StatusConflict, "Name of ana, first", "Name of ana, second")
		})
		t.Run("with a password that is asked for", func(t *testing.T) {
			anew := "nine lanterns by the quay"
			b.submit("/en/account", "/en/account/password", "present", "wrong password here", "password", anew, "again", anew).
				want(t, http.StatusUnprocessableEntity, "The password is not right")
			b.submit("/en/account", "/en/account/password", "present", good, "password", anew, "again", anew).want(t, http.StatusOK, "was changed")
			if second.in() || !b.in() {
				t.Error("other sessions do not end with the old password, or the own one does")
			}
		})
		t.Run("with an address that is confirmed", func(t *testing.T) {
			anew := "ana.new@ministry.example"
			b.submit("/en/account", "/en/account/email", "email", anew).want(t, http.StatusOK, "a letter is on its way")
			path := h.link(anew)
			h.person("eve@ministry.example", kernel.Implementer, "KH").get(path).want(t, http.StatusGone)
			b.submit(path, path).want(t, http.StatusOK, "Your address was changed", anew)
			b.get(path).want(t, http.StatusGone)
			if all := h.letters(ana); !strings.Contains(all[len(all)-1].Subject, "was changed") {
				t.Error("the old address is not told")
			}
			b.submit("/en/account", "/en/account/email", "email", "eve@ministry.example").want(t, http.StatusOK, "a letter is on its way")
			if all := h.letters("eve@ministry.example"); linkForm.MatchString(all[len(all)-1].Text) && strings.Contains(all[len(all)-1].Text, "/account/email/") {
				t.Error("a taken address gets a letter")
			}
		})
		t.Run("and sessions are ended one by one and all at once", func(t *testing.T) {
			anew := "nine lanterns by the quay"
			c, e := h.browser(), h.browser()
			c.signIn("ana.new@ministry.example", anew)
			p := b.get("/en/account")
			b.fill(p, regexp.MustCompile(`/en/account/sessions/[0-9a-f-]{36}/end`).FindString(p.body)).want(t, http.StatusOK, "signed out")
			c.signIn("ana.new@ministry.example", anew)
			e.signIn("ana.new@ministry.example", anew)
			b.submit("/en/account", "/en/account/sessions/end").want(t, http.StatusOK, "All other browsers were signed out")
			if c.in() || e.in() || !b.in() {
				t.Error("the wrong sessions ended")
			}
			c.signIn("ana.new@ministry.example", anew)
			end := regexp.MustCompile(`/en/account/sessions/[0-9a-f-]{36}/end`).FindString(b.get("/en/account").body)
			eve := h.browser()
			eve.signIn("eve@ministry.example", good)
			eve.post(end).want(t, http.StatusNotFound)
			if !c.in() {
				t.Error("somebody else ended a session")
			}
		})
	})
}
