package pack

import "sampan/internal/kernel"

// Process is the profile of the process and the rules that it has set itself.
type Process struct {
	Format   int         `json:"format"` // version of the pack format, 1
	Slug     string      `json:"slug" pack:"new:process"`
	Name     kernel.Text `json:"name"`
	Acronym  kernel.Text `json:"acronym"`
	Invented bool        `json:"invented,omitempty"` // nothing in the pack is real: every page says so

	Type        kernel.Text `json:"type"`
	Region      kernel.Text `json:"region"`
	Association kernel.Text `json:"formal_association"`
	Established kernel.Date `json:"established"`
	Cause       kernel.Text `json:"cause,omitempty"` // what the members work together on, as a heading ends: "against trafficking in persons"

	Languages       []kernel.Lang    `json:"languages"` // the languages of the pages, in the order in which they are offered
	WorkingLanguage kernel.Lang      `json:"working_language"`
	Members         []kernel.Country `json:"members"` // the order in which members stand everywhere

	Origin        []Statement   `json:"origin"`
	Objectives    []Statement   `json:"objectives"`
	Themes        []Theme       `json:"themes"`
	WorkingGroups []Statement   `json:"working_groups,omitempty"`
	Practice      []Statement   `json:"practice,omitempty"` // how the process works: work plans, peer review, endorsement
	Priorities    []Priority    `json:"priorities,omitempty"`
	Kinds         []MeetingKind `json:"meeting_kinds"`
	Levels        []Level       `json:"levels"` // of a plan that names none of its own
	Cadence       []Cadence     `json:"cadence"`
	ChairRule     *ChairRule    `json:"chair_rule,omitempty"`
	Presence      PresenceRule  `json:"presence"`

	MemberOrganisations   Roster    `json:"member_organisations"`
	ObserverStates        Roster    `json:"observer_states"`
	ObserverOrganisations Roster    `json:"observer_organisations"`
	Contacts              []Contact `json:"contacts,omitempty"`

	Claims  []kernel.Claim  `json:"claims,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// Theme is a subject that the process works on.
type Theme struct {
	Slug    string          `json:"slug" pack:"new:theme"`
	Name    kernel.Text     `json:"name"`
	Note    kernel.Text     `json:"note,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// Priority is what the process put first in one year.
type Priority struct {
	Year      int             `json:"year"`
	Text      kernel.Text     `json:"text"`
	Basis     Basis           `json:"basis"`
	BasisNote kernel.Text     `json:"basis_note,omitempty"`
	Meeting   string          `json:"meeting,omitempty" pack:"ref:meeting"` // slug
	Sources   []kernel.Source `json:"sources"`
}

// MeetingKind is a kind of meeting of the process: "SOM", the Senior Officials Meeting.
type MeetingKind struct {
	Code    string          `json:"code" pack:"new:kind"`
	Name    kernel.Text     `json:"name"`
	Plural  kernel.Text     `json:"plural,omitempty"`               // the name of several, in the languages that tell them apart
	Short   kernel.Text     `json:"short,omitempty"`                // what people say: "SOM"
	Body    string          `json:"body,omitempty" pack:"ref:body"` // slug of the body that meets so
	Outside bool            `json:"outside,omitempty"`              // not a meeting of the process itself
	Note    kernel.Text     `json:"note,omitempty"`
	Sources []kernel.Source `json:"sources,omitempty"`
}

// Level is a level of a plan's framework tree.
type Level struct {
	Slug   string      `json:"slug" pack:"new:level@list"` // "pillar"
	Name   kernel.Text `json:"name"`
	Plural kernel.Text `json:"plural,omitempty"`
	// CodePattern is a regular expression for the codes of this level.
	CodePattern string `json:"code_pattern,omitempty"`
	// Loose nodes may hang below any other node or below none: commitments whose place in the tree was not found.
	// The levels that are not loose stand one below the other in their order.
	Loose bool        `json:"loose,omitempty"`
	Note  kernel.Text `json:"note,omitempty"`
}

// Cadence is how often a kind of meeting is held: at least Times in every EveryYears years.
type Cadence struct {
	Kind                     string          `json:"kind" pack:"ref:kind"` // code of a MeetingKind
	Times                    int             `json:"times"`
	EveryYears               int             `json:"every_years"`
	RepresentativesPerMember int             `json:"representatives_per_member,omitempty"`
	Note                     kernel.Text     `json:"note,omitempty"`
	Sources                  []kernel.Source `json:"sources"`
}

// ChairRule says who chairs the process: the host of a kind of meeting, for so many years.
type ChairRule struct {
	HostOf     string          `json:"host_of" pack:"ref:kind"` // code of a MeetingKind
	Years      int             `json:"years"`
	Introduced kernel.Date     `json:"introduced,omitempty"`
	Meeting    string          `json:"meeting,omitempty" pack:"ref:meeting"` // slug of the meeting that introduced it
	Text       kernel.Text     `json:"text"`
	Paraphrase bool            `json:"paraphrase,omitempty"`
	Claims     []kernel.Claim  `json:"claims,omitempty"`
	Sources    []kernel.Source `json:"sources"`
}

// PresenceRule says when a decision by consensus can be taken.
type PresenceRule struct {
	MembersPresent   int             `json:"members_present"`              // how many members must be there
	SilenceIsConsent bool            `json:"silence_is_consent,omitempty"` // a member that says nothing joins
	Assumption       bool            `json:"assumption,omitempty"`         // no source says so; the program needs a rule
	Note             kernel.Text     `json:"note,omitempty"`
	Sources          []kernel.Source `json:"sources,omitempty"` // at least one, unless Assumption
}

// Contact is an office that can be written to, or could be once.
type Contact struct {
	Slug     string          `json:"slug" pack:"new:contact"`
	Name     kernel.Text     `json:"name"`
	Address  kernel.Text     `json:"address,omitempty"` // its lines divided by line feeds
	Phone    string          `json:"phone,omitempty"`
	Fax      string          `json:"fax,omitempty"`
	Email    string          `json:"email,omitempty"`
	URL      string          `json:"url,omitempty"`
	Historic bool            `json:"historic,omitempty"` // as last published; may no longer be true
	Note     kernel.Text     `json:"note,omitempty"`
	Sources  []kernel.Source `json:"sources"`
}
