package account

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
)

// identity is who a request comes from. Without a person it is the public.
type identity struct {
	actor   kernel.Actor
	person  *Person
	session Session // the zero Session for an access token
	err     error
}

type identityKey struct{}

// Middleware finds out who acts, from the session's cookie or, under /api/, from an access token, and puts the actor into
// the context. A cookie that is worth nothing is nobody; so is a token, which Tokens refuses.
func (s *Service) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var id identity
		if bearer, isBearer := bearerOf(r); isBearer {
			id = s.byToken(r.Context(), bearer, r.Method)
		} else {
			id = s.bySession(r.Context(), s.cookie(r, sessionCookie))
		}
		ctx := context.WithValue(r.Context(), identityKey{}, id)
		next.ServeHTTP(w, r.WithContext(access.WithActor(ctx, id.actor)))
	})
}

// Tokens stands before the API and refuses a request whose token Middleware found to be worth nothing. It stands within
// the layers of the router, so that a refusal is logged and counted and carries the headers of every answer.
func (s *Service) Tokens(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, isBearer := bearerOf(r); isBearer {
			if err := s.identity(r).err; err != nil {
				s.refuse(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// bearerOf is the request's access token. Only the API takes them: an account's own pages are for its person.
func bearerOf(r *http.Request) (string, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(r.URL.Path, "/api/")
}

// Identify tells the router who a request comes from, as Middleware has found out.
func (s *Service) Identify(r *http.Request) (web.Person, error) {
	id := s.identity(r)
	if id.err != nil {
		return web.Person{}, id.err
	}
	p := web.Person{Actor: id.actor}
	if id.person != nil {
		p.Name = id.person.Name
	}
	return p, nil
}

// identity is what Middleware found.
func (s *Service) identity(r *http.Request) identity {
	if id, ok := r.Context().Value(identityKey{}).(identity); ok {
		return id
	}
	return s.bySession(r.Context(), s.cookie(r, sessionCookie))
}

// bySession finds the person of a session and notes, at most once a minute, that it is in use.
func (s *Service) bySession(ctx context.Context, token string) identity {
	if token == "" {
		return identity{}
	}
	var id identity
	var known bool
	err := s.db.Read(ctx, func(q db.Queryer) error {
		id, known = identity{}, false
		session, err := s.sessionByToken(ctx, q, token)
		if err != nil || session == nil {
			return err
		}
		id.session = *session
		id.person, id.actor, err = s.actor(ctx, q, session.Person)
		known = id.person != nil
		return err
	})
	if err != nil {
		return identity{err: err}
	}
	if !known {
		return identity{}
	}
	if id.session.Strong || s.config.Demo || !holdsOfficial(id.actor.Memberships) {
		id.actor.Verified = id.session.Proved
	}
	if now := s.clock.Now(); now.Sub(id.session.Used) >= noteEvery {
		id.err = s.db.Write(ctx, func(q db.Queryer) error { return touch(ctx, q, id.session.ID, now) })
	}
	return id
}

// actor is the person with the memberships that hold now; nil for one who may not sign in.
func (s *Service) actor(ctx context.Context, q db.Queryer, id kernel.ID) (*Person, kernel.Actor, error) {
	p, err := personByID(ctx, q, id)
	if err != nil || p.State != Active {
		return nil, kernel.Actor{}, err
	}
	all, err := membershipsOf(ctx, q, id)
	return p, kernel.Actor{ID: id, Memberships: holding(all, s.today())}, err
}

// byToken finds the person of an access token. Its actor is never Verified: official acts are a person's, not a
// program's.
func (s *Service) byToken(ctx context.Context, secret, method string) identity {
	var id identity
	var t *Token
	err := s.db.Read(ctx, func(q db.Queryer) error {
		var err error
		if t, err = s.tokenBySecret(ctx, q, secret); err != nil || t == nil {
			return err
		}
		id.person, id.actor, err = s.actor(ctx, q, t.Person)
		return err
	})
	switch {
	case err != nil:
		return identity{err: err}
	case t == nil || id.person == nil:
		return identity{err: fault.New(fault.SignIn, "account.token.refused")}
	case !t.Writes && method != http.MethodGet && method != http.MethodHead:
		return identity{err: fault.New(fault.Denied, "account.token.reads_only")}
	}
	if now := s.clock.Now(); now.Sub(t.Used) >= noteEvery {
		id.err = s.db.Write(ctx, func(q db.Queryer) error { return touchToken(ctx, q, t.ID, now) })
	}
	return id
}

// refuse answers a program whose token is worth nothing, as RFC 6750 and RFC 9457 say.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		s.log.ErrorContext(r.Context(), "access token", slog.Any("error", err))
	}
	key := map[fault.Kind]string{fault.SignIn: "account.token.refused", fault.Denied: "account.token.reads_only"}[kind]
	if key == "" {
		key = "fault.internal"
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if kind == fault.SignIn {
		h.Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	w.WriteHeader(kind.Status())
	body := map[string]any{
		"type": "urn:sampan:fault:" + kind.String(), "status": kind.Status(),
		"title": s.config.Catalogue.Locale(kernel.Lang("en")).T(key),
	}
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.log.DebugContext(r.Context(), "the reader went away", slog.Any("error", err))
	}
}

// recent is nil when the person has proved who they are lately, by whatever they have; changes to an account ask for it.
func (s *Service) recent(id identity) error {
	if id.session.ID == "" {
		return fault.New(fault.SignIn, "fault.sign_in")
	}
	if s.clock.Now().Sub(id.session.Proved) >= access.StepUpFor {
		return fault.New(fault.StepUp, "fault.step_up")
	}
	return nil
}
