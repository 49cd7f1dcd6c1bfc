package backup

import (
	"bytes"
	"math"
	"reflect"
	"testing"
)

var all = []Column{{"a", Text}, {"b", Bigint}, {"c", Boolean}, {"d", Bytea}}

func TestARowComesBackAsItWas(t *testing.T) {
	for _, values := range [][]any{
		{"", int64(0), false, []byte{}},
		{"<&> \u2028 \" \\ \x01 ស្រី 😀", int64(math.MaxInt64), true, []byte{0, 255}},
		{"null", int64(math.MinInt64), true, []byte("x")},
		{nil, nil, nil, nil},
	} {
		line, err := appendRow(nil, all, values)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parseRow(line, all)
		if err != nil || !reflect.DeepEqual(got, values) {
			t.Errorf("%q: got %#v, %v", line, got, err)
		}
	}
}

func TestAValueThatItsColumnCannotHoldIsRefused(t *testing.T) {
	for rule, values := range map[string][]any{
		"a text that is not UTF-8": {"\xff", int64(0), false, nil},
		"a number for a text":      {int64(1), int64(0), false, nil},
		"a fraction":               {"", 1.5, false, nil},
		"truth that is neither":    {"", int64(0), int64(2), nil},
		"a text for a number":      {"", "1", false, nil},
	} {
		if line, err := appendRow(nil, all, values); err == nil {
			t.Errorf("%s: %q", rule, line)
		}
	}
}

// FuzzRow: a line is taken only when it is just what would be written for its values.
func FuzzRow(f *testing.F) {
	f.Add([]byte("[\"a\",1,true,\"eA==\"]\n"))
	f.Add([]byte("[null,-0,1,\"\"]\n"))
	f.Fuzz(func(t *testing.T, line []byte) {
		values, err := parseRow(line, all)
		if err != nil {
			return
		}
		again, err := appendRow(nil, all, values)
		if err != nil || !bytes.Equal(again, line) {
			t.Fatalf("%q was taken and is written %q, %v", line, again, err)
		}
	})
}

// FuzzManifest: a manifest is taken only when writing it and reading it again gives the same.
func FuzzManifest(f *testing.F) {
	raw, err := Manifest{
		Format: 1, Program: "1", Schema: 10, NodeID: "n", Log: Log{Root: make([]byte, 32)},
		Tables: []Table{{Name: "act", Columns: all}}, Keys: []Key{{Name: "k"}},
	}.encode()
	if err != nil {
		f.Fatal(err)
	}
	if _, err := parseManifest(raw); err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := parseManifest(raw)
		if err != nil {
			return
		}
		first, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseManifest(first)
		if err != nil {
			t.Fatalf("%v\n%s", err, first)
		}
		if second, err := again.encode(); err != nil || !bytes.Equal(second, first) {
			t.Fatalf("%s\n%s", first, second)
		}
	})
}
