package governance

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// control is what kind of field a form has for a value.
type control int

const (
	line control = iota
	area
	choice
	date
	tick
)

// input is one field of a form of the register.
type input struct {
	ui.Field

	Control control
	Options []ui.Option
	Fold    string // heading of the part that it is folded into, with its neighbours of the same; "" for none
}

// editor is the form of one kind of record: its fields, the values of a record in them, and the use case that takes them.
type editor[T any] struct {
	kind   Kind
	fields func(v *web.View, old T) []input
	values func(lang kernel.Lang, c T) []any
	// find gives the record to change. It is nil, or gives one without an identifier, for a form that makes a new one.
	find func(ctx context.Context, q db.Queryer, v *web.View, r *http.Request) (Record[T], error)
	// country is whose a new record will be.
	country func(r *http.Request) kernel.Country
	save    func(ctx context.Context, c Change, r *http.Request, f *web.Form, old Record[T]) error
	back    func(r *http.Request) string
}

// editPage is a form as it stands.
type editPage struct {
	Title, Help  string
	Form         ui.FormOf
	Fields       []input
	Back         string
	Withdraw     string // path; "" when the record cannot be withdrawn
	History      string
	LanguageHint string
}

func mountEditor[T any](s *Service, rt *web.Router, path string, e editor[T]) {
	rt.Get("GET "+path, Edit, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
		old, p, err := e.open(s, r, v)
		if err != nil {
			return err
		}
		p.Form.State = web.NewState(e.values(v.Lang, old.Content)...)
		return web.Render(w, r, v, http.StatusOK, editView(v, p))
	})
	rt.Post("POST "+path, Edit, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
		return e.take(s, w, r, v)
	})
}

// open finds the record and asks whether the reader may change it.
func (e editor[T]) open(s *Service, r *http.Request, v *web.View) (old Record[T], p editPage, err error) {
	old.Kind = e.kind
	if e.find != nil {
		err = s.walk.DB.Read(r.Context(), func(q db.Queryer) error {
			old, err = e.find(r.Context(), q, v, r)
			return err
		})
		if err != nil {
			return old, p, err
		}
	} else {
		old.Country = e.country(r)
	}
	if err := s.walk.Access.Check(v.Actor, Edit, resource(e.kind, old.ID, old.Country)); err != nil {
		return old, p, err
	}
	what := "new"
	if old.ID != "" {
		what = "edit"
		p.History = historyPath(e.kind, old.ID)
		if slices.Contains(withdrawable, e.kind) {
			p.Withdraw = p.History + "/withdraw"
		}
	}
	p.Title, p.Help = v.T("governance."+string(e.kind)+"."+what), v.T("governance."+string(e.kind)+".help")
	p.LanguageHint = v.T("governance.hint.language", "language", v.Loc.Own())
	p.Fields, p.Back = e.fields(v, old.Content), e.back(r)
	p.Form = ui.FormOf{Action: v.Path, Version: int(old.Version)}
	return old, p, nil
}

// take saves a form that was sent, shows it again when it was refused, and shows both texts when it came too late.
func (e editor[T]) take(s *Service, w http.ResponseWriter, r *http.Request, v *web.View) error {
	old, p, err := e.open(s, r, v)
	if err != nil {
		return err
	}
	f, c, err := readChange(r, v)
	if err != nil {
		return err
	}
	err = e.save(r.Context(), c, r, f, old)
	var refused *fault.Error
	switch {
	case err == nil:
		web.SetFlash(w, "governance.flash.saved")
		return web.Redirect(w, r, v, p.Back)
	case fault.Is(err, fault.Invalid):
		p.Form.State, p.Form.Version = f.State(err), f.Version()
		return web.Render(w, r, v, http.StatusUnprocessableEntity, editView(v, p))
	case errors.As(err, &refused) && refused.Kind == fault.Conflict:
		if now, ok := refused.Detail.(Record[T]); ok {
			stale := e.both(v, p, f, now)
			stale.By = s.savedBy(r.Context(), v, e.kind, now.ID)
			refused.Detail = stale
		}
	}
	return err
}

// savedBy names the office that saved a record last, "" when that cannot be told.
func (s *Service) savedBy(ctx context.Context, v *web.View, kind Kind, id kernel.ID) (office string) {
	_ = s.walk.DB.Read(ctx, func(q db.Queryer) error { // without it the page says "somebody"
		acts, err := s.history(ctx, q, v.Actor, kind, id)
		if len(acts) > 0 {
			office = officeOf(v, acts[0])
		}
		return err
	})
	return office
}

// both puts what was sent beside what is stored now.
func (e editor[T]) both(v *web.View, p editPage, f *web.Form, now Record[T]) *web.Stale {
	saved := web.NewState(e.values(v.Lang, now.Content)...)
	stale := &web.Stale{Title: p.Title, Action: p.Form.Action, Version: int(now.Version), Hidden: map[string]string{}}
	for _, field := range p.Fields {
		yours := sent(f.Values, field)
		if yours == saved.Value(field.Name) {
			stale.Hidden[field.Name] = yours
			continue
		}
		stale.Fields = append(stale.Fields, web.StaleField{Name: field.Name, Label: field.Label, Yours: yours, Saved: saved.Value(field.Name)})
	}
	for _, name := range []string{"source_title", "source_url", "source_note"} {
		stale.Hidden[name] = f.Values.Get(name)
	}
	return stale
}

// sent is the value of a field as one text; a date comes in three parts.
func sent(values url.Values, field input) string {
	if field.Control != date {
		return strings.TrimSpace(values.Get(field.Name))
	}
	d := (&web.Form{Values: values}).Date(field.Name)
	return string(d)
}

// readChange reads a form and what it says of the change itself.
func readChange(r *http.Request, v *web.View) (*web.Form, Change, error) {
	f, err := web.ReadForm(r)
	if err != nil {
		return nil, Change{}, err
	}
	submission, err := f.Submission()
	return f, Change{
		Actor: v.Actor, Submission: submission, Version: int64(f.Version()), Lang: v.Lang,
		Source: kernel.Source{Title: f.Text("source_title"), URL: f.Text("source_url"), Note: f.Text("source_note")},
	}, err
}

// fieldGroup is a run of fields: those of a list folded under its heading, or the fields between.
type fieldGroup struct {
	Part   ui.Part
	Fields []input
}

// groups are the fields of the form in their order. A part in which something is wrong is open.
func (p editPage) groups(v *web.View) []fieldGroup {
	var all []fieldGroup
	filled := 0
	for _, f := range p.Fields {
		if last := len(all) - 1; last < 0 || all[last].Part.Title != f.Fold {
			all, filled = append(all, fieldGroup{Part: ui.Part{Title: f.Fold}}), 0
		}
		g := &all[len(all)-1]
		g.Fields = append(g.Fields, f)
		if f.Fold == "" {
			continue
		}
		if p.Form.State.Value(f.Name) != "" {
			filled++
		}
		g.Part = ui.ListPart(v, f.Fold, filled, g.Part.Open || p.Form.State.Fault(f.Name).Key != "")
	}
	return all
}
