package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Key is the installation's key for what accounts keep secret: it seals the secrets of authenticator apps and hashes
// what tries are counted by. Without it nobody's app works any more, so it belongs into the backup's separate keys.
type Key struct{ seal, count, demo []byte }

// keySize is the length of the key in its file, in bytes.
const keySize = 32

// NewKey derives the keys in use from the one that is kept.
func NewKey(raw []byte) (Key, error) {
	if len(raw) != keySize {
		return Key{}, fmt.Errorf("the account key has %d bytes, not %d", len(raw), keySize)
	}
	seal, err := hkdf.Key(sha256.New, raw, nil, "sampan.account.seal.v1", keySize)
	if err != nil {
		return Key{}, fmt.Errorf("account key: %w", err)
	}
	count, err := hkdf.Key(sha256.New, raw, nil, "sampan.account.throttle.v1", keySize)
	if err != nil {
		return Key{}, fmt.Errorf("account key: %w", err)
	}
	demo, err := hkdf.Key(sha256.New, raw, nil, "sampan.account.demo.v1", 15)
	if err != nil {
		return Key{}, fmt.Errorf("account key: %w", err)
	}
	return Key{seal, count, demo}, nil
}

// KeyFile is the name of the key's file in the installation's folder of keys.
const KeyFile = "account.key"

// MakeKey makes the key of a new installation in its folder of keys, one line of base64. It refuses to overwrite one, and
// has reached storage when it returns.
func MakeKey(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, KeyFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the account key: %w", err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(randomBytes(keySize)) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// OpenKey reads the key. Where it is missing it says so and makes no other: with another key nobody's app would work.
func OpenKey(dir string) (Key, error) {
	line, err := os.ReadFile(filepath.Join(dir, KeyFile))
	if err != nil {
		return Key{}, fmt.Errorf("the account key: %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(line)))
	if err != nil {
		return Key{}, errors.New("the account key's file is not one line of base64")
	}
	return NewKey(raw)
}

// sealed encrypts a text for one person and purpose: it opens for no other.
func (k Key) sealed(text, bind string) (string, error) {
	gcm, err := k.cipher()
	if err != nil {
		return "", err
	}
	nonce := randomBytes(gcm.NonceSize())
	return "v1." + base64.RawStdEncoding.EncodeToString(gcm.Seal(nonce, nonce, []byte(text), []byte(bind))), nil
}

func (k Key) opened(box, bind string) (string, error) {
	gcm, err := k.cipher()
	if err != nil {
		return "", err
	}
	if len(box) < 3 || box[:3] != "v1." {
		return "", errors.New("account: a sealed secret of an unknown form")
	}
	raw, err := base64.RawStdEncoding.DecodeString(box[3:])
	if err != nil || len(raw) < gcm.NonceSize() {
		return "", errors.New("account: a sealed secret is damaged")
	}
	text, err := gcm.Open(nil, raw[:gcm.NonceSize()], raw[gcm.NonceSize():], []byte(bind))
	if err != nil {
		return "", errors.New("account: a sealed secret does not open with this installation's key")
	}
	return string(text), nil
}

func (k Key) cipher() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.seal)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// bucket hides what tries are counted by.
func (k Key) bucket(kind, of string) string {
	mac := hmac.New(sha256.New, k.count)
	mac.Write([]byte(kind + "\x00" + of))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// newSecret is 32 random bytes as text, for cookies, tokens and links.
func newSecret() string { return base64.RawURLEncoding.EncodeToString(randomBytes(32)) }

// hashed is how a secret of 32 random bytes is kept.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic("account: the system gives no random bytes: " + err.Error())
	}
	return b
}
