package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/mail"
)

// MailKind is the kind of the daily job that mails the checkpoint.
const MailKind = "ledger.checkpoint_mail"

// Recipient is somebody who keeps checkpoints, with the language of the letter.
type Recipient struct {
	Address string
	Lang    kernel.Lang
}

// Mailer sends the day's checkpoint to those who keep them, as every delegation does.
type Mailer struct {
	Log       *Log
	DB        *db.DB
	Clock     kernel.Clock
	Catalogue *i18n.Catalogue
	Address   string // public address of the installation
	To        func(ctx context.Context, q db.Queryer) ([]Recipient, error)
}

// DailyCheckpoint puts the letters of the day in the queue; a second time on the same day it adds none. There is no
// letter about an empty log.
func (m *Mailer) DailyCheckpoint(ctx context.Context) (err error) {
	defer fault.In(&err, "ledger.DailyCheckpoint")
	day := kernel.DateOf(m.Clock.Now())
	return m.DB.Write(ctx, func(q db.Queryer) error {
		head, err := m.Log.Head(ctx, q)
		if err != nil || head.Size == 0 {
			return err
		}
		checkpoint, err := m.Log.sign(head)
		if err != nil {
			return err
		}
		to, err := m.To(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range to {
			if err := mail.Enqueue(ctx, q, letterKey(day, r.Address), m.letter(r, day, head, checkpoint)); err != nil {
				return err
			}
		}
		return nil
	})
}

// letterKey names a letter without the address that it goes to.
func letterKey(day kernel.Date, address string) string {
	sum := sha256.Sum256([]byte("sampan.checkpoint_mail " + address))
	return "checkpoint/" + string(day) + "/" + hex.EncodeToString(sum[:8])
}

func (m *Mailer) letter(r Recipient, day kernel.Date, head Head, checkpoint []byte) mail.Message {
	l := m.Catalogue.Locale(r.Lang)
	file := "checkpoint-" + strconv.FormatInt(head.Size, 10) + ".txt"
	lines := []string{
		l.T("ledger.mail.what", "origin", head.Origin, "count", head.Size),
		l.T("ledger.mail.keep", "file", file),
		l.T("ledger.mail.check"),
		"sampan verify " + m.Address + "/log --since " + file + " --key " + m.Log.public[0],
		l.T("ledger.mail.wrong"),
		l.T("ledger.mail.more", "address", m.Address+"/"+l.Prefix()+"/log"),
		string(checkpoint),
	}
	return mail.Message{
		To: r.Address, Lang: l.Lang(), Subject: l.T("ledger.mail.subject", "origin", head.Origin, "date", day),
		Text:        strings.Join(lines, "\n\n"),
		Attachments: []mail.Attachment{{Name: file, MediaType: "text/plain; charset=utf-8", Body: checkpoint}},
	}
}
