package plan

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"sampan/internal/kernel"
)

// State is how far a plan came on its path.
type State string

// The states of a plan.
const (
	Announced         State = "announced" // spoken of; no draft seen
	Drafting          State = "drafting"
	InConsultation    State = "in_consultation"
	Revised           State = "revised"
	AgreedInPrinciple State = "agreed_in_principle"
	Endorsed          State = "endorsed"
	InForce           State = "in_force"
	Concluded         State = "concluded"
)

// Step is the station of the path that the state stands at, from 0, the zero draft, to 4, in force.
func (s State) Step() int {
	switch s {
	case InConsultation, Revised:
		return 1
	case AgreedInPrinciple:
		return 2
	case Endorsed:
		return 3
	case InForce, Concluded:
		return 4
	case Announced, Drafting:
		return 0
	}
	return 0
}

// Basis says how a state came to be on record.
type Basis string

// The bases of a state.
const (
	Stated   Basis = "stated"    // a source says so
	Derived  Basis = "derived"   // worked out from what sources say
	NotKnown Basis = "not_known" // looked for and not found
)

// Plan is a plan of action.
type Plan struct {
	ID        kernel.ID       `json:"id"`
	Slug      string          `json:"slug"`
	Number    int             `json:"number,omitempty"`
	Title     kernel.Text     `json:"title"`
	Short     kernel.Text     `json:"short"` // "SPA IV"
	Period    kernel.Period   `json:"period,omitzero"`
	State     State           `json:"state"`
	Basis     Basis           `json:"basis"`
	BasisNote kernel.Text     `json:"basis_note,omitempty"`
	Levels    Levels          `json:"levels"`
	Known     Known           `json:"known"`
	Sources   []kernel.Source `json:"sources"`
	Audience  kernel.Audience `json:"audience"`
	Version   int64           `json:"version"`
}

// Known is what is known of a plan beside its text.
type Known struct {
	Complete   bool           `json:"complete,omitempty"` // the text is whole
	CodesNote  kernel.Text    `json:"codes_note,omitempty"`
	Path       []Station      `json:"path,omitempty"`
	Counts     []LevelCount   `json:"counts,omitempty"`
	Rules      []Statement    `json:"rules,omitempty"`
	Monitoring []Statement    `json:"monitoring,omitempty"`
	Results    []Result       `json:"results,omitempty"`
	Facts      []Statement    `json:"facts,omitempty"`
	Note       kernel.Text    `json:"note,omitempty"`
	Claims     []kernel.Claim `json:"claims,omitempty"`
}

// Station is one of a plan's path.
type Station struct {
	Kind    string          `json:"kind"`  // zero_draft, consultation, agreed_in_principle, endorsed, in_force; concluded
	State   string          `json:"state"` // done, announced (a source looked forward to it), unknown (no record found)
	Start   kernel.Date     `json:"start,omitempty"`
	End     kernel.Date     `json:"end,omitempty"`
	Place   kernel.Text     `json:"place,omitempty"`
	Meeting string          `json:"meeting,omitempty"` // slug
	Note    kernel.Text     `json:"note,omitempty"`
	Sources []kernel.Source `json:"sources,omitempty"`
}

// LevelCount is how many nodes of a level the whole plan has, found or not.
type LevelCount struct {
	Level   string          `json:"level"`
	Count   int             `json:"count"`
	Sources []kernel.Source `json:"sources,omitempty"`
}

// Statement is one thing that sources say of a plan.
type Statement struct {
	Text       kernel.Text     `json:"text"`
	Paraphrase bool            `json:"paraphrase,omitempty"`
	Note       kernel.Text     `json:"note,omitempty"`
	Sources    []kernel.Source `json:"sources,omitempty"`
}

// Result is a figure that a source gives for what a plan or a period brought.
type Result struct {
	Key       string          `json:"key"`
	Period    kernel.Period   `json:"period"`
	Measure   kernel.Text     `json:"measure"`
	Value     int             `json:"value"`
	Qualifier string          `json:"qualifier,omitempty"`
	Scope     kernel.Text     `json:"scope,omitempty"`
	Node      string          `json:"node,omitempty"`
	Sources   []kernel.Source `json:"sources,omitempty"`
}

// The five stations and how they stand.
const (
	stationDone      = "done"
	stationAnnounced = "announced"
	stationUnknown   = "unknown"
)

// stationKinds are the stations in the order of the path.
var stationKinds = []string{"zero_draft", "consultation", "agreed_in_principle", "endorsed", "in_force"}

// Station is what is on record of a station; false when nothing is.
func (k Known) Station(kind string) (Station, bool) {
	i := slices.IndexFunc(k.Path, func(s Station) bool { return s.Kind == kind })
	if i < 0 {
		return Station{}, false
	}
	return k.Path[i], true
}

// Adoption is the endorsement on record; false when none was found.
func (k Known) Adoption() (Station, bool) {
	st, ok := k.Station("endorsed")
	return st, ok && st.State == stationDone
}

// Count is how many nodes of the level sources say that the plan has.
func (k Known) Count(level string) (LevelCount, bool) {
	i := slices.IndexFunc(k.Counts, func(c LevelCount) bool { return c.Level == level })
	if i < 0 {
		return LevelCount{}, false
	}
	return k.Counts[i], true
}

// PlanInForce is the plan that is in force by the record: never by its years, for a plan outlives them until the
// ministers conclude it. Should the record say so of several, it is the latest of them; false when it says so of none.
func PlanInForce(plans []Plan) (Plan, bool) {
	var found Plan
	for _, p := range plans {
		if p.State == InForce && (found.ID == "" || found.Number < p.Number) {
			found = p
		}
	}
	return found, found.ID != ""
}

// Latest orders plans for a list: the newest first, by number, then by period. One that has no number yet is newer than
// those that have.
func Latest(plans []Plan) []Plan {
	place := func(p Plan) int {
		if p.Number == 0 {
			return math.MaxInt
		}
		return p.Number
	}
	sorted := slices.Clone(plans)
	slices.SortStableFunc(sorted, func(a, b Plan) int {
		return cmp.Or(cmp.Compare(place(b), place(a)), strings.Compare(b.Period.From.SortKey(), a.Period.From.SortKey()))
	})
	return sorted
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidSlug says that the slug can stand in an address; /plans/new and /plans/word-template are pages of their own.
func ValidSlug(s string) bool {
	return s != "new" && s != "word-template" && len(s) <= 60 && slugForm.MatchString(s)
}
