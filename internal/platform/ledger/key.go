package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"sampan/internal/fault"
)

// The files of the log's keys, in the folder of keys. Both hold one key a line, the newest first: that is how a new key
// is brought in beside an old one. They are in the form of C2SP signed-note.
const (
	KeyFile    = "log.key" // secret, mode 0600
	PublicFile = "log.pub" // for everyone
)

// CheckOrigin says whether s can name a log: no space, no plus sign, not too long. It is the public address without its
// scheme, and "/log".
func CheckOrigin(s string) error {
	bad := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == '+' }
	if s == "" || len(s) > 255 || strings.ContainsFunc(s, bad) {
		return fault.New(fault.Invalid, "ledger.key.origin")
	}
	return nil
}

// MakeKey makes the first key of a log in the folder of keys. It refuses to overwrite one.
func MakeKey(dir, origin string) (err error) {
	defer fault.In(&err, "ledger.MakeKey")
	if err := CheckOrigin(origin); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, KeyFile)); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fs.ErrExist)
	}
	secret, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	return writeKeys(dir, []string{secret})
}

// RotateKey makes a new key that signs beside the old ones. Verifiers that know an old key go on accepting checkpoints
// and can take the new key from a log that the old one still vouches for. RetireKeys ends that.
func RotateKey(dir string) (err error) {
	defer fault.In(&err, "ledger.RotateKey")
	old, signers, err := readKeys(dir)
	if err != nil {
		return err
	}
	secret, _, err := note.GenerateKey(rand.Reader, signers[0].Name())
	if err != nil {
		return err
	}
	return writeKeys(dir, append([]string{secret}, old...))
}

// RetireKeys keeps the newest key only. Checkpoints that were signed by the others alone can then be checked only by
// those who kept the old verifier keys.
func RetireKeys(dir string) (err error) {
	defer fault.In(&err, "ledger.RetireKeys")
	old, _, err := readKeys(dir)
	if err != nil {
		return err
	}
	return writeKeys(dir, old[:1])
}

// Open makes the log of an installation from its folder of keys.
func Open(dir, origin string) (_ *Log, err error) {
	defer fault.In(&err, "ledger.Open")
	secrets, signers, err := readKeys(dir)
	if err != nil {
		return nil, err
	}
	for _, s := range signers {
		if s.Name() != origin {
			return nil, fault.New(fault.Invalid, "ledger.key.other", "name", s.Name(), "origin", origin)
		}
	}
	public, err := publicKeys(secrets)
	return &Log{origin, signers, public}, err
}

// Keys are the verifier keys of the log, the newest first.
func (l *Log) Keys() []string { return l.public }

func readKeys(dir string) ([]string, []note.Signer, error) {
	raw, err := os.ReadFile(filepath.Join(dir, KeyFile))
	if err != nil {
		return nil, nil, err
	}
	lines := strings.Fields(string(raw))
	var signers []note.Signer
	for i, line := range lines {
		s, err := note.NewSigner(line)
		if err != nil {
			return nil, nil, fmt.Errorf("%s, line %d: not a key", KeyFile, i+1)
		}
		signers = append(signers, s)
	}
	if len(signers) == 0 {
		return nil, nil, fmt.Errorf("%s holds no key", KeyFile)
	}
	return lines, signers, nil
}

// writeKeys puts the keys and their public halves in place, each file as a whole or not at all.
func writeKeys(dir string, secrets []string) error {
	public, err := publicKeys(secrets)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := replace(filepath.Join(dir, KeyFile), strings.Join(secrets, "\n")+"\n", 0o600); err != nil {
		return err
	}
	return replace(filepath.Join(dir, PublicFile), strings.Join(public, "\n")+"\n", 0o644)
}

// publicKeys gives the verifier key of each secret key, which is PRIVATE+KEY+name+hash+base64 of a 1 and the seed.
func publicKeys(secrets []string) ([]string, error) {
	var public []string
	for _, secret := range secrets {
		part := strings.SplitN(secret, "+", 5)
		raw, err := base64.StdEncoding.DecodeString(part[len(part)-1])
		if err != nil || len(part) != 5 || len(raw) != 1+ed25519.SeedSize {
			return nil, errors.Join(err, errors.New("not a key of a log"))
		}
		half := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
		vkey, err := note.NewEd25519VerifierKey(part[2], half)
		if err != nil {
			return nil, err
		}
		public = append(public, vkey)
	}
	return public, nil
}

func replace(name, content string, mode fs.FileMode) error {
	f, err := os.OpenFile(name+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, failed := f.WriteString(content)
	if err := errors.Join(failed, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
