package governance_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// What a newcomer asks of the process, and where the answer stands.
func TestNewcomersQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		for _, c := range []struct {
			question, path string
			answer         []string
		}{
			{"what is it", "/en", []string{"Six governments", "COMMIT is where Cambodia, China, Lao PDR, Myanmar, Thailand and Viet Nam", "2004"}},
			{"what is it, in full", "/en/about", []string{
				"Coordinated Mekong Ministerial Initiative against Trafficking", "Regional consultative process on migration", "Asia", "Formal association",
				"Migrant smuggling", "Forced labour", "Working groups", "Observer states", "Historic: as last published", "Bangkok 10200",
			}},
			{"who chairs", "/en/chair", []string{"Viet Nam", "2025", "Stated by a source", "Worked out from sources", "No record found", "Lao PDR", "Not confirmed"}},
			{"who is the secretariat, and since when", "/en/about", []string{"UNIAP", "2004–2014", "UN-ACT", "from 2014", "Dates not found"}},
			{"which agencies", "/en/members/kh", []string{"National Committee for Counter Trafficking", "Ministry of Justice", "Women’s affairs", "Referral counterpart"}},
			{"who are the members", "/en/members", []string{"Cambodia", "កម្ពុជា", "China", "中国", "Lao PDR", "Myanmar", "Thailand", "Viet Nam"}},
			{"which bodies", "/en/bodies", []string{"National task force", "Regional task force", "Round tables", "Youth", "Civil society", "Provincial committees"}},
			{"who sits in one", "/en/bodies/rtf", []string{"Cambodia, seat 1", "Viet Nam, seat 2", "No holder on record", "Who may speak"}},
			{"who works with it", "/en/partners", []string{"Norway", "Donors", "Embassies", "Private sector", "Media"}},
			{"how do you know", "/en/sources", []string{"Used on:", "About the process"}},
			{"do sources agree", "/en/about", []string{"Where sources differ", "Both are kept", "UN-ACT", "UNDP"}},
			{"what comes next", "/en", []string{"What comes next", "Every year", "Twice a year", "Every three years", "SOM 16"}},
		} {
			t.Run(c.question, func(t *testing.T) {
				h.t = t
				h.says(c.path, "", c.answer...)
			})
		}
	})
}

// The order of members is the process's, in every list and every language.
func TestMembersStandInTheOrderOfTheProcess(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	for _, offered := range h.cat.Languages() {
		lang := string(offered.Base())
		body := h.page("/"+lang+"/members", "")
		at := 0
		for _, cc := range []string{"kh", "cn", "la", "mm", "th", "vn"} {
			i := strings.Index(body, "/members/"+cc+`"`)
			if i < at {
				t.Errorf("%s: %s stands before its place", lang, cc)
			}
			at = i
		}
	}
}

// Another process, of four members with other names, shows on every page, and nothing of COMMIT does.
func TestAnotherProcess(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, fourLakes)
		members := h.page("/en/members", "")
		paths := []string{"/en", "/en/about", "/en/members", "/en/bodies", "/en/chair", "/en/partners", "/en/sources"}
		paths = append(paths, hrefs(members, "/en/members/")...)
		paths = append(paths, hrefs(h.page("/en/bodies", ""), "/en/bodies/")...)
		if len(paths) < 12 {
			t.Fatalf("only these pages: %v", paths)
		}
		for _, path := range append(paths, "/en/cadence") {
			body := h.page(path, "officer")
			for _, foreign := range []string{"COMMIT", "Mekong", "Six", "Cambodia", "ASEAN", "Senior Officials"} {
				if strings.Contains(body, foreign) {
					t.Errorf("%s says %s", path, foreign)
				}
			}
		}
		h.says("/en", "", "Four governments", "Invented")
	})
}

func hrefs(body, prefix string) []string {
	var all []string
	seen := map[string]bool{}
	for _, part := range strings.Split(body, `href="`)[1:] {
		href, _, _ := strings.Cut(part, `"`)
		if strings.HasPrefix(href, prefix) && !strings.Contains(href, "#") && !seen[href] {
			seen[href] = true
			all = append(all, href)
		}
	}
	return all
}

// No file of the feature's code names the process or one of its countries.
func TestNoProcessIsWrittenIntoTheCode(t *testing.T) {
	entries, err := os.ReadDir(".")
	must(t, err)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") || !strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), ".templ") {
			continue
		}
		raw, err := os.ReadFile(e.Name())
		must(t, err)
		for _, word := range []string{"COMMIT", "Mekong", `"KH"`, `"SOM"`, `"IMM"`, "UN-ACT"} {
			if strings.Contains(string(raw), word) {
				t.Errorf("%s holds %s", e.Name(), word)
			}
		}
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	for _, path := range []string{
		"/en/members/xx", "/en/members/KH", "/en/members/khm", "/en/bodies/none", "/en/records/member/none",
		"/en/records/case/0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f60", "/en/records/member/0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f60",
	} {
		if status, _ := h.do(http.MethodGet, path, "", "", nil); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestPagesAboutTheSite(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	h.says("/en/accessibility", "", "What is known to fall short")
	h.says("/en/privacy", "", "needs no account")
	h.says("/en/corrections", "", "Nothing is removed without a trace")
	h.says("/en/data", "", "Description of the API", "Calendar of the meetings")
}

// The first page tells those who are signed in what of the record waits for them, by their role, and the public nothing.
func TestFirstPageTellsWhatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		h.says("/en", "officer", "Confirm the chair: Lao PDR", "Find a date: Senior Officials Meeting")
		h.says("/en", "khmer", "2 things wait for you", "Cambodia, seat 1, Regional Task Force: name the holder", "The record of Cambodia")
		h.says("/en", "donor", "Nothing waits for you")
		if body := h.page("/en", ""); strings.Contains(body, "wait for you") || strings.Contains(body, "Confirm the chair") {
			t.Error("the public is told of somebody's work")
		}
	})
}

// The page on cadence tells what was found and accuses nobody.
func TestCadencePageAccusesNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		h.says("/en/cadence", "donor", "No record found", "2 on record, as the rule says", "1 on record; no record found of another",
			"None expected by the rule", "Sources differ on whether it was held", "SOM 16")
		body := strings.ToLower(words(h.page("/en/cadence", "donor")))
		for _, word := range []string{"missed", "late ", "overdue", "failed", "absent"} {
			if strings.Contains(body, word) {
				t.Errorf("the page says %q", word)
			}
		}
	})
}

// Every page of the record carries its proof and leads to its history.
func TestRecordsCanBeProved(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite), commit)
	for _, path := range []string{"/en/about", "/en/members/la", "/en/bodies/rtf"} {
		body := h.page(path, "")
		if !strings.Contains(body, "/en/log/entries/") {
			t.Errorf("%s has no proof", path)
		}
		for _, record := range hrefs(body, "/en/records/") {
			h.says(record, "", "Put on record", "The program, from the process pack")
		}
	}
}
