package plan

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/sheet"
	"sampan/internal/platform/text/texttest"
)

// ignoreVersions leaves out what a working draft counts and a workbook does not hold.
var ignoreVersions = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Node{}, "Version"), cmpopts.IgnoreFields(Indicator{}, "Version")}

func workbookOf(t testing.TB, tree Tree) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteWorkbook(&b, tree, sevenLanguages, "en", nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A plan of the size of an SPA, with Markdown in seven languages, goes out to Excel and comes back the same.
func TestAnSPAReadsBackFromExcel(t *testing.T) {
	tree := spaTree(5)
	back, err := ReadWorkbook(workbookOf(t, tree), tree, sevenLanguages, "en")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tree, back, ignoreVersions); diff != "" {
		t.Error(diff[:min(len(diff), 3000)])
	}
	if d := Compare(tree, back); d.Added+d.Changed+d.Moved+d.Removed+d.Indicators != 0 {
		t.Errorf("%+v", d)
	}
}

func TestMarkdownInSevenLanguagesReadsBackFromExcel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree := Tree{Levels: spaLevels}
		for i := range rapid.IntRange(1, 6).Draw(r, "nodes") {
			n := Node{ID: fmt.Sprint("n", i), Level: "activity", Text: kernel.Text{}}
			for _, lang := range sevenLanguages {
				state := kernel.Translation
				if lang == "en" {
					state = kernel.Authoritative
				}
				words := texttest.New(string(lang.Base()), rapid.Uint64Range(0, 1e6).Draw(r, "seed")).Doc(rapid.IntRange(1, 5).Draw(r, "parts")).String()
				n.Text[lang] = kernel.Wording{Text: words, State: state}
			}
			tree.Nodes = append(tree.Nodes, n)
		}
		var b bytes.Buffer
		if err := WriteWorkbook(&b, tree, sevenLanguages, "en", nil); err != nil {
			r.Fatal(err)
		}
		back, err := ReadWorkbook(b.Bytes(), Tree{Levels: spaLevels}, sevenLanguages, "en")
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(tree, back, ignoreVersions); diff != "" {
			r.Fatal(diff)
		}
	})
}

// rowsOf are the rows of a sheet as texts, the head first.
func rowsOf(t *testing.T, content []byte, name string) [][]string {
	t.Helper()
	book, err := sheet.Open(content, sheet.Limits{Unpacked: MaxUnpacked, Rows: MaxNodes, Columns: maxColumns})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	var rows [][]string
	if err := book.Rows(name, func(_ int, cells []string) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

func bookOf(t *testing.T, sheets map[string][][]string) []byte {
	t.Helper()
	var all []sheet.Sheet
	for _, name := range []string{frameworkSheet, indicatorsSheet} {
		rows := sheets[name]
		all = append(all, sheet.Sheet{Name: name, Rows: func(yield func([]any) bool) {
			for _, row := range rows {
				cells := make([]any, len(row))
				for i, c := range row {
					cells[i] = c
				}
				if !yield(cells) {
					return
				}
			}
		}})
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, all...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A row that was moved, below another parent and with another code, is the node that it was; a row without an id is new.
func TestRowsKeepTheirIdentity(t *testing.T) {
	tree := spaTree(6)
	content := workbookOf(t, tree)
	framework := rowsOf(t, content, frameworkSheet)
	id, code, parent := slices.Index(framework[0], "id"), slices.Index(framework[0], "code"), slices.Index(framework[0], "parent_code")
	at := slices.IndexFunc(framework, func(row []string) bool { return row[code] == "1.1.3" })
	moved := framework[at]
	if moved[id] == "" {
		t.Fatal("no id")
	}
	framework = append(slices.Delete(framework, at, at+1), moved)
	indicators := rowsOf(t, content, indicatorsSheet)
	for column, rows := range map[int][][]string{parent: framework, slices.Index(indicators[0], "node_code"): indicators} { // they name it by its code
		for _, row := range rows {
			if row[column] == "1.1.3" {
				row[column] = "2.3.4"
			}
		}
	}
	moved[code], moved[parent] = "2.3.4", "2.3"
	fresh := slices.Clone(moved)
	fresh[code], fresh[id] = "2.3.5", ""
	framework = append(framework, fresh)
	back, err := ReadWorkbook(bookOf(t, map[string][][]string{frameworkSheet: framework, indicatorsSheet: indicators}), tree, sevenLanguages, "en")
	if err != nil {
		t.Fatal(err)
	}
	n, known := back.Get(moved[id])
	above, _ := back.Get(n.Parent)
	if !known || n.Code != "2.3.4" || above.Code != "2.3" {
		t.Errorf("%+v below %s", n.ID, above.Code)
	}
	if d := Compare(tree, back); d.Added != 1 || d.Removed != 0 {
		t.Errorf("%d added, %d removed", d.Added, d.Removed)
	}
}
