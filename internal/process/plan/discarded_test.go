package plan_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/i18n"
	"sampan/internal/process/plan"
	"sampan/locale"
)

func TestADiscardedDraftIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "spa-6")
		node := b.add(t, "spa-6", "", "pillar", "P1", "Kept policy")
		s := b.site(t, officer)
		const page = "/plans/spa-6/draft/discard"
		s.want(s.get("/plans/spa-6/draft"), 200, `href="/en/plans/spa-6/draft/discard"`)
		s.want(s.get(page), 200, "Discard the working draft 0 of SPA VI?", "kept for the secretariat")
		version := s.versionOf(page)
		s.want(s.post(page, url.Values{"version": {version}}), 422, "Say why.")
		b.add(t, "spa-6", "", "pillar", "P2", "Prevention")
		s.want(s.post(page, url.Values{"version": {version}, "why": {"A wrong start"}}), 409, "Somebody changed it", "A wrong start")
		if len(b.working(t, "spa-6").Draft.Tree.Nodes) != 2 {
			t.Fatal("the draft that was not seen is gone")
		}
		s.want(s.post(page, url.Values{"version": {s.versionOf(page)}, "why": {"A wrong start"}}), 303)

		t.Run("the draft is gone and the number is free", func(t *testing.T) {
			s := s.in(t)
			_, err := b.Working(ctx, officer, "spa-6")
			wantKind(t, err, fault.NotFound)
			page := s.get("/plans/spa-6")
			s.want(page, 200, "No text is on record", `href="/en/plans/spa-6/discarded"`)
			s.lacks(page, "Kept policy")
			s.lacks(s.get("/plans/spa-6/drafts"), "Draft 0")
		})
		t.Run("officers read it, take it away in each form, and see who discarded it and why", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get("/plans/spa-6/discarded"), 200, "Discarded draft 1")
			s.want(s.get("/plans/spa-6/discarded/1"), 200, "Kept policy", "Prevention", "Begin a working draft from it", "Prove it")
			s.want(s.get("/plans/spa-6/discarded/2"), 404)
			raw := s.get("/plans/spa-6/discarded/1.json")
			s.want(raw, 200, `"kind":"discarded"`)
			s.want(s.get("/plans/spa-6/discarded/1"), 200, plan.Hash([]byte(raw.body)))
			s.want(s.get("/plans/spa-6/discarded/1.xlsx"), 200)
			s.want(s.get("/plans/spa-6/discarded/1.md"), 200, "Kept policy")
			s.want(s.get("/plans/spa-6/history"), 200, "A wrong start", "A working draft was discarded.")
			s.want(s.do(http.MethodGet, "/api/v1/plans/spa-6/discarded", "", nil), 200, `"number":1`)
			s.want(s.do(http.MethodGet, "/api/v1/plans/spa-6/discarded/1", "", nil), 200, "Kept policy")
		})
		t.Run("nobody else learns of it, even of a plan that all can see", func(t *testing.T) {
			if _, err := b.Share(ctx, to("spa-6"), b.reading(t, "spa-6").Plan.Version, kernel.Public, ""); err != nil {
				t.Fatal(err)
			}
			for name, who := range map[string]kernel.Actor{"the public": kernel.Anonymous, "a focal point": focal} {
				s := b.site(t, who).in(t)
				for _, path := range []string{
					"/en/plans/spa-6", "/en/plans/spa-6/history", "/en/plans/spa-6/drafts", "/en/plans", "/api/v1/plans/spa-6", "/api/v1/plans/spa-6/drafts", "/api/v1/plans",
				} {
					a := s.do(http.MethodGet, path, "", nil)
					s.want(a, 200)
					s.lacks(a, "iscarded", "Kept policy", "A wrong start")
				}
				for _, path := range []string{
					"/en/plans/spa-6/discarded", "/en/plans/spa-6/discarded/1", "/en/plans/spa-6/discarded/1.json", "/api/v1/plans/spa-6/discarded", "/api/v1/plans/spa-6/discarded/1",
				} {
					if a := s.do(http.MethodGet, path, "", nil); a.status == 200 {
						t.Errorf("%s reads %s", name, path)
					}
				}
			}
		})
		t.Run("another draft begins from it, entry by entry the same", func(t *testing.T) {
			s := s.in(t)
			s.want(s.post("/plans/spa-6/draft", url.Values{"audience": {"office"}, "discarded": {"7"}}), 404)
			s.want(s.post("/plans/spa-6/draft", url.Values{"audience": {"office"}, "discarded": {"1"}}), 303)
			w := b.working(t, "spa-6")
			if n, ok := w.Draft.Tree.Get(node.ID); !ok || n.Text["en"].Text != "Kept policy" || w.Draft.Number != 0 {
				t.Errorf("%+v", w.Draft)
			}
			s.want(s.get("/plans/spa-6/discarded/1"), 200, "The plan has a working draft.")
		})
		t.Run("a second one has the next number, by the API too", func(t *testing.T) {
			s := s.in(t)
			discard := map[string]any{"version": b.working(t, "spa-6").Draft.Version, "why": "Once more"}
			s.want(s.api(http.MethodPost, "/plans/spa-6/draft/discard", discard), 201, `"number":2`)
			s.want(s.api(http.MethodPost, "/plans/spa-6/draft", map[string]any{"audience": "office", "discarded": 2}), 201, `"number":0`)
			if _, err := b.Publish(ctx, to("spa-6"), b.working(t, "spa-6").Draft.Version, kernel.Public); err != nil {
				t.Fatal(err)
			}
			s.want(s.get("/plans/spa-6/drafts/0"), 200, "Kept policy")
		})
	})
}

func TestReadersOfAWorkingDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		if _, err := b.Begin(ctx, to("spa-4"), kernel.SecretariatOnly); err != nil {
			t.Fatal(err)
		}
		s, member, public := b.site(t, officer), b.site(t, focal), b.site(t, kernel.Anonymous)
		const page = "/plans/spa-4/draft/readers"
		closed := func(to site) {
			t.Helper()
			for _, path := range []string{"/en/plans/spa-4/draft", "/en/plans/spa-4/draft.xlsx", "/en/plans/spa-4/draft.json", "/api/v1/plans/spa-4/draft"} {
				if a := to.do(http.MethodGet, path, "", nil); a.status == 200 {
					t.Errorf("%s is open", path)
				}
			}
			to.lacks(to.do(http.MethodGet, "/api/v1/plans/spa-4", "", nil), `"working"`)
		}
		closed(member)
		s.want(s.post(page, url.Values{"audience": {"public"}, "version": {s.versionOf(page)}}), 422)
		s.want(s.post(page, url.Values{"audience": {"members"}, "version": {"9"}}), 409, "Somebody changed it")
		s.want(s.post(page, url.Values{"audience": {"members"}, "version": {s.versionOf(page)}}), 303)
		member.want(member.get("/plans/spa-4/draft"), 200, "Trafficking victims are recognised as victims")
		member.lacks(member.get("/plans/spa-4/draft"), "/draft/discard", "/draft/readers")
		member.want(member.get(page), 403)
		member.want(member.get("/plans/spa-4/draft/discard"), 403)
		closed(public)
		version := b.working(t, "spa-4").Draft.Version
		s.want(s.api(http.MethodPost, "/plans/spa-4/draft/readers", map[string]any{"version": version, "audience": "office"}), 200, `"kind":"office"`)
		closed(member)
	})
}

// While one officer publishes or discards and others write, everything that was acknowledged is in the edition.
func TestWhatWasSavedBeforeTheDraftEndedIsInTheEdition(t *testing.T) {
	for name, end := range map[string]func(b bundle, version int64) (plan.Edition, error){
		"published": func(b bundle, version int64) (plan.Edition, error) {
			return b.Publish(ctx, to("spa-6"), version, kernel.Members)
		},
		"discarded": func(b bundle, version int64) (plan.Edition, error) {
			return b.Discard(ctx, to("spa-6"), version, "A test")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				b := setup(t, d)
				b.begin(t, "spa-6")
				b.add(t, "spa-6", "", "pillar", "", "The first")
				var wait sync.WaitGroup
				var mu sync.Mutex
				saved := []string{"The first"}
				for w := range 4 {
					wait.Go(func() {
						for k := range 40 {
							words := fmt.Sprintf("Entry %d of %d", k, w)
							_, err := b.AddNode(ctx, to("spa-6"), "", plan.NodeText{Level: "pillar", Text: en(words)})
							if fault.Is(err, fault.NotFound) {
								return
							}
							if err != nil {
								t.Error(err)
								return
							}
							mu.Lock()
							saved = append(saved, words)
							mu.Unlock()
						}
					})
				}
				var e plan.Edition
				for {
					w, err := b.Working(ctx, officer, "spa-6")
					if err != nil {
						t.Fatal(err)
					}
					if e, err = end(b, w.Draft.Version); err == nil {
						break
					}
					if !fault.Is(err, fault.Conflict) {
						t.Fatal(err)
					}
				}
				wait.Wait()
				raw, err := b.Bytes(ctx, e)
				if err != nil {
					t.Fatal(err)
				}
				for _, words := range saved {
					if !bytes.Contains(raw, []byte(words)) {
						t.Errorf("lost: %s", words)
					}
				}
				if e.Nodes != len(saved) {
					t.Errorf("%d entries in the edition, %d saved", e.Nodes, len(saved))
				}
			})
		})
	}
}

