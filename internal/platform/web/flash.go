package web

import (
	"net/http"
	"regexp"
)

const flashCookie = "flash"

var keyForm = regexp.MustCompile(`^[a-z_]+(\.[a-z0-9_]+)+$`)

// SetFlash leaves a notice for the next page: the key of a message without arguments, so that nothing about anybody
// lies in a cookie.
func SetFlash(w http.ResponseWriter, key string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by https
		Name: flashCookie, Value: key, Path: "/", MaxAge: 60, HttpOnly: true, Secure: overTLS(w), SameSite: http.SameSiteLaxMode,
	})
}

// overTLS says that the site is reached by https only, as the answer tells the browser already.
func overTLS(w http.ResponseWriter) bool { return w.Header().Get("Strict-Transport-Security") != "" }

// takeFlash reads the notice of the page before and removes it.
func takeFlash(w http.ResponseWriter, r *http.Request) string {
	key := cookie(r, flashCookie)
	if key == "" || r.Method != http.MethodGet {
		return ""
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by https
		Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: overTLS(w), SameSite: http.SameSiteLaxMode,
	})
	if !keyForm.MatchString(key) {
		return ""
	}
	return key
}
