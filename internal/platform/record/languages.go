package record

import (
	"reflect"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

var textType = reflect.TypeFor[kernel.Text]()

// CheckLanguages notes every text of the record, a struct or a pointer to one, that is in a language other than those
// of the process: nobody else's form, workbook or page could show it. Faults stand at the record's own fields.
func CheckLanguages(faults *fault.List, record any, process []kernel.Lang) {
	v := reflect.Indirect(reflect.ValueOf(record))
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		var strange []kernel.Lang
		languagesIn(v.Field(i), func(l kernel.Lang) {
			if !slices.Contains(process, l) && !slices.Contains(strange, l) {
				strange = append(strange, l)
			}
		})
		slices.Sort(strange)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		for _, l := range strange {
			faults.Add(name, "record.language_other", "language", string(l), "languages", Joined(process))
		}
	}
}

// Joined is the tags in a row, as messages name them.
func Joined(languages []kernel.Lang) string {
	all := make([]string, len(languages))
	for i, l := range languages {
		all[i] = string(l)
	}
	return strings.Join(all, ", ")
}

// languagesIn tells of every language that a text somewhere in the value is in.
func languagesIn(v reflect.Value, tell func(kernel.Lang)) {
	if v.Type() == textType {
		for _, key := range v.MapKeys() {
			tell(kernel.Lang(key.String()))
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			languagesIn(v.Elem(), tell)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				languagesIn(v.Field(i), tell)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			languagesIn(v.Index(i), tell)
		}
	default: // holds no text
	}
}
