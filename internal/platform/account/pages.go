package account

import (
	"encoding/json"
	"io"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
)

// Mount registers the pages.
func (s *Service) Mount(rt *web.Router) {
	rt.Get("GET /sign-in", access.Anyone, s.showSignIn)
	rt.Post("POST /sign-in", access.Anyone, s.takeSignIn, web.Carries())
	rt.Get("GET /sign-in/second", access.Anyone, s.showSecond)
	rt.Post("POST /sign-in/second", access.Anyone, s.takeSecond, web.Carries())
	rt.Post("POST /sign-in/passkey/options", access.Anyone, s.optionsSignIn)
	rt.Post("POST /sign-in/passkey", access.Anyone, s.answerSignIn)
	rt.Get("GET /sign-in/oidc", access.Anyone, s.goOIDC)
	rt.Get("GET /sign-in/oidc/callback", access.Anyone, s.backOIDC)
	rt.Post("POST /sign-out", access.Anyone, s.takeSignOut)
	rt.Get("GET /invitation/{token}", access.Anyone, s.showInvitation)
	rt.Post("POST /invitation/{token}", access.Anyone, s.takeInvitation)
	rt.Post("POST /invitation/{token}/passkey/options", access.Anyone, s.optionsInvitation)
	rt.Post("POST /invitation/{token}/passkey", access.Anyone, s.answerInvitation)
	rt.Get("GET /forgot", access.Anyone, s.showForgot)
	rt.Post("POST /forgot", access.Anyone, s.takeForgot)
	rt.Get("GET /reset/{token}", access.Anyone, s.showReset)
	rt.Post("POST /reset/{token}", access.Anyone, s.takeReset)
	s.mountOwn(rt)
	s.mountPeople(rt)
}

func (s *Service) mountOwn(rt *web.Router) {
	own := access.Account
	rt.Get("GET /account", own, s.showAccount)
	rt.Post("POST /account/profile", own, s.takeProfile)
	rt.Post("POST /account/password", own, s.takePassword)
	rt.Post("POST /account/email", own, s.takeEmail)
	rt.Get("GET /account/email/{token}", own, s.showEmail)
	rt.Post("POST /account/email/{token}", own, s.confirmNewEmail)
	rt.Post("POST /account/second-factor", own, s.beginApp)
	rt.Post("POST /account/second-factor/confirm", own, s.takeApp)
	rt.Post("POST /account/second-factor/remove", own, s.dropApp)
	rt.Post("POST /account/recovery-codes", own, s.newCodes)
	rt.Post("POST /account/passkeys/options", own, s.optionsPasskey)
	rt.Post("POST /account/passkeys", own, s.answerNewPasskey)
	rt.Post("POST /account/passkeys/{id}/remove", own, s.dropPasskey)
	rt.Post("POST /account/sessions/{id}/end", own, s.endOneSession)
	rt.Post("POST /account/sessions/end", own, s.endOtherSessions)
	rt.Post("POST /account/tokens", own, s.takeToken)
	rt.Post("POST /account/tokens/{id}/end", own, s.dropToken)
	rt.Post("POST /account/connect", own, s.connectOIDC)
	rt.Post("POST /account/disconnect", own, s.disconnectOIDC)
	rt.Get("GET /account/verify", own, s.showVerify)
	rt.Post("POST /account/verify", own, s.takeVerify, web.Carries())
	rt.Post("POST /account/verify/passkey/options", own, s.optionsVerify)
	rt.Post("POST /account/verify/passkey", own, s.answerVerify)
}

func (s *Service) mountPeople(rt *web.Router) {
	rt.Get("GET /people", SeePeople, s.showPeople)
	rt.Get("GET /people/invite", SeePeople, s.showInvite)
	rt.Post("POST /people", Invite, s.takeInvite)
	rt.Get("GET /people/{id}", SeePeople, s.showPerson)
	rt.Post("POST /people/{id}/suspend", Suspend, s.takeSuspend)
	rt.Post("POST /people/{id}/reinstate", Suspend, s.takeReinstate)
	rt.Post("POST /people/{id}/sign-out", Suspend, s.takeSignOutEverywhere)
	rt.Post("POST /people/{id}/invite-again", Invite, s.takeInviteAgain)
	rt.Post("POST /people/memberships/{id}/end", EndMembership, s.takeEnd)
}

