package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"sampan/internal/fault"
	"sampan/internal/platform/text"
)

// maxDepth bounds how deep objects and lists nest in a file.
const maxDepth = 24

// value is a parsed JSON value with everything that encoding/json would pass over: the keys as written, in their order.
type value struct {
	kind   kind
	text   string
	number int
	truth  bool
	list   []*value
	keys   []string
	fields map[string]*value
}

type kind int

const (
	null kind = iota
	truth
	number
	str
	list
	object
)

// parser reads the values of one file.
type parser struct {
	*json.Decoder

	data   []byte
	faults *faults
}

// parse reads a file whole. It answers nil when the file is no JSON; a fault of a single value leaves null in its place.
func parse(data []byte, f *faults) *value {
	if !utf8.Valid(data) {
		f.add("", "pack.utf8", "line", line(data, badByte(data)))
		return nil
	}
	p := parser{json.NewDecoder(bytes.NewReader(data)), data, f}
	p.UseNumber()
	v := p.value("", 0)
	if v == nil {
		return nil
	}
	if _, err := p.Token(); !errors.Is(err, io.EOF) {
		f.add("", "pack.json", "line", line(data, int(p.InputOffset())))
		return nil
	}
	return v
}

// value reads the next value, or notes a fault and answers nil when there is none.
func (p *parser) value(path string, depth int) *value {
	token, err := p.Token()
	if err != nil {
		return p.broken()
	}
	if depth > maxDepth {
		p.faults.add(path, "pack.depth", "max", maxDepth)
		return nil
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return p.object(path, depth)
		}
		return p.list(path, depth)
	case string:
		return &value{kind: str, text: p.clean(path, t)}
	case json.Number:
		return p.number(path, t)
	case bool:
		return &value{kind: truth, truth: t}
	}
	return &value{kind: null}
}

func (p *parser) object(path string, depth int) *value {
	v := &value{kind: object, fields: map[string]*value{}}
	for p.More() {
		token, err := p.Token()
		if err != nil {
			return p.broken()
		}
		key, _ := token.(string)
		at := join(path, key)
		if !text.IsClean(key) {
			p.faults.add(path, "pack.key.text")
		}
		field := p.value(at, depth+1)
		if field == nil {
			return nil
		}
		if _, twice := v.fields[key]; twice {
			p.faults.add(at, "pack.key.twice", "name", key)
			continue
		}
		v.keys = append(v.keys, key)
		v.fields[key] = field
	}
	return p.end(v)
}

func (p *parser) list(path string, depth int) *value {
	v := &value{kind: list}
	for p.More() {
		item := p.value(index(path, len(v.list)), depth+1)
		if item == nil {
			return nil
		}
		v.list = append(v.list, item)
	}
	return p.end(v)
}

// end takes the closing bracket.
func (p *parser) end(v *value) *value {
	if _, err := p.Token(); err != nil {
		return p.broken()
	}
	return v
}

func (p *parser) number(path string, n json.Number) *value {
	i, err := strconv.Atoi(n.String())
	if err != nil || i < 0 || i > 1_000_000_000 {
		p.faults.add(path, "pack.number")
		i = 0
	}
	return &value{kind: number, number: i}
}

// clean holds a text to the one door; in a file nothing is put right silently.
func (p *parser) clean(path, s string) string {
	c, err := text.Clean(s)
	var bad *fault.Error
	switch {
	case errors.As(err, &bad):
		p.faults.add(path, bad.Text.Key, bad.Text.Args...)
	case strings.ContainsRune(s, utf8.RuneError): // half of a surrogate pair, or already lost before
		p.faults.add(path, "pack.text.lost")
	case c != s:
		p.faults.add(path, "pack.text.form")
	}
	return c
}

func (p *parser) broken() *value {
	p.faults.add("", "pack.json", "line", line(p.data, int(p.InputOffset())))
	return nil
}

// line is the line of the byte at offset, from 1.
func line(data []byte, offset int) int {
	return 1 + bytes.Count(data[:min(offset, len(data))], []byte("\n"))
}

func badByte(data []byte) int {
	at := 0
	for at < len(data) {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return at
}

// canonical writes the value in one form only: keys in order of their bytes, no white space.
func (v *value) canonical(b *bytes.Buffer) {
	switch v.kind {
	case truth:
		b.WriteString(strconv.FormatBool(v.truth))
	case number:
		b.WriteString(strconv.Itoa(v.number))
	case str:
		quote(b, v.text)
	case list:
		sep := byte('[')
		for _, item := range v.list {
			b.WriteByte(sep)
			item.canonical(b)
			sep = ','
		}
		closing(b, sep, '[', ']')
	case object:
		keys := append([]string(nil), v.keys...)
		sort.Strings(keys)
		sep := byte('{')
		for _, key := range keys {
			b.WriteByte(sep)
			quote(b, key)
			b.WriteByte(':')
			v.fields[key].canonical(b)
			sep = ','
		}
		closing(b, sep, '{', '}')
	default:
		b.WriteString("null")
	}
}

func closing(b *bytes.Buffer, sep, open, end byte) {
	if sep == open {
		b.WriteByte(open)
	}
	b.WriteByte(end)
}

// quote writes a JSON string with no more escapes than RFC 8785 asks for.
func quote(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
