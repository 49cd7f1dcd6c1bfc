package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/fault"
	"sampan/internal/platform/db"
)

// Head is what a checkpoint says: which log, how many leaves, and the root of the tree over them.
type Head struct {
	Origin string
	Size   int64
	Root   Hash
}

// Text is the head as the text of a checkpoint, which is what gets signed.
func (h Head) Text() string {
	return h.Origin + "\n" + strconv.FormatInt(h.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(h.Root[:]) + "\n"
}

// errText is for the text of a note that is no checkpoint.
var errText = errors.New("ledger: the text is not a checkpoint")

// ParseHead reads the text of a checkpoint. Lines after the third are extensions, which are signed but mean nothing here.
func ParseHead(text string) (Head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[len(lines)-1] != "" {
		return Head{}, errText
	}
	if slices.Contains(lines[:len(lines)-1], "") {
		return Head{}, errText
	}
	size, err := decimal(lines[1])
	if err != nil {
		return Head{}, errText
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize || strings.ContainsRune(lines[2], '\r') {
		return Head{}, errText
	}
	return Head{lines[0], size, Hash(root)}, nil
}

// decimal reads a number that is written in the one way: digits, without zeros before it.
func decimal(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("ledger: not a number: %q", s)
	}
	return n, nil
}

// Head is the present head of the log.
func (l *Log) Head(ctx context.Context, q db.Queryer) (Head, error) {
	size, err := l.Size(ctx, q)
	if err != nil {
		return Head{}, err
	}
	root, err := l.Root(ctx, q, size)
	return Head{l.origin, size, root}, err
}

// Checkpoint is the present head, signed with every key of the log. It is the same bytes as long as nothing is added.
func (l *Log) Checkpoint(ctx context.Context, q db.Queryer) (_ []byte, err error) {
	defer fault.In(&err, "ledger.Checkpoint")
	head, err := l.Head(ctx, q)
	if err != nil {
		return nil, err
	}
	return l.sign(head)
}

func (l *Log) sign(head Head) ([]byte, error) {
	return note.Sign(&note.Note{Text: head.Text()}, l.signers...)
}

// The ways in which a checkpoint can fail to be one.
var (
	errMalformed = errors.New("ledger: not a signed checkpoint")
	errUnknown   = errors.New("ledger: signed with none of the known keys")
	errSignature = errors.New("ledger: the signature does not match the text")
)

// openCheckpoint checks the signatures of a checkpoint and reads it. With errUnknown and errSignature it still gives
// what the text claims.
func openCheckpoint(raw []byte, known []note.Verifier) (Head, error) {
	n, err := note.Open(raw, note.VerifierList(known...))
	var unknown *note.UnverifiedNoteError
	var bad *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown):
		head, err := ParseHead(unknown.Note.Text)
		return head, errors.Join(errUnknown, err)
	case errors.As(err, &bad):
		text, _, _ := bytes.Cut(raw, []byte("\n\n"))
		head, err := ParseHead(string(text) + "\n")
		return head, errors.Join(errSignature, err)
	case err != nil:
		return Head{}, errMalformed
	}
	head, err := ParseHead(n.Text)
	if err != nil || !strictSignatures(n) {
		return Head{}, errMalformed
	}
	for _, s := range n.Sigs {
		if s.Name == head.Origin {
			return head, nil
		}
	}
	return head, errUnknown
}

// strictSignatures refuses signatures that decode although they are not written in the one way.
func strictSignatures(n *note.Note) bool {
	for _, s := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return false
		}
	}
	return true
}

// parseKeys reads verifier keys, a line each.
func parseKeys(text string) ([]note.Verifier, error) {
	var known []note.Verifier
	for line := range strings.FieldsSeq(text) {
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "ledger.key.unreadable")
		}
		known = append(known, v)
	}
	if len(known) == 0 {
		return nil, fault.New(fault.Invalid, "ledger.key.unreadable")
	}
	return known, nil
}
