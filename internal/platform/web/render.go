package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"sampan/internal/fault"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render answers with a page. It is made whole before the first byte is sent, so that a fault in it becomes an error
// page. Public pages carry an ETag and are answered 304 when the reader has them; what only this reader may see, a page
// with a form, and one whose handler has set Cache-Control to no-store, is stored nowhere.
func Render(w http.ResponseWriter, r *http.Request, v *View, status int, c templ.Component) error {
	if in := info(r); in.format != "" && !in.asked {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return render(w, r, v, status, c)
}

func render(w http.ResponseWriter, r *http.Request, v *View, status int, c templ.Component) error {
	buf, _ := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer buffers.Put(buf)
	if err := c.Render(r.Context(), buf); err != nil {
		return fault.Wrap(fault.Internal, err, "fault.internal")
	}
	h := w.Header()
	private := h.Get("Cache-Control") == "no-store"
	publicHeaders(h, string(v.Lang))
	if private || v.Actor.SignedIn() || status != http.StatusOK || v.Flash != "" || bytes.Contains(buf.Bytes(), []byte(v.Submission)) {
		h.Set("Cache-Control", "no-store")
		send(w, status, buf.Bytes())
		return nil
	}
	etag := etagOf(buf.Bytes())
	if v.keep != nil && len(h.Values("Set-Cookie")) == 0 {
		v.keep.cache.keep(v.keep.version, v.keep.key, storedPage{bytes.Clone(buf.Bytes()), etag, v.Lang, info(r).pattern, time.Now()})
	}
	sendTagged(w, r, etag, buf.Bytes())
	return nil
}

// publicHeaders are those of a page that anyone may see.
func publicHeaders(h http.Header, lang string) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Cookie")
}

// Send answers 200 with a body, or 304 when the reader has just that. Headers other than ETag and length are the
// caller's.
func Send(w http.ResponseWriter, r *http.Request, body []byte) {
	sendTagged(w, r, etagOf(body), body)
}

func sendTagged(w http.ResponseWriter, r *http.Request, etag string, body []byte) {
	w.Header().Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		notModified(w)
		return
	}
	send(w, http.StatusOK, body)
}

// notModified answers 304. What the reader has with the page already is not sent again (RFC 9110 §15.4.5): on a slow
// line a page that did not change costs a few hundred bytes.
func notModified(w http.ResponseWriter) {
	h := w.Header()
	h.Del("Content-Type")
	h.Del("Content-Language")
	for name := range security {
		delete(h, name)
	}
	w.WriteHeader(http.StatusNotModified)
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a reader that went away is no fault of ours
}

func etagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// matches compares as RFC 9110 §13.1.2 says, weakly.
func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}

// Redirect sends the reader to another page of the site, in the same language, after a form was taken.
func Redirect(w http.ResponseWriter, r *http.Request, v *View, path string) error {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, v.Href(path), http.StatusSeeOther)
	return nil
}
