package governance_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

func (h *house) get(path, who string, into any) int {
	h.t.Helper()
	status, body := h.do(http.MethodGet, "/api/v1"+path, who, "", nil)
	if into != nil && status == http.StatusOK {
		must(h.t, json.Unmarshal([]byte(body), into))
	}
	return status
}

func (h *house) send(method, path, who, body string) (int, string) {
	h.t.Helper()
	return h.do(method, "/api/v1"+path, who, "application/json", strings.NewReader(body))
}

func TestTheAPIAnswersTheSameQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		var process struct {
			Process struct {
				Content struct{ Established string }
			}
			Contacts    []struct{ Content struct{ Historic bool } }
			Secretariat []struct{ Slug string }
		}
		h.get("/process", "", &process)
		if process.Process.Content.Established != "2004-10-29" || len(process.Secretariat) != 3 || !process.Contacts[0].Content.Historic {
			t.Errorf("process: %+v", process)
		}
		var members []struct{ Country string }
		h.get("/members", "", &members)
		if len(members) != 6 || members[0].Country != "KH" || members[5].Country != "VN" {
			t.Errorf("members: %+v", members)
		}
		var member struct {
			Organisations []struct{ Name, Classification string } `json:"organizations"` //nolint:misspell // Popolo's spelling
			Posts         []struct{ Slug string }
		}
		h.get("/members/kh", "", &member)
		if len(member.Organisations) < 5 || len(member.Posts) != 2 {
			t.Errorf("member: %+v", member)
		}
		var chair struct {
			Terms     []struct{ Country string }
			Proposals []struct{ Country, SOM string }
		}
		h.get("/chair-terms", "", &chair)
		if len(chair.Proposals) != 1 || chair.Proposals[0].Country != "LA" {
			t.Errorf("chair: %+v", chair)
		}
		for path, want := range map[string]int{
			"/bodies": 200, "/seats": 200, "/bodies/rtf": 200, "/partners": 200, "/sources": 200, "/members/xx": 404, "/bodies/none": 404, "/cadence": 401,
		} {
			if got := h.get(path, "", nil); got != want {
				t.Errorf("%s: %d, want %d", path, got, want)
			}
		}
		if got := h.get("/cadence", "donor", nil); got != http.StatusOK {
			t.Errorf("cadence: %d", got)
		}
	})
}

func TestTheAPIChangesTheRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d, commit)
		const source = `"source":{"title":"A letter"}`
		for _, c := range []struct {
			rule, method, path, who, body string
			want                          int
		}{
			{"a focal point changes an agency", "PUT", "/members/kh/agencies/kh-moj", "khmer", `{"version":1,` + source + `,"change":{"name":"Justice","sector":"justice"}}`, 200},
			{"a stale version is told", "PUT", "/members/kh/agencies/kh-moj", "khmer", `{"version":1,` + source + `,"change":{"name":"Law","sector":"justice"}}`, 409},
			{"another country's is denied", "PUT", "/members/la/edit", "khmer", `{}`, 404},
			{"another country's member is denied", "PUT", "/members/la", "khmer", `{"version":1,` + source + `,"change":{"lead_note":"x"}}`, 403},
			{"an agency under a wrong country is not found", "PUT", "/members/la/agencies/kh-moj", "khmer", `{"version":1,` + source + `,"change":{"sector":"justice"}}`, 404},
			{"a change without a source is refused", "POST", "/members/kh/agencies", "khmer", `{"source":{},"change":{"name":"X","sector":"police"}}`, 422},
			{"a new agency", "POST", "/members/kh/agencies", "khmer", `{` + source + `,"change":{"name":"X","sector":"police"}}`, 201},
			{"a new seat", "POST", "/bodies/rtf/seats", "khmer", `{` + source + `,"change":{"country":"KH","name":"Adviser"}}`, 201},
			{"a new seat of another country", "POST", "/bodies/rtf/seats", "khmer", `{` + source + `,"change":{"country":"LA","name":"Adviser"}}`, 403},
			{"a holder", "POST", "/bodies/rtf/seats/rtf-kh-1/holders", "khmer", `{` + source + `,"change":{"office":"Head","from":"2025"}}`, 201},
			{"a bad date", "POST", "/bodies/rtf/seats/rtf-kh-1/holders", "khmer", `{` + source + `,"change":{"office":"Head","from":"2025-13"}}`, 422},
			{"nobody", "POST", "/partners", "", `{` + source + `,"change":{"name":"P","kind":"media"}}`, 401},
			{"a partner", "POST", "/partners", "officer", `{` + source + `,"change":{"name":"P","kind":"media"}}`, 201},
			{"the chair asks for a fresh proof", "POST", "/chair-terms/confirm", "tired", `{"meeting":"som-11"}`, 403},
			{"the chair", "POST", "/chair-terms/confirm", "officer", `{"meeting":"som-11"}`, 201},
			{"the chair again", "POST", "/chair-terms/confirm", "officer", `{"meeting":"som-11"}`, 409},
			{"the profile", "PUT", "/process", "officer", `{"version":1,` + source + `,"change":{"region":"Asia and beyond"}}`, 200},
		} {
			if status, body := h.send(c.method, c.path, c.who, c.body); status != c.want {
				t.Errorf("%s: %d, want %d: %s", c.rule, status, c.want, body)
			}
		}
		h.says("/en/about", "", "Asia and beyond")
	})
}
