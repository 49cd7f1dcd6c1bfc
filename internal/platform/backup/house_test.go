package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	"sampan/internal/platform/installation"
	"sampan/internal/platform/job"
	"sampan/internal/platform/ledger"
)

// house is an installation with something of everything in it.
type house struct {
	backup.Source

	walk *act.Walk
	id   installation.Identity
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	dir := installation.Directory(filepath.Join(t.TempDir(), "data"))
	must(t, dir.Make())
	id, err := installation.New(installation.Options{PublicAddress: "https://commit.example", Process: "commit"}, time.UnixMicro(1_700_000_000_000_000).UTC())
	must(t, err)
	must(t, ledger.MakeKey(dir.Keys(), id.LogOrigin))
	must(t, os.WriteFile(filepath.Join(dir.Keys(), "account.key"), []byte("c2VjcmV0\n"), 0o600))
	log, err := ledger.Open(dir.Keys(), id.LogOrigin)
	must(t, err)
	blobs, err := blob.Open(dir.Blobs())
	must(t, err)
	t.Cleanup(func() { _ = blobs.Close() })
	authority, err := access.New(kernel.SystemClock{}, access.Policy{Name: "thing", Actions: []access.Action{"thing:do"}})
	must(t, err)
	h := &house{
		Source: backup.Source{DB: d, Dir: dir, Blobs: blobs, Version: "1.2.3"}, id: id,
		walk: &act.Walk{DB: d, Access: authority, Clock: kernel.SystemClock{}, Owner: id.NodeID, Log: log},
	}
	h.furnish(t)
	return h
}

// furnish puts in references between rows, odd texts, empty bytes, jobs done and waiting, files and acts.
func (h *house) furnish(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	must(t, h.DB.Write(ctx, func(q db.Queryer) error {
		if err := installation.Save(ctx, q, h.id); err != nil {
			return err
		}
		for i := range 40 {
			text := fmt.Sprintf("“ស្រី” <%d> & \u2028 \"\\\t\n ກ", i)
			if err := job.Enqueue(ctx, q, "k", fmt.Sprint("job/", i), map[string]string{"text": text}, time.Now()); err != nil {
				return err
			}
		}
		for _, statement := range []string{
			"UPDATE job SET state = 'done' WHERE key = 'job/7'",
			"INSERT INTO account_person (id, email, name, lang, state, password, totp, totp_step, recovery_salt, created_at, version) VALUES ('p1', 'a@b.example', 'A', 'km', 'active', '', '', -9223372036854775808, '', 9223372036854775807, 1)",
			"INSERT INTO account_session (id, token, person_id, device, means, strong, created_at, proved_at, used_at, ends_at) VALUES ('s1', 't', 'p1', '', '', TRUE, 0, 0, 0, 0)",
			"INSERT INTO account_token (id, token, person_id, name, writes, created_at, used_at, ends_at) VALUES ('k1', 'u', 'p1', 'n', FALSE, 0, 0, 0)",
		} {
			if _, err := q.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	}))
	for i := range 3 {
		h.keep(t, strings.Repeat(fmt.Sprintf("page %d\n", i), 1000*i+1))
	}
	for i := range 5 {
		must(t, h.do(fmt.Sprint("act ", i), fmt.Sprint("act ", i, " too")))
	}
}

func (h *house) keep(t testing.TB, body string) blob.Info {
	t.Helper()
	var info blob.Info
	must(t, h.DB.Write(context.Background(), func(q db.Queryer) (err error) {
		info, err = h.Blobs.Put(context.Background(), q, strings.NewReader(body), 1<<30)
		return err
	}))
	return info
}

func (h *house) do(titles ...string) error {
	_, err := act.Do(context.Background(), h.walk, act.Call{Actor: kernel.System, Action: "thing:do"},
		func(_ context.Context, tx *act.Tx) (int, error) {
			for _, title := range titles {
				tx.Record(act.Act{
					Kind: "thing.done", Object: kernel.Ref{Kind: "thing", ID: kernel.NewID()}, Version: 1, Audience: kernel.Public,
					Payload: map[string]string{"title": title},
				})
			}
			return 0, nil
		})
	return err
}

// file writes a backup of the house to a file.
func (h *house) file(t testing.TB) (string, backup.Manifest) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sampan.backup")
	m, err := backup.File(context.Background(), h.Source, path)
	must(t, err)
	return path, m
}

// small is the bytes of a backup of a house on SQLite.
func small(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	_, err := backup.Write(context.Background(), newHouse(t, dbtest.Open(t, db.SQLite)).Source, &b)
	must(t, err)
	return b.Bytes()
}

// target is an empty place on an engine.
func target(t testing.TB, engine db.Engine) backup.Target {
	t.Helper()
	to := backup.Target{Dir: installation.Directory(filepath.Join(t.TempDir(), "restored"))}
	if engine == db.Postgres {
		to.Database = dbtest.URL(t, engine)
	}
	return to
}

// open opens what was restored.
func open(t testing.TB, to backup.Target) *db.DB {
	t.Helper()
	address := to.Database
	if address == "" {
		address = to.Dir.Database()
	}
	d, err := db.Open(context.Background(), address)
	must(t, err)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// count asks for one number.
func count(t testing.TB, d *db.DB, query string) (n int64) {
	t.Helper()
	must(t, d.Read(context.Background(), func(q db.Queryer) error {
		return q.QueryRowContext(context.Background(), query).Scan(&n)
	}))
	return n
}

// key is the message of a fault, the outermost of several.
func key(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Text.Key
	}
	return fmt.Sprint(err)
}
