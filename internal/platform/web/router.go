package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/i18n"
)

// Handler answers a request with a page or an error, which becomes a page.
type Handler func(w http.ResponseWriter, r *http.Request, v *View) error

// Person is who a request comes from: the zero Person is the public.
type Person struct {
	Actor kernel.Actor
	Name  string
}

// Config is what a Router needs. Catalogue, Access, Assets and ErrorPage must be given.
type Config struct {
	Catalogue *i18n.Catalogue
	Access    Access
	Assets    *Assets
	Identify  func(*http.Request) (Person, error) // nil: everyone is the public
	ErrorPage func(*View, Problem) templ.Component
	Metrics   *Metrics                  // nil: none are kept
	Log       *slog.Logger              // nil: slog.Default
	Ready     func(*http.Request) error // nil: always ready
	Origin    string                    // the public address, as "https://commit.example"; cookies are Secure when it is https
	Zone      *time.Location            // nil: UTC
	// Version names the state of everything that public pages are made from: while it stays the same, a public page is
	// made once. nil, or a state that is "": every page is made anew.
	Version func(context.Context) string
	// AskAgain answers a form that cannot be taken before its sender has proved who they are, with a page that keeps it.
	// nil: such a form is not kept.
	AskAgain func(w http.ResponseWriter, r *http.Request, v *View, p Problem, kept *Kept) error
}

// Router registers pages and serves them with everything around them.
type Router struct {
	config Config
	mux    *http.ServeMux
	routes []Route
	site   atomic.Pointer[Site]
	zipped *zipCache
	pages  pageCache
}

// Route is one registered address, for the tests that go through all of them.
type Route struct {
	Pattern string        // method and path, without language
	Action  access.Action // "" for a raw handler
	Why     string        // for a raw handler: why it goes without
}

// Option changes how a route is served.
type Option func(*routeOptions)

type routeOptions struct {
	limit   int64
	carries bool
}

// Limits of a request's body, in bytes: what every route allows, and what one that takes files allows.
const (
	DefaultLimit = 1 << 20
	UploadLimit  = 20 << 20
)

// MaxBody sets the largest body of a request, in bytes.
func MaxBody(n int64) Option { return func(o *routeOptions) { o.limit = n } }

// Upload allows bodies of UploadLimit.
func Upload() Option { return MaxBody(UploadLimit) }

// NewRouter makes a Router without pages.
func NewRouter(c Config) *Router {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	if c.Identify == nil {
		c.Identify = func(*http.Request) (Person, error) { return Person{}, nil }
	}
	rt := &Router{config: c, mux: http.NewServeMux(), zipped: newZipCache()}
	rt.site.Store(&Site{})
	return rt
}

// SetSite changes what every page says of the process, from the next request on.
func (rt *Router) SetSite(s Site) {
	rt.site.Store(&s)
	rt.pages.forget()
}

// Get registers a page: "GET /meetings/{slug}". HEAD is answered with it.
func (rt *Router) Get(pattern string, action access.Action, h Handler, opts ...Option) {
	rt.handle(http.MethodGet, pattern, action, h, opts)
}

// Post registers the target of a form: "POST /meetings".
func (rt *Router) Post(pattern string, action access.Action, h Handler, opts ...Option) {
	rt.handle(http.MethodPost, pattern, action, h, opts)
}

// Raw registers a handler that stands outside the pages and checks access itself; why says the reason.
func (rt *Router) Raw(pattern string, h http.Handler, why string) {
	rt.routes = append(rt.routes, Route{Pattern: pattern, Why: why})
	rt.mux.Handle(pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info(r).pattern = pattern
		h.ServeHTTP(w, r)
	}))
}

// Routes lists what is registered, in order of registration.
func (rt *Router) Routes() []Route { return append([]Route(nil), rt.routes...) }

func (rt *Router) handle(method, pattern string, action access.Action, h Handler, opts []Option) {
	if !strings.HasPrefix(pattern, method+" /") || action == "" {
		panic("web: a page is registered as " + method + " /path with its action, not as " + pattern)
	}
	o := routeOptions{limit: DefaultLimit}
	for _, opt := range opts {
		opt(&o)
	}
	public := rt.config.Access.May(kernel.Anonymous, action, access.Resource{Kind: "page", Audience: kernel.Public})
	rt.routes = append(rt.routes, Route{Pattern: pattern, Action: action})
	rt.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		in := info(r)
		in.pattern, in.guarded, in.carries = pattern, !public, o.carries
		r.Body = http.MaxBytesReader(w, r.Body, o.limit)
		if method != http.MethodGet {
			ctx, _ := act.WithSent(r.Context())
			r = r.WithContext(ctx)
		}
		rt.serve(w, r, public, h)
	})
}

