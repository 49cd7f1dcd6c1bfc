package account

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"rsc.io/qr"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// stepSeconds and the rest are RFC 6238 as every authenticator app knows it. A code counts in its own step and the one
// next to it on either side, for clocks that differ.
const (
	stepSeconds = 30
	drift       = 1
)

var totpOptions = totp.ValidateOpts{Period: stepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// matchStep finds the step that the code belongs to, 0 when it is none of those that count now.
func matchStep(secret, code string, now time.Time) (int64, error) {
	code = strings.Map(digitsOnly, code)
	found := int64(0)
	for d := int64(-drift); d <= drift; d++ {
		step := now.Unix()/stepSeconds + d
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*stepSeconds, 0), totpOptions)
		if err != nil {
			return 0, fmt.Errorf("account: one-time code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	return found, nil
}

func digitsOnly(r rune) rune {
	if r == ' ' || r == '-' || r == '\u00a0' {
		return -1
	}
	return r
}

func totpBind(person kernel.ID) string { return "totp/" + string(person) }

// takeCode takes a one-time code of the person's app or one of the recovery codes, once. It gives the means, "totp" or
// "recovery".
func (s *Service) takeCode(ctx context.Context, person kernel.ID, code string) (means string, err error) {
	counted := []try{{byCode, string(person)}}
	var p *Person
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if err := s.attempt(ctx, q, counted); err != nil {
			return err
		}
		p, err = personByID(ctx, q, person)
		return err
	})
	if err != nil {
		return "", err
	}
	means, take, err := s.recognise(ctx, p, code)
	if err != nil {
		return "", err
	}
	taken := false
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if taken, err = take(q); err != nil || !taken {
			return err
		}
		if means == "recovery" {
			if err := s.letter(ctx, q, p, p.Email, "recovery", "recovery/"+string(kernel.NewID())); err != nil {
				return err
			}
		}
		return s.succeeded(ctx, q, counted)
	})
	if err != nil {
		return "", err
	}
	if !taken {
		return "", wrongCode()
	}
	return means, nil
}

func wrongCode() error {
	m := fault.Message{Key: "account.code.wrong"}
	return &fault.Error{Kind: fault.Invalid, Text: m, Fields: []fault.Field{{Path: "code", Message: m}}}
}

// recognise finds out what the code is and how it is used up.
func (s *Service) recognise(ctx context.Context, p *Person, code string) (means string, take func(db.Queryer) (bool, error), err error) {
	if normal := recoveryForm(code); len(normal) == recoveryLength {
		if p.recoverySalt == "" {
			return "", nil, wrongCode()
		}
		sum, err := s.recoveryHash(ctx, p.recoverySalt, normal)
		return "recovery", func(q db.Queryer) (bool, error) { return spendRecovery(ctx, q, p.ID, sum, s.clock.Now()) }, err
	}
	if !p.HasTOTP() {
		return "", nil, wrongCode()
	}
	secret, err := s.key.opened(p.totp, totpBind(p.ID))
	if err != nil {
		return "", nil, err
	}
	step, err := matchStep(secret, code, s.clock.Now())
	if err != nil {
		return "", nil, err
	}
	return "totp", func(q db.Queryer) (bool, error) { return takeStep(ctx, q, p.ID, step) }, nil
}

// Enrolment is an authenticator app that is being set up.
type Enrolment struct {
	Ticket string
	Secret string // in groups, to be typed
	Image  string // the QR code, as a data address
}

// enrol begins to set up an app.
func (s *Service) enrol(ctx context.Context, id identity) (e Enrolment, err error) {
	defer fault.In(&err, "account.enrol")
	if err := s.recent(id); err != nil {
		return e, err
	}
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(randomBytes(20))
	box, err := s.key.sealed(secret, totpBind(id.actor.ID))
	if err != nil {
		return e, err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		if err := void(ctx, q, id.actor.ID, forTOTP); err != nil {
			return err
		}
		e.Ticket, err = s.issue(ctx, q, forTOTP, id.actor.ID, box)
		return err
	})
	if err != nil {
		return e, err
	}
	return s.enrolment(e.Ticket, secret, id.person.Email)
}

// enrolling shows an enrolment again that has begun.
func (s *Service) enrolling(ctx context.Context, id identity, ticket string) (e Enrolment, err error) {
	secret, err := s.enrolSecret(ctx, id, ticket)
	if err != nil {
		return e, err
	}
	return s.enrolment(ticket, secret, id.person.Email)
}

func (s *Service) enrolSecret(ctx context.Context, id identity, secret string) (string, error) {
	var t *ticket
	err := s.db.Read(ctx, func(q db.Queryer) error {
		var err error
		t, err = s.look(ctx, q, forTOTP, secret)
		return err
	})
	if err != nil {
		return "", err
	}
	if t.person != id.actor.ID {
		return "", gone(forTOTP)
	}
	return s.key.opened(t.data, totpBind(id.actor.ID))
}

