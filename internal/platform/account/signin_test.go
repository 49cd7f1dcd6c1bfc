package account_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

const ana = "ana@ministry.example"

func TestInvitedPersonAcceptsAndSignsIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.Implementer, "KH")
		b.get("/en/account").want(t, http.StatusOK, "Implementer, Cambodia", "Firefox on Windows", "Name of ana")
		b.submit("/en/account", "/en/sign-out").want(t, http.StatusOK, "front page of")
		if b.in() {
			t.Fatal("still signed in after signing out")
		}
		if p := b.signIn("ANA@Ministry.example", good); p.path != "/en" && p.path != "/en/" {
			t.Errorf("signing in led to %s: %s", p.path, p.problems())
		}
		if !b.in() {
			t.Error("not signed in")
		}
	})
}

func TestAnInvitationIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		invite := func(email string) string {
			_, err := h.service.AddUser(context.Background(), account.Grant{Email: email, Role: kernel.Observer})
			h.must(err)
			return h.link(email)
		}
		b, path := h.browser(), invite(ana)
		for _, c := range []struct{ rule, name, password, again, says string }{
			{"without a name", "", good, good, "what you want to be called"},
			{"with a short password", "Ana", "eleven char", "eleven char", "at least 12 characters"},
			{"with a common password", "Ana", "Password2024!", "Password2024!", "Many people would think of"},
			{"with one's own address", "Ana", "ana@ministry", "ana@ministry", "your own name or address"},
			{"with two passwords", "Ana", good, good + "x", "not the same"},
		} {
			t.Run(c.rule, func(t *testing.T) {
				b.submit(path, path, "name", c.name, "lang", "en", "password", c.password, "again", c.again).want(t, http.StatusUnprocessableEntity, c.says)
			})
		}
		if p := b.get(path); p.header.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(p.header.Get("Cache-Control"), "no-store") {
			t.Error("the page of an invitation may be told to others or stored")
		}
		h.clock.pass(7*24*time.Hour + time.Second)
		b.get(path).want(t, http.StatusGone, "older than seven days")
		path = invite("bo@ministry.example")
		b.submit(path, path, "name", "Bo", "lang", "en", "password", good, "again", good)
		h.browser().get(path).want(t, http.StatusGone, "has been used")
		h.browser().post(path, "name", "Eve", "lang", "en", "password", good, "again", good).want(t, http.StatusGone)
		h.browser().get("/en/invitation/"+strings.Repeat("x", 43)).want(t, http.StatusGone)
	})
}

func TestASignInNeverTellsWhetherAnAccountExists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person(ana, kernel.Implementer, "KH")
		h.person("bo@ministry.example", kernel.Implementer, "KH")
		h.must(h.service.SuspendUser(context.Background(), "bo@ministry.example"))
		_, err := h.service.AddUser(context.Background(), account.Grant{Email: "cy@ministry.example", Role: kernel.Observer})
		h.must(err)
		told := map[string]bool{}
		for _, c := range [][2]string{
			{ana, "wrong password here"}, {"bo@ministry.example", good}, {"cy@ministry.example", ""}, {"nobody@ministry.example", good}, {"no address", good},
		} {
			password := c[1]
			if password == "" {
				password = "anything at all"
			}
			p := h.browser().signIn(c[0], password)
			p.want(t, http.StatusUnprocessableEntity)
			told[p.problems()] = true
		}
		if len(told) != 1 {
			t.Errorf("answers differ: %v", told)
		}
		asked := map[string]bool{}
		for _, email := range []string{ana, "bo@ministry.example", "nobody@ministry.example"} {
			p := h.browser().submit("/en/forgot", "/en/forgot", "email", email)
			p.want(t, http.StatusOK)
			asked[p.problems()] = true
		}
		if len(asked) != 1 || len(h.letters("nobody@ministry.example")) != 0 {
			t.Errorf("asking for a new password tells who has an account: %v", asked)
		}
	})
}

func TestTriesAreThrottledWithGrowingWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person(ana, kernel.Implementer, "KH")
		b := h.browser()
		for range 5 {
			b.signIn(ana, "wrong password here").want(t, http.StatusUnprocessableEntity)
		}
		b.signIn(ana, "wrong password here").want(t, http.StatusUnprocessableEntity)
		b.signIn(ana, good).want(t, http.StatusTooManyRequests, "too many tries")
		h.clock.pass(1100 * time.Millisecond)
		b.signIn(ana, "wrong password here").want(t, http.StatusUnprocessableEntity)
		h.clock.pass(1100 * time.Millisecond)
		b.signIn(ana, good).want(t, http.StatusTooManyRequests)
		h.clock.pass(time.Second)
		b.signIn(ana, good).want(t, http.StatusOK)
		if !b.in() {
			t.Error("the right password is not taken after the wait")
		}
		b.signIn("nobody@ministry.example", good).want(t, http.StatusUnprocessableEntity)
		if n := h.count("SELECT COUNT(*) FROM account_throttle WHERE bucket = $1", ana); n != 0 {
			t.Error("an address stands in the table of tries")
		}
	})
}

