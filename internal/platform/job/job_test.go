package job_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/job"
)

// clock is set by hand and read by workers at the same time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return kernel.Cut(c.at)
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func enqueue(t *testing.T, d *db.DB, key string, at time.Time) {
	t.Helper()
	err := d.Write(context.Background(), func(q db.Queryer) error {
		return job.Enqueue(context.Background(), q, "k", key, map[string]string{"key": key}, at)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func counts(t *testing.T, d *db.DB) (c map[string]int64) {
	t.Helper()
	err := d.Read(context.Background(), func(q db.Queryer) (err error) {
		c, err = job.Counts(context.Background(), q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestJobs(t *testing.T) {
	ctx := context.Background()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	setup := func(d *db.DB, w job.Worker) (*job.Runner, *clock) {
		c := &clock{at: start}
		r := job.NewRunner(d, c, slog.New(slog.DiscardHandler))
		r.Handle("k", w)
		return r, c
	}
	one := func(t *testing.T, r *job.Runner) bool {
		t.Helper()
		worked, err := r.RunOne(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return worked
	}
	t.Run("jobs run when due, each key once", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			var got []string
			r, c := setup(d, func(_ context.Context, j job.Job) error { got = append(got, j.Key); return nil })
			enqueue(t, d, "second", start.Add(time.Minute))
			enqueue(t, d, "first", start)
			enqueue(t, d, "first", start)
			if !one(t, r) || one(t, r) {
				t.Fatal("a job ran before its time, or one key ran twice")
			}
			c.pass(time.Hour)
			if !one(t, r) || len(got) != 2 || got[1] != "second" {
				t.Fatalf("got %v", got)
			}
		})
	})
	t.Run("a job that always fails is tried later and later and then given up", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			r, c := setup(d, func(context.Context, job.Job) error { return errors.New("no") })
			enqueue(t, d, "fails", start)
			for i := range job.Tries {
				if !one(t, r) {
					t.Fatalf("not tried a %dth time", i+1)
				}
				if i < job.Tries-1 && one(t, r) {
					t.Fatal("tried again at once")
				}
				c.pass(2 * time.Hour)
			}
			if one(t, r) || counts(t, d)["dead"] != 1 {
				t.Fatal("a job that always fails is not given up")
			}
		})
	})
	t.Run("a panic of a worker is a failed try", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			r, _ := setup(d, func(context.Context, job.Job) error { panic("worker died") })
			enqueue(t, d, "panics", start)
			if !one(t, r) || counts(t, d)["waiting"] != 1 {
				t.Fatal("it is not in the queue again")
			}
		})
	})
}

func TestEveryJobRunsOnceUnderManyWorkers(t *testing.T) {
	const jobs = 120
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		var mu sync.Mutex
		ran := map[string]int{}
		c := &clock{at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
		r := job.NewRunner(d, c, slog.New(slog.DiscardHandler))
		r.Idle = time.Millisecond
		r.Handle("k", func(_ context.Context, j job.Job) error {
			mu.Lock()
			defer mu.Unlock()
			ran[j.Key]++
			if len(ran) == jobs {
				cancel()
			}
			return nil
		})
		for i := range jobs {
			enqueue(t, d, string(kernel.NewID())+string(rune('a'+i%26)), c.Now())
		}
		r.Run(ctx, 8)
		for key, n := range ran {
			if n != 1 {
				t.Fatalf("%s ran %d times", key, n)
			}
		}
		if len(ran) != jobs {
			t.Fatalf("%d of %d ran", len(ran), jobs)
		}
	})
}

func TestACronIsQueuedOnceAPeriodByAllProcesses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		c := &clock{at: time.Date(2026, 1, 1, 5, 0, 0, 0, time.UTC)}
		var mu sync.Mutex
		n := 0
		var all sync.WaitGroup
		for range 3 {
			r := job.NewRunner(d, c, slog.New(slog.DiscardHandler))
			r.Idle = 10 * time.Millisecond
			r.Every("daily", 24*time.Hour, func(context.Context, job.Job) error { mu.Lock(); defer mu.Unlock(); n++; return nil })
			all.Go(func() { r.Run(ctx, 1) })
		}
		time.Sleep(time.Second)
		cancel()
		all.Wait()
		if n != 1 {
			t.Fatalf("ran %d times", n)
		}
	})
}
