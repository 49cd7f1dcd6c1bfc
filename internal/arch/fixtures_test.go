package arch

import (
	"strings"
	"testing"
	"testing/fstest"
)

// fixture is a small tree: name of the file -> its text.
type fixture map[string]string

func (f fixture) load(t *testing.T) *tree {
	t.Helper()
	root := fstest.MapFS{}
	for name, text := range f {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	loaded, err := load(root)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// importing is a Go file that imports what is named.
func importing(paths ...string) string {
	var text strings.Builder
	text.WriteString("package x\n")
	for _, path := range paths {
		text.WriteString("import _ \"" + path + "\"\n")
	}
	return text.String()
}

// saying is a Go file with one string literal.
func saying(literal string) string { return "package x\n\nvar s = `" + literal + "`\n" }

// TestRules shows that every rule finds what it forbids, and nothing in what it allows.
func TestRules(t *testing.T) {
	t.Parallel()
	feature := func(t *tree) []finding {
		return checkFeatures(t, map[string][]string{"plan": {}, "workplan": {"plan"}, "library": {}},
			[]edge{{"library", "plan", "docs/decisions/0007-library-lists-plans.md"}})
	}
	seal := func(t *tree) []finding {
		return checkSealed(t, map[string][]string{"internal/process/casework": {"internal/app", "internal/process/referral"}})
	}
	sql := func(t *tree) []finding { return checkSQL(t, []string{"job"}) }
	modules := func(t *tree) []finding {
		return checkModules(t, []sharedModule{
			{module: "example.org/pages", reason: "pages"},
			{module: "example.org/words", owners: []string{"internal/platform/text"}, reason: "words"},
		})
	}
	const decision = "docs/decisions/0007-library-lists-plans.md"
	const gomod = "module sampan\n\nrequire example.org/a/v2 v2.0.0\n\nrequire (\n\texample.org/pages v1.0.0 // indirect\n\texample.org/words v1.0.0\n)\n"

	for name, test := range map[string]struct {
		check func(*tree) []finding
		tree  fixture
		want  []string // what each finding contains, in order; none: the tree is good
	}{
		"layout OK":                 {checkLayout, fixture{"internal/kernel/id.go": "package kernel", "cmd/sampan/main.go": "package main"}, nil},
		"layout: elsewhere":         {checkLayout, fixture{"pkg/util/x.go": "package util"}, []string{"pkg/util/x.go"}},
		"layout: among the layers":  {checkLayout, fixture{"internal/helpers/x.go": "package helpers"}, []string{"internal/helpers/x.go"}},
		"layout: root":              {checkLayout, fixture{"main.go": "package main"}, []string{"main.go"}},
		"layout: not ours to judge": {checkLayout, fixture{"e2e/node_modules/a/x.go": "package a", "internal/kernel/testdata/x.go": "no Go"}, nil},

		"direction OK": {checkDirection, fixture{
			"internal/process/plan/plan.go": importing("fmt", "sampan/internal/kernel", "sampan/internal/platform/db"),
			"internal/app/app.go":           importing("sampan/internal/process/plan"),
			"cmd/sampan/main.go":            importing("sampan/internal/app"),
			"e2e/story_test.go":             importing("sampan/internal/app"),
			"internal/fault/fault.go":       importing("sampan/internal/kernel"),
		}, nil},
		"direction: platform to process": {checkDirection, fixture{"internal/platform/db/db.go": importing("sampan/internal/process/plan")}, []string{"db.go:2"}},
		"direction: process to app":      {checkDirection, fixture{"internal/process/plan/x_test.go": importing("sampan/internal/app")}, []string{"stands above"}},
		"direction: app to cmd":          {checkDirection, fixture{"internal/app/app.go": importing("sampan/cmd/sampan")}, []string{"stands above"}},
		"direction: kernel to fault":     {checkDirection, fixture{"internal/kernel/id.go": importing("sampan/internal/fault")}, []string{"kernel may not import"}},
		"direction: program to testenv":  {checkDirection, fixture{"internal/app/app.go": importing("sampan/internal/testenv")}, []string{"serves tests"}},
		"direction: generated page":      {checkDirection, fixture{"internal/platform/web/x_templ.go": importing("sampan/internal/process/plan")}, []string{"x_templ.go:2"}},

		"kernel OK":           {checkKernel, fixture{"internal/kernel/id.go": importing("crypto/rand"), "internal/kernel/id_test.go": importing("pgregory.net/rapid")}, nil},
		"kernel: a library":   {checkKernel, fixture{"internal/kernel/id.go": importing("golang.org/x/text/language")}, []string{"golang.org/x/text/language"}},
		"kernel: in the deep": {checkKernel, fixture{"internal/kernel/deep/id.go": importing("rsc.io/qr")}, []string{"rsc.io/qr"}},

		"features OK": {feature, fixture{
			decision: "", "internal/process/workplan/a.go": importing("sampan/internal/process/plan/drafts"),
			"internal/process/library/a.go":   importing("sampan/internal/process/plan"),
			"internal/process/plan/a.go":      importing("sampan/internal/process/plan/drafts"),
			"internal/process/plan/a_test.go": importing("sampan/internal/process/workplan"),
		}, nil},
		"features: no edge":          {feature, fixture{decision: "", "internal/process/plan/a.go": importing("sampan/internal/process/workplan")}, []string{"plan may not import workplan"}},
		"features: unknown":          {feature, fixture{decision: "", "internal/process/gossip/a.go": "package gossip"}, []string{"not a feature"}},
		"features: edge unexplained": {feature, fixture{"internal/process/plan/a.go": "package plan"}, []string{"needs a page"}},

		"sealed OK": {seal, fixture{
			"internal/app/app.go": importing("sampan/internal/process/casework"), "internal/process/referral/a.go": importing("sampan/internal/process/casework"),
			"internal/process/casework/b/a.go": importing("sampan/internal/process/casework"),
		}, nil},
		"sealed: a feature": {seal, fixture{"internal/process/monitoring/a.go": importing("sampan/internal/process/casework")}, []string{"is sealed"}},
		"sealed: a test":    {seal, fixture{"internal/process/monitoring/a_test.go": importing("sampan/internal/process/casework/deep")}, []string{"is sealed"}},
		"sealed: a command": {seal, fixture{"cmd/sampan/main.go": importing("sampan/internal/process/casework")}, []string{"is sealed"}},

		"SQL OK": {sql, fixture{
			"internal/process/plan/draft_store.go": saying("SELECT 1"), "internal/process/plan/draft_test.go": saying("DELETE FROM drafts"),
			"internal/platform/job/job.go": saying("UPDATE jobs SET done = $1"), "internal/process/plan/words.go": saying("Select a country from the list"),
			"internal/process/plan/more.go": saying("update the draft"), "internal/platform/api/api.go": saying("DELETE /plans/{id}"),
		}, nil},
		"SQL: SELECT":        {sql, fixture{"internal/process/plan/plan_pages.go": saying("\n\tSELECT id\n\tFROM drafts")}, []string{"plan_pages.go:3"}},
		"SQL: INSERT":        {sql, fixture{"internal/app/a.go": saying("INSERT INTO drafts VALUES (1)")}, []string{"a.go:3"}},
		"SQL: UPDATE":        {sql, fixture{"internal/platform/web/a.go": saying("UPDATE drafts SET x = 1")}, []string{"a.go:3"}},
		"SQL: DELETE":        {sql, fixture{"internal/process/plan/a.go": saying("DELETE FROM drafts")}, []string{"a.go:3"}},
		"SQL: CREATE":        {sql, fixture{"cmd/sampan/a.go": saying("CREATE TABLE x (y TEXT)")}, []string{"a.go:3"}},
		"SQL: WITH":          {sql, fixture{"internal/process/plan/a.go": saying("WITH tree AS (SELECT 1) SELECT 2")}, []string{"a.go:3"}},
		"SQL: small letters": {sql, fixture{"internal/process/plan/a.go": saying("select id, name from drafts where id = $1")}, []string{"a.go:3"}},

		"modules OK": {modules, fixture{
			"go.mod": gomod, "internal/platform/db/db.go": importing("example.org/a/v2/one"), "internal/platform/db/dbtest/t.go": importing("example.org/a/v2/two"),
			"internal/process/plan/p.go": importing("example.org/pages/x", "strings"), "internal/process/meeting/p.go": importing("example.org/pages"),
			"internal/process/plan/p_test.go": importing("example.org/a/v2"), "internal/platform/text/t.go": importing("example.org/words"),
		}, nil},
		"modules: two packages": {modules, fixture{
			"go.mod": gomod, "internal/platform/db/db.go": importing("example.org/a/v2/one"), "internal/process/plan/p.go": importing("example.org/a/v2/two"),
		}, []string{"example.org/a/v2 is named by internal/platform/db, internal/process/plan"}},
		"modules: not an owner": {modules, fixture{"go.mod": gomod, "internal/platform/web/w.go": importing("example.org/words")}, []string{"example.org/words is for internal/platform/text"}},

		"beside OK":          {checkShared, fixture{"internal/platform/api/a_test.go": saying("../../../../shared/schemas"), "internal/platform/web/a.go": saying("shared/button.css")}, nil},
		"beside: read":       {checkShared, fixture{"internal/platform/api/a.go": saying("../../../../shared/schemas")}, []string{"a.go:3"}},
		"beside: in a value": {checkShared, fixture{"internal/platform/api/a.go": saying("../shared")}, []string{"a.go:3"}},

		"comments OK": {checkComments, fixture{
			"internal/kernel/doc.go": "// Package kernel is it.\npackage kernel", "internal/kernel/id.go": "package kernel",
			"cmd/sampan/main.go": "// Command sampan runs.\npackage main", "e2e/e2e_test.go": "// Package e2e tells the story.\npackage e2e",
		}, nil},
		"comments: none":         {checkComments, fixture{"internal/kernel/id.go": "package kernel"}, []string{"internal/kernel"}},
		"comments: apart":        {checkComments, fixture{"internal/kernel/id.go": "// Package kernel is it.\n\npackage kernel"}, []string{"internal/kernel"}},
		"comments: in a test":    {checkComments, fixture{"internal/kernel/id.go": "package kernel", "internal/kernel/id_test.go": "// Package kernel is it.\npackage kernel"}, []string{"internal/kernel"}},
		"comments: of generator": {checkComments, fixture{"internal/kernel/x_templ.go": "// Package kernel is it.\npackage kernel"}, []string{"internal/kernel"}},

		"foreign OK":      {checkForeign, fixture{"internal/platform/web/static/app.js": "", "e2e/node_modules/axe-core/axe.min.js": ""}, nil},
		"foreign: script": {checkForeign, fixture{"internal/platform/web/static/htmx.min.js": ""}, []string{"htmx.min.js"}},
		"foreign: font":   {checkForeign, fixture{"internal/platform/web/static/khmer.woff2": ""}, []string{"khmer.woff2"}},
		"foreign: vendor": {checkForeign, fixture{"vendor/modules.txt": ""}, []string{"vendor/modules.txt"}},

		"templ OK":    {checkTemplVersion, fixture{"go.mod": "require github.com/a-h/templ v0.3.1\n", "tools/go.mod": "require (\n\tgithub.com/a-h/templ v0.3.1 // indirect\n)\n"}, nil},
		"templ apart": {checkTemplVersion, fixture{"go.mod": "require github.com/a-h/templ v0.3.2\n", "tools/go.mod": "require github.com/a-h/templ v0.3.1\n"}, []string{"v0.3.1, but go.mod has v0.3.2"}},

		"sizes OK": {checkSizes, fixture{
			"internal/kernel/a.go": "package kernel\n" + strings.Repeat("// .\n", fileLimit-1), "internal/kernel/b_templ.go": "package kernel\n" + strings.Repeat("// .\n", fileLimit),
			"internal/kernel/c_test.go": "package kernel\n" + strings.Repeat("// .\n", fileLimit), "internal/kernel/d.go": "package kernel\nfunc f() {\n" + strings.Repeat("\n", funcLimit-2) + "}\n",
		}, nil},
		"sizes: file":     {checkSizes, fixture{"internal/kernel/a.go": "package kernel\n" + strings.Repeat("// .\n", fileLimit)}, []string{"801 lines"}},
		"sizes: function": {checkSizes, fixture{"internal/kernel/a.go": "package kernel\nfunc f() {\n" + strings.Repeat("\n", funcLimit-1) + "}\n"}, []string{"a.go:2 f: 121 lines"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := test.check(test.tree.load(t))
			if len(found) != len(test.want) {
				t.Fatalf("found %v, want %d", found, len(test.want))
			}
			for i, want := range test.want {
				if !strings.Contains(found[i].String(), want) {
					t.Errorf("found %q, want it to contain %q", found[i], want)
				}
			}
		})
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	long := fixture{
		"internal/kernel/a.go": "package kernel\nfunc f() {\n" + strings.Repeat("\n", funcNorm) + "}\n",
		"internal/kernel/b.go": "package kernel\n" + strings.Repeat("// .\n", fileNorm),
	}
	got := report(long.load(t))
	for _, want := range []string{"long file       501 internal/kernel/b.go", "long function    82 internal/kernel/a.go:2 f"} {
		if !strings.Contains(got, want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
}
