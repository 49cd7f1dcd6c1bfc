package plan

import (
	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Bounds of the particulars of a plan, in characters.
const (
	maxTitle = 300
	maxShort = 40
)

// Particulars are what is said of a plan as a whole beside its text, its path and its readers. As an officer gives them,
// languages without a wording stay as they are; see Revise.
type Particulars struct {
	Number    int             `json:"number,omitempty"`
	Title     kernel.Text     `json:"title"`
	Short     kernel.Text     `json:"short"`
	Period    kernel.Period   `json:"period,omitzero"`
	Note      kernel.Text     `json:"note,omitempty"`
	CodesNote kernel.Text     `json:"codes_note,omitempty"`
	Sources   []kernel.Source `json:"sources,omitempty"`
}

// Particulars are those of the plan as it stands.
func (p Plan) Particulars() Particulars {
	return Particulars{p.Number, p.Title, p.Short, p.Period, p.Known.Note, p.Known.CodesNote, p.Sources}
}

// With is the plan with what was given of its particulars.
func (p Plan) With(in Particulars, lead kernel.Lang) Plan {
	p.Number, p.Period, p.Sources = in.Number, in.Period, in.Sources
	p.Title, p.Short = Revise(p.Title, in.Title, lead), Revise(p.Short, in.Short, lead)
	p.Known.Note, p.Known.CodesNote = Revise(p.Known.Note, in.Note, lead), Revise(p.Known.CodesNote, in.CodesNote, lead)
	return p
}

// check holds particulars to their form.
func (in Particulars) check(l *fault.List) {
	if in.Title.Empty() {
		l.Add("title", "plan.fault.title_wanted")
	}
	if in.Short.Empty() {
		l.Add("short", "plan.fault.short_wanted")
	}
	if in.Number < 0 || in.Number > 999 {
		l.Add("number", "plan.fault.plan_number")
	}
	if _, err := kernel.ParsePeriod(string(in.Period.From), string(in.Period.To)); err != nil {
		l.Add("to", "plan.fault.period")
	}
	checkTexts(l, "title", in.Title, maxTitle)
	checkTexts(l, "short", in.Short, maxShort)
	checkTexts(l, "note", in.Note, MaxText)
	checkTexts(l, "codes_note", in.CodesNote, MaxText)
	checkSources(l, in.Sources)
}
