package instrument

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// accepts is what a browser offers to choose from.
const accepts = ".pdf,.docx,.odt,.txt"

// filePage is the form that puts a text on record.
type filePage struct {
	Page      ui.Page
	Head      ui.Head
	Form      ui.FormOf
	Languages []ui.Option
	Whats     []ui.Option
	Replaces  []ui.Option // empty when there is nothing to take the place of
	Limit     string
	Back      string
}

func (s *Service) showAddFile(w http.ResponseWriter, r *http.Request, v *web.View) error {
	i, err := s.standing(r, v, AddOne)
	if err != nil {
		return err
	}
	return renderAddFile(w, r, v, http.StatusOK, i, web.NewState("lang", string(v.Lang), "what", "copy"))
}

func renderAddFile(w http.ResponseWriter, r *http.Request, v *web.View, status int, i Instrument, state web.FormState) error {
	title := v.T("instrument.file.title", "instrument", i.Title)
	p := filePage{
		Page: ui.Page{Title: title, Private: true},
		Head: ui.Head{Crumbs: crumbs(v, title, true), Title: ui.Shown(title), Lead: ui.Shown(v.T("instrument.file.lead"))},
		Form: ui.FormOf{Action: pathOf(i.Slug) + "/files", State: state, Version: int(i.Version), Files: true},
		Back: v.Href(pathOf(i.Slug)), Limit: v.T("instrument.hint.file", "limit", v.Loc.Bytes(FileLimit)),
	}
	for _, l := range v.Languages {
		p.Languages = append(p.Languages, ui.Option{Value: string(l.Lang()), Text: l.Own()})
	}
	for _, x := range FileWhats {
		p.Whats = append(p.Whats, ui.Option{Value: string(x), Text: v.T("instrument.file_what." + string(x))})
	}
	for _, f := range i.Files {
		if f.Stands() {
			p.Replaces = append(p.Replaces, ui.Option{Value: string(f.ID), Text: v.T("instrument.file.option", "language", v.Loc.Language(f.Lang), "what", v.T("instrument.file_what."+string(f.What)), "hash", f.SHA256[:12])})
		}
	}
	if len(p.Replaces) > 0 {
		p.Replaces = append([]ui.Option{{Text: v.T("instrument.file.further")}}, p.Replaces...)
	}
	return web.Render(w, r, v, status, fileView(v, p))
}

func (s *Service) sendAddFile(w http.ResponseWriter, r *http.Request, v *web.View) error {
	i, err := s.standing(r, v, AddOne)
	if err != nil {
		return err
	}
	if r.ContentLength > FileLimit+bodySlack {
		return tooLarge()
	}
	var staged *blob.Staged
	defer func() {
		if staged != nil {
			staged.Discard()
		}
	}()
	var fileErr error
	f, err := web.ReadUpload(r, func(_ *web.Form, field, _ string, content io.Reader) error {
		if field != "file" || staged != nil {
			return fault.New(fault.Invalid, "web.form.no_file_wanted")
		}
		staged, fileErr = s.Stage(content)
		if fault.Is(fileErr, fault.Invalid) {
			_, err := io.Copy(io.Discard, content)
			return err
		}
		return fileErr
	})
	if err != nil {
		return err
	}
	submission, err := f.Submission()
	if err != nil {
		return err
	}
	err = s.addSent(r, v, f, i, submission, staged, fileErr)
	if fault.Is(err, fault.Invalid) {
		return renderAddFile(w, r, v, http.StatusUnprocessableEntity, i, f.State(err))
	}
	if fault.Is(err, fault.Conflict) {
		return renderAddFile(w, r, v, http.StatusConflict, i, f.State(fault.New(fault.Conflict, "instrument.fault.changed")))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "instrument.flash.file_added")
	return web.Redirect(w, r, v, pathOf(i.Slug))
}

func (s *Service) addSent(r *http.Request, v *web.View, f *web.Form, i Instrument, submission kernel.ID, staged *blob.Staged, fileErr error) error {
	if refused, ok := errors.AsType[*fault.Error](fileErr); ok {
		f.Fault("file", refused.Text.Key, refused.Text.Args...)
	} else if staged == nil {
		f.Fault("file", "instrument.fault.no_file")
	}
	n := NewFile{Lang: kernel.Lang(f.Text("lang")), What: FileWhat(f.Text("what")), Note: f.Text("note"), Replaces: f.ID("replaces"), Why: f.Text("why")}
	if err := f.Err(); err != nil {
		return err
	}
	_, err := s.AddStaged(r.Context(), v.Actor, submission, i.Slug, int64(f.Version()), n, staged)
	return err
}

