package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"reflect"
	"slices"
	"strings"

	"sampan/internal/kernel"
)

// encoder turns records into the values of files: the way back from the binder.
type encoder struct {
	ids     map[kernel.Source]string
	working kernel.Lang
	whole   bool // texts are objects by language, however short they could be
}

func newEncoder(p *Pack) *encoder {
	e := &encoder{ids: map[kernel.Source]string{}, working: p.Process.WorkingLanguage}
	for _, s := range p.Sources {
		if _, has := e.ids[s.Kernel()]; !has {
			e.ids[s.Kernel()] = s.ID
		}
	}
	return e
}

// record encodes one record.
func (e *encoder) record(r any) *value { return e.value(reflect.ValueOf(r)) }

func (e *encoder) value(v reflect.Value) *value {
	switch v.Type() {
	case sourceType:
		return &value{kind: str, text: e.ids[v.Interface().(kernel.Source)]}
	case textType:
		return e.text(v.Interface().(kernel.Text))
	}
	switch v.Kind() {
	case reflect.Pointer:
		return e.value(v.Elem())
	case reflect.Struct:
		return e.object(v)
	case reflect.Slice:
		all := &value{kind: list}
		for i := range v.Len() {
			all.list = append(all.list, e.value(v.Index(i)))
		}
		return all
	case reflect.String:
		return &value{kind: str, text: v.String()}
	case reflect.Int:
		return &value{kind: number, number: int(v.Int())}
	case reflect.Bool:
		return &value{kind: truth, truth: v.Bool()}
	default:
		panic("pack: no value of a file holds a " + v.Type().String())
	}
}

func (e *encoder) object(v reflect.Value) *value {
	o := &value{kind: object, fields: map[string]*value{}}
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		name, opts, _ := strings.Cut(tag.Get("json"), ",")
		field := v.Field(i)
		empty := field.IsZero() || (field.Kind() == reflect.Slice || field.Kind() == reflect.Map) && field.Len() == 0
		switch {
		case name == "-", empty && opts != "":
		case empty && tag.Get("pack") == "null":
			o.put(name, &value{kind: null})
		default:
			o.put(name, e.value(field))
		}
	}
	return o
}

func (v *value) put(key string, field *value) {
	v.keys = append(v.keys, key)
	v.fields[key] = field
}

// text writes a text in its shortest form: a plain string where it is the text itself in the working language alone.
func (e *encoder) text(t kernel.Text) *value {
	o := &value{kind: object, fields: map[string]*value{}}
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		if w := t[lang]; w.Text != "" {
			o.put(string(lang), e.wording(lang, w))
		}
	}
	if only := o.fields[string(e.working)]; len(o.keys) == 1 && only != nil && only.kind == str && !e.whole {
		return only
	}
	return o
}

func (e *encoder) wording(lang kernel.Lang, w kernel.Wording) *value {
	plain := kernel.DraftText
	if lang == e.working {
		plain = kernel.Authoritative
	}
	if w.State == "" {
		w.State = plain
	}
	if w == (kernel.Wording{Text: w.Text, State: plain}) {
		return &value{kind: str, text: w.Text}
	}
	return e.object(reflect.ValueOf(w))
}

// cited gives every source that stands in v, each once, in the order of the records.
func cited(v reflect.Value, seen map[kernel.Source]bool) (all []kernel.Source) {
	switch {
	case v.Type() == sourceType:
		if s := v.Interface().(kernel.Source); !seen[s] {
			seen[s] = true
			return []kernel.Source{s}
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				all = append(all, cited(v.Field(i), seen)...)
			}
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			all = append(all, cited(v.Index(i), seen)...)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return cited(v.Elem(), seen)
	}
	return all
}

// Cite gives every source that a record names and Sources does not list an identifier and a place in the list. The
// identifier follows from what the source says, so that it is the same however often it is made.
func (p *Pack) Cite() {
	listed := map[kernel.Source]bool{}
	for _, s := range p.Sources {
		listed[s.Kernel()] = true
	}
	for _, s := range cited(reflect.ValueOf(*p), listed) {
		sum := sha256.Sum256([]byte(strings.Join([]string{s.URL, s.Title, string(s.Retrieved), s.Note}, "\x00")))
		p.Sources = append(p.Sources, Source{
			ID: "s-" + hex.EncodeToString(sum[:8]), URL: s.URL, Title: s.Title, Retrieved: s.Retrieved, Note: s.Note,
		})
	}
}