// However many begin and end drafts of one plan at once, no number is given twice and none is left out.
func TestDraftsThatBeginAndEndAtOnceAreNumberedOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for range 5 {
					if _, err := b.Begin(ctx, to("spa-4"), kernel.SecretariatOnly); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
					w, err := b.Working(ctx, officer, "spa-4")
					if err != nil {
						continue // another ended it
					}
					if _, err := b.Publish(ctx, to("spa-4"), w.Draft.Version, kernel.Public); err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		last := -1
		for _, e := range b.reading(t, "spa-4").Editions {
			if e.Kind == plan.Draft {
				if e.Number != last+1 {
					t.Errorf("draft %d after %d", e.Number, last)
				}
				last = e.Number
			}
		}
		if last < 0 {
			t.Error("nothing was published")
		}
	})
}

// A plan that was narrowed while its draft was published is as wide as the draft, and the history tells both.
func TestPublishingAndNarrowingDoNotLoseEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		if _, err := b.Begin(ctx, to("spa-4"), kernel.SecretariatOnly); err != nil {
			t.Fatal(err)
		}
		version := b.working(t, "spa-4").Draft.Version
		var wait sync.WaitGroup
		wait.Go(func() {
			if _, err := b.Publish(ctx, to("spa-4"), version, kernel.Public); err != nil {
				t.Error(err)
			}
		})
		wait.Go(func() {
			if _, err := b.Share(ctx, to("spa-4"), 1, kernel.Members, "A test"); err != nil {
				t.Error(err)
			}
		})
		wait.Wait()
		_, acts, err := b.History(ctx, officer, "spa-4")
		if err != nil {
			t.Fatal(err)
		}
		r := b.reading(t, "spa-4")
		narrowedFirst := r.Plan.Audience == kernel.Public
		if want := map[bool]int{true: 4, false: 3}[narrowedFirst]; len(acts) != want || r.Shown.Audience != r.Plan.Audience {
			t.Errorf("%s: %d acts, record for %s", r.Plan.Audience.Kind, len(acts), r.Shown.Audience.Kind)
		}
	})
}

// A file that was being read when the draft ended is refused as late, not as a failure.
func TestAPreviewOfAnEndedDraftIsLate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		w := b.begin(t, "spa-6")
		file := book(t, framework([]any{"pillar", "P1", "", "Policy"}))
		p, err := b.PreviewImport(ctx, to("spa-6"), file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Discard(ctx, to("spa-6"), w.Version, "A test"); err != nil {
			t.Fatal(err)
		}
		_, err = b.ConfirmImport(ctx, to("spa-6"), p.ID)
		wantKind(t, err, fault.NotFound)
		if _, err := b.Begin(ctx, to("spa-6"), kernel.SecretariatOnly); err != nil {
			t.Fatal(err)
		}
		_, err = b.ConfirmImport(ctx, to("spa-6"), p.ID)
		wantKind(t, err, fault.NotFound)
	})
}

func TestADryImportLeavesNothingBehind(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	file := book(t, framework([]any{"pillar", "P1", "", "Policy"}))
	d, err := b.ImportFile(ctx, kernel.System, "spa-4", bytes.NewReader(file), true)
	if err != nil || d.Removed < 10 {
		t.Errorf("%+v %v", d, err)
	}
	_, err = b.Working(ctx, officer, "spa-4")
	wantKind(t, err, fault.NotFound)
}

func TestWhereSourcesDifferThePlansPageShowsBoth(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	s := b.site(t, kernel.Anonymous)
	one := s.get("/plans/spa-1")
	s.want(one, 200, "Where sources differ", "Agreed: 29–31 March 2005", "Endorsement by the ministers not found.", "31 March 2005", "SOM 3", "Followed by a later plan", "Worked out from sources")
	s.lacks(one, ">Concluded<")
	s.want(s.get("/plans/spa-3"), 200, "Where sources differ", "2011–2013", "2011–2014", "Followed by a later plan")
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	var md bytes.Buffer
	if err := b.ExportFile(ctx, kernel.Anonymous, "spa-1", "", "md", catalogue.Locale("en"), &md); err != nil || strings.Contains(md.String(), "Concluded") {
		t.Errorf("%v %s", err, md.String())
	}
}
