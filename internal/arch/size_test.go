package arch

import (
	"cmp"
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// Above the limits the tests fail; the norms are what good code here looks like, and are reported.
const (
	fileLimit = 800
	funcLimit = 120
	fileNorm  = 500
	funcNorm  = 80
)

// sized is a hand-written file or function with its length in lines.
type sized struct {
	where string
	lines int
}

// sizes measures the hand-written files and functions that are not tests, longest first.
func sizes(t *tree) (files, funcs []sized) {
	for _, s := range t.files {
		if !handWritten(s) {
			continue
		}
		files = append(files, sized{s.name, s.lines})
		for _, decl := range s.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				funcs = append(funcs, sized{
					t.at(fn) + " " + fn.Name.Name,
					t.fset.Position(fn.End()).Line - t.fset.Position(fn.Pos()).Line + 1,
				})
			}
		}
	}
	for _, list := range [][]sized{files, funcs} {
		slices.SortStableFunc(list, func(a, b sized) int { return cmp.Compare(b.lines, a.lines) })
	}
	return files, funcs
}

// checkSizes: no hand-written file is over 800 lines and no function over 120.
func checkSizes(t *tree) (found []finding) {
	files, funcs := sizes(t)
	for _, f := range over(files, fileLimit) {
		found = append(found, finding{f.where, fmt.Sprintf("%d lines, over %d", f.lines, fileLimit)})
	}
	for _, f := range over(funcs, funcLimit) {
		found = append(found, finding{f.where, fmt.Sprintf("%d lines, over %d", f.lines, funcLimit)})
	}
	return found
}

func over(list []sized, limit int) []sized {
	end := slices.IndexFunc(list, func(s sized) bool { return s.lines <= limit })
	if end < 0 {
		return list
	}
	return list[:end]
}

// report says how the code stands beside the norms.
func report(t *tree) string {
	var out strings.Builder
	files, funcs := sizes(t)
	code, comments, tests := 0, 0, 0
	for _, s := range t.files {
		switch {
		case handWritten(s):
			code, comments = code+s.lines, comments+s.comments
		case s.test && !s.generated:
			tests += s.lines
		}
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(&out, format+"\n", args...) }
	say("files      %5d: half under %d lines (norm 150), nine in ten under %d (norm %d)",
		len(files), quantile(files, 50), quantile(files, 90), fileNorm)
	say("functions  %5d: half under %d lines (norm 12), nine in ten under %d (norm 45)",
		len(funcs), quantile(funcs, 50), quantile(funcs, 90))
	say("comments   %d %% of %d lines (norm 15 to 20)", percent(comments, code), code)
	say("tests      %d %% of code (norm 80 to 100)", percent(tests, code))
	for _, f := range over(files, fileNorm) {
		say("long file      %4d %s", f.lines, f.where)
	}
	for _, f := range over(funcs, funcNorm) {
		say("long function  %4d %s", f.lines, f.where)
	}
	return out.String()
}

// quantile is the length that the given share of the list, longest first, does not exceed.
func quantile(list []sized, share int) int {
	if len(list) == 0 {
		return 0
	}
	return list[(len(list)-1)*(100-share)/100].lines
}

func percent(some, all int) int {
	if all == 0 {
		return 0
	}
	return 100 * some / all
}
