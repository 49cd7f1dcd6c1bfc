package account_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// office signs somebody in who holds an official role and has given a second step.
func (h *house) office(email string, role kernel.Role, country kernel.Country) *browser {
	h.t.Helper()
	b := h.person(email, role, country)
	b.setUpApp()
	return b
}

func (b *browser) invite(email string, role kernel.Role, country kernel.Country) *page {
	b.h.t.Helper()
	return b.submit("/en/people/invite", "/en/people", "email", email, "role", string(role), "country", string(country), "lang", "km")
}

func TestWhoInvitesWhom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		officers := map[string]*browser{
			"administrator": h.office("adm@ministry.example", kernel.Administrator, ""),
			"secretariat":   h.office("sec@ministry.example", kernel.Secretariat, ""),
			"focal point":   h.office("kh@ministry.example", kernel.FocalPoint, "KH"),
		}
		implementer := h.person("imp@ministry.example", kernel.Implementer, "KH")
		for i, c := range []struct {
			who     string
			role    kernel.Role
			country kernel.Country
			status  int
		}{
			{"administrator", kernel.Administrator, "", http.StatusOK},
			{"administrator", kernel.FocalPoint, "LA", http.StatusOK},
			{"secretariat", kernel.FocalPoint, "LA", http.StatusOK},
			{"secretariat", kernel.YouthDelegate, "", http.StatusOK},
			{"secretariat", kernel.Administrator, "", http.StatusForbidden},
			{"focal point", kernel.Implementer, "KH", http.StatusOK},
			{"focal point", kernel.FrontLine, "KH", http.StatusOK},
			{"focal point", kernel.CaseManager, "KH", http.StatusOK},
			{"focal point", kernel.CSODelegate, "KH", http.StatusOK},
			{"focal point", kernel.Implementer, "LA", http.StatusForbidden},
			{"focal point", kernel.FocalPoint, "KH", http.StatusForbidden},
			{"focal point", kernel.SeniorOfficial, "KH", http.StatusForbidden},
			{"focal point", kernel.Secretariat, "", http.StatusForbidden},
			{"focal point", kernel.CSODelegate, "", http.StatusForbidden},
		} {
			t.Run(c.who+" invites "+string(c.role)+" "+string(c.country), func(t *testing.T) {
				email := strings.ReplaceAll(c.who, " ", "") + string(rune('a'+i)) + "@ministry.example"
				officers[c.who].invite(email, c.role, c.country).want(t, c.status)
				if got := len(h.letters(email)); (got == 1) != (c.status == http.StatusOK) {
					t.Errorf("%d letters", got)
				}
			})
		}
		implementer.get("/en/people").want(t, http.StatusForbidden)
		implementer.post("/en/people", "submission", string(kernel.NewID()), "email", "x@ministry.example", "role", "implementer", "country", "KH").want(t, http.StatusForbidden)
		if p := h.browser().get("/en/people"); !strings.HasPrefix(p.path, "/en/sign-in") {
			t.Errorf("the public was led to %s", p.path)
		}
	})
}

func TestNobodyGivesAnOfficeToThemselves(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	for _, c := range []struct {
		email   string
		is      kernel.Role
		country kernel.Country
		wants   kernel.Role
	}{
		{"adm@ministry.example", kernel.Administrator, "", kernel.Secretariat},
		{"sec@ministry.example", kernel.Secretariat, "", kernel.FocalPoint},
		{"kh@ministry.example", kernel.FocalPoint, "KH", kernel.CaseManager},
	} {
		country := kernel.Country("KH")
		if c.wants == kernel.Secretariat {
			country = ""
		}
		h.office(c.email, c.is, c.country).invite(strings.ToUpper(c.email), c.wants, country).want(t, http.StatusForbidden)
	}
	if n := h.count("SELECT COUNT(*) FROM account_membership"); n != 3 {
		t.Errorf("%d offices are held, want 3", n)
	}
}

// What somebody is elsewhere is not a focal point's to add to, nor to learn of.
func TestAFocalPointGivesOfficesToTheOwnPeopleOnly(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	h.office("adm@ministry.example", kernel.Administrator, "")
	h.office("kh@ministry.example", kernel.FocalPoint, "KH")
	la := h.office("la@ministry.example", kernel.FocalPoint, "LA")
	for _, elsewhere := range []string{"adm@ministry.example", "kh@ministry.example"} {
		la.invite(elsewhere, kernel.Implementer, "LA").want(t, http.StatusForbidden)
	}
	la.invite("new@ministry.example", kernel.Implementer, "LA").want(t, http.StatusOK)
	la.invite("new@ministry.example", kernel.FrontLine, "LA").want(t, http.StatusOK)
	if n := h.count("SELECT COUNT(*) FROM account_membership"); n != 5 {
		t.Errorf("%d offices are held, want 5", n)
	}
}

func TestAnInvitationFormIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.office("sec@ministry.example", kernel.Secretariat, "")
		for _, c := range []struct {
			rule   string
			fields []string
			says   string
		}{
			{"without an address", []string{"role", "observer"}, "E-mail"},
			{"with what is no address", []string{"email", "ministry", "role", "observer"}, "Write an e-mail address"},
			{"with an unknown role", []string{"email", ana, "role", "emperor"}, "Choose a role"},
			{"with a national role and no country", []string{"email", ana, "role", "focal_point"}, "This role is held for a country"},
			{"with a country of another process", []string{"email", ana, "role", "focal_point", "country", "FR"}, "a country that takes part"},
			{"with a secretariat of a country", []string{"email", ana, "role", "secretariat", "country", "KH"}, "serves the whole process"},
			{"with an end before its beginning", []string{"email", ana, "role", "observer", "from", "2026-05", "to", "2026-04"}, "before the first one"},
			{"with an unknown body", []string{"email", ana, "role", "observer", "body", string(kernel.NewID())}, "bodies in the list"},
		} {
			t.Run(c.rule, func(t *testing.T) {
				b.submit("/en/people/invite", "/en/people", c.fields...).want(t, http.StatusUnprocessableEntity, c.says)
			})
		}
		if h.count("SELECT COUNT(*) FROM account_person") != 1 {
			t.Error("a refused form made somebody")
		}
		b.invite(ana, kernel.Observer, "").want(t, http.StatusOK, "The letter is on its way")
		b.invite(ana, kernel.Observer, "").want(t, http.StatusUnprocessableEntity, "holds the same role already")
	})
}

func TestAFormSentTwiceInvitesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.office("sec@ministry.example", kernel.Secretariat, "")
		p := b.get("/en/people/invite")
		for range 2 {
			b.fill(p, "/en/people", "email", ana, "role", "observer", "lang", "en").want(t, http.StatusOK, "The letter is on its way")
		}
		if len(h.letters(ana)) != 1 {
			t.Errorf("%d letters", len(h.letters(ana)))
		}
	})
}

func TestAFocalPointSeesTheOwnCountryOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		kh := h.office("kh@ministry.example", kernel.FocalPoint, "KH")
		h.person("lao@ministry.example", kernel.Implementer, "LA")
		h.person("both@ministry.example", kernel.Implementer, "KH")
		_, err := h.service.AddUser(context.Background(), account.Grant{Email: "both@ministry.example", Role: kernel.CaseManager, Country: "LA"})
		h.must(err)
		list := kh.get("/en/people")
		list.want(t, http.StatusOK, "both@ministry.example", "Implementer, Cambodia")
		for _, hidden := range []string{"lao@ministry.example", "Lao PDR</div>", "Case manager, Lao PDR"} {
			if strings.Contains(list.body, hidden) {
				t.Errorf("the list shows %q", hidden)
			}
		}
		if p := kh.get("/en/people?country=LA"); strings.Contains(p.body, "lao@ministry.example") || strings.Contains(p.body, "both@ministry.example") {
			t.Error("a filter widens the list")
		}
		sec := h.office("sec@ministry.example", kernel.Secretariat, "")
		ids := map[string]string{}
		for _, email := range []string{"lao", "both"} {
			ids[email] = personPath(sec, email+"@ministry.example")
			sec.get(ids[email]).want(t, http.StatusOK)
		}
		kh.get(ids["lao"]).want(t, http.StatusNotFound)
		kh.get(ids["both"]).want(t, http.StatusOK, "Implementer, Cambodia")
		for _, act := range []string{"/suspend", "/reinstate", "/sign-out", "/invite-again"} {
			kh.post(ids["lao"]+act, "submission", string(kernel.NewID()), "version", "1").want(t, http.StatusNotFound)
		}
		t.Run("and suspends nobody who works for another country too", func(t *testing.T) {
			kh.post(ids["both"]+"/suspend", "submission", string(kernel.NewID()), "version", "2").want(t, http.StatusForbidden)
		})
		t.Run("and ends no membership of another country", func(t *testing.T) {
			p := sec.get(ids["lao"])
			end := regexp.MustCompile(`/en/people/memberships/[0-9a-f-]{36}/end`).FindString(p.body)
			kh.post(end, "submission", string(kernel.NewID()), "version", "1").want(t, http.StatusNotFound)
			kh.post("/en/people/memberships/nonsense/end", "submission", string(kernel.NewID()), "version", "1").want(t, http.StatusNotFound)
		})
	})
}

