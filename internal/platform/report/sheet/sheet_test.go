package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sampan/internal/platform/report/sheet"
)

var limits = sheet.Limits{Unpacked: 5 << 20, Rows: 100, Columns: 10}

func rows(all ...[]any) func(func([]any) bool) { return slices.Values(all) }

func write(t testing.TB, sheets ...sheet.Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, sheets...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, content []byte, name string) [][]string {
	t.Helper()
	b, err := sheet.Open(content, limits)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	var all [][]string
	if err := b.Rows(name, func(_ int, cells []string) error { all = append(all, slices.Clone(cells)); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTextsStayTexts(t *testing.T) {
	want := []string{"=1+1", "+1", "-1", "@x", "007", "1e5", "2015-04", "TRUE", "line\nline", "<&>", "ខ្មែរ"}
	row := make([]any, len(want))
	for i, s := range want {
		row[i] = s
	}
	content := write(t, sheet.Sheet{Name: "A", Rows: rows([]any{"head"}, row[:6], row[6:])})
	got := read(t, content, "A")
	if !slices.Equal(append(got[1], got[2]...), want) {
		t.Errorf("%q", got)
	}
	if strings.Contains(unpacked(t, content, "xl/worksheets/sheet1.xml"), "<f>") {
		t.Error("a formula was written")
	}
}

func unpacked(t testing.TB, content []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestNumbersAreNumbers(t *testing.T) {
	got := read(t, write(t, sheet.Sheet{Name: "A", Rows: rows([]any{"n"}, []any{12.5, 2014, nil, "x"})}), "A")
	if fmt.Sprint(got[1]) != "[12.5 2014  x]" {
		t.Errorf("%q", got)
	}
}

func TestSheetsAreFoundHoweverWritten(t *testing.T) {
	b, err := sheet.Open(write(t, sheet.Sheet{Name: "Framework", Rows: rows([]any{"x"})}), limits)
	if err != nil {
		t.Fatal(err)
	}
	if name, ok := b.Find("FRAMEWORK"); !ok || name != "Framework" {
		t.Error(name)
	}
	if _, ok := b.Find("Other"); ok {
		t.Error("found what is not there")
	}
}

func TestRefusals(t *testing.T) {
	many := make([][]any, 200)
	for i := range many {
		many[i] = []any{"x"}
	}
	long := strings.Repeat("x", 40000)
	for _, c := range []struct {
		rule    string
		content []byte
		want    error
	}{
		{"more rows than allowed", write(t, sheet.Sheet{Name: "A", Rows: rows(many...)}), sheet.ErrRows},
		{"no archive", []byte("hello"), sheet.ErrFormat},
		{"nothing", nil, sheet.ErrFormat},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if _, err := sheet.Open(c.content, limits); !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("more columns than allowed", func(t *testing.T) {
		b, err := sheet.Open(write(t, sheet.Sheet{Name: "A", Rows: rows(make([]any, 0), []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})}), limits)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Rows("A", func(int, []string) error { return nil }); !errors.Is(err, sheet.ErrRows) {
			t.Errorf("%v", err)
		}
	})
	t.Run("a text that no cell can hold is not cut", func(t *testing.T) {
		if err := sheet.Write(&bytes.Buffer{}, sheet.Sheet{Name: "A", Rows: rows([]any{"h"}, []any{long})}); !errors.Is(err, sheet.ErrCell) {
			t.Errorf("%v", err)
		}
	})
}

// A directory that lies about the size of a part is found out by unpacking it.
func TestDeclaredSizesAreNotTrusted(t *testing.T) {
	content := write(t, sheet.Sheet{Name: "A", Rows: rows([]any{"x"})})
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range r.File {
		if err := w.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	big, err := w.Create("xl/big.bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := big.Write(make([]byte, 6<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lie := bytes.ReplaceAll(b.Bytes(), []byte{0, 0, 0x60, 0}, []byte{1, 0, 0, 0}) // 6 MiB becomes 1 byte
	if _, err := sheet.Open(lie, limits); !errors.Is(err, sheet.ErrTooLarge) && !errors.Is(err, sheet.ErrFormat) {
		t.Errorf("%v", err)
	}
	if _, err := sheet.Open(b.Bytes(), limits); !errors.Is(err, sheet.ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(write(f, sheet.Sheet{Name: "A", Rows: rows([]any{"x"}, []any{"=y", 1})}))
	f.Fuzz(func(_ *testing.T, content []byte) {
		b, err := sheet.Open(content, limits)
		if err != nil {
			return
		}
		defer func() { _ = b.Close() }()
		for _, name := range b.Sheets() {
			_ = b.Rows(name, func(int, []string) error { return nil })
		}
	})
}
