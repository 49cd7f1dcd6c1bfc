package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sampan/internal/fault"
	"sampan/internal/platform/web"
)

// fieldID is the id of a field's first control, which the list of errors links to.
func fieldID(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

// choiceID is the id of one of several controls; the first has the field's own.
func choiceID(name string, i int) string {
	if i == 0 {
		return fieldID(name)
	}
	return fieldID(name) + "-" + strconv.Itoa(i)
}

// faultWords is a fault as the list of errors says it.
func faultWords(v *web.View, f fault.Field, labels map[string]string) string {
	words := v.Loc.Message(f.Message)
	if name := labels[f.Path]; name != "" {
		return v.T("web.form.fault", "field", name, "fault", words)
	}
	return words
}

func inputType(f Field) string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// described links a control to its hint and its error.
func described(s web.FormState, f Field) templ.Attributes {
	attrs := templ.Attributes{}
	var ids []string
	if f.Hint != "" {
		ids = append(ids, fieldID(f.Name)+"-hint")
	}
	if s.Fault(f.Name).Key != "" {
		ids = append(ids, fieldID(f.Name)+"-error")
		attrs["aria-invalid"] = "true"
	}
	if len(ids) > 0 {
		attrs["aria-describedby"] = strings.Join(ids, " ")
	}
	return attrs
}

func inputAttrs(s web.FormState, f Field) templ.Attributes {
	attrs := described(s, f)
	for name, value := range map[string]string{"autocomplete": f.Complete, "inputmode": f.Mode, "lang": f.Lang} {
		if value != "" {
			attrs[name] = value
		}
	}
	if f.Max > 0 {
		attrs["maxlength"] = strconv.Itoa(f.Max)
	}
	if f.Width > 0 {
		attrs["size"] = strconv.Itoa(f.Width)
	}
	if !f.Optional && f.Type != "checkbox" {
		attrs["aria-required"] = "true"
	}
	return attrs
}

var (
	dateParts  = [3]string{"day", "month", "year"}
	dateWidths = [3]int{2, 2, 4}
)

// dateID is the id of a part of a date; the first shown has the field's own.
func dateID(name string, part int) string {
	if part == 0 {
		return fieldID(name)
	}
	return fieldID(name) + "-" + dateParts[part]
}

// dateValue is the part as it was typed, or of a value given as a whole: "2015-04".
func dateValue(s web.FormState, name string, part int) string {
	if typed := s.Value(name + "." + dateParts[part]); typed != "" {
		return typed
	}
	parts := strings.Split(s.Value(name), "-")
	at := [3]int{2, 1, 0}[part]
	if at >= len(parts) {
		return ""
	}
	if part < 2 {
		return strings.TrimPrefix(parts[at], "0")
	}
	return parts[at]
}

func withDateHint(v *web.View, f Field) Field {
	if f.Hint == "" {
		f.Hint = v.T("web.date.hint")
	}
	return f
}
