package web

import (
	"net/http"

	"sampan/internal/fault"
)

// policy allows pages what this site itself serves and nothing else: no inline script or style, no foreign host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"

// permissions turns off what no page needs; passkeys stay.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
	"magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"

// security are the headers that every answer carries, by their canonical names.
var security = http.Header{
	"Content-Security-Policy":      {policy},
	"Permissions-Policy":           {permissions},
	"Referrer-Policy":              {"same-origin"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
}

func (rt *Router) withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range security {
			h[name] = value[:1:1] // an append elsewhere must not reach the common value
		}
		rt.overHTTPS(h)
		next.ServeHTTP(w, r)
	})
}

// overHTTPS holds browsers to https where the site is reached by it.
func (rt *Router) overHTTPS(h http.Header) {
	if rt.secure() {
		h["Strict-Transport-Security"] = []string{"max-age=31536000; includeSubDomains"}
	}
}

// withoutCrossOrigin refuses what another site makes a browser send here.
func (rt *Router) withoutCrossOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if rt.config.Origin != "" {
		if err := guard.AddTrustedOrigin(rt.config.Origin); err != nil {
			panic("web: the public address is no origin: " + err.Error())
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := info(r)
		if lang, rest, found := splitLanguage(rt.config.Catalogue, r.URL.EscapedPath()); found {
			in.lang, in.path = lang, rest
		}
		rt.fail(w, r, rt.view(r), fault.New(fault.Denied, "web.error.cross_origin"))
	}))
	return guard.Handler(next)
}
