package plan_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/process/plan"
)

// versionOf is the version that a form of a page was made from.
func (s site) versionOf(path string) string {
	s.t.Helper()
	page := s.get(path)
	s.want(page, 200)
	found := versions.FindStringSubmatch(page.body)
	if found == nil {
		s.t.Fatalf("%s has no version", path)
	}
	return found[1]
}

func (s site) lacks(a answer, texts ...string) {
	s.t.Helper()
	for _, x := range texts {
		if strings.Contains(a.body, x) {
			s.t.Errorf("there: %q", x)
		}
	}
}

func TestParticularsAreChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		s, public := b.site(t, officer), b.site(t, kernel.Anonymous)
		const page = "/plans/spa-4/edit"
		form := func(title string) url.Values {
			return url.Values{
				"title_en": {title}, "title_km": {"ផែនការ"}, "short_en": {"SPA IV"}, "number": {"4"}, "from.year": {"2015"}, "to.year": {"2018"},
				"note_en": {"A new note."}, "sources": {"https://example.org/a | A paper | 2026-11"}, "why": {"A better title"},
			}
		}
		s.want(s.get("/plans/spa-4"), 200, `href="/en/plans/spa-4/edit"`)
		s.want(s.get(page), 200, `name="title_my"`, `name="codes_note_en"`, "How this is known", "Change how it stands")
		version := s.versionOf(page)

		t.Run("a refused form keeps what was typed and says by field what is wrong", func(t *testing.T) {
			s := s.in(t)
			bad := form("")
			bad.Set("version", version)
			for lang := range b.reading(t, "spa-4").Plan.Title {
				bad.Set("title_"+string(lang), "")
			}
			bad.Set("to.year", "2014")
			s.want(s.post(page, bad), 422, "Give the plan a title.", "ends before it begins", "A new note.")
		})
		t.Run("two officers saving at once lose neither", func(t *testing.T) {
			s := s.in(t)
			first, second := form("The first title"), form("The second title")
			first.Set("version", version)
			second.Set("version", version)
			s.want(s.post(page, first), 303)
			both := s.post(page, second)
			s.want(both, 409, "The first title", "The second title", "Title (English)")
			s.lacks(both, `name="why"></textarea>`)
			second.Set("version", versions.FindStringSubmatch(both.body)[1])
			s.want(s.post(page, second), 303)
		})
		t.Run("everyone reads it, proved by the newest act, with the reason in the history", func(t *testing.T) {
			public := public.in(t)
			public.want(public.get("/plans/spa-4"), 200, "The second title", "A paper", "Prove it")
			public.want(public.get("/plans/spa-4/history"), 200, "A better title", "What is said of the plan was changed.", "Secretariat officer")
			raw := public.get("/plans/spa-4.json").body
			r := b.reading(t, "spa-4")
			if plan.Hash([]byte(raw)) != r.Shown.SHA256 || r.Shown.Number != 3 || !strings.Contains(raw, "The second title") || r.Acts[0].Kind != "plan.amended" {
				t.Errorf("the record is not what it says: number %d, act %s", r.Shown.Number, r.Acts[0].Kind)
			}
			if !strings.Contains(string(r.Acts[0].Payload), r.Shown.SHA256) {
				t.Error("the act does not name the record")
			}
			if title := r.Plan.Title["km"]; title.Text != "ផែនការ" || r.Plan.Title["th"].Text == "" {
				t.Errorf("%+v", r.Plan.Title)
			}
		})
		t.Run("the text of the record stays and a working draft begins from it", func(t *testing.T) {
			if _, err := b.Begin(ctx, to("spa-4"), kernel.SecretariatOnly); err != nil {
				t.Fatal(err)
			}
			if n := len(b.working(t, "spa-4").Draft.Tree.Nodes); n < 10 {
				t.Errorf("%d nodes", n)
			}
		})
	})
}

