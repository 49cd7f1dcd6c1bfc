package ui

import "strconv"

// pillarShapes are the shapes of the four pillars, in a square of 20: a colour never stands without its shape.
var pillarShapes = [4]string{
	"M2 2h16v16H2z", "M10 0l10 10-10 10L0 10z", "M.5 10a9.5 9.5 0 1 0 19 0a9.5 9.5 0 1 0-19 0z", "M10 1l10 18H0z",
}

func pillarIndex(number int) int { return (max(number, 1) - 1) % len(pillarShapes) }

func pillarSVG(number int) string {
	return `<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="` + pillarShapes[pillarIndex(number)] + `"/></svg>`
}

func pillarClass(number int) string { return "c" + strconv.Itoa(pillarIndex(number)+1) }
