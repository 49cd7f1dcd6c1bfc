package account

import (
	"net/http"
	"strings"
	"time"

	"sampan/internal/kernel"
)

// How long a session lasts without being used, and in all; how many a person can have; how often its use is noted.
const (
	IdleLimit     = 12 * time.Hour
	AbsoluteLimit = 7 * 24 * time.Hour
	MaxSessions   = 20
	noteEvery     = time.Minute
)

// Session is a browser in which a person is signed in.
type Session struct {
	ID      kernel.ID
	Person  kernel.ID
	Device  Device
	Means   string // how the person signed in, as "password+totp"
	Strong  bool   // with a second step, or with a passkey that checked the person
	Created time.Time
	Proved  time.Time // when the person last proved who they are
	Used    time.Time
	Ends    time.Time
}

// Device is what a browser says of itself, cut to two words.
type Device struct{ Browser, System string }

// deviceOf reads a User-Agent header. What it does not know is "".
func deviceOf(agent string) Device {
	return Device{firstOf(agent, browsers), firstOf(agent, systems)}
}

// The order matters: browsers name each other in their headers.
var (
	browsers = [][2]string{
		{"Edg", "Edge"}, {"OPR", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"UCBrowser", "UC Browser"}, {"Firefox", "Firefox"},
		{"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}, {"curl", "curl"},
	}
	systems = [][2]string{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

func firstOf(agent string, names [][2]string) string {
	for _, n := range names {
		if strings.Contains(agent, n[0]) {
			return n[1]
		}
	}
	return ""
}

// proofs is how somebody has just proved who they are.
type proofs struct {
	means  string
	strong bool
}

// cookieName carries the prefix with which browsers hold a cookie to https and to this host.
func (s *Service) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// The cookies: the session; the one ticket that a sign-in under way stands on.
const (
	sessionCookie = "session"
	stepCookie    = "step"
	ceremonyName  = "ceremony"
	oidcCookie    = "oidc"
)

func (s *Service) setCookie(w http.ResponseWriter, name, value string, lasts time.Duration) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the public address is https
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(lasts / time.Second), Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (s *Service) dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the public address is https
		Name: s.cookieName(name), Path: "/", MaxAge: -1, Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// cookie is the value of a cookie of ours, "" when it is not there.
func (s *Service) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}
