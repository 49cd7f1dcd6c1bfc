package instrument_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web/webtest"
	"sampan/internal/process/instrument"
)

var source = []kernel.Source{{Title: "Secretariat's file", URL: "https://commit.example/file"}}

// content is a record that is in order, to be changed by a test.
func content(change func(*instrument.Content)) instrument.Content {
	c := instrument.Content{Instrument: pack.Instrument{
		Slug: "jd-4", Kind: pack.Declaration, Title: kernel.Plain("en", "Fourth Joint Declaration"), State: pack.InstrumentDraft,
		Parties: []kernel.Country{"KH", "LA"}, Sources: source,
	}}
	if change != nil {
		change(&c)
	}
	return c
}

type written struct {
	instrument.Content

	Audience kernel.Audience `json:"audience"`
	Version  int64           `json:"version,omitempty"`
}

func TestListAndPageTellTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		page := h.Get("", "/en/instruments")
		has(t, page, 200, "Third COMMIT Joint Declaration", "April 2015", "Adoption not found", "Signing not found", "All members",
			"Who is party to what", "Not named as a party", "Lao PDR and Thailand")
		lacks(t, page, "⟦", "Put an instrument on record")
		has(t, h.Get("", "/en/instruments?kind=declaration&party=KH&year=2007"), 200, "First COMMIT Joint Declaration", "1 of 1 shown")
		has(t, h.Get("", "/en/instruments?q=nonesuch"), 200, "No instrument on record fits")
		has(t, h.Get("", "/en/instruments?q=a%00b"), 422)
		mou := h.Get("", "/en/instruments/mou-2004")
		has(t, mou, 200, "Memorandum of Understanding on Cooperation", "Yangon, Myanmar", "29 October 2004", "Meeting imm-1", "/en/meetings/imm-1",
			"Prevention", "The text was not found", "/en/log/entries/")
		lacks(t, mou, "⟦")
		has(t, h.Get("", "/en/instruments/jd-3"), 200, "April 2015")
		has(t, h.Get("", "/en/instruments/spa-2025"), 200, "2025–2035", "Adoption not found")
		has(t, h.Get("", "/en/instruments/nonesuch"), 404)
		has(t, h.Get("", "/en/instruments/mou-2004/check"), 200, "No text of this instrument is on record yet")
	})
}

func TestAnOfficerKeepsTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		form := webtest.FormOf(h.Get("officer", "/en/instruments/new").Body)
		for name, value := range map[string]string{
			"slug": "jd-4", "kind": "declaration", "title": "<script>alert(1)</script> Declaration", "state": "drafting", "areas": "One\nTwo",
			"standings[1].country": "KH", "standings[1].what": "signed", "standings[1].date": "2025-11", "standings[1].sources": "2", "sources[1].title": "A letter",
		} {
			form.Set(name, value)
		}
		form["parties"] = []string{"KH", "VN"}
		has(t, h.Post("officer", "/en/instruments", form), 303)
		has(t, h.Post("officer", "/en/instruments", form), 303)
		page := h.Get("", "/en/instruments/jd-4")
		has(t, page, 200, "&lt;script&gt;", "Adoption not found", "November 2025", "Two")
		lacks(t, page, "<script>alert")
		has(t, h.Get("", "/en/instruments"), 200, "Signed November 2025")

		first := webtest.FormOf(h.Get("officer", "/en/instruments/jd-4/edit").Body)
		second := webtest.FormOf(h.Get("officer", "/en/instruments/jd-4/edit").Body)
		first.Set("title", "Fourth Joint Declaration")
		has(t, h.Post("officer", "/en/instruments/jd-4", first), 303)
		second.Set("title", "Declaration of Ha Noi")
		stale := h.Post("officer", "/en/instruments/jd-4", second)
		has(t, stale, 409, "Fourth Joint Declaration", "Declaration of Ha Noi", "Somebody saved while you wrote")
		_, conflict, _ := strings.Cut(stale.Body, `<form method="post" action="/en/instruments`)
		has(t, h.Post("officer", "/en/instruments/jd-4", webtest.FormOf(`<form method="post"`+conflict)), 303)
		has(t, h.Get("", "/en/instruments/jd-4"), 200, "Declaration of Ha Noi", "changed 2 times")

		out := webtest.FormOf(h.Get("officer", "/en/instruments/jd-4/withdraw").Body)
		has(t, h.Post("officer", "/en/instruments/jd-4/withdraw", out), 422, "Say why the record is withdrawn")
		out.Set("why", "Recorded twice")
		out.Set("instead", "jd-3")
		has(t, h.Post("officer", "/en/instruments/jd-4/withdraw", out), 303)
		has(t, h.Get("", "/en/instruments/jd-4"), 410, "Recorded twice", "/en/instruments/jd-3")
		lacks(t, h.Get("", "/en/instruments"), "Declaration of Ha Noi")
		if got := actsOf(t, h, "jd-4"); !slices.Equal(got, []string{"instrument.recorded", "instrument.corrected", "instrument.corrected", "instrument.withdrawn"}) {
			t.Errorf("acts %v", got)
		}
	})
}

