package ui

import (
	"cmp"
	"fmt"
	"html"
	"strconv"

	"sampan/internal/kernel"
)

// Axis is meetings and plans over the years.
type Axis struct {
	Title, Note string
	From, To    int // years, both shown
	Today       kernel.Date
	Rows        []AxisRow
}

// AxisRow is one line of the axis: marks for what happened on a day, spans for what lasted.
type AxisRow struct {
	Name  string
	Marks []AxisMark
	Spans []AxisSpan
}

// AxisMark is something on a day. Label is short, as "11"; Title says it whole in the list.
type AxisMark struct {
	At           kernel.Date
	Label, Title string
	Href         string
}

// SpanKind says how a span stands.
type SpanKind string

// The kinds of span.
const (
	SpanSolid     SpanKind = "solid"     // as adopted
	SpanBeyond    SpanKind = "beyond"    // in use beyond its period
	SpanAnnounced SpanKind = "announced" // announced, adoption not found
	SpanGap       SpanKind = "gap"       // no record found
)

// AxisSpan is something that lasted. Without To it lasts to the end of the axis. Label stands in the drawing, Title in the
// list beside it.
type AxisSpan struct {
	From, To     kernel.Date
	Label, Title string
	Kind         SpanKind
}

const (
	axisWidth = 1180.0
	axisLeft  = 96.0
	axisRight = 20.0
	axisTop   = 30.0
	axisRow   = 56.0
)

// x is the place of a day.
func (a Axis) x(d kernel.Date) float64 {
	first := kernel.Date(strconv.Itoa(a.From)).First()
	last := kernel.Date(strconv.Itoa(a.To)).Last()
	whole := last.Sub(first)
	if d == "" || whole <= 0 {
		return axisLeft
	}
	middle := d.First().Add(d.Last().Sub(d.First()) / 2)
	at := float64(middle.Sub(first)) / float64(whole)
	return axisLeft + min(max(at, 0), 1)*(axisWidth-axisLeft-axisRight)
}

// ends are the places where a span begins and ends; an open one lasts to the end of the axis.
func (a Axis) ends(s AxisSpan) (from, to float64) {
	to = axisWidth - axisRight
	if s.To != "" {
		to = a.x(kernel.DateOf(s.To.Last()))
	}
	return a.x(kernel.DateOf(s.From.First())), to
}

// every is how many years lie between two lines of the grid.
func (a Axis) every() int {
	for _, step := range []int{1, 2, 4, 5, 10, 20} {
		if (a.To-a.From)/step <= 8 {
			return step
		}
	}
	return 50
}

func axisSVG(a Axis, today string) string {
	height := axisTop + axisRow*float64(len(a.Rows)) + 34
	base := height - 30
	var p pen
	fmt.Fprintf(&p, `<svg viewBox="0 0 %s %s" aria-hidden="true" focusable="false">`, num(axisWidth), num(height))
	p.WriteString(`<defs><pattern id="axis-gap" width="8" height="8" patternUnits="userSpaceOnUse"><path class="hatch" d="M-2 2L2-2M0 8L8 0M6 10L10 6"/></pattern></defs>`)
	for year := a.From; year <= a.To; year += a.every() {
		x := a.x(kernel.Date(fmt.Sprintf("%04d-01-01", year)))
		fmt.Fprintf(&p, `<path class="grid" d="M%s %sV%s"/>`, num(x), num(axisTop), num(base))
		p.text("year", x, height-8, "middle", strconv.Itoa(year))
	}
	p.path("base", fmt.Sprintf("M%s %sH%s", num(axisLeft), num(base), num(axisWidth-axisRight)))
	if a.Today != "" {
		x := a.x(a.Today)
		p.path("today", fmt.Sprintf("M%s 8V%s", num(x), num(base)))
		p.text("today-words", x-7, 18, "end", today)
	}
	for i, row := range a.Rows {
		a.row(&p, i, row, axisTop+axisRow*float64(i)+axisRow/2)
	}
	p.WriteString("</svg>")
	return p.String()
}

func (p *pen) text(class string, x, y float64, anchor, words string) {
	fmt.Fprintf(p, `<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`, class, num(x), num(y), anchor, html.EscapeString(words))
}

func (a Axis) row(p *pen, i int, row AxisRow, y float64) {
	p.text("soft", 0, y+5, "start", row.Name)
	for _, s := range row.Spans {
		a.span(p, s, y)
	}
	for _, m := range row.Marks {
		x := a.x(m.At)
		p.path(cmp.Or(map[bool]string{true: "m main"}[i == 0], "m"), shapeAt(i, x, y-6, 8))
		p.text("soft", x, y+21, "middle", m.Label)
	}
}

func (a Axis) span(p *pen, s AxisSpan, y float64) {
	from, to := a.ends(s)
	box := func(class, fill string, h float64) {
		fmt.Fprintf(p, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"%s/>`, class, num(from), num(y-h/2), num(max(to-from, 2)), num(h), fill)
	}
	switch s.Kind {
	case SpanBeyond:
		p.path("beyond", fmt.Sprintf("M%s %sH%s", num(from), num(y), num(to)))
		p.text("soft", from+6, y-10, "start", s.Label)
	case SpanAnnounced:
		box("announced", "", 32)
		p.text("soft", from+8, y+5, "start", s.Label)
	case SpanGap:
		box("gap", ` fill="url(#axis-gap)"`, 14)
		p.text("soft", (from+to)/2, y+24, "middle", s.Label)
	default:
		box("solid", "", 32)
		p.text("on", (from+to)/2, y+5, "middle", s.Label)
	}
}

// shapeAt is the outline of the shape that belongs to number i, so that a colour is never the only signal: diamond,
// disc, square, triangle.
func shapeAt(i int, x, y, r float64) string {
	at := func(dx, dy float64) string { return num(x+dx) + " " + num(y+dy) }
	switch i % 4 {
	case 0:
		return "M" + at(0, -r) + "L" + at(r, 0) + "L" + at(0, r) + "L" + at(-r, 0) + "Z"
	case 1:
		k := r * .82
		return fmt.Sprintf("M%sa%s %s 0 1 0 %s 0a%s %s 0 1 0 %s 0Z", at(-k, 0), num(k), num(k), num(2*k), num(k), num(k), num(-2*k))
	case 2:
		k := r * .8
		return "M" + at(-k, -k) + "L" + at(k, -k) + "L" + at(k, k) + "L" + at(-k, k) + "Z"
	}
	return "M" + at(0, -r) + "L" + at(r, r*.8) + "L" + at(-r, r*.8) + "Z"
}

// courseClass is how broad the line of a history runs from an event to the next.
func courseClass(width int) string {
	switch width {
	case 1:
		return "ways"
	case 2:
		return "broad"
	case 3:
		return "broadest"
	}
	return ""
}
