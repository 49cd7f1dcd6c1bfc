package plan_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/i18n"
	"sampan/internal/process/plan"
	"sampan/locale"
)

// book makes a workbook of sheets by name: rows of cells.
func book(t testing.TB, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func framework(rows ...[]any) map[string][][]any {
	return map[string][][]any{"Framework": append([][]any{{"level", "code", "parent_code", "text_en", "paraphrase"}}, rows...)}
}

// zipOf makes an archive of files.
func zipOf(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withPart adds a file to a workbook.
func withPart(t testing.TB, workbook []byte, name string, content []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range r.File {
		if part.Name == name {
			continue
		}
		if err := w.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func manyRows(n int) []byte {
	var x bytes.Buffer
	x.WriteString(`<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i := range n {
		fmt.Fprintf(&x, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>goal</t></is></c></row>`, i+1, i+1)
	}
	x.WriteString(`</sheetData></worksheet>`)
	return x.Bytes()
}

func TestWrongFilesChangeNothing(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	b.begin(t, "spa-6")
	b.add(t, "spa-6", "", "pillar", "P1", "Stays")
	version := b.working(t, "spa-6").Draft.Version
	plain := book(t, framework([]any{"pillar", "P1", "", "Policy"}))
	for _, c := range []struct {
		rule  string
		file  []byte
		kind  fault.Kind
		wants []string // place and key of faults, or the key of the whole
	}{
		{"all faults are told at once by cell", book(t, map[string][][]any{
			"Framework": {
				{"level", "code", "parent_code", "text_en", "paraphrase", "colour"},
				{"pillar", "P1", "", "Policy"},
				{"goal", "1", "P9", "Below what is not there"},
				{"goal", "P1", "P1", "A code twice"},
				{"gaol", "3", "P1", "An unknown level"},
				{"outcome", "1.1", "", "Below nothing"},
				{"goal", "4", "P1", "A bad yes", "perhaps"},
				{"output", "4.1.1", "4", "Two levels below"},
			},
			"Indicators": {
				{"node_code", "code", "text_en", "baseline_year", "baseline", "target_1_year", "target_1"},
				{"4", "i1", "Cases", 2014, "many", 2018, 6},
				{"9", "i1", "Of nothing", "soon", 1, nil, 3},
			},
		}), fault.Invalid, []string{
			"Framework!F1 plan.fault.column_unknown", "Framework!C3 plan.fault.parent_missing", "Framework!B4 plan.fault.code_duplicate",
			"Framework!A5 plan.fault.level_unknown", "Framework!C6 plan.fault.parent_wanted", "Framework!E7 plan.fault.yes_no",
			"Framework!C8 plan.fault.parent_level", "Indicators!E2 plan.fault.number", "Indicators!A3 plan.fault.indicator_node",
			"Indicators!B3 plan.fault.code_duplicate", "Indicators!D3 plan.fault.year", "Indicators!F3 plan.fault.year_wanted",
		}},
		{"a loop is found", book(t, map[string][][]any{"Framework": {
			{"level", "code", "parent_code", "text_en"}, {"commitment", "a", "b", "x"}, {"commitment", "b", "a", "y"},
		}}), fault.Invalid, []string{"Framework!C2 plan.fault.loop", "Framework!C3 plan.fault.loop"}},
		{"a workbook without the sheet", book(t, map[string][][]any{"Other": {{"level"}}}), fault.Invalid, []string{"plan.import.no_sheet"}},
		{"a sheet without its head", book(t, map[string][][]any{"Framework": {{"pillar", "P1"}}}), fault.Invalid, []string{"plan.import.no_head"}},
		{"macros by part", withPart(t, plain, "xl/vbaProject.bin", []byte("x")), fault.Invalid, []string{"plan.import.macro"}},
		{"macros by content type", withPart(t, plain, "[Content_Types].xml", []byte(`<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`)), fault.Invalid, []string{"plan.import.macro"}},
		{"100,000 rows", withPart(t, plain, "xl/worksheets/sheet2.xml", manyRows(100000)), fault.TooLarge, []string{"plan.import.rows"}},
		{"a bomb of zeros", withPart(t, plain, "xl/media/x.bin", make([]byte, 101<<20)), fault.TooLarge, []string{"plan.import.unpacked"}},
		{"a bomb of elements", withPart(t, plain, "xl/sharedStrings.xml", bytes.Repeat([]byte("<si/>"), 5_000_000)), fault.TooLarge, []string{"plan.import.unpacked"}},
		{"an archive that is no workbook", zipOf(t, map[string][]byte{"a.txt": []byte("hello")}), fault.Invalid, []string{"plan.import.not_readable"}},
		{"a cut workbook", plain[:len(plain)/2], fault.Invalid, []string{"plan.import.not_readable"}},
		{"an old workbook", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), fault.Invalid, []string{"plan.import.not_readable"}},
		{"over 20 MiB", make([]byte, plan.MaxUpload+1), fault.TooLarge, []string{"plan.import.upload"}},
		{"a character that cannot be kept", book(t, framework([]any{"pillar", "P1", "", "a\u202eb"})), fault.Invalid, []string{"Framework!D2 text.character"}},
		{"JSON that ends too early says the line", []byte("{\n\"format\":\n"), fault.Invalid, []string{"plan.import.not_document"}},
		{"JSON with a wrong type says the line", []byte("{\n\"format\": 3}"), fault.Invalid, []string{"plan.import.json"}},
		{"JSON of something else", []byte(`{"format":"other","kind":"draft","plan":"x","number":0,"title":{},"levels":[],"nodes":[],"indicators":[]}`), fault.Invalid, []string{"plan.import.format"}},
		{"JSON that is not UTF-8", []byte("{\"format\":\"\xff\"}"), fault.Invalid, []string{"plan.import.not_utf8"}},
		{"JSON with faults tells them by place", []byte(`{"format":"sampan.plan/1","kind":"draft","plan":"x","number":0,"title":{},"levels":[],"nodes":[` +
			`{"id":"a","level":"pillar","code":"P1","text":{"en":{"text":"a","state":"authoritative"}}},` +
			`{"id":"a","level":"goal","code":"P1","parent":"b","text":{"en":{"text":"a","state":"good"}}},` +
			`{"id":"../x","level":"goal","parent":"a"}],"indicators":[{"id":"i","node":"z","text":{},"baseline":{"date":"2014","value":"1e9"}}]}`), fault.Invalid, []string{
			"nodes[1].text plan.fault.text_state", "nodes[1].id plan.fault.id_duplicate", "nodes[1].parent plan.fault.parent_missing",
			"nodes[1].code plan.fault.code_duplicate", "nodes[2].id plan.fault.id", "indicators[0].node plan.fault.indicator_node",
			"indicators[0].text plan.fault.indicator_text", "indicators[0].baseline plan.fault.number",
		}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := b.PreviewImport(ctx, to("spa-6"), c.file)
			wantKind(t, err, c.kind)
			told := toldOf(err)
			for _, w := range c.wants {
				if !strings.Contains(told, w) {
					t.Errorf("not told: %s in\n%s", w, told)
				}
			}
		})
	}
	if w := b.working(t, "spa-6"); w.Draft.Version != version || len(w.Draft.Tree.Nodes) != 1 {
		t.Errorf("something changed: %+v", w.Draft)
	}
}

// toldOf is every fault with its place, a line each, and the key of the whole.
func toldOf(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	lines := []string{f.Text.Key}
	for _, x := range f.Fields {
		lines = append(lines, x.Path+" "+x.Key)
	}
	return strings.Join(lines, "\n")
}

func TestImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "spa-6")
		kept := b.add(t, "spa-6", "", "pillar", "P1", "Policy")
		b.add(t, "spa-6", "", "pillar", "P2", "Goes")
		s := b.site(t, officer)
		file := book(t, framework([]any{"pillar", "P1", "", "Policy and cooperation"}, []any{"goal", 1, "P1", "=A goal", "yes"}))
		s.want(s.get("/plans/spa-6/draft/import"), 200)
		seen := s.upload("/plans/spa-6/draft/import", "plan.xlsx", file)
		s.want(seen, 303)
		preview := strings.TrimPrefix(seen.header.Get("Location"), "/en")
		t.Run("the preview tells what would change and changes nothing", func(t *testing.T) {
			s := s.in(t)
			s.want(s.get(preview), 200, "Policy and cooperation", "Goes", "Removed", "Added")
			if n := len(b.working(t, "spa-6").Draft.Tree.Nodes); n != 2 {
				t.Errorf("%d nodes", n)
			}
		})
		t.Run("confirmed, it is the text; a row with a known code is the node that it was", func(t *testing.T) {
			s := s.in(t)
			s.want(s.post(preview, url.Values{}), 303)
			tree := b.working(t, "spa-6").Draft.Tree
			if len(tree.Nodes) != 2 || tree.Nodes[0].ID != kept.ID || tree.Nodes[0].Version != 2 || tree.Nodes[1].Text["en"].Text != "=A goal" || !tree.Nodes[1].Paraphrase {
				t.Errorf("%+v", tree.Nodes)
			}
		})
		t.Run("a preview is confirmed once", func(t *testing.T) {
			s := s.in(t)
			s.want(s.post(preview, url.Values{}), 404)
		})
		t.Run("a draft that was changed since the preview is a conflict", func(t *testing.T) {
			p, err := b.PreviewImport(ctx, to("spa-6"), file)
			if err != nil {
				t.Fatal(err)
			}
			b.add(t, "spa-6", "", "pillar", "P3", "Meanwhile")
			_, err = b.ConfirmImport(ctx, to("spa-6"), p.ID)
			wantKind(t, err, fault.Conflict)
		})
		t.Run("a refused file tells all its faults on the page", func(t *testing.T) {
			s := s.in(t)
			bad := book(t, framework([]any{"pillar", "P1", "", "a"}, []any{"goal", "P1", "P7", "b"}))
			s.want(s.upload("/plans/spa-6/draft/import", "plan.xlsx", bad), 422, "Framework!B3", "Framework!C3", "P7", "Nothing was changed.")
			s.want(s.upload("/plans/spa-6/draft/import", "plan.xlsm", withPart(t, bad, "xl/vbaProject.bin", nil)), 422, "macros")
			s.want(s.upload("/plans/spa-6/draft/import", "", nil), 422, "Choose a file.")
		})
		t.Run("the template is a workbook that imports as nothing", func(t *testing.T) {
			s := s.in(t)
			a := s.get("/plans/spa-6/draft/template.xlsx")
			s.want(a, 200)
			f, err := excelize.OpenReader(strings.NewReader(a.body))
			if err != nil || f.GetSheetName(2) != "Guidance" {
				t.Fatalf("%v %v", err, f.GetSheetList())
			}
			if _, err := b.PreviewImport(ctx, to("spa-6"), []byte(a.body)); err != nil {
				t.Error(err)
			}
		})
	})
}