func (rt *Router) serve(w http.ResponseWriter, r *http.Request, public bool, h Handler) {
	person, err := rt.config.Identify(r)
	if err != nil {
		rt.fail(w, r, rt.view(r), err)
		return
	}
	at, done := rt.recall(w, r, person)
	if done {
		return
	}
	v := rt.view(r)
	v.Actor, v.Name, v.keep = person.Actor, person.Name, at
	info(r).writer = v.Writer()
	if !public && !v.Actor.SignedIn() {
		rt.fail(w, r, v, fault.New(fault.SignIn, "fault.sign_in"))
		return
	}
	v.Flash = takeFlash(w, r)
	if err := h(w, r, v); err != nil {
		rt.fail(w, r, v, err)
	}
}

// view is the page of a reader of whom nothing is known yet.
func (rt *Router) view(r *http.Request) *View {
	in := info(r)
	loc := rt.config.Catalogue.Locale(in.lang)
	return &View{
		Lang: loc.Lang(), Loc: loc, Languages: rt.languages(), Path: rt.readable(r, in.path), Query: query(r.URL), Submission: kernel.NewID(),
		Site: *rt.site.Load(), RequestID: in.id, Zone: rt.config.Zone, assets: rt.config.Assets, access: rt.config.Access,
		takes: rt.takes,
	}
}

// readable is the address that shows the page of a form that was sent: its own, or the nearest above it that can be read.
// Links to the other languages lead there.
func (rt *Router) readable(r *http.Request, path string) string {
	if r.Method != http.MethodPost {
		return path
	}
	for at := path; at != ""; at = at[:strings.LastIndexByte(at, '/')] {
		_, pattern := rt.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: at}})
		if strings.HasPrefix(pattern, http.MethodGet+" ") {
			return at
		}
	}
	return "/"
}

func query(u *url.URL) url.Values {
	if u.RawQuery == "" {
		return nil
	}
	return u.Query()
}

func (rt *Router) languages() []*i18n.Locale {
	offered := rt.config.Catalogue.Languages()
	all := make([]*i18n.Locale, len(offered))
	for i, lang := range offered {
		all[i] = rt.config.Catalogue.Locale(lang)
	}
	return all
}

// Handler is everything that answers requests: the routes and the layers around them.
func (rt *Router) Handler() http.Handler {
	rt.Raw("GET /assets/{name}", rt.config.Assets, "the same for every reader")
	rt.Raw("GET /healthz", http.HandlerFunc(alive), "for the machine's supervisor")
	rt.Raw("GET /readyz", rt.ready(), "for the machine's supervisor")
	h := http.Handler(http.HandlerFunc(rt.dispatch))
	h = rt.withLanguage(h)
	h = rt.withoutCrossOrigin(h)
	h = rt.withGzip(h)
	h = rt.withHeaders(h)
	h = rt.withRecovery(h)
	h = rt.withLog(h)
	return withInfo(h)
}

// dispatch finds the route. What is not registered, or not with this method, is answered with a page of ours.
func (rt *Router) dispatch(w http.ResponseWriter, r *http.Request) {
	in := info(r)
	routed := &routedWriter{ResponseWriter: w, info: in}
	rt.mux.ServeHTTP(routed, r)
	if in.pattern != "" {
		return
	}
	w.Header().Del("Content-Type")
	w.Header().Del("Location")
	v := rt.view(r)
	if person, err := rt.config.Identify(r); err == nil {
		v.Actor, v.Name = person.Actor, person.Name
	}
	if routed.status == http.StatusMethodNotAllowed {
		rt.failAs(w, r, v, http.StatusMethodNotAllowed, fault.New(fault.NotFound, "web.error.method"))
		return
	}
	rt.fail(w, r, v, fault.New(fault.NotFound, "fault.not_found"))
}

// routedWriter passes on what a route answers, and keeps back what the mux itself says where there is none.
type routedWriter struct {
	http.ResponseWriter

	info   *requestInfo
	status int
}

// WriteHeader implements http.ResponseWriter.
func (rw *routedWriter) WriteHeader(status int) {
	rw.status = status
	if rw.info.pattern != "" {
		rw.ResponseWriter.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (rw *routedWriter) Write(b []byte) (int, error) {
	if rw.info.pattern == "" {
		return len(b), nil
	}
	return rw.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (rw *routedWriter) Unwrap() http.ResponseWriter { return rw.ResponseWriter }
