package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/text"
)

// Form is the values of a form that was sent. Its methods read one field each and note what cannot be taken; Err tells
// all of it at once. Every text goes through the one door (package text).
type Form struct {
	Values url.Values
	faults fault.List
	size   int    // of the values of a form with files
	writer string // the mark of the person to whom the form was shown, "" when it was shown to the public
	files  []KeptFile
}

// SubmissionField, VersionField and WriterField are the hidden fields of forms. The last is the mark of the person to
// whom the form was shown; no Form holds it among its values.
const (
	SubmissionField = "submission"
	VersionField    = "version"
	WriterField     = "writer"
)

// Bounds of one form, beside the size of its body. What a form holds besides files is held in memory and is DefaultLimit
// at most, however large a file its route takes.
const (
	maxFields    = 2000
	maxFieldSize = 512 << 10
)

// bounds are those of the forms of one route.
type bounds struct {
	fields     int
	field, all int // bytes of the values
	body       int64
}

var usualBounds = bounds{maxFields, maxFieldSize, DefaultLimit, DefaultLimit}

// ReadForm reads a form without files.
func ReadForm(r *http.Request) (*Form, error) {
	return ReadUpload(r, nil)
}

// ReadUpload reads a form that may hold files. Each file is handed to take as it arrives, with the name of its field and
// the name that the sender gave it, which is not to be trusted. Fields that come before the file are in the Form then.
func ReadUpload(r *http.Request, take func(f *Form, field, filename string, content io.Reader) error) (*Form, error) {
	f, err := readFields(r, take)
	if err != nil {
		return f, err
	}
	in := info(r)
	in.sent = f
	if in.guarded && f.writer != "" && f.writer != in.writer {
		return nil, fault.New(fault.SignIn, "web.form.other_person")
	}
	act.SentFrom(r.Context()).Is([]byte(f.Values.Encode()))
	return f, nil
}

func readFields(r *http.Request, take func(f *Form, field, filename string, content io.Reader) error) (*Form, error) {
	f, most := &Form{Values: url.Values{}}, usualBounds
	if info(r).carries {
		most = carryingBounds
	}
	if kind := formKind(r); kind == multipartForm {
		if err := f.readParts(r, most, take); err != nil {
			return nil, err
		}
	} else {
		r.Body = http.MaxBytesReader(nil, r.Body, most.body)
		if err := r.ParseForm(); err != nil {
			return nil, bodyFault(err)
		}
		f.Values = r.PostForm
	}
	f.writer = f.Values.Get(WriterField)
	f.Values.Del(WriterField)
	return f, nil
}

// The media types of forms.
const (
	plainForm     = "application/x-www-form-urlencoded"
	multipartForm = "multipart/form-data"
)

// formKind is the media type of the request's body, "" when it cannot be read.
func formKind(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

func (f *Form) readParts(r *http.Request, most bounds, take func(*Form, string, string, io.Reader) error) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return bodyFault(err)
	}
	for range most.fields {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return bodyFault(err)
		}
		if err := f.readPart(part, most, take); err != nil {
			return err
		}
	}
	return fault.New(fault.TooLarge, "fault.too_large")
}

func (f *Form) readPart(part *multipart.Part, most bounds, take func(*Form, string, string, io.Reader) error) error {
	name := part.FormName()
	if part.FileName() == "" {
		value, err := io.ReadAll(io.LimitReader(part, int64(most.field)+1))
		if err != nil {
			return bodyFault(err)
		}
		if f.size += len(value); len(value) > most.field || f.size > most.all {
			return fault.New(fault.TooLarge, "fault.too_large")
		}
		if _, isFile := part.Header["Content-Type"]; !isFile || len(value) > 0 {
			f.Values.Add(name, string(value))
		}
		return nil
	}
	if take == nil {
		return fault.New(fault.Invalid, "web.form.no_file_wanted")
	}
	f.files = append(f.files, KeptFile{name, part.FileName()})
	err := take(f, name, part.FileName(), part)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return bodyFault(err)
	}
	return err
}

// bodyFault says whether a body was too large or not understood.
func bodyFault(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.Wrap(fault.TooLarge, err, "fault.too_large")
	}
	return fault.Wrap(fault.Invalid, err, "web.form.unreadable")
}

// Fault notes that a field cannot be taken.
func (f *Form) Fault(field, key string, args ...any) { f.faults.Add(field, key, args...) }

// Err is an Invalid fault with everything noted so far, or nil.
func (f *Form) Err() error { return f.faults.Err() }

// Text is a field's text, cleaned and without space around it. Text that the door refuses is noted and given as "".
func (f *Form) Text(field string) string {
	clean, err := text.Clean(f.Values.Get(field))
	if err != nil {
		f.Fault(field, "web.form.text")
		return ""
	}
	return strings.TrimSpace(clean)
}

