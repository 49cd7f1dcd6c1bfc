package ledger_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"maps"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/ledger"
)

// samples is where the published sample of a tiled log lies beside the checkout, when it does.
const samples = "../../../../shared/schemas/tlog-tiles"

func TestThePublishedSampleVerifies(t *testing.T) {
	key, err := os.ReadFile(filepath.Join(samples, "log.pub"))
	if err != nil {
		t.Skip("the sample of a tiled log is not beside this checkout: ", err)
	}
	checkpoints, err := filepath.Glob(filepath.Join(samples, "log", "checkpoint.*"))
	must(t, err)
	if len(checkpoints) < 8 {
		t.Fatalf("only %d checkpoints", len(checkpoints))
	}
	var earlier [][]byte
	for n := range checkpoints {
		src := ledger.Folder{Dir: filepath.Join(samples, "log"), Checkpoint: fmt.Sprintf("checkpoint.%d", n)}
		raw, err := src.Get(context.Background(), "checkpoint")
		must(t, err)
		earlier = append(earlier, raw)
		for m, since := range earlier {
			r, err := ledger.Verify(context.Background(), src, ledger.Options{Keys: string(key), Since: since})
			must(t, err)
			if !r.OK() || r.Head.Size != int64(n) || r.Read != int64(n) || r.Foreign != int64(n) {
				t.Errorf("checkpoint %d since %d: %+v", n, m, r)
			}
		}
		for m := range n {
			older := ledger.Folder{Dir: src.Dir, Checkpoint: fmt.Sprintf("checkpoint.%d", m)}
			r, err := ledger.Verify(context.Background(), older, ledger.Options{Keys: string(key), Since: raw})
			must(t, err)
			wants(t, r, "ledger.finding.cut")
		}
	}
	r, err := ledger.Verify(context.Background(), ledger.Folder{Dir: filepath.Join(samples, "log")}, ledger.Options{})
	must(t, err)
	if !r.OK() || !r.KeyOffered || r.Head.Size != int64(len(checkpoints)-1) {
		t.Errorf("with the key that lies beside it, at the newest checkpoint: %+v", r)
	}
}

func wants(t testing.TB, r *ledger.Report, keys ...string) {
	t.Helper()
	for _, f := range r.Findings {
		if slices.Contains(keys, f.Key) {
			return
		}
	}
	t.Fatalf("found %v, want one of %v", r.Findings, keys)
}

// memory is a tiled log in memory, which a test can spoil.
type memory struct {
	files    map[string][]byte
	openings map[int64]ledger.Opening
}

func (m memory) Get(_ context.Context, path string) ([]byte, error) {
	raw, ok := m.files[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return raw, nil
}

func (m memory) Opening(_ context.Context, index int64, _ []byte) (ledger.Opening, error) {
	o, ok := m.openings[index]
	if !ok {
		return ledger.Opening{}, ledger.ErrClosed
	}
	return o, nil
}

func (m memory) clone() memory {
	c := memory{files: map[string][]byte{}, openings: maps.Clone(m.openings)}
	for path, raw := range m.files {
		c.files[path] = bytes.Clone(raw)
	}
	return c
}

type keys struct {
	signer note.Signer
	public string
}

func newKeys(t testing.TB, name string) keys {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, name)
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	return keys{signer, public}
}

// build makes a tiled log from its definition, without any of the package's own ways of making one.
func build(t testing.TB, leaves [][]byte, k keys) memory {
	t.Helper()
	m := memory{files: map[string][]byte{"key": []byte(k.public + "\n")}}
	for from := 0; from < len(leaves); from += 256 {
		var bundle []byte
		part := leaves[from:min(from+256, len(leaves))]
		for _, leaf := range part {
			bundle = append(append(bundle, byte(len(leaf)>>8), byte(len(leaf))), leaf...)
		}
		m.files[place("entries", from/256, len(part))] = bundle
	}
	for level, span := 0, 1; span <= len(leaves); level, span = level+1, span*256 {
		var hashes []byte
		for from := 0; from+span <= len(leaves); from += span {
			h := mth(leaves[from : from+span])
			hashes = append(hashes, h[:]...)
		}
		for from := 0; from < len(hashes); from += 8192 {
			part := hashes[from:min(from+8192, len(hashes))]
			m.files[place(fmt.Sprint(level), from/8192, len(part)/32)] = part
		}
	}
	m.files["checkpoint"] = sign(t, leaves, k)
	return m
}

func sign(t testing.TB, leaves [][]byte, k keys) []byte {
	t.Helper()
	head := ledger.Head{Origin: origin, Size: int64(len(leaves)), Root: mth(leaves)}
	raw, err := note.Sign(&note.Note{Text: head.Text()}, k.signer)
	must(t, err)
	return raw
}

