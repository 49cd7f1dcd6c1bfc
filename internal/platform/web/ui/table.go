package ui

// label is what a cell says of itself when the table has become cards; an empty cell says nothing.
func label(g Grid, column int, in Cell) string {
	if c := g.Columns[column]; !c.Hidden && (in.Text.Text != "" || in.Body != nil) {
		return c.Title
	}
	return ""
}