func (b bundle) reading(t testing.TB, slug string) plan.Reading {
	t.Helper()
	r, err := b.Get(ctx, officer, slug)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A draft says what it said, whatever becomes of the plan's particulars.
func TestPublishedDraftsKeepTheirTitle(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	b.begin(t, "spa-6")
	b.add(t, "spa-6", "", "pillar", "P1", "Policy")
	if _, err := b.Publish(ctx, to("spa-6"), b.working(t, "spa-6").Draft.Version, kernel.Public); err != nil {
		t.Fatal(err)
	}
	p := b.reading(t, "spa-6").Plan
	in := p.Particulars()
	in.Title = en("A later title")
	if _, err := b.Amend(ctx, to("spa-6"), p.Version, in, ""); err != nil {
		t.Fatal(err)
	}
	public := b.site(t, kernel.Anonymous)
	public.want(public.get("/plans/spa-6"), 200, "A later title")
	draft := public.get("/plans/spa-6/drafts/0")
	public.want(draft, 200, "A new plan")
	public.lacks(draft, "A later title")
}

func TestThePathIsWalkedByForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.Join(plan.Links{MeetingTitle: func(_ context.Context, _ db.Queryer, _ kernel.Actor, slug string) (kernel.Text, error) {
			if slug == "imm-7" {
				return kernel.Plain("en", "IMM 7"), nil
			}
			return nil, nil
		}})
		b.begin(t, "spa-6")
		s := b.site(t, officer)
		const page = "/plans/spa-6/edit/state"
		move := func(to string, more ...string) answer {
			values := url.Values{"to": {to}, "basis": {"stated"}, "version": {fmt.Sprint(b.reading(t, "spa-6").Plan.Version)}}
			for i := 0; i+1 < len(more); i += 2 {
				values.Set(more[i], more[i+1])
			}
			return s.post(page, values)
		}
		chooser := s.get(page)
		s.want(chooser, 200, "to=in_consultation", "to=endorsed", "The next step of the work")
		s.lacks(chooser, "to=revised", "to=announced")
		s.want(s.get(page+"?to=revised"), 404)
		s.want(s.get(page+"?to=endorsed"), 200, `name="meeting"`, `name="start.year"`)
		s.want(move("revised"), 422, "cannot go there")
		s.want(move("in_consultation", "start.year", "2030"), 303)
		s.want(s.get("/plans/spa-6"), 200, "In consultation", "2030")
		s.want(move("revised", "why", "All comments are answered"), 303)
		s.want(move("in_consultation"), 303)
		s.want(move("endorsed"), 422, "Name the source that says so.")
		s.want(move("endorsed", "basis", "derived"), 422, "Say what it is worked out from.")
		s.want(move("endorsed", "sources", "https://example.org/imm", "meeting", "imm-9"), 422, "No meeting of this name", "https://example.org/imm")
		s.want(move("endorsed", "sources", "https://example.org/imm", "meeting", "imm-7", "start.year", "2031", "place_en", "Vientiane"), 303)
		s.want(s.get("/plans/spa-6"), 200, "Endorsed: 2031 · Vientiane.", `href="/en/meetings/imm-7"`, "Record not found")
		s.want(move("drafting"), 422, "Say why.")
		s.want(move("revised", "why", "It was agreed, not endorsed"), 303)
		after := s.get("/plans/spa-6")
		s.want(after, 200, "Revised after consultation")
		s.lacks(after, "Vientiane")
		s.want(s.get("/plans/spa-6/history"), 200, "It was agreed, not endorsed", "from “Endorsed” to “Revised after consultation”")

		t.Run("a step on what somebody else changed is asked again", func(t *testing.T) {
			s := s.in(t)
			s.want(s.post(page, url.Values{"to": {"in_force"}, "basis": {"not_known"}, "version": {"1"}, "note_en": {"Kept words"}}), 409, "Somebody changed it", "Kept words")
			s.want(s.post(page, url.Values{"to": {"announced"}, "basis": {"stated"}, "version": {"1"}}), 409)
		})
		t.Run("what was decided asks for a fresh proof of identity, the work does not", func(t *testing.T) {
			tired := officer
			tired.Verified = start.Add(-time20)
			s := b.site(t, tired)
			s.want(s.get(page), 200)
			s.want(s.get(page+"?to=in_consultation"), 200)
			if a := s.get(page + "?to=in_force"); a.status != 303 || !strings.Contains(a.header.Get("Location"), "/account/verify") {
				t.Errorf("%d", a.status)
			}
			p := b.reading(t, "spa-6").Plan
			as := plan.To{Actor: tired, Submission: kernel.NewID(), Slug: "spa-6"}
			_, err := b.MoveOn(ctx, as, p.Version, plan.Move{To: plan.InForce, Basis: plan.NotKnown})
			wantKind(t, err, fault.StepUp)
			_, err = b.Share(ctx, as, p.Version, kernel.Public, "")
			wantKind(t, err, fault.StepUp)
		})
	})
}

func TestWhoCanSeeAPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		s, public, member := b.site(t, officer), b.site(t, kernel.Anonymous), b.site(t, focal)
		const page = "/plans/spa-5/edit/readers"
		s.want(s.get(page), 200, "stays in the log as it was published", "Now: Everyone.")
		s.want(s.post(page, url.Values{"audience": {"members"}, "version": {s.versionOf(page)}}), 422, "Say why.")
		s.want(s.post(page, url.Values{"audience": {"public"}, "version": {s.versionOf(page)}}), 422, "These are the readers that it has.")
		s.want(s.post(page, url.Values{"audience": {"members"}, "why": {"Put on record too early"}, "version": {"7"}}), 409, "Put on record too early")
		s.want(s.post(page, url.Values{"audience": {"members"}, "why": {"Put on record too early"}, "version": {s.versionOf(page)}}), 303)
		for _, path := range []string{"/plans/spa-5", "/plans/spa-5/history", "/plans/spa-5.json", "/plans/spa-5/drafts"} {
			if a := public.get(path); a.status == 200 {
				t.Errorf("the public reads %s", path)
			}
		}
		public.lacks(public.get("/plans"), "SPA V<", "spa-5")
		public.lacks(public.do(http.MethodGet, "/api/v1/plans", "", nil), "spa-5")
		member.want(member.get("/plans/spa-5/history"), 200, "Put on record too early")
		s.want(s.post(page, url.Values{"audience": {"public"}, "version": {s.versionOf(page)}}), 303)
		public.want(public.get("/plans/spa-5"), 200, "Adoption not found.", "Prove it")
		history := public.get("/plans/spa-5/history")
		public.want(history, 200, "from “Members of the process” to “Everyone”")
		public.lacks(history, "Put on record too early") // it was told to the members
	})
}

