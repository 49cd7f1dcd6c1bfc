package plan

import (
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
)

// indicators is the table of a node's indicators, with a column for each year of a target. It is marked in its first
// cell, and a change anywhere in it is one of this node's indicators.
func (f *wordFile) indicators(n Node, all []Indicator) {
	t := f.indicatorTable(all)
	m := wordMark{part: partIndicators, seq: f.seq, node: nodePrint(n.ID), print: textPrint(indicatorWords(t)), lang: markLang(f.lang)}
	first := t.Rows[0].Cells[0].Body[0].(*docx.Paragraph)
	first.Inlines = slices.Concat([]docx.Inline{m.start()}, first.Inlines, []docx.Inline{m.end()})
	f.body = append(f.body, t, &docx.Paragraph{})
}

// indicatorWords is the table as Markdown, in which it is compared and shown.
func indicatorWords(t *docx.Table) string { return markupOf([]docx.Block{t}, 0).String() }

func (f *wordFile) indicatorTable(all []Indicator) *docx.Table {
	years := yearsOf(all)
	head := []string{f.loc.T("plan.indicator.one"), f.loc.T("plan.indicator.unit"), f.loc.T("plan.indicator.baseline")}
	t := &docx.Table{Widths: []int{5, 2, 2}}
	for _, y := range years {
		head = append(head, f.loc.T("plan.indicator.target", "date", y))
		t.Widths = append(t.Widths, 2)
	}
	t.Rows = append(t.Rows, wordRow(true, head...))
	for _, in := range all {
		words, _ := in.Text.In(f.lang)
		if in.Code != "" {
			words = f.loc.T("plan.node.name", "code", in.Code, "text", words)
		}
		if note, _ := in.Note.In(f.lang); note != "" {
			words += "\n" + note
		}
		unit, _ := in.Unit.In(f.lang)
		cells := []string{words, unit, measureWords(f.loc, in.Baseline)}
		for _, y := range years {
			cells = append(cells, targetIn(in, y))
		}
		t.Rows = append(t.Rows, wordRow(false, cells...))
	}
	return t
}

func targetIn(in Indicator, year kernel.Date) string {
	if i := slices.IndexFunc(in.Targets, func(m Measure) bool { return m.Date == year }); i >= 0 {
		return in.Targets[i].Value
	}
	return ""
}

func wordRow(head bool, cells ...string) docx.Row {
	row := docx.Row{Head: head}
	for _, c := range cells {
		row.Cells = append(row.Cells, docx.Cell{Body: []docx.Block{lookParagraph(c, docx.Look{Bold: head})}})
	}
	return row
}
