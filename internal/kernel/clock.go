package kernel

import "time"

// Clock tells the time. Services take one so that tests can set it.
type Clock interface {
	// Now is the present instant in UTC, cut to microseconds: what the database keeps and what hashes are taken over.
	Now() time.Time
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now implements Clock.
func (SystemClock) Now() time.Time { return Cut(time.Now()) }

// FixedClock always tells the same instant, until it is set anew.
type FixedClock struct{ At time.Time }

// Now implements Clock.
func (c FixedClock) Now() time.Time { return Cut(c.At) }

// Cut brings an instant to UTC and microseconds.
func Cut(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Micros is the instant as microseconds since 1970 UTC, as columns hold it; 0 for the zero time. The first microsecond of
// 1970 cannot be told from it.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros is the instant, in UTC, that a column holds; the zero time for 0.
func FromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
