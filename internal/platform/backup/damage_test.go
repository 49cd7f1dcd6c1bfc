package backup_test

import (
	"archive/tar"
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sampan/internal/platform/backup"
	"sampan/internal/platform/db"
)

// verify writes the bytes to a file and verifies it.
func verify(t testing.TB, raw []byte) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b")
	must(t, os.WriteFile(path, raw, 0o600))
	_, err := backup.Verify(context.Background(), path)
	return err
}

func TestAChangedByteAnywhereIsFound(t *testing.T) {
	raw := small(t)
	must(t, verify(t, raw))
	random := rand.New(rand.NewPCG(7, 7))
	places := []int{0, 3, 4, 8, 9, len(raw) - 1, len(raw) - 12, len(raw) - 40, len(raw) - 92, len(raw) - 93}
	for range 400 {
		places = append(places, random.IntN(len(raw)))
	}
	path := filepath.Join(t.TempDir(), "b")
	for _, at := range places {
		bent := bytes.Clone(raw)
		bent[at] ^= 1 << random.IntN(8)
		must(t, os.WriteFile(path, bent, 0o600))
		if _, err := backup.Verify(context.Background(), path); err == nil {
			t.Fatalf("byte %d of %d was changed and nothing was noticed", at, len(raw))
		}
	}
}

func TestACutOrLongerFileIsFound(t *testing.T) {
	raw := small(t)
	random := rand.New(rand.NewPCG(8, 8))
	for _, n := range []int{0, 1, 91, 92, 93, len(raw) - 1, len(raw) - 92, random.IntN(len(raw)), random.IntN(len(raw))} {
		if err := verify(t, raw[:n]); key(err) != "backup.cut" {
			t.Errorf("cut to %d: %v", n, err)
		}
	}
	if err := verify(t, append(bytes.Clone(raw), 'x')); key(err) != "backup.cut" {
		t.Errorf("with a byte more: %v", err)
	}
}

func TestAnArchiveMadeWithIllWillIsRefused(t *testing.T) {
	raw := small(t)
	parts := unpack(t, raw)
	insert := func(h tar.Header, body string) []byte {
		all := append([]part{}, parts[:len(parts)-1]...)
		return pack(t, append(all, part{h, []byte(body)}, parts[len(parts)-1]))
	}
	plain := func(name string) tar.Header { return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600} }
	for rule, bad := range map[string][]byte{
		"a path that climbs":          insert(plain("keys/../../x"), "x"),
		"an absolute path":            insert(plain("/etc/x"), "x"),
		"a hidden key":                insert(plain("keys/.x"), "x"),
		"a link":                      insert(tar.Header{Typeflag: tar.TypeSymlink, Name: "keys/x", Linkname: "/etc/passwd"}, ""),
		"a folder":                    insert(tar.Header{Typeflag: tar.TypeDir, Name: "keys/x/"}, ""),
		"a key that nobody told of":   insert(plain("keys/zz"), "x"),
		"a blob after the keys":       insert(plain("blobs/"+strings.Repeat("f", 64)), "x"),
		"a part that is no part":      insert(plain("other"), "x"),
		"something after the end":     pack(t, append(append([]part{}, parts...), part{plain("keys/zz"), nil})),
		"no manifest":                 pack(t, parts[:len(parts)-1]),
		"a part left out":             pack(t, append(append([]part{}, parts[1:len(parts)-1]...), parts[len(parts)-1])),
		"parts exchanged":             pack(t, append([]part{parts[1], parts[0]}, parts[2:]...)),
		"a table told of twice":       rewrite(t, raw, func(m *backup.Manifest) { m.Tables = append(m.Tables, m.Tables[0]) }),
		"a table that is a statement": rewrite(t, raw, func(m *backup.Manifest) { m.Tables[0].Name = "act; DROP TABLE act" }),
		"a column of another type":    rewrite(t, raw, func(m *backup.Manifest) { m.Tables[0].Columns[0].Type = "JSONB" }),
		"a row too short":             withRows(t, raw, "job", func(string) string { return "[1]\n" }),
		"a row that is no row":        withRows(t, raw, "job", func(string) string { return "{}\n" }),
		"a row with a blank":          withRows(t, raw, "job", func(s string) string { return strings.Replace(s, ",", ", ", 1) }),
	} {
		if err := verify(t, bad); err == nil || !strings.HasPrefix(key(err), "backup.damaged") {
			t.Errorf("%s: %v", rule, err)
		}
		path := filepath.Join(t.TempDir(), "b")
		must(t, os.WriteFile(path, bad, 0o600))
		to := target(t, db.SQLite)
		if _, err := backup.Restore(context.Background(), path, to); err == nil {
			t.Errorf("%s: restored", rule)
		}
		if _, err := os.Stat(string(to.Dir)); !os.IsNotExist(err) {
			t.Errorf("%s: something is left behind", rule)
		}
	}
}

