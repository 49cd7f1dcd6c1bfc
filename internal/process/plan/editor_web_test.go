package plan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/web"
)

// script sends a form as the editor's script does.
func (s site) script(path string, values url.Values) answer {
	s.t.Helper()
	if values.Get(web.SubmissionField) == "" {
		values.Set(web.SubmissionField, string(kernel.NewID()))
	}
	return s.do(http.MethodPost, "/en"+path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()), "Accept", "application/json")
}

func TestTheEditorWorksByPlainForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, pillar, goal, other := draftedPlan(t, d)
		s := b.site(t, officer)
		const draft = "/plans/spa-6/draft"
		version := func(id string) string { n, _ := b.working(t, "spa-6").Draft.Tree.Get(id); return fmt.Sprint(n.Version) }
		t.Run("the outline leads to the form of each entry", func(t *testing.T) {
			s.in(t).want(s.get(draft), 200, `href="/en`+draft+"/nodes/"+goal.ID+`"`, "Victims are found", "Undo my last change")
			s.in(t).want(s.get(draft+"?q=prevention"), 200, "Entries found: 1")
			s.in(t).want(s.get(draft+"?beside=km"), 200, "English (authoritative)")
			s.in(t).want(s.get(draft+"?view=wall"), 200, "Leave the view for the projector")
		})
		t.Run("an entry is split by a mark in its text, and nothing else of it changes", func(t *testing.T) {
			page := draft + "/nodes/" + pillar.ID + "/split"
			s.in(t).want(s.get(page), 200, "Write === where the second part begins")
			send := func(text string) answer {
				return s.post(page, url.Values{"version": {version(pillar.ID)}, "cut_en": {text}})
			}
			s.in(t).want(send("Protection. Partnership."), 422, "There must be words before the cut")
			s.in(t).want(send("Protected. ===Partnership."), 422, "change nothing else", "Protected.")
			s.in(t).want(send("=== Protection. Partnership. ==="), 422, "Write the mark once")
			s.in(t).want(send("Protection.\r\n=== Partnership."), 303)
			if got := b.text(t, pillar.ID); got != "Protection." {
				t.Errorf("it says %q", got)
			}
		})
		t.Run("undo, redo and undo again by one form", func(t *testing.T) {
			for _, how := range []string{"undo", "redo", "undo"} {
				s.in(t).want(s.post(draft+"/undo", url.Values{"how": {how}}), 303)
			}
			if got := b.text(t, pillar.ID); got != "Protection. Partnership." {
				t.Errorf("it says %q", got)
			}
			s.in(t).want(s.post(draft+"/undo", url.Values{"how": {"other"}}), 422)
		})
		t.Run("entries are merged", func(t *testing.T) {
			s.in(t).want(s.post(draft+"/nodes/"+other.ID+"/merge", url.Values{"version": {version(other.ID)}, "into": {goal.ID}}), 422, "Only entries of the same level")
			s.in(t).want(s.post(draft+"/nodes/"+other.ID+"/merge", url.Values{"version": {version(other.ID)}, "into": {pillar.ID}}), 303)
			s.in(t).want(s.get(draft+"/nodes/"+pillar.ID), 200, "Protection. Partnership. Prevention")
			s.in(t).want(s.post(draft+"/undo", url.Values{"how": {"undo"}}), 303)
		})
		t.Run("the history of an entry restores an earlier wording", func(t *testing.T) {
			b.reword(t, officer, goal.ID, "Victims are found early")
			page := s.get(draft + "/nodes/" + goal.ID + "/history")
			s.in(t).want(page, 200, "early", "<ins>", "Restore this wording")
			h, err := b.NodeHistory(context.Background(), officer, "spa-6", goal.ID)
			if err != nil {
				t.Fatal(err)
			}
			form := url.Values{"version": {version(goal.ID)}, "revision": {string(h.Revisions[1].ID)}, "side": {"became"}}
			s.in(t).want(s.post(draft+"/nodes/"+goal.ID+"/restore", form), 303)
			if got := b.text(t, goal.ID); got != "Victims are found" {
				t.Errorf("it says %q", got)
			}
		})
		t.Run("a remark is made, answered, resolved and opened again", func(t *testing.T) {
			remarks := draft + "/remarks"
			s.in(t).want(s.post(remarks, url.Values{"node": {goal.ID}, "words": {""}}), 422, "Write what you want to say")
			s.in(t).want(s.post(remarks, url.Values{"node": {goal.ID}, "words": {"Is **found** right?"}}), 303)
			s.in(t).want(s.get(remarks), 200, "Is <strong>found</strong> right?", "Secretariat officer")
			all, err := b.Remarks(context.Background(), officer, "spa-6", goal.ID)
			if err != nil || len(all) != 1 {
				t.Fatalf("%+v %v", all, err)
			}
			s.in(t).want(s.post(remarks, url.Values{"node": {goal.ID}, "answers": {string(all[0].ID)}, "words": {"Identified."}}), 303)
			s.in(t).want(s.post(remarks+"/"+string(all[0].ID), url.Values{"version": {"2"}, "how": {"resolve"}, "back": {"all"}}), 303)
			s.in(t).want(s.get(remarks), 200, "There are no remarks here")
			s.in(t).want(s.get(remarks+"?node="+goal.ID), 200, "Dealt with", "Identified.", "Open it again")
			s.in(t).want(s.get(draft), 200, "0 open remarks")
		})
	})
}

