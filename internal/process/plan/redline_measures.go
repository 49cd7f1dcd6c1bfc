package plan

import (
	"strings"

	"github.com/a-h/templ"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/web/ui"
)

// indicator shows what became of an indicator: its words, and of code, unit, baseline and targets what is another now.
func (m *rowMaker) indicator(in IndicatorChange) []redlinePart {
	one := in.After
	if one == nil {
		one = in.Before
	}
	title := m.T("plan.redline.indicator", "indicator", strings.TrimSpace(one.Code+" "+text.Shorten(m.line(one.Text).Text, shortName)))
	var parts []redlinePart
	for _, t := range in.Texts {
		parts = append(parts, m.part(t, title))
	}
	for _, t := range in.Units {
		parts = append(parts, m.part(t, m.T("plan.indicator.unit")))
	}
	for _, t := range in.Notes {
		parts = append(parts, m.part(t, m.T("plan.redline.note")))
	}
	if len(parts) == 0 {
		parts = append(parts, redlinePart{Title: title})
	}
	for _, x := range m.measures(in) {
		if x.before != x.after {
			parts = append(parts, m.value(x.title, x.before, x.after))
		}
	}
	return parts
}

type measured struct{ title, before, after string }

// measures are the values of an indicator on both sides.
func (m *rowMaker) measures(in IndicatorChange) []measured {
	values := func(x *Indicator) (code, base string, targets []string) {
		if x == nil {
			return "", "", nil
		}
		for _, t := range x.Targets {
			targets = append(targets, m.measure(&t))
		}
		return x.Code, m.measure(x.Baseline), targets
	}
	wasCode, wasBase, wasTargets := values(in.Before)
	code, base, targets := values(in.After)
	all := []measured{
		{m.T("plan.form.code"), wasCode, code}, {m.T("plan.indicator.baseline"), wasBase, base},
		{m.T("plan.indicator.targets"), m.Loc.List(wasTargets), m.Loc.List(targets)},
	}
	if in.Moved {
		all = append(all, measured{m.T("plan.redline.measures"), m.short(m.nodes[0][in.Before.Node]), m.short(m.nodes[1][in.After.Node])})
	}
	if in.Sources {
		all = append(all, measured{m.T("plan.form.sources"), FormatSources(in.Before.Sources), FormatSources(in.After.Sources)})
	}
	return all
}

// value shows what became of a value of one line: the old one as a whole, then the new one.
func (m *rowMaker) value(title, before, after string) redlinePart {
	var spans []redline.Span
	if before != "" {
		spans = append(spans, redline.Span{Op: redline.Delete, Text: before})
	}
	if before != "" && after != "" {
		spans = append(spans, redline.Span{Text: " "})
	}
	if after != "" {
		spans = append(spans, redline.Span{Op: redline.Insert, Text: after})
	}
	p := redlinePart{Title: title}
	side := func(s ui.Side) templ.Component { return ui.Spans(m.View, spans, s) }
	if m.ask.Side {
		p.Old, p.New = side(ui.OldSide), side(ui.NewSide)
	} else {
		p.Both = side(ui.BothSides)
	}
	return p
}
