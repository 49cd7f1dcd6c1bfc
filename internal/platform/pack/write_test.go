package pack_test

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sampan/internal/platform/pack"
	"sampan/packs"
)

// written is a pack in memory as Write gives it.
func written(p *pack.Pack) fstest.MapFS {
	m := fstest.MapFS{}
	for name, data := range p.Write() {
		m[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	return m
}

func TestAPackThatWasWrittenIsThePackThatWasRead(t *testing.T) {
	all := map[string]fs.FS{"fourlakes": os.DirFS(fourLakes)}
	for _, name := range packs.Names {
		all[name], _ = packs.Open(name)
	}
	for name, fsys := range all {
		t.Run(name, func(t *testing.T) {
			first := open(t, fsys)
			files := written(first)
			second := open(t, files)
			if diff := cmp.Diff(first, second, cmpopts.IgnoreUnexported(pack.Pack{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("read again it says something else: %s", diff)
			}
			if diff := cmp.Diff(files, written(second)); diff != "" {
				t.Errorf("written again it has other bytes: %s", diff)
			}
			u, err := second.Update(files)
			if err != nil {
				t.Fatal(err, fields(err))
			}
			for _, i := range u.Items {
				if i.What != pack.Same {
					t.Errorf("%s %s is %s by what stands: %v", i.Kind, i.Slug, i.What, i.Fields)
				}
			}
		})
	}
}