func place(level string, n, width int) string {
	path := fmt.Sprintf("tile/%s/%03d", level, n)
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return path
}

// story is a log of real leaves with their openings, and a checkpoint of it from earlier.
type story struct {
	keys     keys
	leaves   [][]byte
	openings map[int64]ledger.Opening
	whole    memory
	since    []byte
	was      int
}

func newStory(t testing.TB, r *mrand.Rand, size, was int) story {
	t.Helper()
	s := story{keys: newKeys(t, origin), openings: map[int64]ledger.Opening{}, was: was}
	for i := range size {
		leaf, opening := randomLeaf(t, r, i)
		s.leaves = append(s.leaves, leaf)
		if r.IntN(3) > 0 {
			s.openings[int64(i)] = opening
		}
	}
	s.whole = build(t, s.leaves, s.keys)
	s.whole.openings = s.openings
	s.since = sign(t, s.leaves[:was], s.keys)
	return s
}

func randomLeaf(t testing.TB, r *mrand.Rand, i int) ([]byte, ledger.Opening) {
	t.Helper()
	salt := make([]byte, 32)
	for k := range salt {
		salt[k] = byte(r.Uint32())
	}
	payload := fmt.Sprintf(`{"title":"<%d>","more":"%d"}`, i, r.Uint64())
	raw, err := act.LeafOf(act.Stored{
		Owner: "node", Kind: "thing.done", Object: kernel.Ref{Kind: "thing", ID: "one"}, At: at, Role: kernel.Secretariat, Salt: salt, Payload: []byte(payload),
	}).Bytes()
	must(t, err)
	return raw, ledger.Opening{Payload: payload, Salt: salt}
}

func (s story) verify(t testing.TB, m memory) *ledger.Report {
	t.Helper()
	r, err := ledger.Verify(context.Background(), m, ledger.Options{Keys: s.keys.public, Since: s.since})
	must(t, err)
	return r
}

// forged is the story with other leaves, all tiles made anew, signed with the same key.
func (s story) forged(t testing.TB, leaves [][]byte) memory {
	t.Helper()
	m := build(t, leaves, s.keys)
	m.openings = s.openings
	return m
}

// spoilers each do one wrong to a log; want is what must be found, "" for anything.
var spoilers = []struct {
	name string
	want []string
	do   func(t testing.TB, s story, r *mrand.Rand) memory
}{
	{"a byte of an entry changed", []string{"ledger.finding.entry", "ledger.finding.bundle"}, func(_ testing.TB, s story, r *mrand.Rand) memory {
		return s.flip(r, "tile/entries/")
	}},
	{"a byte of a tile changed", []string{"ledger.finding.entry", "ledger.finding.tile"}, func(_ testing.TB, s story, r *mrand.Rand) memory {
		return s.flip(r, "tile/0", "tile/1", "tile/2")
	}},
	{"a byte of the checkpoint changed", []string{
		"ledger.finding.checkpoint_signature", "ledger.finding.checkpoint_key", "ledger.finding.checkpoint_unreadable",
	}, func(_ testing.TB, s story, r *mrand.Rand) memory {
		return s.flip(r, "checkpoint")
	}},
	{"the content of an act changed", []string{"ledger.finding.opening"}, func(_ testing.TB, s story, r *mrand.Rand) memory {
		m := s.whole.clone()
		indexes := slices.Sorted(maps.Keys(m.openings))
		index := indexes[r.IntN(len(indexes))]
		o := m.openings[index]
		at := r.IntN(len(o.Payload))
		o.Payload = o.Payload[:at] + "!" + o.Payload[at+1:]
		m.openings[index] = o
		return m
	}},
	{"the last entry dropped from the files", []string{"ledger.finding.missing"}, func(t testing.TB, s story, _ *mrand.Rand) memory {
		t.Helper()
		m := s.forged(t, s.leaves[:len(s.leaves)-1])
		m.files["checkpoint"] = s.whole.files["checkpoint"]
		return m
	}},
	{"an entry changed and all tiles made anew", []string{"ledger.finding.changed"}, func(t testing.TB, s story, r *mrand.Rand) memory {
		t.Helper()
		m := s.forged(t, s.exchanged(t, r, len(s.leaves)))
		m.files["checkpoint"] = s.whole.files["checkpoint"]
		return m
	}},
	{"two entries swapped and all tiles made anew", []string{"ledger.finding.changed"}, func(t testing.TB, s story, r *mrand.Rand) memory {
		t.Helper()
		m := s.forged(t, s.swapped(r))
		m.files["checkpoint"] = s.whole.files["checkpoint"]
		return m
	}},
	{"entries cut off and the rest signed again", []string{"ledger.finding.cut"}, func(t testing.TB, s story, r *mrand.Rand) memory {
		t.Helper()
		return s.forged(t, s.leaves[:r.IntN(s.was)])
	}},
	{"two entries swapped and all signed again", []string{"ledger.finding.forked"}, func(t testing.TB, s story, r *mrand.Rand) memory {
		t.Helper()
		m := s.forged(t, s.swapped(r))
		m.openings = nil
		return m
	}},
	{"an entry exchanged and all signed again", []string{"ledger.finding.forked"}, func(t testing.TB, s story, r *mrand.Rand) memory {
		t.Helper()
		m := s.forged(t, s.exchanged(t, r, s.was))
		m.openings = nil
		return m
	}},
	{"an entry taken out of the middle and all signed again", []string{"ledger.finding.forked", "ledger.finding.cut"}, func(t testing.TB, s story, r *mrand.Rand) memory {
		t.Helper()
		at := r.IntN(s.was)
		m := s.forged(t, append(append([][]byte{}, s.leaves[:at]...), s.leaves[at+1:]...))
		m.openings = nil
		return m
	}},
	{"all signed with another key of the same name", []string{"ledger.finding.checkpoint_key"}, func(t testing.TB, s story, _ *mrand.Rand) memory {
		t.Helper()
		m := build(t, s.leaves, newKeys(t, origin))
		m.openings = s.openings
		return m
	}},
}