// Required is like Text and notes an empty field.
func (f *Form) Required(field string) string {
	s := f.Text(field)
	if s == "" && !f.has(field) {
		f.Fault(field, "web.form.required")
	}
	return s
}

// has says that a fault of the field is noted already.
func (f *Form) has(field string) bool {
	return slices.ContainsFunc(f.faults.Fields, func(x fault.Field) bool { return x.Path == field })
}

// Texts is every value of a field that may come several times, without the empty ones.
func (f *Form) Texts(field string) []string {
	var all []string
	for _, value := range f.Values[field] {
		clean, err := text.Clean(value)
		if err != nil {
			f.Fault(field, "web.form.text")
			continue
		}
		if clean = strings.TrimSpace(clean); clean != "" {
			all = append(all, clean)
		}
	}
	return all
}

// Choice is a field whose value must be one of those allowed; anything else is noted and given as "".
func (f *Form) Choice(field string, allowed ...string) string {
	s := f.Values.Get(field)
	if !slices.Contains(allowed, s) {
		f.Fault(field, "web.form.choice")
		return ""
	}
	return s
}

// Bool says that a checkbox was ticked.
func (f *Form) Bool(field string) bool { return f.Values.Get(field) != "" }

// Int is a whole number; "" is 0, and what is no number is noted.
func (f *Form) Int(field string) int {
	s := strings.TrimSpace(f.Values.Get(field))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		f.Fault(field, "web.form.number")
	}
	return n
}

// Date is a date as far as it is known, from one field ("2015-04") or from the three of a date field (start.year,
// start.month, start.day).
func (f *Form) Date(field string) kernel.Date {
	s := strings.TrimSpace(f.Values.Get(field))
	if y := strings.TrimSpace(f.Values.Get(field + ".year")); s == "" {
		s = joinDate(y, strings.TrimSpace(f.Values.Get(field+".month")), strings.TrimSpace(f.Values.Get(field+".day")))
	}
	d, err := kernel.ParseDate(s)
	if err != nil {
		f.Fault(field, "web.form.date")
	}
	return d
}

// joinDate writes the parts as a date; what does not go together is left for ParseDate to refuse.
func joinDate(y, m, d string) string {
	switch {
	case y == "" && m == "" && d == "":
		return ""
	case m == "" && d == "":
		return y
	case d == "":
		return y + "-" + pad(m)
	}
	return y + "-" + pad(m) + "-" + pad(d)
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// ID is an identifier; "" when the field is empty, and what is none is noted.
func (f *Form) ID(field string) kernel.ID {
	s := strings.TrimSpace(f.Values.Get(field))
	if s == "" {
		return ""
	}
	id, err := kernel.ParseID(s)
	if err != nil {
		f.Fault(field, "web.form.choice")
	}
	return id
}

// Country is a country's code; "" when the field is empty, and what is none is noted.
func (f *Form) Country(field string) kernel.Country {
	s := strings.TrimSpace(f.Values.Get(field))
	if s == "" {
		return ""
	}
	c, err := kernel.ParseCountry(s)
	if err != nil {
		f.Fault(field, "web.form.choice")
	}
	return c
}

// Submission is the random identifier that the form was given when it was shown. A form without one was not made here.
func (f *Form) Submission() (kernel.ID, error) {
	id, err := kernel.ParseID(f.Values.Get(SubmissionField))
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "web.form.submission")
	}
	return id, nil
}

// Version is the version of the record that the form was made from; 0 when it has none.
func (f *Form) Version() int {
	n, err := strconv.Atoi(f.Values.Get(VersionField))
	if err != nil {
		return 0
	}
	return n
}

// State is what a page needs to show the form again: what was typed, and why err refused it.
func (f *Form) State(err error) FormState {
	state := FormState{Values: f.Values}
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		state.Faults = refused.Fields
		if len(state.Faults) == 0 {
			state.Faults = []fault.Field{{Message: refused.Text}}
		}
	}
	return state
}

// FormState is a form as it stands: the values to show and, when it was refused, why. The zero FormState is a fresh form.
type FormState struct {
	Values url.Values
	Faults []fault.Field
}

// NewState makes a fresh form that shows values, name and value in turn.
func NewState(pairs ...any) FormState {
	s := FormState{Values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		s.Values.Add(fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return s
}

// Value is the field's value to show.
func (s FormState) Value(field string) string { return s.Values.Get(field) }

// Checked says that the field holds the value.
func (s FormState) Checked(field, value string) bool { return slices.Contains(s.Values[field], value) }

// Fault is why the field was refused; the zero Message when it was not.
func (s FormState) Fault(field string) fault.Message {
	for _, f := range s.Faults {
		if f.Path == field {
			return f.Message
		}
	}
	return fault.Message{}
}
