package pack

import (
	"reflect"
	"regexp"
	"strings"

	"sampan/internal/kernel"
)

// binder puts parsed values into the types of this package and notes every fault on its way.
//
// The types say what is needed: a field without omitempty or omitzero must be there, and a text or a list of sources
// there must hold something. The tag `pack:"new:meeting"` marks the name by which other records refer to this one,
// unique in the pack or, with @list, in its list; `pack:"ref:meeting"` marks such a reference; `pack:"null"` lets null in.
type binder struct {
	*faults

	sources map[string]kernel.Source
	profile profile
	names   *names
}

// profile is what of process.json the other files are read by.
type profile struct {
	working   kernel.Lang
	languages map[kernel.Lang]bool
	members   map[kernel.Country]bool
}

var (
	sourceType  = reflect.TypeFor[kernel.Source]()
	sourcesType = reflect.TypeFor[[]kernel.Source]()
	textType    = reflect.TypeFor[kernel.Text]()
	dateType    = reflect.TypeFor[kernel.Date]()
	countryType = reflect.TypeFor[kernel.Country]()
	langType    = reflect.TypeFor[kernel.Lang]()
	periodType  = reflect.TypeFor[kernel.Period]()

	// nameForm is the form of every slug, key and id: they are parts of addresses.
	nameForm = regexp.MustCompile(`^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$`)
)

// bind puts v into dst, which it leaves as it is where v does not fit.
func (b *binder) bind(v *value, path string, dst reflect.Value) {
	switch dst.Type() {
	case sourceType:
		b.source(v, path, dst)
	case textType:
		b.text(v, path, dst)
	case dateType, countryType, langType:
		if b.want(v, path, str) {
			b.word(v.text, path, dst)
		}
	case periodType:
		b.object(v, path, dst)
		b.period(dst.Interface().(kernel.Period), path)
	default:
		b.plain(v, path, dst)
	}
}

func (b *binder) plain(v *value, path string, dst reflect.Value) {
	switch dst.Kind() {
	case reflect.Pointer:
		if dst.IsNil() {
			dst.Set(reflect.New(dst.Type().Elem()))
		}
		b.bind(v, path, dst.Elem())
	case reflect.Struct:
		b.object(v, path, dst)
	case reflect.Slice:
		b.slice(v, path, dst)
	case reflect.String:
		if b.want(v, path, str) {
			b.string(v.text, path, dst)
		}
	case reflect.Int:
		if b.want(v, path, number) {
			dst.SetInt(int64(v.number))
		}
	case reflect.Bool:
		if b.want(v, path, truth) {
			dst.SetBool(v.truth)
		}
	default:
		panic("pack: no value of a file goes into a " + dst.Type().String())
	}
}

// kindKeys are the faults of a value that is of another kind.
var kindKeys = map[kind]string{truth: "pack.want.truth", number: "pack.want.number", str: "pack.want.text", list: "pack.want.list", object: "pack.want.object"}

func (b *binder) want(v *value, path string, k kind) bool {
	if v.kind != k {
		b.add(path, kindKeys[k])
		return false
	}
	return true
}

func (b *binder) object(v *value, path string, dst reflect.Value) {
	if !b.want(v, path, object) {
		return
	}
	known := map[string]bool{}
	for i := range dst.NumField() {
		field := dst.Type().Field(i)
		name, opts, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		known[name] = true
		at := join(path, name)
		got := v.fields[name]
		if got == nil {
			if opts == "" {
				b.add(at, "pack.missing", "name", name)
			}
			continue
		}
		if got.kind == null {
			if field.Tag.Get("pack") != "null" {
				b.add(at, "pack.null")
			}
			continue
		}
		b.bind(got, at, dst.Field(i))
		if opts == "" || dst.Field(i).Type() == sourcesType {
			b.filled(got, at, dst.Field(i))
		}
		b.name(field.Tag.Get("pack"), at, dst.Field(i))
	}
	for _, key := range v.keys {
		if !known[key] {
			b.add(join(path, key), "pack.key.unknown", "name", key)
		}
	}
}

// filled holds a needed value to have something in it.
func (b *binder) filled(v *value, path string, dst reflect.Value) {
	switch {
	case v.kind == str && v.text == "":
		b.add(path, "pack.empty")
	case dst.Type() == textType && v.kind == object && dst.Len() == 0:
		b.add(path, "pack.empty")
	case dst.Type() == sourcesType && v.kind == list && len(v.list) == 0:
		b.add(path, "pack.source.none")
	}
}

func (b *binder) slice(v *value, path string, dst reflect.Value) {
	if !b.want(v, path, list) {
		return
	}
	dst.Set(reflect.MakeSlice(dst.Type(), len(v.list), len(v.list)))
	for i, item := range v.list {
		b.bind(item, index(path, i), dst.Index(i))
	}
}

func (b *binder) string(s, path string, dst reflect.Value) {
	dst.SetString(s)
	if e, ok := reflect.TypeAssert[enumerated](dst); ok && !knows(e, s) {
		b.add(path, "pack.word", "value", s, "words", strings.Join(e.words(), ", "))
		dst.SetString("")
	}
}

// word takes a date, a country or a language.
func (b *binder) word(s, path string, dst reflect.Value) {
	switch dst.Type() {
	case dateType:
		if _, err := kernel.ParseDate(s); err != nil || s == "" {
			b.add(path, "pack.date", "value", s)
			return
		}
	case countryType:
		if !b.profile.members[kernel.Country(s)] {
			b.add(path, "pack.country", "value", s)
			return
		}
	case langType:
		if _, err := kernel.ParseLang(s); err != nil {
			b.add(path, "pack.language.form", "value", s)
			return
		}
	}
	dst.SetString(s)
}

func (b *binder) period(p kernel.Period, path string) {
	if p.To.Before(p.From) {
		b.add(join(path, "to"), "pack.period", "from", string(p.From), "to", string(p.To))
	}
}

// source takes the id of a source and gives the source whole.
func (b *binder) source(v *value, path string, dst reflect.Value) {
	if !b.want(v, path, str) {
		return
	}
	s, ok := b.sources[v.text]
	if !ok {
		b.add(path, "pack.source.unknown", "id", v.text)
		return
	}
	dst.Set(reflect.ValueOf(s))
}

// name notes a name that is given or referred to.
func (b *binder) name(tag, path string, dst reflect.Value) {
	verb, kind, _ := strings.Cut(tag, ":")
	switch verb {
	case "new":
		b.declare(kind, path, dst.String())
	case "ref":
		if dst.Kind() == reflect.Slice {
			for i := range dst.Len() {
				b.names.refer(b.file, kind, index(path, i), dst.Index(i).String())
			}
			return
		}
		b.names.refer(b.file, kind, path, dst.String())
	}
}

func (b *binder) declare(kind, path, name string) {
	if name == "" {
		return // told already
	}
	if !nameForm.MatchString(name) || len(name) > 80 {
		b.add(path, "pack.name.form", "value", name)
	}
	if !b.names.declare(b.file, kind, path, name) {
		b.add(path, "pack.name.twice", "value", name)
	}
}
