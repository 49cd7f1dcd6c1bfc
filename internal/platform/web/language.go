package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
)

// machines are the addresses that have no language: programs ask for them.
var machines = []string{"/api", "/assets", "/healthz", "/readyz", "/metrics", "/log/checkpoint", "/log/key", "/log/tile"}

// suffixes are the forms of a page that an address can name.
var suffixes = map[string]bool{".pdf": true, ".ics": true, ".xlsx": true, ".docx": true, ".json": true, ".md": true}

// withLanguage takes language and suffix off the address before routing. An address without language is sent to the
// reader's; one that is written otherwise than the canonical way is sent there.
func (rt *Router) withLanguage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := info(r)
		if forMachines(r.URL.Path) {
			in.lang = i18n.English
			next.ServeHTTP(w, r)
			return
		}
		lang, rest, found := splitLanguage(rt.config.Catalogue, r.URL.EscapedPath())
		in.lang = lang
		if !found {
			in.lang = rt.config.Catalogue.Match(r.Header.Get("Accept-Language"), cookie(r, "lang"))
		}
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead
		if canonical := clean(rest); safe && (!found || canonical != rest) {
			rt.toCanonical(w, r, canonical, found)
			return
		}
		if found && safe && rt.switched(r, lang) {
			rt.keepLanguage(w, lang)
		}
		in.path, in.format = splitSuffix(rest)
		decoded, err := url.PathUnescape(in.path)
		if err != nil {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		address := *r.URL
		address.Path, address.RawPath = decoded, in.path
		routed := *r
		routed.URL = &address
		next.ServeHTTP(w, &routed)
	})
}

func forMachines(p string) bool {
	for _, m := range machines {
		if p == m || strings.HasPrefix(p, m+"/") {
			return true
		}
	}
	return false
}

// splitLanguage takes the language off an escaped path: "/km/meetings" is km and "/meetings".
func splitLanguage(c *i18n.Catalogue, p string) (lang kernel.Lang, rest string, found bool) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	lang, found = c.ByPrefix(first)
	if !found {
		return "", p, false
	}
	return lang, "/" + rest, true
}

// splitSuffix takes the form off a path: "/meetings.ics" is "/meetings" and "ics".
func splitSuffix(p string) (rest, format string) {
	suffix := path.Ext(p)
	if !suffixes[suffix] || strings.HasSuffix(p, "/"+suffix) {
		return p, ""
	}
	return strings.TrimSuffix(p, suffix), suffix[1:]
}

// clean is the one way to write a path: no empty or dot elements, no slash at the end but for the first page's.
func clean(p string) string { return path.Clean("/" + p) }

func (rt *Router) toCanonical(w http.ResponseWriter, r *http.Request, rest string, hadLanguage bool) {
	target := "/" + rt.config.Catalogue.Locale(info(r).lang).Prefix()
	if rest != "/" {
		target += rest
	}
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	if hadLanguage {
		http.Redirect(w, r, target, http.StatusMovedPermanently)
		return
	}
	w.Header().Set("Vary", "Accept-Language, Cookie")
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusFound)
}

// switched says that the reader came here from a page of this site in another language: they used the switch.
func (rt *Router) switched(r *http.Request, lang kernel.Lang) bool {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host == "" || from.Host != r.Host {
		return false
	}
	before, _, found := splitLanguage(rt.config.Catalogue, from.Path)
	return found && before != lang
}

func (rt *Router) keepLanguage(w http.ResponseWriter, lang kernel.Lang) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the public address is https
		Name: "lang", Value: string(lang.Base()), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: rt.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// secure says that the site is reached by https only.
func (rt *Router) secure() bool { return strings.HasPrefix(rt.config.Origin, "https://") }

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