func TestOneNetworkIsCountedTogetherBehindAProxyToo(t *testing.T) {
	from, host := "", 0
	behind := func(c *account.Config) {
		c.ClientAddress = func(*http.Request) string {
			host++
			return fmt.Sprintf(from, host)
		}
	}
	h := newHouse(t, dbtest.Open(t, db.SQLite), behind)
	for _, c := range []struct {
		rule, email, from string
		last              int
	}{
		{"a /64 is one network, whatever host in it asks", "one@ministry.example", "2001:db8::%x", http.StatusTooManyRequests},
		{"two networks are two", "two@ministry.example", "2001:db8:0:%x::1", http.StatusUnprocessableEntity},
		{"an address may come with its port", "three@ministry.example", "192.0.2.1:%d", http.StatusTooManyRequests},
	} {
		t.Run(c.rule, func(t *testing.T) {
			from = c.from
			b := h.browser()
			for range 6 {
				b.signIn(c.email, "wrong password here").want(t, http.StatusUnprocessableEntity)
			}
			b.signIn(c.email, "wrong password here").want(t, c.last)
		})
	}
}

func TestASessionEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.Implementer, "KH")
		t.Run("after 12 hours without use", func(t *testing.T) {
			h.clock.pass(12*time.Hour - time.Minute)
			if !b.in() {
				t.Fatal("ended too early")
			}
			h.clock.pass(12*time.Hour + time.Minute)
			if p := b.get("/en/account"); p.path != "/en/sign-in?next=%2Faccount" {
				t.Errorf("the page of an ended session led to %s", p.path)
			}
		})
		t.Run("after 7 days in any case", func(t *testing.T) {
			b.signIn(ana, good)
			for range 14 {
				h.clock.pass(11 * time.Hour)
				if !b.in() {
					t.Fatal("ended too early")
				}
			}
			for range 2 {
				h.clock.pass(11 * time.Hour)
			}
			if b.in() {
				t.Error("lasts longer than 7 days")
			}
		})
		t.Run("when its person is suspended", func(t *testing.T) {
			b.signIn(ana, good)
			h.must(h.service.SuspendUser(context.Background(), ana))
			if b.in() {
				t.Error("a suspended person is still signed in")
			}
			b.signIn(ana, good).want(t, http.StatusUnprocessableEntity)
		})
	})
}

func TestASessionIsRotated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person(ana, kernel.Implementer, "KH")
		b := h.browser()
		b.setSession("chosen-by-somebody-else")
		b.signIn(ana, good)
		first := b.session()
		if first == "chosen-by-somebody-else" || len(first) != 43 {
			t.Fatalf("a session could be fixed from outside")
		}
		b.submit("/en/account/verify", "/en/account/verify", "password", good)
		second := b.session()
		thief := h.browser()
		thief.setSession(first)
		if second == first || thief.in() {
			t.Error("the token from before a fresh proof is still good")
		}
		b.signIn(ana, good)
		thief.setSession(second)
		if thief.in() || !b.in() {
			t.Error("signing in again does not end the session before")
		}
		if n := h.count("SELECT COUNT(*) FROM account_session WHERE token = $1", b.session()); n != 0 {
			t.Error("a token is kept in clear")
		}
	})
}

func TestOnlyPathsOfThisSiteAreLedOnTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person(ana, kernel.Implementer, "KH")
		for next, want := range map[string]string{
			"/account": "/en/account", "https://evil.example/": "/en", "//evil.example": "/en", `/\evil.example`: "/en", "javascript:alert(1)": "/en",
		} {
			b := h.browser()
			if p := b.post("/en/sign-in", "email", ana, "password", good, "next", next); strings.TrimSuffix(p.path, "/") != want {
				t.Errorf("next=%q led to %s", next, p.path)
			}
		}
	})
}

func TestAPasswordIsSetAnewByLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.Implementer, "KH")
		other := h.browser()
		other.submit("/en/forgot", "/en/forgot", "email", ana)
		old := h.link(ana)
		other.submit("/en/forgot", "/en/forgot", "email", ana)
		path := h.link(ana)
		other.get(old).want(t, http.StatusGone)
		other.submit(path, path, "password", "short", "again", "short").want(t, http.StatusUnprocessableEntity, "at least 12")
		anew := "nine lanterns by the quay"
		if p := other.submit(path, path, "password", anew, "again", anew); p.path != "/en/sign-in" {
			t.Errorf("led to %s", p.path)
		}
		if b.in() {
			t.Error("sessions go on after a new password")
		}
		other.get(path).want(t, http.StatusGone, "has been used")
		other.signIn(ana, good).want(t, http.StatusUnprocessableEntity)
		other.signIn(ana, anew).want(t, http.StatusOK)
		other.submit("/en/forgot", "/en/forgot", "email", ana)
		late := h.link(ana)
		h.clock.pass(time.Hour + time.Second)
		other.get(late).want(t, http.StatusGone, "older than an hour")
		other.submit("/en/forgot", "/en/forgot", "email", "no address").want(t, http.StatusUnprocessableEntity, "Write an e-mail address")
	})
}

func TestWhatIsOverIsTidiedAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.Implementer, "KH")
		b.token(false)
		h.browser().signIn("nobody@ministry.example", good)
		h.browser().submit("/en/forgot", "/en/forgot", "email", ana)
		tables := []string{"account_ticket", "account_session", "account_token", "account_throttle"}
		h.must(h.service.Tidy(context.Background()))
		for _, table := range tables {
			if h.count("SELECT COUNT(*) FROM "+table) == 0 {
				t.Errorf("%s: what still counts was removed", table)
			}
		}
		h.clock.pass(31 * 24 * time.Hour)
		h.must(h.service.Tidy(context.Background()))
		for _, table := range tables {
			if n := h.count("SELECT COUNT(*) FROM " + table); n != 0 {
				t.Errorf("%s: %d rows are left", table, n)
			}
		}
	})
}
