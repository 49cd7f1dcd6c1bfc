package pack

import "sampan/internal/kernel"

// PlanState is how far a plan came on its path.
type PlanState string

// The states of a plan on record.
const (
	PlanAnnounced     PlanState = "announced" // spoken of; no draft seen
	PlanDrafting      PlanState = "drafting"
	InConsultation    PlanState = "in_consultation"
	PlanRevised       PlanState = "revised" // after a consultation
	AgreedInPrinciple PlanState = "agreed_in_principle"
	Endorsed          PlanState = "endorsed"
	InForce           PlanState = "in_force"
	Concluded         PlanState = "concluded"
)

// Plan is a plan of action with the part of its framework that was found.
type Plan struct {
	Slug       string          `json:"slug" pack:"new:plan"`
	Number     int             `json:"number,omitempty"`
	Title      kernel.Text     `json:"title"`
	Short      kernel.Text     `json:"short"` // "SPA IV"
	Period     kernel.Period   `json:"period,omitzero"`
	State      PlanState       `json:"state"`
	Basis      Basis           `json:"basis"` // of State
	BasisNote  kernel.Text     `json:"basis_note,omitempty"`
	Complete   bool            `json:"complete,omitempty"` // Nodes are the whole plan
	Levels     []Level         `json:"levels,omitempty"`   // Open fills them from Process.Levels where the file names none
	CodesNote  kernel.Text     `json:"codes_note,omitempty"`
	Path       []Station       `json:"path"`
	Counts     []LevelCount    `json:"counts,omitempty"`
	Nodes      []Node          `json:"nodes,omitempty"` // parents before children, siblings in their order
	Indicators []Indicator     `json:"indicators,omitempty"`
	Rules      []Statement     `json:"rules,omitempty"`
	Monitoring []Statement     `json:"monitoring,omitempty"`
	Results    []Result        `json:"results,omitempty"`
	Facts      []Statement     `json:"facts,omitempty"`
	Note       kernel.Text     `json:"note,omitempty"`
	Claims     []kernel.Claim  `json:"claims,omitempty"`
	Sources    []kernel.Source `json:"sources,omitempty"` // a plan without any holds drafts at most
	Drafts     []Draft         `json:"drafts,omitempty"`
}

// Draft is a published draft of a plan. Its document lies in a file of its own, drafts/spa-4/0.json, byte for byte as it
// was published.
type Draft struct {
	Number   int    `json:"number"`
	SHA256   string `json:"sha256"` // of the document, in hexadecimal
	Document []byte `json:"-"`
}

// StationKind is a station of a plan's path.
type StationKind string

// The stations of a plan's path, in their order.
const (
	StationZeroDraft    StationKind = "zero_draft"
	StationConsultation StationKind = "consultation"
	StationAgreed       StationKind = "agreed_in_principle"
	StationEndorsed     StationKind = "endorsed"
	StationInForce      StationKind = "in_force"
	StationConcluded    StationKind = "concluded"
)

// StationState says whether a plan is known to have passed a station.
type StationState string

// The states of a station.
const (
	StationDone      StationState = "done"
	StationAnnounced StationState = "announced" // a source looked forward to it; no record of it was found
	StationUnknown   StationState = "unknown"   // no record found
)

// Station is one station of a plan's path.
type Station struct {
	Kind    StationKind     `json:"kind"`
	State   StationState    `json:"state"`
	Start   kernel.Date     `json:"start,omitempty"`
	End     kernel.Date     `json:"end,omitempty"`
	Place   kernel.Text     `json:"place,omitempty"`
	Meeting string          `json:"meeting,omitempty" pack:"ref:meeting"` // slug
	Note    kernel.Text     `json:"note,omitempty"`
	Sources []kernel.Source `json:"sources,omitempty"` // at least one, unless State is StationUnknown or Note says what it rests on
}

// LevelCount is how many nodes of a level the whole plan has, found or not.
type LevelCount struct {
	Level   string          `json:"level"`
	Count   int             `json:"count"`
	Sources []kernel.Source `json:"sources"`
}

// Node is one node of a plan's framework.
type Node struct {
	Key        string          `json:"key" pack:"new:node@list"` // stable through all drafts, unique in the plan
	Level      string          `json:"level"`
	Code       string          `json:"code,omitempty"`       // "4.1.1"
	Parent     string          `json:"parent,omitempty"`     // key
	Text       kernel.Text     `json:"text" pack:"null"`     // nil: wording not found
	Paraphrase bool            `json:"paraphrase,omitempty"` // our words, not the adopted text
	Inferred   bool            `json:"inferred,omitempty"`   // that it exists or where it belongs is our conclusion
	Note       kernel.Text     `json:"note,omitempty"`
	Sources    []kernel.Source `json:"sources"`
}

// Indicator measures a node.
type Indicator struct {
	Key      string          `json:"key" pack:"new:indicator@list"` // unique in the plan
	Node     string          `json:"node"`                          // key of the node that it measures
	Code     string          `json:"code,omitempty"`
	Text     kernel.Text     `json:"text"`
	Unit     kernel.Text     `json:"unit,omitempty"`
	Baseline *Measure        `json:"baseline,omitempty"`
	Targets  []Measure       `json:"targets,omitempty"`
	Note     kernel.Text     `json:"note,omitempty"`
	Sources  []kernel.Source `json:"sources"`
}

// Measure is the value of an indicator in some year. The value is a decimal number as written, "12.5".
type Measure struct {
	Date  kernel.Date `json:"date"`
	Value string      `json:"value"`
}

// Result is a figure that a source gives for what a plan or a period brought.
type Result struct {
	Key       string          `json:"key" pack:"new:result@list"` // unique in the plan
	Period    kernel.Period   `json:"period"`
	Measure   kernel.Text     `json:"measure"`
	Value     int             `json:"value"`
	Qualifier string          `json:"qualifier,omitempty"`
	Scope     kernel.Text     `json:"scope,omitempty"`
	Node      string          `json:"node,omitempty"` // key of the node that it belongs to, where a source says so
	Sources   []kernel.Source `json:"sources"`
}
