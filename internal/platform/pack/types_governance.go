package pack

import "sampan/internal/kernel"

// Member is a member state with those who act for it.
type Member struct {
	Country      kernel.Country   `json:"country" pack:"new:member"`
	Alpha3       string           `json:"alpha3"` // ISO 3166-1 alpha-3
	Name         kernel.Text      `json:"name"`
	OfficialName kernel.Text      `json:"official_name"`
	OwnName      string           `json:"own_name"` // in its own language and script
	Script       string           `json:"script"`   // ISO 15924
	NameNote     kernel.Text      `json:"name_note,omitempty"`
	Languages    []Language       `json:"languages"`
	LeadAgency   kernel.Text      `json:"lead_agency"`
	LeadNote     kernel.Text      `json:"lead_note,omitempty"`
	Agencies     []Agency         `json:"agencies"`
	AgenciesNote kernel.Text      `json:"agencies_note,omitempty"`
	Referral     *ReferralContact `json:"referral,omitempty"` // nil: not found
	Facts        []Statement      `json:"facts,omitempty"`
	Claims       []kernel.Claim   `json:"claims,omitempty"`
	Sources      []kernel.Source  `json:"sources"`
}

// Language is a language of a member.
type Language struct {
	Tag  kernel.Lang `json:"tag"`
	Name kernel.Text `json:"name"`
}

// Agency is a ministry, office or organisation that a source names for a member. The lists are as complete as the
// sources.
type Agency struct {
	Slug    string          `json:"slug" pack:"new:agency"` // unique in the pack: "kh-moi"
	Name    kernel.Text     `json:"name"`
	Sector  Sector          `json:"sector"`
	Lead    bool            `json:"lead,omitempty"` // leads the national task force
	Note    kernel.Text     `json:"note,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// Sector is the branch of government or society that an agency belongs to.
type Sector string

// The sectors of member agencies.
const (
	Police         Sector = "police"
	Justice        Sector = "justice"
	SocialWelfare  Sector = "social_welfare"
	WomensAffairs  Sector = "womens_affairs"
	HomeAffairs    Sector = "home_affairs"
	PublicSecurity Sector = "public_security"
	Labour         Sector = "labour"
	ForeignAffairs Sector = "foreign_affairs"
	Education      Sector = "education"
	Coordination   Sector = "coordination" // a committee over several sectors
	OtherSector    Sector = "other"
)

// ReferralContact is who a member's referrals go to, as far as a source lets one say.
type ReferralContact struct {
	Name     kernel.Text     `json:"name"`
	Agencies []string        `json:"agencies,omitempty" pack:"ref:agency"` // slugs of agencies of the member
	Basis    Basis           `json:"basis"`
	Note     kernel.Text     `json:"note,omitempty"`
	Sources  []kernel.Source `json:"sources"`
}

// BodyKind is what a body is in the process.
type BodyKind string

// The kinds of bodies.
const (
	NationalTaskForce   BodyKind = "national_task_force"
	ProvincialCommittee BodyKind = "provincial_committee"
	RegionalTaskForce   BodyKind = "regional_task_force"
	SeniorOfficials     BodyKind = "senior_officials"
	Ministers           BodyKind = "ministers"
	CivilSociety        BodyKind = "civil_society"
	Youth               BodyKind = "youth"
	RoundTable          BodyKind = "round_table"
	OtherBody           BodyKind = "other"
)

// Body is a standing circle of the process in which people hold seats.
type Body struct {
	Slug           string          `json:"slug" pack:"new:body"`
	Kind           BodyKind        `json:"kind"`
	Name           kernel.Text     `json:"name"`
	Short          kernel.Text     `json:"short,omitempty"`
	Country        kernel.Country  `json:"country,omitempty"`                // for a national or provincial body
	Parent         string          `json:"parent,omitempty" pack:"ref:body"` // slug of the body that it belongs to
	Period         kernel.Period   `json:"period,omitzero"`
	SeatsPerMember int             `json:"seats_per_member,omitempty"`
	Composition    []Sector        `json:"composition,omitempty"` // sectors that sit in it
	Description    []Statement     `json:"description,omitempty"`
	Note           kernel.Text     `json:"note,omitempty"`
	Sources        []kernel.Source `json:"sources"`
}

// SecretariatTerm is the time for which one office served as the secretariat.
type SecretariatTerm struct {
	Slug     string          `json:"slug" pack:"new:secretariat"`
	Name     kernel.Text     `json:"name"`
	Acronym  kernel.Text     `json:"acronym,omitempty"`
	Manager  kernel.Text     `json:"manager,omitempty"`
	HostCity kernel.Text     `json:"host_city,omitempty"`
	Period   kernel.Period   `json:"period,omitzero"`
	Facts    []Statement     `json:"facts,omitempty"`
	Note     kernel.Text     `json:"note,omitempty"`
	Claims   []kernel.Claim  `json:"claims,omitempty"`
	Sources  []kernel.Source `json:"sources"`
}

// ChairTerm is the time for which one member chaired the process. Country is empty when Basis is NotKnown.
type ChairTerm struct {
	Slug      string          `json:"slug" pack:"new:chair"`
	Country   kernel.Country  `json:"country,omitempty"`
	Period    kernel.Period   `json:"period"`
	Basis     Basis           `json:"basis"`
	BasisNote kernel.Text     `json:"basis_note,omitempty"`
	Meeting   string          `json:"meeting,omitempty" pack:"ref:meeting"` // slug of the meeting that it follows from
	Claims    []kernel.Claim  `json:"claims,omitempty"`
	Sources   []kernel.Source `json:"sources"`
}

// PartnerKind is what a partner is.
type PartnerKind string

// The kinds of partners.
const (
	UNAgency             PartnerKind = "un_agency"
	RegionalOrganisation PartnerKind = "regional_organisation"
	Donor                PartnerKind = "donor"
	Embassy              PartnerKind = "embassy"
	DevelopmentAgency    PartnerKind = "development_agency"
	CivilSocietyPartner  PartnerKind = "civil_society"
	Research             PartnerKind = "research"
	PrivateSector        PartnerKind = "private_sector"
	Media                PartnerKind = "media"
	OtherPartner         PartnerKind = "other"
)

// Partner is an organisation or a whole sector that works with the process.
type Partner struct {
	Slug     string          `json:"slug" pack:"new:partner"`
	Kind     PartnerKind     `json:"kind"`
	Name     kernel.Text     `json:"name"`
	Unnamed  bool            `json:"unnamed,omitempty"` // a sector that sources mention without naming anyone
	Role     kernel.Text     `json:"role,omitempty"`
	Meetings []string        `json:"meetings,omitempty" pack:"ref:meeting"` // slugs of meetings that sources place it at
	Note     kernel.Text     `json:"note,omitempty"`
	Sources  []kernel.Source `json:"sources"`
}
