package i18n

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Locale gives words, dates and numbers in one language. It is safe for use by several goroutines.
type Locale struct {
	catalogue *Catalogue
	lang      kernel.Lang
	tag       language.Tag
	entries   map[string]entry
	printer   *message.Printer
	regions   display.Namer
}

func newLocale(c *Catalogue, lang kernel.Lang) *Locale {
	tag := language.Make(string(lang))
	western, err := language.Parse(string(lang) + "-u-nu-latn")
	if err != nil {
		western = tag
	}
	return &Locale{
		catalogue: c, lang: lang, tag: tag, entries: map[string]entry{},
		printer: message.NewPrinter(western), regions: display.Regions(tag),
	}
}

// Lang is the language with its full tag, as "zh-Hans": what a page says of itself in its lang attribute.
func (l *Locale) Lang() kernel.Lang { return l.lang }

// Prefix is what addresses in the language begin with, as "zh".
func (l *Locale) Prefix() string { return string(l.lang.Base()) }

// Own is what the language calls itself.
func (l *Locale) Own() string { return own[l.lang.Base()] }

// Has says that the language itself has words for the key.
func (l *Locale) Has(key string) bool {
	_, ok := l.entries[key]
	return ok
}

// T is the words of the key. args are name and value in turn; values of the kernel's types, times, numbers, lists and
// fault.Message are put in the reader's form. The argument "count" chooses the plural form. A key without words in the
// language is noted as missing and given in English, and where English has none the key itself in ⟦⟧.
func (l *Locale) T(key string, args ...any) string {
	e, ok := l.entries[key]
	if !ok {
		l.catalogue.miss(l.lang, key)
		if l.lang != English {
			return l.catalogue.locales[English].T(key, args...)
		}
		return "⟦" + key + "⟧"
	}
	w := e.forms[plural.Other]
	if len(e.forms) > 1 {
		if n, isNumber := count(args); isNumber {
			if form, has := e.forms[plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)]; has {
				w = form
			}
		}
	}
	return l.fill(key, w, args)
}

func (l *Locale) fill(key string, w words, args []any) string {
	if len(w) == 1 {
		return w[0]
	}
	var b strings.Builder
	for i, part := range w {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		value, ok := argument(args, part)
		if !ok {
			l.catalogue.miss(l.lang, key+" {"+part+"}")
			b.WriteString("⟦" + part + "⟧")
			continue
		}
		b.WriteString(l.Show(value))
	}
	return b.String()
}

func argument(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

func count(args []any) (int, bool) {
	v, ok := argument(args, "count")
	if !ok {
		return 0, false
	}
	switch n := v.(type) {
	case int:
		return abs(n), true
	case int64:
		return abs(int(n)), true
	}
	return 0, false
}

func abs(n int) int { return max(n, -n) }

// Show puts a value in the reader's form.
func (l *Locale) Show(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return l.Number(int64(v))
	case int64:
		return l.Number(v)
	case kernel.Date:
		return l.Date(v)
	case kernel.Period:
		return l.Period(v)
	case time.Time:
		return l.Time(v, time.UTC)
	case kernel.Text:
		words, _ := v.In(l.lang)
		return words
	case kernel.Country:
		return l.Country(v)
	case kernel.Role:
		return l.Role(v)
	case fault.Message:
		return l.Message(v)
	case []string:
		return l.List(v)
	}
	return fmt.Sprint(value)
}

// Message is the words of a fault's message.
func (l *Locale) Message(m fault.Message) string {
	if m.Key == "" {
		return ""
	}
	return l.T(m.Key, m.Args...)
}

// Number writes a whole number with the language's grouping and Western digits.
func (l *Locale) Number(n int64) string { return l.printer.Sprint(number.Decimal(n)) }

// Country is the country's name: as the process writes it for the six of the Mekong, else the common one.
func (l *Locale) Country(c kernel.Country) string {
	if key := "kernel.country." + strings.ToLower(string(c)); l.Has(key) {
		return l.T(key)
	}
	region, err := language.ParseRegion(string(c))
	if err != nil {
		return string(c)
	}
	if name := l.regions.Name(region); name != "" {
		return name
	}
	return string(c)
}

// Role is the name of a role, as "Focal point".
func (l *Locale) Role(r kernel.Role) string { return l.T("kernel.role." + string(r)) }

// Language is the name of a language in its own words where the site has it, else in the reader's.
func (l *Locale) Language(lang kernel.Lang) string {
	if name, ok := own[lang.Base()]; ok {
		return name
	}
	if name := display.Tags(l.tag).Name(language.Make(string(lang))); name != "" {
		return name
	}
	return string(lang)
}

// Bytes writes a size in bytes, kB, MB or GB, cut to one decimal place below ten.
func (l *Locale) Bytes(n int64) string {
	unit, size := "kernel.bytes.b", float64(n)
	for _, next := range []string{"kernel.bytes.kb", "kernel.bytes.mb", "kernel.bytes.gb"} {
		if size < 1000 {
			break
		}
		unit, size = next, size/1000
	}
	digits := 0
	if size < 10 && unit != "kernel.bytes.b" {
		digits = 1
	}
	return l.T(unit, "n", l.printer.Sprint(number.Decimal(size, number.MaxFractionDigits(digits))))
}

// List joins items as a sentence does: "Cambodia, China and Thailand".
func (l *Locale) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	all := items[0]
	for _, item := range items[1 : len(items)-1] {
		all = l.T("kernel.list.comma", "a", all, "b", item)
	}
	return l.T("kernel.list.and", "a", all, "b", items[len(items)-1])
}
