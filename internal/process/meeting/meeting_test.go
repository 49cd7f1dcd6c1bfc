package meeting_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/webtest"
	"sampan/internal/process/meeting"
)

var source = []kernel.Source{{Title: "Secretariat's file", URL: "https://commit.example/file"}}

// content is a record that is in order, to be changed by a test.
func content(change func(*meeting.Content)) meeting.Content {
	c := meeting.Content{
		Slug: "som-17", Kind: "SOM", Number: 17, Title: kernel.Plain("en", "17th Senior Officials Meeting"), Start: "2026-11",
		Country: "KH", State: pack.Planned, Sources: source,
	}
	if change != nil {
		change(&c)
	}
	return c
}

type written struct {
	meeting.Content

	Audience kernel.Audience `json:"audience"`
	Version  int64           `json:"version,omitempty"`
}

func TestTheListTellsTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		page := h.Get("", "/en/meetings")
		has(t, page, 200, "11th Senior Officials Meeting", "24 November 2016", "May 2006", "SOM 6 and 7", "No record found", "2008–2011", "SOM 15", "hatch")
		lacks(t, page, "⟦", "Put a meeting on record", "not held")
		order := []string{">6th COMMIT Inter-Ministerial Meeting", ">16th Senior", "SOM 15<", ">14th Senior", "SOM 6 and 7<", ">5th Senior", ">4th Senior", ">3rd Senior", ">1st COMMIT"}
		body := table(t, page)
		for i := 1; i < len(order); i++ {
			if a, b := strings.Index(body, order[i-1]), strings.Index(body, order[i]); a < 0 || b < a {
				t.Errorf("%s (%d) should stand before %s (%d)", order[i-1], a, order[i], b)
			}
		}
		has(t, h.Get("", "/en/meetings?kind=SOM&year=2016"), 200, "11th Senior")
		if body = table(t, h.Get("", "/en/meetings?kind=SOM&year=2016")); strings.Contains(body, "12th Senior") || strings.Contains(body, "SOM 6 and 7") {
			t.Error("the filter by kind and year leaves too much")
		}
		has(t, h.Get("", "/en/meetings?year=2010&kind=SOM"), 200, "SOM 6 and 7")
		has(t, h.Get("", "/en/meetings?q=no-such-word"), 200, "No meeting on record fits")
		has(t, h.Get("", "/en/meetings?q=a%00b"), 422)
		has(t, h.Get("officer", "/en/meetings"), 200, "Put a meeting on record")
	})
}

// table is the rows of the list on a page.
func table(t testing.TB, a answer) string {
	t.Helper()
	_, rows, found := strings.Cut(a.Body, "<tbody")
	if !found {
		t.Fatal("the page has no table")
	}
	return rows
}

func TestAPageTellsItsMeeting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		page := h.Get("", "/en/meetings/som-11")
		has(t, page, 200, "11th Senior Officials Meeting (SOM 11)", "held together with Regional Task Force Meeting", "On the course of SPA IV", "This meeting",
			"ASEAN-COMMIT common indicators adopted", `href="/en/instruments/ind-2016"`, "23–24 November 2016", "Where sources differ",
			"Used on this site", "/en/log/entries/", "has not been changed since", "Participants", "Monitoring and reporting the progress of SPA IV")
		lacks(t, page, "⟦", "Correct this record")
		has(t, h.Get("officer", "/en/meetings/som-11"), 200, "Correct this record")
		has(t, h.Get("", "/en/meetings/som-4"), 200, "May 2006", "worked out from the meetings around it")
		lacks(t, h.Get("", "/en/meetings/som-4"), "Add to calendar")
		has(t, h.Get("", "/en/meetings/som-6"), 404)
		has(t, h.Get("", "/en/meetings/rtf-2020-05"), 200, "Not confirmed", "14th Senior Officials Meeting")
	})
}

func TestDecisionsComeNewestFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		page := h.Get("", "/en/decisions")
		has(t, page, 200, "SOM 16, Suzhou, China", "In our words")
		if a, b := strings.Index(page.Body, "ASEAN-COMMIT common indicators"), strings.Index(page.Body, "Annually rotating chair"); a < 0 || b < a {
			t.Error("decisions of one meeting are not in the order of its record")
		}
		var want, got []string
		for _, m := range h.Pack.Meetings {
			for _, o := range m.Outcomes {
				want = append(want, m.Slug+"/"+o.Key)
			}
		}
		for after := ""; ; {
			var list struct {
				Items []struct{ Meeting, Key string }
				Total int
				Next  string
			}
			h.Call("", http.MethodGet, "/decisions?limit=3&after="+url.QueryEscape(after), nil, &list)
			for _, o := range list.Items {
				got = append(got, o.Meeting+"/"+o.Key)
			}
			if list.Total != len(want) {
				t.Fatalf("%d decisions, want %d", list.Total, len(want))
			}
			if after = list.Next; after == "" {
				break
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("by pages %v, want %v", got, want)
		}
	})
}

func TestAnOfficerKeepsTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		form := webtest.FormOf(h.Get("officer", "/en/meetings/new").Body)
		for name, value := range map[string]string{
			"slug": "som-17", "kind": "SOM", "number": "17", "title": "<script>alert(1)</script> Meeting", "start.year": "2026", "start.month": "11",
			"country": "KH", "state": "planned", "agenda": "Work plans\nAny other business", "agenda.sources": "1",
			"outcomes[1].text": "A decision", "outcomes[1].sources": "2", "sources[0].title": "The letter", "sources[2].url": "https://commit.example/x",
			"outcomes[2].sources": "",
		} {
			form.Set(name, value)
		}
		form.Set("outcomes[1].sources", "3")
		sent := h.Post("officer", "/en/meetings", form)
		has(t, sent, 303)
		again := h.Post("officer", "/en/meetings", form)
		if again.Status != 303 || again.Header.Get("Location") != sent.Header.Get("Location") {
			t.Fatalf("the same form sent twice: %d %s", again.Status, again.Header.Get("Location"))
		}
		page := h.Get("", "/en/meetings/som-17")
		has(t, page, 200, "&lt;script&gt;", "November 2026", "A decision", "Any other business", "No record was found that it was held.")
		lacks(t, page, "<script>alert")

		edit := webtest.FormOf(h.Get("officer", "/en/meetings/som-17/edit").Body)
		if edit.Get("outcomes[0].sources") != "2" {
			t.Errorf("the decision cites source %q, want the second after empty rows have gone", edit.Get("outcomes[0].sources"))
		}
		other := webtest.FormOf(h.Get("officer", "/en/meetings/som-17/edit").Body)
		edit.Set("city", "Siem Reap")
		edit.Set("title", "17th Senior Officials Meeting")
		has(t, h.Post("officer", "/en/meetings/som-17", edit), 303)
		other.Set("city", "Phnom Penh")
		stale := h.Post("officer", "/en/meetings/som-17", other)
		has(t, stale, 409, "Siem Reap", "Phnom Penh", "Somebody saved while you wrote")
		has(t, h.Get("", "/en/meetings/som-17"), 200, "Siem Reap", "changed once")
		resolved := webtest.FormOf(stale.Body)
		resolved.Set("city", "Kampot")
		has(t, h.Post("officer", "/en/meetings/som-17", resolved), 303)

		withdraw := webtest.FormOf(h.Get("officer", "/en/meetings/som-17/withdraw").Body)
		has(t, h.Post("officer", "/en/meetings/som-17/withdraw", withdraw), 422, "Say why the record is withdrawn")
		withdraw.Set("why", "It was put on record by mistake")
		withdraw.Set("instead", "som-16")
		has(t, h.Post("officer", "/en/meetings/som-17/withdraw", withdraw), 303)
		has(t, h.Get("", "/en/meetings/som-17"), 410, "put on record by mistake", "/en/meetings/som-16")
		has(t, h.Get("", "/en/meetings"), 200, "One record has been withdrawn")
		has(t, h.Get("", "/en/meetings?withdrawn=yes"), 200, "/en/meetings/som-17", "Record withdrawn")
		has(t, h.Post("officer", "/en/meetings/som-17", resolved), 410)
		lacks(t, h.Get("", "/en/decisions"), "A decision")
		kinds := actsOf(t, h, "som-17")
		if want := []string{"meeting.recorded", "meeting.corrected", "meeting.corrected", "meeting.withdrawn"}; !slices.Equal(kinds, want) {
			t.Errorf("acts %v, want %v", kinds, want)
		}
	})
}

