package account

import (
	"context"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// saveProfile changes what the person is called and written to in. version is what the form was made from.
func (s *Service) saveProfile(ctx context.Context, id identity, version int64, name string, lang kernel.Lang) (err error) {
	defer fault.In(&err, "account.saveProfile")
	var faults fault.List
	checkName(&faults, name)
	if err := faults.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(q db.Queryer) error {
		p, err := personByID(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		p.Name, p.Lang, p.Version = name, lang, version
		return savePerson(ctx, q, p)
	})
}

// changePassword sets another password, or a first one. The present one is asked for. Other sessions end.
func (s *Service) changePassword(ctx context.Context, id identity, present, password, again string) (token string, err error) {
	defer fault.In(&err, "account.changePassword")
	if err := s.recent(id); err != nil {
		return "", err
	}
	var faults fault.List
	checkPassword(&faults, password, again, id.person.Name, id.person.Email)
	if err := faults.Err(); err != nil {
		return "", err
	}
	if id.person.HasPassword() {
		if err := s.checkOwn(ctx, id.person, present); err != nil {
			return "", renamed(err, "password", "present")
		}
	}
	hash, err := s.hash.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		p, err := personByID(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		p.password = hash
		if err := void(ctx, q, p.ID, forReset); err != nil {
			return err
		}
		if err := s.secured(ctx, q, id, p, "password"); err != nil {
			return err
		}
		token, err = s.renew(ctx, q, id.session.ID, proofs{id.session.Means, id.session.Strong})
		return err
	})
	return token, err
}

// askReset writes a letter with a link to whoever has the address, if anybody has. The answer is the same either way.
func (s *Service) askReset(ctx context.Context, email, address string) (err error) {
	defer fault.In(&err, "account.askReset")
	email, err = normalEmail(email)
	if err != nil {
		var faults fault.List
		faults.Add("email", "account.email.form")
		return faults.Err()
	}
	return s.db.Write(ctx, func(q db.Queryer) error {
		if err := s.attempt(ctx, q, []try{{byLetter, email}, {byAddress, address}}); err != nil {
			return err
		}
		p, err := personByEmail(ctx, q, email)
		if err != nil || p == nil || p.State != Active {
			return err
		}
		return s.sendReset(ctx, q, p)
	})
}

func (s *Service) sendReset(ctx context.Context, q db.Queryer, p *Person) error {
	if err := void(ctx, q, p.ID, forReset); err != nil {
		return err
	}
	secret, err := s.issue(ctx, q, forReset, p.ID, "")
	if err != nil {
		return err
	}
	if err := audit.Note(ctx, q, "", "account.reset_asked", string(p.ID), ""); err != nil {
		return err
	}
	return s.letter(ctx, q, p, p.Email, "reset", "reset/"+hashed(secret), "link", s.link(p, "/reset/"+secret))
}

// reset sets a new password by the link of a letter, once. All sessions and access tokens end; a second step that is set
// up is still asked for at the next sign-in.
func (s *Service) reset(ctx context.Context, secret, password, again string) (err error) {
	defer fault.In(&err, "account.reset")
	p, err := s.ticketPerson(ctx, forReset, secret)
	if err != nil {
		return err
	}
	var faults fault.List
	checkPassword(&faults, password, again, p.Name, p.Email)
	if err := faults.Err(); err != nil {
		return err
	}
	hash, err := s.hash.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(q db.Queryer) error {
		t, err := s.spend(ctx, q, forReset, secret)
		if err != nil {
			return err
		}
		p, err := personByID(ctx, q, t.person)
		if err != nil {
			return err
		}
		if p.State != Active {
			return gone(forReset)
		}
		p.password = hash
		if err := void(ctx, q, p.ID); err != nil {
			return err
		}
		if err := deleteTokens(ctx, q, p.ID); err != nil {
			return err
		}
		return s.secured(ctx, q, identity{actor: kernel.Actor{ID: p.ID}}, p, "reset")
	})
}

// ticketPerson is whose ticket it is, without spending it.
func (s *Service) ticketPerson(ctx context.Context, kind ticketKind, secret string) (p *Person, err error) {
	err = s.db.Read(ctx, func(q db.Queryer) error {
		t, err := s.look(ctx, q, kind, secret)
		if err != nil {
			return err
		}
		p, err = personByID(ctx, q, t.person)
		return err
	})
	return p, err
}

// askEmail sends a letter to a new address; the address is the person's once they follow its link. Whether somebody else
// has it already is not told.
func (s *Service) askEmail(ctx context.Context, id identity, email string) (err error) {
	defer fault.In(&err, "account.askEmail")
	if err := s.recent(id); err != nil {
		return err
	}
	var faults fault.List
	email, err = normalEmail(email)
	if err != nil {
		faults.Add("email", "account.email.form")
	} else if email == id.person.Email {
		faults.Add("email", "account.email.same")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(q db.Queryer) error {
		if err := s.attempt(ctx, q, []try{{byLetter, email}}); err != nil {
			return err
		}
		taken, err := personByEmail(ctx, q, email)
		if err != nil || taken != nil {
			return err
		}
		if err := void(ctx, q, id.actor.ID, forEmail); err != nil {
			return err
		}
		secret, err := s.issue(ctx, q, forEmail, id.actor.ID, email)
		if err != nil {
			return err
		}
		return s.letter(ctx, q, id.person, email, "email", "email/"+hashed(secret), "link", s.link(id.person, "/account/email/"+secret))
	})
}

// confirmEmail makes the new address the person's and tells the old one.
func (s *Service) confirmEmail(ctx context.Context, id identity, secret string) (err error) {
	defer fault.In(&err, "account.confirmEmail")
	return s.db.Write(ctx, func(q db.Queryer) error {
		t, err := s.spend(ctx, q, forEmail, secret)
		if err != nil {
			return err
		}
		p, err := personByID(ctx, q, t.person)
		if err != nil {
			return err
		}
		taken, err := personByEmail(ctx, q, t.data)
		if err != nil {
			return err
		}
		if p.ID != id.actor.ID || taken != nil {
			return gone(forEmail)
		}
		old := p.Email
		p.Email = t.data
		if err := savePerson(ctx, q, p); err != nil {
			return err
		}
		if err := void(ctx, q, p.ID, forReset); err != nil {
			return err
		}
		if err := audit.Note(ctx, q, p.ID, "account.secured", string(p.ID), "email"); err != nil {
			return err
		}
		return s.letter(ctx, q, p, old, "email_changed", "email_changed/"+t.id)
	})
}

// renamed moves the fault of a field to another one.
func renamed(err error, field, to string) error {
	f := asFault(err)
	if f == nil {
		return err
	}
	moved := *f
	moved.Fields = append([]fault.Field(nil), f.Fields...)
	for i := range moved.Fields {
		if moved.Fields[i].Path == field {
			moved.Fields[i].Path = to
		}
	}
	return &moved
}
