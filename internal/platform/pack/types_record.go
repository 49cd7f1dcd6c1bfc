package pack

import "sampan/internal/kernel"

// MeetingState is what is known of whether a meeting was held.
type MeetingState string

// The states of a meeting on record.
const (
	Planned     MeetingState = "planned" // announced; that it was held was not found
	Held        MeetingState = "held"
	Unconfirmed MeetingState = "unconfirmed" // sources contradict each other on whether it was held
	Postponed   MeetingState = "postponed"
	Cancelled   MeetingState = "cancelled"
)

// MeetingMode is how a meeting came together.
type MeetingMode string

// The modes of a meeting. An empty mode is not known.
const (
	InPerson MeetingMode = "in_person"
	Online   MeetingMode = "online"
	Hybrid   MeetingMode = "hybrid"
)

// Meeting is a meeting on record.
type Meeting struct {
	Slug             string          `json:"slug" pack:"new:meeting"`
	Kind             string          `json:"kind" pack:"ref:kind"` // code of a MeetingKind
	Number           int             `json:"number,omitempty"`
	NumberInferred   bool            `json:"number_inferred,omitempty"`
	Title            kernel.Text     `json:"title"`
	Theme            kernel.Text     `json:"theme,omitempty"`
	Start            kernel.Date     `json:"start,omitempty"`
	End              kernel.Date     `json:"end,omitempty"`
	City             kernel.Text     `json:"city,omitempty"`
	Country          kernel.Country  `json:"country,omitempty"` // the member that hosted it
	Mode             MeetingMode     `json:"mode,omitempty"`
	State            MeetingState    `json:"state"`
	Sessions         int             `json:"sessions,omitempty"` // one record for several meetings that sources do not tell apart
	JointWith        []string        `json:"joint_with,omitempty" pack:"ref:meeting"`
	ConflictsWith    []string        `json:"conflicts_with,omitempty" pack:"ref:meeting"` // slugs of records that may mean the same meeting
	Participants     *Count          `json:"participants,omitempty"`
	ParticipantsNote kernel.Text     `json:"participants_note,omitempty"`
	Attendance       []Attendance    `json:"attendance,omitempty"`
	Agenda           []Statement     `json:"agenda,omitempty"` // in no order that a source gives, unless it says so
	Outcomes         []Outcome       `json:"outcomes,omitempty"`
	Facts            []Statement     `json:"facts,omitempty"`
	Note             kernel.Text     `json:"note,omitempty"`
	Claims           []kernel.Claim  `json:"claims,omitempty"`
	Sources          []kernel.Source `json:"sources"`
}

// Attendance is who took part in a meeting, part by part: delegations, secretariat, civil society.
type Attendance struct {
	Part    kernel.Text     `json:"part"`
	Who     kernel.Text     `json:"who,omitempty"`
	Sources []kernel.Source `json:"sources,omitempty"` // without any it rests on those of the meeting
}

// Outcome is something that a meeting decided, adopted or agreed.
type Outcome struct {
	Key        string          `json:"key" pack:"new:outcome@list"` // unique within the meeting
	Text       kernel.Text     `json:"text"`
	Paraphrase bool            `json:"paraphrase,omitempty"`
	Next       kernel.Text     `json:"next,omitempty"`                             // what is to be done about it
	Instrument string          `json:"instrument,omitempty" pack:"ref:instrument"` // slug of what was adopted or signed
	Sources    []kernel.Source `json:"sources,omitempty"`                          // without any it rests on those of the meeting
}

// Gap is something that was looked for and not found. It says nothing of whether it happened.
type Gap struct {
	Slug     string          `json:"slug" pack:"new:gap"`
	Kind     string          `json:"kind" pack:"ref:kind"` // code of a MeetingKind
	Numbers  []int           `json:"numbers,omitempty"`
	Period   kernel.Period   `json:"period,omitzero"`
	Text     kernel.Text     `json:"text"`
	Searched kernel.Date     `json:"searched"`
	Sources  []kernel.Source `json:"sources,omitempty"`
}

