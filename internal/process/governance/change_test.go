package governance_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/pack"
	"sampan/internal/process/governance"
)

var letter = []string{"source_title", "Letter of the task force secretariat", "source_url", "https://example.org/letter"}

const agencyForm = "/en/members/kh/agencies/kh-moj/edit"

func TestAnAgencyIsChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		v := with(h.form(agencyForm, "khmer"), append(letter, "name", "Ministry of Justice of Cambodia", "sector", "justice")...)
		if status, body := h.post(agencyForm, "khmer", v); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, words(body))
		}
		h.says("/en/members/kh", "", "Ministry of Justice of Cambodia", "Letter of the task force secretariat")
		h.says("/en/sources", "", "Letter of the task force secretariat")
		history := ""
		for _, path := range hrefs(h.page("/en/members/kh", ""), "/en/records/agency/") {
			if got := words(h.page(path, "")); strings.Contains(got, "Ministry of Justice of Cambodia") {
				history = got
			}
		}
		for _, want := range []string{"Changed", "Focal point of Cambodia", "Version 2", "Before Ministry of Justice After Ministry of Justice of Cambodia"} {
			if !strings.Contains(history, want) {
				t.Errorf("the history does not say %q: %s", want, history)
			}
		}
		if n := h.acts("governance.agency_changed"); n != 1 {
			t.Errorf("%d acts", n)
		}
	})
}

func TestTheSameFormTwiceIsOneChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		for _, form := range []string{agencyForm, "/en/members/kh/agencies/new", "/en/bodies/rtf/seats/rtf-kh-1/holders/new"} {
			v := with(h.form(form, "khmer"), append(letter, "name", "Some office", "sector", "labour", "office", "Head of the task force")...)
			for range 2 {
				if status, body := h.post(form, "khmer", v); status != http.StatusSeeOther {
					t.Fatalf("%s: %d %s", form, status, words(body))
				}
			}
		}
		for kind, want := range map[string]int{"governance.agency_changed": 1, "governance.holder_recorded": 1} {
			if n := h.acts(kind); n != want {
				t.Errorf("%s: %d acts, want %d", kind, n, want)
			}
		}
	})
}

func TestAStaleSaveShowsBothTextsAndLosesNeither(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		mine := with(h.form(agencyForm, "khmer"), append(letter, "name", "My text", "sector", "justice")...)
		theirs := with(h.form(agencyForm, "officer"), append(letter, "name", "Their text", "sector", "justice")...)
		if status, _ := h.post(agencyForm, "officer", theirs); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		status, body := h.post(agencyForm, "khmer", mine)
		if said := words(body); status != http.StatusConflict || !strings.Contains(said, "My text") || !strings.Contains(said, "Their text") || !strings.Contains(said, "Secretariat officer") {
			t.Fatalf("%d %s", status, said)
		}
		h.says("/en/members/kh", "", "Their text")
		again := with(hidden(body), "name", "Our text")
		if status, body := h.post(agencyForm, "khmer", again); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, words(body))
		}
		h.says("/en/members/kh", "", "Our text")
	})
}

func TestARefusedFormSaysWhyAndChangesNothing(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	for _, c := range []struct {
		form string
		v    []string
		want string
	}{
		{agencyForm, []string{"name", "X", "sector", "justice"}, "Name the source of this change."},
		{agencyForm, append(letter, "name", "X", "sector", "navy"), "Choose one of the list."},
		{agencyForm, append(letter, "name", "X", "sector", "justice", "source_url", "javascript:alert(1)"), "Write the whole web address"},
		{"/en/members/kh/agencies/new", append(letter, "sector", "justice"), "Write this text in at least one language."},
		{"/en/bodies/rtf/seats/rtf-kh-1/edit", append(letter, "status", "deferred"), "Write this text in at least one language."},
		{"/en/bodies/rtf/seats/rtf-kh-1/holders/new", append(letter, "office", "X", "from", "2026", "to", "2020"), "The end lies before the beginning."},
		{"/en/bodies/rtf/seats/rtf-kh-1/holders/new", append(letter, "office", "X", "from", "2026-02-30"), "2015-04"},
	} {
		before := h.acts("")
		status, body := h.post(c.form, "khmer", with(h.form(c.form, "khmer"), c.v...))
		if status != http.StatusUnprocessableEntity || (c.want != "2015-04" && !strings.Contains(words(body), c.want)) {
			t.Errorf("%s %v: %d %s", c.form, c.v, status, words(body))
		}
		if h.acts("") != before {
			t.Errorf("%s %v: something was recorded", c.form, c.v)
		}
	}
}