func TestOthersChangeNoPlan(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	s := b.site(t, focal)
	for _, path := range []string{"/plans/spa-4/edit", "/plans/spa-4/edit/state", "/plans/spa-4/edit/readers", "/plans/spa-4/discarded", "/plans/spa-4/discarded/1"} {
		s.want(s.get(path), 403)
	}
	for _, path := range []string{"/plans/spa-4/edit", "/plans/spa-4/edit/state", "/plans/spa-4/edit/readers"} {
		s.want(s.post(path, url.Values{"version": {"1"}, "to": {"concluded"}, "basis": {"not_known"}, "audience": {"office"}, "title_en": {"x"}, "short_en": {"x"}}), 403)
	}
	if p := b.reading(t, "spa-4").Plan; p.Version != 1 {
		t.Errorf("version %d", p.Version)
	}
	s.lacks(s.get("/plans/spa-4"), "/plans/spa-4/edit")
}

func TestPlansAreChangedThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		s := b.site(t, officer)
		amend := map[string]any{
			"version": 1, "title": kernel.Plain("en", "Renamed"), "short": kernel.Text{"th": {Text: "แผน", State: kernel.DraftText}}, "from": "2015", "to": "2018",
		}
		s.want(s.api(http.MethodPut, "/plans/spa-4", amend), 200, `"version":2`, "Renamed", `"SPA IV"`)
		s.want(s.api(http.MethodPut, "/plans/spa-4", amend), 409, "urn:sampan:fault:conflict")
		s.want(s.api(http.MethodPut, "/plans/spa-4", map[string]any{"version": 2, "title": kernel.Plain("en", strings.Repeat("x", 301)), "short": kernel.Text{}}), 422, "title")
		s.want(s.api(http.MethodPost, "/plans/spa-4/state", map[string]any{"version": 2, "to": "drafting", "basis": "stated"}), 422, "why")
		s.want(s.api(http.MethodPost, "/plans/spa-4/state", map[string]any{
			"version": 2, "to": "concluded", "basis": "stated", "start": "2030", "sources": []map[string]string{{"title": "The report of a meeting"}},
		}), 200, `"state":"concluded"`)
		s.want(s.get("/plans/spa-4"), 200, "Concluded")
		s.want(s.api(http.MethodPost, "/plans/spa-4/readers", map[string]any{"version": 3, "audience": "office"}), 422, "why")
		s.want(s.api(http.MethodPost, "/plans/spa-4/readers", map[string]any{"version": 3, "audience": "office", "why": "A test"}), 200, `"kind":"office"`)
		public := b.site(t, kernel.Anonymous)
		if a := public.do(http.MethodGet, "/api/v1/plans/spa-4", "", nil); a.status == 200 {
			t.Error("the public reads the plan")
		}
	})
}

// Of those who change one plan at once from what they saw, one succeeds each time and the others are told.
func TestConcurrentChangesOfAPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		const workers = 6
		var wait sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for w := range workers {
			wait.Go(func() {
				in := plan.Particulars{Title: en(fmt.Sprintf("Title %d", w)), Short: en("SPA IV"), Number: 4}
				_, err := b.Amend(ctx, to("spa-4"), 1, in, "")
				if err == nil {
					mu.Lock()
					done++
					mu.Unlock()
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		r := b.reading(t, "spa-4")
		if done != 1 || r.Plan.Version != 2 || r.Shown.Number != 2 {
			t.Errorf("%d changes, version %d, record %d", done, r.Plan.Version, r.Shown.Number)
		}
	})
}

// Every change of a plan is one act whose leaf is in the log, and the payload names office and reason, no person.
func TestChangesAreActs(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	p := b.reading(t, "spa-5").Plan
	if _, err := b.Amend(ctx, to("spa-5"), p.Version, p.Particulars(), "Nothing new"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.MoveOn(ctx, to("spa-5"), p.Version+1, plan.Move{To: plan.InConsultation, Basis: plan.Stated}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Share(ctx, to("spa-5"), p.Version+2, kernel.Members, "A reason"); err != nil {
		t.Fatal(err)
	}
	_, acts, err := b.History(ctx, officer, "spa-5")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, a := range acts {
		kinds = append(kinds, a.Kind)
		if strings.Contains(string(a.Payload), string(officer.ID)) {
			t.Errorf("%s names the person", a.Kind)
		}
		if raw, err := act.LeafOf(a).Bytes(); err != nil || len(raw) == 0 {
			t.Error(err)
		}
	}
	if got := strings.Join(kinds, " "); got != "plan.audience_changed plan.state_changed plan.amended plan.recorded" {
		t.Error(got)
	}
}
