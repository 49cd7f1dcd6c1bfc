package account

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// Grant is what somebody is invited for.
type Grant struct {
	Email        string
	Lang         kernel.Lang // of the letter, for who is new
	Role         kernel.Role
	Country      kernel.Country
	Organisation kernel.ID
	Body         kernel.ID
	Period       kernel.Period // without beginning: from today
}

func (g Grant) membership() kernel.Membership {
	return kernel.Membership{Role: g.Role, Country: g.Country, Organisation: g.Organisation, Body: g.Body, Period: g.Period}
}

// Changed is the payload of the act "account.membership_changed": an office is held or no longer held, by whom is not
// said.
type Changed struct {
	Change       string         `json:"change"` // "granted" or "ended"
	Role         kernel.Role    `json:"role"`
	Country      kernel.Country `json:"country,omitempty"`
	Organisation kernel.ID      `json:"organisation,omitempty"`
	Body         kernel.ID      `json:"body,omitempty"`
	Period       kernel.Period  `json:"period"`
}

// Invite gives a membership to whoever has the address, and writes to them: an invitation to who is new, else a notice.
// It gives the membership's identifier, and the same way whether or not the person had an account.
func (s *Service) Invite(ctx context.Context, actor kernel.Actor, submission kernel.ID, g Grant) (id kernel.ID, err error) {
	defer fault.In(&err, "account.Invite")
	g.Email, err = normalEmail(g.Email)
	if g.Period.From == "" {
		g.Period.From = kernel.DateOf(s.today())
	}
	if err := s.checkInvite(ctx, g, err); err != nil {
		return "", err
	}
	call := act.Call{Actor: actor, Action: Invite, Resource: resource(g.membership()), Submission: submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (kernel.ID, error) {
		p, err := s.invitee(ctx, tx, g)
		if err != nil {
			return "", err
		}
		if p.ID == actor.ID {
			return "", fault.New(fault.Denied, "fault.denied") // nobody gives an office to themselves
		}
		if err := within(ctx, tx, actor, p.ID); err != nil {
			return "", err
		}
		return s.grant(ctx, tx, p, g.membership())
	})
}