// flip changes one byte of one file whose path begins with one of the prefixes.
func (s story) flip(r *mrand.Rand, prefixes ...string) memory {
	m := s.whole.clone()
	var paths []string
	for _, path := range slices.Sorted(maps.Keys(m.files)) {
		for _, p := range prefixes {
			if strings.HasPrefix(path, p) {
				paths = append(paths, path)
			}
		}
	}
	raw := m.files[paths[r.IntN(len(paths))]]
	raw[r.IntN(len(raw))] ^= byte(1 + r.IntN(255))
	return m
}

// swapped exchanges the places of two leaves, one of them older than the earlier checkpoint.
func (s story) swapped(r *mrand.Rand) [][]byte {
	all := append([][]byte{}, s.leaves...)
	i, j := r.IntN(s.was), r.IntN(len(all)-1)
	if j >= i {
		j++
	}
	all[i], all[j] = all[j], all[i]
	return all
}

// exchanged puts another leaf in the place of one of the first.
func (s story) exchanged(t testing.TB, r *mrand.Rand, first int) [][]byte {
	t.Helper()
	all := append([][]byte{}, s.leaves...)
	all[r.IntN(first)], _ = randomLeaf(t, r, -1)
	return all
}

func TestEverySpoiledLogIsFound(t *testing.T) {
	for size, cases := range map[int]int{2: 30, 9: 30, 256: 12, 300: 12, 600: 6} {
		stories := make([]story, cases)
		for seed := range stories {
			r := mrand.New(mrand.NewPCG(uint64(seed), uint64(size)))
			s := newStory(t, r, size, 1+r.IntN(size))
			if control := s.verify(t, s.whole); !control.OK() || control.Read != int64(size) || control.Opened != int64(len(s.openings)) {
				t.Fatalf("the log of %d, seed %d, itself: %+v", size, seed, control)
			}
			stories[seed] = s
		}
		for _, spoil := range spoilers {
			t.Run(fmt.Sprintf("%s, of %d", spoil.name, size), func(t *testing.T) {
				for seed, s := range stories {
					if len(s.openings) > 0 || spoil.want[0] != "ledger.finding.opening" {
						t.Log("seed", seed)
						wants(t, s.verify(t, spoil.do(t, s, mrand.New(mrand.NewPCG(uint64(seed), 1)))), spoil.want...)
					}
				}
			})
		}
	}
}

func TestTheEarlierCheckpointMustBeOfThisLog(t *testing.T) {
	r := mrand.New(mrand.NewPCG(1, 1))
	s := newStory(t, r, 20, 10)
	other, elsewhere := newKeys(t, origin), newKeys(t, "elsewhere.example/log")
	foreign := ledger.Head{Origin: "elsewhere.example/log", Size: 3, Root: mth(s.leaves[:3])}
	fromElsewhere, err := note.Sign(&note.Note{Text: foreign.Text()}, elsewhere.signer)
	must(t, err)
	spoiled := bytes.Replace(s.since, []byte("\n10\n"), []byte("\n11\n"), 1)
	for _, c := range []struct {
		rule  string
		since []byte
		want  string
	}{
		{"of another log", fromElsewhere, "ledger.finding.wrong_log"},
		{"signed with another key", sign(t, s.leaves[:10], other), "ledger.finding.since_key"},
		{"changed after it was signed", spoiled, "ledger.finding.since_signature"},
		{"no checkpoint", []byte("a letter\n"), "ledger.finding.since_unreadable"},
		{"nothing", []byte{}, "ledger.finding.since_unreadable"},
		{"of a longer log", sign(t, append(append([][]byte{}, s.leaves...), []byte("more")), s.keys), "ledger.finding.cut"},
		{"of another log of this name", sign(t, [][]byte{[]byte("other")}, s.keys), "ledger.finding.forked"},
		{"of the empty log that was not empty", emptyButNot(t, s.keys), "ledger.finding.forked"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s.since = c.since
			wants(t, s.verify(t, s.whole), c.want)
		})
	}
	s.since = sign(t, nil, s.keys)
	if rep := s.verify(t, s.whole); !rep.OK() {
		t.Errorf("since the empty log: %v", rep.Findings)
	}
}

