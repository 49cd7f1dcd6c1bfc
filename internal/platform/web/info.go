package web

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
)

// requestInfo is what the layers learn of one request; each fills in its part.
type requestInfo struct {
	id      string
	lang    kernel.Lang
	path    string // without language and suffix
	format  string // the suffix without its dot
	asked   bool   // the handler asked for the format
	pattern string // of the route, "" when none was found
	kind    string // of the fault that it was answered with
	guarded bool   // the route is for people who are signed in
	carries bool   // the route's forms may carry a kept form
	writer  string // mark of the person who is signed in
	sent    *Form  // as it was read
}

type infoKey struct{}

// info is the request's; a request that came round the layers, as in a test of one handler, has an empty one.
func info(r *http.Request) *requestInfo {
	if in, ok := r.Context().Value(infoKey{}).(*requestInfo); ok {
		return in
	}
	return &requestInfo{path: r.URL.Path}
}

func withInfo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := &requestInfo{id: string(kernel.NewID()), path: r.URL.Path}
		w.Header().Set("X-Request-ID", in.id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), infoKey{}, in)))
	})
}

// RequestID is the request's identifier, as it stands in the log.
func RequestID(r *http.Request) string { return info(r).id }

// Format is the suffix of the address without its dot, "" for a page: "ics" for /meetings.ics.
func Format(r *http.Request) string {
	in := info(r)
	in.asked = true
	return in.format
}