func (s *Service) enrolment(ticket, secret, email string) (Enrolment, error) {
	uri := "otpauth://totp/" + url.PathEscape(s.config.Site+":"+email) + "?secret=" + secret + "&issuer=" + url.PathEscape(s.config.Site)
	code, err := qr.Encode(uri, qr.M)
	if err != nil {
		return Enrolment{}, fmt.Errorf("account: QR code: %w", err)
	}
	return Enrolment{ticket, grouped(secret, " "), "data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())}, nil
}

// confirmApp sets the app up when it gives the right code. Who has no other second step gets recovery codes, shown this
// once. The session counts as strong from now on, others end.
func (s *Service) confirmApp(ctx context.Context, id identity, ticket, code string) (codes []string, token string, err error) {
	defer fault.In(&err, "account.confirmApp")
	if err := s.recent(id); err != nil {
		return nil, "", err
	}
	secret, err := s.enrolSecret(ctx, id, ticket)
	if err != nil {
		return nil, "", err
	}
	counted := []try{{byCode, "enrol " + string(id.actor.ID)}}
	if err := s.db.Write(ctx, func(q db.Queryer) error { return s.attempt(ctx, q, counted) }); err != nil {
		return nil, "", err
	}
	step, err := matchStep(secret, code, s.clock.Now())
	if err != nil {
		return nil, "", err
	}
	if step == 0 {
		return nil, "", wrongCode()
	}
	set, err := s.newRecovery(ctx)
	if err != nil {
		return nil, "", err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		t, err := s.spend(ctx, q, forTOTP, ticket)
		if err != nil {
			return err
		}
		p, err := personByID(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		p.totp, p.totpStep = t.data, step
		if codes = nil; p.recoverySalt == "" {
			codes = set.codes
			if err := keepRecovery(ctx, q, p, set); err != nil {
				return err
			}
		}
		if err := s.secured(ctx, q, id, p, "totp_set"); err != nil {
			return err
		}
		token, err = s.renew(ctx, q, id.session.ID, proofs{id.session.Means + "+totp", true})
		return errors.Join(err, s.succeeded(ctx, q, counted))
	})
	return codes, token, err
}

// secured saves a change to how the person signs in: noted, told to the person by letter, and other sessions end.
func (s *Service) secured(ctx context.Context, q db.Queryer, id identity, p *Person, what string) error {
	if err := savePerson(ctx, q, p); err != nil {
		return err
	}
	if err := endSessions(ctx, q, p.ID, id.session.ID); err != nil {
		return err
	}
	if err := audit.Note(ctx, q, id.actor.ID, "account.secured", string(p.ID), what); err != nil {
		return err
	}
	return s.letter(ctx, q, p, p.Email, "secured", "secured/"+string(kernel.NewID()))
}

// removeApp takes the app away. Recovery codes go with the last second step.
func (s *Service) removeApp(ctx context.Context, id identity) (err error) {
	defer fault.In(&err, "account.removeApp")
	if err := s.recent(id); err != nil {
		return err
	}
	return s.db.Write(ctx, func(q db.Queryer) error {
		p, err := personByID(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		p.totp, p.totpStep = "", 0
		if err := dropRecoveryIfLast(ctx, q, p); err != nil {
			return err
		}
		return s.secured(ctx, q, id, p, "totp_removed")
	})
}

// dropRecoveryIfLast removes recovery codes when no second step is left that they could stand in for.
func dropRecoveryIfLast(ctx context.Context, q db.Queryer, p *Person) error {
	keys, err := passkeysOf(ctx, q, p.ID)
	if err != nil || len(keys) > 0 || p.HasTOTP() {
		return err
	}
	p.recoverySalt = ""
	return dropRecovery(ctx, q, p.ID)
}

// Recovery codes are 16 characters of Crockford's base 32, 80 random bits. Those of a set share a salt, so that
// checking one costs one hash and not ten.
const (
	recoveryCodes  = 10
	recoveryLength = 16
	crockford      = "0123456789abcdefghjkmnpqrstvwxyz"
)

type recoverySet struct {
	salt   string
	codes  []string // as shown, in groups
	hashes []string
}

func (s *Service) newRecovery(ctx context.Context) (recoverySet, error) {
	set := recoverySet{salt: base64.RawStdEncoding.EncodeToString(randomBytes(saltSize))}
	for range recoveryCodes {
		b := randomBytes(recoveryLength)
		for i := range b {
			b[i] = crockford[b[i]&31]
		}
		sum, err := s.recoveryHash(ctx, set.salt, string(b))
		if err != nil {
			return set, err
		}
		set.codes, set.hashes = append(set.codes, grouped(string(b), "-")), append(set.hashes, sum)
	}
	return set, nil
}

func (s *Service) recoveryHash(ctx context.Context, salt, code string) (string, error) {
	raw, err := base64.RawStdEncoding.DecodeString(salt)
	if err != nil {
		return "", fmt.Errorf("account: the salt of recovery codes: %w", err)
	}
	return s.hash.hashWith(ctx, code, raw)
}

// recoveryForm brings what was typed to the form of a code: no separators, and what looks alike made one.
func recoveryForm(code string) string {
	low := strings.ToLower(strings.Map(digitsOnly, strings.TrimSpace(code)))
	low = strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(low)
	if strings.Trim(low, crockford) != "" {
		return ""
	}
	return low
}

// renewRecovery makes ten new codes; the old ones are worth nothing.
func (s *Service) renewRecovery(ctx context.Context, id identity) (codes []string, err error) {
	defer fault.In(&err, "account.renewRecovery")
	if err := s.recent(id); err != nil {
		return nil, err
	}
	set, err := s.newRecovery(ctx)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		p, err := personByID(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		second, err := s.hasSecond(ctx, q, p)
		if err != nil {
			return err
		}
		if !second {
			return fault.New(fault.Invalid, "account.recovery.nothing")
		}
		if err := keepRecovery(ctx, q, p, set); err != nil {
			return err
		}
		return s.secured(ctx, q, id, p, "recovery_renewed")
	})
	return set.codes, err
}

// grouped puts the separator after every four characters.
func grouped(s, sep string) string {
	var parts []string
	for part := range slices.Chunk([]byte(s), 4) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, sep)
}
