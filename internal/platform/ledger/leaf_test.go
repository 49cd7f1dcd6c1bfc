package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/ledger"
)

var update = flag.Bool("update", false, "write the vectors anew")

// vector is an act with the leaf that must come of it. The salts of vectors are not random, real ones are.
type vector struct {
	Name       string `json:"name"`
	Salt       string `json:"salt"`       // base64
	Payload    string `json:"payload"`    // exact text
	Leaf       string `json:"leaf"`       // exact text
	Commitment string `json:"commitment"` // base64
	Hash       string `json:"hash"`       // base64 of SHA-256(0x00 ‖ leaf)
}

const vectorFile = "testdata/leaf.json"

// vectorActs are the acts of the vectors, by name.
func vectorActs() map[string]act.Stored {
	moment := time.Date(2016, 4, 28, 9, 30, 0, 0, time.UTC)
	object := kernel.Ref{Kind: "plan_draft", ID: "0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f60"}
	return map[string]act.Stored{
		"a published draft": {
			Owner: "node-1", Kind: "plan.draft_published", Object: object, Version: 3, Role: kernel.Secretariat, At: moment,
			Salt: bytes.Repeat([]byte{1}, 32), Payload: []byte(`{"number":1,"title":"Zero draft"}`),
		},
		"for a delegation, microseconds, characters that JSON may escape": {
			Owner: "node-1", Kind: "consensus.position_given", Object: object, Version: 1, Role: kernel.SeniorOfficial, Delegation: "LA",
			At: moment.Add(123456 * time.Microsecond), Salt: bytes.Repeat([]byte{2}, 32), Payload: []byte(`{"text":"<a> & \"b\" ពាក្យ မြန်မာ"}`),
		},
		"the program itself, empty payload, a time in another zone": {
			Owner: "node-1", Kind: "process.loaded", Object: kernel.Ref{Kind: "process", ID: "x"}, Version: 0,
			At: moment.In(time.FixedZone("Bangkok", 7*3600)), Salt: make([]byte, 32), Payload: []byte(`null`),
		},
	}
}

func TestLeafVectors(t *testing.T) {
	all := vectorActs()
	names := []string{
		"a published draft", "for a delegation, microseconds, characters that JSON may escape",
		"the program itself, empty payload, a time in another zone",
	}
	if *update {
		writeVectors(t, all, names)
	}
	raw, err := os.ReadFile(vectorFile)
	must(t, err)
	var vectors []vector
	must(t, json.Unmarshal(raw, &vectors))
	if len(vectors) != len(names) {
		t.Fatalf("%d vectors", len(vectors))
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			leaf, err := act.LeafOf(all[v.Name]).Bytes()
			must(t, err)
			if string(leaf) != v.Leaf {
				t.Errorf("leaf\n%s, want\n%s", leaf, v.Leaf)
			}
			// The definition, without the package's own function.
			salt, err := base64.StdEncoding.DecodeString(v.Salt)
			must(t, err)
			sum := sha256.Sum256([]byte("sampan.act.commitment.v1" + string(salt) + v.Payload))
			if got := base64.StdEncoding.EncodeToString(sum[:]); got != v.Commitment {
				t.Errorf("commitment %s, want %s", got, v.Commitment)
			}
			sum = sha256.Sum256([]byte("\x00" + v.Leaf))
			if got := base64.StdEncoding.EncodeToString(sum[:]); got != v.Hash {
				t.Errorf("hash %s, want %s", got, v.Hash)
			}
			parsed, err := act.ParseLeaf([]byte(v.Leaf))
			must(t, err)
			if !(ledger.Opening{Payload: v.Payload, Salt: salt}).Opens(parsed) || (ledger.Opening{Payload: v.Payload + " ", Salt: salt}).Opens(parsed) {
				t.Error("the content does not open the leaf, or another does")
			}
		})
	}
}

