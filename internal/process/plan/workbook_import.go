package plan

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/report/sheet"
	"sampan/internal/platform/text"
)

// Limits of what is imported.
const (
	MaxUpload   = 20 << 20
	MaxUnpacked = 100 << 20
	maxColumns  = 400
	maxFaults   = 200 // told of one file
)

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// validID says that an id can stand in an address; …/nodes/new is a page of its own.
func validID(id string) bool { return id != "new" && idForm.MatchString(id) }

// ReadWorkbook reads a workbook as the text that is to follow on old: rows that name a node of old by id, or else by
// code and level, are that node. Languages without a column stay as they are. All faults are told at once by cell.
func ReadWorkbook(content []byte, old Tree, languages []kernel.Lang, lead kernel.Lang) (Tree, error) {
	book, err := sheet.Open(content, sheet.Limits{Unpacked: MaxUnpacked, Rows: MaxNodes + 1, Columns: maxColumns})
	if err != nil {
		return Tree{}, bookFault(err)
	}
	defer func() { _ = book.Close() }()
	r := bookReader{old: old, lead: lead, languages: languages, book: book, tree: Tree{Levels: old.Levels}}
	for _, n := range old.Nodes {
		r.languages = using(using(r.languages, n.Text), n.Note)
	}
	if err := errors.Join(r.read(frameworkSheet, true, r.node), r.read(indicatorsSheet, false, r.indicator)); err != nil {
		return Tree{}, bookFault(err)
	}
	r.resolve()
	r.tree.Check(&r.faults, Place{Node: r.nodeCell, Indicator: r.indicatorCell})
	if len(r.faults.Fields) > maxFaults {
		r.faults.Fields = r.faults.Fields[:maxFaults]
		r.faults.Add("", "plan.fault.more")
	}
	return r.tree.Arrange(), r.faults.Err()
}

// bookFault says in words why a workbook was refused.
func bookFault(err error) error {
	var already *fault.Error
	switch {
	case errors.As(err, &already):
		return err
	case errors.Is(err, sheet.ErrMacro):
		return fault.Wrap(fault.Invalid, err, "plan.import.macro")
	case errors.Is(err, sheet.ErrRows):
		return fault.Wrap(fault.TooLarge, err, "plan.import.rows", "limit", MaxNodes)
	case errors.Is(err, sheet.ErrTooLarge):
		return fault.Wrap(fault.TooLarge, err, "plan.import.unpacked", "limit", MaxUnpacked>>20)
	}
	return fault.Wrap(fault.Invalid, err, "plan.import.not_readable")
}

// bookReader reads the rows of a workbook.
type bookReader struct {
	old       Tree
	lead      kernel.Lang
	languages []kernel.Lang
	book      *sheet.Book
	tree      Tree
	faults    fault.List

	nodes, indicators table // where each node and indicator stood
}

// table is one sheet: its columns by name and the row number of each record.
type table struct {
	name    string
	columns map[string]int
	rows    []int
}

func (t table) cell(i int, column string) string {
	row := 1
	if i < len(t.rows) {
		row = t.rows[i]
	}
	return t.name + "!" + sheet.Cell(t.columns[column], row)
}

// nodeCell and indicatorCell say where a field of a record stands.
func (r *bookReader) nodeCell(i int, field string) string {
	if field == "parent" {
		field = "parent_code"
	}
	return r.nodes.cell(i, field)
}

func (r *bookReader) indicatorCell(i int, field string) string {
	switch field {
	case "node":
		field = "node_code"
	case "text":
		field = "text_" + string(r.lead)
	}
	return r.indicators.cell(i, field)
}

func (r *bookReader) read(name string, must bool, record func(row line)) error {
	found, ok := r.book.Find(name)
	if !ok {
		if must {
			return fault.New(fault.Invalid, "plan.import.no_sheet", "sheet", name)
		}
		return nil
	}
	t := &r.nodes
	if name == indicatorsSheet {
		t = &r.indicators
	}
	t.name = found
	return r.book.Rows(found, func(number int, cells []string) error {
		if t.columns == nil {
			return r.head(t, number, cells)
		}
		t.rows = append(t.rows, number)
		record(line{r, t, number, cells})
		return nil
	})
}

// head reads the names of the columns.
func (r *bookReader) head(t *table, number int, cells []string) error {
	t.columns = map[string]int{}
	for i, cell := range cells {
		name := r.columnName(strings.TrimSpace(cell))
		place := t.name + "!" + sheet.Cell(i, number)
		switch _, twice := t.columns[name]; {
		case strings.TrimSpace(cell) == "":
			continue
		case name == "":
			r.faults.Add(place, "plan.fault.column_unknown", "column", strings.TrimSpace(cell))
			continue
		case twice:
			r.faults.Add(place, "plan.fault.column_twice", "column", name)
		}
		t.columns[name] = i
	}
	first := "level"
	if t == &r.indicators {
		first = "node_code"
	}
	if _, ok := t.columns[first]; !ok {
		return fault.New(fault.Invalid, "plan.import.no_head", "sheet", t.name, "column", first)
	}
	return nil
}

var targetForm = regexp.MustCompile(`^target_[1-9]\d?(_year)?$`)

// columnName is the name of a known column, however it is written; "" for an unknown one.
func (r *bookReader) columnName(cell string) string {
	name := strings.ToLower(strings.ReplaceAll(cell, " ", "_"))
	switch name {
	case "level", "code", "parent_code", "paraphrase", "inferred", "sources", "id", "node_code", "baseline", "baseline_year":
		return name
	case "note", "unit", "text":
		return name + "_" + string(r.lead)
	}
	if targetForm.MatchString(name) {
		return name
	}
	kind, lang, _ := strings.Cut(name, "_")
	if kind != "text" && kind != "note" && kind != "unit" {
		return ""
	}
	for _, l := range r.languages {
		if strings.EqualFold(lang, string(l)) {
			return kind + "_" + string(l)
		}
	}
	return ""
}

