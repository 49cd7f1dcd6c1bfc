package ui

import (
	"strconv"

	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/web"
)

// Say gives the node its text, which is Markdown: a paragraph or heading at its beginning is the title, the rest stands below it, and
// headings within it below the headings of the page.
func (n *Node) Say(text web.Shown) {
	n.Title, n.Line, n.Rest = text, "", ""
	d := markup.Parse(text.Text)
	n.Title.Text = ""
	if len(d) > 0 && (d[0].Kind == markup.Paragraph || d[0].Kind == markup.Heading) && d[0].Quote == 0 {
		n.Title.Text, n.Line = d[:1].Plain(), markup.Inline(d[0].Runs)
		d = d[1:]
	}
	n.Rest = d.HTMLBelow(lowest)
}

// lowest is the level of the lowest heading that a node has.
const lowest = 5

// pillarShapes are the shapes of the four pillars, in a square of 20: a colour never stands without its shape.
var pillarShapes = [4]string{
	"M2 2h16v16H2z", "M10 0l10 10-10 10L0 10z", "M.5 10a9.5 9.5 0 1 0 19 0a9.5 9.5 0 1 0-19 0z", "M10 1l10 18H0z",
}

func pillarIndex(number int) int { return (max(number, 1) - 1) % len(pillarShapes) }

func pillarSVG(number int) string {
	return `<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="` + pillarShapes[pillarIndex(number)] + `"/></svg>`
}

func pillarClass(number int) string { return "c" + strconv.Itoa(pillarIndex(number)+1) }
