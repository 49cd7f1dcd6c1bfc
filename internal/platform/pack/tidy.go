package pack

import (
	"reflect"
	"slices"
	"strings"

	"sampan/internal/kernel"
)

// Dropped is a reference that Tidy took out, because what it names is not in the pack.
type Dropped struct {
	Place string // as "meetings.json: meetings[3].outcomes[0].instrument"
	To    string
}

// Tidy makes a pack that was put together from records hold together: meetings held together name each other, every source
// is listed, and what names a record that the pack does not hold names it no more. It tells what it took out.
func (p *Pack) Tidy() []Dropped {
	t := tidier{names: newNames(p).base}
	t.walk(reflect.ValueOf(&p.Process).Elem(), "process.json", "")
	for _, s := range p.sections() {
		t.walk(reflect.ValueOf(s.records), s.file, s.key)
	}
	for i := range p.Plans {
		t.walk(reflect.ValueOf(&p.Plans[i]).Elem(), plansFolder+"/"+p.Plans[i].Slug+".json", "")
	}
	for i := range p.Withdrawals {
		if w := &p.Withdrawals[i]; w.Instead != "" && !t.names[name{w.Kind, "", w.Instead}] {
			t.drop("withdrawn.json", index("withdrawn", i)+".instead", w.Instead)
			w.Instead = ""
		}
	}
	p.join()
	p.Cite()
	return t.dropped
}

// join lets meetings that were held together name each other, but for one that is for everyone and one that is not: its name
// stays where it may be read.
func (p *Pack) join() {
	at := map[string]int{}
	for i, m := range p.Meetings {
		at[m.Slug] = i
	}
	for _, m := range p.Meetings {
		for _, slug := range m.JointWith {
			i, there := at[slug]
			if there && p.mayName(KindMeeting, slug, m.Slug) && !slices.Contains(p.Meetings[i].JointWith, m.Slug) {
				p.Meetings[i].JointWith = append(slices.Clone(p.Meetings[i].JointWith), m.Slug)
			}
		}
	}
}

// mayName says that who reads a record may know of another of its kind.
func (p *Pack) mayName(kind, slug, other string) bool {
	return p.AudienceOf(kind, slug) != kernel.Public || p.AudienceOf(kind, other) == kernel.Public
}

type tidier struct {
	names   map[name]bool
	dropped []Dropped
}

func (t *tidier) drop(file, path, to string) {
	t.dropped = append(t.dropped, Dropped{file + ": " + path, to})
}

func (t *tidier) walk(v reflect.Value, file, path string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			t.walk(v.Elem(), file, path)
		}
	case reflect.Slice:
		for i := range v.Len() {
			t.walk(v.Index(i), file, index(path, i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			key, opts, _ := strings.Cut(field.Tag.Get("json"), ",")
			if verb, kind, _ := strings.Cut(field.Tag.Get("pack"), ":"); verb == "ref" && opts != "" {
				t.reference(v.Field(i), kind, file, join(path, key))
			} else {
				t.walk(v.Field(i), file, join(path, key))
			}
		}
	default: // names nothing
	}
}

// reference takes out what of a reference names nothing.
func (t *tidier) reference(v reflect.Value, kind, file, path string) {
	if v.Kind() == reflect.String {
		if to := v.String(); to != "" && !t.names[name{kind, "", to}] {
			t.drop(file, path, to)
			v.SetString("")
		}
		return
	}
	kept, _ := reflect.TypeAssert[[]string](v)
	left := slices.DeleteFunc(slices.Clone(kept), func(to string) bool {
		gone := !t.names[name{kind, "", to}]
		if gone {
			t.drop(file, path, to)
		}
		return gone
	})
	v.Set(reflect.ValueOf(left))
}
