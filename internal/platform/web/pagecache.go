package web

import (
	"net/http"
	"sync"
	"time"
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
	body       []byte
	etag, lang string
	at         time.Time
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
	in := info(r)
	at := &remembered{&rt.pages, rt.config.Version(), string(in.lang) + in.path + "?" + r.URL.RawQuery + "." + in.format}
	p, ok := at.cache.find(at.version, at.key)
	if !ok {
		return at, false
	}
	publicHeaders(w.Header(), p.lang)
	sendTagged(w, r, p.etag, p.body)
	return nil, true
}
