package governance

import (
	"context"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// ContactChange is an office that can be written to, or could be once.
type ContactChange struct {
	Name     string `json:"name,omitempty"`
	Address  string `json:"address,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Fax      string `json:"fax,omitempty"`
	Email    string `json:"email,omitempty"`
	URL      string `json:"url,omitempty"`
	Historic bool   `json:"historic,omitempty"`
	Note     string `json:"note,omitempty"`
}

func (in ContactChange) apply(c *pack.Contact, w wording, l *fault.List) {
	c.Name, c.Address, c.Note = w.put(c.Name, in.Name), w.put(c.Address, in.Address), w.put(c.Note, in.Note)
	c.Phone, c.Fax, c.Email, c.URL, c.Historic = in.Phone, in.Fax, in.Email, in.URL, in.Historic
	needs(l, "name", c.Name)
	if c.URL != "" && !strings.HasPrefix(c.URL, "https://") && !strings.HasPrefix(c.URL, "http://") {
		l.Add("url", "governance.fault.url")
	}
	if c.Email != "" && !strings.Contains(c.Email, "@") {
		l.Add("email", "governance.fault.email")
	}
}

func contactSources(c *pack.Contact) *[]kernel.Source { return &c.Sources }

// ChangeContact changes a contact of the process.
func (s *Service) ChangeContact(ctx context.Context, c Change, slug string, in ContactChange) (Contact, error) {
	return change(ctx, s, c, KindContact, filter{slug: slug}, contactSources, in.apply)
}

// AddContact puts another contact of the process on record.
func (s *Service) AddContact(ctx context.Context, c Change, in ContactChange) (Contact, error) {
	return add(ctx, s, c, Contact{Kind: KindContact, Slug: in.Name}, contactSources, in.apply)
}

// SecretariatChange is the time of one office as the secretariat.
type SecretariatChange struct {
	Name     string      `json:"name,omitempty"`
	Acronym  string      `json:"acronym,omitempty"`
	Manager  string      `json:"manager,omitempty"`
	HostCity string      `json:"host_city,omitempty"`
	From     kernel.Date `json:"from,omitempty"`
	To       kernel.Date `json:"to,omitempty"`
	Note     string      `json:"note,omitempty"`
}

func (in SecretariatChange) apply(t *pack.SecretariatTerm, w wording, l *fault.List) {
	t.Name, t.Acronym, t.Manager = w.put(t.Name, in.Name), w.put(t.Acronym, in.Acronym), w.put(t.Manager, in.Manager)
	t.HostCity, t.Note, t.Period = w.put(t.HostCity, in.HostCity), w.put(t.Note, in.Note), periodIn(l, in.From, in.To)
	needs(l, "name", t.Name)
}

func termSources(t *pack.SecretariatTerm) *[]kernel.Source { return &t.Sources }

// ChangeSecretariat changes a term of the secretariat.
func (s *Service) ChangeSecretariat(ctx context.Context, c Change, slug string, in SecretariatChange) (SecretariatTerm, error) {
	return change(ctx, s, c, KindSecretariat, filter{slug: slug}, termSources, in.apply)
}

// AddSecretariat puts another term of the secretariat on record.
func (s *Service) AddSecretariat(ctx context.Context, c Change, in SecretariatChange) (SecretariatTerm, error) {
	return add(ctx, s, c, SecretariatTerm{Kind: KindSecretariat, Slug: in.Name}, termSources, in.apply)
}

// PartnerKinds lists the kinds of partners, in the order in which pages name them.
var PartnerKinds = []pack.PartnerKind{
	pack.UNAgency, pack.RegionalOrganisation, pack.Donor, pack.Embassy, pack.DevelopmentAgency, pack.CivilSocietyPartner,
	pack.Research, pack.PrivateSector, pack.Media, pack.OtherPartner,
}

// PartnerChange is what is on record of a partner.
type PartnerChange struct {
	Name string           `json:"name,omitempty"`
	Kind pack.PartnerKind `json:"kind"`
	Role string           `json:"role,omitempty"`
	Note string           `json:"note,omitempty"`
}

func (in PartnerChange) apply(p *pack.Partner, w wording, l *fault.List) {
	p.Name, p.Role, p.Note, p.Kind = w.put(p.Name, in.Name), w.put(p.Role, in.Role), w.put(p.Note, in.Note), in.Kind
	needs(l, "name", p.Name)
	if !slices.Contains(PartnerKinds, in.Kind) {
		l.Add("kind", "governance.fault.choice")
	}
}

func partnerSources(p *pack.Partner) *[]kernel.Source { return &p.Sources }

// ChangePartner changes what is on record of a partner.
func (s *Service) ChangePartner(ctx context.Context, c Change, slug string, in PartnerChange) (Partner, error) {
	return change(ctx, s, c, KindPartner, filter{slug: slug}, partnerSources, in.apply)
}

// AddPartner puts another partner on record.
func (s *Service) AddPartner(ctx context.Context, c Change, in PartnerChange) (Partner, error) {
	return add(ctx, s, c, Partner{Kind: KindPartner, Slug: in.Name}, partnerSources, in.apply)
}
