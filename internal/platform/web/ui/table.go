package ui

import "strconv"

// label is what a cell says of itself when the table has become cards; an empty cell says nothing.
func label(g Grid, column int, in Cell) string {
	if c := g.Columns[column]; !c.Hidden && (in.Text.Text != "" || in.Body != nil) {
		return c.Title
	}
	return ""
}

// deepest is how many steps a cell can stand in.
const deepest = 5

// indent is the class of a cell whose text stands in, as that of a branch in a tree.
func indent(c Cell) string {
	if c.In <= 0 {
		return ""
	}
	return "in" + strconv.Itoa(min(c.In, deepest))
}
