// Package mail sends letters to people: in the queue within the transaction that gives rise to them, then by SMTP, or
// into a folder where no SMTP server is configured.
//
// Enter with Enqueue. Nothing of a letter is logged but its key.
package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/job"
)

// Kind is the kind of the jobs that send letters.
const Kind = "mail.send"

// Message is one letter to one person: plain text, so that every reader on every line can read it.
type Message struct {
	To          string       `json:"to"` // address
	Lang        kernel.Lang  `json:"lang,omitempty"`
	Subject     string       `json:"subject"`
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Attachment is a file that goes with a letter.
type Attachment struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Body      []byte `json:"body"`
}

// Address checks an e-mail address and gives it without a display name, its domain in lower case.
func Address(s string) (string, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil || len(a.Address) > 254 || a.Name != "" {
		return "", fault.New(fault.Invalid, "mail.address")
	}
	if again, err := mail.ParseAddress(a.Address); err != nil || again.Address != a.Address {
		return "", fault.New(fault.Invalid, "mail.address") // a quoted local part, which no letter could be sent to
	}
	at := strings.LastIndex(a.Address, "@")
	return a.Address[:at] + strings.ToLower(a.Address[at:]), nil
}

// Enqueue sends the letter after the transaction has committed. The key says what it is for, as
// "invitation/0190a3…"; a second letter with the same key is not sent.
func Enqueue(ctx context.Context, q db.Queryer, key string, m Message) error {
	return job.Enqueue(ctx, q, Kind, "mail/"+key, m, kernel.SystemClock{}.Now())
}

// Sender brings letters on their way. The same id may come twice, after a failure that could not be told from success.
type Sender interface {
	Send(ctx context.Context, id string, m Message) error
}

// Worker sends the letters in the queue through the sender.
func Worker(s Sender) job.Worker {
	return func(ctx context.Context, j job.Job) error {
		var m Message
		if err := json.Unmarshal(j.Payload, &m); err != nil {
			return fmt.Errorf("the letter in the queue cannot be read: %w", err)
		}
		return s.Send(ctx, string(j.ID), m)
	}
}