// InstrumentKind is what a text is.
type InstrumentKind string

// The kinds of instruments.
const (
	MOU                 InstrumentKind = "mou"
	Declaration         InstrumentKind = "declaration"
	PlanOfAction        InstrumentKind = "plan"
	Guidelines          InstrumentKind = "guidelines"
	Indicators          InstrumentKind = "indicators"
	Guidebook           InstrumentKind = "guidebook"
	Directory           InstrumentKind = "directory"
	Publication         InstrumentKind = "publication"
	BilateralMOU        InstrumentKind = "bilateral_mou"
	BilateralAgreement  InstrumentKind = "bilateral_agreement"
	BilateralSOP        InstrumentKind = "bilateral_sop"
	LiaisonOffice       InstrumentKind = "liaison_office"
	TrilateralAgreement InstrumentKind = "trilateral_agreement"
	NationalInstrument  InstrumentKind = "national_instrument"
)

// InstrumentState is how far a text came, as far as is known.
type InstrumentState string

// The states of an instrument on record.
const (
	Signed              InstrumentState = "signed"
	Adopted             InstrumentState = "adopted"
	Published           InstrumentState = "published"
	Established         InstrumentState = "established" // an office or arrangement, not a text
	InstrumentDraft     InstrumentState = "drafting"    // adoption not found
	InstrumentAnnounced InstrumentState = "announced"   // adoption not found
	InstrumentUnknown   InstrumentState = "not_known"
)

// Instrument is a text, or an arrangement like one, that governments or the process agreed on or published.
type Instrument struct {
	Slug          string           `json:"slug" pack:"new:instrument"`
	Kind          InstrumentKind   `json:"kind"`
	Title         kernel.Text      `json:"title"`
	State         InstrumentState  `json:"state"`
	StateNote     kernel.Text      `json:"state_note,omitempty"`
	Outside       bool             `json:"outside,omitempty"` // not an instrument of the process itself
	Date          kernel.Date      `json:"date,omitempty"`    // of signature, adoption or publication
	Revised       kernel.Date      `json:"revised,omitempty"`
	Amended       kernel.Date      `json:"amended,omitempty"`
	City          kernel.Text      `json:"city,omitempty"`
	Country       kernel.Country   `json:"country,omitempty"`
	Parties       []kernel.Country `json:"parties,omitempty"`
	Meeting       string           `json:"meeting,omitempty" pack:"ref:meeting"` // slug of the meeting that adopted it
	Plan          string           `json:"plan,omitempty" pack:"ref:plan"`       // slug of the plan that it is
	Period        kernel.Period    `json:"period,omitzero"`
	Sections      int              `json:"sections,omitempty"`
	Articles      int              `json:"articles,omitempty"`
	Areas         []kernel.Text    `json:"areas,omitempty"`
	Languages     []kernel.Lang    `json:"languages,omitempty"` // of the authoritative texts
	DevelopedWith []kernel.Text    `json:"developed_with,omitempty"`
	Publishers    []kernel.Text    `json:"publishers,omitempty"`
	Purpose       kernel.Text      `json:"purpose,omitempty"`
	Facts         []Statement      `json:"facts,omitempty"`
	Note          kernel.Text      `json:"note,omitempty"`
	Claims        []kernel.Claim   `json:"claims,omitempty"`
	Sources       []kernel.Source  `json:"sources"`
	Standings     []Standing       `json:"standings,omitempty"`
}

// Standing is what a country did about an instrument.
type Standing struct {
	Country kernel.Country  `json:"country"`
	What    StandingWhat    `json:"what"`
	Date    kernel.Date     `json:"date,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// StandingWhat is what a country can have done about an instrument.
type StandingWhat string

// What a country can have done.
const (
	StandingSigned   StandingWhat = "signed"
	StandingJoined   StandingWhat = "joined"
	StandingRatified StandingWhat = "ratified"
	StandingEntered  StandingWhat = "entered" // it is in force for the country
)
