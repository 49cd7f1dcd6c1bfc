package app

import (
	"context"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/job"
	"sampan/internal/platform/ledger"
	"sampan/internal/platform/mail"
)

// The kinds of the regular jobs that clear up: uploads that were broken off, sessions and tickets that are over.
const (
	sweepKind = "blob.sweep"
	tidyKind  = "account.tidy"
)

// jobs makes the runner of everything that happens after an answer has gone out.
func (a *App) jobs(s Serving) (*job.Runner, error) {
	sender, err := mail.Open(a.mailAddress(s), s.MailFrom, a.Identity.RPID)
	if err != nil {
		return nil, err
	}
	r := job.NewRunner(a.DB, a.Walk.Clock, a.outside.Log)
	r.Handle(mail.Kind, mail.Worker(sender))
	checkpoint := &ledger.Mailer{
		Log: a.Log, DB: a.DB, Clock: a.Walk.Clock, Catalogue: a.catalogue, Address: a.Identity.PublicAddress, To: a.keepers,
	}
	r.Every(ledger.MailKind, 24*time.Hour, func(ctx context.Context, _ job.Job) error { return checkpoint.DailyCheckpoint(ctx) })
	r.Every(sweepKind, 24*time.Hour, func(ctx context.Context, _ job.Job) error { return a.sweep(ctx) })
	r.Every(tidyKind, time.Hour, func(ctx context.Context, _ job.Job) error { return a.Accounts.Tidy(ctx) })
	return r, nil
}

func (a *App) mailAddress(s Serving) string {
	if s.Mail == "" {
		return "dir:" + a.place.dir().Outbox()
	}
	return s.Mail
}

// keepers are those who are sent each day's checkpoint: every delegation and the secretariat.
func (a *App) keepers(ctx context.Context, q db.Queryer) ([]ledger.Recipient, error) {
	people, err := a.Accounts.Holding(ctx, q, kernel.FocalPoint, kernel.TaskForceHead, kernel.Secretariat)
	if err != nil {
		return nil, err
	}
	all := make([]ledger.Recipient, len(people))
	for i, p := range people {
		all[i] = ledger.Recipient{Address: p.Email, Lang: p.Lang}
	}
	return all, nil
}

// sweep removes what was uploaded more than a day ago and belongs to nothing.
func (a *App) sweep(ctx context.Context) error {
	return a.DB.Read(ctx, func(q db.Queryer) error {
		_, err := a.Blobs.Sweep(ctx, q, a.Walk.Clock.Now().Add(-24*time.Hour))
		return err
	})
}