func TestASeatIsDeferredHeldAndSpokenFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		holder := "/en/bodies/rtf/seats/rtf-kh-1/holders/new"
		v := with(h.form(holder, "khmer"), append(letter, "office", "Head of the national task force", "from.year", "2025")...)
		if status, body := h.post(holder, "khmer", v); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, words(body))
		}
		h.says("/en/bodies/rtf", "", "Head of the national task force from 2025", "Cambodia Head of the national task force")
		speakers := func() (who []governance.Holder) {
			must(t, d.Read(context.Background(), func(q db.Queryer) (err error) {
				who, err = h.Speakers(context.Background(), q, kernel.Anonymous, "rtf", "KH")
				return err
			}))
			return who
		}
		if len(speakers()) != 1 {
			t.Error("the holder may not speak")
		}
		seat := "/en/bodies/rtf/seats/rtf-kh-1/edit"
		v = with(h.form(seat, "khmer"), append(letter, "status", "deferred", "basis", "Decision of the meeting")...)
		if status, body := h.post(seat, "khmer", v); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, words(body))
		}
		h.says("/en/members/kh", "", "Credentials deferred", "Decision of the meeting")
		if len(speakers()) != 0 {
			t.Error("a holder whose credentials are deferred may speak")
		}
	})
}

func TestTheChairIsConfirmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		v := with(h.form("/en/chair/confirm", "officer"), "som", "som-11")
		v.Del("version")
		for range 2 {
			if status, body := h.post("/en/chair/confirm", "officer", v); status != http.StatusSeeOther {
				t.Fatalf("%d %s", status, words(body))
			}
		}
		if n := h.acts("governance.chair_confirmed"); n != 1 {
			t.Fatalf("%d acts", n)
		}
		h.says("/en/chair", "", "24 November 2016", "Lao PDR")
		if got := words(h.page("/en/chair", "")); strings.Contains(got, "Not confirmed") {
			t.Errorf("still proposed: %s", got)
		}
		status, body := h.post("/en/chair/confirm", "officer", with(h.form("/en/chair/confirm", "officer"), "som", "som-11"))
		if status != http.StatusConflict || !strings.Contains(words(body), "does not propose") {
			t.Errorf("confirmed again: %d %s", status, words(body))
		}
	})
}

func TestTheChairIsSetOtherwiseWithASource(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		v := with(h.form("/en/chair/confirm", "officer"), "country", "TH", "from", "2026", "to", "2026")
		if status, body := h.post("/en/chair/set", "officer", v); status != http.StatusUnprocessableEntity || !strings.Contains(words(body), "Name the source") {
			t.Fatalf("without a source: %d %s", status, words(body))
		}
		with(v, letter...)
		if status, body := h.post("/en/chair/set", "officer", v); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, words(body))
		}
		h.says("/en/chair", "", "Thailand holds the chair (2026).")
		h.says("/en", "", "Thailand, 2026")
		v = with(h.form("/en/chair/confirm", "officer"), append(letter, "country", "FR", "from", "2027")...)
		if status, _ := h.post("/en/chair/set", "officer", v); status != http.StatusUnprocessableEntity {
			t.Errorf("a country that is no member: %d", status)
		}
	})
}

func TestAWithdrawnRecordStaysInItsHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		path := ""
		for _, p := range hrefs(h.page("/en/members/kh", ""), "/en/records/agency/") {
			if strings.Contains(words(h.page(p, "")), "Ministry of Labour and Vocational Training") {
				path = p
			}
		}
		v := h.form(path+"/withdraw", "khmer")
		if status, body := h.post(path+"/withdraw", "khmer", v); status != http.StatusUnprocessableEntity || !strings.Contains(words(body), "Say why.") {
			t.Fatalf("without a reason: %d %s", status, words(body))
		}
		if status, body := h.post(path+"/withdraw", "khmer", with(v, "why", "It was renamed")); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, words(body))
		}
		if strings.Contains(h.page("/en/members/kh", ""), "Vocational Training") {
			t.Error("it is still listed")
		}
		h.says(path, "", "Withdrawn", "Reason: It was renamed", "Put on record")
		if status, _ := h.do(http.MethodGet, path+"/withdraw", "khmer", "", nil); status != http.StatusGone {
			t.Errorf("withdrawn again: %d", status)
		}
	})
}

