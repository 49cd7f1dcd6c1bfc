package doctor_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/backup"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/doctor"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/installation"
	"sampan/internal/platform/job"
	"sampan/internal/platform/ledger"
	"sampan/locale"
)

// house is a healthy installation that the tests make ill.
type house struct {
	deps  doctor.Deps
	db    *db.DB
	clock *kernel.FixedClock
	file  string // of the one file on record
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t testing.TB, engine db.Engine, o installation.Options) *house {
	t.Helper()
	ctx := context.Background()
	dir := installation.Directory(filepath.Join(t.TempDir(), "data"))
	must(t, dir.Make())
	h := &house{clock: &kernel.FixedClock{At: time.Now()}}
	h.deps = doctor.Deps{Dir: dir, Mail: "smtp://mail.example:587", Listen: "127.0.0.1:8080", Clock: h.clock, BehindProxy: true}
	address := dir.Database()
	if engine == db.Postgres {
		address = dbtest.URL(t, engine)
		h.deps.Database = address
	}
	var err error
	h.db, err = db.Open(ctx, address)
	must(t, err)
	t.Cleanup(func() { _ = h.db.Close() })
	must(t, h.db.Migrate(ctx))
	id, err := installation.New(o, kernel.Cut(time.Now()))
	must(t, err)
	must(t, ledger.MakeKey(dir.Keys(), id.LogOrigin))
	log, err := ledger.Open(dir.Keys(), id.LogOrigin)
	must(t, err)
	authority, err := access.New(kernel.SystemClock{}, access.Policy{Name: "thing", Actions: []access.Action{"thing:do"}})
	must(t, err)
	blobs, err := blob.Open(dir.Blobs())
	must(t, err)
	defer func() { _ = blobs.Close() }()
	walk := &act.Walk{DB: h.db, Access: authority, Clock: kernel.SystemClock{}, Owner: id.NodeID, Log: log}
	_, err = act.Do(ctx, walk, act.Call{Actor: kernel.System, Action: "thing:do"}, func(ctx context.Context, tx *act.Tx) (int, error) {
		if err := installation.Save(ctx, tx, id); err != nil {
			return 0, err
		}
		info, err := blobs.Put(ctx, tx, strings.NewReader("text"), 100)
		h.file = filepath.Join(dir.Blobs(), info.SHA256)
		tx.Record(act.Act{Kind: "thing.done", Object: kernel.Ref{Kind: "thing", ID: "1"}, Version: 1, Audience: kernel.Public})
		return 0, err
	})
	must(t, err)
	_, err = backup.File(ctx, backup.Source{DB: h.db, Dir: dir, Blobs: blobs}, filepath.Join(t.TempDir(), "b"))
	must(t, err)
	return h
}

func (h *house) run(t testing.TB, query string, args ...any) {
	t.Helper()
	_, err := h.db.Pool().ExecContext(context.Background(), query, args...)
	must(t, err)
}

// told gives the keys of what is not in order, and fails when a finding has no words.
func told(t testing.TB, findings []doctor.Finding) (keys []string) {
	t.Helper()
	c, err := i18n.Load(locale.Files)
	must(t, err)
	l := c.Locale(i18n.English)
	for _, f := range findings {
		if words := l.T(f.Key, f.Args...); strings.Contains(words, "⟦") {
			t.Errorf("no words: %s", words)
		}
		if f.Level != doctor.OK && !ofTheTestServer(f) {
			keys = append(keys, string(f.Level)+" "+strings.TrimPrefix(f.Key, "doctor."))
		}
	}
	return keys
}

// ofTheTestServer says that the finding is rightly about the PostgreSQL of the tests, which does not sync to its disk.
func ofTheTestServer(f doctor.Finding) bool {
	return f.Key == "doctor.settings.wrong" && (f.Args[1] == "fsync" || f.Args[1] == "full_page_writes")
}

var forReal = installation.Options{PublicAddress: "https://commit.example", Process: "commit"}

func TestTheDoctorFindsWhatIsWrongAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		rule string
		ill  func(t *testing.T, h *house)
		want string // "" for all in order
	}{
		{"all in order", func(*testing.T, *house) {}, ""},
		{"others can look in", func(t *testing.T, h *house) { must(t, os.Chmod(string(h.deps.Dir), 0o755)) }, "fail folder.open"},
		{"others can read a key", func(t *testing.T, h *house) {
			must(t, os.Chmod(filepath.Join(h.deps.Dir.Keys(), ledger.KeyFile), 0o644))
		}, "fail keys.open"},
		{"no keys", func(t *testing.T, h *house) { must(t, os.RemoveAll(h.deps.Dir.Keys())) }, "fail keys.missing, fail log.closed"},
		{"a changed file", func(t *testing.T, h *house) { must(t, os.WriteFile(h.file, []byte("TEXT"), 0o600)) }, "fail blobs.bad"},
		{"a missing file", func(t *testing.T, h *house) { must(t, os.Remove(h.file)) }, "fail blobs.bad"},
		{"a changed act", func(t *testing.T, h *house) { h.run(t, "UPDATE act SET payload = '1'") }, "fail log.wrong"},
		{"a changed leaf", func(t *testing.T, h *house) { h.run(t, "UPDATE ledger_leaf SET data = $1", []byte("x")) }, "fail log.wrong"},
		{"a lost act", func(t *testing.T, h *house) { h.run(t, "DELETE FROM act") }, "fail log.wrong"},
		{"a dead job", func(t *testing.T, h *house) { h.queue(t); h.run(t, "UPDATE job SET state = 'dead'") }, "warn jobs.dead"},
		{"nobody works", func(t *testing.T, h *house) {
			h.queue(t)
			h.run(t, "UPDATE job SET run_at = $1", kernel.Micros(h.clock.At.Add(-3*time.Hour)))
		}, "warn jobs.waiting"},
		{"a clock put back", func(t *testing.T, h *house) {
			h.run(t, "UPDATE audit SET at = $1", kernel.Micros(h.clock.At.Add(time.Hour)))
		}, "fail clock.behind"},
		{"no mail", func(_ *testing.T, h *house) { h.deps.Mail = "" }, "warn mail.none"},
		{"mail that cannot be read", func(_ *testing.T, h *house) { h.deps.Mail = "http://x" }, "fail mail.unreadable"},
		{"no backup", func(t *testing.T, h *house) {
			must(t, os.Remove(filepath.Join(string(h.deps.Dir), "last-backup.json")))
		}, "warn backup.none"},
		{"a backup of some days ago", func(_ *testing.T, h *house) { h.clock.At = h.clock.At.Add(72 * time.Hour) }, "warn backup.old"},
		{"a backup of a month ago", func(_ *testing.T, h *house) { h.clock.At = h.clock.At.Add(720 * time.Hour) }, "fail backup.old"},
		{"a PDF program that is not there", func(_ *testing.T, h *house) { h.deps.Chromium = "/no/such/program" }, "fail pdf.missing"},
		{"a newer database", func(t *testing.T, h *house) {
			h.run(t, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999999, TRUE)")
		}, "fail schema.newer"},
		{"no identity", func(t *testing.T, h *house) { h.run(t, "DELETE FROM installation") }, "fail identity.none"},
		{"a proxy that the program is not told of", func(_ *testing.T, h *house) { h.deps.BehindProxy = false }, "warn proxy.https"},
		{"requests by a proxy that the program is not told of", func(t *testing.T, h *house) {
			must(t, doctor.Forwarded{With: 10, Without: 3}.Remember(h.deps.Dir))
		}, "warn proxy.untold"},
		{"no proxy where one should be", func(t *testing.T, h *house) {
			must(t, doctor.Forwarded{BehindProxy: true, With: 1, Without: 9}.Remember(h.deps.Dir))
		}, "warn proxy.missing"},
		{"requests by a proxy, but for some", func(t *testing.T, h *house) {
			must(t, doctor.Forwarded{BehindProxy: true, With: 90, Without: 9}.Remember(h.deps.Dir))
		}, ""},
		{"somebody writes the header where no proxy is", func(t *testing.T, h *house) {
			h.run(t, "UPDATE installation SET demo = TRUE, public_address = 'http://localhost:8080'")
			must(t, doctor.Forwarded{With: 3, Without: 9}.Remember(h.deps.Dir))
		}, ""},
		{"a note that cannot be read", func(t *testing.T, h *house) {
			must(t, os.WriteFile(filepath.Join(string(h.deps.Dir), "forwarded.json"), []byte("{"), 0o600))
		}, "fail proxy.unreadable"},
		{"plain http", func(t *testing.T, h *house) {
			h.run(t, "UPDATE installation SET public_address = 'http://localhost:1'")
		}, "warn address.insecure"},
		{"a demonstration for the world", func(t *testing.T, h *house) { h.run(t, "UPDATE installation SET demo = TRUE") }, "fail address.demo"},
		{"a demonstration that listens to the world", func(t *testing.T, h *house) {
			h.run(t, "UPDATE installation SET demo = TRUE, public_address = 'http://localhost:8080'")
			h.deps.Listen = ":8080"
		}, "fail address.demo"},
		{"a demonstration here", func(t *testing.T, h *house) {
			h.run(t, "UPDATE installation SET demo = TRUE, public_address = 'http://localhost:8080'")
		}, ""},
	} {
		for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
			t.Run(c.rule+"/"+string(engine), func(t *testing.T) {
				h := newHouse(t, engine, forReal)
				c.ill(t, h)
				got := told(t, doctor.Run(context.Background(), h.deps))
				got = slices.DeleteFunc(got, func(s string) bool {
					// The machine of the test may be nearly full, and its server's clock is not that of the test.
					return strings.HasPrefix(s, "warn disk") || s == "warn clock.differs"
				})
				if strings.Join(got, ", ") != c.want {
					t.Errorf("got %q, want %q", strings.Join(got, ", "), c.want)
				}
			})
		}
	}
}

