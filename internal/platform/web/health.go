package web

import (
	"log/slog"
	"net/http"
	"time"
)

// alive answers that the program runs; it asks nothing else.
func alive(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// ready answers whether the program can do its work now.
func (rt *Router) ready() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rt.config.Ready != nil {
			if err := rt.config.Ready(r); err != nil {
				rt.config.Log.ErrorContext(r.Context(), "not ready", slog.Any("error", err))
				plain(w, http.StatusServiceUnavailable, "not ready\n")
				return
			}
		}
		plain(w, http.StatusOK, "ready\n")
	})
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	send(w, status, []byte(text))
}

// NewServer is an HTTP server with the bounds of a public one. The caller listens, serves and shuts it down.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // an upload on a slow line
		WriteTimeout:      10 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
