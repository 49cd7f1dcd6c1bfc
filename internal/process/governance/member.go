package governance

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// MemberChange is a new wording of what is on record of a member. An empty text leaves what is there.
type MemberChange struct {
	LeadAgency    string     `json:"lead_agency,omitempty"`
	LeadNote      string     `json:"lead_note,omitempty"`
	AgenciesNote  string     `json:"agencies_note,omitempty"`
	Referral      string     `json:"referral,omitempty"`
	ReferralBasis pack.Basis `json:"referral_basis,omitempty" enum:"stated,derived"`
	ReferralNote  string     `json:"referral_note,omitempty"`
}

// ChangeMember changes what is on record of the member of a country.
func (s *Service) ChangeMember(ctx context.Context, c Change, country kernel.Country, in MemberChange) (Member, error) {
	return change(ctx, s, c, KindMember, filter{slug: memberSlug(country)}, func(m *pack.Member) *[]kernel.Source { return &m.Sources },
		func(m *pack.Member, w wording, l *fault.List) { in.apply(m, w, l, c.Source) })
}

func (in MemberChange) apply(m *pack.Member, w wording, l *fault.List, source kernel.Source) {
	m.LeadAgency, m.LeadNote = w.put(m.LeadAgency, in.LeadAgency), w.put(m.LeadNote, in.LeadNote)
	m.AgenciesNote = w.put(m.AgenciesNote, in.AgenciesNote)
	needs(l, "lead_agency", m.LeadAgency)
	if in.Referral == "" && m.Referral == nil {
		return
	}
	var r pack.ReferralContact
	if m.Referral != nil {
		r = *m.Referral
	}
	before := r
	r.Name, r.Note = w.put(r.Name, in.Referral), w.put(r.Note, in.ReferralNote)
	if in.ReferralBasis != "" {
		r.Basis = in.ReferralBasis
	}
	if r.Basis != pack.Stated && r.Basis != pack.Derived {
		l.Add("referral_basis", "governance.fault.choice")
	}
	if before.Name[w.lang] != r.Name[w.lang] || before.Basis != r.Basis || before.Note[w.lang] != r.Note[w.lang] {
		r.Sources = cited(r.Sources, source)
	}
	m.Referral = &r
}

// AgencyChange is what is on record of an agency.
type AgencyChange struct {
	Name   string      `json:"name,omitempty"`
	Sector pack.Sector `json:"sector"`
	Lead   bool        `json:"lead,omitempty"`
	Note   string      `json:"note,omitempty"`
}

func (in AgencyChange) apply(a *pack.Agency, w wording, l *fault.List) {
	a.Name, a.Note = w.put(a.Name, in.Name), w.put(a.Note, in.Note)
	a.Sector, a.Lead = in.Sector, in.Lead
	needs(l, "name", a.Name)
	if !slices.Contains(pack.Sectors, in.Sector) {
		l.Add("sector", "governance.fault.choice")
	}
}

func agencySources(a *pack.Agency) *[]kernel.Source { return &a.Sources }

// ChangeAgency changes what is on record of an agency of the country.
func (s *Service) ChangeAgency(ctx context.Context, c Change, country kernel.Country, slug string, in AgencyChange) (Agency, error) {
	return change(ctx, s, c, KindAgency, filter{slug: slug, country: country}, agencySources, in.apply)
}

// AddAgency puts another agency of the country on record.
func (s *Service) AddAgency(ctx context.Context, c Change, country kernel.Country, in AgencyChange) (Agency, error) {
	r := Agency{Kind: KindAgency, Slug: memberSlug(country) + " " + in.Name, Country: country}
	return add(ctx, s, c, r, agencySources, in.apply)
}
