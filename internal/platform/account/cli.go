package account

import (
	"context"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// errNoDemo keeps demonstration accounts out of real installations.
var errNoDemo = errors.New("account: demonstration accounts are made in demonstrations only")

// AddUser is `sampan user add`: it invites somebody on behalf of the machine's administrator and gives the link of the
// invitation, for an installation that cannot send letters yet. An account that exists gets the membership and no link.
func (s *Service) AddUser(ctx context.Context, g Grant) (link string, err error) {
	defer fault.In(&err, "account.AddUser")
	if _, err := s.Invite(ctx, kernel.System, "", g); err != nil {
		return "", err
	}
	return link, s.db.Write(ctx, func(q db.Queryer) error {
		link = ""
		p, err := s.userByEmail(ctx, q, g.Email)
		if err != nil || p.State != Invited {
			return err
		}
		secret, err := s.issue(ctx, q, forInvitation, p.ID, "")
		link = s.link(p, "/invitation/"+secret)
		return err
	})
}

// ListUsers is `sampan user list`: People as the program itself, who sees everybody.
func (s *Service) ListUsers(ctx context.Context, page kernel.Page) ([]Listed, string, error) {
	return s.People(ctx, kernel.System, PeopleFilter{}, page)
}

// SuspendUser is `sampan user suspend`: SetSuspended for whoever has the address, at whatever version the account is.
func (s *Service) SuspendUser(ctx context.Context, email string) (err error) {
	defer fault.In(&err, "account.SuspendUser")
	p, err := s.findUser(ctx, email)
	if err != nil {
		return err
	}
	return s.SetSuspended(ctx, kernel.System, "", p.ID, 0, true)
}

// ResetUser is `sampan user reset`: for somebody who has lost every second step and has proved to the administrator who
// they are. It removes app, passkeys, recovery codes and connected accounts, ends all sessions and tokens, opens a
// suspended account, and gives a link with which the person sets a new password within an hour.
func (s *Service) ResetUser(ctx context.Context, email string) (link string, err error) {
	defer fault.In(&err, "account.ResetUser")
	return link, s.db.Write(ctx, func(q db.Queryer) error {
		p, err := s.userByEmail(ctx, q, email)
		if err != nil {
			return err
		}
		if p.State == Invited {
			return fault.New(fault.Invalid, "account.reset.invited")
		}
		p.State, p.password, p.totp, p.totpStep, p.recoverySalt = Active, "", "", 0, ""
		for _, forget := range []func(context.Context, db.Queryer, kernel.ID) error{dropRecovery, deletePasskeys, disconnect, shutOut} {
			if err := forget(ctx, q, p.ID); err != nil {
				return err
			}
		}
		if err := savePerson(ctx, q, p); err != nil {
			return err
		}
		secret, err := s.issue(ctx, q, forReset, p.ID, "")
		if err != nil {
			return err
		}
		link = s.link(p, "/reset/"+secret)
		return audit.Note(ctx, q, "", "account.reset_by_administrator", string(p.ID), "")
	})
}

func (s *Service) findUser(ctx context.Context, email string) (p *Person, err error) {
	err = s.db.Read(ctx, func(q db.Queryer) error {
		p, err = s.userByEmail(ctx, q, email)
		return err
	})
	return p, err
}

// userByEmail finds the person or says NotFound.
func (s *Service) userByEmail(ctx context.Context, q db.Queryer, email string) (*Person, error) {
	email, err := normalEmail(email)
	if err != nil {
		return nil, err
	}
	p, err := personByEmail(ctx, q, email)
	if err == nil && p == nil {
		return nil, fault.New(fault.NotFound, "account.user.unknown")
	}
	return p, err
}
