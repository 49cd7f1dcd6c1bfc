package account

import (
	"context"
	"net/http"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// accountPage is what a person sees of their own account.
type accountPage struct {
	Person   *Person
	Version  int
	Offices  []string
	Profile  web.FormState
	Password web.FormState
	Email    web.FormState
	Token    web.FormState
	Langs    []ui.Option

	NeedsSecond bool // holds an official role and has no second step
	Demo        bool
	Codes       int // recovery codes left
	HasSecond   bool
	Passkeys    []keyRow
	Sessions    []sessionRow
	Tokens      []tokenRow
	Provider    string // "" when there is none
	Connected   bool
}

type keyRow struct {
	ID   kernel.ID
	Name string
	When string
}

type sessionRow struct {
	ID      kernel.ID
	Device  string
	When    string
	Means   string
	Current bool
}

type tokenRow struct {
	ID    kernel.ID
	Name  string
	Scope string
	When  string
}

func (s *Service) showAccount(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.accountForm(w, r, v, http.StatusOK, func(*accountPage) {})
}

// accountForm shows the page; change puts a refused form into it.
func (s *Service) accountForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, change func(*accountPage)) error {
	id := s.identity(r)
	if id.person == nil {
		return fault.New(fault.SignIn, "fault.sign_in")
	}
	p := &accountPage{Demo: s.config.Demo, Langs: langOptions(v)}
	err := s.db.Read(r.Context(), func(q db.Queryer) error { return s.fillAccount(r.Context(), q, v, id, p) })
	if err != nil {
		return err
	}
	p.NeedsSecond = !p.HasSecond && holdsOfficial(id.actor.Memberships)
	p.Profile = web.NewState("name", p.Person.Name, "lang", p.Person.Lang)
	p.Token = web.NewState("days", 90)
	change(p)
	return web.Render(w, r, v, status, accountView(v, *p))
}

func (s *Service) fillAccount(ctx context.Context, q db.Queryer, v *web.View, id identity, p *accountPage) error {
	var err error
	if p.Person, err = personByID(ctx, q, id.actor.ID); err != nil {
		return err
	}
	p.Version = int(p.Person.Version)
	places, err := s.places(ctx, q)
	if err != nil {
		return err
	}
	for _, m := range id.actor.Memberships {
		p.Offices = append(p.Offices, office(v, places, m))
	}
	if p.Codes, err = recoveryLeft(ctx, q, id.actor.ID); err != nil {
		return err
	}
	keys, err := passkeysOf(ctx, q, id.actor.ID)
	if err != nil {
		return err
	}
	p.HasSecond = p.Person.HasTOTP() || len(keys) > 0
	for _, k := range keys {
		p.Passkeys = append(p.Passkeys, keyRow{k.ID, k.Name, s.lastUse(v, kernel.FromMicros(k.Created), kernel.FromMicros(k.Used))})
	}
	if p.Connected, err = connected(ctx, q, id.actor.ID); err != nil {
		return err
	}
	if s.oidc != nil {
		p.Provider = s.oidc.config.Name
	}
	return s.fillOpen(ctx, q, v, id, p)
}

// fillOpen lists what is open: sessions and access tokens.
func (s *Service) fillOpen(ctx context.Context, q db.Queryer, v *web.View, id identity, p *accountPage) error {
	sessions, err := s.sessionsOf(ctx, q, id.actor.ID)
	if err != nil {
		return err
	}
	for i := range sessions {
		one := &sessions[i]
		p.Sessions = append(p.Sessions, sessionRow{
			one.ID, device(v, one.Device), s.lastUse(v, one.Created, one.Used), means(v, one.Strong), one.ID == id.session.ID,
		})
	}
	tokens, err := s.tokensOf(ctx, q, id.actor.ID)
	for _, t := range tokens {
		scope := v.T("account.token.scope.read")
		if t.Writes {
			scope = v.T("account.token.scope.write")
		}
		p.Tokens = append(p.Tokens, tokenRow{t.ID, t.Name, scope, v.T("account.token.ends", "date", kernel.DateOf(t.Ends.In(v.Zone)), "used", s.lastUse(v, t.Created, t.Used))})
	}
	return err
}

func (s *Service) lastUse(v *web.View, created, used time.Time) string {
	if used.IsZero() {
		return v.T("account.never_used", "time", v.Time(created))
	}
	return v.T("account.last_used", "time", v.Time(used))
}

func device(v *web.View, d Device) string {
	switch {
	case d.Browser == "" && d.System == "":
		return v.T("account.device.unknown")
	case d.System == "":
		return d.Browser
	case d.Browser == "":
		return d.System
	}
	return v.T("account.device", "browser", d.Browser, "system", d.System)
}

func means(v *web.View, strong bool) string {
	if strong {
		return v.T("account.session.two_steps")
	}
	return v.T("account.session.one_step")
}

func langOptions(v *web.View) []ui.Option {
	var all []ui.Option
	for _, l := range v.Languages {
		all = append(all, ui.Option{Value: string(l.Lang()), Text: l.Own()})
	}
	return all
}

// after answers a change of one's account: the page again with what was wrong, or on with a notice.
func (s *Service) after(w http.ResponseWriter, r *http.Request, v *web.View, err error, flash string, change func(*accountPage)) error {
	if refused(err) {
		return s.accountForm(w, r, v, fault.KindOf(err).Status(), change)
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, flash)
	return web.Redirect(w, r, v, "/account")
}

func (s *Service) takeProfile(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	name, lang := f.Text("name"), langOf(v, f.Text("lang"))
	if lang == "" {
		f.Fault("lang", "web.form.choice")
	}
	if err = f.Err(); err == nil {
		err = s.saveProfile(r.Context(), s.identity(r), int64(f.Version()), name, lang)
	}
	return s.after(w, r, v, s.staleProfile(r, v, f, err), "account.flash.saved", func(p *accountPage) { p.Profile = f.State(err) })
}