func actsOf(t *testing.T, h *house, slug string) []string {
	t.Helper()
	m, err := h.service.Get(context.Background(), kernel.System, slug)
	must(t, err)
	var kinds []string
	must(t, h.DB.Read(context.Background(), func(q db.Queryer) error {
		all, err := act.List(context.Background(), q, kernel.System, act.Filter{Object: kernel.Ref{Kind: "meeting", ID: m.ID}}, kernel.Page{})
		for _, a := range all {
			kinds = append(kinds, a.Kind)
		}
		return err
	}))
	return kinds
}

func TestOnlyTheSecretariatKeepsTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		for _, c := range []struct {
			as            string
			form, write   int
			withdraw, api int
		}{
			{"", 303, 401, 303, 401}, {"focal", 403, 403, 403, 403}, {"cso", 403, 403, 403, 403}, {"admin", 403, 403, 403, 403},
			{"officer", 200, 303, 200, 201}, {"stale", 200, 303, 303, 201},
		} {
			t.Run("as "+c.as, func(t *testing.T) {
				if got := h.Get(c.as, "/en/meetings/new").Status; got != c.form {
					t.Errorf("form %d, want %d", got, c.form)
				}
				form := webtest.FormOf(h.Get("officer", "/en/meetings/som-12/edit").Body)
				form.Del(web.WriterField) // somebody may write a form themselves
				if got := h.Post(c.as, "/en/meetings/som-12", form).Status; got != c.write {
					t.Errorf("correction %d, want %d", got, c.write)
				}
				if got := h.Get(c.as, "/en/meetings/som-12/withdraw").Status; got != c.withdraw {
					t.Errorf("withdrawal %d, want %d", got, c.withdraw)
				}
				in := written{Content: content(func(m *meeting.Content) { m.Slug = "api-" + c.as }), Audience: kernel.Public}
				if got := h.Call(c.as, http.MethodPost, "/meetings", in, nil); got.Status != c.api {
					t.Errorf("API %d, want %d: %s", got.Status, c.api, got.Body)
				}
			})
		}
	})
}

func TestARecordIsSeenByItsAudience(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		for slug, audience := range map[string]kernel.Audience{"for-members": kernel.Members, "for-office": kernel.SecretariatOnly} {
			in := written{Content: content(func(m *meeting.Content) { m.Slug, m.Number = slug, 0 }), Audience: audience}
			has(t, h.Call("officer", http.MethodPost, "/meetings", in, nil), 201)
		}
		for _, c := range []struct {
			as              string
			members, office bool
		}{{"", false, false}, {"admin", false, false}, {"focal", true, false}, {"officer", true, true}} {
			list := h.Get(c.as, "/en/meetings?year=2026").Body
			for slug, sees := range map[string]bool{"for-members": c.members, "for-office": c.office} {
				if strings.Contains(list, slug) != sees || (h.Get(c.as, "/en/meetings/"+slug).Status == 200) != sees {
					t.Errorf("%q sees %s: want %v", c.as, slug, sees)
				}
			}
		}
	})
}

func TestWhatCannotBeTakenIsSaidByItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		for _, c := range []struct {
			rule, field string
			change      func(*meeting.Content)
		}{
			{"the end does not lie before the start", "end", func(m *meeting.Content) { m.Start, m.End = "2026-11-20", "2026-11-19" }},
			{"an end needs a start", "start", func(m *meeting.Content) { m.Start, m.End = "", "2026-11-19" }},
			{"a date exists", "start", func(m *meeting.Content) { m.Start = "2026-02-30" }},
			{"the host is a member", "country", func(m *meeting.Content) { m.Country = "FR" }},
			{"the kind is one of the process", "kind", func(m *meeting.Content) { m.Kind = "PARTY" }},
			{"a title is given", "title", func(m *meeting.Content) { m.Title = kernel.Text{} }},
			{"an address is not taken twice", "slug", func(m *meeting.Content) { m.Slug = "som-11" }},
			{"an address has its form", "slug", func(m *meeting.Content) { m.Slug = "SOM 17" }},
			{"new is no address", "slug", func(m *meeting.Content) { m.Slug = "new" }},
			{"a source is named", "sources", func(m *meeting.Content) { m.Sources = []kernel.Source{} }},
			{"a source is no script", "sources[0].url", func(m *meeting.Content) { m.Sources = []kernel.Source{{URL: "javascript:alert(1)"}} }},
			{"a joint meeting is on record", "joint_with", func(m *meeting.Content) { m.JointWith = []string{"som-99"} }},
			{"a meeting is not joint with itself", "joint_with", func(m *meeting.Content) { m.Slug, m.JointWith = "som-17", []string{"som-17"} }},
			{"a claim has its source", "claims[0].sources", func(m *meeting.Content) { m.Claims = []kernel.Claim{{Field: "dates", Value: "2026"}} }},
			{"NUL is not let in", "body.title.en.text", func(m *meeting.Content) { m.Title = kernel.Plain("en", "a\x00b") }},
			{"the state is known", "state", func(m *meeting.Content) { m.State = "missed" }},
		} {
			t.Run(c.rule, func(t *testing.T) {
				got := h.Call("officer", http.MethodPost, "/meetings", written{Content: content(c.change), Audience: kernel.Public}, nil)
				has(t, got, 422)
				if !strings.Contains(got.Body, `"location":"`+c.field+`"`) {
					t.Errorf("no fault at %s: %s", c.field, got.Body)
				}
			})
		}
		shown := h.Get("officer", "/en/meetings/som-11/edit")
		if strings.Contains(shown.Body, `<details class="fold" open`) {
			t.Error("a part of the form is open although nothing in it is wrong")
		}
		folded := webtest.FormOf(shown.Body)
		folded.Set("outcomes[1].sources", "99")
		has(t, h.Post("officer", "/en/meetings/som-11", folded), 422, `<details class="fold" open`, `<details class="fold foldrow" open`)
		form := webtest.FormOf(h.Get("officer", "/en/meetings/som-12/edit").Body)
		form.Set("start.day", "31")
		form.Set("city", "a\x00b")
		form.Set("theme", "\xff")
		form.Set("country", "FR")
		has(t, h.Post("officer", "/en/meetings/som-12", form), 422, "Give a date that exists", "characters that cannot be kept", `href="#f-theme"`)
		has(t, h.Do("officer", http.MethodPost, "/api/v1/meetings", "application/json", strings.NewReader("{\"slug\":\"\xff\"}"), "Idempotency-Key", string(kernel.NewPersonID())), 400)
		if kinds := actsOf(t, h, "som-12"); len(kinds) != 1 {
			t.Errorf("refused input left acts: %v", kinds)
		}
	})
}

func TestTheAPIKeepsWhatItSaysItKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		var made, got, changed meeting.Meeting
		in := written{Content: content(func(m *meeting.Content) { m.JointWith = []string{"som-16"} }), Audience: kernel.Public}
		h.Call("officer", http.MethodPost, "/meetings", in, &made)
		has(t, h.Call("", http.MethodGet, "/meetings/som-17", nil, &got), 200)
		if a, b := asJSON(t, made), asJSON(t, got); a != b {
			t.Errorf("stored %s, answered %s", b, a)
		}
		has(t, h.Get("", "/en/meetings/som-16"), 200, "17th Senior Officials Meeting")
		in.Version, in.City = 1, kernel.Plain("en", "Battambang")
		has(t, h.Call("officer", http.MethodPut, "/meetings/som-17", in, &changed), 200)
		if changed.Version != 2 || changed.City["en"].Text != "Battambang" {
			t.Errorf("changed to %+v", changed)
		}
		has(t, h.Call("officer", http.MethodPut, "/meetings/som-17", in, nil), 409)
		out := map[string]any{"version": 2, "why": "Recorded twice", "instead": "som-16"}
		has(t, h.Call("officer", http.MethodPost, "/meetings/som-17/withdrawal", out, &changed), 200)
		if changed.Withdrawn == nil || changed.Withdrawn.Instead != "som-16" {
			t.Errorf("withdrawn as %+v", changed.Withdrawn)
		}
		has(t, h.Call("", http.MethodGet, "/meetings/gaps", nil, nil), 200, `"numbers":[6,7]`)
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	return string(raw)
}

