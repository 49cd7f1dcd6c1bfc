package plan

import (
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// words puts what a page says of plans in the reader's language.
type words struct{ *web.View }

// state is how a plan stands: "In force".
func (w words) state(p Plan) string {
	if followed(p) {
		return w.T("plan.state.followed")
	}
	return w.T("plan.state." + string(p.State))
}

// followed says that a plan is over because a later one came; that ministers concluded it is on no record.
func followed(p Plan) bool { return p.State == Concluded && p.Basis == Derived }

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
	shown := ui.Node{ID: anchor(n), Level: w.level(level), Code: n.Code, Title: w.Text(n.Text), Depth: depth, Top: top}
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
	text := w.Text(n.Text).Text
	if text == "" {
		text = w.T("plan.node.not_found")
	}
	if n.Code == "" {
		return text
	}
	return w.T("plan.node.name", "code", n.Code, "text", text)
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

// station is a station as the river shows it.
func (w words) station(p Plan, i int) ui.Station {
	st := ui.Station{Name: w.T("plan.station." + stationKinds[i]), State: ui.StationAhead, Words: w.T("plan.station_state.ahead")}
	if i >= len(p.Known.Path) {
		switch step := p.State.Step(); {
		case p.State == Announced:
		case i < step || p.State == Concluded:
			st.State, st.Words = ui.StationDone, w.T("plan.station_state.done")
		case i == step:
			st.State, st.Words = ui.StationNow, w.T("plan.station_state.now")
		}
		return st
	}
	known := p.Known.Path[i]
	when := w.DateRange(known.Start, known.End)
	place := w.Text(known.Place).Text
	switch known.State {
	case stationDone:
		st.State, st.Words = ui.StationDone, w.T("plan.station_state.done")
		if i == len(stationKinds)-1 && p.State == InForce {
			st.State, st.Words, st.Note = ui.StationNow, w.T("plan.station_state.now"), w.T("plan.station_state.not_concluded")
			return st
		}
		st.Note = w.whenWhere(when, place)
	case stationAnnounced:
		st.State, st.Words = ui.StationUnknown, w.T("plan.station_state.unknown")
		st.Note = w.T("plan.station_state.announced")
		if when != "" {
			st.Note = w.T("plan.station_state.announced_for", "date", when)
		}
	default:
		st.State, st.Words = ui.StationUnknown, w.T("plan.station_state.unknown")
	}
	return st
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
	for i, st := range p.Known.Path {
		if st.State == stationDone {
			step = max(step, i)
		}
	}
	return step
}

// adoption says in words what is known of the plan's adoption.
func (w words) adoption(p Plan) string {
	if st, ok := p.Known.Adoption(); ok {
		when := w.whenWhere(w.DateRange(st.Start, st.End), w.Text(st.Place).Text)
		if when == "" {
			return w.T("plan.adoption.date_not_found")
		}
		return w.T("plan.adoption.endorsed", "when", when)
	}
	if len(p.Known.Path) == 0 {
		return ""
	}
	return w.T("plan.adoption.not_found")
}
