package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/ledger"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
	"sampan/locale"
)

func words(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load(locale.Files)
	must(t, err)
	t.Cleanup(func() {
		for _, key := range c.Missing() {
			if strings.Contains(key, "ledger.") {
				t.Errorf("no words for %s", key)
			}
		}
	})
	return c
}

// officer is the member who signs in to the site of these tests by a header.
var officer = kernel.Actor{ID: "p", Memberships: []kernel.Membership{{Role: kernel.Secretariat}}}

// site serves the log of the house.
func (h *house) site(t testing.TB) *httptest.Server {
	t.Helper()
	authority, err := access.New(kernel.FixedClock{At: at}, ledger.Policy)
	must(t, err)
	assets, err := web.LoadAssets()
	must(t, err)
	catalogue := words(t)
	rt := web.NewRouter(web.Config{
		Catalogue: catalogue, Access: authority, Assets: assets, Log: slog.New(slog.DiscardHandler),
		ErrorPage: ui.Problem,
		Identify: func(r *http.Request) (web.Person, error) {
			if r.Header.Get("As") == "officer" {
				return web.Person{Actor: officer}, nil
			}
			return web.Person{}, nil
		},
	})
	resolve := func(_ context.Context, _ db.Queryer, _ kernel.Actor, ref kernel.Ref) (string, kernel.Text, bool) {
		return "/things/one", kernel.Plain("en", "The one thing"), ref.Kind == "thing" && ref.ID == "one"
	}
	service := ledger.New(h.log, h.db, "https://commit.example", resolve)
	service.Mount(rt)
	a := api.New(catalogue, slog.New(slog.DiscardHandler), "test", "https://commit.example")
	service.MountAPI(a)
	rt.Raw("GET /api/", a.Handler(), "the API")
	server := httptest.NewServer(rt.Handler())
	t.Cleanup(server.Close)
	return server
}

// answer is what a page answered, without its body.
type answer struct {
	StatusCode int
	Status     string
	Header     http.Header
}

// get fetches a page as somebody.
func get(t testing.TB, server *httptest.Server, path, as string) (answer, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, server.URL+path, http.NoBody)
	must(t, err)
	req.Header.Set("As", as)
	res, err := server.Client().Do(req)
	must(t, err)
	defer res.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(res.Body)
	must(t, err)
	return answer{res.StatusCode, res.Status, res.Header}, b.String()
}

func has(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("%q is not on the page", text)
		}
	}
}

func hasNot(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(page, text) {
			t.Errorf("%q is on the page", text)
		}
	}
}

func TestThePagesOfTheLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		server := h.site(t)
		res, page := get(t, server, "/en/log", "")
		if res.StatusCode != http.StatusOK {
			t.Fatal(res.Status)
		}
		has(t, page, "Nothing was entered yet", "0 entries", origin)

		h.grow(30)
		must(t, h.do(kernel.SecretariatOnly, "between ourselves"))
		_, page = get(t, server, "/en/log", "")
		has(t, page, "31 entries", "/en/log/entries/29", "Official act (thing.done)", "Older entries", "--since checkpoint.txt", h.log.Keys()[0])
		hasNot(t, page, "/en/log/entries/30", "/en/log/entries/4\"", "⟦")
		_, page = get(t, server, "/en/log?before=5", "")
		has(t, page, "/en/log/entries/4", "/en/log/entries/0", "Newest entries")
		hasNot(t, page, "/en/log/entries/5\"", "Older entries")
		_, page = get(t, server, "/en/log", "officer")
		has(t, page, "/en/log/entries/30")

		_, page = get(t, server, "/en/log/entries/7", "")
		has(t, page, "The content is the one that was entered.", "&lt;23&gt; &amp; more", "Number 7, in a log of 31 entries")
		hasNot(t, page, "⟦")
		_, page = get(t, server, "/en/log/entries/30", "")
		has(t, page, "Confidential: only a fingerprint is public")
		hasNot(t, page, "between ourselves", "⟦")
		_, page = get(t, server, "/en/log/entries/30", "officer")
		has(t, page, "between ourselves", "You see this because of your role")

		for _, path := range []string{"/en/log/entries/31", "/en/log/entries/-1", "/en/log/entries/07", "/en/log/entries/x", "/en/log?before=x", "/en/log/entries/7.xlsx", "/en/log/entries/31/proof"} {
			if res, _ := get(t, server, path, ""); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %s", path, res.Status)
			}
		}
		must(t, h.do(kernel.Public, strings.Repeat("long ", 9000)+"end"))
		_, page = get(t, server, "/en/log/entries/31", "")
		has(t, page, "This is the beginning.", "The content is the one that was entered.")
		if len(page) > 60<<10 {
			t.Errorf("the page of a long act has %d bytes", len(page))
		}
		_, page = get(t, server, "/en/log/entries/31.json", "")
		has(t, page, "long end")
		_, err := d.Pool().ExecContext(context.Background(), "UPDATE act SET payload = '{}' WHERE leaf_index = 7")
		must(t, err)
		_, page = get(t, server, "/en/log/entries/7", "")
		has(t, page, "The content is not the one that was entered")
	})
}

func TestAnEntryLeadsToItsRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ref := kernel.Ref{Kind: "thing", ID: "one"}
		_, err := act.Do(context.Background(), h.walk, act.Call{Actor: kernel.System, Action: "thing:do"}, func(_ context.Context, tx *act.Tx) (int, error) {
			tx.Record(act.Act{Kind: "thing.done", Object: ref, Version: 1, Audience: kernel.Public, Payload: "first"})
			tx.Record(act.Act{Kind: "thing.done", Object: ref, Version: 2, Audience: kernel.SecretariatOnly, Payload: "second"})
			return 0, nil
		})
		must(t, err)
		server := h.site(t)
		for _, path := range []string{"/en/log", "/en/log/entries/0"} {
			_, page := get(t, server, path, "")
			has(t, page, `href="/en/things/one"`, "The one thing")
		}
		h.read(func(ctx context.Context, q db.Queryer) error {
			for actor, want := range map[string]int64{"": 0, "p": 1} {
				who := kernel.Anonymous
				if actor != "" {
					who = officer
				}
				p, ok, err := h.log.ProveOf(ctx, q, who, ref)
				if err != nil || !ok || p.Act.Leaf != want {
					t.Errorf("%q: %v %v leaf %d", actor, err, ok, p.Act.Leaf)
				}
			}
			if _, ok, err := h.log.ProveOf(ctx, q, kernel.Anonymous, kernel.Ref{Kind: "thing", ID: "none"}); ok || err != nil {
				t.Errorf("a record without acts is proved: %v", err)
			}
			return nil
		})
	})
}

func TestTheLogIsServedAsATiledLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.grow(300)
		server := h.site(t)
		for _, c := range []struct {
			path, kind, cache string
			status, size      int
		}{
			{"/log/checkpoint", "text/plain; charset=utf-8", "max-age=3", 200, len(h.checkpoint())},
			{"/log/key", "text/plain; charset=utf-8", "max-age=3", 200, len(h.log.Keys()[0]) + 1},
			{"/log/tile/0/000", "application/octet-stream", "immutable", 200, 8192},
			{"/log/tile/0/001.p/44", "application/octet-stream", "immutable", 200, 44 * 32},
			{"/log/tile/0/001.p/7", "application/octet-stream", "immutable", 200, 7 * 32},
			{"/log/tile/1/000.p/1", "application/octet-stream", "immutable", 200, 32},
			{"/log/tile/entries/001.p/44", "application/octet-stream", "immutable", 200, -1},
			{"/log/tile/0/001", "", "", 404, -1},
			{"/log/tile/0/001.p/45", "", "", 404, -1},
			{"/log/tile/2/000.p/1", "", "", 404, -1},
			{"/log/tile/0/0", "", "", 404, -1},
			{"/log/tile/8/0/000", "", "", 404, -1},
		} {
			res, body := get(t, server, c.path, "")
			if res.StatusCode != c.status || c.size >= 0 && len(body) != c.size {
				t.Errorf("%s: %s, %d bytes", c.path, res.Status, len(body))
			}
			if c.kind != "" && (res.Header.Get("Content-Type") != c.kind || !strings.Contains(res.Header.Get("Cache-Control"), c.cache)) {
				t.Errorf("%s: %v", c.path, res.Header)
			}
		}
	})
}

