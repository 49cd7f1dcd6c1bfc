package account

import (
	"context"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/act"
)

// DemoAccount is an account of a demonstration: one for each role, called by the role, of nobody.
type DemoAccount struct {
	Email    string
	Name     string
	Password string
	Role     kernel.Role
	Country  kernel.Country
}

// demoDomain is reserved for examples (RFC 2606): no letter reaches anybody.
const demoDomain = "@demo.example"

// demoPassword is random for each installation: it follows from the installation's key, so that every start can tell it
// and no file holds it.
func (s *Service) demoPassword() string {
	b := make([]byte, len(s.key.demo))
	for i, x := range s.key.demo {
		b[i] = crockford[x&31]
	}
	return grouped(string(b), "-")
}

// DemoAccounts lists the accounts that SeedDemo makes, for the program to print when it starts. Each country has its focal
// point; the other national roles are those of the first country.
func (s *Service) DemoAccounts(places Places) []DemoAccount {
	loc, password := s.config.Catalogue.Locale(kernel.Lang("en")), s.demoPassword()
	var all []DemoAccount
	add := func(word string, role kernel.Role, c kernel.Country) {
		name := loc.Role(role)
		if c != "" {
			name = loc.T("account.office.of", "office", name, "of", c)
			word += "-" + strings.ToLower(string(c))
		}
		all = append(all, DemoAccount{word + demoDomain, name, password, role, c})
	}
	add("administrator", kernel.Administrator, "")
	add("secretariat", kernel.Secretariat, "")
	for _, c := range places.Countries {
		add("focal-point", kernel.FocalPoint, c)
	}
	if len(places.Countries) > 0 {
		first := places.Countries[0]
		add("implementer", kernel.Implementer, first)
		add("front-line", kernel.FrontLine, first)
		add("case-manager", kernel.CaseManager, first)
		add("task-force-head", kernel.TaskForceHead, first)
		add("senior-official", kernel.SeniorOfficial, first)
	}
	add("cso-delegate", kernel.CSODelegate, "")
	add("youth-delegate", kernel.YouthDelegate, "")
	add("observer", kernel.Observer, "")
	return all
}

// SeedDemo makes the accounts of a demonstration that are not there yet and gives all of them with their password. It
// refuses in an installation that is no demonstration.
func (s *Service) SeedDemo(ctx context.Context, tx *act.Tx) ([]DemoAccount, error) {
	if !s.config.Demo {
		return nil, errNoDemo
	}
	places, err := s.places(ctx, tx)
	if err != nil {
		return nil, err
	}
	all := s.DemoAccounts(places)
	hash, err := s.hash.hash(ctx, s.demoPassword())
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if err := s.seedOne(ctx, tx, d, hash); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Service) seedOne(ctx context.Context, tx *act.Tx, d DemoAccount, hash string) error {
	before, err := personByEmail(ctx, tx, d.Email)
	if err != nil || before != nil {
		return err
	}
	p := &Person{
		ID: kernel.NewPersonID(), Email: d.Email, Name: d.Name, Lang: "en", State: Active, Created: tx.Now, Version: 1, password: hash,
	}
	if err := insertPerson(ctx, tx, p); err != nil {
		return err
	}
	m := Membership{
		Membership: kernel.Membership{Role: d.Role, Country: d.Country, Period: kernel.Period{From: kernel.DateOf(s.today())}},
		ID:         kernel.NewPersonID(), Person: p.ID, Version: 1,
	}
	tx.Record(changed("granted", m))
	return insertMembership(ctx, tx, &m, tx.Now)
}