func TestTheProfileIsChanged(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	v := with(h.form("/en/about/edit", "officer"), append(letter, "region", "Greater Mekong", "themes.1", "Smuggling of migrants", "objectives.4", "One more objective")...)
	if status, body := h.post("/en/about/edit", "officer", v); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, words(body))
	}
	h.says("/en/about", "", "Greater Mekong", "Smuggling of migrants", "One more objective", "Trafficking in persons")
	for path, v := range map[string][]string{
		"/en/about/contacts/new":    append(letter, "name", "Liaison office", "email", "office@example.org", "historic", "yes"),
		"/en/about/secretariat/new": append(letter, "name", "New office", "from.year", "2026"),
		"/en/partners/new":          append(letter, "name", "New partner", "kind", "media"),
	} {
		if status, body := h.post(path, "officer", with(h.form(path, "officer"), v...)); status != http.StatusSeeOther {
			t.Errorf("%s: %d %s", path, status, words(body))
		}
	}
	h.says("/en/about", "", "Liaison office", "office@example.org", "New office", "from 2026")
	h.says("/en", "", "New office")
	h.says("/en/partners", "", "New partner")
}

// Who may open and send which form, by role.
func TestWhoMayChangeWhat(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	const signIn, denied, stepUp = http.StatusSeeOther, http.StatusForbidden, http.StatusSeeOther
	for _, c := range []struct {
		path, who string
		want      int
	}{
		{agencyForm, "", signIn}, {agencyForm, "donor", denied}, {agencyForm, "admin", denied}, {agencyForm, "khmer", http.StatusOK},
		{agencyForm, "officer", http.StatusOK},
		{"/en/members/la/agencies/new", "khmer", denied}, {"/en/members/la/edit", "khmer", denied}, {"/en/members/kh/edit", "khmer", http.StatusOK},
		{"/en/bodies/task-force-la/edit", "khmer", denied}, {"/en/bodies/task-force-kh/edit", "khmer", http.StatusOK},
		{"/en/bodies/task-force-kh/seats/new", "khmer", http.StatusOK}, {"/en/bodies/task-force-la/seats/new", "khmer", denied},
		{"/en/bodies/rtf/edit", "khmer", denied}, {"/en/bodies/rtf/edit", "officer", http.StatusOK},
		{"/en/bodies/rtf/seats/new", "khmer", http.StatusOK}, {"/en/bodies/rtf/seats/new", "donor", denied},
		{"/en/bodies/rtf/seats/rtf-la-1/edit", "khmer", denied}, {"/en/bodies/rtf/seats/rtf-la-1/holders/new", "khmer", denied},
		{"/en/bodies/rtf/seats/rtf-kh-2/edit", "khmer", http.StatusOK},
		{"/en/about/edit", "khmer", denied}, {"/en/about/edit", "officer", http.StatusOK}, {"/en/partners/new", "khmer", denied},
		{"/en/chair/confirm", "khmer", denied}, {"/en/chair/confirm", "tired", stepUp}, {"/en/chair/confirm", "officer", http.StatusOK},
		{"/en/cadence", "", signIn}, {"/en/cadence", "donor", http.StatusOK}, {"/en/cadence", "admin", denied}, {"/en/cadence", "khmer", http.StatusOK},
	} {
		if status, _ := h.do(http.MethodGet, c.path, c.who, "", nil); status != c.want {
			t.Errorf("%s as %q: %d, want %d", c.path, c.who, status, c.want)
		}
	}
	if strings.Contains(h.page("/en/members/la", "khmer"), "/agencies/new") || !strings.Contains(h.page("/en/members/kh", "khmer"), "/agencies/new") {
		t.Error("a page offers what may not be done, or does not offer what may")
	}
}

