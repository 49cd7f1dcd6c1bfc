package markup

import "strings"

// Parse reads Markdown. It takes any text: what is no mark is text.
func Parse(s string) Doc {
	p := parser{lines: split(s)}
	for p.at < len(p.lines) {
		p.line()
	}
	p.close()
	return p.doc.Normal()
}

// line is a line without the signs of quotation, cut from the spaces at its ends.
type line struct {
	quote, indent int
	text          string
}

func split(s string) []line {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	raw := strings.Split(strings.ReplaceAll(s, "\r", "\n"), "\n")
	out := make([]line, len(raw))
	for i, text := range raw {
		var l line
		l.indent, text = indent(text)
		for l.quote < maxQuote && strings.HasPrefix(text, ">") {
			l.quote++
			text = strings.TrimPrefix(text[1:], " ")
			l.indent, text = indent(text)
		}
		l.text = strings.TrimRight(text, " \t")
		out[i] = l
	}
	return out
}

// indent measures and cuts the spaces at the start of a line.
func indent(s string) (n int, rest string) {
	for i := range len(s) {
		switch s[i] {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n, s[i:]
		}
	}
	return n, ""
}

// parser reads line by line. The block that is open takes in lines until something ends it.
type parser struct {
	lines []line
	at    int
	doc   Doc
	open  *Block
	text  []string // of the open block
	lists []list   // the open lists, outermost first
}

// list is an open list, with its last item.
type list struct {
	indent  int
	ordered bool
	close   byte // what stands after its numbers
	number  int
}

func (p *parser) line() {
	l := p.lines[p.at]
	if l.text == "" {
		p.close()
		p.at++
		return
	}
	if p.at > 0 && l.quote != p.quote() {
		p.close()
		p.lists = p.lists[:0]
	}
	if n := p.table(); n > 0 {
		p.at += n
		return
	}
	p.at++
	if level := heading(l.text); level > 0 {
		p.begin(Block{Kind: Heading, Level: level, Quote: l.quote}, l.text[level:])
		p.close()
		p.lists = p.lists[:0]
		return
	}
	m, item := marker(l.text)
	chance := item && m.ordered && m.number != 1 && p.open != nil && len(p.lists) == 0 // a line that begins with a number
	switch {
	case item && !chance && p.item(l, m):
	case p.open != nil:
		p.text = append(p.text, l.text)
	default:
		p.paragraph(l)
	}
}

// quote is that of the last block.
func (p *parser) quote() int {
	if p.open != nil {
		return p.open.Quote
	}
	if len(p.doc) > 0 {
		return p.doc[len(p.doc)-1].Quote
	}
	return 0
}

func (p *parser) begin(b Block, text string) {
	p.close()
	p.open, p.text = &b, []string{text}
}

func (p *parser) close() {
	if p.open != nil {
		p.open.Runs = inline(strings.Join(p.text, "\n"), false)
		p.doc = append(p.doc, *p.open)
		p.open = nil
	}
}

func (p *parser) paragraph(l line) {
	p.lists = p.lists[:p.depth(l.indent)]
	p.begin(Block{Quote: l.quote, Continued: len(p.lists) > 0, Level: max(len(p.lists)-1, 0)}, l.text)
}

// depth is the number of open lists within whose items something so far indented stands.
func (p *parser) depth(indent int) int {
	n := len(p.lists)
	for n > 0 && indent < p.lists[n-1].indent+2 {
		n--
	}
	return n
}

// item begins a list item, unless its number is too long to begin a list.
func (p *parser) item(l line, m bullet) bool {
	level := p.depth(l.indent)
	now := list{indent: l.indent, ordered: m.ordered, close: m.close, number: m.number}
	if m.ordered {
		if level < len(p.lists) && p.lists[level].ordered && p.lists[level].close == m.close {
			now.number = p.lists[level].number + 1
		} else if m.number > maxStart {
			return false
		}
	}
	p.lists = append(p.lists[:level], now)
	p.begin(Block{Kind: Item, Level: level, Ordered: m.ordered, Number: now.number, Quote: l.quote}, m.text)
	return true
}

// heading is the level of a heading, or 0.
func heading(s string) int {
	n := length(s, '#')
	if n == 0 || n > 6 || n == len(s) || !blank(rune(s[n])) {
		return 0
	}
	return n
}

// bullet is the mark that begins an item, with the text after it.
type bullet struct {
	ordered bool
	number  int
	close   byte
	text    string
}

func marker(s string) (m bullet, ok bool) {
	n := 0
	for n < len(s) && n < 9 && '0' <= s[n] && s[n] <= '9' {
		m.number = 10*m.number + int(s[n]-'0')
		n++
	}
	if n == len(s) || n > 0 && s[n] != '.' && s[n] != ')' || n == 0 && s[n] != '-' && s[n] != '*' && s[n] != '+' {
		return m, false
	}
	m.ordered, m.close = n > 0, s[n]
	if n+1 == len(s) || !blank(rune(s[n+1])) {
		return m, false
	}
	m.text = strings.TrimLeft(s[n+1:], " \t")
	return m, true
}

// table takes in the table that begins at this line and says how many lines it has.
func (p *parser) table() int {
	lines := p.lines[p.at:]
	quote := lines[0].quote
	n := 0
	for n < len(lines) && lines[n].quote == quote && strings.HasPrefix(lines[n].text, "|") {
		n++
	}
	rule := 0
	if n > 0 && !dashes(lines[0].text) {
		rule = 1
	}
	if rule >= n || !dashes(lines[rule].text) {
		return 0
	}
	p.close()
	p.lists = p.lists[:0]
	for i, l := range lines[:n] {
		if i == rule {
			continue
		}
		b := Block{Kind: Row, Head: i < rule, Quote: quote}
		for _, c := range cells(l.text) {
			b.Cells = append(b.Cells, inline(c, true))
		}
		p.doc = append(p.doc, b)
	}
	return n
}

// cells cuts a row at its bars. An escaped bar is left as a bar, every other escape as it is.
func cells(s string) []string {
	var out []string
	var cell strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] != '|' {
				cell.WriteByte('\\')
			}
			cell.WriteByte(s[i])
		case s[i] == '|':
			out = append(out, strings.Trim(cell.String(), " \t"))
			cell.Reset()
		default:
			cell.WriteByte(s[i])
		}
	}
	if rest := strings.Trim(cell.String(), " \t"); rest != "" || len(out) == 0 {
		out = append(out, rest)
	}
	return out
}

// dashes says that a row is the rule of a table.
func dashes(s string) bool {
	for _, c := range cells(s) {
		if strings.Trim(c, "-:") != "" || !strings.Contains(c, "-") {
			return false
		}
	}
	return true
}