// line is one row being read.
type line struct {
	r      *bookReader
	t      *table
	number int
	cells  []string
}

func (l line) place(column string) string {
	return l.t.name + "!" + sheet.Cell(l.t.columns[column], l.number)
}

// get is a cell's text, let in by the one door; "" where there is no such column.
func (l line) get(column string) string {
	i, ok := l.t.columns[column]
	if !ok || i >= len(l.cells) {
		return ""
	}
	clean, err := text.Clean(strings.ReplaceAll(l.cells[i], "_x000D_", ""))
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		l.r.faults.Add(l.place(column), refused.Text.Key, refused.Text.Args...)
	}
	return clean
}

// given is the text in each language that has a column.
func (l line) given(kind string) kernel.Text {
	words := kernel.Text{}
	for _, lang := range l.r.languages {
		column := kind + "_" + string(lang)
		if _, ok := l.t.columns[column]; ok {
			words[lang] = kernel.Wording{Text: l.get(column)}
		}
	}
	return words
}

func (l line) yes(column string) bool {
	switch strings.ToLower(l.get(column)) {
	case "":
		return false
	case "yes", "y", "x", "1", "true":
		return true
	case "no", "n", "0", "false":
		return false
	}
	l.r.faults.Add(l.place(column), "plan.fault.yes_no")
	return false
}

func (l line) sources() []kernel.Source {
	sources, err := ParseSources(l.get("sources"))
	if err != nil {
		l.r.faults.Add(l.place("sources"), "plan.fault.source_date")
	}
	return sources
}

// id is the identity that the row names, "" when it names none.
func (l line) id() string {
	id := strings.TrimPrefix(l.get("id"), idMark)
	if id != "" && !validID(id) {
		l.r.faults.Add(l.place("id"), "plan.fault.id")
		return ""
	}
	return id
}

func (r *bookReader) node(l line) {
	level, code, id := r.level(l.get("level")), l.get("code"), l.id()
	if id == "" {
		id = r.known(code, level)
	}
	old, _ := r.old.Get(id)
	in := NodeText{
		Level: level, Code: code, Text: l.given("text"), Paraphrase: l.yes("paraphrase"), Inferred: l.yes("inferred"),
		Note: l.given("note"), Sources: l.sources(),
	}
	n := in.apply(Node{ID: id, Text: old.Text, Note: old.Note, From: old.From, Version: old.Version}, r.lead)
	n.Parent = l.get("parent_code")
	r.tree.Nodes = append(r.tree.Nodes, n)
}

// known is the identity of the old node with the code on the level, or a new one.
func (r *bookReader) known(code, level string) string {
	i := slices.IndexFunc(r.old.Nodes, func(n Node) bool { return code != "" && n.Code == code && n.Level == level })
	if i < 0 {
		return string(kernel.NewID())
	}
	return r.old.Nodes[i].ID
}

// level is the slug of a level that a person named by its slug or its name in any language.
func (r *bookReader) level(named string) string {
	for _, l := range r.old.Levels {
		if strings.EqualFold(named, l.Slug) {
			return l.Slug
		}
		for _, w := range l.Name {
			if strings.EqualFold(named, w.Text) {
				return l.Slug
			}
		}
	}
	return named
}

// resolve finds the nodes that cells name by code or by # and id. What names nothing stays as it is, for Check to tell.
func (r *bookReader) resolve() {
	byName := map[string]string{}
	for _, n := range slices.Backward(r.tree.Nodes) {
		byName[idMark+n.ID] = n.ID
		if n.Code != "" {
			byName[n.Code] = n.ID
		}
	}
	for i, n := range r.tree.Nodes {
		if id, ok := byName[n.Parent]; ok {
			r.tree.Nodes[i].Parent = id
		}
	}
	for i, in := range r.tree.Indicators {
		if id, ok := byName[in.Node]; ok {
			r.tree.Indicators[i].Node = id
		}
	}
}

func (r *bookReader) indicator(l line) {
	id, code := l.id(), l.get("code")
	old := slices.IndexFunc(r.old.Indicators, func(i Indicator) bool { return i.ID == id || id == "" && code != "" && i.Code == code })
	i := Indicator{ID: id}
	if old >= 0 {
		i = r.old.Indicators[old]
	} else if id == "" {
		i.ID = string(kernel.NewID())
	}
	in := IndicatorText{
		Code: code, Text: l.given("text"), Unit: l.given("unit"), Baseline: l.measure("baseline"), Note: l.given("note"), Sources: l.sources(),
	}
	for k := 1; k <= 99; k++ {
		column := fmt.Sprintf("target_%d", k)
		if _, ok := l.t.columns[column]; !ok {
			break
		}
		if m := l.measure(column); m != nil {
			in.Targets = append(in.Targets, *m)
		}
	}
	i = in.apply(i, r.lead)
	i.Node = l.get("node_code")
	r.tree.Indicators = append(r.tree.Indicators, i)
}

// measure is a value with its year; nil when both cells are empty.
func (l line) measure(column string) *Measure {
	value, year := l.get(column), l.get(column+"_year")
	if value == "" && year == "" {
		return nil
	}
	if f, err := strconv.ParseFloat(year, 64); err == nil && f == float64(int(f)) {
		year = strconv.Itoa(int(f)) // a year that was typed as a number
	}
	m := Measure{Date: kernel.Date(year), Value: value}
	if short, ok := decimalOfCell(value); ok {
		m.Value = short
	}
	return &m
}
