package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// zipSuffix marks the ETag of a compressed answer: other bytes, another tag.
const zipSuffix = `-gz"`

// smallest is the size below which compressing an answer gains nothing.
const smallest = 1024

var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.DefaultCompression)
	if err != nil {
		panic(err) // the level is one that exists
	}
	return z
}}

// withGzip compresses answers of text for readers that take it. An answer whose ETag is known is compressed once and
// remembered.
func (rt *Router) withGzip(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !takesGzip(r) {
			next.ServeHTTP(&varyWriter{ResponseWriter: w}, r)
			return
		}
		if tags := r.Header.Get("If-None-Match"); strings.Contains(tags, zipSuffix) {
			r = r.Clone(r.Context())
			r.Header.Set("If-None-Match", strings.ReplaceAll(tags, zipSuffix, `"`))
		}
		z := &zipWriter{ResponseWriter: w, cache: rt.zipped}
		next.ServeHTTP(z, r)
		z.close()
	})
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" || coding == "*" {
			q := strings.TrimSpace(params)
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

func isText(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind {
	case "application/json", "application/problem+json", "application/atom+xml", "application/xml", "image/svg+xml", "text/javascript", "application/openapi+json":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

// varyWriter tells caches that the answer would be another for a reader that takes gzip.
type varyWriter struct {
	http.ResponseWriter

	begun bool
}

// WriteHeader implements http.ResponseWriter.
func (v *varyWriter) WriteHeader(status int) {
	if !v.begun && (status == http.StatusNotModified || isText(v.Header().Get("Content-Type"))) {
		v.Header().Add("Vary", "Accept-Encoding")
	}
	v.begun = true
	v.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (v *varyWriter) Write(b []byte) (int, error) {
	if !v.begun {
		v.WriteHeader(http.StatusOK)
	}
	return v.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (v *varyWriter) Unwrap() http.ResponseWriter { return v.ResponseWriter }

// zipWriter decides at the first write whether the body is compressed on its way.
type zipWriter struct {
	http.ResponseWriter

	cache  *zipCache
	status int // asked for and not sent yet
	begun  bool
	zip    *gzip.Writer
}

// WriteHeader implements http.ResponseWriter. The header is sent with the first byte of the body, or at the end.
func (z *zipWriter) WriteHeader(status int) {
	if z.begun || status < http.StatusOK {
		z.ResponseWriter.WriteHeader(status)
		return
	}
	if z.status == 0 {
		z.status = status
	}
}

// Write implements http.ResponseWriter.
func (z *zipWriter) Write(b []byte) (int, error) {
	if !z.begun {
		z.begin(b)
		if z.status == 0 {
			return len(b), nil
		}
	}
	if z.zip != nil {
		return z.zip.Write(b)
	}
	return z.ResponseWriter.Write(b)
}

// begin sends the header. A body that comes in one piece is sent with it, and status is 0 then.
func (z *zipWriter) begin(body []byte) {
	z.begun = true
	if z.status == 0 {
		z.status = http.StatusOK
	}
	h := z.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", http.DetectContentType(body))
	}
	if !isText(h.Get("Content-Type")) || h.Get("Content-Encoding") != "" {
		z.ResponseWriter.WriteHeader(z.status)
		return
	}
	h.Add("Vary", "Accept-Encoding")
	length := h.Get("Content-Length")
	if length == strconv.Itoa(len(body)) {
		z.whole(body)
		return
	}
	z.mark()
	h.Del("Content-Length")
	z.zip, _ = zippers.Get().(*gzip.Writer)
	z.zip.Reset(z.ResponseWriter)
	z.ResponseWriter.WriteHeader(z.status)
}

// whole sends a body that is all there, compressed unless it is small; one with an ETag is compressed once.
func (z *zipWriter) whole(body []byte) {
	h := z.Header()
	if len(body) >= smallest {
		etag := h.Get("ETag")
		z.mark()
		body = z.cache.zip(etag, body)
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	z.ResponseWriter.WriteHeader(z.status)
	_, _ = z.ResponseWriter.Write(body) // a reader that went away is no fault of ours
	z.status = 0
}

// mark says that the body is compressed.
func (z *zipWriter) mark() {
	z.Header().Set("Content-Encoding", "gzip")
	z.markTag()
}

func (z *zipWriter) markTag() {
	if etag := z.Header().Get("ETag"); etag != "" {
		z.Header().Set("ETag", strings.TrimSuffix(etag, `"`)+zipSuffix)
	}
}

// close sends what is left: the end of a compressed body, or the header of an answer without one.
func (z *zipWriter) close() {
	if z.zip != nil {
		_ = z.zip.Close() // a reader that went away is no fault of ours
		z.zip.Reset(nil)
		zippers.Put(z.zip)
		return
	}
	if !z.begun && z.status != 0 {
		if z.status == http.StatusNotModified {
			z.markTag()
			z.Header().Add("Vary", "Accept-Encoding")
		}
		z.begun = true
		z.ResponseWriter.WriteHeader(z.status)
	}
}

// FlushError sends what is there, for answers that grow.
func (z *zipWriter) FlushError() error {
	if z.zip != nil {
		if err := z.zip.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(z.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (z *zipWriter) Unwrap() http.ResponseWriter { return z.ResponseWriter }

// zipCacheSize bounds the memory of compressed answers.
const zipCacheSize = 8 << 20

// zipCache remembers compressed bodies by their ETag, which is a hash of the body.
type zipCache struct {
	mu     sync.Mutex
	bodies map[string][]byte
	size   int
}

func newZipCache() *zipCache { return &zipCache{bodies: map[string][]byte{}} }

func (c *zipCache) zip(etag string, body []byte) []byte {
	if etag != "" {
		c.mu.Lock()
		known := c.bodies[etag]
		c.mu.Unlock()
		if known != nil {
			return known
		}
	}
	var out bytes.Buffer
	z, _ := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&out)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	if etag != "" {
		c.keep(etag, out.Bytes())
	}
	return out.Bytes()
}

func (c *zipCache) keep(etag string, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size+len(body) > zipCacheSize {
		c.bodies, c.size = map[string][]byte{}, 0
	}
	if _, known := c.bodies[etag]; !known {
		c.bodies[etag] = body
		c.size += len(body)
	}
}