func emptyButNot(t testing.TB, k keys) []byte {
	t.Helper()
	raw, err := note.Sign(&note.Note{Text: ledger.Head{Origin: origin, Root: tlog.RecordHash([]byte("x"))}.Text()}, k.signer)
	must(t, err)
	return raw
}

func TestWholeTilesStandForPartialOnesThatWereDropped(t *testing.T) {
	s := newStory(t, mrand.New(mrand.NewPCG(2, 2)), 256, 100)
	s.whole.files["checkpoint"] = sign(t, s.leaves[:200], s.keys)
	for index := range s.whole.openings {
		if index >= 200 {
			delete(s.whole.openings, index)
		}
	}
	if r := s.verify(t, s.whole); !r.OK() || r.Read != 200 {
		t.Fatalf("%+v", r)
	}
}

func TestTheDatabaseIsHeldAgainstItsLog(t *testing.T) {
	secret := kernel.SecretariatOnly
	for _, c := range []struct{ rule, sql, want string }{
		{"as it is", "", ""},
		{"a leaf changed", "UPDATE ledger_leaf SET data = (SELECT data FROM ledger_leaf WHERE idx = 5) WHERE idx = 7", "ledger.finding.entry"},
		{"a hash changed", "UPDATE ledger_hash SET hash = (SELECT hash FROM ledger_hash WHERE idx = 0) WHERE idx = 7", "ledger.finding.entry"},
		{"a public act's payload changed", "UPDATE act SET payload = '{}' WHERE seq = 3", "ledger.finding.act"},
		{"a confidential act's payload changed", "UPDATE act SET payload = '{}' WHERE seq = 42", "ledger.finding.act"},
		{"an act's kind changed", "UPDATE act SET kind = 'thing.undone' WHERE seq = 3", "ledger.finding.act"},
		{"an act's version changed", "UPDATE act SET object_version = 2 WHERE seq = 3", "ledger.finding.act"},
		{"an act removed", "DELETE FROM act WHERE seq = 4", "ledger.finding.act_missing"},
		{"an act added", `INSERT INTO act SELECT 'x', owner, 999, kind, format, object_kind, object_id, object_version, actor, role, delegation, at,
			audience, audience_of, payload, salt, 998 FROM act WHERE seq = 1`, "ledger.finding.act_extra"},
		{"the end cut off", "UPDATE ledger_head SET size = 40", "ledger.finding.cut"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newHouse(t, d)
				h.grow(40)
				must(t, h.do(secret, "kept", "to", "ourselves"))
				since := h.checkpoint()
				if c.sql != "" {
					_, err := d.Pool().ExecContext(context.Background(), c.sql)
					must(t, err)
				}
				r, err := ledger.Verify(context.Background(), ledger.Database{Log: h.log, DB: d}, ledger.Options{Since: since})
				must(t, err)
				if c.want != "" {
					wants(t, r, c.want)
				} else if !r.OK() || r.Opened != 43 {
					t.Fatalf("%+v", r)
				}
			})
		})
	}
}

func TestALogThatCannotBeReadIsAnErrorAndNotAReport(t *testing.T) {
	s := newStory(t, mrand.New(mrand.NewPCG(3, 3)), 3, 2)
	for rule, c := range map[string]struct {
		spoil func(m memory)
		keys  string
		want  fault.Kind
	}{
		"no checkpoint":      {func(m memory) { delete(m.files, "checkpoint") }, s.keys.public, fault.NotFound},
		"no key anywhere":    {func(m memory) { delete(m.files, "key") }, "", fault.NotFound},
		"a key that is none": {func(memory) {}, "key", fault.Invalid},
	} {
		t.Run(rule, func(t *testing.T) {
			m := s.whole.clone()
			c.spoil(m)
			if _, err := ledger.Verify(context.Background(), m, ledger.Options{Keys: c.keys}); fault.KindOf(err) != c.want {
				t.Fatalf("%v", err)
			}
		})
	}
}
