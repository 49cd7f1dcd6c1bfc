package blob_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sampan/internal/fault"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

func zipOf(names ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		name, body, _ := strings.Cut(n, "=")
		w, _ := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		_, _ = io.WriteString(w, body)
	}
	_ = z.Close()
	return b.String()
}

func TestDetectGoesByContent(t *testing.T) {
	for _, c := range []struct{ rule, body, want string }{
		{"a PDF", "%PDF-1.7\n…", blob.PDF},
		{"a Word document", zipOf("[Content_Types].xml", "word/document.xml"), blob.DOCX},
		{"a workbook", zipOf("xl/workbook.xml"), blob.XLSX},
		{"an OpenDocument text", zipOf("mimetype="+blob.ODT, "content.xml"), blob.ODT},
		{"plain text in Khmer", strings.Repeat("កម្ពុជា", 900), blob.Plain},
		{"a document with macros is nothing known", zipOf("word/document.xml", "word/vbaProject.bin"), ""},
		{"a program is nothing known", "MZ\x90\x00\x03", ""},
		{"a page is nothing known", "<!doctype html><script>", ""},
		{"any other zip is nothing known", zipOf("a.exe"), ""},
		{"a cut zip is nothing known", zipOf("word/document.xml")[:40], ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := blob.Detect(strings.NewReader(c.body), int64(len(c.body)))
			if err != nil || got != c.want {
				t.Fatalf("got %q, %v", got, err)
			}
		})
	}
}

func TestStore(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		s, err := blob.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		put := func(body string, limit int64) (info blob.Info, err error) {
			err = d.Write(ctx, func(q db.Queryer) (err error) {
				info, err = s.Put(ctx, q, strings.NewReader(body), limit, blob.Documents...)
				return err
			})
			return info, err
		}
		first, err := put("%PDF-1.7 text", 100)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := put("%PDF-1.7 text", 100); err != nil || again != first {
			t.Fatalf("the same file twice: %v, %v", again, err)
		}
		for rule, c := range map[string]struct {
			body string
			kind fault.Kind
		}{
			"over the limit": {"%PDF-" + strings.Repeat("x", 100), fault.TooLarge}, "empty": {"", fault.Invalid}, "a picture": {"\x89PNG\r\n\x1a\n", fault.Invalid},
		} {
			if _, err := put(c.body, 100); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", rule, err)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "incoming-*")); len(left) > 0 {
			t.Errorf("refused files are left behind: %v", left)
		}
		verify := func(want int) {
			t.Helper()
			_ = d.Read(ctx, func(q db.Queryer) error {
				if bad, n, err := s.Verify(ctx, q); err != nil || len(bad) != want || n != 1 {
					t.Errorf("verify: %v of %d, %v", bad, n, err)
				}
				return nil
			})
		}
		verify(0)
		sweep(ctx, t, d, s, dir, first)
		if err := os.WriteFile(filepath.Join(dir, first.SHA256), []byte("%PDF-1.7 other"), 0o600); err != nil {
			t.Fatal(err)
		}
		verify(1)
	})
}

func sweep(ctx context.Context, t *testing.T, d *db.DB, s *blob.Store, dir string, keep blob.Info) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "incoming-broken-off"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := d.Read(ctx, func(q db.Queryer) error {
		if n, err := s.Sweep(ctx, q, time.Now().Add(-time.Hour)); n != 0 || err != nil {
			t.Errorf("a file still coming in was removed: %d, %v", n, err)
		}
		if n, err := s.Sweep(ctx, q, time.Now().Add(time.Hour)); n != 1 || err != nil {
			t.Errorf("swept %d, %v", n, err)
		}
		info, err := s.Find(ctx, q, keep.SHA256)
		if err != nil {
			return err
		}
		f, err := s.Open(info)
		if err != nil {
			return err
		}
		return f.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
}
