package account

import (
	"errors"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
)

// verifyPage asks for a fresh proof.
type verifyPage struct {
	Form        web.FormState
	Next        string
	Password    bool // the person has one
	Second      bool // a second step is set up
	App         bool
	Passkey     bool
	NeedsSecond bool // an official role without a second step: a password alone leads nowhere
	Demo        bool
	Kept        *web.Kept // the form that waits for the proof
}

func isStale(err error) bool { return errors.Is(err, db.ErrStale) }

func (s *Service) showVerify(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.verifyForm(w, r, v, http.StatusOK, web.FormState{}, asked{next: v.Query.Get("next")})
}

func (s *Service) verifyForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, form web.FormState, on asked) error {
	id := s.identity(r)
	if id.person == nil {
		return fault.New(fault.SignIn, "fault.sign_in")
	}
	p := verifyPage{Form: form, Next: where(on.next), Kept: on.kept, Password: id.person.HasPassword(), App: id.person.HasTOTP(), Demo: s.config.Demo}
	err := s.db.Read(r.Context(), func(q db.Queryer) error {
		keys, err := passkeysOf(r.Context(), q, id.actor.ID)
		p.Passkey = len(keys) > 0
		return err
	})
	if err != nil {
		return err
	}
	p.Second = p.App || p.Passkey
	p.NeedsSecond = !p.Second && !p.Demo && holdsOfficial(id.actor.Memberships)
	return web.Render(w, r, v, status, verifyView(v, p))
}

func (s *Service) takeVerify(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, kept, err := web.ReadProof(r, v)
	if err != nil {
		return err
	}
	on := asked{f.Values.Get("next"), kept}
	token, err := s.verifyAgain(r.Context(), s.identity(r), f.Values.Get("password"), f.Text("code"))
	if refused(err) {
		return s.verifyForm(w, r, v, fault.KindOf(err).Status(), f.State(err), on)
	}
	if err != nil {
		return err
	}
	s.setCookie(w, sessionCookie, token, AbsoluteLimit)
	if kept != nil {
		return s.sendKept(w, r, v, token, kept)
	}
	return web.Redirect(w, r, v, where(on.next))
}

func (s *Service) optionsVerify(w http.ResponseWriter, r *http.Request, v *web.View) error {
	options, secret, err := s.askPasskey(r.Context(), v.Actor.ID)
	if err != nil {
		return err
	}
	return s.options(w, options, secret)
}

func (s *Service) answerVerify(w http.ResponseWriter, r *http.Request, v *web.View) error {
	a, err := readAnswer(r)
	if err != nil {
		return err
	}
	token, err := s.verifyByPasskey(r.Context(), s.identity(r), s.cookie(r, ceremonyName), a.Credential)
	if err != nil {
		return err
	}
	s.setCookie(w, sessionCookie, token, AbsoluteLimit)
	return s.done(w, v, where(a.Next), nil)
}

func (s *Service) beginApp(w http.ResponseWriter, r *http.Request, v *web.View) error {
	e, err := s.enrol(r.Context(), s.identity(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, enrolView(v, e, web.FormState{}))
}

func (s *Service) takeApp(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ticket := s.identity(r), f.Values.Get("ticket")
	code := f.Required("code")
	var codes []string
	var token string
	if err = f.Err(); err == nil {
		codes, token, err = s.confirmApp(r.Context(), id, ticket, code)
	}
	if refused(err) {
		e, again := s.enrolling(r.Context(), id, ticket)
		if again != nil {
			return again
		}
		return web.Render(w, r, v, fault.KindOf(err).Status(), enrolView(v, e, f.State(err)))
	}
	if err != nil {
		return err
	}
	s.setCookie(w, sessionCookie, token, AbsoluteLimit)
	if codes == nil {
		web.SetFlash(w, "account.flash.app_set")
		return web.Redirect(w, r, v, "/account")
	}
	return web.Render(w, r, v, http.StatusOK, codesView(v, codes))
}

func (s *Service) dropApp(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.removeApp(r.Context(), s.identity(r)); err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.app_removed")
	return web.Redirect(w, r, v, "/account")
}

func (s *Service) newCodes(w http.ResponseWriter, r *http.Request, v *web.View) error {
	codes, err := s.renewRecovery(r.Context(), s.identity(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, codesView(v, codes))
}

func (s *Service) optionsPasskey(w http.ResponseWriter, r *http.Request, _ *web.View) error {
	options, secret, err := s.addPasskey(r.Context(), s.identity(r))
	if err != nil {
		return stepUpHere(err)
	}
	return s.options(w, options, secret)
}

func (s *Service) answerNewPasskey(w http.ResponseWriter, r *http.Request, v *web.View) error {
	a, err := readAnswer(r)
	if err != nil {
		return err
	}
	codes, token, err := s.keepPasskey(r.Context(), s.identity(r), s.cookie(r, ceremonyName), a.Key, a.Credential)
	if err != nil {
		return stepUpHere(err)
	}
	s.setCookie(w, sessionCookie, token, AbsoluteLimit)
	return s.done(w, v, "/account", codes)
}

// stepUpHere gives the script words that lead on; it cannot follow a redirect to another page.
func stepUpHere(err error) error {
	if fault.Is(err, fault.StepUp) {
		return fault.Wrap(fault.StepUp, err, "account.passkey.step_up")
	}
	return err
}

func (s *Service) dropPasskey(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.removePasskey(r.Context(), s.identity(r), kernel.ID(r.PathValue("id"))); err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.passkey_removed")
	return web.Redirect(w, r, v, "/account")
}
