package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/text"
)

// Base is the path that every operation lies below.
const Base = "/api/v1"

// Op describes an operation. Path is below Base, as "/meetings/{slug}".
type Op struct {
	Method   string
	Path     string
	ID       string // as "get-meeting"
	Summary  string
	Tag      string
	Action   access.Action
	Status   int   // of success; 0 for 200
	MaxBytes int64 // of the body; 0 for 1 MiB
}

// API collects operations with Register, serves them below Base and describes them in OpenAPI.
type API struct {
	huma      huma.API
	mux       *http.ServeMux
	catalogue *i18n.Catalogue
	log       *slog.Logger
	ops       []Op
	naming    string // package whose operation is being registered: it names the types that have no name of their own
}

// New makes an API without operations. Version is that of the program; address is the public one, never taken from a
// request.
func New(catalogue *i18n.Catalogue, log *slog.Logger, version, address string) *API {
	a := &API{mux: http.NewServeMux(), catalogue: catalogue, log: log}
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Sampan", Version: version,
				Description: "The record of a regional consultative process: the process, its members and bodies, meetings, instruments, plans of action, and the log that proves them.",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Servers: []*huma.Server{{URL: address}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", a.schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"token":   {Type: "http", Scheme: "bearer", Description: "A token made at /account."},
					"session": {Type: "apiKey", In: "cookie", Name: "session", Description: "The session of a signed-in browser."},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": strictJSON, "json": strictJSON},
		DefaultFormat: "application/json",
		OpenAPIPath:   "/api/openapi",
	}
	a.huma = humago.New(a.mux, config)
	return a
}

// schemaName names a type after its package and itself, for two features may call two things the same.
func (a *API) schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	name, of := huma.DefaultSchemaNamer(t, hint), path.Base(t.PkgPath())
	switch of {
	case "kernel", "huma", "v2":
		return name
	case ".":
		of = a.naming
	}
	prefix := strings.ToUpper(of[:min(1, len(of))]) + of[min(1, len(of)):]
	if strings.HasPrefix(name, prefix) {
		return name
	}
	return prefix + name
}

// strictJSON refuses what encoding/json would mend silently: bytes that are not UTF-8, and halves of characters.
var strictJSON = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	},
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) || halved(data) {
			return errors.New("the body is not UTF-8")
		}
		return json.Unmarshal(data, v)
	},
}

// halved says that the JSON escapes half of a surrogate pair without the other half, which is no character.
func halved(data []byte) bool {
	for {
		at := bytes.IndexByte(data, '\\')
		if at < 0 || at+1 >= len(data) {
			return false
		}
		half := escaped(data[at:])
		if !utf16.IsSurrogate(half) {
			data = data[at+2:]
			continue
		}
		if utf16.DecodeRune(half, escaped(data[at+6:])) == utf8.RuneError {
			return true
		}
		data = data[at+12:]
	}
}

// escaped is the character that data begins with as "\uXXXX"; 0 when it does not.
func escaped(data []byte) rune {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(n)
}

// Handler serves the operations and the description.
func (a *API) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if h, pattern := a.mux.Handler(r); pattern == "" {
			a.unknown(w, r, h)
			return
		}
		ctx := context.WithValue(r.Context(), localeKey{}, a.catalogue.Locale(a.catalogue.Match(r.Header.Get("Accept-Language"), "")))
		a.mux.ServeHTTP(w, r.WithContext(ctx))
	})
}

// unknown answers for an address or a method that no operation has.
func (a *API) unknown(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	locale := a.catalogue.Locale(a.catalogue.Match(r.Header.Get("Accept-Language"), ""))
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusNotFound)
	_ = json.NewEncoder(w).Encode(problem(locale, fault.New(fault.NotFound, "api.unknown"))) //nolint:errchkjson // a client that went away is no fault of ours
}

// Operations lists what is registered, for the test that goes through every operation as every role.
func (a *API) Operations() []Op { return append([]Op(nil), a.ops...) }

// Description is the OpenAPI 3.1 document, in JSON, of what is registered by now.
func (a *API) Description() ([]byte, error) { return json.Marshal(a.huma.OpenAPI()) }

type localeKey struct{}

// Register adds an operation. I and O are huma's input and output structs; the handler returns faults.
func Register[I, O any](a *API, op Op, h func(ctx context.Context, actor kernel.Actor, in *I) (*O, error)) {
	a.ops = append(a.ops, op)
	if a.naming = path.Base(reflect.TypeFor[I]().PkgPath()); a.naming == "." {
		a.naming = strings.ReplaceAll(op.Tag, " ", "")
	}
	open := strings.HasSuffix(string(op.Action), ":read")
	description := huma.Operation{
		Method: op.Method, Path: Base + op.Path, OperationID: op.ID, Summary: op.Summary, Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBytes, Errors: errorsOf(op.Method, open),
	}
	if !open {
		description.Security = []map[string][]string{{"token": {}}, {"session": {}}}
		description.Middlewares = huma.Middlewares{a.signedIn}
	}
	huma.Register(a.huma, description, func(ctx context.Context, in *I) (*O, error) {
		var faults fault.List
		text.CleanRecord(&faults, "", in)
		if err := faults.Err(); err != nil {
			return nil, a.answer(ctx, op, err)
		}
		if op.Method != http.MethodGet {
			sent, err := json.Marshal(in)
			if err != nil {
				return nil, a.answer(ctx, op, err)
			}
			with, s := act.WithSent(ctx)
			s.Is(sent)
			ctx = with
		}
		out, err := h(ctx, access.ActorFrom(ctx), in)
		if err != nil {
			return nil, a.answer(ctx, op, err)
		}
		return out, nil
	})
}

func errorsOf(method string, open bool) []int {
	statuses := []int{404, 422, 429}
	if !open {
		statuses = append(statuses, 401, 403)
	}
	if method != http.MethodGet {
		statuses = append(statuses, 409, 413)
	}
	return statuses
}

// signedIn refuses the public before a body is read.
func (a *API) signedIn(ctx huma.Context, next func(huma.Context)) {
	if access.ActorFrom(ctx.Context()).SignedIn() {
		next(ctx)
		return
	}
	p := problem(localeOf(ctx.Context(), a.catalogue), fault.New(fault.SignIn, "fault.sign_in"))
	ctx.SetHeader("Content-Type", "application/problem+json")
	ctx.SetHeader("WWW-Authenticate", "Bearer")
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p) //nolint:errchkjson // a client that went away is no fault of ours
}

func (a *API) answer(ctx context.Context, op Op, err error) error {
	if fault.KindOf(err) == fault.Internal {
		a.log.ErrorContext(ctx, "operation failed", slog.String("operation", op.ID), slog.Any("error", err))
	}
	return problem(localeOf(ctx, a.catalogue), err)
}

func localeOf(ctx context.Context, c *i18n.Catalogue) *i18n.Locale {
	if l, ok := ctx.Value(localeKey{}).(*i18n.Locale); ok {
		return l
	}
	return c.Locale("en")
}

func problem(l *i18n.Locale, err error) *huma.ErrorModel {
	var f *fault.Error
	if !errors.As(err, &f) {
		f = fault.Wrap(fault.Internal, err, "fault.internal")
	}
	p := &huma.ErrorModel{Type: "urn:sampan:fault:" + f.Kind.String(), Title: l.Message(f.Text), Status: f.Kind.Status()}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, &huma.ErrorDetail{Location: field.Path, Message: l.Message(field.Message)})
	}
	return p
}
