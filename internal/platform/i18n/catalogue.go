package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"sampan/internal/kernel"
)

// English is the language that the catalogues are written in and that every other one is made from.
const English kernel.Lang = "en"

// site lists the languages that pages can be in, in the order of the language switch, with their full tags. The folder
// of a language and its prefix in an address are its base.
var site = []kernel.Lang{English, "km", "lo", "my", "th", "vi", "zh-Hans"}

// own is what each language calls itself.
var own = map[kernel.Lang]string{
	"en": "English", "km": "ខ្មែរ", "lo": "ລາວ", "my": "မြန်မာ", "th": "ไทย", "vi": "Tiếng Việt", "zh": "中文",
}

// Catalogue holds the words of every language. It is safe for use by several goroutines.
type Catalogue struct {
	locales map[kernel.Lang]*Locale // by base language
	offered []kernel.Lang
	matcher language.Matcher

	mu      sync.Mutex
	missing map[string]int
}

// Load reads <language>/<package>.json of every site language. A folder that is not there is a language that is not
// offered; a file that cannot be understood is an error that names it.
func Load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{locales: map[kernel.Lang]*Locale{}, missing: map[string]int{}}
	files := map[kernel.Lang]int{}
	for _, lang := range site {
		names, err := fs.Glob(fsys, path.Join(string(lang.Base()), "*.json"))
		if err != nil {
			return nil, fmt.Errorf("i18n: %w", err)
		}
		l := newLocale(c, lang)
		for _, name := range names {
			if err := l.read(fsys, name); err != nil {
				return nil, err
			}
		}
		c.locales[lang.Base()] = l
		files[lang] = len(names)
	}
	if files[English] == 0 {
		return nil, fmt.Errorf("i18n: there is no English catalogue")
	}
	offered := []kernel.Lang{}
	for _, lang := range site {
		if files[lang] >= files[English] {
			offered = append(offered, lang)
		}
	}
	c.Offer(offered...)
	return c, nil
}

func (l *Locale) read(fsys fs.FS, name string) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("i18n: %w", err)
	}
	words := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &words); err != nil {
		return fmt.Errorf("i18n: %s: %w", name, err)
	}
	pkg := strings.TrimSuffix(path.Base(name), ".json")
	for key, value := range words {
		if !strings.HasPrefix(key, pkg+".") {
			return fmt.Errorf("i18n: %s: key %q does not begin with %q", name, key, pkg+".")
		}
		e, err := parseEntry(value)
		if err != nil {
			return fmt.Errorf("i18n: %s: %s: %w", name, key, err)
		}
		l.entries[key] = e
	}
	return nil
}

// Locale is the language's words and forms; for a language that the site does not have, English.
func (c *Catalogue) Locale(lang kernel.Lang) *Locale {
	if l, ok := c.locales[lang.Base()]; ok {
		return l
	}
	return c.locales[English]
}

// Languages lists the offered languages with their full tags, English first.
func (c *Catalogue) Languages() []kernel.Lang { return append([]kernel.Lang(nil), c.offered...) }

// ByPrefix is the offered language whose addresses begin with the prefix, as "zh" for zh-Hans.
func (c *Catalogue) ByPrefix(prefix string) (kernel.Lang, bool) {
	for _, lang := range c.offered {
		if string(lang.Base()) == prefix {
			return lang, true
		}
	}
	return "", false
}

// Match chooses an offered language for a reader: that of the cookie when it is offered, else the best for the
// Accept-Language header, else English.
func (c *Catalogue) Match(acceptLanguage, cookie string) kernel.Lang {
	if lang, ok := c.ByPrefix(cookie); ok {
		return lang
	}
	want, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(want) == 0 {
		return English
	}
	_, i, confidence := c.matcher.Match(want...)
	if confidence == language.No {
		return English
	}
	return c.offered[i]
}

// Missing lists the keys that were asked for and had no words, with the language. Tests hold it empty.
func (c *Catalogue) Missing() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	keys := make([]string, 0, len(c.missing))
	for k := range c.missing {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func (c *Catalogue) miss(lang kernel.Lang, key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.missing) < 1000 {
		c.missing[string(lang)+": "+key]++
	}
}

// Known lists every language that a page could be in, offered or not.
func (c *Catalogue) Known() []kernel.Lang { return append([]kernel.Lang(nil), site...) }

// Keys lists the language's own keys, each with the placeholders of its words in order of name.
func (l *Locale) Keys() map[string][]string {
	keys := make(map[string][]string, len(l.entries))
	for key, e := range l.entries {
		keys[key] = e.placeholders()
	}
	return keys
}

// Offer sets the languages that readers are offered, as a process that works in fewer does. Languages without words
// are left out. It is called before the first request.
func (c *Catalogue) Offer(langs ...kernel.Lang) {
	c.offered = nil
	tags := []language.Tag{}
	for _, lang := range site {
		if slices.ContainsFunc(langs, func(l kernel.Lang) bool { return l.Base() == lang.Base() }) && len(c.locales[lang.Base()].entries) > 0 {
			c.offered = append(c.offered, lang)
			tags = append(tags, language.Make(string(lang)))
		}
	}
	c.matcher = language.NewMatcher(tags)
}