// The list's SQL and Filter.Matches must leave the same meetings, in the same order on both databases.
func TestTheFilterInSQLEqualsTheFilterInGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		ctx := context.Background()
		_, err := h.service.Withdraw(ctx, kernel.System, "", "launch-cn-2014", 1, "Not a meeting", "")
		must(t, err)
		all, err := h.service.List(ctx, kernel.System, meeting.Filter{}, kernel.Page{Limit: 500})
		must(t, err)
		gone, err := h.service.List(ctx, kernel.System, meeting.Filter{Withdrawn: true}, kernel.Page{Limit: 500})
		must(t, err)
		if len(all.Items)+len(gone.Items) != len(h.Pack.Meetings) || len(gone.Items) != 1 {
			t.Fatalf("%d and %d of %d", len(all.Items), len(gone.Items), len(h.Pack.Meetings))
		}
		kinds := map[string]pack.MeetingKind{}
		for _, k := range h.Pack.Process.Kinds {
			kinds[k.Code] = k
		}
		rapid.Check(t, func(t *rapid.T) {
			f := meeting.Filter{
				Kind:      rapid.SampledFrom([]string{"", "", "SOM", "IMM", "RTF", "YOUTH", "nonesuch"}).Draw(t, "kind"),
				Country:   rapid.SampledFrom([]kernel.Country{"", "", "KH", "LA", "TH", "FR"}).Draw(t, "country"),
				State:     rapid.SampledFrom([]pack.MeetingState{"", "", pack.Held, pack.Planned, pack.Unconfirmed}).Draw(t, "state"),
				Year:      rapid.SampledFrom([]int{0, 0, 2004, 2015, 2016, 2099, -1}).Draw(t, "year"),
				Text:      rapid.SampledFrom([]string{"", "", "senior", "SOM 11", "  Senior\tOFFICIALS ", "workshop indicators", "%", "'", "_", "Ha Noi", "ហ"}).Draw(t, "text"),
				Withdrawn: rapid.Bool().Draw(t, "withdrawn"),
			}
			var want, got []string
			for _, m := range append(slices.Clone(all.Items), gone.Items...) {
				if f.Matches(m, kinds[m.Kind]) {
					want = append(want, m.Slug)
				}
			}
			page := kernel.Page{Limit: rapid.IntRange(1, 9).Draw(t, "limit")}
			for {
				list, err := h.service.List(ctx, kernel.System, f, page)
				if err != nil || list.Total != len(want) {
					t.Fatalf("%v, total %d, want %d", err, list.Total, len(want))
				}
				for _, m := range list.Items {
					got = append(got, m.Slug)
				}
				if page.Cursor = list.Next; list.Next == "" {
					break
				}
			}
			if !slices.Equal(want, got) {
				t.Fatalf("SQL gives %v, Go %v", got, want)
			}
		})
		if _, err := h.service.List(ctx, kernel.System, meeting.Filter{}, kernel.Page{Cursor: "nonsense"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a broken cursor: %v", err)
		}
	})
}

func TestTheCalendarHoldsMeetingsWithADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		one := h.Get("", "/en/meetings/som-11.ics")
		has(t, one, 200)
		got := strings.ReplaceAll(one.Body, "\r\n", "\n")
		m, err := h.service.Get(context.Background(), kernel.System, "som-11")
		must(t, err)
		got = strings.ReplaceAll(got, string(m.ID), "ID")
		const golden = "testdata/som-11.ics"
		if os.Getenv("UPDATE_GOLDEN") != "" {
			must(t, os.WriteFile(golden, []byte(got), 0o600))
		}
		want, err := os.ReadFile(golden)
		must(t, err)
		if got != string(want) {
			t.Errorf("calendar\n%s\nwant\n%s", got, want)
		}
		if kind := one.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/calendar") {
			t.Errorf("type %s", kind)
		}
		all := h.Get("", "/en/meetings.ics")
		has(t, all, 200, "X-SAMPAN-NO-DAY:2006-05 4th Senior Officials Meeting")
		if n := strings.Count(all.Body, "BEGIN:VEVENT"); n < 30 || strings.Contains(all.Body, "DTSTART;VALUE=DATE:200605") {
			t.Errorf("%d events", n)
		}
		for line := range strings.SplitSeq(all.Body, "\r\n") {
			if len(line) > 75 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
		has(t, h.Get("", "/en/meetings/som-4.ics"), 404)
	})
}

