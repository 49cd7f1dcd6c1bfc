package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// passkeys is the relying party: what browsers and authenticators know this installation as.
type passkeys struct{ party *webauthn.WebAuthn }

// newPasskeys binds passkeys to the installation's name. A passkey is found by the authenticator itself and always checks
// its person (a finger, a face, a number): it is two factors at once.
func newPasskeys(c Config) (*passkeys, error) {
	party, err := webauthn.New(&webauthn.Config{
		RPID: c.RPID, RPDisplayName: c.Site, RPOrigins: []string{c.Address},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("account: relying party: %w", err)
	}
	return &passkeys{party}, nil
}

// Passkey is one of a person's passkeys.
type Passkey struct {
	ID      kernel.ID
	Person  kernel.ID
	Name    string // what its owner calls it
	Created int64
	Used    int64

	credential webauthn.Credential
}

// holder is a person as the library asks for them.
type holder struct {
	id    kernel.ID
	name  string
	email string
	keys  []Passkey
}

// WebAuthnID implements webauthn.User: the account's identifier, which tells nothing.
func (h holder) WebAuthnID() []byte { return []byte(h.id) }

// WebAuthnName implements webauthn.User.
func (h holder) WebAuthnName() string { return h.email }

// WebAuthnDisplayName implements webauthn.User.
func (h holder) WebAuthnDisplayName() string {
	if h.name == "" {
		return h.email
	}
	return h.name
}

// WebAuthnCredentials implements webauthn.User.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(h.keys))
	for i := range h.keys {
		all[i] = h.keys[i].credential
	}
	return all
}

func credentialID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// challenge begins a ceremony and keeps it as a ticket; the secret goes into a cookie, so that only this browser can
// answer.
func (s *Service) challenge(ctx context.Context, q db.Queryer, person kernel.ID, data *webauthn.SessionData) (string, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("account: ceremony: %w", err)
	}
	return s.issue(ctx, q, forPasskey, person, string(raw))
}

// ceremony takes up what challenge began, once.
func (s *Service) ceremony(ctx context.Context, secret string) (*webauthn.SessionData, kernel.ID, error) {
	var t *ticket
	err := s.db.Write(ctx, func(q db.Queryer) error {
		var err error
		t, err = s.spend(ctx, q, forPasskey, secret)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	var data webauthn.SessionData
	if err := json.Unmarshal([]byte(t.data), &data); err != nil {
		return nil, "", fmt.Errorf("account: ceremony: %w", err)
	}
	return &data, t.person, nil
}

// refusedPasskey hides what exactly was wrong with an answer; the kind of failure is for the log.
func refusedPasskey(err error) error {
	if p, ok := errors.AsType[*protocol.Error](err); ok {
		err = errors.New(p.Type)
	}
	return fault.Wrap(fault.Invalid, err, "account.passkey.refused")
}

// askPasskey begins a sign-in by whichever passkey the browser finds, or a fresh proof by the person who is signed in.
func (s *Service) askPasskey(ctx context.Context, person kernel.ID) (options any, secret string, err error) {
	defer fault.In(&err, "account.askPasskey")
	assertion, data, err := s.passkeys.party.BeginDiscoverableLogin()
	if err != nil {
		return nil, "", fmt.Errorf("account: begin: %w", err)
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		secret, err = s.challenge(ctx, q, person, data)
		return err
	})
	return assertion, secret, err
}

// answerPasskey checks the answer to askPasskey. It gives the person whose passkey it is.
func (s *Service) answerPasskey(ctx context.Context, secret string, answer []byte) (p *Person, asked kernel.ID, err error) {
	defer fault.In(&err, "account.answerPasskey")
	data, asked, err := s.ceremony(ctx, secret)
	if err != nil {
		return nil, "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, "", refusedPasskey(err)
	}
	var h holder
	err = s.db.Read(ctx, func(q db.Queryer) error {
		p, h, err = s.holderOf(ctx, q, credentialID(parsed.RawID))
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if p == nil || p.State != Active {
		return nil, "", refusedPasskey(errors.New("unknown"))
	}
	find := func(_, _ []byte) (webauthn.User, error) { return h, nil }
	_, used, err := s.passkeys.party.ValidatePasskeyLogin(find, *data, parsed)
	if err != nil {
		return nil, "", refusedPasskey(err)
	}
	if used.Authenticator.CloneWarning {
		return nil, "", refusedPasskey(errors.New("its counter went back: it may be a copy"))
	}
	err = s.db.Write(ctx, func(q db.Queryer) error { return usedPasskey(ctx, q, used, s.clock.Now()) })
	return p, asked, err
}

func (s *Service) holderOf(ctx context.Context, q db.Queryer, credential string) (*Person, holder, error) {
	owner, err := passkeyOwner(ctx, q, credential)
	if err != nil || owner == "" {
		return nil, holder{}, err
	}
	p, err := personByID(ctx, q, owner)
	if err != nil {
		return nil, holder{}, err
	}
	keys, err := passkeysOf(ctx, q, owner)
	return p, holder{p.ID, p.Name, p.Email, keys}, err
}

// signInByPasskey opens a session for the owner of the passkey.
func (s *Service) signInByPasskey(ctx context.Context, secret string, answer []byte, f from) (out Outcome, err error) {
	counted := []try{{byAddress, f.address}}
	if err := s.db.Write(ctx, func(q db.Queryer) error { return s.attempt(ctx, q, counted) }); err != nil {
		return out, err
	}
	p, asked, err := s.answerPasskey(ctx, secret, answer)
	if err != nil {
		return out, err
	}
	if asked != "" {
		return out, gone(forPasskey)
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if err := s.succeeded(ctx, q, counted); err != nil {
			return err
		}
		out, err = s.admit(ctx, q, p, proofs{"passkey", true}, f)
		return err
	})
	return out, err
}

// verifyByPasskey takes a fresh proof by one of the person's own passkeys.
func (s *Service) verifyByPasskey(ctx context.Context, id identity, secret string, answer []byte) (token string, err error) {
	p, asked, err := s.answerPasskey(ctx, secret, answer)
	if err != nil {
		return "", err
	}
	if p.ID != id.actor.ID || asked != id.actor.ID {
		return "", refusedPasskey(errors.New("another person's"))
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if err := audit.Note(ctx, q, p.ID, "account.verified", string(p.ID), "passkey"); err != nil {
			return err
		}
		token, err = s.renew(ctx, q, id.session.ID, proofs{"passkey", true})
		return err
	})
	return token, err
}

// offerPasskey begins to make a passkey for the person.
func (s *Service) offerPasskey(ctx context.Context, q db.Queryer, p *Person) (options any, secret string, err error) {
	keys, err := passkeysOf(ctx, q, p.ID)
	if err != nil {
		return nil, "", err
	}
	h := holder{p.ID, p.Name, p.Email, keys}
	creation, data, err := s.passkeys.party.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, "", fmt.Errorf("account: begin: %w", err)
	}
	secret, err = s.challenge(ctx, q, p.ID, data)
	return creation, secret, err
}

