package pack

import (
	"reflect"
	"strings"
)

// names are the slugs, keys and codes that records of a pack carry, and the places that refer to them.
type names struct {
	given map[name]bool
	base  map[name]bool // that stand already, and may be given anew
	refs  []reference
}

// newNames takes the names of a base as given; nil is no base.
func newNames(base *Pack) *names {
	n := &names{given: map[name]bool{}, base: map[name]bool{}}
	if base != nil {
		n.collect(reflect.ValueOf(*base))
	}
	return n
}

// collect takes every name that is unique in a pack.
func (n *names) collect(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			n.collect(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			n.collect(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() {
				continue
			}
			if verb, kind, _ := strings.Cut(field.Tag.Get("pack"), ":"); verb == "new" && !strings.Contains(kind, "@") {
				n.base[name{kind, "", v.Field(i).String()}] = true
			}
			n.collect(v.Field(i))
		}
	default: // gives no name
	}
}

// name is a name of a kind. The scope is empty where the name is unique in the whole pack.
type name struct{ kind, scope, name string }

type reference struct{ file, path, kind, name string }

// declare notes a name and says whether it is new.
func (n *names) declare(file, kind, path, as string) bool {
	kind, within, _ := strings.Cut(kind, "@")
	key := name{kind, "", as}
	if within == "list" {
		key.scope = file + ": " + path[:strings.LastIndexByte(path, '[')]
	}
	if n.given[key] {
		return false
	}
	n.given[key] = true
	return true
}

func (n *names) refer(file, kind, path, to string) {
	n.refs = append(n.refs, reference{file, path, kind, to})
}

// refKeys are the faults of a reference to nothing, by the kind that it refers to.
var refKeys = map[string]string{
	"agency": "pack.ref.agency", "body": "pack.ref.body", "instrument": "pack.ref.instrument", "kind": "pack.ref.kind",
	"meeting": "pack.ref.meeting", "plan": "pack.ref.plan", "file": "pack.ref.file",
}

// check notes each reference to a name that nothing carries.
func (n *names) check(f *faults) {
	for _, r := range n.refs {
		if as := (name{r.kind, "", r.name}); !n.given[as] && !n.base[as] {
			f.in(r.file).add(r.path, refKeys[r.kind], "value", r.name)
		}
	}
}