func actsOf(t *testing.T, h *house, slug string) []string {
	t.Helper()
	i, err := h.service.Get(context.Background(), kernel.System, slug)
	must(t, err)
	var kinds []string
	must(t, h.DB.Read(context.Background(), func(q db.Queryer) error {
		all, err := act.List(context.Background(), q, kernel.System, act.Filter{Object: kernel.Ref{Kind: "instrument", ID: i.ID}}, kernel.Page{})
		for _, a := range all {
			kinds = append(kinds, a.Kind)
		}
		return err
	}))
	return kinds
}

// upload is a form with a file, as a browser sends it.
func upload(t *testing.T, fields url.Values, name, file string) (string, io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for field, all := range fields {
		for _, value := range all {
			must(t, w.WriteField(field, value))
		}
	}
	part, err := w.CreateFormFile("file", name)
	must(t, err)
	_, err = io.WriteString(part, file)
	must(t, err)
	must(t, w.Close())
	return w.FormDataContentType(), &b
}

const pdf = "%PDF-1.7\nThe text of the declaration\n%%EOF\n"

func TestATextIsProvedByItsHash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		send := func(as, path string, fields url.Values, name, file string) answer {
			kind, body := upload(t, fields, name, file)
			return h.Do(as, http.MethodPost, "/en/instruments/jd-3/"+path, kind, body)
		}
		form := webtest.FormOf(h.Get("officer", "/en/instruments/jd-3/files/new").Body)
		has(t, send("officer", "files", form, "x.pdf", "MZ\x90\x00 this program cannot be run in DOS mode"), 422, `id="f-file-error"`)
		has(t, send("officer", "files", form, "", ""), 422, "Choose a file")
		form.Set("lang", "km")
		has(t, send("officer", "files", form, "../../evil.exe", pdf), 303)
		has(t, send("officer", "files", form, "again.pdf", pdf), 303)
		sum := sha256.Sum256([]byte(pdf))
		hash := hex.EncodeToString(sum[:])
		page := h.Get("", "/en/instruments/jd-3")
		has(t, page, 200, hash, "ខ្មែរ")
		if n := strings.Count(page.Body, hash); n != 1 {
			t.Errorf("the same form sent twice made %d texts", n)
		}

		var i instrument.Instrument
		h.Call("", http.MethodGet, "/instruments/jd-3", nil, &i)
		file := h.Get("", "/en/instruments/jd-3/files/"+string(i.Files[0].ID))
		if file.Status != 200 || file.Body != pdf {
			t.Errorf("download %d %q", file.Status, file.Body)
		}
		for name, want := range map[string]string{
			"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment; filename=jd-3-km.pdf",
		} {
			if got := file.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if machine := h.Do("", http.MethodGet, "/api/v1/instruments/jd-3/files/"+string(i.Files[0].ID), "", nil); machine.Body != pdf {
			t.Errorf("download by the API %d %q", machine.Status, machine.Body)
		}

		check := webtest.FormOf(h.Get("", "/en/instruments/jd-3/check").Body)
		has(t, send("", "check", check, "mine.pdf", pdf), 200, "The same: this is the text on record")
		has(t, send("", "check", check, "mine.pdf", pdf+" "), 200, "Not the same")
		check.Set("hash", strings.ToUpper(hash)+"  jd3.pdf")
		has(t, h.Post("", "/en/instruments/jd-3/check", check), 200, "The same")
		check.Set("hash", "abc")
		has(t, h.Post("", "/en/instruments/jd-3/check", check), 422, "64 characters")

		form = webtest.FormOf(h.Get("officer", "/en/instruments/jd-3/files/new").Body)
		form.Set("replaces", string(i.Files[0].ID))
		has(t, send("officer", "files", form, "b.pdf", pdf+"second"), 422, "Say why it takes the place")
		form.Set("why", "A better scan")
		has(t, send("officer", "files", form, "b.pdf", pdf+"second"), 303)
		check.Set("hash", hash)
		has(t, h.Post("", "/en/instruments/jd-3/check", check), 200, "another has taken its place", "A better scan")
		if got := actsOf(t, h, "jd-3"); !slices.Equal(got, []string{"instrument.recorded", "instrument.file_added", "instrument.file_superseded"}) {
			t.Errorf("acts %v", got)
		}
		for _, as := range []string{"", "focal", "cso", "admin", "stale"} {
			if got := send(as, "files", form, "c.pdf", pdf+"third").Status; got == 303 && as != "stale" || got == 200 {
				t.Errorf("%q put a text on record: %d", as, got)
			}
		}
		if got := actsOf(t, h, "jd-3"); len(got) != 3 {
			t.Errorf("others left acts: %v", got)
		}
	})
}

