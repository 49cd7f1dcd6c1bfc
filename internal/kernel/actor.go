package kernel

import "time"

// Role is what somebody is in the process, from a membership that runs from one day to another.
type Role string

// The roles of the process. A role is always held for a body, a country, an organisation or the whole process.
const (
	Secretariat    Role = "secretariat"     // secretariat officer
	FocalPoint     Role = "focal_point"     // national focal point
	Implementer    Role = "implementer"     // ministry or organisation that puts activities into practice
	FrontLine      Role = "front_line"      // front-line officer
	CaseManager    Role = "case_manager"    // referral officer or case manager
	TaskForceHead  Role = "task_force_head" // head of a national task force
	SeniorOfficial Role = "senior_official" // senior official or minister of a member
	CSODelegate    Role = "cso_delegate"    // civil society delegate
	YouthDelegate  Role = "youth_delegate"  // youth delegate
	Observer       Role = "observer"        // donor, partner, embassy with observer access
	Administrator  Role = "administrator"   // runs the installation; sees no case and decides nothing of the process
)

// Roles lists every Role in the order in which pages name them.
var Roles = []Role{Secretariat, FocalPoint, Implementer, FrontLine, CaseManager, TaskForceHead, SeniorOfficial, CSODelegate, YouthDelegate, Observer, Administrator}

// Membership is a Role held for a Country, an organisation or a body, within a Period.
type Membership struct {
	Role         Role    `json:"role"`
	Country      Country `json:"country,omitempty"`
	Organisation ID      `json:"organisation,omitempty"`
	Body         ID      `json:"body,omitempty"`
	Period       Period  `json:"period"`
}

// Actor is who acts: a signed-in person with the memberships that hold now, the program itself, or nobody.
type Actor struct {
	ID          ID           `json:"id,omitempty"`
	Memberships []Membership `json:"memberships,omitempty"`
	System      bool         `json:"system,omitempty"`  // the program itself: loading a pack, running a job
	Verified    time.Time    `json:"verified,omitzero"` // when the person last proved who they are, for official acts
}

// Anonymous is somebody who has not signed in: the public.
var Anonymous = Actor{}

// System is the program acting by itself or for the administrator at the command line.
var System = Actor{System: true}

// SignedIn says that the actor is a known person.
func (a Actor) SignedIn() bool { return a.ID != "" }

// Is says that the actor holds the role, for whatever country or body.
func (a Actor) Is(role Role) bool {
	for _, m := range a.Memberships {
		if m.Role == role {
			return true
		}
	}
	return false
}

// For says that the actor holds the role for the country.
func (a Actor) For(role Role, c Country) bool {
	for _, m := range a.Memberships {
		if m.Role == role && m.Country == c && c != "" {
			return true
		}
	}
	return false
}

// Leading is the first membership, which pages name; the zero Membership for those who have none.
func (a Actor) Leading() Membership {
	if len(a.Memberships) == 0 {
		return Membership{}
	}
	return a.Memberships[0]
}

// AudienceKind says which circle may see a record.
type AudienceKind string

// The audiences of DESIGN's data rules, from everyone to one office.
const (
	ToPublic       AudienceKind = "public"
	ToMembers      AudienceKind = "members"      // everyone signed in with a membership in the process
	ToBody         AudienceKind = "body"         // holders of a membership of the body
	ToCountry      AudienceKind = "country"      // holders of a membership for the country
	ToOrganisation AudienceKind = "organisation" // holders of a membership of the organisation
	ToSpace        AudienceKind = "space"        // those admitted to a workspace
	ToOffice       AudienceKind = "office"       // one office, as the secretariat or a case office
)

// Audience is the circle that may see a record: a kind and whose it is (a country code, an identifier, or for an
// office its role). Public and members have no whose.
type Audience struct {
	Kind AudienceKind `json:"kind"`
	Of   string       `json:"of,omitempty"`
}

// Public is the audience of everything that anyone may read.
var Public = Audience{Kind: ToPublic}

// Members is the audience of everything for those who take part in the process.
var Members = Audience{Kind: ToMembers}

// SecretariatOnly is the audience of the secretariat's own working papers.
var SecretariatOnly = Audience{Kind: ToOffice, Of: string(Secretariat)}
