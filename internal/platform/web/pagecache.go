package web

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"sampan/internal/kernel"
)

// Bounds of the pages that are remembered.
const (
	pageCacheSize = 16 << 20
	pageCacheAge  = time.Minute // a page may say what day it is
)

// pageCache remembers public pages as long as what they are made from stays the same.
type pageCache struct {
	mu      sync.RWMutex
	version string
	pages   map[string]storedPage
	size    int
}

type storedPage struct {
	body    []byte
	etag    string
	lang    kernel.Lang
	pattern string // of its route
	at      time.Time
}

// find gives the page that was made from the same version, if it is there and young.
func (c *pageCache) find(version, key string) (storedPage, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	p, ok := c.pages[key]
	return p, ok && c.version == version && time.Since(p.at) < pageCacheAge
}

// keep remembers a page made while the version was the one given.
func (c *pageCache) keep(version, key string, p storedPage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version || c.pages == nil || c.size+len(p.body) > pageCacheSize {
		c.version, c.pages, c.size = version, map[string]storedPage{}, 0
	}
	c.size += len(p.body) - len(c.pages[key].body)
	c.pages[key] = p
}

func (c *pageCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages, c.size = nil, 0
}

// remembered is where a page being made for the public will be kept.
type remembered struct {
	cache        *pageCache
	version, key string
}

// recall answers from what is remembered, or says where the page to be made is kept.
func (rt *Router) recall(w http.ResponseWriter, r *http.Request, person Person) (*remembered, bool) {
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead
	if rt.config.Version == nil || !safe || person.Actor.SignedIn() || cookie(r, flashCookie) != "" {
		return nil, false
	}
	version := rt.config.Version(r.Context())
	if version == "" || r.RequestURI == "" {
		return nil, false
	}
	at := &remembered{&rt.pages, version, r.RequestURI}
	p, ok := at.cache.find(at.version, at.key)
	if !ok {
		return at, false
	}
	publicHeaders(w.Header(), string(p.lang))
	sendTagged(w, r, p.etag, p.body)
	return nil, true
}

// Unchanged answers 304 to somebody who has a public page as it still is, before anything else is done for the request, and
// says whether it did. Who sends a cookie or a token, and who comes from a page in another language, is answered by Handler.
// The answer carries what Handler's would.
func (rt *Router) Unchanged(w http.ResponseWriter, r *http.Request, version string) bool {
	has := r.Header["If-None-Match"]
	if len(has) != 1 || version == "" || r.Method != http.MethodGet || r.Header["Cookie"] != nil || r.Header["Authorization"] != nil {
		return false
	}
	begun := time.Now()
	p, ok := rt.pages.find(version, r.RequestURI)
	if !ok || rt.switched(r, p.lang) {
		return false
	}
	tag := p.etag
	if takesGzip(r) {
		tag = strings.TrimSuffix(tag, `"`) + zipSuffix
	}
	if has[0] != tag {
		return false
	}
	in := &requestInfo{id: string(kernel.NewID()), lang: p.lang, pattern: p.pattern}
	h := w.Header()
	h["X-Request-Id"] = []string{in.id}
	h["Etag"], h["Cache-Control"], h["Vary"] = []string{tag}, unchangedCache, unchangedVary
	rt.overHTTPS(h)
	w.WriteHeader(http.StatusNotModified)
	rt.note(r, in, http.StatusNotModified, 0, begun)
	return true
}

// What an unchanged page says of caches; the server only reads it.
var (
	unchangedCache = []string{"no-cache"}
	unchangedVary  = []string{"Cookie", "Accept-Encoding"}
)
