package ledger_test

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/ledger"
)

// BenchmarkAct is one use case with one act and its leaf, committed, from one worker and from eight.
func BenchmarkAct(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine)+"/one", func(b *testing.B) {
			h := newHouse(b, dbtest.Open(b, engine))
			for b.Loop() {
				must(b, h.do(kernel.Public, "act"))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
		})
		b.Run(string(engine)+"/eight", func(b *testing.B) {
			h := newHouse(b, dbtest.Open(b, engine))
			b.SetParallelism(4)
			var failed atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if h.do(kernel.Public, "act") != nil {
						failed.Add(1)
					}
				}
			})
			if failed.Load() > 0 {
				b.Fatalf("%d acts failed", failed.Load())
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
		})
	}
}

// BenchmarkVerify checks a log of ten thousand entries with their contents, in memory.
func BenchmarkVerify(b *testing.B) {
	const size = 10_000
	s := newStory(b, rand.New(rand.NewPCG(1, 1)), size, size/2)
	for b.Loop() {
		r, err := ledger.Verify(context.Background(), s.whole, ledger.Options{Keys: s.keys.public, Since: s.since})
		must(b, err)
		if !r.OK() {
			b.Fatal(r.Findings)
		}
	}
	b.ReportMetric(float64(size*b.N)/b.Elapsed().Seconds(), "entries/s")
}
