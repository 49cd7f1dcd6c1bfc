package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The river is drawn from one source through as many equal strands as there are members to one broad course. All
// geometry is here; colours and widths of lines are the stylesheet's.
const (
	riverWidth  = 1180.0
	riverHeight = 168.0
	strandWidth = 3.0
	strandPitch = 3.9
	defaultSize = 6
)

// columns are the widths of the five stations in the list under the river, as in the stylesheet.
var columns = [5]float64{1, 1.5, 1, 1, 1.2}

// StationState is how a station of a plan's path stands.
type StationState string

// The states of a station.
const (
	StationDone    StationState = "done"
	StationNow     StationState = "now"
	StationAhead   StationState = "ahead"
	StationUnknown StationState = "q" // its record was not found
)

// Station is one of the five of a plan's path: zero draft, consultation, agreed in principle, endorsed, in force.
type Station struct {
	Name  string
	State StationState
	Words string // how it stands, in words
	Note  string
	Href  string // on a course: the page of the meeting; "" for the present one
}

// Stream is a plan's path through its stations.
type Stream struct {
	Members  int // strands; 0 is six
	Stations [5]Station
	In       []bool // whose national position is in, while in consultation; nil follows the station
}

// reached is the last station that is done, now or unknown before one that is.
func (s Stream) reached() int {
	last := 0
	for i, st := range s.Stations {
		if st.State == StationDone || st.State == StationNow {
			last = i
		}
	}
	return last
}

func (s Stream) size() int {
	if s.Members <= 0 {
		return defaultSize
	}
	return s.Members
}

func (s Stream) in(i int) bool {
	if s.In != nil {
		return i < len(s.In) && s.In[i]
	}
	return s.reached() >= 1
}

// num writes a coordinate with at most one decimal.
func num(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}

// pen collects the elements of a drawing.
type pen struct{ strings.Builder }

func (p *pen) path(class, d string) { fmt.Fprintf(p, `<path class="%s" d="%s"/>`, class, d) }

