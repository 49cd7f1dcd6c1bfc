package markup

import (
	"html"
	"strconv"
	"strings"
)

// HTML writes the document for a page. It is safe whatever the text says: every character of it is escaped, and the only
// attributes are the start of a list, the scope of a heading cell and a link's checked address.
func (d Doc) HTML() string { return d.HTMLBelow(0) }

// HTMLBelow is HTML whose headings stand below a page's heading of a level: with 2, the first is an h3.
func (d Doc) HTMLBelow(level int) string {
	p := page{below: level}
	for i, b := range d {
		p.quotes(b.Quote)
		switch b.Kind {
		case Heading:
			p.lists(0)
			p.rows(false)
			h := "h" + strconv.Itoa(min(b.Level+p.below, 6))
			p.put("<" + h + ">" + Inline(b.Runs) + "</" + h + ">\n")
		case Item:
			p.rows(false)
			p.item(b)
		case Row:
			p.lists(0)
			p.rows(i > 0 && d[i-1].Kind == Row && !b.Head)
			p.row(b)
		default:
			p.rows(false)
			if b.Continued {
				p.lists(b.Level + 1)
			} else {
				p.lists(0)
			}
			p.put("<p>" + Inline(b.Runs) + "</p>\n")
		}
	}
	p.quotes(0)
	p.end()
	return p.out.String()
}

// page is the HTML written so far with what is open in it.
type page struct {
	out    strings.Builder
	below  int
	quoted int
	open   []string // the elements of the open lists
	last   []int    // the last number in each
	table  bool
	body   bool
}

func (p *page) put(s string) { p.out.WriteString(s) }

func (p *page) end() {
	p.lists(0)
	p.rows(false)
}

// quotes opens or closes quotations until there are n.
func (p *page) quotes(n int) {
	if n == p.quoted {
		return
	}
	p.end()
	for ; p.quoted < n; p.quoted++ {
		p.put("<blockquote>\n")
	}
	for ; p.quoted > n; p.quoted-- {
		p.put("</blockquote>\n")
	}
}

// lists closes lists until n are open.
func (p *page) lists(n int) {
	for len(p.open) > n {
		last := len(p.open) - 1
		p.put("</li>\n</" + p.open[last] + ">\n")
		p.open, p.last = p.open[:last], p.last[:last]
	}
}

func (p *page) item(b Block) {
	p.lists(b.Level + 1)
	list, start := "ul", ""
	if b.Ordered {
		list = "ol"
		if b.Number != 1 {
			start = ` start="` + strconv.Itoa(b.Number) + `"`
		}
	}
	if len(p.open) == b.Level+1 {
		if same := p.open[b.Level] == list && (!b.Ordered || b.Number == p.last[b.Level]+1); same {
			p.last[b.Level] = b.Number
			p.put("</li>\n<li>" + Inline(b.Runs))
			return
		}
		p.lists(b.Level)
	}
	p.open, p.last = append(p.open, list), append(p.last, b.Number)
	p.put("\n<" + list + start + ">\n<li>" + Inline(b.Runs))
}

// rows closes the open table unless it goes on.
func (p *page) rows(goesOn bool) {
	if !p.table || goesOn {
		return
	}
	if p.body {
		p.put("</tbody>\n")
	}
	p.put("</table>\n")
	p.table, p.body = false, false
}

func (p *page) row(b Block) {
	if !p.table {
		p.put("<table>\n")
		p.table = true
	}
	cell, end := "<td>", "</td>"
	if b.Head {
		cell, end = `<th scope="col">`, "</th>"
		p.put("<thead>\n")
	} else if !p.body {
		p.put("<tbody>\n")
		p.body = true
	}
	p.put("<tr>")
	for _, c := range b.Cells {
		p.put(cell + Inline(c) + end)
	}
	p.put("</tr>\n")
	if b.Head {
		p.put("</thead>\n")
	}
}

// Inline writes runs as the HTML within a paragraph.
func Inline(runs []Run) string {
	var out strings.Builder
	for i := 0; i < len(runs); {
		link, end := runs[i].Link, i
		for end < len(runs) && runs[end].Link == link {
			end++
		}
		if link != "" {
			out.WriteString(`<a href="` + html.EscapeString(link) + `" rel="nofollow">`)
		}
		for _, r := range runs[i:end] {
			out.WriteString(styledHTML(r))
		}
		if link != "" {
			out.WriteString("</a>")
		}
		i = end
	}
	return out.String()
}

func styledHTML(r Run) string {
	s := strings.ReplaceAll(html.EscapeString(r.Text), "\n", "<br>\n")
	for _, e := range []struct {
		on   bool
		name string
	}{{r.Code, "code"}, {r.Strike, "s"}, {r.Italic, "em"}, {r.Bold, "strong"}} {
		if e.on {
			s = "<" + e.name + ">" + s + "</" + e.name + ">"
		}
	}
	return s
}
