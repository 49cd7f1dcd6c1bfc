package account

import (
	"context"
	"unicode/utf8"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// Invitation is what the page of an invitation shows.
type Invitation struct {
	Person      *Person
	Memberships []Membership
}

// invitation looks at an invitation without accepting it.
func (s *Service) invitation(ctx context.Context, secret string) (inv Invitation, err error) {
	defer fault.In(&err, "account.invitation")
	inv.Person, err = s.ticketPerson(ctx, forInvitation, secret)
	if err != nil {
		return inv, err
	}
	inv.Memberships, err = s.membershipsNow(ctx, inv.Person.ID)
	return inv, err
}

// Acceptance is what an invited person gives.
type Acceptance struct {
	Name            string
	Lang            kernel.Lang
	Password, Again string
}

// accept sets name and password and signs the person in.
func (s *Service) accept(ctx context.Context, secret string, a Acceptance, f from) (out Outcome, err error) {
	defer fault.In(&err, "account.accept")
	p, err := s.ticketPerson(ctx, forInvitation, secret)
	if err != nil {
		return out, err
	}
	var faults fault.List
	checkName(&faults, a.Name)
	checkPassword(&faults, a.Password, a.Again, a.Name, p.Email)
	if err := faults.Err(); err != nil {
		return out, err
	}
	hash, err := s.hash.hash(ctx, a.Password)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		p, err := s.welcome(ctx, q, secret, a)
		if err != nil {
			return err
		}
		p.password = hash
		if err := savePerson(ctx, q, p); err != nil {
			return err
		}
		out, err = s.admit(ctx, q, p, proofs{means: "invitation"}, f)
		return err
	})
	return out, err
}

// welcome spends the invitation; the caller saves the person.
func (s *Service) welcome(ctx context.Context, q db.Queryer, secret string, a Acceptance) (*Person, error) {
	t, err := s.spend(ctx, q, forInvitation, secret)
	if err != nil {
		return nil, err
	}
	p, err := personByID(ctx, q, t.person)
	if err != nil {
		return nil, err
	}
	if p.State != Invited {
		return nil, gone(forInvitation)
	}
	p.Name, p.State = a.Name, Active
	if a.Lang != "" {
		p.Lang = a.Lang
	}
	return p, audit.Note(ctx, q, p.ID, "account.accepted", string(p.ID), "")
}

// acceptByPasskey begins to accept an invitation with a passkey instead of a password.
func (s *Service) acceptByPasskey(ctx context.Context, secret, name string) (options any, ceremony string, err error) {
	defer fault.In(&err, "account.acceptByPasskey")
	p, err := s.ticketPerson(ctx, forInvitation, secret)
	if err != nil {
		return nil, "", err
	}
	var faults fault.List
	checkName(&faults, name)
	if err := faults.Err(); err != nil {
		return nil, "", err
	}
	p.Name = name
	err = s.db.Write(ctx, func(q db.Queryer) error {
		options, ceremony, err = s.offerPasskey(ctx, q, p)
		return err
	})
	return options, ceremony, err
}

// acceptedByPasskey accepts the invitation with the passkey that was made, and signs the person in.
func (s *Service) acceptedByPasskey(ctx context.Context, secret, ceremony, keyName string, a Acceptance, answer []byte, f from) (codes []string, out Outcome, err error) {
	defer fault.In(&err, "account.acceptedByPasskey")
	p, err := s.ticketPerson(ctx, forInvitation, secret)
	if err != nil {
		return nil, out, err
	}
	var faults fault.List
	checkName(&faults, a.Name)
	if keyName == "" || utf8.RuneCountInString(keyName) > maxName {
		faults.Add("key", "account.passkey.name", "max", maxName)
	}
	if err := faults.Err(); err != nil {
		return nil, out, err
	}
	made, err := s.madePasskey(ctx, p.ID, ceremony, answer)
	if err != nil {
		return nil, out, err
	}
	set, err := s.newRecovery(ctx)
	if err != nil {
		return nil, out, err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		p, err := s.welcome(ctx, q, secret, a)
		if err != nil {
			return err
		}
		codes, err = s.storePasskey(ctx, q, p, made, keyName, set)
		if err != nil {
			return err
		}
		if err := savePerson(ctx, q, p); err != nil {
			return err
		}
		out, err = s.admit(ctx, q, p, proofs{"passkey", true}, f)
		return err
	})
	return codes, out, err
}
