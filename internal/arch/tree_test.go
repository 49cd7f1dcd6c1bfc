package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// module is the program's name in import paths.
const module = "sampan"

// tree is what the rules look at: the parsed Go files and the names of all files.
type tree struct {
	fset  *token.FileSet
	files []*source
	names []string
	mod   map[string]string // module -> version, as go.mod requires
	tools map[string]string // the same of tools/go.mod
}

// source is one Go file.
type source struct {
	name      string // slash-separated, from the root
	dir       string
	test      bool
	generated bool
	lines     int
	comments  int // lines that are comment and nothing else
	ast       *ast.File
}

// finding is one breach of a rule.
type finding struct {
	where string // file:line, or a directory
	what  string
}

func (f finding) String() string { return f.where + ": " + f.what }

var (
	generatedName = regexp.MustCompile(`(_templ|\.gen|_string)\.go$`)
	requirement   = regexp.MustCompile(`(?m)^\s*(?:require\s+)?([a-z0-9.-]+\.[a-z]+(?:/[^\s]+)?) (v[^\s]+)`)
)

// load reads the tree under root. Directories that the go command passes over are passed over here too.
func load(root fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(name):
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		t.names = append(t.names, name)
		if path.Ext(name) != ".go" || strings.Contains("/"+name, "/testdata/") {
			return nil
		}
		return t.parse(root, name)
	})
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if t.mod, err = requirements(root, "go.mod"); err != nil {
		return nil, err
	}
	if t.tools, err = requirements(root, "tools/go.mod"); err != nil {
		return nil, err
	}
	return t, nil
}

func skipped(dir string) bool {
	base := path.Base(dir)
	return dir != "." && (base[0] == '.' || base[0] == '_' || dir == "data" || dir == "bin" || dir == "e2e/node_modules")
}

func (t *tree) parse(root fs.FS, name string) error {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	s := &source{
		name:      name,
		dir:       path.Dir(name),
		test:      strings.HasSuffix(name, "_test.go"),
		generated: generatedName.MatchString(name) || ast.IsGenerated(file),
		lines:     strings.Count(string(text), "\n"),
		ast:       file,
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(strings.TrimSpace(line), "//") {
			s.comments++
		}
	}
	t.files = append(t.files, s)
	return nil
}

// requirements reads a go.mod, which may be missing.
func requirements(root fs.FS, name string) (map[string]string, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil && !isNotExist(err) {
		return nil, fmt.Errorf("requirements: %w", err)
	}
	found := map[string]string{}
	for _, match := range requirement.FindAllStringSubmatch(string(text), -1) {
		found[match[1]] = match[2]
	}
	return found, nil
}

// at says where a node stands.
func (t *tree) at(node ast.Node) string {
	position := t.fset.Position(node.Pos())
	return fmt.Sprintf("%s:%d", position.Filename, position.Line)
}

// imported is one import of one file.
type imported struct {
	by    *source
	path  string // as written
	local string // the directory, when it is one of ours; else empty
	where string
}

// imports gives the imports of the files for which keep says yes.
func (t *tree) imports(keep func(*source) bool) []imported {
	var all []imported
	for _, s := range t.files {
		if !keep(s) {
			continue
		}
		for _, spec := range s.ast.Imports {
			written, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the compiler says so
			}
			i := imported{by: s, path: written, where: t.at(spec)}
			if dir, ours := strings.CutPrefix(written, module+"/"); ours {
				i.local = dir
			}
			all = append(all, i)
		}
	}
	return all
}

// literals calls each for every string literal of the files for which keep says yes, import paths and struct tags apart.
func (t *tree) literals(keep func(*source) bool, each func(s *source, where, value string)) {
	for _, s := range t.files {
		if !keep(s) {
			continue
		}
		ast.Inspect(s.ast, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.BasicLit:
				if n.Kind != token.STRING {
					return true
				}
				if value, err := strconv.Unquote(n.Value); err == nil {
					each(s, t.at(n), value)
				}
			}
			return true
		})
	}
}

func anyFile(*source) bool          { return true }
func programFile(s *source) bool    { return !s.test }
func handWritten(s *source) bool    { return !s.test && !s.generated }
func under(dir, parent string) bool { return dir == parent || strings.HasPrefix(dir, parent+"/") }

func underAny(dir string, parents []string) bool {
	return slices.ContainsFunc(parents, func(parent string) bool { return under(dir, parent) })
}

// part cuts internal/process/plan/sub to plan and internal/process/plan, given internal/process.
func part(dir, parent string) (name, whole string, ok bool) {
	rest, ok := strings.CutPrefix(dir, parent+"/")
	if !ok {
		return "", "", false
	}
	name, _, _ = strings.Cut(rest, "/")
	return name, parent + "/" + name, true
}