// personPath is the path of a person's page, found in the list.
func personPath(b *browser, email string) string {
	p := b.get("/en/people")
	for row := range strings.SplitSeq(p.body, "<tr") {
		if strings.Contains(row, email) {
			return regexp.MustCompile(`/en/people/[0-9a-f-]{36}`).FindString(row)
		}
	}
	b.h.t.Fatalf("%s is not in the list", email)
	return ""
}

func TestAMembershipEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		sec := h.office("sec@ministry.example", kernel.Secretariat, "")
		b := h.person(ana, kernel.Implementer, "KH")
		p := sec.get(personPath(sec, ana))
		end := regexp.MustCompile(`/en/people/memberships/[0-9a-f-]{36}/end`).FindString(p.body)
		sec.fill(p, end).want(t, http.StatusOK, "The membership has ended")
		sec.fill(sec.get(p.path), "/en"+strings.TrimPrefix(p.path, "/en")+"/suspend").want(t, http.StatusOK, "suspended")
		sec.fill(sec.get(p.path), p.path+"/reinstate").want(t, http.StatusOK, "open again")
		sec.post(end, "submission", string(kernel.NewID()), "version", "1").want(t, http.StatusConflict)
		b.signIn(ana, good)
		b.get("/en/account").want(t, http.StatusOK, "You hold no role at present")
		h.must(h.db.Read(context.Background(), func(q db.Queryer) error {
			found, err := act.List(context.Background(), q, kernel.System, act.Filter{}, kernel.Page{})
			if err != nil {
				return err
			}
			kinds := ""
			for _, a := range found {
				if strings.Contains(string(a.Payload), "ana") || strings.Contains(string(a.Payload), "@") {
					t.Errorf("an act names a person: %s", a.Payload)
				}
				kinds += string(a.Payload)
			}
			if !strings.Contains(kinds, `"change":"granted","role":"implementer","country":"KH"`) || !strings.Contains(kinds, `"change":"ended"`) {
				t.Errorf("the acts are %s", kinds)
			}
			return nil
		}))
		if h.count("SELECT COUNT(*) FROM audit WHERE event = 'account.membership_ended'") != 1 || h.count("SELECT COUNT(*) FROM audit WHERE event = 'account.signed_in'") == 0 {
			t.Error("the audit trail lacks entries")
		}
	})
}

func TestAMembershipHoldsFromDayToDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		link, err := h.service.AddUser(context.Background(), account.Grant{
			Email: ana, Role: kernel.Implementer, Country: "KH", Period: kernel.Period{From: "2026-03-03", To: "2026-03-03"},
		})
		h.must(err)
		path := strings.TrimPrefix(link, address)
		h.secrets = append(h.secrets, path[strings.LastIndex(path, "/")+1:])
		b := h.browser()
		b.submit(path, path, "name", "Ana", "lang", "en", "password", good, "again", good).want(t, http.StatusOK, "You hold no role at present")
		h.clock.pass(14*60*60*1e9 + 60*60*1e9)
		b.signIn(ana, good)
		b.get("/en/account").want(t, http.StatusOK, "Implementer, Cambodia, until 3 March 2026")
		h.clock.pass(24 * 60 * 60 * 1e9)
		b.signIn(ana, good)
		b.get("/en/account").want(t, http.StatusOK, "You hold no role at present")
	})
}

func TestChangedPrivilegesAskForAFreshProof(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.CSODelegate, "KH")
		if b.post("/en/probe").body != "published" {
			t.Fatal("cannot act at first")
		}
		_, err := h.service.AddUser(context.Background(), account.Grant{Email: ana, Role: kernel.YouthDelegate})
		h.must(err)
		if b.post("/en/probe").body == "published" {
			t.Error("a proof from before a role was added still counts")
		}
		if all := h.letters(ana); !strings.Contains(all[len(all)-1].Text, "Youth delegate") {
			t.Error("the person is not told")
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person("one@ministry.example", kernel.Administrator, "")
		if err := h.service.SuspendUser(context.Background(), "one@ministry.example"); !fault.Is(err, fault.Invalid) {
			t.Errorf("the only administrator was suspended: %v", err)
		}
		h.person("two@ministry.example", kernel.Administrator, "")
		var wg sync.WaitGroup
		for _, email := range []string{"one@ministry.example", "two@ministry.example"} {
			wg.Go(func() { _ = h.service.SuspendUser(context.Background(), email) })
		}
		wg.Wait()
		if n := h.count("SELECT COUNT(*) FROM account_person WHERE state = 'active'"); n != 1 {
			t.Errorf("%d administrators are left of two who were suspended at once", n)
		}
	})
}

func TestALinkWorksOnceEvenAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		_, err := h.service.AddUser(context.Background(), account.Grant{Email: ana, Role: kernel.Observer})
		h.must(err)
		path := h.link(ana)
		var wg sync.WaitGroup
		var mu sync.Mutex
		accepted := 0
		for range 8 {
			b := h.browser()
			wg.Go(func() {
				p := b.post(path, "name", "Ana", "lang", "en", "password", good, "again", good)
				mu.Lock()
				defer mu.Unlock()
				if p.path == "/en/account" {
					accepted++
				}
			})
		}
		wg.Wait()
		if accepted != 1 {
			t.Errorf("accepted %d times", accepted)
		}
	})
}

func TestCommandsForUsers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newHouse(t, d), context.Background()
		b := h.office(ana, kernel.Administrator, "")
		link, err := h.service.ResetUser(ctx, ana)
		h.must(err)
		path := strings.TrimPrefix(link, address)
		h.secrets = append(h.secrets, path[strings.LastIndex(path, "/")+1:])
		if b.in() {
			t.Error("a reset leaves sessions open")
		}
		anew := "nine lanterns by the quay"
		b.submit(path, path, "password", anew, "again", anew)
		b.signIn(ana, anew)
		if !b.in() {
			t.Error("a reset leaves the lost second step in place")
		}
		if _, err := h.service.ResetUser(ctx, "nobody@ministry.example"); !fault.Is(err, fault.NotFound) {
			t.Errorf("resetting nobody: %v", err)
		}
		for i := range 60 {
			_, err := h.service.AddUser(ctx, account.Grant{Email: "p" + string(kernel.NewID()[:13]) + string(rune('a'+i%26)) + "@ministry.example", Role: kernel.Observer})
			h.must(err)
		}
		seen, cursor := map[kernel.ID]bool{}, ""
		for {
			all, next, err := h.service.ListUsers(ctx, kernel.Page{Limit: 25, Cursor: cursor})
			h.must(err)
			for i := range all {
				seen[all[i].ID] = true
			}
			if cursor = next; next == "" {
				break
			}
		}
		if len(seen) != 61 {
			t.Errorf("the pages of the list show %d people", len(seen))
		}
		if _, _, err := h.service.ListUsers(ctx, kernel.Page{Cursor: "nonsense"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a cursor of nonsense: %v", err)
		}
	})
}

func TestDemoAccounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, func(c *account.Config) { c.Demo = true })
		var all []account.DemoAccount
		seed := func() {
			_, err := act.Do(context.Background(), h.walk, act.Call{Actor: kernel.System, Action: account.Invite}, func(ctx context.Context, tx *act.Tx) (int, error) {
				var err error
				all, err = h.service.SeedDemo(ctx, tx)
				return len(all), err
			})
			h.must(err)
		}
		seed()
		seed()
		h.secrets = append(h.secrets, all[0].Password)
		roles := map[kernel.Role]bool{}
		for _, a := range all {
			roles[a.Role] = true
			b := h.browser()
			b.signIn(a.Email, a.Password)
			if !b.in() {
				t.Errorf("%s cannot sign in", a.Email)
			}
		}
		if len(roles) != len(kernel.Roles) || h.count("SELECT COUNT(*) FROM account_person") != len(all) {
			t.Errorf("%d roles of %d, %d accounts", len(roles), len(kernel.Roles), len(all))
		}
		genuine := newHouse(t, dbtest.Open(t, d.Engine()))
		_, err := act.Do(context.Background(), genuine.walk, act.Call{Actor: kernel.System, Action: account.Invite}, func(ctx context.Context, tx *act.Tx) (int, error) {
			all, err := genuine.service.SeedDemo(ctx, tx)
			return len(all), err
		})
		if err == nil {
			t.Error("a genuine installation makes demonstration accounts")
		}
	})
}
