package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed static
var static embed.FS

// Assets are the static files of the site: one stylesheet made of the files of static/css in order of name, and each
// script of static/js. An address holds the hash of the content, so a reader keeps it for good.
type Assets struct {
	urls  map[string]string // name to address
	files map[string]asset  // last element of the address to content
}

type asset struct {
	kind, etag string
	body       []byte
}

// LoadAssets reads the embedded files once, squeezes the style sheet and names each by the hash of its content.
func LoadAssets() (*Assets, error) {
	a := &Assets{urls: map[string]string{}, files: map[string]asset{}}
	sheet, err := concatenate("static/css")
	if err != nil {
		return nil, err
	}
	a.add("site.css", "text/css; charset=utf-8", squeeze(sheet))
	if err := a.addAll("static/img/*.svg", "image/svg+xml"); err != nil {
		return nil, err
	}
	return a, a.addScripts()
}

// imported is the name of a script that another one imports.
var imported = regexp.MustCompile(`(?m)^(import [^'\n]*)'\./([a-z-]+\.js)'`)

// addScripts adds every script. What one imports has the hash of its content in its address too, so that a reader never has
// two that do not belong together.
func (a *Assets) addScripts() error {
	names, err := fs.Glob(static, "static/js/*.js")
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	for _, name := range names {
		if err := a.addScript(path.Base(name), nil); err != nil {
			return err
		}
	}
	return nil
}

func (a *Assets) addScript(name string, within []string) error {
	if slices.Contains(within, name) {
		return fmt.Errorf("web: %s imports itself, over %v", name, within)
	}
	if a.urls[name] != "" {
		return nil
	}
	body, err := static.ReadFile("static/js/" + name)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	for _, found := range imported.FindAllSubmatch(body, -1) {
		if err := a.addScript(string(found[2]), append(within, name)); err != nil {
			return err
		}
	}
	body = imported.ReplaceAllFunc(body, func(line []byte) []byte {
		found := imported.FindSubmatch(line)
		return fmt.Appendf(nil, "%s'.%s'", found[1], strings.TrimPrefix(a.urls[string(found[2])], "/assets"))
	})
	a.add(name, "text/javascript; charset=utf-8", body)
	return nil
}

func (a *Assets) addAll(pattern, kind string) error {
	names, err := fs.Glob(static, pattern)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	for _, name := range names {
		body, err := static.ReadFile(name)
		if err != nil {
			return fmt.Errorf("web: %w", err)
		}
		a.add(path.Base(name), kind, body)
	}
	return nil
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssIndent  = regexp.MustCompile(`\s*\n\s*`)
)

// squeeze takes comments and indentation out of a stylesheet.
func squeeze(css []byte) []byte {
	return cssIndent.ReplaceAll(cssComment.ReplaceAll(css, nil), []byte("\n"))
}

func concatenate(dir string) ([]byte, error) {
	names, err := fs.Glob(static, dir+"/*.css")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	var all bytes.Buffer
	for _, name := range names {
		body, err := static.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		all.Write(body)
		all.WriteByte('\n')
	}
	return all.Bytes(), nil
}

func (a *Assets) add(name, kind string, body []byte) {
	sum := sha256.Sum256(body)
	base, ext, _ := strings.Cut(name, ".")
	file := base + "-" + hex.EncodeToString(sum[:8]) + "." + ext
	a.urls[name] = "/assets/" + file
	a.files[file] = asset{kind, etagOf(body), body}
}

// URL is the address of a file by its name, as "site.css". A name that does not exist is a mistake in a page and has no
// address.
func (a *Assets) URL(name string) string { return a.urls[name] }

// ServeHTTP serves the files under /assets/.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[path.Base(r.URL.Path)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	sendTagged(w, r, f.etag, f.body)
}