func (h *house) queue(t testing.TB) {
	t.Helper()
	must(t, h.db.Write(context.Background(), func(q db.Queryer) error {
		return job.Enqueue(context.Background(), q, "k", "k", 1, h.clock.At)
	}))
}

func TestWithoutADatabaseTheRestIsStillLookedAt(t *testing.T) {
	dir := installation.Directory(filepath.Join(t.TempDir(), "data"))
	deps := doctor.Deps{Dir: dir, Clock: kernel.SystemClock{}}
	want := []string{"fail folder.missing", "fail keys.missing", "fail database.missing", "warn mail.none", "warn backup.none"}
	got := slices.DeleteFunc(told(t, doctor.Run(context.Background(), deps)), func(s string) bool { return strings.HasPrefix(s, "warn disk") })
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(string(dir)); !os.IsNotExist(err) {
		t.Error("looking made a folder")
	}
	deps.Database = "postgres://nobody:secret@127.0.0.1:1/none"
	findings := doctor.Run(context.Background(), deps)
	if got := told(t, findings); !slices.Contains(got, "fail database.silent") {
		t.Errorf("got %q", got)
	}
	for _, f := range findings {
		for _, arg := range f.Args {
			if text, ok := arg.(string); ok && strings.Contains(text, "secret") {
				t.Errorf("the password is told: %s", text)
			}
		}
	}
}

func TestAnUnsafeSettingIsFound(t *testing.T) {
	h := newHouse(t, db.Postgres, forReal)
	h.run(t, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$")
	if got := told(t, doctor.Run(context.Background(), h.deps)); !slices.Contains(got, "fail settings.wrong") {
		t.Errorf("got %q", got)
	}
}

func TestPrint(t *testing.T) {
	c, err := i18n.Load(locale.Files)
	must(t, err)
	l := c.Locale(i18n.English)
	var out bytes.Buffer
	err = doctor.Print(&out, l, []doctor.Finding{{Level: doctor.OK, Key: "doctor.mail.ok"}, {Level: doctor.Fail, Key: "doctor.disk.full", Args: []any{"megabytes", int64(3)}}})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(out.String(), "WRONG    The disk is all but full: 3 MB") {
		t.Errorf("%v\n%s", err, out.String())
	}
	out.Reset()
	if err := doctor.Print(&out, l, []doctor.Finding{{Level: doctor.Warn, Key: "doctor.backup.none"}}); err != nil || !strings.Contains(out.String(), "1 thing should") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
