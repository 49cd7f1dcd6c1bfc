package kernel_test

import (
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sampan/internal/kernel"
)

func TestClocksTellUTCInMicroseconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(1999 * time.Nanosecond)
		bangkok := time.FixedZone("Bangkok", 7*3600)
		for name, clock := range map[string]kernel.Clock{
			"the machine's": kernel.SystemClock{}, "one that is set": kernel.FixedClock{At: time.Now().In(bangkok)},
		} {
			if got := clock.Now(); got.Location() != time.UTC || got.Nanosecond() != 1000 {
				t.Errorf("%s clock tells %v", name, got)
			}
		}
	})
}

func TestMicros(t *testing.T) {
	for _, c := range []struct {
		rule string
		at   time.Time
		want int64
	}{
		{"no instant is 0", time.Time{}, 0},
		{"the first microsecond of 1970", time.Date(1970, 1, 1, 0, 0, 0, 1000, time.UTC), 1},
		{"what is below a microsecond is cut", time.Date(1970, 1, 1, 0, 0, 0, 1999, time.UTC), 1},
		{"an instant before 1970 is negative", time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC), -1_000_000},
		{"the zone changes nothing", time.Date(1970, 1, 1, 7, 0, 1, 0, time.FixedZone("Bangkok", 7*3600)), 1_000_000},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := kernel.Micros(c.at); got != c.want {
				t.Errorf("got %d", got)
			}
		})
	}
	if got := kernel.FromMicros(0); !got.IsZero() {
		t.Errorf("0 is %v", got)
	}
}

func TestWhatAClockTellsComesBackFromTheDatabase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-1e11, 1e11).Draw(t, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(t, "nanoseconds"))
		cut := kernel.Cut(at)
		if cut.After(at) || at.Sub(cut) >= time.Microsecond {
			t.Fatalf("%v is cut to %v", at, cut)
		}
		if back := kernel.FromMicros(kernel.Micros(cut)); cut.UnixMicro() != 0 && back != cut {
			t.Fatalf("%v comes back as %v", cut, back)
		}
	})
}