// ignoreRows leaves out what only rows have.
var ignoreRows = cmp.Options{
	cmpopts.IgnoreFields(plan.Node{}, "Version"), cmpopts.IgnoreFields(plan.Indicator{}, "Version"), cmpopts.EquateEmpty(),
}

func TestOwnExportsOfSPA4ReadBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		r, err := b.Get(ctx, officer, "spa-4")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Begin(ctx, to("spa-4"), kernel.SecretariatOnly); err != nil {
			t.Fatal(err)
		}
		s := b.site(t, officer)
		for _, format := range []string{"xlsx", "json"} {
			a := s.get("/plans/spa-4/draft." + format)
			s.want(a, 200)
			p, err := b.PreviewImport(ctx, to("spa-4"), []byte(a.body))
			if err != nil {
				t.Fatalf("%s: %v\n%s", format, err, toldOf(err))
			}
			if p.Difference.Same != len(r.Document.Nodes) || p.Difference.Indicators != 0 {
				t.Errorf("%s: %+v", format, p.Difference)
			}
		}
	})
}

// The goals and targets of sustainable development: 186 nodes in five scripts.
func TestSustainableDevelopmentGoals(t *testing.T) {
	folder := os.Getenv("SAMPAN_TEST_SDG")
	if folder == "" {
		folder = "../../../../shared/data/sdg"
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no folder of the goals and targets: set SAMPAN_TEST_SDG")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "sdg")
		languages := []string{"en", "km", "lo", "my", "zh-Hans"}
		goals, targets := map[string]map[string]string{}, map[string]map[string]string{}
		for _, lang := range languages {
			goals[lang] = readYAML(t, filepath.Join(folder, lang, "global_goals.yml"))
			targets[lang] = readYAML(t, filepath.Join(folder, lang, "global_targets.yml"))
		}
		rows := [][]any{{"level", "code", "parent_code"}}
		for _, lang := range languages {
			rows[0] = append(rows[0], "text_"+lang)
		}
		row := func(level, code, parent, key string, from map[string]map[string]string) {
			r := []any{level, code, parent}
			for _, lang := range languages {
				r = append(r, from[lang][key])
			}
			rows = append(rows, r)
		}
		for g := 1; g <= 17; g++ {
			row("pillar", fmt.Sprint(g), "", fmt.Sprintf("%d-title", g), goals)
		}
		for key := range targets["en"] {
			m := regexp.MustCompile(`^(\d+)-(\w+)-title$`).FindStringSubmatch(key)
			if m != nil {
				row("goal", m[1]+"."+m[2], m[1], key, targets)
			}
		}
		if len(rows) < 180 {
			t.Fatalf("only %d rows", len(rows))
		}
		p, err := b.PreviewImport(ctx, to("sdg"), book(t, map[string][][]any{"Framework": rows}))
		if err != nil {
			t.Fatal(toldOf(err))
		}
		if _, err := b.ConfirmImport(ctx, to("sdg"), p.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.SortByCode(ctx, to("sdg")); err != nil {
			t.Fatal(err)
		}
		w := b.working(t, "sdg")
		if n := w.Draft.Tree.Children(w.Draft.Tree.Nodes[0].ID); n[0].Code != "1.1" || len(w.Draft.Tree.Nodes) != len(rows)-1 {
			t.Errorf("%d nodes, first %s", len(w.Draft.Tree.Nodes), n[0].Code)
		}
		var again bytes.Buffer
		if err := plan.WriteWorkbook(&again, w.Draft.Tree, w.Languages, w.Lead, nil); err != nil {
			t.Fatal(err)
		}
		back, err := plan.ReadWorkbook(again.Bytes(), w.Draft.Tree, w.Languages, w.Lead)
		if err != nil || !cmp.Equal(back, w.Draft.Tree, ignoreRows) {
			t.Errorf("%v %s", err, cmp.Diff(w.Draft.Tree, back, ignoreRows))
		}
	})
}

