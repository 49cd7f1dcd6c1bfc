package record

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Rows are the lists of a form: so many sources, decisions, claims. The fields of row i of a list are named
// "list[i].part", as the faults of a record are, so that a fault stands by its field.
type Rows map[string]List

// List names the parts of the rows of one list. A row in which none of the parts that Tell is filled in says nothing.
type List struct {
	Tell []string
	Also []string
}

// MaxRows bounds a list of a form.
const MaxRows = 200

// Sources is the list of the sources of a record in its form. The other lists cite them by number in a part "sources".
const Sources = "sources"

// RowName is the name of a field of a row.
func RowName(list string, i int, part string) string { return fmt.Sprintf("%s[%d].%s", list, i, part) }

// Compact moves the filled rows of each list together; the citations of sources follow. Values are changed in place, so
// that the form is shown again as it was read.
func (r Rows) Compact(values url.Values) {
	var moved map[int]int
	for name, list := range r {
		to := list.compact(values, name)
		if name == Sources {
			moved = to
		}
	}
	for name := range values {
		if strings.HasSuffix(name, ".sources") {
			values.Set(name, renumber(values.Get(name), moved))
		}
	}
}

func (l List) compact(values url.Values, name string) map[int]int {
	to, next := map[int]int{}, 0
	for i := range MaxRows {
		if !l.filled(values, name, i) {
			continue
		}
		for _, p := range l.parts() {
			if from := RowName(name, i, p); i != next {
				values[RowName(name, next, p)] = values[from]
			}
		}
		to[i] = next
		next++
	}
	for i := next; i < MaxRows; i++ {
		for _, p := range l.parts() {
			values.Del(RowName(name, i, p))
		}
	}
	return to
}

func (l List) parts() []string { return slices.Concat(l.Tell, l.Also) }

func (l List) filled(values url.Values, name string, i int) bool {
	return slices.ContainsFunc(l.Tell, func(p string) bool { return strings.TrimSpace(values.Get(RowName(name, i, p))) != "" })
}

// renumber follows the sources to their new places. A number that names none stays, to be refused.
func renumber(cited string, moved map[int]int) string {
	parts := Split(cited)
	for i, p := range parts {
		if n, err := strconv.Atoi(p); err == nil {
			if to, ok := moved[n-1]; ok {
				parts[i] = strconv.Itoa(to + 1)
			}
		}
	}
	return strings.Join(parts, ", ")
}

// Filled is how many rows of a list a compact form holds.
func (r Rows) Filled(values url.Values, name string) int {
	n := 0
	for n < MaxRows && r[name].filled(values, name, n) {
		n++
	}
	return n
}