// A focal point changes no record of another country or of the region, whichever is named.
func TestAFocalPointKeepsTheOwnCountryOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		ctx := context.Background()
		var agencies, seats []string
		countries := map[string]kernel.Country{}
		must(t, d.Read(ctx, func(q db.Queryer) error {
			for _, cc := range []string{"kh", "cn", "la", "mm", "th", "vn"} {
				m, err := h.MemberDetail(ctx, q, kernel.Anonymous, cc)
				if err != nil {
					return err
				}
				for _, a := range m.Agencies {
					agencies, countries[a.Slug] = append(agencies, a.Slug), a.Country
				}
				for _, s := range m.Seats {
					seats, countries[s.Slug] = append(seats, s.Slug), s.Country
				}
			}
			return nil
		}))
		change := func() governance.Change {
			return governance.Change{Actor: khmer, Submission: kernel.NewID(), Version: 1, Source: kernel.Source{Title: "A letter"}}
		}
		rapid.Check(t, func(t *rapid.T) {
			as := rapid.SampledFrom([]kernel.Country{"CN", "LA", "MM", "TH", "VN"}).Draw(t, "as")
			agency := rapid.SampledFrom(agencies).Draw(t, "agency")
			seat := rapid.SampledFrom(seats).Draw(t, "seat")
			in := governance.AgencyChange{Name: "Taken over", Sector: pack.Police}
			for what, err := range map[string]error{
				"an agency under the country of the address": second(h.ChangeAgency(ctx, change(), as, agency, in)),
				"a new agency": second(h.AddAgency(ctx, change(), as, in)),
				"a member":     second(h.ChangeMember(ctx, change(), as, governance.MemberChange{LeadNote: "x"})),
			} {
				if k := fault.KindOf(err); err == nil || k != fault.Denied && k != fault.NotFound {
					t.Fatalf("%s of %s: %v", what, as, err)
				}
			}
			if countries[seat] != "KH" {
				if err := second(h.ChangeSeat(ctx, change(), "rtf", seat, governance.SeatChange{Name: "x"})); err == nil || !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
					t.Fatalf("seat %s: %v", seat, err)
				}
			}
		})
		if n := h.acts("governance.agency_changed") + h.acts("governance.seat_changed") + h.acts("governance.member_changed"); n != 0 {
			t.Errorf("%d changes were recorded", n)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// Many read and write one record at once: each save is there or was told that it came too late.
func TestConcurrentSavesLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		const workers, each = 8, 5
		saved := make(chan int, workers)
		for range workers {
			go func() {
				n := 0
				for range each {
					err := error(nil)
					var m governance.MemberDetail
					_ = d.Read(context.Background(), func(q db.Queryer) error {
						m, err = h.MemberDetail(context.Background(), q, khmer, "kh")
						return err
					})
					c := governance.Change{Actor: khmer, Submission: kernel.NewID(), Version: m.Member.Version, Source: kernel.Source{Title: "A letter"}}
					_, err = h.ChangeMember(context.Background(), c, "KH", governance.MemberChange{LeadNote: string(kernel.NewID())})
					switch {
					case err == nil:
						n++
					case !fault.Is(err, fault.Conflict):
						t.Error(err)
					}
				}
				saved <- n
			}()
		}
		total := 0
		for range workers {
			total += <-saved
		}
		if n := h.acts("governance.member_changed"); n != total || total == 0 {
			t.Errorf("%d saves were acknowledged, %d are on record", total, n)
		}
	})
}

// A form that came from nowhere is refused.
func TestAFormWithoutItsSubmissionIsRefused(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	if status, _ := h.post(agencyForm, "khmer", with(url.Values{}, "version", "1", "name", "x")); status != http.StatusUnprocessableEntity {
		t.Error(status)
	}
}

// A submission belongs to one use case on one record: what it is used for besides is refused, not taken as done.
func TestASubmissionIsForOneRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		once, before := kernel.NewID(), h.acts("governance.agency_recorded")
		for _, c := range []struct {
			rule    string
			country kernel.Country
			kind    fault.Kind
			acts    int
		}{
			{"the first is taken", "KH", 0, 1},
			{"the same again is answered and does nothing", "KH", 0, 1},
			{"for another country it is refused", "LA", fault.Conflict, 1},
		} {
			change := governance.Change{Actor: officer, Submission: once, Source: kernel.Source{Title: "A letter"}}
			_, err := h.AddAgency(context.Background(), change, c.country, governance.AgencyChange{Name: "Office", Sector: "police"})
			if (err == nil) != (c.kind == 0) || err != nil && fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v", c.rule, err)
			}
			if n := h.acts("governance.agency_recorded") - before; n != c.acts {
				t.Errorf("%s: %d acts", c.rule, n)
			}
		}
	})
}

// Who holds several offices is on record with the one that allowed the act, whichever they were given first.
func TestAnActIsPutDownToTheOfficeThatAllowedIt(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	both := khmer
	both.Memberships = []kernel.Membership{
		{Role: kernel.Implementer, Country: "LA"}, {Role: kernel.FocalPoint, Country: "VN"}, {Role: kernel.FocalPoint, Country: "KH"},
	}
	for _, country := range []kernel.Country{"KH", "VN"} {
		c := governance.Change{Actor: both, Submission: kernel.NewID(), Source: kernel.Source{Title: "A letter"}}
		if _, err := h.AddAgency(context.Background(), c, country, governance.AgencyChange{Name: "Office", Sector: "police"}); err != nil {
			t.Fatal(err)
		}
		must(t, h.db.Read(context.Background(), func(q db.Queryer) error {
			last, err := act.List(context.Background(), q, kernel.System, act.Filter{Newest: true}, kernel.Page{Limit: 1})
			if err == nil && (last[0].Role != kernel.FocalPoint || last[0].Delegation != country) {
				t.Errorf("an act for %s is put down to %s of %s", country, last[0].Role, last[0].Delegation)
			}
			return err
		}))
	}
}
