package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"sampan/internal/fault"
)

// Problem is a failure as an error page shows it.
type Problem struct {
	Kind      fault.Kind
	Status    int
	Text      fault.Message
	Fields    []fault.Field
	RequestID string
	Stale     *Stale // for a conflict that tells both texts
	Posted    bool   // a form was sent
}

// Stale is what a page shows when somebody else saved in the meantime: both texts of each field that differs. A use
// case gives it, or a pointer to it, as the Detail of its conflict.
type Stale struct {
	Title   string // what was being changed
	By      string // the office that saved
	Action  string // path that the form goes to
	Version int    // that is stored now
	Fields  []StaleField
	Hidden  map[string]string // other fields of the form, kept as they were sent
}

// StaleField is one field of which two texts exist.
type StaleField struct {
	Name, Label  string
	Yours, Saved string
}

func (rt *Router) fail(w http.ResponseWriter, r *http.Request, v *View, err error) {
	rt.failAs(w, r, v, fault.KindOf(err).Status(), err)
}

func (rt *Router) failAs(w http.ResponseWriter, r *http.Request, v *View, status int, err error) {
	p := problemOf(err)
	p.Status, p.RequestID, p.Posted = status, v.RequestID, r.Method == http.MethodPost
	info(r).kind = p.Kind.String()
	if (p.Kind == fault.Internal || p.Kind == fault.Unavailable) && !wentAway(r, err) {
		rt.config.Log.ErrorContext(r.Context(), "request failed",
			slog.String("request", v.RequestID), slog.String("route", info(r).pattern), slog.Any("error", err))
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	if p.Kind == fault.Throttled || p.Kind == fault.Unavailable {
		h.Set("Retry-After", "30")
	}
	switch {
	case wantsJSON(r):
		writeProblem(w, v, p)
		return
	case p.Posted && (p.Kind == fault.SignIn || p.Kind == fault.StepUp) && rt.askAgain(w, r, v, p):
		return
	case p.Kind == fault.SignIn && !p.Posted:
		http.Redirect(w, r, v.Href("/sign-in")+"?next="+url.QueryEscape(here(v)), http.StatusSeeOther)
		return
	case p.Kind == fault.StepUp:
		next := here(v)
		if p.Posted {
			next = rt.referer(r)
		}
		http.Redirect(w, r, v.Href("/account/verify")+"?next="+url.QueryEscape(next), http.StatusSeeOther)
		return
	}
	if err := render(w, r, v, p.Status, rt.config.ErrorPage(v, p)); err != nil && !wentAway(r, err) {
		rt.config.Log.ErrorContext(r.Context(), "error page failed", slog.String("request", v.RequestID), slog.Any("error", err))
		http.Error(w, http.StatusText(p.Status), p.Status)
	}
}

// wentAway says that the error is nothing but the reader's leaving, with which nobody can fill the log.
func wentAway(r *http.Request, err error) bool {
	return r.Context().Err() != nil && errors.Is(err, context.Canceled)
}

func problemOf(err error) Problem {
	p := Problem{Kind: fault.Internal, Text: fault.Message{Key: "fault.internal"}}
	var e *fault.Error
	if !errors.As(err, &e) {
		return p
	}
	p.Kind, p.Text, p.Fields = e.Kind, e.Text, e.Fields
	if p.Text.Key == "" {
		p.Text.Key = "fault." + p.Kind.String()
	}
	switch d := e.Detail.(type) {
	case Stale:
		p.Stale = &d
	case *Stale:
		p.Stale = d
	}
	return p
}

func here(v *View) string {
	if q := v.Query.Encode(); q != "" {
		return v.Path + "?" + q
	}
	return v.Path
}

// referer is the path of the page that a form was sent from, when it is one of this site, else the first page.
func (rt *Router) referer(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	_, path, _ := splitLanguage(rt.config.Catalogue, u.Path)
	return SafeNext(path)
}

// SafeNext is a path of this site that a reader may be sent on to: next itself, or "/" when it is anything else.
func SafeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/"
	}
	return next
}

func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return info(r).format == "json" || (strings.Contains(accept, "json") && !strings.Contains(accept, "text/html"))
}

// writeProblem answers as RFC 9457 says.
func writeProblem(w http.ResponseWriter, v *View, p Problem) {
	type field struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	}
	body := struct {
		Type     string  `json:"type"`
		Title    string  `json:"title"`
		Status   int     `json:"status"`
		Instance string  `json:"instance"`
		Errors   []field `json:"errors,omitempty"`
	}{"urn:sampan:fault:" + p.Kind.String(), v.Loc.Message(p.Text), p.Status, "urn:uuid:" + p.RequestID, nil}
	for _, f := range p.Fields {
		body.Errors = append(body.Errors, field{f.Path, v.Loc.Message(f.Message)})
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(body) //nolint:errchkjson // a reader that went away is no fault of ours
}
