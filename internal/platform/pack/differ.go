package pack

import (
	"slices"
	"strconv"
	"strings"
)

// Field is a field of a record that files change, in the words of the format.
type Field struct {
	Path     string // as "outcomes[plan].text.en"
	Old, New string // "" where there is nothing
}

// differences lists the fields in which two values differ, in the order of the second.
func differences(a, b *value) (all []Field) {
	compareValues("", a, b, &all)
	return all
}

func compareValues(path string, a, b *value, all *[]Field) {
	a, b = a.wordingLike(b), b.wordingLike(a)
	switch {
	case a.plain() && b.plain():
		if was, is := a.words(), b.words(); was != is {
			*all = append(*all, Field{path, was, is})
		}
	case a != nil && b != nil && a.kind != b.kind:
		compareValues(path, a, nil, all)
		compareValues(path, nil, b, all)
	default:
		mine, theirs := a.parts(), b.parts()
		for _, key := range union(theirs.keys, mine.keys) {
			at := path + key
			if path != "" && !strings.HasPrefix(key, "[") {
				at = path + "." + key
			}
			compareValues(at, mine.fields[key], theirs.fields[key], all)
		}
		if was, is := a.order(), b.order(); !slices.Equal(was, is) && slices.Equal(sortedCopy(was), sortedCopy(is)) {
			*all = append(*all, Field{path, strings.Join(was, ", "), strings.Join(is, ", ")})
		}
	}
}

// wordingLike writes a plain wording as its object where the other is one.
func (v *value) wordingLike(other *value) *value {
	if v == nil || other == nil || v.kind != str || other.kind != object || other.fields["text"] == nil {
		return v
	}
	return &value{kind: object, keys: []string{"text"}, fields: map[string]*value{"text": v}}
}

func sortedCopy(names []string) []string { return slices.Sorted(slices.Values(names)) }

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, key := range b {
		if !slices.Contains(a, key) {
			all = append(all, key)
		}
	}
	return all
}

// plain says that a value is shown whole: a word, or a list of words.
func (v *value) plain() bool {
	if v == nil || v.kind != list {
		return v == nil || v.kind != object
	}
	return !slices.ContainsFunc(v.list, func(item *value) bool { return !item.plain() })
}

func (v *value) words() string {
	switch {
	case v == nil || v.kind == null:
		return ""
	case v.kind == str:
		return v.text
	case v.kind == number:
		return strconv.Itoa(v.number)
	case v.kind == truth:
		return strconv.FormatBool(v.truth)
	}
	all := make([]string, len(v.list))
	for i, item := range v.list {
		all[i] = item.words()
	}
	return strings.Join(all, ", ")
}

// parts are the fields of an object, or the items of a list under their names there, or else their places.
func (v *value) parts() *value {
	if v == nil || v.kind == object {
		if v == nil {
			v = &value{}
		}
		return v
	}
	o := &value{kind: object, fields: map[string]*value{}}
	for i, item := range v.list {
		key := "[" + item.called(i) + "]"
		if o.fields[key] != nil {
			key = "[" + strconv.Itoa(i) + "]"
		}
		o.put(key, item)
	}
	return o
}

// called is the name of an item in its list.
func (v *value) called(i int) string {
	for _, key := range []string{"key", "slug", "code"} {
		if name := v.fields[key]; name != nil && name.text != "" {
			return name.text
		}
	}
	return strconv.Itoa(i)
}

// order is the names of the items of a list, in their order.
func (v *value) order() []string {
	if v == nil || v.kind != list {
		return nil
	}
	names := make([]string, len(v.list))
	for i, item := range v.list {
		names[i] = item.called(i)
	}
	return names
}