func TestWhatOnlyTheDatabaseCanTellIsFoundWhenRestoring(t *testing.T) {
	raw := small(t)
	for rule, bad := range map[string][]byte{
		"a row that speaks of another that is not there": withRows(t, raw, "account_token", func(s string) string { return strings.ReplaceAll(s, "p1", "p2") }),
		"a row twice":                     withRows(t, raw, "job", func(s string) string { line, _, _ := strings.Cut(s, "\n"); return line + "\n" + line + "\n" }),
		"a hash of the log that is wrong": withRows(t, raw, "ledger_hash", func(s string) string { return s[strings.Index(s, "\n")+1:] }),
		"a table of another schema":       rewrite(t, raw, func(m *backup.Manifest) { m.Tables[0].Columns[0].Name = "other" }),
		"a file on record that is not in": withRows(t, raw, "blob", func(s string) string { return strings.Replace(s, `["`, `["0`, 1) }),
	} {
		path := filepath.Join(t.TempDir(), "b")
		must(t, os.WriteFile(path, bad, 0o600))
		for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
			t.Run(rule+" "+string(engine), func(t *testing.T) {
				to := target(t, engine)
				if _, err := backup.Restore(context.Background(), path, to); err == nil {
					t.Fatal("restored")
				}
				if _, err := os.Stat(string(to.Dir)); !os.IsNotExist(err) {
					t.Fatal("something is left behind")
				}
			})
		}
	}
}

func TestVersions(t *testing.T) {
	raw := small(t)
	newer := rewrite(t, raw, func(m *backup.Manifest) { m.Schema = 999999 })
	if err := verify(t, newer); key(err) != "backup.newer" {
		t.Errorf("a newer schema: %v", err)
	}
	if err := verify(t, rewrite(t, raw, func(m *backup.Manifest) { m.Format = 2 })); key(err) != "backup.newer" {
		t.Errorf("a newer form: %v", err)
	}
}

// FuzzArchive: whatever a part is called and holds, reading ends without a panic and takes nothing but the part itself.
func FuzzArchive(f *testing.F) {
	raw := small(f)
	parts := unpack(f, raw)
	for _, p := range []part{parts[0], parts[len(parts)-1]} {
		f.Add(p.Name, string(p.body))
	}
	f.Add("tables/job/000001.ndjson", "[null]\n")
	f.Fuzz(func(t *testing.T, name, body string) {
		if len(name) > 90 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) || name == "" || strings.HasSuffix(name, "/") {
			return
		}
		all, same := append([]part{}, parts...), false
		at := slices.IndexFunc(all, func(p part) bool { return p.Name == name })
		if at < 0 {
			at = len(all) - 1
			all = slices.Insert(all, at, part{Header: tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600}})
		} else {
			same = body == string(all[at].body)
		}
		all[at].body = []byte(body)
		if taken := verify(t, pack(t, all)) == nil; taken != same && name != "manifest.json" {
			t.Fatalf("%s was changed and nothing was noticed", name)
		}
	})
}
