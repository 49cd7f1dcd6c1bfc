package plan

import (
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/redline"
)

// redlineMarkdown writes a redline for reading in plain text: what was added stands in {++ ++}, what was removed in {-- --}.
func redlineMarkdown(v words, c Compared) string {
	m := &markdown{loc: v.Loc}
	from, to := v.which(c.From.Which), v.which(c.To.Which)
	m.linef("# %s\n", m.words(v.T("plan.redline.title", "plan", c.Plan.Short, "from", from, "to", to)))
	m.linef("%s\n", m.words(v.redlineLead(c)))
	m.linef("%s\n", v.T("plan.redline.markdown_key", "added", "{++ ++}", "removed", "{-- --}"))
	if c.Redline.ByLikeness {
		m.linef("%s\n", m.words(v.T("plan.redline.by_likeness")))
	}
	rows := rowMaker{words: v, compared: c}
	rows.rows(&redlinePage{})
	for i := range c.Redline.Nodes {
		n := &c.Redline.Nodes[i]
		if !n.Changed() {
			continue
		}
		row := rows.row(n)
		m.linef("## %s\n", m.words(row.Name))
		if row.Where != "" {
			m.linef("%s\n", m.words(row.Where))
		}
		for _, x := range row.What {
			m.linef("- %s %s", m.words(x.Sign), m.words(x.Text))
		}
		m.linef("")
		for _, t := range n.Texts {
			m.redlined(v, t)
		}
		for _, t := range n.Notes {
			m.redlined(v, t)
		}
		for _, in := range n.Indicators {
			for _, t := range in.Texts {
				m.redlined(v, t)
			}
			for _, x := range rows.measures(in) {
				if x.before != x.after {
					m.linef("- %s: {--%s--} {++%s++}", m.words(x.title), m.words(x.before), m.words(x.after))
				}
			}
		}
	}
	return m.String()
}

// redlined writes the changes of a text, a paragraph for each block.
func (m *markdown) redlined(v words, t TextChange) {
	if t.Lang != kernel.Lang("") && t.Lang.Base() != v.Lang.Base() {
		m.linef("*%s*\n", v.Loc.Language(t.Lang))
	}
	for _, c := range t.Redline {
		if c.Kind == redline.MovedFrom {
			continue // its words are told where they stand
		}
		var cells []string
		for _, spans := range partsOf(c) {
			cells = append(cells, m.marked(spans))
		}
		mark := " ¶ "
		if len(c.Cells) > 0 {
			mark = " | "
		}
		m.linef("> %s\n", strings.Join(cells, mark))
	}
}

func (m *markdown) marked(spans []redline.Span) string {
	var b strings.Builder
	for _, s := range spans {
		words := m.words(s.Text)
		switch s.Op {
		case redline.Insert:
			b.WriteString("{++" + words + "++}")
		case redline.Delete:
			b.WriteString("{--" + words + "--}")
		case redline.Keep, redline.Reformat:
			b.WriteString(words)
		}
	}
	return b.String()
}