func (p *pen) circle(class string, x, y, r float64) {
	fmt.Fprintf(p, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`, class, num(x), num(y), num(r))
}

// curve is a cubic from where the pen is to (x1, y1), level at both ends; bend is how far the handles reach.
func curve(x0, y0, x1, y1, bend float64) string {
	return fmt.Sprintf("C%s %s %s %s %s %s", num(x0+bend), num(y0), num(x1-bend), num(y1), num(x1), num(y1))
}

func move(x, y float64) string { return "M" + num(x) + " " + num(y) }

// drawing holds the places of one river.
type drawing struct {
	pen
	Stream

	n       int
	reach   int
	xs, ys  [5]float64
	strands []float64 // height of each strand at the consultation
}

func newDrawing(s Stream) *drawing {
	d := &drawing{Stream: s, n: s.size(), reach: s.reached()}
	total, x := 0.0, 0.0
	for _, c := range columns {
		total += c
	}
	for i, c := range columns {
		d.xs[i] = x/total*riverWidth + 11
		x += c
	}
	mid := riverHeight / 2
	d.ys = [5]float64{mid, mid, mid, mid - 12, mid + 8}
	for i := range d.n {
		d.strands = append(d.strands, 13+float64(i)*(riverHeight-26)/float64(max(d.n-1, 1)))
	}
	return d
}

// offset is how far strand i lies from the middle where strands lie pitch apart.
func (d *drawing) offset(i int, pitch float64) float64 {
	return (float64(i) - float64(d.n-1)/2) * pitch
}

// riverSVG draws a plan's path.
func riverSVG(s Stream) string {
	d := newDrawing(s)
	fmt.Fprintf(d, `<svg class="river-line" viewBox="0 0 %s %s" aria-hidden="true" focusable="false">`, num(riverWidth), num(riverHeight))
	for i := range d.n {
		d.strand(i)
	}
	d.broad()
	d.node(0)
	for i, y := range d.strands {
		class := "rv-n"
		if !s.in(i) {
			class += " rv-open"
		}
		d.circle(class, d.xs[1], y, 6)
	}
	for i := 2; i < 5; i++ {
		d.node(i)
	}
	d.WriteString("</svg>")
	return d.String()
}

// strand draws one member's strand: out, back, and beside the others as far as the plan has come.
func (d *drawing) strand(i int) {
	y, source, side := d.strands[i], d.ys[0]+d.offset(i, 1), d.ys[2]+d.offset(i, strandPitch)
	turn := d.xs[1] + (d.xs[2]-d.xs[1])*.2
	out := move(d.xs[0], source) + curve(d.xs[0], source, d.xs[1], y, 80)
	back := "H" + num(turn) + curve(turn, y, d.xs[2], side, 110)
	last := d.ys[3] + d.offset(i, strandPitch)
	on := curve(d.xs[2], side, d.xs[3], last, (d.xs[3]-d.xs[2])*.45)
	switch {
	case d.reach >= 3:
		d.path("rv-s", out+back+on)
		return
	case d.reach == 2:
		d.path("rv-s", out+back)
	default:
		d.path(dry("rv-s", d.reach >= 1), out)
		d.path(dry("rv-s", d.reach >= 1 && d.in(i)), move(d.xs[1], y)+back)
	}
	if i == 0 || i == d.n-1 {
		d.path("rv-s rv-dry", move(d.xs[2], side)+on)
	}
}

func dry(class string, flows bool) string {
	if flows {
		return class
	}
	return class + " rv-dry"
}

// broad draws the one river from the endorsement on and out of the page: a plan has no end until ministers conclude it.
func (d *drawing) broad() {
	class := "rv-f"
	if d.reach < 4 {
		class += " rv-bed"
	}
	width := strandPitch*float64(d.n-1) + strandWidth
	x0, y0, x1, y1 := d.xs[3], d.ys[3], d.xs[4], d.ys[4]
	k := (x1 - x0) * .45
	w := width + 3
	d.path(class, move(x0, y0-width/2)+curve(x0, y0-width/2, x1, y1-w/2, k)+"V"+num(y1+w/2)+curve(x1, y1+w/2, x0, y0+width/2, -k)+"Z")
	y2, w2 := y1-5, w+6
	k = (riverWidth - x1) * .45
	d.path(class, move(x1, y1-w/2)+curve(x1, y1-w/2, riverWidth, y2-w2/2, k)+"H"+num(riverWidth+900)+"V"+num(y2+w2/2)+
		"H"+num(riverWidth)+curve(riverWidth, y2+w2/2, x1, y1+w/2, -k)+"Z")
}

func (d *drawing) node(i int) {
	x, y := d.xs[i], d.ys[i]
	switch d.Stations[i].State {
	case StationUnknown:
		d.circle("rv-under", x, y, 16)
		d.circle("rv-n rv-q", x, y, 9.5)
	case StationNow:
		d.circle("rv-n rv-now", x, y, 12.5)
		d.circle("rv-core", x, y, 5)
	case StationAhead:
		d.circle("rv-n rv-open", x, y, 9.5)
	default:
		d.circle("rv-n", x, y, 9.5)
	}
}

// riverletSVG draws the same river small, with the station reached, 0 to 4.
func riverletSVG(members, step int) string {
	n := Stream{Members: members}.size()
	var p pen
	p.WriteString(`<svg class="riverlet" viewBox="0 0 176 32" width="176" height="32" aria-hidden="true" focusable="false">`)
	out, back := "", ""
	ys := make([]float64, n)
	for i := range ys {
		ys[i] = 3.5 + float64(i)*25/float64(max(n-1, 1))
		side := 16 + (float64(i)-float64(n-1)/2)*1.4
		out += fmt.Sprintf("M7 16C24 16 34 %s 52 %s", num(ys[i]), num(ys[i]))
		back += fmt.Sprintf("M52 %sC70 %s 80 %s 98 %s", num(ys[i]), num(ys[i]), num(side), num(side))
	}
	p.path(dry("rv-s", step >= 1), out)
	p.path(dry("rv-s", step >= 2), back)
	p.path(dry("rv-t", step >= 3), "M98 16H130")
	p.path(dry("rv-t", step >= 4), "M130 16H176")
	for k, x := range [5]float64{7, 52, 98, 130, 160} {
		if k == 1 {
			p.heads(ys, step)
			continue
		}
		class, r := "rv-n", 4.0
		if k > step {
			class += " rv-open"
		}
		if k == step {
			class, r = class+" rv-now", 7
		}
		p.circle(class, x, 16, r)
		if k == step {
			p.circle("rv-core", x, 16, 2.5)
		}
	}
	p.WriteString("</svg>")
	return p.String()
}

// heads draws the strands' ends at the consultation, until it is over.
func (p *pen) heads(ys []float64, step int) {
	if step > 1 {
		return
	}
	class, r := "rv-n rv-open rv-head", 1.8
	if step == 1 {
		class, r = "rv-n rv-head", 2.6
	}
	for _, y := range ys {
		p.circle(class, 52, y, r)
	}
}

// courseSVG draws the broad river of a plan in force with n meetings on it, of which now is the present one or -1.
func courseSVG(n, now int) string {
	const height, w = 64.0, 22.0
	type point struct{ x, y float64 }
	points := []point{{-900, height/2 - 6}}
	for i := range n {
		y := height/2 - 6
		if i%2 == 1 {
			y = height/2 + 6
		}
		points = append(points, point{float64(i)/float64(n)*riverWidth + 11, y})
	}
	points = append(points, point{riverWidth + 900, points[len(points)-1].y})
	var d strings.Builder
	d.WriteString(move(points[0].x, points[0].y-w/2))
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		d.WriteString(curve(a.x, a.y-w/2, b.x, b.y-w/2, (b.x-a.x)*.45))
	}
	for i, b := range slices.Backward(points) {
		if i == len(points)-1 {
			d.WriteString("L" + num(b.x) + " " + num(b.y+w/2))
			continue
		}
		a := points[i+1]
		d.WriteString(curve(a.x, a.y+w/2, b.x, b.y+w/2, (b.x-a.x)*.45))
	}
	var p pen
	fmt.Fprintf(&p, `<svg class="river-line" viewBox="0 0 %s %s" aria-hidden="true" focusable="false">`, num(riverWidth), num(height))
	p.path("rv-f", d.String()+"Z")
	for i, at := range points[1 : len(points)-1] {
		if i == now {
			p.circle("rv-n rv-now", at.x, at.y, 12.5)
			p.circle("rv-core", at.x, at.y, 5)
			continue
		}
		p.circle("rv-n", at.x, at.y, 8.5)
	}
	p.WriteString("</svg>")
	return p.String()
}

// markSVG draws the mark of the site: strands that become one.
func markSVG(members int) string {
	n := Stream{Members: members}.size()
	var d strings.Builder
	for i := range n {
		y := num(3 + float64(i)*28/float64(max(n-1, 1)))
		side := num(17 + (float64(i)-float64(n-1)/2)*13/float64(max(n-1, 1)))
		fmt.Fprintf(&d, "M1 %sC16 %s 18 %s 31 %s", y, y, side, side)
	}
	return `<svg class="mark" viewBox="0 0 46 34" width="46" height="34" aria-hidden="true" focusable="false"><path d="` + d.String() + `"/><path class="t" d="M31 17H46"/></svg>`
}

func nowOf(stations []Station) int {
	for i, s := range stations {
		if s.State == StationNow {
			return i
		}
	}
	return -1
}
