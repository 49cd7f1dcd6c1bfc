package app

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"sampan/internal/platform/doctor"
	"sampan/internal/platform/installation"
)

// clientAddress tells readers' addresses apart, for the limits on tries; nil where no proxy stands before the program.
// The last address is the one that the nearest proxy has seen itself.
func clientAddress(behindProxy bool) func(*http.Request) string {
	if !behindProxy {
		return nil
	}
	return func(r *http.Request) string {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last, ok := addressIn(all[len(all)-1]); ok {
			return last.String()
		}
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		return host
	}
}

// addressIn reads an entry of X-Forwarded-For: an address as it is, one in brackets, or either with a port.
func addressIn(entry string) (netip.Addr, bool) {
	entry = strings.TrimSpace(entry)
	if withPort, err := netip.ParseAddrPort(entry); err == nil {
		return withPort.Addr(), true
	}
	if inner, found := strings.CutPrefix(entry, "["); found {
		inner, closed := strings.CutSuffix(inner, "]")
		ip, err := netip.ParseAddr(inner)
		return ip, closed && err == nil && ip.Is6()
	}
	ip, err := netip.ParseAddr(entry)
	return ip, err == nil
}

// forwarding counts requests that a proxy has passed on and others, for `sampan doctor`.
type forwarding struct {
	dir installation.Directory
	log *slog.Logger

	mu   sync.Mutex
	seen doctor.Forwarded
}

// watch counts what next is asked, but for the questions of supervisors, which go round the proxy.
func (f *forwarding) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" && r.URL.Path != "/readyz" {
			f.count(r.Header.Get("X-Forwarded-For") != "")
		}
		next.ServeHTTP(w, r)
	})
}

// noteEvery is how many requests are counted between two notes, once there were so many.
const noteEvery = 1024

func (f *forwarding) count(forwarded bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if forwarded {
		f.seen.With++
	} else {
		f.seen.Without++
	}
	if all := f.seen.With + f.seen.Without; all&(all-1) != 0 && all%noteEvery != 0 {
		return
	}
	if err := f.seen.Remember(f.dir); err != nil {
		f.log.Warn("how requests come cannot be noted for sampan doctor", slog.Any("error", err))
	}
}
