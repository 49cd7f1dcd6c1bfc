package kernel

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// ID is a UUID in its canonical lower-case form of 36 characters. The zero value "" is no identifier.
type ID string

// NewID returns a UUIDv7 (RFC 9562): it sorts by the millisecond it was made in. For anything about a person in a
// case use NewPersonID, which tells nothing of the time.
func NewID() ID {
	var b [16]byte
	random(b[:])
	ms := uint64(time.Now().UnixMilli())
	binary.BigEndian.PutUint16(b[0:2], uint16(ms>>32)) //nolint:gosec // 48 bits of milliseconds last until the year 10889
	binary.BigEndian.PutUint32(b[2:6], uint32(ms))     //nolint:gosec // the low 32 bits are wanted
	b[6] = b[6]&0x0f | 0x70
	return format(b)
}

// NewPersonID returns a random UUIDv4, for records about a person in a case.
func NewPersonID() ID {
	var b [16]byte
	random(b[:])
	b[6] = b[6]&0x0f | 0x40
	return format(b)
}

// ParseID accepts a UUID in canonical form, in either case, and returns it in lower case.
func ParseID(s string) (ID, error) {
	low := strings.ToLower(s)
	if len(low) != 36 || low[8] != '-' || low[13] != '-' || low[18] != '-' || low[23] != '-' {
		return "", fmt.Errorf("not an identifier: want 36 characters as in 0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f60")
	}
	if b, err := hex.DecodeString(strings.ReplaceAll(low, "-", "")); err != nil || len(b) != 16 {
		return "", fmt.Errorf("not an identifier: only the digits 0-9 and a-f are allowed")
	}
	return ID(low), nil
}

func random(b []byte) {
	if _, err := rand.Read(b); err != nil {
		panic("kernel: the system gives no random bytes: " + err.Error())
	}
}

func format(b [16]byte) ID {
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return ID(h[0:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:32])
}

// Ref names a record of some kind without importing the package that owns it, as in {"plan", "…"}.
type Ref struct {
	Kind string `json:"kind"`
	ID   ID     `json:"id"`
}