func TestGovernanceLearnsWhoHosted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		must(t, d.Read(context.Background(), func(q db.Queryer) error {
			soms, err := h.service.SOMs(context.Background(), q)
			if err != nil {
				return err
			}
			if last := soms[len(soms)-1]; last.Slug != "som-16" || last.Country != "CN" || last.Number != 16 {
				t.Errorf("the last SOM is %+v", last)
			}
			held, err := h.service.OnRecord(context.Background(), q, kernel.Anonymous)
			if len(held) != len(h.Pack.Meetings) {
				t.Errorf("%d meetings on record, want %d", len(held), len(h.Pack.Meetings))
			}
			return err
		}))
	})
}

func TestOfManyWhoSaveAtOnceOneSaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		errs := make(chan error)
		for n := range 8 {
			go func() {
				c := content(func(m *meeting.Content) { m.Sessions = n })
				_, err := h.service.Correct(context.Background(), people["officer"], kernel.NewPersonID(), "som-12", 1, c, kernel.Public)
				errs <- err
			}()
		}
		saved := 0
		for range 8 {
			err := <-errs
			var refused *fault.Error
			switch {
			case err == nil:
				saved++
			case !errors.As(err, &refused) || refused.Kind != fault.Conflict:
				t.Errorf("refused with %v", err)
			default:
				if now, ok := refused.Detail.(meeting.Meeting); !ok || now.Version != 2 {
					t.Errorf("the conflict tells %+v", refused.Detail)
				}
			}
		}
		if kinds := actsOf(t, h, "som-12"); saved != 1 || len(kinds) != 2 {
			t.Errorf("%d saved, acts %v", saved, kinds)
		}
	})
}

func TestEveryPageHasItsWords(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite))
	paths := []string{"", "/new", "?withdrawn=yes"}
	for _, m := range h.Pack.Meetings {
		paths = append(paths, "/"+m.Slug, "/"+m.Slug+"/edit", "/"+m.Slug+"/withdraw")
	}
	for _, path := range paths {
		if page := h.Get("officer", "/en/meetings"+path); page.Status != 200 {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
	for _, m := range h.Pack.Meetings {
		form := webtest.FormOf(h.Get("officer", "/en/meetings/"+m.Slug+"/edit").Body)
		has(t, h.Post("officer", "/en/meetings/"+m.Slug, form), 303)
		got, err := h.service.Get(context.Background(), kernel.System, m.Slug)
		must(t, err)
		if a, b := asJSON(t, got.Outcomes), asJSON(t, m.Outcomes); a != b {
			t.Errorf("%s: a form that is sent back as it was changes the decisions from %s to %s", m.Slug, b, a)
		}
		if a, b := asJSON(t, got.Claims), asJSON(t, m.Claims); a != b {
			t.Errorf("%s: a form that is sent back as it was changes the claims from %s to %s", m.Slug, b, a)
		}
		if got.Start != m.Start || got.End != m.End || got.State != m.State || asJSON(t, got.Title) != asJSON(t, m.Title) {
			t.Errorf("%s: a form that is sent back as it was changes the record", m.Slug)
		}
	}
	if missing := h.Catalogue.Missing(); len(missing) > 0 {
		t.Errorf("no words for %v", missing)
	}
}

func TestOtherFeaturesNameMeetings(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite))
	must(t, h.DB.Read(context.Background(), func(q db.Queryer) error {
		title, err := h.service.Title(context.Background(), q, kernel.Anonymous, "som-11")
		if err != nil || title["en"].Text != "11th Senior Officials Meeting" {
			t.Errorf("%v %v", title, err)
		}
		none, err := h.service.Title(context.Background(), q, kernel.Anonymous, "som-99")
		if len(none) != 0 {
			t.Errorf("a meeting that is not on record is called %v", none)
		}
		m, _ := h.service.Get(context.Background(), kernel.System, "som-11")
		path, _, ok := h.service.Resolve(context.Background(), q, kernel.Anonymous, kernel.Ref{Kind: "meeting", ID: m.ID})
		if !ok || path != "/meetings/som-11" {
			t.Errorf("an act leads to %q %v", path, ok)
		}
		return err
	}))
	next, err := h.service.Next(context.Background(), kernel.Anonymous, "2014-01")
	if err != nil || next == nil || next.Slug != "rtf-2014-10" {
		t.Errorf("next %+v %v", next, err)
	}
}
