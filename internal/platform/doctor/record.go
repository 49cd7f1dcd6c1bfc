package doctor

import (
	"context"
	"time"

	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/job"
	"sampan/internal/platform/ledger"
)

// The measures of clocks and queues.
const (
	clockSlack = time.Minute
	longWait   = time.Hour
)

// jobs looks for work that was given up or is not being done.
func (p *patient) jobs(ctx context.Context) {
	var dead int64
	var due time.Time
	err := p.db.Read(ctx, func(q db.Queryer) error {
		counts, err := job.Counts(ctx, q)
		if err != nil {
			return err
		}
		dead = counts["dead"]
		due, err = oldestDue(ctx, q)
		return err
	})
	if err != nil {
		p.broken("doctor.database.silent", err)
		return
	}
	waits := time.Duration(0)
	if !due.IsZero() {
		waits = p.Clock.Now().Sub(due)
	}
	if dead > 0 {
		p.say(Warn, "doctor.jobs.dead", "count", dead)
	}
	if waits > longWait {
		p.say(Warn, "doctor.jobs.waiting", "count", int(waits/time.Hour))
	}
	p.ok(dead == 0 && waits <= longWait, "doctor.jobs.ok")
}

// clock looks whether something on record lies in the future: then the clock was put back, or was wrong before.
func (p *patient) clock(ctx context.Context) {
	var last time.Time
	err := p.db.Read(ctx, func(q db.Queryer) (err error) {
		last, err = newest(ctx, q)
		return err
	})
	now := p.Clock.Now()
	if p.id.CreatedAt.After(last) {
		last = p.id.CreatedAt
	}
	switch {
	case err != nil:
		p.broken("doctor.database.silent", err)
	case last.After(now.Add(clockSlack)):
		p.say(Fail, "doctor.clock.behind", "now", now, "last", last)
	default:
		p.say(OK, "doctor.clock.ok", "now", now)
	}
}

// blobs reads every file on record.
func (p *patient) blobs(ctx context.Context) {
	store, err := blob.Open(p.Dir.Blobs())
	if err != nil {
		p.broken("doctor.blobs.unreadable", err)
		return
	}
	defer func() { _ = store.Close() }()
	var bad []string
	var n int
	err = p.db.Read(ctx, func(q db.Queryer) (err error) {
		bad, n, err = store.Verify(ctx, q)
		return err
	})
	switch {
	case err != nil:
		p.broken("doctor.blobs.unreadable", err)
	case len(bad) > 0:
		p.say(Fail, "doctor.blobs.bad", "count", len(bad), "file", bad[0])
	default:
		p.say(OK, "doctor.blobs.ok", "count", n)
	}
}

// log holds every act against its leaf, and all leaves against the signed head.
func (p *patient) log(ctx context.Context) {
	log, err := ledger.Open(p.Dir.Keys(), p.id.LogOrigin)
	if err != nil {
		p.broken("doctor.log.closed", err)
		return
	}
	report, err := ledger.Verify(ctx, ledger.Database{Log: log, DB: p.db}, ledger.Options{})
	if err != nil {
		p.broken("doctor.log.unreadable", err)
		return
	}
	var acts int64
	err = p.db.Read(ctx, func(q db.Queryer) (err error) {
		acts, err = countActs(ctx, q)
		return err
	})
	switch {
	case err != nil:
		p.broken("doctor.log.unreadable", err)
	case !report.OK():
		p.say(Fail, "doctor.log.wrong", "what", report.Findings[0], "count", len(report.Findings)+report.More)
	case acts != report.Head.Size:
		p.say(Fail, "doctor.log.counts", "acts", acts, "leaves", report.Head.Size)
	default:
		p.say(OK, "doctor.log.ok", "count", acts)
	}
}
