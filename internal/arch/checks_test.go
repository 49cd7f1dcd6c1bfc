package arch

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// rank is how high a directory stands: what is below may not import what is above.
type rank int

const (
	unknown rank = iota
	kernel       // kernel and fault: words that all share
	platform
	process
	app
	command
	tooling // the tests of the whole, and what serves tests: imported by no program
)

// layers lists where Go files may lie. Data packages embed files and rank with the kernel.
var layers = []struct {
	dir  string
	rank rank
}{
	{"internal/kernel", kernel},
	{"internal/fault", kernel},
	{"locale", kernel},
	{"packs", kernel},
	{"docs", kernel},
	{"internal/platform", platform},
	{"internal/process", process},
	{"internal/app", app},
	{"cmd", command},
	{"internal/testenv", tooling},
	{"internal/arch", tooling},
	{"e2e", tooling},
}

func rankOf(dir string) rank {
	for _, layer := range layers {
		if under(dir, layer.dir) {
			return layer.rank
		}
	}
	return unknown
}

// checkLayout: every Go file lies in a place that the design knows.
func checkLayout(t *tree) (found []finding) {
	for _, s := range t.files {
		if rankOf(s.dir) == unknown {
			found = append(found, finding{s.name, "lies outside the layout of the design"})
		}
	}
	return found
}

// checkDirection: kernel, fault ← platform ← process ← app ← cmd; the kernel does not know fault; nothing of the program
// knows what serves its tests.
func checkDirection(t *tree) (found []finding) {
	for _, i := range t.imports(anyFile) {
		if i.local == "" {
			continue
		}
		from, to := rankOf(i.by.dir), rankOf(i.local)
		switch {
		case to == tooling && from != tooling && !i.by.test:
			found = append(found, finding{i.where, "the program imports " + i.local + ", which serves tests"})
		case to > from && to != tooling:
			found = append(found, finding{i.where, fmt.Sprintf("%s may not import %s, which stands above it", i.by.dir, i.local)})
		case under(i.by.dir, "internal/kernel") && !under(i.local, "internal/kernel"):
			found = append(found, finding{i.where, "the kernel may not import " + i.local})
		}
	}
	return found
}

// checkKernel: the kernel imports the standard library only. Its tests may use the libraries of tests.
func checkKernel(t *tree) (found []finding) {
	for _, i := range t.imports(programFile) {
		if under(i.by.dir, "internal/kernel") && i.local == "" && !standard(i.path) {
			found = append(found, finding{i.where, "the kernel may not import " + i.path})
		}
	}
	return found
}

// standard says whether an import is of the standard library: its first element has no dot.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".") && first != module
}

// checkFeatures: a feature imports another only along the edges that are listed. Tests may import more, for their data.
func checkFeatures(t *tree, features map[string][]string, later []edge) (found []finding) {
	allowed := map[string][]string{}
	maps.Copy(allowed, features)
	for _, e := range later {
		allowed[e.from] = append(slices.Clone(allowed[e.from]), e.to)
		if !under(e.decision, "docs/decisions") || !slices.Contains(t.names, e.decision) {
			found = append(found, finding{e.from + " → " + e.to, "a new edge needs a page in docs/decisions, not " + fmt.Sprintf("%q", e.decision)})
		}
	}
	for _, s := range t.files {
		if name, whole, ok := part(s.dir, "internal/process"); ok && features[name] == nil {
			found = append(found, finding{s.name, whole + " is not a feature of the design"})
		}
	}
	for _, i := range t.imports(programFile) {
		from, _, ok := part(i.by.dir, "internal/process")
		if !ok {
			continue
		}
		to, _, ok := part(i.local, "internal/process")
		if ok && to != from && !slices.Contains(allowed[from], to) {
			found = append(found, finding{i.where, fmt.Sprintf("%s may not import %s: no such edge", from, to)})
		}
	}
	return found
}

// checkSealed: nobody but those named imports a sealed feature, tests included.
func checkSealed(t *tree, sealed map[string][]string) (found []finding) {
	for _, i := range t.imports(anyFile) {
		for dir, openTo := range sealed {
			if under(i.local, dir) && !under(i.by.dir, dir) && !underAny(i.by.dir, openTo) {
				found = append(found, finding{i.where, fmt.Sprintf("%s is sealed: only %s may import it", dir, strings.Join(openTo, ", "))})
			}
		}
	}
	return found
}

// statement is how SQL begins: in capitals, as the house writes it, or in small letters where no sentence reads so.
var statement = regexp.MustCompile(
	`^\s*(SELECT\s|INSERT\s+(INTO|OR)\s|UPDATE\s+\w|DELETE\s+FROM\s|CREATE\s+\w|WITH\s+(RECURSIVE\s|\w+\s+AS\s*\())` +
		`|^\s*(?i:insert\s+into\s+\w+\s*(\(|values|select)|delete\s+from\s+\w+\s*(where|$)|update\s+\w+\s+set\s+\w+\s*=|` +
		`select\s+(\*|[\w.]+(\s*,\s*[\w.]+)*)\s+from\s+\w+\s*(where|order|join|limit|$))`)

