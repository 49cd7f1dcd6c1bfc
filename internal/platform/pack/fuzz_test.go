package pack_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"sampan/internal/fault"
	"sampan/internal/platform/pack"
)

// FuzzOpen gives one file of a pack any content: it is taken, or refused as Invalid with a place and a message for each
// fault, and what is taken has the same digest whenever it is read.
func FuzzOpen(f *testing.F) {
	names := []string{"process.json", "meetings.json", steps}
	for i, name := range names {
		data, err := os.ReadFile(filepath.Join(fourLakes, name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(i, data)
	}
	f.Add(1, []byte(`{"meetings": [{}, null, 1, "x", {"sources": [[]]}], "gaps": {}}`))
	f.Add(2, []byte(`{"nodes": [{"key": "a", "parent": "a", "level": "step", "text": {"vi": 1}}]}`))
	base := fourLakesCopy(f)
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		m := maps.Clone(base)
		m[names[uint(which)%uint(len(names))]] = &fstest.MapFile{Data: data}
		p, err := pack.Open(m)
		if err == nil {
			again := open(t, m)
			if !bytes.Equal(p.Digest(), again.Digest()) {
				t.Error("two readings, two digests")
			}
			return
		}
		if !fault.Is(err, fault.Invalid) || len(fields(err)) == 0 {
			t.Fatalf("refused, but not as invalid: %v", err)
		}
		for _, f := range fields(err) {
			if f.Path == "" || f.Key == "" || strings.HasPrefix(f.Path, ":") {
				t.Errorf("a fault without its place or words: %+v", f)
			}
		}
	})
}