func writeVectors(t *testing.T, all map[string]act.Stored, names []string) {
	t.Helper()
	var vectors []vector
	for _, name := range names {
		s := all[name]
		leaf, err := act.LeafOf(s).Bytes()
		must(t, err)
		hash := tlog.RecordHash(leaf)
		vectors = append(vectors, vector{
			name, base64.StdEncoding.EncodeToString(s.Salt), string(s.Payload), string(leaf),
			base64.StdEncoding.EncodeToString(act.Commit(s.Salt, s.Payload)), base64.StdEncoding.EncodeToString(hash[:]),
		})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	must(t, enc.Encode(vectors))
	must(t, os.MkdirAll("testdata", 0o755))
	must(t, os.WriteFile(vectorFile, b.Bytes(), 0o644))
}

func TestOnlyTheCanonicalFormOfALeafIsRead(t *testing.T) {
	good, err := act.LeafOf(vectorActs()["a published draft"]).Bytes()
	must(t, err)
	if _, err := act.ParseLeaf(good); err != nil {
		t.Fatal(err)
	}
	for rule, bad := range map[string][]byte{
		"white space":        append(bytes.Clone(good), '\n'),
		"something after it": append(bytes.Clone(good), good...),
		"another version":    bytes.Replace(good, []byte(`{"v":1`), []byte(`{"v":2`), 1),
		"an unknown field":   bytes.Replace(good, []byte(`{"v":1`), []byte(`{"v":1,"w":1`), 1),
		"a needless escape":  bytes.Replace(good, []byte(`plan.`), []byte("\\u0070lan."), 1),
		"another order":      bytes.Replace(bytes.Replace(good, []byte(`"v":1,`), nil, 1), []byte(`}`), []byte(`,"v":1}`), 1),
		"a field twice":      bytes.Replace(good, []byte(`{"v":1`), []byte(`{"v":1,"v":1`), 1),
		"nothing":            nil,
	} {
		if _, err := act.ParseLeaf(bad); err == nil {
			t.Errorf("%s: read", rule)
		}
	}
}

func FuzzParseLeaf(f *testing.F) {
	for _, s := range vectorActs() {
		raw, err := act.LeafOf(s).Bytes()
		must(f, err)
		f.Add(raw)
	}
	f.Add([]byte(`{"v":1,"kind":"\ud800"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		leaf, err := act.ParseLeaf(raw)
		if err != nil {
			return
		}
		again, err := leaf.Bytes()
		if err != nil || !bytes.Equal(raw, again) {
			t.Fatalf("%q was read, and is written %q, %v", raw, again, err)
		}
	})
}

func FuzzParseHead(f *testing.F) {
	f.Add(ledger.Head{Origin: origin, Size: 7}.Text())
	f.Add(origin + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n")
	f.Add("\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		head, err := ledger.ParseHead(text)
		if err == nil && (len(text) < len(head.Text()) || text[:len(head.Text())] != head.Text() || head.Size < 0) {
			t.Fatalf("%q was read as %q", text, head.Text())
		}
	})
}

func FuzzParseTile(f *testing.F) {
	for _, path := range []string{
		"tile/0/000", "tile/63/x001/x234/067.p/8", "tile/entries/x999/999.p/255", "tile/0/x000/001", "tile/64/000", "tile/0/000.p/256", "tile/0/000.p/0",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := ledger.ParseTile(path)
		if err == nil && (tile.Path() != path || tile.N < 0 || tile.Width < 1 || tile.Width > 256 || tile.Level < 0 || tile.Level > 63) {
			t.Fatalf("%q was read as %+v", path, tile)
		}
	})
}

func FuzzParseProofFile(f *testing.F) {
	f.Add(ledger.Entry{Index: 3, Proof: [][]byte{make([]byte, 32)}}.ProofFile([]byte("checkpoint")))
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra eA==\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, checkpoint, err := ledger.ParseProofFile(raw)
		if err == nil && !bytes.Contains(raw, []byte("\nextra ")) && !bytes.Equal(e.ProofFile(checkpoint), raw) {
			t.Fatalf("%q was read, and is written %q", raw, e.ProofFile(checkpoint))
		}
	})
}

// A log may be anything that somebody puts on a server: reading it must end, and end well only when it is in order.
func FuzzVerifyCheckpoint(f *testing.F) {
	k := fixedKeys(f)
	leaves := [][]byte{[]byte("one"), []byte("two")}
	f.Add(sign(f, leaves, k))
	f.Add([]byte(origin + "\n9223372036854775807\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— " + origin + " AAAA\n"))
	whole := build(f, leaves, k)
	good := whole.files["checkpoint"]
	text, _, _ := bytes.Cut(good, []byte("\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := whole.clone()
		m.files["checkpoint"] = raw
		r, err := ledger.Verify(t.Context(), m, ledger.Options{Keys: k.public, Since: good})
		if err != nil {
			t.Fatal(err)
		}
		if r.OK() && !bytes.HasPrefix(raw, text) {
			t.Fatalf("%q passed", raw)
		}
	})
}

// fixedKeys are the same in every process, as the processes of a fuzz test must agree on what is signed.
func fixedKeys(f *testing.F) keys {
	f.Helper()
	seed := sha256.Sum256([]byte("for tests only"))
	public, err := note.NewEd25519VerifierKey(origin, ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey))
	must(f, err)
	secret := "PRIVATE+KEY+" + origin + "+" + strings.Split(public, "+")[1] + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed[:]...))
	signer, err := note.NewSigner(secret)
	must(f, err)
	return keys{signer, public}
}
