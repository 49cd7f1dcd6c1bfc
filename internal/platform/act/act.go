package act

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Format is the version of the leaf and of the commitment.
const Format = 1

// commitmentDomain separates this hash from every other use of SHA-256 in the program.
const commitmentDomain = "sampan.act.commitment.v1"

// ErrTooLong is for a payload whose leaf would not fit the log. Leaves hold no payload, so only absurd names cause it.
var ErrTooLong = errors.New("act: the leaf is longer than 65,535 bytes")

// Act is something officially done. Payload is what was done, in the words of the act's kind; it becomes JSON.
type Act struct {
	Kind     string // as "plan.draft_published": the feature, a dot, what happened
	Object   kernel.Ref
	Version  int64 // of the object after the act
	Audience kernel.Audience
	Payload  any
}

// Stored is an act on record. With salt, payload and index anyone can recompute its leaf and find that in the log.
type Stored struct {
	ID         kernel.ID       `json:"id"`
	Owner      string          `json:"owner"` // the node whose record it is
	Seq        int64           `json:"seq"`   // the owner's sequence, from 1, without gaps
	Kind       string          `json:"kind"`
	Object     kernel.Ref      `json:"object"`
	Version    int64           `json:"version"`
	Actor      kernel.ID       `json:"-"` // the account; never leaves the installation
	Role       kernel.Role     `json:"role"`
	Delegation kernel.Country  `json:"delegation,omitempty"`
	At         time.Time       `json:"at"`
	Audience   kernel.Audience `json:"audience"`
	Payload    json.RawMessage `json:"payload"`
	Salt       []byte          `json:"salt"`
	Leaf       int64           `json:"leaf"` // index in the log, from 0
}

// Leaf is what the log keeps of an act: who in which role, what kind of thing, which object at which version, and a
// commitment to the payload. Without salt and payload it tells nothing of what was said.
type Leaf struct {
	V          int    `json:"v"`
	Kind       string `json:"kind"`
	At         string `json:"at"` // RFC 3339, UTC, microseconds
	Owner      string `json:"owner"`
	Role       string `json:"role"`
	Delegation string `json:"delegation"`
	Object     string `json:"object"` // kind/id
	Version    int64  `json:"version"`
	Commitment string `json:"commitment"` // base64 of SHA-256(domain ‖ salt ‖ payload)
}

// LeafOf is the leaf of an act on record.
func LeafOf(s Stored) Leaf {
	return Leaf{
		V: Format, Kind: s.Kind, At: s.At.UTC().Format("2006-01-02T15:04:05.000000Z"), Owner: s.Owner, Role: string(s.Role),
		Delegation: string(s.Delegation), Object: s.Object.Kind + "/" + string(s.Object.ID), Version: s.Version,
		Commitment: base64.StdEncoding.EncodeToString(Commit(s.Salt, s.Payload)),
	}
}

// Bytes is the leaf in its one canonical form: JSON with the fields in the order of Leaf, no white space, no escapes
// but those that JSON demands.
func (l Leaf) Bytes() ([]byte, error) {
	raw, err := canonical(l)
	if err == nil && len(raw) > 65535 {
		return nil, ErrTooLong
	}
	return raw, err
}

// ParseLeaf reads a leaf and refuses one that is not in canonical form.
func ParseLeaf(raw []byte) (Leaf, error) {
	var l Leaf
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return Leaf{}, err
	}
	again, err := l.Bytes()
	if err != nil {
		return Leaf{}, err
	}
	if l.V != Format || !bytes.Equal(raw, again) {
		return Leaf{}, errors.New("act: the leaf is not in its canonical form")
	}
	return l, nil
}

// Commit hashes a payload with its 32 random bytes. Who has both can show that the leaf speaks of this payload; who has
// the leaf alone cannot guess it.
func Commit(salt, payload []byte) []byte {
	h := sha256.New()
	h.Write([]byte(commitmentDomain))
	h.Write(salt)
	h.Write(payload)
	return h.Sum(nil)
}

// Log is where leaves go. Lock takes the head until the transaction ends and gives the next index; Append adds leaves
// from there.
type Log interface {
	Lock(ctx context.Context, q db.Queryer) (next int64, err error)
	Append(ctx context.Context, q db.Queryer, next int64, leaves [][]byte) error
}

// Consumer follows from acts within their transaction, as by putting a job in the queue. It must not be slow.
type Consumer func(ctx context.Context, q db.Queryer, s Stored) error

func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

func newSalt() []byte {
	salt := make([]byte, 32)
	if _, err := rand.Read(salt); err != nil {
		panic("act: the system gives no random bytes: " + err.Error())
	}
	return salt
}
