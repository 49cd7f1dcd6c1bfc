package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/ledger"
)

var _ act.Log = (*ledger.Log)(nil)

func TestAKeyIsMadeOnceAndForTheProgramAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	must(t, ledger.MakeKey(dir, origin))
	before, err := os.ReadFile(filepath.Join(dir, ledger.KeyFile))
	must(t, err)
	if err := ledger.MakeKey(dir, origin); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("made again: %v", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, ledger.KeyFile))
	must(t, err)
	info, err := os.Stat(filepath.Join(dir, ledger.KeyFile))
	must(t, err)
	if !bytes.Equal(before, after) || info.Mode().Perm() != 0o600 {
		t.Fatalf("changed: %v, mode %v", !bytes.Equal(before, after), info.Mode())
	}
	public, err := os.ReadFile(filepath.Join(dir, ledger.PublicFile))
	must(t, err)
	log, err := ledger.Open(dir, origin)
	must(t, err)
	if string(public) != log.Keys()[0]+"\n" || strings.Contains(string(public), "PRIVATE") {
		t.Fatalf("the public file holds %q", public)
	}
	if _, err := ledger.Open(dir, "other.example/log"); err == nil {
		t.Error("a key opened a log of another name")
	}
	for _, bad := range []string{"", "a b", "a+b", "a\nb", strings.Repeat("x", 256)} {
		if err := ledger.MakeKey(filepath.Join(t.TempDir(), "keys"), bad); err == nil {
			t.Errorf("a log named %q", bad)
		}
	}
}

// A verifier with the old key follows the log over the rotation; one with the new key can check what came after it.
func TestRotationOfTheKey(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	h.grow(5)
	old, since := h.log.Keys()[0], h.checkpoint()
	reopen := func() {
		var err error
		h.log, err = ledger.Open(h.dir, origin)
		must(t, err)
		h.walk.Log = h.log
		h.grow(3)
	}
	check := func(keys string, since []byte) *ledger.Report {
		r, err := ledger.Verify(context.Background(), ledger.Database{Log: h.log, DB: h.db}, ledger.Options{Keys: keys, Since: since})
		must(t, err)
		return r
	}
	must(t, ledger.RotateKey(h.dir))
	reopen()
	both := h.checkpoint()
	for who, r := range map[string]*ledger.Report{
		"with the old key": check(old, since), "with the new key": check(h.log.Keys()[0], nil), "with the keys that the log offers": check("", since),
	} {
		if !r.OK() {
			t.Errorf("%s during rotation: %v", who, r.Findings)
		}
	}
	must(t, ledger.RetireKeys(h.dir))
	reopen()
	if r := check(h.log.Keys()[0], both); !r.OK() {
		t.Errorf("after rotation, since a checkpoint of both keys: %v", r.Findings)
	}
	wants(t, check(old, nil), "ledger.finding.checkpoint_key")
	wants(t, check(h.log.Keys()[0], since), "ledger.finding.since_key")
	if r := check(h.log.Keys()[0]+"\n"+old, since); !r.OK() {
		t.Errorf("with both keys: %v", r.Findings)
	}
}