// from is where the request comes from.
func (s *Service) from(r *http.Request) from {
	return from{s.addressOf(r), deviceOf(r.UserAgent())}
}

// quiet keeps what stands in the address to this browser: no other page learns it, and nothing stores it.
func quiet(w http.ResponseWriter) {
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
}

// entered sets the session's cookie after a sign-in and ends the session that the browser had before.
func (s *Service) entered(w http.ResponseWriter, r *http.Request, session string) error {
	if old := s.identity(r); old.session.ID != "" {
		if err := s.signOut(r.Context(), old); err != nil {
			return err
		}
	}
	s.dropCookie(w, stepCookie)
	s.setCookie(w, sessionCookie, session, AbsoluteLimit)
	return nil
}

// where is the page that the reader wanted.
func where(next string) string {
	if next == "" {
		return "/"
	}
	return web.SafeNext(next)
}

// onward leads a reader who has given a first proof on: into the session or to the second step, with the form that waits.
func (s *Service) onward(w http.ResponseWriter, r *http.Request, v *web.View, out Outcome, on asked) error {
	path, err := s.landed(w, r, out, on.next)
	if err != nil {
		return err
	}
	if on.kept != nil {
		if out.Step != "" {
			return s.secondForm(w, r, v, http.StatusOK, web.FormState{}, on, out.Step)
		}
		return s.sendKept(w, r, v, out.Session, on.kept)
	}
	return web.Redirect(w, r, v, path)
}

// landed sets the cookie of the outcome and gives the path to go to.
func (s *Service) landed(w http.ResponseWriter, r *http.Request, out Outcome, next string) (string, error) {
	if out.Step != "" {
		s.setCookie(w, stepCookie, out.Step, life[forSecondStep])
		return withNext("/sign-in/second", next), nil
	}
	return where(next), s.entered(w, r, out.Session)
}

// refused says that the form is to be shown again with what was wrong, and keeps other faults as they are.
func refused(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Throttled)
}

// answer is what the script of passkeys sends: the fields of its form and the credential.
type answer struct {
	Name       string          `json:"name"`
	Lang       string          `json:"lang"`
	Key        string          `json:"key"`
	Next       string          `json:"next"`
	Credential json.RawMessage `json:"credential"`
}

func readAnswer(r *http.Request) (answer, error) {
	var a answer
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return a, fault.Wrap(fault.TooLarge, err, "fault.too_large")
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fault.Wrap(fault.Invalid, err, "web.form.unreadable")
	}
	clean := web.Form{Values: map[string][]string{"name": {a.Name}, "key": {a.Key}, "lang": {a.Lang}}}
	a.Name, a.Key, a.Lang = clean.Text("name"), clean.Text("key"), clean.Text("lang")
	return a, clean.Err()
}

// options sends a challenge to the script and its secret as a cookie.
func (s *Service) options(w http.ResponseWriter, options any, secret string) error {
	s.setCookie(w, ceremonyName, secret, life[forPasskey])
	return sendJSON(w, options)
}

// done tells the script where to go, and recovery codes to show before.
func (s *Service) done(w http.ResponseWriter, v *web.View, next string, codes []string) error {
	s.dropCookie(w, ceremonyName)
	return sendJSON(w, struct {
		Next  string   `json:"next"`
		Codes []string `json:"codes,omitempty"`
	}{v.Href(next), codes})
}

func sendJSON(w http.ResponseWriter, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "fault.internal")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(raw) // a reader that went away is no fault of ours
	return nil
}

// langOf is a language that the site offers, "" for anything else.
func langOf(v *web.View, lang string) kernel.Lang {
	for _, l := range v.Languages {
		if string(l.Lang()) == lang {
			return l.Lang()
		}
	}
	return ""
}

// fresh is the view with another submission, for one of several forms of a page.
func fresh(v *web.View) *web.View {
	own := *v
	own.Submission = kernel.NewID()
	return &own
}
