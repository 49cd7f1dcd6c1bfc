package account

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// limit is how many failed tries are free, and how long the wait can grow after them: it begins with a second and doubles.
type limit struct {
	kind    string
	free    int64
	longest time.Duration
}

// Tries are counted by account and address together, by address alone and by account alone. The last has a short wait,
// so that nobody can shut another out for long; passkeys are not counted by account at all.
var (
	byPair    = limit{"pair", 5, 15 * time.Minute}
	byAddress = limit{"address", 40, 15 * time.Minute}
	byAccount = limit{"account", 20, time.Minute}
	byLetter  = limit{"letter", 3, time.Hour} // letters that somebody asks us to write to an address
)

// forgetAfter is how long failures are remembered.
const forgetAfter = 24 * time.Hour

// wait is how long one must wait after so many failures.
func (l limit) wait(failures int64) time.Duration {
	over := failures - l.free
	if over <= 0 {
		return 0
	}
	return min(time.Second<<min(over-1, 20), l.longest)
}

// try is something that may be tried only so often.
type try struct {
	limit

	of string
}

// tries are what one sign-in is counted by.
func tries(email, address string) []try {
	return []try{{byPair, email + " " + address}, {byAddress, address}, {byAccount, email}}
}

// attempt counts a try before it is made, so that many at once are no way round. It is refused when one of its counts
// says to wait; then nothing is counted. Buckets are taken in order, which keeps two attempts from waiting for each other.
func (s *Service) attempt(ctx context.Context, q db.Queryer, all []try) error {
	now := s.clock.Now()
	buckets := s.buckets(all)
	for _, b := range buckets {
		if err := s.count(ctx, q, b, now); err != nil {
			return err
		}
	}
	return nil
}

// bucket is a try under its hidden name.
type bucket struct {
	limit

	name string
}

func (s *Service) buckets(all []try) []bucket {
	var bs []bucket
	for _, t := range all {
		bs = append(bs, bucket{t.limit, s.key.bucket(t.kind, t.of)})
	}
	slices.SortFunc(bs, func(a, b bucket) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return bs
}

func (s *Service) count(ctx context.Context, q db.Queryer, b bucket, now time.Time) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO account_throttle (bucket, failures, last_at, next_at)
		VALUES ($1, 1, $2, 0)
		ON CONFLICT (bucket) DO UPDATE SET
		  failures = CASE WHEN account_throttle.last_at < $3 THEN 1 ELSE account_throttle.failures + 1 END,
		  last_at = $2`,
		b.name, kernel.Micros(now), kernel.Micros(now.Add(-forgetAfter)))
	if err != nil {
		return err
	}
	var failures, next int64
	err = q.QueryRowContext(ctx, "SELECT failures, next_at FROM account_throttle WHERE bucket = $1", b.name).Scan(&failures, &next)
	if err != nil {
		return err
	}
	if next > kernel.Micros(now) {
		seconds := int(kernel.FromMicros(next).Sub(now)/time.Second) + 1
		return fault.New(fault.Throttled, "account.throttled", "count", seconds)
	}
	_, err = q.ExecContext(ctx, "UPDATE account_throttle SET next_at = $1 WHERE bucket = $2", kernel.Micros(now.Add(b.wait(failures))), b.name)
	return err
}

// succeeded takes the try back: what belongs to the account is forgotten, an address keeps its earlier failures.
func (s *Service) succeeded(ctx context.Context, q db.Queryer, all []try) error {
	for _, b := range s.buckets(all) {
		query := "DELETE FROM account_throttle WHERE bucket = $1"
		if b.kind == byAddress.kind {
			query = "UPDATE account_throttle SET failures = failures - 1, next_at = 0 WHERE bucket = $1"
		}
		if _, err := q.ExecContext(ctx, query, b.name); err != nil {
			return err
		}
	}
	return nil
}

// network is an address, with or without a port, as far as it is counted: an IPv4 address, or the /64 of an IPv6 one.
func network(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}