func TestTheCommandChecksASiteACopyAndTheInstallation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.grow(270)
		must(t, h.do(kernel.Members, "kept to the members"))
		server := h.site(t)
		kept, copied := filepath.Join(t.TempDir(), "checkpoint.txt"), t.TempDir()
		run := func(a ledger.VerifyArgs) (string, error) {
			var out bytes.Buffer
			a.Words = words(t).Locale("en")
			a.Own = func(context.Context, string) (ledger.Source, func() error, error) {
				return ledger.Database{Log: h.log, DB: d}, func() error { return nil }, nil
			}
			err := ledger.VerifyCommand(context.Background(), a, &out)
			return out.String(), err
		}
		out, err := run(ledger.VerifyArgs{Target: server.URL, Save: kept, Copy: copied})
		must(t, err)
		has(t, out, "271 entries", "The content of 270 entries is", "of 1 entry is not given out", "the log itself offers", "All is in order.")

		h.grow(20)
		out, err = run(ledger.VerifyArgs{Target: server.URL + "/en/log", Since: kept, Key: h.log.Keys()[0]})
		must(t, err)
		has(t, out, "291 entries", "only grown since the earlier checkpoint of 271 entries", "that you gave")
		out, err = run(ledger.VerifyArgs{Since: kept})
		must(t, err)
		has(t, out, "The content of 291 entries is")
		out, err = run(ledger.VerifyArgs{Target: copied, Since: kept, Key: filepath.Join(h.dir, ledger.PublicFile)})
		must(t, err)
		has(t, out, "The content of 270 entries is", "earlier checkpoint of 271 entries")
		if raw, err := os.ReadFile(kept); err != nil || bytes.Contains(raw, []byte("kept to the members")) {
			t.Fatal(err)
		}

		one := filepath.Join(copied, "entries", "5.json")
		raw, err := os.ReadFile(one)
		must(t, err)
		must(t, os.WriteFile(one, bytes.Replace(raw, []byte(" more"), []byte(" less"), 1), 0o600))
		out, err = run(ledger.VerifyArgs{Target: copied, Save: filepath.Join(copied, "never")})
		if fault.KindOf(err) != fault.Invalid {
			t.Fatalf("a changed copy: %v", err)
		}
		has(t, out, "the content of entry 5 is not the one that was entered")
		if _, err := os.Stat(filepath.Join(copied, "never")); err == nil {
			t.Error("the checkpoint of a spoiled log was kept")
		}
		for rule, a := range map[string]ledger.VerifyArgs{
			"no such folder": {Target: filepath.Join(copied, "none")}, "no such checkpoint": {Since: "none"},
			"a key that is none": {Key: "none"}, "no site": {Target: "https://"}, "no log": {Target: server.URL + "/elsewhere"},
		} {
			if _, err := run(a); fault.KindOf(err) == fault.Internal {
				t.Errorf("%s: %v", rule, err)
			}
		}
	})
}

func TestTheCommandKeepsConfidentialContentOutOfACopy(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	must(t, h.do(kernel.SecretariatOnly, "between ourselves"))
	dir := t.TempDir()
	must(t, ledger.VerifyCommand(context.Background(), ledger.VerifyArgs{
		Copy: dir, Words: words(t).Locale("en"),
		Own: func(context.Context, string) (ledger.Source, func() error, error) {
			return ledger.Database{Log: h.log, DB: h.db}, func() error { return nil }, nil
		},
	}, &bytes.Buffer{}))
	if _, err := os.Stat(filepath.Join(dir, "tile", "entries", "000.p", "1")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "entries")); err == nil {
		t.Fatal("contents were copied")
	}
}

func TestTheAPIGivesProofsThatHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.grow(21)
		must(t, h.do(kernel.Members, "kept"))
		server := h.site(t)
		head := h.head()
		for index := range head.Size {
			var e ledger.Entry
			res, body := get(t, server, "/api/v1/log/entries/"+strconv.FormatInt(index, 10), "")
			if res.StatusCode != http.StatusOK {
				t.Fatal(body)
			}
			must(t, json.Unmarshal([]byte(body), &e))
			must(t, e.Check(head))
			leaf, err := act.ParseLeaf([]byte(e.Leaf))
			must(t, err)
			if open := e.Opening != nil; open != (index < 21) || open && !e.Opening.Opens(leaf) {
				t.Errorf("entry %d: opening %v", index, e.Opening)
			}
			res, body = get(t, server, "/en/log/entries/"+strconv.FormatInt(index, 10)+"/proof", "")
			if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
				t.Fatal(res.Status, res.Header)
			}
			file, checkpoint, err := ledger.ParseProofFile([]byte(body))
			must(t, err)
			file.Leaf = e.Leaf
			must(t, file.Check(head))
			if !bytes.Equal(checkpoint, h.checkpoint()) || file.Index != index {
				t.Errorf("the file of entry %d does not hold it", index)
			}
		}
		for path, want := range map[string]int{
			"checkpoint": 200, "proof/inclusion?index=3&size=22": 200, "proof/consistency?old=5&new=22": 200,
			"entries/22": 404, "entries/-1": 422, "proof/inclusion?index=3&size=23": 404, "proof/inclusion?index=3&size=3": 404,
			"proof/inclusion?index=3": 422, "proof/consistency?old=9&new=5": 422, "proof/consistency?old=5&new=99": 404,
		} {
			if res, body := get(t, server, "/api/v1/log/"+path, ""); res.StatusCode != want {
				t.Errorf("%s: %s %s", path, res.Status, body)
			}
		}
	})
}