// within refuses a focal point who would give an office to somebody of another country, of the region, or of the
// installation: such people are asked by the secretariat.
func within(ctx context.Context, tx *act.Tx, actor kernel.Actor, person kernel.ID) error {
	if actor.System || actor.Is(kernel.Administrator) || actor.Is(kernel.Secretariat) {
		return nil
	}
	held, err := membershipsOf(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, m := range held {
		if m.Ended.IsZero() && !actor.For(kernel.FocalPoint, m.Country) {
			return fault.New(fault.Denied, "fault.denied")
		}
	}
	return nil
}

// checkInvite tells everything that is wrong with the form.
func (s *Service) checkInvite(ctx context.Context, g Grant, badEmail error) error {
	var faults fault.List
	if badEmail != nil {
		faults.Add("email", "account.email.form")
	}
	if !slices.Contains(kernel.Roles, g.Role) {
		faults.Add("role", "account.grant.role")
	}
	err := s.db.Read(ctx, func(q db.Queryer) error {
		places, err := s.places(ctx, q)
		if err != nil {
			return err
		}
		checkGrant(&faults, g.membership(), places.country)
		if !has(places.Bodies, g.Body) {
			faults.Add("body", "account.grant.body")
		}
		if !has(places.Organisations, g.Organisation) {
			faults.Add("organisation", "account.grant.organisation")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return faults.Err()
}

// invitee finds or makes the person.
func (s *Service) invitee(ctx context.Context, tx *act.Tx, g Grant) (*Person, error) {
	p, err := personByEmail(ctx, tx, g.Email)
	if err != nil || p != nil {
		return p, err
	}
	p = &Person{
		ID: kernel.NewPersonID(), Email: g.Email, Lang: s.config.Catalogue.Locale(g.Lang).Lang(), State: Invited, Created: tx.Now, Version: 1,
	}
	return p, insertPerson(ctx, tx, p)
}

// grant stores the membership, records it and writes to the person.
func (s *Service) grant(ctx context.Context, tx *act.Tx, p *Person, m kernel.Membership) (kernel.ID, error) {
	if p.State == Suspended {
		return "", fault.New(fault.Invalid, "account.invite.suspended")
	}
	held, err := membershipsOf(ctx, tx, p.ID)
	if err != nil {
		return "", err
	}
	for i := range held {
		if !held[i].Over(s.today()) && sameOffice(held[i].Membership, m) {
			return "", fault.New(fault.Invalid, "account.invite.already")
		}
	}
	made := Membership{Membership: m, ID: kernel.NewPersonID(), Person: p.ID, Version: 1}
	if err := insertMembership(ctx, tx, &made, tx.Now); err != nil {
		return "", err
	}
	tx.Record(changed("granted", made))
	if err := unprove(ctx, tx, p.ID); err != nil {
		return "", err
	}
	if err := audit.Note(ctx, tx, tx.Actor.ID, "account.membership_granted", string(made.ID), string(m.Role)); err != nil {
		return "", err
	}
	if p.State == Invited {
		return made.ID, s.sendInvitation(ctx, tx, p, m)
	}
	return made.ID, s.letter(ctx, tx, p, p.Email, "granted", "granted/"+string(made.ID), "role", m.Role)
}

func (s *Service) sendInvitation(ctx context.Context, q db.Queryer, p *Person, m kernel.Membership) error {
	if err := void(ctx, q, p.ID, forInvitation); err != nil {
		return err
	}
	secret, err := s.issue(ctx, q, forInvitation, p.ID, "")
	if err != nil {
		return err
	}
	return s.letter(ctx, q, p, p.Email, "invitation", "invitation/"+hashed(secret), "link", s.link(p, "/invitation/"+secret), "role", m.Role)
}

func sameOffice(a, b kernel.Membership) bool {
	return a.Role == b.Role && a.Country == b.Country && a.Organisation == b.Organisation && a.Body == b.Body
}

func changed(change string, m Membership) act.Act {
	return act.Act{
		Kind: "account.membership_changed", Object: kernel.Ref{Kind: "membership", ID: m.ID}, Version: m.Version, Audience: audienceOf(m.Membership),
		Payload: Changed{change, m.Role, m.Country, m.Organisation, m.Body, m.Period},
	}
}

// InviteAgain sends another letter to somebody who has not accepted; the link of the first is worth nothing then.
func (s *Service) InviteAgain(ctx context.Context, actor kernel.Actor, submission, person kernel.ID) (err error) {
	defer fault.In(&err, "account.InviteAgain")
	_, ms, err := s.personFor(ctx, actor, person)
	if err != nil {
		return err
	}
	call := act.Call{Actor: actor, Action: Invite, Resource: firstResource(ms), Submission: submission}
	_, err = act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (bool, error) {
		p, err := personByID(ctx, tx, person)
		if err != nil {
			return false, err
		}
		if p.State != Invited || len(ms) == 0 {
			return false, fault.New(fault.Invalid, "account.invite.accepted")
		}
		if err := audit.Note(ctx, tx, actor.ID, "account.invited_again", string(p.ID), ""); err != nil {
			return false, err
		}
		return true, s.sendInvitation(ctx, tx, p, ms[0].Membership)
	})
	return err
}

// EndMembership ends a membership now, before its time. version is what the officer saw.
func (s *Service) EndMembership(ctx context.Context, actor kernel.Actor, submission, membership kernel.ID, version int64) (err error) {
	defer fault.In(&err, "account.EndMembership")
	var m Membership
	err = s.db.Read(ctx, func(q db.Queryer) error {
		m, err = membershipByID(ctx, q, membership)
		return err
	})
	if err != nil {
		return err
	}
	if !s.visible(actor, m.Country) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	call := act.Call{Actor: actor, Action: EndMembership, Resource: resource(m.Membership), Submission: submission}
	_, err = act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (bool, error) {
		if m.Role == kernel.Administrator {
			if err := s.keepOne(ctx, tx, func(other Membership) bool { return other.ID != m.ID }); err != nil {
				return false, err
			}
		}
		now := m
		now.Version = version
		if err := endMembership(ctx, tx, &now, tx.Now); err != nil {
			return false, err
		}
		tx.Record(changed("ended", now))
		if err := unprove(ctx, tx, m.Person); err != nil {
			return false, err
		}
		return true, audit.Note(ctx, tx, actor.ID, "account.membership_ended", string(m.ID), string(m.Role))
	})
	return err
}

// keepOne refuses to remove the last administrator.
func (s *Service) keepOne(ctx context.Context, q db.Queryer, stays func(Membership) bool) error {
	if err := lockAdministrators(ctx, q); err != nil {
		return err
	}
	all, err := administrators(ctx, q)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(m Membership) bool { return m.Holds(s.today()) && stays(m) }) {
		return nil
	}
	return fault.New(fault.Invalid, "account.last_administrator")
}

// SetSuspended suspends a person or lifts it. Whoever does it must be allowed to for every membership that the person
// holds. Suspending ends sessions and access tokens, and open letters are worth nothing.
func (s *Service) SetSuspended(ctx context.Context, actor kernel.Actor, submission, person kernel.ID, version int64, suspended bool) (err error) {
	defer fault.In(&err, "account.SetSuspended")
	if _, _, err := s.personFor(ctx, actor, person); err != nil {
		return err
	}
	if actor.ID == person {
		return fault.New(fault.Invalid, "account.suspend.self")
	}
	all, err := s.membershipsNow(ctx, person)
	if err != nil {
		return err
	}
	call := act.Call{Actor: actor, Action: Suspend, Resource: firstResource(all), Submission: submission}
	_, err = act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (bool, error) {
		for _, m := range all {
			if err := tx.Require(Suspend, resource(m.Membership)); err != nil {
				return false, err
			}
		}
		return true, s.setState(ctx, tx, person, version, suspended)
	})
	return err
}

