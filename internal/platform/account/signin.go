package account

import (
	"context"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// Outcome is what came of a sign-in: a session, or a second step that waits. Both are secrets for a cookie.
type Outcome struct {
	Session string
	Step    string
}

// from is where a sign-in comes from.
type from struct {
	address string
	device  Device
}

// signIn takes e-mail and password. Whether there is such an account, whether it is suspended or has no password, cannot
// be told from the answer nor from the time that it takes.
func (s *Service) signIn(ctx context.Context, email, password string, f from) (out Outcome, err error) {
	defer fault.In(&err, "account.signIn")
	if normal, err := normalEmail(email); err == nil {
		email = normal
	}
	email = strings.ToLower(email)
	counted := tries(email, f.address)
	var p *Person
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if err := s.attempt(ctx, q, counted); err != nil {
			return err
		}
		p, err = personByEmail(ctx, q, email)
		return err
	})
	if err != nil {
		return out, err
	}
	kept, who := "", kernel.ID("")
	if p != nil && p.State == Active {
		kept, who = p.password, p.ID
	}
	ok, stale, err := s.hash.verify(ctx, kept, password)
	if err != nil {
		return out, err
	}
	if !ok {
		err = s.db.Write(ctx, func(q db.Queryer) error {
			return audit.Note(ctx, q, "", "account.sign_in_failed", string(who), "password")
		})
		if err != nil {
			return out, err
		}
		return out, fault.New(fault.Invalid, "account.sign_in.wrong")
	}
	var anew string
	if stale {
		if anew, err = s.hash.hash(ctx, password); err != nil {
			return out, err
		}
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if stale {
			if err := rehash(ctx, q, p.ID, p.password, anew); err != nil {
				return err
			}
		}
		if err := s.succeeded(ctx, q, counted); err != nil {
			return err
		}
		out, err = s.admit(ctx, q, p, proofs{means: "password"}, f)
		return err
	})
	return out, err
}

// admit lets in a person who has given one proof: to a session, or to the second step when one is set up.
func (s *Service) admit(ctx context.Context, q db.Queryer, p *Person, how proofs, f from) (out Outcome, err error) {
	second, err := s.hasSecond(ctx, q, p)
	if err != nil {
		return out, err
	}
	if second && !how.strong {
		out.Step, err = s.issue(ctx, q, forSecondStep, p.ID, how.means)
		return out, err
	}
	if err := audit.Note(ctx, q, p.ID, "account.signed_in", string(p.ID), how.means); err != nil {
		return out, err
	}
	out.Session, err = s.start(ctx, q, p.ID, how, f.device)
	return out, err
}

// hasSecond says that the person has set up a second step of any kind.
func (s *Service) hasSecond(ctx context.Context, q db.Queryer, p *Person) (bool, error) {
	if p.HasTOTP() {
		return true, nil
	}
	keys, err := passkeysOf(ctx, q, p.ID)
	return len(keys) > 0, err
}

// byCode counts tries of one-time codes; who tries has given the password already.
var byCode = limit{"code", 5, byPair.longest}

// secondStep takes the code that the sign-in waits for. A wrong one leaves the ticket for another try, so often as the
// throttle allows.
func (s *Service) secondStep(ctx context.Context, step, code string, f from) (out Outcome, err error) {
	defer fault.In(&err, "account.secondStep")
	var t *ticket
	err = s.db.Read(ctx, func(q db.Queryer) error {
		t, err = s.look(ctx, q, forSecondStep, step)
		return err
	})
	if err != nil {
		return out, err
	}
	means, err := s.takeCode(ctx, t.person, code)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		t, err := s.spend(ctx, q, forSecondStep, step)
		if err != nil {
			return err
		}
		p, err := personByID(ctx, q, t.person)
		if err != nil {
			return err
		}
		if p.State != Active {
			return gone(forSecondStep)
		}
		out, err = s.admit(ctx, q, p, proofs{t.data + "+" + means, true}, f)
		return err
	})
	return out, err
}

// verifyAgain takes a fresh proof from a person who is signed in: the password where there is one, and a code where a
// second step is set up. It gives the session another token.
func (s *Service) verifyAgain(ctx context.Context, id identity, password, code string) (token string, err error) {
	defer fault.In(&err, "account.verifyAgain")
	p, second := id.person, false
	err = s.db.Read(ctx, func(q db.Queryer) error {
		second, err = s.hasSecond(ctx, q, p)
		return err
	})
	if err != nil {
		return "", err
	}
	if !p.HasPassword() && !second {
		return "", fault.New(fault.Invalid, "account.verify.nothing")
	}
	how := proofs{means: "password"}
	if p.HasPassword() {
		if err := s.checkOwn(ctx, p, password); err != nil {
			return "", err
		}
	}
	if second {
		means, err := s.takeCode(ctx, p.ID, code)
		if err != nil {
			return "", err
		}
		how = proofs{"password+" + means, true}
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if err := audit.Note(ctx, q, p.ID, "account.verified", string(p.ID), how.means); err != nil {
			return err
		}
		token, err = s.renew(ctx, q, id.session.ID, how)
		return err
	})
	return token, err
}

// checkOwn holds a password against the person's own, counted like a sign-in.
func (s *Service) checkOwn(ctx context.Context, p *Person, password string) error {
	counted := []try{{byPair, "own " + string(p.ID)}}
	err := s.db.Write(ctx, func(q db.Queryer) error { return s.attempt(ctx, q, counted) })
	if err != nil {
		return err
	}
	ok, _, err := s.hash.verify(ctx, p.password, password)
	if err != nil {
		return err
	}
	if !ok {
		return &fault.Error{
			Kind: fault.Invalid, Text: fault.Message{Key: "account.verify.wrong"},
			Fields: []fault.Field{{Path: "password", Message: fault.Message{Key: "account.verify.wrong"}}},
		}
	}
	return s.db.Write(ctx, func(q db.Queryer) error { return s.succeeded(ctx, q, counted) })
}

// signOut ends the session.
func (s *Service) signOut(ctx context.Context, id identity) error {
	return s.db.Write(ctx, func(q db.Queryer) error {
		if _, err := endSession(ctx, q, id.actor.ID, id.session.ID); err != nil {
			return err
		}
		return audit.Note(ctx, q, id.actor.ID, "account.signed_out", string(id.actor.ID), "")
	})
}
