package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/text"
)

// Kept is a form that was sent and can only be taken once its sender has proved who they are. It lives on pages and in
// what they send, and nowhere else: not in an address, a log or the database.
type Kept struct {
	Action    string // path that the form goes to, without language
	Values    url.Values
	Writer    string // the mark of the person to whom the form was shown, "" when it was shown to the public
	Multipart bool   // it is a form that takes files
	Files     []KeptFile
}

// KeptFile is a file that a form held. It cannot be kept: its sender chooses it again.
type KeptFile struct{ Field, Name string }

// The names of the fields in which a form of proof carries a kept form. What was a field's name comes behind the prefix.
const (
	carriedAction = "kept.to"
	carriedKind   = "kept.kind"
	carriedWriter = "kept.writer"
	carriedField  = "kept.field."
	carriedFile   = "kept.file."
)

// carryingBounds let every form through that usualBounds let through, with the proof beside it.
var carryingBounds = bounds{fields: 10_100, field: DefaultLimit, all: DefaultLimit + 64<<10, body: 4 * DefaultLimit}

// Carries says that the forms of a route are forms of proof, which may carry a kept form.
func Carries() Option {
	return func(o *routeOptions) { o.carries, o.limit = true, carryingBounds.body }
}

// secrets are fields that are never kept.
var secrets = []string{"password", "again", "present", "code", "ticket"}

// Secret says that a field of that name holds what must not lie on a page.
func Secret(field string) bool { return slices.Contains(secrets, field) }

// WriterOf is the mark that forms shown to a person carry, "" for the public. It tells nothing of the person.
func WriterOf(person kernel.ID) string {
	if person == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("sampan form of " + string(person)))
	return hex.EncodeToString(sum[:16])
}

// Writer is the mark of this reader, for the forms of the page.
func (v *View) Writer() string { return WriterOf(v.Actor.ID) }

// Fields are the fields of the form that was kept, name and value, as they are to be sent.
func (k *Kept) Fields() (all [][2]string) {
	for _, name := range slices.Sorted(maps.Keys(k.Values)) {
		for _, value := range k.Values[name] {
			all = append(all, [2]string{name, value})
		}
	}
	if k.Writer != "" {
		all = append(all, [2]string{WriterField, k.Writer})
	}
	return all
}

// Carried are the fields in which a form of proof carries the kept form. A nil Kept has none.
func (k *Kept) Carried() (all [][2]string) {
	if k == nil {
		return nil
	}
	all = append(all, [2]string{carriedAction, k.Action}, [2]string{carriedWriter, k.Writer})
	if k.Multipart {
		all = append(all, [2]string{carriedKind, multipartForm})
	}
	for _, name := range slices.Sorted(maps.Keys(k.Values)) {
		for _, value := range k.Values[name] {
			all = append(all, [2]string{carriedField + name, value})
		}
	}
	for _, f := range k.Files {
		all = append(all, [2]string{carriedFile + f.Field, f.Name})
	}
	return all
}

// carriedBy takes a kept form out of the form that carries it; nil when it carries none.
func carriedBy(f *Form) *Kept {
	action := f.Values.Get(carriedAction)
	if action == "" {
		return nil
	}
	k := &Kept{Action: action, Values: url.Values{}, Writer: f.Values.Get(carriedWriter), Multipart: f.Values.Get(carriedKind) == multipartForm}
	for name, values := range f.Values {
		switch field, isField := strings.CutPrefix(name, carriedField); {
		case isField && !Secret(field):
			k.Values[field] = values
		case strings.HasPrefix(name, carriedFile):
			for _, file := range values {
				k.Files = append(k.Files, KeptFile{strings.TrimPrefix(name, carriedFile), file})
			}
		}
	}
	maps.DeleteFunc(f.Values, func(name string, _ []string) bool { return strings.HasPrefix(name, "kept.") })
	return k
}

// ReadProof reads a form of proof and the form that it carries, nil when it carries none.
func ReadProof(r *http.Request, v *View) (*Form, *Kept, error) {
	f, err := ReadForm(r)
	if err != nil {
		return nil, nil, err
	}
	k := carriedBy(f)
	if k != nil && !v.takes(k.Action) {
		return nil, nil, fault.New(fault.Invalid, "web.form.unreadable")
	}
	return f, k, nil
}

// takes says that forms can be sent to the path: it is one of this site's own.
func (rt *Router) takes(action string) bool {
	if SafeNext(action) != action {
		return false
	}
	u, err := url.Parse(action)
	if err != nil {
		return false
	}
	_, pattern := rt.mux.Handler(&http.Request{Method: http.MethodPost, URL: &url.URL{Path: u.Path}})
	return strings.HasPrefix(pattern, http.MethodPost+" ")
}

// kept is the form of a request, to be kept; nil when it sent none that can be read.
func (rt *Router) kept(r *http.Request) *Kept {
	kind, in := formKind(r), info(r)
	if kind != plainForm && kind != multipartForm {
		return nil
	}
	f := in.sent
	if f == nil {
		var err error
		if f, err = readFields(r, passOver); err != nil {
			return nil
		}
	}
	if k := carriedBy(f); k != nil {
		if !rt.takes(k.Action) {
			return nil
		}
		return k
	}
	k := &Kept{Action: in.path, Values: maps.Clone(f.Values), Writer: f.writer, Multipart: kind == multipartForm}
	if r.URL.RawQuery != "" {
		k.Action += "?" + r.URL.RawQuery
	}
	maps.DeleteFunc(k.Values, func(name string, _ []string) bool { return Secret(name) || name == "" })
	for _, file := range f.files {
		name, err := text.Clean(file.Name)
		if err == nil {
			k.Files = append(k.Files, KeptFile{file.Field, name})
		}
	}
	return k
}

func passOver(_ *Form, _, _ string, content io.Reader) error {
	_, err := io.Copy(io.Discard, content)
	return err
}

// askAgain answers a form that needs a proof of identity first with a page that keeps it. It reports whether it did.
func (rt *Router) askAgain(w http.ResponseWriter, r *http.Request, v *View, p Problem) bool {
	if rt.config.AskAgain == nil {
		return false
	}
	k := rt.kept(r)
	if k == nil {
		return false
	}
	if err := rt.config.AskAgain(w, r, v, p, k); err != nil {
		rt.failAs(w, r, v, http.StatusInternalServerError, fault.Wrap(fault.Internal, err, "fault.internal"))
	}
	return true
}