// membershipsNow are those of the person's memberships that are not over.
func (s *Service) membershipsNow(ctx context.Context, person kernel.ID) (now []Membership, err error) {
	err = s.db.Read(ctx, func(q db.Queryer) error {
		all, err := membershipsOf(ctx, q, person)
		now = slices.DeleteFunc(all, func(m Membership) bool { return m.Over(s.today()) })
		return err
	})
	return now, err
}

func (s *Service) setState(ctx context.Context, tx *act.Tx, person kernel.ID, version int64, suspended bool) error {
	if suspended {
		if err := s.keepAdministrator(ctx, tx, person); err != nil {
			return err
		}
	}
	p, err := personByID(ctx, tx, person)
	if err != nil {
		return err
	}
	event := "account.reinstated"
	switch {
	case suspended && p.State != Suspended:
		p.State, event = Suspended, "account.suspended"
	case !suspended && p.State == Suspended && !p.HasPassword() && p.Name == "":
		p.State = Invited
	case !suspended && p.State == Suspended:
		p.State = Active
	default:
		return db.ErrStale
	}
	if version != 0 {
		p.Version = version
	}
	if err := savePerson(ctx, tx, p); err != nil {
		return err
	}
	if suspended {
		if err := shutOut(ctx, tx, person); err != nil {
			return err
		}
	}
	return audit.Note(ctx, tx, tx.Actor.ID, event, string(person), "")
}

// keepAdministrator refuses to suspend the last administrator. It touches nobody's record when the person is none.
func (s *Service) keepAdministrator(ctx context.Context, q db.Queryer, person kernel.ID) error {
	all, err := administrators(ctx, q)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(m Membership) bool { return m.Person == person }) {
		return nil
	}
	return s.keepOne(ctx, q, func(m Membership) bool { return m.Person != person })
}

