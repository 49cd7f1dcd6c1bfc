package api

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/platform/text"
)

// clean brings every string of a request through the door of package text, in place, and tells all that cannot come in
// with where they stand.
func clean(in any) error {
	var faults fault.List
	walk(reflect.ValueOf(in), "", &faults)
	return faults.Err()
}

func walk(v reflect.Value, path string, faults *fault.List) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), path, faults)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				walk(v.Field(i), join(path, name(f)), faults)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i), faults)
		}
	case reflect.Map:
		walkMap(v, path, faults)
	case reflect.String:
		if v.CanSet() {
			if s, ok := let(v.String(), path, faults); ok {
				v.SetString(s)
			}
		}
	}
}

// walkMap cleans copies of the values, for those in a map cannot be set in place. Keys stay as they are, or are refused.
func walkMap(v reflect.Value, path string, faults *fault.List) {
	for _, key := range v.MapKeys() {
		name := fmt.Sprint(key.Interface())
		let(name, path, faults)
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(v.MapIndex(key))
		walk(value, join(path, name), faults)
		v.SetMapIndex(key, value)
	}
}

func let(s, path string, faults *fault.List) (string, bool) {
	c, err := text.Clean(s)
	if f, ok := errors.AsType[*fault.Error](err); ok {
		faults.Add(path, f.Text.Key, f.Text.Args...)
		return "", false
	}
	return c, true
}

func name(f reflect.StructField) string {
	for _, tag := range []string{"json", "path", "query", "header"} {
		if n, _, _ := strings.Cut(f.Tag.Get(tag), ","); n != "" && n != "-" {
			return n
		}
	}
	if f.Anonymous {
		return ""
	}
	return strings.ToLower(f.Name)
}

func join(path, name string) string {
	switch {
	case path == "":
		return name
	case name == "":
		return path
	}
	return path + "." + name
}