// readYAML reads the flat files of the goals: key: text, continued on lines that begin with spaces.
func readYAML(t *testing.T, path string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, key := map[string]string{}, ""
	for line := range strings.SplitSeq(string(raw), "\n") {
		if k, v, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, " ") {
			key = k
			all[key] = strings.Trim(v, `'"`)
		} else if key != "" {
			all[key] = strings.TrimSpace(all[key] + " " + strings.TrimSpace(line))
		}
	}
	return all
}

func TestAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		s := b.site(t, officer)
		type node struct {
			Node    plan.Node `json:"node"`
			Version int64     `json:"version"`
		}
		read := func(a answer, status int, into any) {
			t.Helper()
			s.want(a, status)
			if err := json.Unmarshal([]byte(a.body), into); err != nil {
				t.Fatalf("%v in %s", err, a.body)
			}
		}
		s.want(s.api(http.MethodPost, "/plans", map[string]any{
			"slug": "spa-6", "title": kernel.Plain("en", "Sixth"), "short": kernel.Plain("en", "SPA VI"), "audience": map[string]string{"kind": "public"},
		}), 201)
		s.want(s.api(http.MethodPost, "/plans/spa-6/draft", map[string]any{"audience": "office"}), 201)
		var top, goal node
		read(s.api(http.MethodPost, "/plans/spa-6/draft/nodes", map[string]any{"level": "pillar", "code": "P1", "text": kernel.Plain("en", "Policy")}), 201, &top)
		read(s.api(http.MethodPost, "/plans/spa-6/draft/nodes", map[string]any{"level": "goal", "parent": top.Node.ID, "text": kernel.Plain("en", "Goal")}), 201, &goal)
		edit := map[string]any{"version": goal.Version, "level": "goal", "code": "1", "text": kernel.Text{"en": {Text: "A goal", State: kernel.Authoritative}, "km": {Text: "គោលដៅ", State: kernel.DraftText}}}
		s.want(s.api(http.MethodPut, "/plans/spa-6/draft/nodes/"+goal.Node.ID, edit), 200, `"version":2`)
		s.want(s.api(http.MethodPut, "/plans/spa-6/draft/nodes/"+goal.Node.ID, edit), 409, "urn:sampan:fault:conflict")
		s.want(s.api(http.MethodPost, "/plans/spa-6/draft/nodes/"+goal.Node.ID+"/move", map[string]any{"index": 0}), 422, "parent")
		s.want(s.api(http.MethodPost, "/plans/spa-6/draft/indicators", map[string]any{
			"node": goal.Node.ID, "text": kernel.Plain("en", "Cases"), "targets": []map[string]string{{"date": "2030", "value": "06.0"}},
		}), 201, `"value":"6"`)
		s.want(s.api(http.MethodPost, "/plans/spa-6/draft/renumber", map[string]any{}), 200)
		var working struct{ Draft plan.WorkingDraft }
		read(s.api(http.MethodGet, "/plans/spa-6/draft", nil), 200, &working)
		file := s.get("/plans/spa-6/draft.json").body
		var preview plan.Preview
		read(s.do(http.MethodPost, "/api/v1/plans/spa-6/draft/imports", "application/octet-stream", strings.NewReader(file), "Idempotency-Key", string(kernel.NewID())), 201, &preview)
		if preview.Difference.Same != 2 {
			t.Errorf("%+v", preview)
		}
		s.want(s.api(http.MethodPost, "/plans/spa-6/draft/imports/"+string(preview.ID), map[string]any{}), 200)
		read(s.api(http.MethodGet, "/plans/spa-6/draft", nil), 200, &working)
		s.want(s.api(http.MethodPost, "/plans/spa-6/draft/publish", map[string]any{"version": working.Draft.Version, "audience": "public"}), 201, `"number":0`)
		public := b.site(t, kernel.Anonymous)
		public.want(public.do(http.MethodGet, "/api/v1/plans/spa-6/drafts/0", "", nil), 200, `"sha256"`, "A goal")
		public.want(public.do(http.MethodGet, "/api/v1/plans", "", nil), 200, "spa-4")
		public.want(public.do(http.MethodGet, "/api/v1/plans/spa-6/drafts", "", nil), 200, `"number":0`)
		public.want(public.do(http.MethodGet, "/api/v1/plans/spa-4", "", nil), 200, "plan")
		if a := public.do(http.MethodGet, "/api/v1/plans/spa-4/draft", "", nil); a.status != 401 {
			t.Errorf("the public got %d", a.status)
		}
	})
}

