package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Sent is what a request sent, as a digest. With it a submission is known again only when it says the same: somebody who
// goes back, changes a form that was taken, and sends it once more is told so, and not that it was done.
type Sent struct{ digest string }

type sentKey struct{}

// WithSent gives a context whose Sent can be filled in while the request is read.
func WithSent(ctx context.Context) (context.Context, *Sent) {
	s := &Sent{}
	return context.WithValue(ctx, sentKey{}, s), s
}

// SentFrom is the Sent of the context; one that nobody reads when there is none.
func SentFrom(ctx context.Context) *Sent {
	if s, ok := ctx.Value(sentKey{}).(*Sent); ok {
		return s
	}
	return &Sent{}
}

// Is notes what was sent, by its SHA-256: the fields of a form or the body of a request in their one order.
func (s *Sent) Is(content []byte) {
	sum := sha256.Sum256(content)
	s.digest = hex.EncodeToString(sum[:])
}

// digestOf is the digest that a call's submission is bound to. There is none for a person's own account: what is sent
// there holds secrets, and nothing is kept that could be guessed at.
func digestOf(ctx context.Context, c Call) string {
	if strings.HasPrefix(string(c.Action), "account:") {
		return ""
	}
	return SentFrom(ctx).digest
}
