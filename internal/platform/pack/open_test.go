package pack_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
	"sampan/packs"
)

const fourLakes = "testdata/fourlakes"

// fourLakesCopy is the pack of the four lakes in memory that a test can spoil.
func fourLakesCopy(t testing.TB) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	fsys := os.DirFS(fourLakes)
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		m[path] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// open reads a pack that must be sound.
func open(t testing.TB, fsys fs.FS) *pack.Pack {
	t.Helper()
	p, err := pack.Open(fsys)
	for _, f := range fields(err) {
		t.Error(f.Path, f.Key, f.Args)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fields(err error) []fault.Field {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e.Fields
	}
	return nil
}

func carried(t testing.TB, name string) *pack.Pack {
	t.Helper()
	fsys, err := packs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, fsys)
}

func TestThePacksThatComeWithTheProgramAreSound(t *testing.T) {
	for _, name := range packs.Names {
		p := carried(t, name)
		if len(p.Members) != 6 || len(p.Process.Languages) != 7 {
			t.Errorf("%s: %d members, %d languages; want 6 and 7", name, len(p.Members), len(p.Process.Languages))
		}
		if invented := name != "commit"; p.Process.Invented != invented {
			t.Errorf("%s: invented = %t", name, p.Process.Invented)
		}
	}
}

func TestAPackIsFoundByNameOrDirectory(t *testing.T) {
	dir, err := packs.Open(fourLakes)
	if err != nil {
		t.Fatal(err)
	}
	if p := open(t, dir); p.Process.Slug != "four-lakes" {
		t.Errorf("the directory holds %q", p.Process.Slug)
	}
	if _, err := packs.Open("no-such-pack"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a pack that is not there: %v", err)
	}
}

func TestAProcessOfFourMembersAndOtherLevels(t *testing.T) {
	p := open(t, os.DirFS(fourLakes))
	if got := p.Process.Members; !cmp.Equal(got, []kernel.Country{"XP", "XQ", "XR", "XS"}) {
		t.Errorf("members %v", got)
	}
	plan := p.Plans[0]
	if len(plan.Levels) != 2 || plan.Levels[0].Slug != "field" {
		t.Errorf("a plan without levels of its own has the process's, not %v", plan.Levels)
	}
	want := []kernel.Source{{Title: "Invented for demonstration", Note: p.Sources[0].Note}}
	if diff := cmp.Diff(want, plan.Nodes[0].Sources); diff != "" {
		t.Errorf("a cited source is whole: %s", diff)
	}
}

func TestATextIsAuthoritativeInTheWorkingLanguageAndADraftInOthers(t *testing.T) {
	nodes := open(t, os.DirFS(fourLakes)).Plans[0].Nodes
	for i, want := range []kernel.Text{
		{"en": {Text: "Help", State: kernel.Authoritative}, "vi": {Text: "Trợ giúp", State: kernel.DraftText}},
		{"en": {Text: "A shelter on every lake", State: kernel.Authoritative},
			"vi": {Text: "Mỗi hồ có một nhà tạm lánh", State: kernel.Translation, MadeOf: 1, By: "Secretariat", When: "2020-02"}},
		kernel.Plain("en", "One telephone number for the four lakes"),
	} {
		if diff := cmp.Diff(want, nodes[i].Text); diff != "" {
			t.Errorf("node %d: %s", i, diff)
		}
	}
}

func TestNodesComeParentsFirstAndMembersInTheProcessOrder(t *testing.T) {
	m := fourLakesCopy(t)
	swap(t, m, "plans/steps-1.json", `{"key": "help", "level": "field"`, `{"key": "new", "level": "step", "parent": "late", "text": null, "sources": ["invented"]},
		{"key": "late", "level": "field", "text": "Later", "sources": ["invented"]}, {"key": "help", "level": "field"`)
	swap(t, m, "process.json", `["XP", "XQ", "XR", "XS"]`, `["XS", "XQ", "XR", "XP"]`)
	p := open(t, m)
	var keys []string
	for _, n := range p.Plans[0].Nodes {
		keys = append(keys, n.Key)
	}
	if want := []string{"late", "new", "help", "shelter", "line"}; !cmp.Equal(keys, want) {
		t.Errorf("nodes %v, want %v", keys, want)
	}
	if p.Plans[0].Nodes[1].Text != nil {
		t.Error("wording that was not found is not nil")
	}
	if p.Members[0].Country != "XS" || p.Members[3].Country != "XP" {
		t.Error("members do not stand in the order of the process")
	}
}

func TestTheDigestIsOfTheContentAlone(t *testing.T) {
	const known = "e891f3f8f9010114004d2a69e880207209a701272a2ffe78539e57c930698f58"
	digest := func(change func(fstest.MapFS)) string {
		m := fourLakesCopy(t)
		change(m)
		return hex.EncodeToString(open(t, m).Digest())
	}
	plain := digest(func(fstest.MapFS) {})
	if plain != known {
		t.Errorf("the digest of an unchanged pack is %s, and was %s: existing records no longer match", plain, known)
	}
	for name, change := range map[string]func(fstest.MapFS){
		"white space": func(m fstest.MapFS) {
			m["chairs.json"].Data = bytes.ReplaceAll(m["chairs.json"].Data, []byte("\n"), []byte("\n\t"))
		},
		"key order": func(m fstest.MapFS) {
			swap(t, m, "secretariat.json", `"slug": "lake-office", "name": "Lake Office"`, `"name": "Lake Office", "slug": "lake-office"`)
		},
		"escapes":           func(m fstest.MapFS) { swap(t, m, "secretariat.json", "Lake Office", `L\u0061ke Office`) },
		"files passed over": func(m fstest.MapFS) { m["README.md"] = &fstest.MapFile{Data: []byte("Read me")} },
	} {
		if digest(change) != plain {
			t.Errorf("%s changes the digest", name)
		}
	}
	if digest(func(m fstest.MapFS) { swap(t, m, "secretariat.json", "Lake Office", "Lake House") }) == plain {
		t.Error("another name has the same digest")
	}
}

func TestALinkIsNotFollowed(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret.json")
	if err := os.CopyFS(dir, os.DirFS(fourLakes)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Rename(filepath.Join(dir, "chairs.json"), outside), os.Symlink(outside, filepath.Join(dir, "chairs.json"))); err != nil {
		t.Fatal(err)
	}
	fsys, err := packs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pack.Open(fsys)
	if f := fields(err); len(f) != 1 || f[0].Path != "chairs.json" || f[0].Key != "pack.file.regular" {
		t.Errorf("a link out of the pack: %v, %v", f, err)
	}
}

func TestAPackThatCannotBeReadIsNotInvalid(t *testing.T) {
	if _, err := pack.Open(os.DirFS(filepath.Join(t.TempDir(), "gone"))); !fault.Is(err, fault.NotFound) {
		t.Errorf("no directory: %v", err)
	}
}

// swap changes one place of a file.
func swap(t testing.TB, m fstest.MapFS, file, old, with string) {
	t.Helper()
	data := string(m[file].Data)
	if !strings.Contains(data, old) {
		t.Fatalf("%s holds no %s", file, old)
	}
	m[file] = &fstest.MapFile{Data: []byte(strings.Replace(data, old, with, 1)), Mode: 0o644}
}