// checkSQL: SQL stands in *_store.go and in the platform packages that keep state; tests may ask what they like.
func checkSQL(t *tree, statePackages []string) (found []finding) {
	t.literals(programFile, func(s *source, where, value string) {
		if !statement.MatchString(value) || strings.HasSuffix(s.name, "_store.go") {
			return
		}
		if name, _, ok := part(s.dir, "internal/platform"); ok && slices.Contains(statePackages, name) {
			return
		}
		found = append(found, finding{where, "SQL outside *_store.go and the platform packages that keep state"})
	})
	return found
}

// checkModules: a third-party module is named by one package, where a feature or a platform package counts as one with
// what lies under it. Tests may name what they like.
func checkModules(t *tree, shared []sharedModule) (found []finding) {
	users := map[string]map[string]string{} // module -> owner -> first place
	for _, i := range t.imports(programFile) {
		if i.local != "" || standard(i.path) || i.path == module {
			continue
		}
		name := moduleOf(i.path, t.mod)
		if users[name] == nil {
			users[name] = map[string]string{}
		}
		if owner := ownerOf(i.by.dir); users[name][owner] == "" {
			users[name][owner] = i.where
		}
	}
	for _, name := range slices.Sorted(maps.Keys(users)) {
		owners := slices.Sorted(maps.Keys(users[name]))
		allowance := slices.IndexFunc(shared, func(s sharedModule) bool { return s.module == name })
		switch {
		case allowance < 0 && len(owners) > 1:
			found = append(found, finding{users[name][owners[1]], fmt.Sprintf("%s is named by %s: one package only", name, strings.Join(owners, ", "))})
		case allowance >= 0 && len(shared[allowance].owners) > 0:
			for _, owner := range owners {
				if !slices.Contains(shared[allowance].owners, owner) {
					found = append(found, finding{users[name][owner], fmt.Sprintf("%s is for %s", name, strings.Join(shared[allowance].owners, ", "))})
				}
			}
		}
	}
	return found
}

// moduleOf is the required module that an import is of, or the import itself when go.mod does not have it.
func moduleOf(importPath string, required map[string]string) string {
	best := ""
	for name := range required {
		if under(importPath, name) && len(name) > len(best) {
			best = name
		}
	}
	if best == "" {
		return importPath
	}
	return best
}

func ownerOf(dir string) string {
	for _, parent := range []string{"internal/process", "internal/platform"} {
		if _, whole, ok := part(dir, parent); ok {
			return whole
		}
	}
	return dir
}

var beside = regexp.MustCompile(`(^|/)\.\./shared(/|$)`)

// checkShared: the program reads nothing beside its own tree; the conformity tests do.
func checkShared(t *tree) (found []finding) {
	t.literals(programFile, func(_ *source, where, value string) {
		if beside.MatchString(value) {
			found = append(found, finding{where, fmt.Sprintf("the program names %q, which is for tests", value)})
		}
	})
	return found
}

// checkComments: every package says what it is for.
func checkComments(t *tree) (found []finding) {
	program, says := map[string]bool{}, map[string]bool{}
	for _, s := range t.files {
		program[s.dir] = program[s.dir] || !s.test
	}
	for _, s := range t.files {
		if s.generated || s.test && program[s.dir] { // a comment in a test speaks for a package of tests only
			continue
		}
		text := s.ast.Doc.Text()
		says[s.dir] = says[s.dir] || strings.HasPrefix(text, "Package "+s.ast.Name.Name+" ") || strings.HasPrefix(text, "Command ")
	}
	for _, dir := range slices.Sorted(maps.Keys(program)) {
		if !says[dir] {
			found = append(found, finding{dir, `no package comment ("Package x …" or "Command x …")`})
		}
	}
	return found
}

var foreign = regexp.MustCompile(`\.min\.(js|css|mjs)$|\.(woff2?|ttf|otf|eot)$|(^|/)(vendor|node_modules|third_party)/`)

// checkForeign: third-party code comes as a dependency and fonts come with the system; neither lies in the tree.
func checkForeign(t *tree) (found []finding) {
	for _, name := range t.names {
		if foreign.MatchString(name) {
			found = append(found, finding{name, "looks like a third-party file"})
		}
	}
	return found
}

// checkTemplVersion: the generator and the library that its pages call are of one version.
func checkTemplVersion(t *tree) []finding {
	const name = "github.com/a-h/templ"
	if library, generator := t.mod[name], t.tools[name]; library != generator {
		return []finding{{"tools/go.mod", fmt.Sprintf("templ %s, but go.mod has %s", generator, library)}}
	}
	return nil
}
