package plan

import (
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// States lists the states in the order of the path.
var States = []State{Announced, Drafting, InConsultation, Revised, AgreedInPrinciple, Endorsed, InForce, Concluded}

// Official says that the state is what task forces or ministers made of the plan. It is put on record from what is known
// of that, never by the secretariat's own decision.
func (s State) Official() bool {
	return slices.Index(States, s) >= slices.Index(States, AgreedInPrinciple)
}

// MoveKind says what a change of state is.
type MoveKind string

// The kinds of moves.
const (
	NoMove     MoveKind = ""
	Work       MoveKind = "work"       // the secretariat's own next step
	Recording  MoveKind = "recording"  // what was decided is put on record, or told better than before
	Correction MoveKind = "correction" // what stands on record was wrong
)

// MoveOf is the rule of the path. A plan that is worked on goes on step by step, and between consultation and revision
// as often as it takes. What task forces and ministers decided is recorded as it became known, whatever lies between:
// a plan may have been made elsewhere. An official state can be recorded once more, from better sources, and one that
// was recorded by mistake is set back.
func MoveOf(from, to State) MoveKind {
	was, is := slices.Index(States, from), slices.Index(States, to)
	switch {
	case was < 0 || is < 0:
		return NoMove
	case to.Official() && is >= was:
		return Recording
	case from.Official():
		return Correction
	case from == Announced && to == Drafting, from == Drafting && to == InConsultation,
		from == InConsultation && to == Revised, from == Revised && to == InConsultation:
		return Work
	}
	return NoMove
}

// Move is a change of state as a person gives it.
type Move struct {
	To      State           `json:"to"`
	Basis   Basis           `json:"basis"`
	Note    kernel.Text     `json:"note,omitempty"` // what the state rests on
	Start   kernel.Date     `json:"start,omitempty"`
	End     kernel.Date     `json:"end,omitempty"`
	Place   kernel.Text     `json:"place,omitempty"`
	Meeting string          `json:"meeting,omitempty"` // slug
	Sources []kernel.Source `json:"sources,omitempty"`
	Why     string          `json:"why,omitempty"`
}

// check holds a move to the path and to what each kind of move must tell.
func (m Move) check(from State) error {
	var l fault.List
	kind := MoveOf(from, m.To)
	if kind == NoMove {
		l.Add("to", "plan.fault.move")
	}
	if !slices.Contains([]Basis{Stated, Derived, NotKnown}, m.Basis) {
		l.Add("basis", "plan.fault.basis")
	}
	if kind == Recording && m.Basis == Stated && len(m.Sources) == 0 {
		l.Add("sources", "plan.fault.source_wanted")
	}
	if m.Basis == Derived && m.Note.Empty() {
		l.Add("note", "plan.fault.derived_note")
	}
	if kind == Correction && m.Why == "" {
		l.Add("why", "plan.fault.why")
	}
	if _, err := kernel.ParsePeriod(string(m.Start), string(m.End)); err != nil {
		l.Add("end", "plan.fault.period")
	}
	checkTexts(&l, "note", m.Note, MaxText)
	checkTexts(&l, "place", m.Place, maxTitle)
	checkLong(&l, "why", m.Why, MaxText)
	checkSources(&l, m.Sources)
	return l.Err()
}

// concluding is the station of a plan's end. It lies behind the river's five.
const concluding = "concluded"

// stationOf is the station at which a state is reached; "" for the states that have none.
func stationOf(s State) string {
	switch s {
	case InConsultation:
		return stationKinds[1]
	case AgreedInPrinciple:
		return stationKinds[2]
	case Endorsed:
		return stationKinds[3]
	case InForce:
		return stationKinds[4]
	case Concluded:
		return concluding
	case Announced, Drafting, Revised:
	}
	return ""
}

// Moved is the plan after a move. A correction takes back what the record said of the official stations that it undoes.
func (p Plan) Moved(m Move) Plan {
	kind := MoveOf(p.State, m.To)
	path := slices.Clone(p.Known.Path)
	if kind == Correction {
		for i := range path {
			if undone(path[i].Kind, m.To) {
				path[i] = Station{Kind: path[i].Kind, State: stationUnknown}
			}
		}
		path = slices.DeleteFunc(path, func(s Station) bool { return s.Kind == concluding && s.State == stationUnknown })
	}
	if station := stationOf(m.To); station != "" && kind != Correction {
		path = withStation(path, Station{
			Kind: station, State: stationDone, Start: m.Start, End: m.End, Place: m.Place, Meeting: m.Meeting, Note: m.Note, Sources: m.Sources,
		})
	}
	p.Known.Path, p.State, p.Basis, p.BasisNote = path, m.To, m.Basis, m.Note
	return p
}

// undone says that a station lies behind the state that a plan is set back to.
func undone(station string, to State) bool {
	return slices.ContainsFunc(States, func(s State) bool {
		return s.Official() && stationOf(s) == station && slices.Index(States, s) > slices.Index(States, to)
	})
}

// withStation is the path with a station in its place, instead of what it said of it before.
func withStation(path []Station, st Station) []Station {
	order := func(kind string) int {
		if i := slices.Index(stationKinds, kind); i >= 0 {
			return i
		}
		return len(stationKinds)
	}
	path = slices.DeleteFunc(path, func(s Station) bool { return s.Kind == st.Kind })
	at := slices.IndexFunc(path, func(s Station) bool { return order(s.Kind) > order(st.Kind) })
	if at < 0 {
		at = len(path)
	}
	return slices.Insert(path, at, st)
}