// staleProfile shows both names when the account was changed in another tab.
func (s *Service) staleProfile(r *http.Request, v *web.View, f *web.Form, err error) error {
	if !isStale(err) {
		return err
	}
	var now *Person
	if err := s.db.Read(r.Context(), func(q db.Queryer) error {
		var err error
		now, err = personByID(r.Context(), q, v.Actor.ID)
		return err
	}); err != nil {
		return err
	}
	c := fault.Wrap(fault.Conflict, err, "fault.conflict")
	c.Detail = &web.Stale{
		Title: v.T("account.profile.title"), Action: "/account/profile", Version: int(now.Version),
		Fields: []web.StaleField{{Name: "name", Label: v.T("account.name"), Yours: f.Text("name"), Saved: now.Name}},
		Hidden: map[string]string{"lang": f.Values.Get("lang")},
	}
	return c
}

func (s *Service) takePassword(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	token, err := s.changePassword(r.Context(), s.identity(r), f.Values.Get("present"), f.Values.Get("password"), f.Values.Get("again"))
	if err == nil {
		s.setCookie(w, sessionCookie, token, AbsoluteLimit)
	}
	return s.after(w, r, v, err, "account.flash.password", func(p *accountPage) { p.Password = f.State(err) })
}

func (s *Service) takeEmail(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	email := f.Required("email")
	if err = f.Err(); err == nil {
		err = s.askEmail(r.Context(), s.identity(r), email)
	}
	return s.after(w, r, v, err, "account.flash.email_asked", func(p *accountPage) { p.Email = f.State(err) })
}

func (s *Service) showEmail(w http.ResponseWriter, r *http.Request, v *web.View) error {
	quiet(w)
	p, err := s.ticketPerson(r.Context(), forEmail, r.PathValue("token"))
	if err != nil {
		return err
	}
	if p.ID != v.Actor.ID {
		return gone(forEmail)
	}
	return web.Render(w, r, v, http.StatusOK, emailView(v, "/account/email/"+r.PathValue("token")))
}

func (s *Service) confirmNewEmail(w http.ResponseWriter, r *http.Request, v *web.View) error {
	quiet(w)
	if err := s.confirmEmail(r.Context(), s.identity(r), r.PathValue("token")); err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.email_changed")
	return web.Redirect(w, r, v, "/account")
}

// endOneSession ends one of the own sessions; the one in use is signed out.
func (s *Service) endOneSession(w http.ResponseWriter, r *http.Request, v *web.View) error {
	id, session := s.identity(r), kernel.ID(r.PathValue("id"))
	if err := s.recent(id); err != nil {
		return err
	}
	err := s.db.Write(r.Context(), func(q db.Queryer) error {
		found, err := endSession(r.Context(), q, id.actor.ID, session)
		if err == nil && !found {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return err
	})
	if err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.session_ended")
	return web.Redirect(w, r, v, "/account")
}

func (s *Service) endOtherSessions(w http.ResponseWriter, r *http.Request, v *web.View) error {
	id := s.identity(r)
	if err := s.recent(id); err != nil {
		return err
	}
	err := s.db.Write(r.Context(), func(q db.Queryer) error {
		if err := endSessions(r.Context(), q, id.actor.ID, id.session.ID); err != nil {
			return err
		}
		return audit.Note(r.Context(), q, id.actor.ID, "account.other_sessions_ended", string(id.actor.ID), "")
	})
	if err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.sessions_ended")
	return web.Redirect(w, r, v, "/account")
}

func (s *Service) takeToken(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	n := NewToken{Name: f.Text("label"), Writes: f.Bool("writes"), Days: f.Int("days")}
	var secret string
	if err = f.Err(); err == nil {
		secret, _, err = s.makeToken(r.Context(), s.identity(r), n)
	}
	if refused(err) {
		return s.accountForm(w, r, v, fault.KindOf(err).Status(), func(p *accountPage) { p.Token = f.State(err) })
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, tokenView(v, n.Name, secret))
}

func (s *Service) dropToken(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.endToken(r.Context(), v.Actor.ID, kernel.ID(r.PathValue("id"))); err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.token_ended")
	return web.Redirect(w, r, v, "/account")
}

// connectOIDC begins to connect the account with the identity provider. The reader goes there by a link, because a form
// may only lead to this site.
func (s *Service) connectOIDC(w http.ResponseWriter, r *http.Request, v *web.View) error {
	id := s.identity(r)
	if err := s.recent(id); err != nil {
		return err
	}
	address, secret, err := s.toProvider(r.Context(), "/account", id.actor.ID)
	if err != nil {
		return err
	}
	s.setCookie(w, oidcCookie, secret, life[forOIDC])
	return web.Render(w, r, v, http.StatusOK, connectView(v, s.oidc.config.Name, address))
}

func (s *Service) disconnectOIDC(w http.ResponseWriter, r *http.Request, v *web.View) error {
	id := s.identity(r)
	if err := s.recent(id); err != nil {
		return err
	}
	err := s.db.Write(r.Context(), func(q db.Queryer) error {
		p, err := personByID(r.Context(), q, id.actor.ID)
		if err != nil {
			return err
		}
		keys, err := passkeysOf(r.Context(), q, p.ID)
		if err != nil {
			return err
		}
		if !p.HasPassword() && len(keys) == 0 {
			return fault.New(fault.Invalid, "account.oidc.last")
		}
		if err := disconnect(r.Context(), q, p.ID); err != nil {
			return err
		}
		return s.secured(r.Context(), q, id, p, "disconnected")
	})
	if err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.disconnected")
	return web.Redirect(w, r, v, "/account")
}