// endless is a file that is made while it is read, and counts what was taken of it.
type endless struct {
	head io.Reader
	size int64
	read atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	n, err := e.head.Read(p)
	if err == io.EOF {
		n, err = len(p), nil
		for i := range p {
			p[i] = 'a'
		}
	}
	if e.read.Add(int64(n)) > e.size {
		return 0, io.EOF
	}
	return n, err
}

func TestAnUploadOf300MBIsRefusedWithoutBeingTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		const size = 300 << 20
		fields := webtest.FormOf(h.Get("officer", "/en/instruments/jd-3/files/new").Body)
		for _, c := range []struct {
			rule, as, path string
			length         int64
			most           int64 // with what lies in the buffers of the sockets
		}{
			{"a stated length is refused unread", "officer", "files", size, 8 << 20},
			{"without a length it is refused at the limit", "officer", "files", -1, 40 << 20},
			{"somebody who may not send is refused unread", "cso", "files", -1, 8 << 20},
			{"a file to compare is bounded too", "", "check", -1, 40 << 20},
			{"the API is bounded too", "officer", "api", -1, 40 << 20},
		} {
			t.Run(c.rule, func(t *testing.T) {
				kind, form := upload(t, fields, "big.txt", "")
				raw, err := io.ReadAll(form)
				must(t, err)
				cut := bytes.LastIndex(raw, []byte("\r\n--"))
				body := &endless{head: bytes.NewReader(raw[:cut]), size: size}
				path := "/en/instruments/jd-3/" + c.path
				if c.path == "api" {
					path, kind = "/api/v1/instruments/jd-3/files?version=1&lang=en&what=copy", "application/octet-stream"
				}
				req, err := http.NewRequest(http.MethodPost, h.Server.URL+path, body)
				must(t, err)
				req.ContentLength = c.length
				req.Header.Set("As", c.as)
				req.Header.Set("Content-Type", kind)
				req.Header.Set("Idempotency-Key", string(kernel.NewPersonID()))
				res, err := http.DefaultClient.Do(req)
				if err == nil {
					defer func() { _ = res.Body.Close() }()
					if want := map[string]int{"cso": 403}[c.as]; want != 0 && res.StatusCode != want || want == 0 && res.StatusCode != http.StatusRequestEntityTooLarge {
						t.Errorf("status %d", res.StatusCode)
					}
				}
				if body.read.Load() > c.most {
					t.Errorf("%d bytes were read", body.read.Load())
				}
				entries, err := os.ReadDir(h.blobs)
				must(t, err)
				if len(entries) != 0 {
					t.Errorf("%d files were left", len(entries))
				}
			})
		}
	})
}

func TestOnlyTheSecretariatKeepsTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		for as, want := range map[string]struct{ form, api, withdraw int }{
			"": {303, 401, 303}, "focal": {403, 403, 403}, "cso": {403, 403, 403}, "admin": {403, 403, 403}, "officer": {200, 201, 200}, "stale": {200, 201, 303},
		} {
			if got := h.Get(as, "/en/instruments/new").Status; got != want.form {
				t.Errorf("%q: form %d, want %d", as, got, want.form)
			}
			if got := h.Get(as, "/en/instruments/jd-1/withdraw").Status; got != want.withdraw {
				t.Errorf("%q: withdrawal %d, want %d", as, got, want.withdraw)
			}
			in := written{Content: content(func(c *instrument.Content) { c.Slug = "api-" + as }), Audience: kernel.Public}
			if as == "" {
				in.Slug = "api-public"
			}
			if got := h.Call(as, http.MethodPost, "/instruments", in, nil); got.Status != want.api {
				t.Errorf("%q: API %d, want %d: %s", as, got.Status, want.api, got.Body)
			}
		}
		in := written{Content: content(func(c *instrument.Content) { c.Slug = "secret" }), Audience: kernel.SecretariatOnly}
		has(t, h.Call("officer", http.MethodPost, "/instruments", in, nil), 201)
		for as, want := range map[string]int{"": 404, "focal": 404, "admin": 404, "officer": 200} {
			for _, path := range []string{"/en/instruments/secret", "/en/instruments/secret/check", "/api/v1/instruments/secret"} {
				if got := h.Get(as, path).Status; got != want {
					t.Errorf("%q: %s %d, want %d", as, path, got, want)
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
			change      func(*instrument.Content)
		}{
			{"a period does not end before it begins", "period.to", func(c *instrument.Content) { c.Period = kernel.Period{From: "2018", To: "2015"} }},
			{"an amendment does not come first", "amended", func(c *instrument.Content) { c.Date, c.Amended = "2016", "2015-12-31" }},
			{"a date exists", "date", func(c *instrument.Content) { c.Date = "2016-13" }},
			{"a party is a member", "parties", func(c *instrument.Content) { c.Parties = []kernel.Country{"FR"} }},
			{"a party is named once", "parties", func(c *instrument.Content) { c.Parties = []kernel.Country{"KH", "KH"} }},
			{"a standing has its source", "standings[0].sources", func(c *instrument.Content) {
				c.Standings = []instrument.Standing{{Country: "KH", What: instrument.Signed, Sources: []kernel.Source{}}}
			}},
			{"the kind is known", "kind", func(c *instrument.Content) { c.Kind = "poem" }},
			{"an address is not taken twice", "slug", func(c *instrument.Content) { c.Slug = "mou-2004" }},
			{"a source is no script", "sources[0].url", func(c *instrument.Content) { c.Sources = []kernel.Source{{URL: "javascript:alert(1)"}} }},
			{"a source is named", "sources", func(c *instrument.Content) { c.Sources = []kernel.Source{} }},
			{"NUL is not let in", "body.title.en.text", func(c *instrument.Content) { c.Title = kernel.Plain("en", "a\x00b") }},
		} {
			t.Run(c.rule, func(t *testing.T) {
				got := h.Call("officer", http.MethodPost, "/instruments", written{Content: content(c.change), Audience: kernel.Public}, nil)
				has(t, got, 422)
				if !strings.Contains(got.Body, `"location":"`+c.field+`"`) {
					t.Errorf("no fault at %s: %s", c.field, got.Body)
				}
			})
		}
		form := webtest.FormOf(h.Get("officer", "/en/instruments/jd-1/edit").Body)
		form.Set("city", "a\xffb")
		form.Set("date.day", "31")
		form.Set("date.month", "2")
		has(t, h.Post("officer", "/en/instruments/jd-1", form), 422, "Give a date that exists", "characters that cannot be kept")
	})
}

func TestTheAPIKeepsWhatItSaysItKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		var made, got instrument.Instrument
		in := written{Content: content(func(c *instrument.Content) {
			c.Standings = []instrument.Standing{{Country: "LA", What: instrument.Ratified, Date: "2016-05", Sources: source}}
		}), Audience: kernel.Public}
		h.Call("officer", http.MethodPost, "/instruments", in, &made)
		has(t, h.Call("", http.MethodGet, "/instruments/jd-4", nil, &got), 200)
		a, err := json.Marshal(made)
		must(t, err)
		b, err := json.Marshal(got)
		must(t, err)
		if !bytes.Equal(a, b) {
			t.Errorf("stored %s, answered %s", b, a)
		}
		in.Version = 1
		has(t, h.Call("officer", http.MethodPut, "/instruments/jd-4", in, nil), 200)
		has(t, h.Call("officer", http.MethodPut, "/instruments/jd-4", in, nil), 409)
		key := string(kernel.NewPersonID())
		add := func() answer {
			return h.Do("officer", http.MethodPost, "/api/v1/instruments/jd-4/files?version=2&lang=lo&what=authentic", "application/octet-stream", strings.NewReader(pdf), "Idempotency-Key", key)
		}
		has(t, add(), 201, `"lang":"lo"`)
		has(t, add(), 201, `"lang":"lo"`)
		h.Call("", http.MethodGet, "/instruments/jd-4", nil, &got)
		if len(got.Files) != 1 || got.Version != 3 {
			t.Errorf("%d texts at version %d", len(got.Files), got.Version)
		}
		has(t, h.Call("officer", http.MethodPost, "/instruments/jd-4/withdrawal", map[string]any{"version": 3, "why": "Recorded twice"}, nil), 200, "Recorded twice")
	})
}

