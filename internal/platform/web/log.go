package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"sampan/internal/fault"
)

// withLog writes one line a request, with the pattern of the route and never with what stood in its place: no path, no
// query, no address of the reader, no person.
func (rt *Router) withLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		rt.note(r, info(r), rec.status, rec.bytes, begun)
	})
}

// note counts an answer and writes its line.
func (rt *Router) note(r *http.Request, in *requestInfo, status int, bytes int64, begun time.Time) {
	took := time.Since(begun)
	pattern := in.pattern
	if pattern == "" {
		pattern = "none"
	}
	rt.config.Metrics.request(method(r), pattern, status, took)
	if !rt.config.Log.Enabled(r.Context(), slog.LevelInfo) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request", in.id), slog.String("method", method(r)), slog.String("route", pattern),
		slog.Int("status", status), slog.Int64("bytes", bytes), slog.Duration("took", took),
	}
	if in.lang != "" {
		attrs = append(attrs, slog.String("lang", string(in.lang)))
	}
	if in.kind != "" {
		attrs = append(attrs, slog.String("fault", in.kind))
	}
	rt.config.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}

// method is the request's method when it is a common one, so that nobody writes into the log what they like.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// recorder notes status and size of an answer.
type recorder struct {
	http.ResponseWriter

	status int
	bytes  int64
	begun  bool
}

// WriteHeader implements http.ResponseWriter.
func (rec *recorder) WriteHeader(status int) {
	if !rec.begun && status >= http.StatusOK {
		rec.begun, rec.status = true, status
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (rec *recorder) Write(b []byte) (int, error) {
	rec.begun = true
	n, err := rec.ResponseWriter.Write(b)
	rec.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// withRecovery turns a panic into an error page, and logs where it was.
func (rt *Router) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // the value that net/http itself compares
				panic(p)
			}
			rt.config.Log.ErrorContext(r.Context(), "panic", slog.String("request", info(r).id), slog.String("route", info(r).pattern),
				slog.String("type", fmt.Sprintf("%T", p)), slog.String("stack", string(debug.Stack())))
			if rec.begun {
				panic(http.ErrAbortHandler)
			}
			rt.fail(w, r, rt.view(r), fault.New(fault.Internal, "fault.internal"))
		}()
		next.ServeHTTP(rec, r)
	})
}