func TestCommandLine(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	catalogue, err := i18n.Load(locale.Files)
	if err != nil {
		t.Fatal(err)
	}
	b.begin(t, "spa-6")
	file := book(t, framework([]any{"pillar", "P1", "", "Policy"}))
	if d, err := b.ImportFile(ctx, kernel.System, "spa-6", bytes.NewReader(file), true); err != nil || d.Added != 1 || len(b.working(t, "spa-6").Draft.Tree.Nodes) != 0 {
		t.Errorf("dry: %+v %v", d, err)
	}
	if d, err := b.ImportFile(ctx, kernel.System, "spa-6", bytes.NewReader(file), false); err != nil || d.Added != 1 || len(b.working(t, "spa-6").Draft.Tree.Nodes) != 1 {
		t.Errorf("%+v %v", d, err)
	}
	var md bytes.Buffer
	if err := b.ExportFile(ctx, kernel.System, "spa-6", "working", "md", catalogue.Locale("en"), &md); err != nil || !strings.Contains(md.String(), "Policy") {
		t.Errorf("%v %s", err, md.String())
	}
	wantKind(t, b.ExportFile(ctx, kernel.System, "spa-4", "7", "md", catalogue.Locale("en"), &md), fault.NotFound)
	wantKind(t, b.ExportFile(ctx, kernel.System, "spa-4", "", "docx", catalogue.Locale("en"), &md), fault.NotFound)
}
