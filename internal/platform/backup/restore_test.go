package backup_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/platform/backup"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/ledger"
	"sampan/locale"
)

func TestABackupOfEitherEngineRestoresIntoEither(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		path, m := h.file(t)
		if verified, err := backup.Verify(context.Background(), path); err != nil || cmp.Diff(m, verified) != "" {
			t.Fatalf("verify: %v\n%s", err, cmp.Diff(m, verified))
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("others can read the backup: %v, %v", info.Mode(), err)
		}
		for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
			t.Run("into "+string(engine), func(t *testing.T) {
				to := target(t, engine)
				got, err := backup.Restore(context.Background(), path, to)
				if err != nil || cmp.Diff(m, got) != "" {
					t.Fatalf("%v\n%s", err, cmp.Diff(m, got))
				}
				same(t, h, open(t, to), to, m)
			})
		}
	})
}

// same says that a restored installation is the house: its rows byte for byte, its files, its keys, its log.
func same(t *testing.T, h *house, d *db.DB, to backup.Target, m backup.Manifest) {
	t.Helper()
	ctx := context.Background()
	blobs, err := blob.Open(to.Dir.Blobs())
	must(t, err)
	defer func() { _ = blobs.Close() }()
	again := filepath.Join(t.TempDir(), "again")
	second, err := backup.File(ctx, backup.Source{DB: d, Dir: to.Dir, Blobs: blobs, Version: "1.2.3"}, again)
	must(t, err)
	for i, table := range m.Tables {
		switch table.Name {
		case "audit", "account_session": // the restore is noted; sessions end
			continue
		}
		if diff := cmp.Diff(table, second.Tables[i]); diff != "" {
			t.Errorf("%s: %s", table.Name, diff)
		}
	}
	if diff := cmp.Diff(m.Blobs, second.Blobs) + cmp.Diff(m.Keys, second.Keys) + cmp.Diff(m.Log, second.Log); diff != "" {
		t.Error(diff)
	}
	if n := count(t, d, "SELECT COUNT(*) FROM account_session"); n != 0 {
		t.Errorf("%d sessions came back", n)
	}
	if n := count(t, d, "SELECT COUNT(*) FROM job WHERE state = 'done'"); n != 1 {
		t.Errorf("%d jobs are done, not 1: letters would be sent again", n)
	}
	log, err := ledger.Open(to.Dir.Keys(), h.id.LogOrigin)
	must(t, err)
	report, err := ledger.Verify(ctx, ledger.Database{Log: log, DB: d}, ledger.Options{})
	if err != nil || !report.OK() || report.Opened != m.Log.Size || m.Log.Size != 10 {
		t.Errorf("the log: %+v, %v", report, err)
	}
	private(t, string(to.Dir))
}

// private says that nobody but the program's user can read what was restored.
func private(t *testing.T, dir string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		must(t, err)
		info, err := e.Info()
		must(t, err)
		if strings.Contains(path, "keys") && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		if strings.Contains(path, ".restoring") {
			t.Errorf("%s is left behind", path)
		}
		return nil
	}))
}

func TestARestoreIsIntoAnEmptyPlaceOnly(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		path, _ := newHouse(t, d).file(t)
		to := target(t, d.Engine())
		must(t, os.MkdirAll(string(to.Dir), 0o700))
		must(t, os.WriteFile(filepath.Join(string(to.Dir), "mine"), []byte("x"), 0o600))
		if _, err := backup.Restore(ctx, path, to); key(err) != "backup.target_folder" {
			t.Fatalf("a folder with something in it: %v", err)
		}
		if raw, err := os.ReadFile(filepath.Join(string(to.Dir), "mine")); err != nil || string(raw) != "x" {
			t.Fatal("what was there is gone")
		}
		must(t, os.Remove(filepath.Join(string(to.Dir), "mine")))
		release, err := to.Dir.Hold()
		must(t, err)
		if _, err := backup.Restore(ctx, path, to); key(err) != "backup.target_held" {
			t.Fatalf("a folder that is held: %v", err)
		}
		must(t, release())
		must(t, os.MkdirAll(filepath.Join(string(to.Dir), ".restoring", "blobs", "left"), 0o700))
		if _, err := backup.Restore(ctx, path, to); err != nil {
			t.Fatalf("after a restore that was killed: %v", err)
		}
		if _, err := backup.Restore(ctx, path, to); key(err) != "backup.target_folder" {
			t.Fatalf("twice into one place: %v", err)
		}
		if d.Engine() == db.Postgres {
			to.Dir = target(t, db.SQLite).Dir
			if _, err := backup.Restore(ctx, path, to); key(err) != "backup.target_database" {
				t.Fatalf("a database with something in it: %v", err)
			}
			if n := count(t, open(t, to), "SELECT COUNT(*) FROM act"); n != 10 {
				t.Fatalf("what was there is gone: %d", n)
			}
		}
	})
}

func TestAFailedRestoreLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wrong")
	must(t, os.WriteFile(path, withWrongLog(t, small(t)), 0o600))
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		for _, made := range []bool{false, true} {
			t.Run(string(engine), func(t *testing.T) {
				to := target(t, engine)
				if made {
					must(t, os.MkdirAll(string(to.Dir), 0o700))
				}
				if _, err := backup.Restore(context.Background(), path, to); key(err) != "backup.log" {
					t.Fatalf("got %v", err)
				}
				left, err := os.ReadDir(string(to.Dir))
				if (err == nil) != made || len(left) > 0 {
					t.Fatalf("left behind: %v, %v", left, err)
				}
				if engine == db.Postgres {
					if n := count(t, open(t, to), "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()"); n != 0 {
						t.Fatalf("%d tables are left", n)
					}
				}
			})
		}
	}
}

func TestABackupOfAnOlderSchemaIsBroughtUp(t *testing.T) {
	ctx := context.Background()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			d, err := db.Open(ctx, dbtest.URL(t, engine))
			must(t, err)
			defer func() { _ = d.Close() }()
			must(t, d.MigrateTo(ctx, 20))
			path, m := newHouse(t, d).file(t)
			if m.Schema != 20 {
				t.Fatalf("the backup is of schema %d", m.Schema)
			}
			to := target(t, engine)
			if _, err := backup.Restore(ctx, path, to); err != nil {
				t.Fatal(err)
			}
			restored := open(t, to)
			if at, newest, err := restored.Version(ctx); err != nil || at != newest || at <= 20 {
				t.Fatalf("at %d of %d, %v", at, newest, err)
			}
			if n := count(t, restored, "SELECT COUNT(*) FROM act"); n != 10 {
				t.Fatalf("%d acts", n)
			}
		})
	}
}

func TestWordsAreThereForAllThatIsTold(t *testing.T) {
	path, m := newHouse(t, dbtest.Open(t, db.SQLite)).file(t)
	c, err := i18n.Load(locale.Files)
	must(t, err)
	for _, what := range []backup.Done{backup.Written, backup.Verified, backup.Restored} {
		var out strings.Builder
		must(t, backup.Tell(&out, c.Locale(i18n.English), what, path, m))
		if !strings.Contains(out.String(), path) || !strings.Contains(out.String(), "10 entries") || strings.Contains(out.String(), "⟦") {
			t.Errorf("%s", out.String())
		}
	}
}