func TestTheScriptOfTheEditorIsAnsweredInJSON(t *testing.T) {
	b, _, goal, other := draftedPlan(t, dbtest.Open(t, db.SQLite))
	s := b.site(t, officer)
	const draft = "/plans/spa-6/draft"
	w := b.working(t, "spa-6")
	text := draft + "/nodes/" + goal.ID + "/text"
	form := url.Values{"base_en": {"Victims are found"}, "text_en": {"Victims are found early"}, web.SubmissionField: {string(kernel.NewID())}}
	once := s.script(text, form)
	s.want(once, 200)
	if again := s.script(text, form); again.status != 200 || again.body != once.body {
		t.Errorf("the same submission again: %d %s", again.status, again.body)
	}
	both := s.script(text, url.Values{"base_en": {"Victims are found"}, "text_en": {"Victims are helped"}})
	s.want(both, 409, `"saved":"Victims are found early"`, "ins")
	var changes struct {
		Version int64
		Rows    []struct{ ID, HTML string }
		Order   []string
		Present []struct{ Node, Who string }
	}
	ask := func(since int64) {
		t.Helper()
		a := s.get(fmt.Sprintf("%s/changes?draft=%s&since=%d", draft, w.Draft.ID, since))
		s.want(a, 200)
		changes.Order, changes.Rows, changes.Present = nil, nil, nil
		if err := json.Unmarshal([]byte(a.body), &changes); err != nil {
			t.Fatal(err)
		}
	}
	ask(w.Draft.Version)
	if len(changes.Rows) != 1 || changes.Rows[0].ID != goal.ID || !strings.Contains(changes.Rows[0].HTML, "Victims are found early") || changes.Order != nil {
		t.Errorf("%+v", changes)
	}
	s.want(s.script(draft+"/nodes", url.Values{"after": {other.ID}}), 200, `"node"`)
	s.want(s.script(draft+"/nodes/"+goal.ID+"/move", url.Values{"where": {"on"}}), 200, goal.ID)
	s.want(s.do(http.MethodPost, "/en"+draft+"/presence", "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"window": {string(kernel.NewID())}, "node": {goal.ID}}.Encode())), 204)
	ask(changes.Version)
	if len(changes.Order) != 4 || len(changes.Present) != 1 || changes.Present[0].Who != "Secretariat officer" || changes.Present[0].Node != goal.ID {
		t.Errorf("%+v", changes)
	}
	s.want(s.get(fmt.Sprintf("%s/changes?draft=%s&since=1", draft, kernel.NewID())), 410)
	member := b.site(t, focal)
	for _, path := range []string{draft + "/changes?draft=" + string(w.Draft.ID), draft + "/remarks", draft + "/nodes/" + goal.ID + "/history", draft + "/nodes/" + goal.ID + "/split", "/plans/spa-6/nodes/" + goal.ID} {
		if a := member.get(path); a.status != 403 && a.status != 404 && a.status != 410 {
			t.Errorf("somebody who may not: GET %s: %d", path, a.status)
		}
	}
	for _, path := range []string{text, draft + "/undo", draft + "/presence", draft + "/remarks", draft + "/nodes/" + goal.ID + "/split", draft + "/nodes/" + goal.ID + "/merge", draft + "/nodes/" + goal.ID + "/restore"} {
		if a := member.script(path, url.Values{"how": {"undo"}, "window": {string(kernel.NewID())}, "node": {goal.ID}, "words": {"x"}, "side": {"was"}, "text_en": {"x"}}); a.status != 403 && a.status != 404 {
			t.Errorf("somebody who may not: POST %s: %d", path, a.status)
		}
	}
}

func TestAnEntryIsSeenThroughThePublishedDrafts(t *testing.T) {
	b, _, goal, _ := draftedPlan(t, dbtest.Open(t, db.SQLite))
	publish := func() {
		t.Helper()
		w := b.working(t, "spa-6")
		if _, err := b.Publish(context.Background(), to("spa-6"), w.Draft.Version, kernel.Public); err != nil {
			t.Fatal(toldOf(err))
		}
	}
	publish()
	if _, err := b.Begin(context.Background(), to("spa-6"), kernel.SecretariatOnly); err != nil {
		t.Fatal(err)
	}
	b.reword(t, officer, goal.ID, "Victims are found early")
	public := b.site(t, kernel.Anonymous)
	page := public.get("/plans/spa-6/nodes/" + goal.ID)
	public.want(page, 200, "Draft 0", "Victims are found")
	if strings.Contains(page.body, "early") {
		t.Error("the public reads the working draft")
	}
	publish()
	public.want(public.get("/plans/spa-6/nodes/"+goal.ID), 200, "Draft 1", "early", "<ins>")
	public.want(public.get("/plans/spa-6/nodes/no-such"), 404)
}

func TestTheEditorByTheAPI(t *testing.T) {
	b, pillar, goal, other := draftedPlan(t, dbtest.Open(t, db.SQLite))
	s := b.site(t, officer)
	s.want(s.api(http.MethodPost, "/plans/spa-6/draft/nodes/"+pillar.ID+"/split", map[string]any{"version": 1, "at": map[string]int{"en": 11}}), 201, `"Partnership."`, `"from":["`+pillar.ID)
	s.want(s.api(http.MethodPost, "/plans/spa-6/draft/nodes/"+other.ID+"/merge", map[string]any{"version": 1, "into": pillar.ID}), 200, "Protection. Prevention")
	s.want(s.api(http.MethodPost, "/plans/spa-6/draft/undo", nil), 200, `"kind":"merge"`)
	s.want(s.api(http.MethodPost, "/plans/spa-6/draft/redo", nil), 200, `"kind":"undo"`)
	s.want(s.api(http.MethodPost, "/plans/spa-6/draft/redo", nil), 409)
	s.want(s.do(http.MethodGet, "/api/v1/plans/spa-6/draft/revisions?since=4", "", nil), 200, `"kind":"split"`, `"kind":"redo"`)
	made := s.api(http.MethodPost, "/plans/spa-6/draft/remarks", map[string]any{"node": goal.ID, "words": "A remark"})
	s.want(made, 201, "A remark")
	var m struct{ ID string }
	if err := json.Unmarshal([]byte(made.body), &m); err != nil {
		t.Fatal(err)
	}
	s.want(s.api(http.MethodPut, "/plans/spa-6/draft/remarks/"+m.ID, map[string]any{"version": 1, "resolved": true}), 200, `"resolved"`)
	s.want(s.do(http.MethodGet, "/api/v1/plans/spa-6/draft/remarks", "", nil), 200, m.ID)
}
