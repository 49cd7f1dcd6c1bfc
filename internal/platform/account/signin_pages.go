package account

import (
	"net/http"
	"net/url"

	"sampan/internal/fault"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// withNext adds where to go afterwards to a path.
func withNext(path, next string) string {
	if next = where(next); next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// signInPage is what the page of the first step shows.
type signInPage struct {
	Form     web.FormState
	Next     string
	Provider string // the other identity provider's name, "" when there is none
	OIDC     string // path
	Kept     *web.Kept
	Other    bool // another person is signed in than the one who wrote what is kept
}

func (s *Service) showSignIn(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.signInForm(w, r, v, http.StatusOK, web.FormState{}, asked{next: v.Query.Get("next")})
}

func (s *Service) signInForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, form web.FormState, on asked) error {
	p := signInPage{Form: form, Next: where(on.next), Kept: on.kept, Other: on.kept != nil && v.Actor.SignedIn()}
	if s.oidc != nil {
		p.Provider, p.OIDC = s.oidc.config.Name, withNext("/sign-in/oidc", on.next)
	}
	return web.Render(w, r, v, status, signInView(v, p))
}

func (s *Service) takeSignIn(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, kept, err := web.ReadProof(r, v)
	if err != nil {
		return err
	}
	on := asked{f.Values.Get("next"), kept}
	email := f.Required("email")
	if f.Values.Get("password") == "" {
		f.Fault("password", "account.password.missing")
	}
	if err := f.Err(); err != nil {
		return s.signInForm(w, r, v, http.StatusUnprocessableEntity, f.State(err), on)
	}
	out, err := s.signIn(r.Context(), email, f.Values.Get("password"), s.from(r))
	if refused(err) {
		return s.signInForm(w, r, v, fault.KindOf(err).Status(), f.State(err), on)
	}
	if err != nil {
		return err
	}
	return s.onward(w, r, v, out, on)
}

// secondPage is what the page of the second step shows.
type secondPage struct {
	Form    web.FormState
	Next    string
	App     bool // an authenticator app is set up
	Passkey bool
	Kept    *web.Kept
}

func (s *Service) showSecond(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.secondForm(w, r, v, http.StatusOK, web.FormState{}, asked{next: v.Query.Get("next")}, s.cookie(r, stepCookie))
}

// secondForm shows the second step that the ticket is for; without a first one it leads back there.
func (s *Service) secondForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, form web.FormState, on asked, step string) error {
	p, err := s.ticketPerson(r.Context(), forSecondStep, step)
	if fault.Is(err, fault.Gone) {
		return s.backToStart(w, r, v, on)
	}
	if err != nil {
		return err
	}
	page := secondPage{Form: form, Next: where(on.next), App: p.HasTOTP(), Kept: on.kept}
	err = s.db.Read(r.Context(), func(q db.Queryer) error {
		keys, err := passkeysOf(r.Context(), q, p.ID)
		page.Passkey = len(keys) > 0
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, v, status, secondView(v, page))
}

func (s *Service) backToStart(w http.ResponseWriter, r *http.Request, v *web.View, on asked) error {
	s.dropCookie(w, stepCookie)
	if on.kept != nil {
		f := web.Form{}
		late := fault.New(fault.Gone, "account.gone.second")
		return s.signInForm(w, r, v, http.StatusUnauthorized, f.State(late), on)
	}
	web.SetFlash(w, "account.gone.second")
	return web.Redirect(w, r, v, withNext("/sign-in", on.next))
}

func (s *Service) takeSecond(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, kept, err := web.ReadProof(r, v)
	if err != nil {
		return err
	}
	on, step := asked{f.Values.Get("next"), kept}, s.cookie(r, stepCookie)
	code := f.Required("code")
	if err := f.Err(); err != nil {
		return s.secondForm(w, r, v, http.StatusUnprocessableEntity, f.State(err), on, step)
	}
	out, err := s.secondStep(r.Context(), step, code, s.from(r))
	switch {
	case fault.Is(err, fault.Gone):
		return s.backToStart(w, r, v, on)
	case refused(err):
		return s.secondForm(w, r, v, fault.KindOf(err).Status(), f.State(err), on, step)
	case err != nil:
		return err
	}
	return s.onward(w, r, v, out, on)
}

func (s *Service) optionsSignIn(w http.ResponseWriter, r *http.Request, _ *web.View) error {
	options, secret, err := s.askPasskey(r.Context(), "")
	if err != nil {
		return err
	}
	return s.options(w, options, secret)
}

func (s *Service) answerSignIn(w http.ResponseWriter, r *http.Request, v *web.View) error {
	a, err := readAnswer(r)
	if err != nil {
		return err
	}
	out, err := s.signInByPasskey(r.Context(), s.cookie(r, ceremonyName), a.Credential, s.from(r))
	if err != nil {
		return err
	}
	next, err := s.landed(w, r, out, a.Next)
	if err != nil {
		return err
	}
	return s.done(w, v, next, nil)
}

func (s *Service) goOIDC(w http.ResponseWriter, r *http.Request, v *web.View) error {
	address, secret, err := s.toProvider(r.Context(), where(v.Query.Get("next")), "")
	if err != nil {
		return err
	}
	s.setCookie(w, oidcCookie, secret, life[forOIDC])
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

func (s *Service) backOIDC(w http.ResponseWriter, r *http.Request, v *web.View) error {
	quiet(w)
	secret := s.cookie(r, oidcCookie)
	s.dropCookie(w, oidcCookie)
	out, next, err := s.fromProvider(r.Context(), secret, v.Query.Get("state"), v.Query.Get("code"), s.from(r))
	if fault.Is(err, fault.Denied) || fault.Is(err, fault.Gone) || refused(err) {
		f := web.Form{}
		return s.signInForm(w, r, v, fault.KindOf(err).Status(), f.State(err), asked{next: next})
	}
	if err != nil {
		return err
	}
	return s.onward(w, r, v, out, asked{next: next})
}

func (s *Service) takeSignOut(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if id := s.identity(r); id.session.ID != "" {
		if err := s.signOut(r.Context(), id); err != nil {
			return err
		}
	}
	s.dropCookie(w, sessionCookie)
	w.Header().Set("Clear-Site-Data", `"cache"`)
	web.SetFlash(w, "account.flash.signed_out")
	return web.Redirect(w, r, v, "/")
}

// invitationPage is what an invited person sees.
type invitationPage struct {
	Form    web.FormState
	Path    string // without language
	Email   string
	Offices []string
	Langs   []ui.Option
}

func (s *Service) showInvitation(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.invitationForm(w, r, v, http.StatusOK, web.FormState{})
}

func (s *Service) invitationForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, form web.FormState) error {
	quiet(w)
	token := r.PathValue("token")
	inv, err := s.invitation(r.Context(), token)
	if err != nil {
		return err
	}
	places, err := s.placesNow(r.Context())
	if err != nil {
		return err
	}
	p := invitationPage{Form: form, Path: "/invitation/" + token, Email: inv.Person.Email, Langs: langOptions(v)}
	if form.Values == nil {
		p.Form = web.NewState("lang", v.Lang)
	}
	for i := range inv.Memberships {
		p.Offices = append(p.Offices, office(v, places, inv.Memberships[i].Membership))
	}
	return web.Render(w, r, v, status, invitationView(v, p))
}

func (s *Service) takeInvitation(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	a := Acceptance{f.Text("name"), langOf(v, f.Text("lang")), f.Values.Get("password"), f.Values.Get("again")}
	err = f.Err()
	var out Outcome
	if err == nil {
		out, err = s.accept(r.Context(), r.PathValue("token"), a, s.from(r))
	}
	if refused(err) {
		return s.invitationForm(w, r, v, fault.KindOf(err).Status(), f.State(err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.welcome")
	return s.onward(w, r, v, out, asked{next: "/account"})
}

func (s *Service) optionsInvitation(w http.ResponseWriter, r *http.Request, _ *web.View) error {
	a, err := readAnswer(r)
	if err != nil {
		return err
	}
	options, secret, err := s.acceptByPasskey(r.Context(), r.PathValue("token"), a.Name)
	if err != nil {
		return err
	}
	return s.options(w, options, secret)
}

func (s *Service) answerInvitation(w http.ResponseWriter, r *http.Request, v *web.View) error {
	a, err := readAnswer(r)
	if err != nil {
		return err
	}
	key := a.Key
	if key == "" {
		key = v.T("account.passkey.first")
	}
	codes, out, err := s.acceptedByPasskey(r.Context(), r.PathValue("token"), s.cookie(r, ceremonyName), key,
		Acceptance{Name: a.Name, Lang: langOf(v, a.Lang)}, a.Credential, s.from(r))
	if err != nil {
		return err
	}
	next, err := s.landed(w, r, out, "/account")
	if err != nil {
		return err
	}
	return s.done(w, v, next, codes)
}

func (s *Service) showForgot(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return web.Render(w, r, v, http.StatusOK, forgotView(v, web.FormState{}, false))
}

func (s *Service) takeForgot(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	email := f.Required("email")
	if err = f.Err(); err == nil {
		err = s.askReset(r.Context(), email, s.addressOf(r))
	}
	if refused(err) {
		return web.Render(w, r, v, fault.KindOf(err).Status(), forgotView(v, f.State(err), false))
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, v, http.StatusOK, forgotView(v, web.FormState{}, true))
}

func (s *Service) showReset(w http.ResponseWriter, r *http.Request, v *web.View) error {
	quiet(w)
	if _, err := s.ticketPerson(r.Context(), forReset, r.PathValue("token")); err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, resetView(v, "/reset/"+r.PathValue("token"), web.FormState{}))
}

func (s *Service) takeReset(w http.ResponseWriter, r *http.Request, v *web.View) error {
	quiet(w)
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	err = s.reset(r.Context(), r.PathValue("token"), f.Values.Get("password"), f.Values.Get("again"))
	if refused(err) {
		return web.Render(w, r, v, fault.KindOf(err).Status(), resetView(v, "/reset/"+r.PathValue("token"), f.State(err)))
	}
	if err != nil {
		return err
	}
	s.dropCookie(w, sessionCookie)
	web.SetFlash(w, "account.flash.reset")
	return web.Redirect(w, r, v, "/sign-in")
}