// shutOut ends all sessions, access tokens and open letters of a person.
func shutOut(ctx context.Context, q db.Queryer, person kernel.ID) error {
	if err := endSessions(ctx, q, person, ""); err != nil {
		return err
	}
	if err := deleteTokens(ctx, q, person); err != nil {
		return err
	}
	return void(ctx, q, person)
}

// SignOutEverywhere ends all sessions and access tokens of a person, for an officer who may suspend them.
func (s *Service) SignOutEverywhere(ctx context.Context, actor kernel.Actor, submission, person kernel.ID) (err error) {
	defer fault.In(&err, "account.SignOutEverywhere")
	if _, _, err := s.personFor(ctx, actor, person); err != nil {
		return err
	}
	all, err := s.membershipsNow(ctx, person)
	if err != nil {
		return err
	}
	call := act.Call{Actor: actor, Action: Suspend, Resource: firstResource(all), Submission: submission}
	_, err = act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (bool, error) {
		for _, m := range all {
			if err := tx.Require(Suspend, resource(m.Membership)); err != nil {
				return false, err
			}
		}
		if err := endSessions(ctx, tx, person, ""); err != nil {
			return false, err
		}
		if err := deleteTokens(ctx, tx, person); err != nil {
			return false, err
		}
		return true, audit.Note(ctx, tx, actor.ID, "account.signed_out_everywhere", string(person), "")
	})
	return err
}

func firstResource(all []Membership) access.Resource {
	if len(all) == 0 {
		return access.Resource{Kind: "person"}
	}
	return resource(all[0].Membership)
}

// Listed is a person as an officer sees them: with the memberships that the officer may know of.
type Listed struct {
	Person

	Memberships []Membership
}

// PeopleFilter narrows the list to those who fit every field that is set.
type PeopleFilter struct {
	Role    kernel.Role
	Country kernel.Country
	State   State
}

// People lists the people whom the actor may see, the newest first: all of them, or those of the own country.
func (s *Service) People(ctx context.Context, actor kernel.Actor, f PeopleFilter, page kernel.Page) (all []Listed, next string, err error) {
	defer fault.In(&err, "account.People")
	err = act.Read(ctx, s.walk, act.Call{Actor: actor, Action: SeePeople, Resource: access.Kind("membership")}, func(q db.Queryer) error {
		all, next, err = s.listPeople(ctx, q, scopeOf(actor), f, page)
		return err
	})
	return all, next, err
}

// scopeOf is the countries whose people the actor sees; nil for all.
func scopeOf(actor kernel.Actor) []kernel.Country {
	if actor.System || actor.Is(kernel.Administrator) || actor.Is(kernel.Secretariat) {
		return nil
	}
	own := []kernel.Country{}
	for _, m := range actor.Memberships {
		if m.Role == kernel.FocalPoint && m.Country != "" {
			own = append(own, m.Country)
		}
	}
	return own
}

func (s *Service) visible(actor kernel.Actor, c kernel.Country) bool {
	scope := scopeOf(actor)
	return scope == nil || slices.Contains(scope, c)
}

// personFor is a person whom the actor may see, with the memberships that they may know of; NotFound otherwise.
func (s *Service) personFor(ctx context.Context, actor kernel.Actor, id kernel.ID) (p *Person, ms []Membership, err error) {
	err = act.Read(ctx, s.walk, act.Call{Actor: actor, Action: SeePeople, Resource: access.Kind("membership")}, func(q db.Queryer) error {
		if p, err = personByID(ctx, q, id); err != nil {
			return err
		}
		all, err := membershipsOf(ctx, q, id)
		ms = slices.DeleteFunc(all, func(m Membership) bool { return !s.visible(actor, m.Country) })
		if err == nil && len(ms) == 0 && scopeOf(actor) != nil {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return err
	})
	return p, ms, err
}
