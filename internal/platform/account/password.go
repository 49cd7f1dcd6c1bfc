package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"sampan/internal/fault"
	"sampan/internal/platform/text"
)

// Bounds of a password, in characters. The upper one only keeps a request small.
const (
	minPassword = 12
	maxPassword = 256
)

// work is how much a password's hash costs: memory in KiB, passes over it, and lanes. A hash of another cost is made
// anew when its owner next signs in.
type work struct {
	memory uint32
	passes uint32
	lanes  uint8
}

// usual is RFC 9106's Argon2id at the memory that OWASP's Password Storage Cheat Sheet names first: 19 MiB, two passes.
var usual = work{memory: 19 * 1024, passes: 2, lanes: 1}

const (
	saltSize = 16
	hashSize = 32
)

// hasher makes and checks password hashes, few at a time: each holds work.memory, and a flood of sign-ins must not take
// all there is.
type hasher struct {
	cost  work
	gate  chan struct{}
	wait  time.Duration
	dummy string // what an unknown account's password is compared with, so that it takes as long
}

// newHasher allows that many hashes at once.
func newHasher(cost work, atOnce int) *hasher {
	h := &hasher{cost: cost, gate: make(chan struct{}, atOnce), wait: 10 * time.Second}
	h.dummy = h.encode(cost, randomBytes(saltSize), randomBytes(hashSize))
	return h
}

// enter waits for a place; what has waited too long is told to come again.
func (h *hasher) enter(ctx context.Context) error {
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.gate <- struct{}{}:
		return nil
	case <-timer.C:
		return fault.New(fault.Unavailable, "account.busy")
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, ctx.Err(), "account.busy")
	}
}

func (h *hasher) leave() { <-h.gate }

// hash makes the hash to keep.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	return h.hashWith(ctx, password, randomBytes(saltSize))
}

func (h *hasher) hashWith(ctx context.Context, password string, salt []byte) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return h.encode(h.cost, salt, derive(h.cost, password, salt)), nil
}

// verify says whether the password is the one that kept was made from, and whether kept ought to be made anew. With
// kept "" it does the same work and says no.
func (h *hasher) verify(ctx context.Context, kept, password string) (ok, stale bool, err error) {
	known := kept != ""
	if !known {
		kept = h.dummy
	}
	cost, salt, want, err := decode(kept)
	if err != nil {
		return false, false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, false, err
	}
	defer h.leave()
	same := subtle.ConstantTimeCompare(derive(cost, password, salt), want) == 1
	return same && known, cost != h.cost, nil
}

func derive(c work, password string, salt []byte) []byte {
	return argon2.IDKey([]byte(text.NFC(password)), salt, c.passes, c.memory, c.lanes, hashSize)
}

// encode writes a hash in the PHC string format: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (h *hasher) encode(c work, salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, c.memory, c.passes, c.lanes, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

func decode(kept string) (c work, salt, sum []byte, err error) {
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errors.New("account: a password hash of an unknown form")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil {
		return c, nil, nil, errors.New("account: a password hash of an unknown form")
	}
	salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return c, nil, nil, errors.New("account: a password hash is damaged")
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(sum) != hashSize {
		return c, nil, nil, errors.New("account: a password hash is damaged")
	}
	return c, salt, sum, nil
}

// checkPassword holds a new password to the rules: long enough, not one that many use, not made of the person's own name
// or address. What it is composed of is the person's affair.
func checkPassword(faults *fault.List, password, again string, about ...string) {
	switch n := utf8.RuneCountInString(text.NFC(password)); {
	case !utf8.ValidString(password):
		faults.Add("password", "account.password.unreadable")
	case n < minPassword:
		faults.Add("password", "account.password.short", "min", minPassword)
	case n > maxPassword:
		faults.Add("password", "account.password.long", "max", maxPassword)
	case personal(password, about):
		faults.Add("password", "account.password.personal")
	case common(password):
		faults.Add("password", "account.password.common")
	}
	if password != again {
		faults.Add("again", "account.password.differs")
	}
}
