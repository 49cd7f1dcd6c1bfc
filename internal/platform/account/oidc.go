package account

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// OIDC is another identity provider, as a ministry's, by whose word people may sign in. Without Issuer there is none.
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Name         string // what the button calls it
	// StrongACR are the values of the claim acr that stand for a second step; "mfa" in amr always does.
	StrongACR []string
}

// provider is the configured one. Its own configuration is fetched when it is first needed, so that the program starts
// without it.
type provider struct {
	config   OIDC
	redirect string

	mu    sync.Mutex
	found *oidc.Provider
}

func newProvider(c OIDC, address string) *provider {
	return &provider{config: c, redirect: address + "/sign-in/oidc/callback"}
}

// oidcTimeout bounds what the provider may take to answer.
const oidcTimeout = 10 * time.Second

func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(context.WithoutCancel(ctx), p.config.Issuer)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "account.oidc.unavailable", "provider", p.config.Name)
	}
	p.found = found
	return found, nil
}

func (p *provider) oauth(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.redirect,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// errand is what is kept of a reader who was sent to the provider.
type errand struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	Next     string    `json:"next"`
	Link     kernel.ID `json:"link,omitempty"` // a signed-in person who connects their account
}

// toProvider begins a sign-in at the provider. The secret goes into a cookie, so that only this browser can come back.
func (s *Service) toProvider(ctx context.Context, next string, link kernel.ID) (address, secret string, err error) {
	defer fault.In(&err, "account.toProvider")
	if s.oidc == nil {
		return "", "", fault.New(fault.NotFound, "fault.not_found")
	}
	within, cancel := context.WithTimeout(ctx, oidcTimeout)
	defer cancel()
	found, err := s.oidc.discover(within)
	if err != nil {
		return "", "", err
	}
	e := errand{newSecret(), newSecret(), oauth2.GenerateVerifier(), next, link}
	raw, err := json.Marshal(e)
	if err != nil {
		return "", "", fmt.Errorf("account: errand: %w", err)
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		secret, err = s.issue(ctx, q, forOIDC, link, string(raw))
		return err
	})
	return s.oidc.oauth(found).AuthCodeURL(e.State, oidc.Nonce(e.Nonce), oauth2.S256ChallengeOption(e.Verifier)), secret, err
}

// claims are what the provider says of a person.
type claims struct {
	issuer, subject string

	Email    string   `json:"email"`
	Verified bool     `json:"email_verified"`
	Name     string   `json:"name"`
	ACR      string   `json:"acr"`
	AMR      []string `json:"amr"`
	nonce    string
}

// fromProvider takes the reader back: the code becomes claims, and they a session or a second step.
func (s *Service) fromProvider(ctx context.Context, secret, state, code string, f from) (out Outcome, next string, err error) {
	defer fault.In(&err, "account.fromProvider")
	if s.oidc == nil {
		return out, "", fault.New(fault.NotFound, "fault.not_found")
	}
	var t *ticket
	err = s.db.Write(ctx, func(q db.Queryer) error {
		t, err = s.spend(ctx, q, forOIDC, secret)
		return err
	})
	if err != nil {
		return out, "", err
	}
	var e errand
	if err := json.Unmarshal([]byte(t.data), &e); err != nil {
		return out, "", fmt.Errorf("account: errand: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(e.State), []byte(state)) != 1 || code == "" {
		return out, "", refusedOIDC(errors.New("state differs or no code"))
	}
	c, err := s.oidc.redeem(ctx, e, code)
	if err != nil {
		return out, "", err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		p, err := s.personOf(ctx, q, c, e.Link)
		if err != nil {
			return err
		}
		strong := slices.Contains(c.AMR, "mfa") || c.ACR != "" && slices.Contains(s.oidc.config.StrongACR, c.ACR)
		out, err = s.admit(ctx, q, p, proofs{"oidc", strong}, f)
		return err
	})
	return out, e.Next, err
}

func refusedOIDC(err error) error { return fault.Wrap(fault.Invalid, err, "account.oidc.refused") }

// redeem exchanges the code and checks the identity token: signature, issuer, audience, expiry, nonce.
func (p *provider) redeem(ctx context.Context, e errand, code string) (claims, error) {
	var c claims
	ctx, cancel := context.WithTimeout(ctx, oidcTimeout)
	defer cancel()
	found, err := p.discover(ctx)
	if err != nil {
		return c, err
	}
	token, err := p.oauth(found).Exchange(ctx, code, oauth2.VerifierOption(e.Verifier))
	if err != nil {
		return c, refusedOIDC(errors.New("the provider did not take the code"))
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return c, refusedOIDC(errors.New("no identity token"))
	}
	id, err := found.Verifier(&oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return c, refusedOIDC(errors.New("the identity token does not verify"))
	}
	if err := id.Claims(&c); err != nil {
		return c, refusedOIDC(errors.New("the claims cannot be read"))
	}
	c.issuer, c.subject, c.nonce = id.Issuer, id.Subject, id.Nonce
	if subtle.ConstantTimeCompare([]byte(c.nonce), []byte(e.Nonce)) != 1 || c.subject == "" {
		return c, refusedOIDC(errors.New("nonce differs"))
	}
	return c, nil
}

// personOf finds whose claims they are: of an account that is connected already, of the person who connects theirs, or
// of somebody who was invited at just this verified address and has not accepted yet. Nobody else gets in.
func (s *Service) personOf(ctx context.Context, q db.Queryer, c claims, link kernel.ID) (*Person, error) {
	owner, err := identityOwner(ctx, q, c.issuer, c.subject)
	if err != nil {
		return nil, err
	}
	switch {
	case owner != "" && link != "" && owner != link:
		return nil, fault.New(fault.Invalid, "account.oidc.taken")
	case owner != "":
		return activeOr(personByID(ctx, q, owner))
	case link != "":
		p, err := activeOr(personByID(ctx, q, link))
		if err != nil {
			return nil, err
		}
		return p, s.connect(ctx, q, p, c)
	}
	email, err := normalEmail(c.Email)
	if err != nil || !c.Verified {
		return nil, fault.New(fault.Denied, "account.oidc.unknown")
	}
	p, err := personByEmail(ctx, q, email)
	if err != nil {
		return nil, err
	}
	if p == nil || p.State != Invited {
		return nil, fault.New(fault.Denied, "account.oidc.unknown")
	}
	p.State, p.Name = Active, cleanName(c.Name, email)
	if err := savePerson(ctx, q, p); err != nil {
		return nil, err
	}
	if err := void(ctx, q, p.ID, forInvitation); err != nil {
		return nil, err
	}
	return p, s.connect(ctx, q, p, c)
}

// activeOr refuses people who may not sign in, as if they were unknown.
func activeOr(p *Person, err error) (*Person, error) {
	if err == nil && p.State != Active {
		return nil, fault.New(fault.Denied, "account.oidc.unknown")
	}
	return p, err
}

func (s *Service) connect(ctx context.Context, q db.Queryer, p *Person, c claims) error {
	if err := insertIdentity(ctx, q, c.issuer, c.subject, p.ID, s.clock.Now()); err != nil {
		return err
	}
	return audit.Note(ctx, q, p.ID, "account.connected", string(p.ID), "oidc")
}