// madePasskey checks a new passkey against the ceremony that it answers.
func (s *Service) madePasskey(ctx context.Context, person kernel.ID, secret string, answer []byte) (*webauthn.Credential, error) {
	data, asked, err := s.ceremony(ctx, secret)
	if err != nil {
		return nil, err
	}
	if asked != person {
		return nil, gone(forPasskey)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, refusedPasskey(err)
	}
	made, err := s.passkeys.party.CreateCredential(holder{id: person}, *data, parsed)
	if err != nil {
		return nil, refusedPasskey(err)
	}
	return made, nil
}

// addPasskey begins to add a passkey to the account of who is signed in.
func (s *Service) addPasskey(ctx context.Context, id identity) (options any, secret string, err error) {
	defer fault.In(&err, "account.addPasskey")
	if err := s.recent(id); err != nil {
		return nil, "", err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		options, secret, err = s.offerPasskey(ctx, q, id.person)
		return err
	})
	return options, secret, err
}

// maxPasskeys is how many passkeys a person can have.
const maxPasskeys = 12

// keepPasskey adds the passkey that addPasskey asked for. Who has no other second step gets recovery codes.
func (s *Service) keepPasskey(ctx context.Context, id identity, secret, name string, answer []byte) (codes []string, token string, err error) {
	defer fault.In(&err, "account.keepPasskey")
	if err := s.recent(id); err != nil {
		return nil, "", err
	}
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return nil, "", fault.New(fault.Invalid, "account.passkey.name", "max", maxName)
	}
	made, err := s.madePasskey(ctx, id.actor.ID, secret, answer)
	if err != nil {
		return nil, "", err
	}
	set, err := s.newRecovery(ctx)
	if err != nil {
		return nil, "", err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		p, err := personByID(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		if codes, err = s.storePasskey(ctx, q, p, made, name, set); err != nil {
			return err
		}
		if err := s.secured(ctx, q, id, p, "passkey_added"); err != nil {
			return err
		}
		token, err = s.renew(ctx, q, id.session.ID, proofs{id.session.Means + "+passkey", true})
		return err
	})
	return codes, token, err
}

// storePasskey keeps a passkey and, for a first second step, recovery codes, which it gives.
func (s *Service) storePasskey(ctx context.Context, q db.Queryer, p *Person, made *webauthn.Credential, name string, set recoverySet) ([]string, error) {
	keys, err := passkeysOf(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	if len(keys) >= maxPasskeys {
		return nil, fault.New(fault.Invalid, "account.passkey.many", "max", maxPasskeys)
	}
	if err := insertPasskey(ctx, q, p.ID, made, name, s.clock.Now()); err != nil {
		if db.Duplicate(err) {
			return nil, refusedPasskey(err)
		}
		return nil, err
	}
	if p.recoverySalt != "" {
		return nil, nil
	}
	return set.codes, keepRecovery(ctx, q, p, set)
}

// removePasskey takes one of the person's passkeys away.
func (s *Service) removePasskey(ctx context.Context, id identity, key kernel.ID) (err error) {
	defer fault.In(&err, "account.removePasskey")
	if err := s.recent(id); err != nil {
		return err
	}
	return s.db.Write(ctx, func(q db.Queryer) error {
		p, err := personByID(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		keys, err := passkeysOf(ctx, q, p.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(keys, func(k Passkey) bool { return k.ID == key }) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if len(keys) == 1 && !p.HasPassword() {
			return fault.New(fault.Invalid, "account.passkey.last")
		}
		if err := deletePasskey(ctx, q, key); err != nil {
			return err
		}
		if err := dropRecoveryIfLast(ctx, q, p); err != nil {
			return err
		}
		return s.secured(ctx, q, id, p, "passkey_removed")
	})
}
