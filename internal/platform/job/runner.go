package job

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Worker does the work of one kind of job. It may be run again for the same job.
type Worker func(ctx context.Context, j Job) error

// The measures of a Runner: how often a job is tried, how long one try may take, and how long done jobs are kept.
const (
	Tries = 10
	Lease = 5 * time.Minute
	Keep  = 90 * 24 * time.Hour
)

// Runner takes jobs from the queue and gives them to their workers. Fill it with Handle and Every before Run.
type Runner struct {
	db      *db.DB
	clock   kernel.Clock
	log     *slog.Logger
	workers map[string]Worker
	kinds   []string
	crons   []cron
	// Idle is how long to wait when nothing is due.
	Idle time.Duration
	// Observe, when it is set, is told of each try: the kind, "ok", "failed" or "given up", how long.
	Observe func(kind, outcome string, took time.Duration)
}

type cron struct {
	kind   string
	period time.Duration
}

// NewRunner makes a runner on the database.
func NewRunner(d *db.DB, clock kernel.Clock, log *slog.Logger) *Runner {
	return &Runner{db: d, clock: clock, log: log, workers: map[string]Worker{}, Idle: time.Second}
}

// Handle names the worker of a kind.
func (r *Runner) Handle(kind string, w Worker) {
	r.workers[kind] = w
	r.kinds = append(r.kinds, kind)
}

// Every queues a job of the kind once in each period (counted from 1970 UTC), in whichever process comes first.
func (r *Runner) Every(kind string, period time.Duration, w Worker) {
	r.Handle(kind, w)
	r.crons = append(r.crons, cron{kind, period})
}

// Run takes jobs until the context ends, n at a time, and then waits for those under way.
func (r *Runner) Run(ctx context.Context, n int) {
	var all sync.WaitGroup
	for range n {
		all.Go(func() { r.loop(ctx) })
	}
	all.Go(func() { r.tick(ctx) })
	all.Wait()
}

func (r *Runner) loop(ctx context.Context) {
	for ctx.Err() == nil {
		worked, err := r.RunOne(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Error("the queue of jobs does not answer", slog.Any("error", err))
		}
		if !worked {
			sleep(ctx, r.Idle)
		}
	}
}

// RunOne runs the job that has been due longest and says whether there was one. A failing job is no error.
func (r *Runner) RunOne(ctx context.Context) (bool, error) {
	now := r.clock.Now()
	j, err := take(ctx, r.db, now, Lease, r.kinds)
	if err != nil || j == nil {
		return false, err
	}
	began := time.Now()
	failed := r.try(ctx, *j)
	r.observed(*j, failed, time.Since(began))
	// The end is written even when the program is stopping, or the job would be run again.
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	switch {
	case failed == nil:
		return true, finish(end, r.db, j, done, "", r.clock.Now())
	case j.Attempts >= Tries:
		r.log.Error("a job is given up", slog.String("kind", j.Kind), slog.String("job", string(j.ID)), slog.Any("error", failed))
		return true, finish(end, r.db, j, dead, failed.Error(), r.clock.Now())
	}
	r.log.Warn("a job failed and will be tried again",
		slog.String("kind", j.Kind), slog.String("job", string(j.ID)), slog.Int("attempt", j.Attempts), slog.Any("error", failed))
	return true, finish(end, r.db, j, waiting, failed.Error(), r.clock.Now().Add(backoff(j.Attempts)))
}

func (r *Runner) observed(j Job, failed error, took time.Duration) {
	if r.Observe == nil {
		return
	}
	outcome := "ok"
	switch {
	case failed != nil && j.Attempts >= Tries:
		outcome = "given up"
	case failed != nil:
		outcome = "failed"
	}
	r.Observe(j.Kind, outcome, took)
}

func (r *Runner) try(ctx context.Context, j Job) (err error) {
	defer fault.In(&err, "job %s", j.Kind)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	limited, cancel := context.WithTimeout(ctx, Lease-10*time.Second)
	defer cancel()
	return r.workers[j.Kind](limited, j)
}

// backoff is 2 s after the first failure and doubles, to at most an hour.
func backoff(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 12), time.Hour)
}

// tick queues the crons and forgets old jobs, once a minute.
func (r *Runner) tick(ctx context.Context) {
	for ctx.Err() == nil {
		if err := r.queueCrons(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("regular jobs could not be queued", slog.Any("error", err))
		}
		if err := forget(ctx, r.db, r.clock.Now().Add(-Keep)); err != nil && ctx.Err() == nil {
			r.log.Error("old jobs could not be removed", slog.Any("error", err))
		}
		sleep(ctx, time.Minute)
	}
}

func (r *Runner) queueCrons(ctx context.Context) error {
	now := r.clock.Now()
	return r.db.Write(ctx, func(q db.Queryer) error {
		for _, c := range r.crons {
			turn := now.Truncate(c.period)
			key := c.kind + "@" + turn.Format(time.RFC3339)
			if err := Enqueue(ctx, q, c.kind, key, struct{}{}, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