func tooLarge() error {
	return fault.New(fault.TooLarge, "blob.too_large", "limit", int64(FileLimit))
}

// sendFile hands out a text as an attachment that no browser will take for anything else.
func (s *Service) sendFile(w http.ResponseWriter, r *http.Request, v *web.View) error {
	id, err := kernel.ParseID(r.PathValue("file"))
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "fault.not_found")
	}
	f, content, err := s.OpenFile(r.Context(), v.Actor, r.PathValue("slug"), id)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name(r.PathValue("slug"))}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.SHA256+`"`)
	http.ServeContent(w, r, "", f.Added, content)
	return nil
}

// checkPage compares a file or a hash that somebody holds with the texts on record.
type checkPage struct {
	Page    ui.Page
	Head    ui.Head
	Form    ui.FormOf
	Texts   []textItem
	Limit   string
	Result  string // "ok", "warn" or "" before anything was asked
	Title   string
	Words   string
	Compare string
}

func (s *Service) showCheck(w http.ResponseWriter, r *http.Request, v *web.View) error {
	i, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, checkView(v, newCheckPage(v, i, web.FormState{})))
}

func newCheckPage(v *web.View, i Instrument, state web.FormState) checkPage {
	title := v.T("instrument.check.title")
	p := checkPage{
		Page: ui.Page{Title: title}, Head: ui.Head{Crumbs: crumbs(v, title, true), Kicker: v.Text(i.Title).Text, Title: ui.Shown(title), Lead: ui.Shown(v.T("instrument.check.lead"))},
		Form: ui.FormOf{Action: pathOf(i.Slug) + "/check", State: state, Files: true}, Limit: v.T("instrument.hint.check_file", "limit", v.Loc.Bytes(FileLimit)),
	}
	for _, f := range i.Files {
		p.Texts = append(p.Texts, textOf(v, i, f))
	}
	return p
}

// sendCheck takes the SHA-256 of what is sent while it arrives; nothing of it is kept.
func (s *Service) sendCheck(w http.ResponseWriter, r *http.Request, v *web.View) error {
	i, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if r.ContentLength > FileLimit+bodySlack {
		return tooLarge()
	}
	hash := ""
	f, err := web.ReadUpload(r, func(_ *web.Form, _, _ string, content io.Reader) error {
		sum := sha256.New()
		n, err := io.Copy(sum, content)
		if n > 0 {
			hash = hex.EncodeToString(sum.Sum(nil))
		}
		return err
	})
	if err != nil {
		return err
	}
	if pasted := f.Text("hash"); hash == "" && pasted != "" {
		var ok bool
		if hash, ok = ParseHash(pasted); !ok {
			f.Fault("hash", "instrument.fault.hash")
		}
	} else if hash == "" {
		f.Fault("hash", "instrument.fault.nothing_to_check")
	}
	if err := f.Err(); err != nil {
		return web.Render(w, r, v, http.StatusUnprocessableEntity, checkView(v, newCheckPage(v, i, f.State(err))))
	}
	p := newCheckPage(v, i, web.FormState{Values: f.Values})
	p.compare(v, i, hash)
	return web.Render(w, r, v, http.StatusOK, checkView(v, p))
}

func (p *checkPage) compare(v *web.View, i Instrument, hash string) {
	p.Compare, p.Result = hash, "warn"
	p.Title, p.Words = v.T("instrument.check.other"), v.T("instrument.check.other_words")
	at := slices.IndexFunc(i.Files, func(f File) bool { return f.SHA256 == hash && f.Stands() })
	if at < 0 {
		at = slices.IndexFunc(i.Files, func(f File) bool { return f.SHA256 == hash })
	}
	if at < 0 {
		return
	}
	f := i.Files[at]
	date := kernel.DateOf(f.Added.In(v.Zone))
	if !f.Stands() {
		p.Title, p.Words = v.T("instrument.check.old"), v.T("instrument.check.old_words", "date", date, "why", f.Why)
		return
	}
	p.Result, p.Title = "ok", v.T("instrument.check.same")
	p.Words = v.T("instrument.check.same_words", "language", v.Loc.Language(f.Lang), "date", date)
}

// standing is the record that the address names, for somebody who may do the action to it.
func (s *Service) standing(r *http.Request, v *web.View, action access.Action) (Instrument, error) {
	i, err := s.Get(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return i, err
	}
	if err := s.walk.Access.Check(v.Actor, action, resource(i)); err != nil {
		return i, err
	}
	if i.Withdrawn != nil {
		return i, fault.New(fault.Gone, "instrument.fault.withdrawn")
	}
	return i, nil
}
