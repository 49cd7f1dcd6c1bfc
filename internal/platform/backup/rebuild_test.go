package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"sampan/internal/platform/backup"
)

// part is a part of an archive that a test takes apart and puts together again.
type part struct {
	tar.Header

	body []byte
}

func unpack(t testing.TB, raw []byte) (all []part) {
	t.Helper()
	gz, err := gzip.NewReader(bytes.NewReader(raw))
	must(t, err)
	r := tar.NewReader(gz)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		must(t, err)
		body, err := io.ReadAll(r)
		must(t, err)
		all = append(all, part{*h, body})
	}
}

// pack writes an archive whose form is right, whatever it holds.
func pack(t testing.TB, all []part) []byte {
	t.Helper()
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, p := range all {
		p.Size = int64(len(p.body))
		must(t, w.WriteHeader(&p.Header))
		if _, err := w.Write(p.body); err != nil && p.Typeflag == tar.TypeReg {
			t.Fatal(err)
		}
	}
	must(t, errors.Join(w.Close(), gz.Close()))
	sum := sha256.Sum256(b.Bytes())
	b.WriteString("\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xffsha256:" + hex.EncodeToString(sum[:]) + "\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	return b.Bytes()
}

// rewrite gives the archive with another manifest.
func rewrite(t testing.TB, raw []byte, change func(m *backup.Manifest)) []byte {
	t.Helper()
	all := unpack(t, raw)
	last := &all[len(all)-1]
	var m backup.Manifest
	must(t, json.Unmarshal(last.body, &m))
	change(&m)
	body, err := json.Marshal(m)
	must(t, err)
	last.body = body
	return pack(t, all)
}

// withWrongLog is an archive that is right in everything but the root that its manifest tells.
func withWrongLog(t testing.TB, raw []byte) []byte {
	t.Helper()
	return rewrite(t, raw, func(m *backup.Manifest) { m.Log.Root[3] ^= 1 })
}

// withRows replaces the first part of a table and tells the manifest.
func withRows(t testing.TB, raw []byte, table string, change func(lines string) string) []byte {
	t.Helper()
	all := unpack(t, raw)
	for i := range all {
		if strings.HasPrefix(all[i].Name, "tables/"+table+"/") {
			all[i].body = []byte(change(string(all[i].body)))
			sum := sha256.Sum256(all[i].body)
			return rewrite(t, pack(t, all), func(m *backup.Manifest) {
				for k := range m.Tables {
					if m.Tables[k].Name == table {
						m.Tables[k].SHA256, m.Tables[k].Bytes = hex.EncodeToString(sum[:]), int64(len(all[i].body))
						m.Tables[k].Rows = int64(bytes.Count(all[i].body, []byte("\n")))
					}
				}
			})
		}
	}
	t.Fatalf("no part of %s", table)
	return nil
}
