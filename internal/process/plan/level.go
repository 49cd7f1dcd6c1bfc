package plan

import (
	"regexp"
	"slices"
	"strings"

	"sampan/internal/kernel"
)

// Level is a level of the framework tree, as "outcome". The levels that are not loose stand one below the other, in
// their order; loose nodes hang below any node or below none.
type Level struct {
	Slug        string      `json:"slug"`
	Name        kernel.Text `json:"name"`
	Plural      kernel.Text `json:"plural,omitempty"`
	CodePattern string      `json:"code_pattern,omitempty"`
	Loose       bool        `json:"loose,omitempty"`
	Note        kernel.Text `json:"note,omitempty"`
}

// Levels are the levels of one plan.
type Levels []Level

// Get is the level with the slug.
func (ls Levels) Get(slug string) (Level, bool) {
	i := slices.IndexFunc(ls, func(l Level) bool { return l.Slug == slug })
	if i < 0 {
		return Level{}, false
	}
	return ls[i], true
}

// Depth is how deep nodes of the level stand, from 0; -1 for a loose or unknown level, which has no depth of its own.
func (ls Levels) Depth(slug string) int {
	depth := 0
	for _, l := range ls {
		switch {
		case l.Slug == slug && l.Loose:
			return -1
		case l.Slug == slug:
			return depth
		case !l.Loose:
			depth++
		}
	}
	return -1
}

// Above is the level that a node of the level hangs below; "" for the first level and for loose ones.
func (ls Levels) Above(slug string) string {
	above := ""
	for _, l := range ls {
		switch {
		case l.Slug == slug && l.Loose:
			return ""
		case l.Slug == slug:
			return above
		case !l.Loose:
			above = l.Slug
		}
	}
	return ""
}

// Below lists the levels that may hang below a node of the level; "" stands for the plan itself.
func (ls Levels) Below(slug string) []Level {
	var below []Level
	for _, l := range ls {
		if ls.Allowed(l.Slug, slug) {
			below = append(below, l)
		}
	}
	return below
}

// Allowed says that a node of the level may hang below one of the parent level; parent "" is the plan itself.
func (ls Levels) Allowed(level, parent string) bool {
	l, known := ls.Get(level)
	if !known {
		return false
	}
	if l.Loose {
		return true
	}
	return ls.Above(level) == parent
}

// Slugs lists the levels by slug, in order.
func (ls Levels) Slugs() []string {
	all := make([]string, len(ls))
	for i, l := range ls {
		all[i] = l.Slug
	}
	return all
}

// Fits says that the code is one that the level's pattern allows. A level without pattern allows every code, and no
// code at all is always allowed: codes may not have been found or not be given yet.
func (l Level) Fits(code string) bool {
	if code == "" || l.CodePattern == "" {
		return true
	}
	form, err := regexp.Compile(l.CodePattern)
	return err == nil && form.MatchString(code)
}

// lead is the letters with which the codes of the level begin, as "P" for ^P[1-4]$.
func (l Level) lead() string {
	form := strings.TrimPrefix(l.CodePattern, "^")
	end := strings.IndexFunc(form, func(r rune) bool { return r < 'A' || r > 'z' || r > 'Z' && r < 'a' })
	if end < 0 {
		end = len(form)
	}
	return form[:end]
}
