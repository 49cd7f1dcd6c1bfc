package text

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"sampan/internal/fault"
)

// CleanRecord lets a whole record in: every string that record, a pointer, leads to goes through Clean, in place. What
// cannot be let in becomes "" and is noted under the path of its field, as "outcomes[0].text.en.text", with path put
// before it; fields are called what JSON, or else an address or a header, calls them. Keys of maps stay as they are or
// are refused. Bytes are no text.
func CleanRecord(faults *fault.List, path string, record any) {
	cleanValue(faults, path, reflect.ValueOf(record).Elem())
}

func cleanValue(faults *fault.List, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(cleanString(faults, path, v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			cleanValue(faults, path, v.Elem())
		}
	case reflect.Interface:
		if !v.IsNil() {
			v.Set(cleanCopy(faults, path, v.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() || field.Anonymous && field.Type.Kind() == reflect.Struct {
				cleanValue(faults, below(path, nameOf(field)), v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			cleanValue(faults, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, key := range keys {
			name := fmt.Sprint(key)
			cleanString(faults, path, name)
			v.SetMapIndex(key, cleanCopy(faults, below(path, name), v.MapIndex(key)))
		}
	default: // holds no text
	}
}

// cleanCopy is for what cannot be set in place.
func cleanCopy(faults *fault.List, path string, v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	cleanValue(faults, path, c)
	return c
}

// nameOf is what a field is called outside; what is embedded has no name of its own.
func nameOf(field reflect.StructField) string {
	for _, tag := range []string{"json", "path", "query", "header"} {
		if name, _, _ := strings.Cut(field.Tag.Get(tag), ","); name != "" && name != "-" {
			return name
		}
	}
	if field.Anonymous {
		return ""
	}
	return strings.ToLower(field.Name)
}

func below(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

func cleanString(faults *fault.List, path, s string) string {
	clean, err := Clean(s)
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		faults.Add(path, refused.Text.Key, refused.Text.Args...)
	}
	return clean
}