// The list's SQL and Filter.Matches must leave the same instruments, in the same order on both databases.
func TestTheFilterInSQLEqualsTheFilterInGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		ctx := context.Background()
		_, err := h.service.Withdraw(ctx, kernel.System, "", "refl-2015", 1, "Not an instrument", "")
		must(t, err)
		var all []instrument.Instrument
		for _, withdrawn := range []bool{false, true} {
			l, err := h.service.List(ctx, kernel.System, instrument.Filter{Withdrawn: withdrawn}, kernel.Page{Limit: 500})
			must(t, err)
			all = append(all, l.Items...)
		}
		if len(all) != len(h.Pack.Instruments) {
			t.Fatalf("%d of %d", len(all), len(h.Pack.Instruments))
		}
		rapid.Check(t, func(t *rapid.T) {
			f := instrument.Filter{
				Kind:      rapid.SampledFrom([]pack.InstrumentKind{"", "", pack.PlanOfAction, pack.BilateralMOU, "nonesuch"}).Draw(t, "kind"),
				State:     rapid.SampledFrom([]pack.InstrumentState{"", "", pack.Signed, pack.InstrumentUnknown}).Draw(t, "state"),
				Party:     rapid.SampledFrom([]kernel.Country{"", "", "KH", "TH", "FR"}).Draw(t, "party"),
				Year:      rapid.SampledFrom([]int{0, 0, 2004, 2015, 2016, -1}).Draw(t, "year"),
				Text:      rapid.SampledFrom([]string{"", "", "COMMIT", "joint  declaration", "thailand", "%", "'", "_"}).Draw(t, "text"),
				Withdrawn: rapid.Bool().Draw(t, "withdrawn"),
			}
			var want, got []string
			for _, i := range all {
				if f.Matches(i) {
					want = append(want, i.Slug)
				}
			}
			page := kernel.Page{Limit: rapid.IntRange(1, 9).Draw(t, "limit")}
			for {
				l, err := h.service.List(ctx, kernel.System, f, page)
				if err != nil || l.Total != len(want) {
					t.Fatalf("%v, total %d, want %d", err, l.Total, len(want))
				}
				for _, i := range l.Items {
					got = append(got, i.Slug)
				}
				if page.Cursor = l.Next; l.Next == "" {
					break
				}
			}
			if !slices.Equal(want, got) {
				t.Fatalf("SQL gives %v, Go %v", got, want)
			}
		})
	})
}

func TestEveryPageHasItsWords(t *testing.T) {
	h := setup(t, dbtest.Open(t, db.SQLite))
	paths := []string{"", "/new", "?withdrawn=yes"}
	for _, i := range h.Pack.Instruments {
		for _, below := range []string{"", "/edit", "/withdraw", "/files/new", "/check"} {
			paths = append(paths, "/"+i.Slug+below)
		}
	}
	for _, path := range paths {
		if page := h.Get("officer", "/en/instruments"+path); page.Status != 200 {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
	for _, i := range h.Pack.Instruments {
		form := webtest.FormOf(h.Get("officer", "/en/instruments/"+i.Slug+"/edit").Body)
		has(t, h.Post("officer", "/en/instruments/"+i.Slug, form), 303)
		got, err := h.service.Get(context.Background(), kernel.System, i.Slug)
		must(t, err)
		before, err := json.Marshal(i)
		must(t, err)
		after, err := json.Marshal(got.Instrument)
		must(t, err)
		if !bytes.Equal(before, after) {
			t.Errorf("%s: a form that is sent back as it was changes the record from %s to %s", i.Slug, before, after)
		}
	}
	if missing := h.Catalogue.Missing(); len(missing) > 0 {
		t.Errorf("no words for %v", missing)
	}
}
