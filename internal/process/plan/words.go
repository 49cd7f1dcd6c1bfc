package plan

import (
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// words puts what a page says of plans in the reader's language.
type words struct{ *web.View }

// state is how a plan stands: "In force".
func (w words) state(p Plan) string {
	return w.T(stateKey(p.State, p.Basis))
}

// stands are the facts of how a plan stands and on what that rests.
func (w words) stands(p Plan) []ui.Fact {
	facts := []ui.Fact{
		{Term: w.T("plan.fact.state"), Value: ui.Shown(w.state(p))},
		{Term: w.T("plan.fact.basis"), Value: ui.Shown(w.T("plan.basis." + string(p.Basis)))},
	}
	if note := w.Text(p.BasisNote); note.Text != "" {
		facts = append(facts, ui.Fact{Term: w.T("plan.fact.basis_note"), Value: note})
	}
	return facts
}

// stateKey is the key of the words for a state.
func stateKey(s State, b Basis) string {
	if over(s, b) {
		return "plan.state.followed"
	}
	return "plan.state." + string(s)
}

// over says that a plan is taken to have ended because a later one came; that ministers concluded it is on no record.
func over(s State, b Basis) bool { return s == Concluded && b == Derived }

// level is the name of a level.
func (w words) level(l Level) string {
	if s := w.Text(l.Name); s.Text != "" {
		return s.Text
	}
	return l.Slug
}

// levels is the name of a level for several of its nodes.
func (w words) levels(l Level) string {
	if s := w.Text(l.Plural); s.Text != "" && s.Lang == "" {
		return s.Text
	}
	return w.level(l)
}

// node is a node as ui shows it; depth counts from 0, top is the number of the branch from 1.
func (w words) node(t Tree, n Node, depth, top int) ui.Node {
	level, _ := t.Levels.Get(n.Level)
	shown := ui.Node{ID: anchor(n), Level: w.level(level), Code: n.Code, Depth: depth, Top: top}
	shown.Say(w.Text(n.Text))
	if depth == 0 && n.Text.Empty() {
		shown.Title = ui.Shown(w.T("plan.node.not_found"))
	}
	if n.Paraphrase {
		shown.Marks = append(shown.Marks, ui.Mark{Text: w.T("plan.node.paraphrase"), Kind: "para"})
	}
	if n.Inferred {
		shown.Marks = append(shown.Marks, ui.Mark{Text: w.T("plan.node.inferred"), Kind: "para"})
	}
	return shown
}

// anchor is the id of a node's element: by its code, so that people can write it, else by its identity.
func anchor(n Node) string {
	if n.Code != "" && !strings.ContainsAny(n.Code, " \t\n") {
		return "n" + n.Code
	}
	return "n-" + n.ID
}

// name is a node in one line: "4.1 Trafficking victims are recognised as victims".
func (w words) name(n Node) string {
	text := plainLine(w.Text(n.Text).Text)
	if text == "" {
		text = w.T("plan.node.not_found")
	}
	if n.Code == "" {
		return text
	}
	return w.T("plan.node.name", "code", n.Code, "text", text)
}

// plainLine is what a text says without marks, in one line.
func plainLine(s string) string {
	return strings.Join(strings.Fields(markup.Parse(s).Plain()), " ")
}

// line is a text without marks, in one line.
func (w words) line(t kernel.Text) web.Shown {
	shown := w.Text(t)
	shown.Text = plainLine(shown.Text)
	return shown
}

// measure is a value with its year.
func (w words) measure(m *Measure) string { return measureWords(w.Loc, m) }

// audience is a circle in words.
func (w words) audience(a kernel.Audience) string { return w.T("plan.audience." + string(a.Kind)) }

// audienceMark says who may read something, unless everyone may.
func (w words) audienceMarks(a kernel.Audience) []ui.Mark {
	if a == kernel.Public {
		return nil
	}
	return []ui.Mark{{Text: w.audience(a), Kind: "warn", Tag: true}}
}

// station is a station as the river shows it: as it is on record, else as the state of the plan lets it be.
func (w words) station(p Plan, i int) ui.Station {
	st := ui.Station{Name: w.T("plan.station." + stationKinds[i])}
	known, recorded := p.Known.Station(stationKinds[i])
	if !recorded {
		w.unrecorded(&st, p, i)
		return st
	}
	when := w.DateRange(known.Start, known.End)
	switch {
	case known.State == stationDone && i == p.State.Step() && !p.State.Official():
		st.State, st.Words, st.Note = ui.StationNow, w.T("plan.station_state.now"), w.whenWhere(when, w.Text(known.Place).Text)
	case known.State == stationDone && i == len(stationKinds)-1 && p.State == InForce:
		st.State, st.Words, st.Note = ui.StationNow, w.T("plan.station_state.now"), w.T("plan.station_state.not_concluded")
	case known.State == stationDone:
		st.State, st.Words, st.Note = ui.StationDone, w.T("plan.station_state.done"), w.whenWhere(when, w.Text(known.Place).Text)
	case known.State == stationAnnounced:
		st.State, st.Words, st.Note = ui.StationUnknown, w.T("plan.station_state.unknown"), w.T("plan.station_state.announced")
		if when != "" {
			st.Note = w.T("plan.station_state.announced_for", "date", when)
		}
	default:
		st.State, st.Words = ui.StationUnknown, w.T("plan.station_state.unknown")
	}
	return st
}

// unrecorded is a station that the record says nothing of. A plan that is worked on has passed what lies behind it; of one
// that came further, only its own station follows from its state.
func (w words) unrecorded(st *ui.Station, p Plan, i int) {
	st.State, st.Words = ui.StationAhead, w.T("plan.station_state.ahead")
	switch step := p.State.Step(); {
	case p.State == Announced || i > step:
	case i == step && p.State != Concluded:
		st.State, st.Words = ui.StationNow, w.T("plan.station_state.now")
	case i == step || !p.State.Official():
		st.State, st.Words = ui.StationDone, w.T("plan.station_state.done")
	default:
		st.State, st.Words = ui.StationUnknown, w.T("plan.station_state.unknown")
	}
}

func (w words) whenWhere(when, place string) string {
	switch {
	case place == "":
		return when
	case when == "":
		return place
	}
	return w.T("plan.when_where", "when", when, "where", place)
}

// stream is the river of a plan.
func (w words) stream(p Plan) ui.Stream {
	s := ui.Stream{Members: w.Site.Members}
	for i := range s.Stations {
		s.Stations[i] = w.station(p, i)
	}
	return s
}

// step is the station that a small river shows: the last that is known to be passed, and in words how the plan stands.
func (w words) step(p Plan) int {
	step := p.State.Step()
	for i, kind := range stationKinds {
		if st, _ := p.Known.Station(kind); st.State == stationDone {
			step = max(step, i)
		}
	}
	return step
}

// adoption says in words what is known of the plan's adoption. Being agreed is told apart from being endorsed.
func (w words) adoption(p Plan) string {
	if st, ok := p.Known.Adoption(); ok {
		when := w.whenWhere(w.DateRange(st.Start, st.End), w.Text(st.Place).Text)
		if when == "" {
			return w.T("plan.adoption.date_not_found")
		}
		return w.T("plan.adoption.endorsed", "when", when)
	}
	if _, looked := p.Known.Station("endorsed"); !looked {
		return ""
	}
	if st, _ := p.Known.Station("agreed_in_principle"); st.State == stationDone && st.Start != "" {
		return w.T("plan.adoption.agreed", "when", w.whenWhere(w.DateRange(st.Start, st.End), w.Text(st.Place).Text))
	}
	return w.T("plan.adoption.not_found")
}
