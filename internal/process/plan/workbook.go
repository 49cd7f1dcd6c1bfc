package plan

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/report/sheet"
)

// The sheets of a workbook. Their names and those of the columns are the same in every language of the reader.
const (
	frameworkSheet  = "Framework"
	indicatorsSheet = "Indicators"
	guidanceSheet   = "Guidance"
)

// idMark begins what a cell says of a node that has no code: # and its id.
const idMark = "#"

// bookColumns are the columns of both sheets, by name and in order.
type bookColumns struct {
	framework, indicators []string
	texts, notes          []kernel.Lang // of nodes
	words, units, remarks []kernel.Lang // of indicators
	targets               int
}

// columnsOf are the columns that a text needs: the languages of the process and whatever else is in use.
func columnsOf(t Tree, languages []kernel.Lang, lead kernel.Lang) bookColumns {
	var c bookColumns
	c.texts, c.words = slices.Clone(languages), slices.Clone(languages)
	c.notes, c.units, c.remarks = []kernel.Lang{lead}, []kernel.Lang{lead}, []kernel.Lang{lead}
	for _, n := range t.Nodes {
		c.texts, c.notes = using(c.texts, n.Text), using(c.notes, n.Note)
	}
	for _, in := range t.Indicators {
		c.words, c.units, c.remarks = using(c.words, in.Text), using(c.units, in.Unit), using(c.remarks, in.Note)
		c.targets = max(c.targets, len(in.Targets))
	}
	c.targets = max(c.targets, 1)
	c.framework = slices.Concat([]string{"level", "code", "parent_code"}, each("text", c.texts), []string{"paraphrase", "inferred"},
		each("note", c.notes), []string{"sources", "id"})
	c.indicators = slices.Concat([]string{"node_code", "code"}, each("text", c.words), each("unit", c.units), []string{"baseline_year", "baseline"})
	for i := range c.targets {
		c.indicators = append(c.indicators, fmt.Sprintf("target_%d_year", i+1), fmt.Sprintf("target_%d", i+1))
	}
	c.indicators = slices.Concat(c.indicators, each("note", c.remarks), []string{"sources", "id"})
	return c
}

// using is the languages with those of the text that are not among them yet.
func using(all []kernel.Lang, t kernel.Text) []kernel.Lang {
	for _, lang := range langs(t) {
		if !slices.Contains(all, lang) {
			all = append(slices.Clip(all), lang) // the list may be others' too
		}
	}
	return all
}

func each(name string, languages []kernel.Lang) []string {
	names := make([]string, len(languages))
	for i, lang := range languages {
		names[i] = name + "_" + string(lang)
	}
	return names
}

// WriteWorkbook streams a text as a workbook that ReadWorkbook reads back to the same text. The last column of both
// sheets, which people have no use for, is hidden: by it a row is known wherever it was moved. Guidance is a third sheet of
// two columns that is for people only; nil for none.
func WriteWorkbook(w io.Writer, t Tree, languages []kernel.Lang, lead kernel.Lang, guidance [][2]string) error {
	c := columnsOf(t, languages, lead)
	sheets := []sheet.Sheet{
		{Name: frameworkSheet, Widths: widths(c.framework), Hidden: []int{len(c.framework) - 1}, Rows: c.nodeRows(t)},
		{Name: indicatorsSheet, Widths: widths(c.indicators), Hidden: []int{len(c.indicators) - 1}, Rows: c.indicatorRows(t)},
	}
	if guidance != nil {
		sheets = append(sheets, sheet.Sheet{Name: guidanceSheet, Widths: []float64{24, 90}, Rows: func(yield func([]any) bool) {
			for _, line := range guidance {
				if !yield([]any{line[0], line[1]}) {
					return
				}
			}
		}})
	}
	err := sheet.Write(w, sheets...)
	if errors.Is(err, sheet.ErrCell) {
		return fault.Wrap(fault.TooLarge, err, "plan.fault.cell_long")
	}
	return err
}

func widths(names []string) []float64 {
	all := make([]float64, len(names))
	for i, name := range names {
		switch {
		case strings.HasPrefix(name, "text_"):
			all[i] = 50
		case strings.HasPrefix(name, "note"), name == "sources":
			all[i] = 30
		default:
			all[i] = 14
		}
	}
	return all
}

func head(names []string) []any {
	row := make([]any, len(names))
	for i, name := range names {
		row[i] = name
	}
	return row
}

func (c bookColumns) nodeRows(t Tree) iter.Seq[[]any] {
	names := namesOf(t)
	return func(yield func([]any) bool) {
		if !yield(head(c.framework)) {
			return
		}
		for _, n := range t.Nodes {
			row := []any{n.Level, n.Code, names[n.Parent]}
			row = append(row, wordsOf(n.Text, c.texts)...)
			row = append(row, yes(n.Paraphrase), yes(n.Inferred))
			row = append(row, wordsOf(n.Note, c.notes)...)
			if !yield(append(row, FormatSources(n.Sources), n.ID)) {
				return
			}
		}
	}
}

func (c bookColumns) indicatorRows(t Tree) iter.Seq[[]any] {
	names := namesOf(t)
	return func(yield func([]any) bool) {
		if !yield(head(c.indicators)) {
			return
		}
		for _, in := range t.Indicators {
			row := []any{names[in.Node], in.Code}
			row = append(row, wordsOf(in.Text, c.words)...)
			row = append(row, wordsOf(in.Unit, c.units)...)
			row = append(row, measureCells(in.Baseline)...)
			for i := range c.targets {
				if i < len(in.Targets) {
					row = append(row, measureCells(&in.Targets[i])...)
				} else {
					row = append(row, measureCells(nil)...)
				}
			}
			row = append(row, wordsOf(in.Note, c.remarks)...)
			if !yield(append(row, FormatSources(in.Sources), in.ID)) {
				return
			}
		}
	}
}

// namesOf says how cells name each node: by its code, or by # and its id.
func namesOf(t Tree) map[string]string {
	names := make(map[string]string, len(t.Nodes))
	for _, n := range t.Nodes {
		names[n.ID] = n.Code
		if n.Code == "" {
			names[n.ID] = idMark + n.ID
		}
	}
	return names
}

func wordsOf(t kernel.Text, languages []kernel.Lang) []any {
	cells := make([]any, len(languages))
	for i, lang := range languages {
		cells[i] = t[lang].Text
	}
	return cells
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// measureCells are year and value; a year alone and a number are written as numbers.
func measureCells(m *Measure) []any {
	if m == nil {
		return []any{nil, nil}
	}
	cells := []any{string(m.Date), m.Value}
	if m.Date.Precision() == kernel.Year {
		cells[0] = m.Date.Year()
	}
	if f, err := strconv.ParseFloat(m.Value, 64); err == nil {
		if back, ok := decimalOfCell(strconv.FormatFloat(f, 'f', -1, 64)); ok && back == m.Value {
			cells[1] = f
		}
	}
	return cells
}
