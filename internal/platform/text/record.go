package text

import (
	"errors"
	"reflect"
	"strconv"
	"strings"

	"sampan/internal/fault"
)

// CleanRecord lets a whole record in: every string that record points to goes through Clean. What cannot be let in is
// noted under the path of its field, as "outcomes[0].text.en.text"; path is put before it.
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
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				cleanValue(faults, below(path, field), v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			cleanValue(faults, path+"["+strconv.Itoa(i)+"]", v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.MapIndex(key))
			cleanValue(faults, strings.TrimPrefix(path+"."+key.String(), "."), item)
			v.SetMapIndex(key, item)
		}
	default: // holds no text
	}
}

// below is the path of a field as its JSON names it; what is embedded adds nothing.
func below(path string, field reflect.StructField) string {
	if field.Anonymous {
		return path
	}
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" {
		name = field.Name
	}
	return strings.TrimPrefix(path+"."+name, ".")
}

func cleanString(faults *fault.List, path, s string) string {
	clean, err := Clean(s)
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		faults.Add(path, refused.Text.Key, refused.Text.Args...)
	}
	return clean
}
