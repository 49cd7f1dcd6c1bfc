package markup

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// token is a part of a line of Markdown: text, or a mark that may turn out to be text.
type token struct {
	text       string
	kind       byte // 't' text, 'c' code, '*' and '~' emphasis, '[' and ']' a link's ends
	link       string
	opens      bool // something other than a space follows
	closes     bool // something other than a space stands before
	bold, thin int8 // what an emphasis does to bold, and to italic or struck: +1 begins it, −1 ends it, 0 nothing
}

// inline reads the marks in the text of a block.
func inline(s string, cell bool) []Run {
	tokens := scan(s, cell)
	pairLinks(tokens)
	pairEmphasis(tokens)
	var out []Run
	var now Style
	for _, t := range tokens {
		if t.kind == '*' || t.kind == '~' {
			out = emphasis(out, &now, t)
			continue
		}
		switch {
		case t.kind == '[' && t.link != "":
			now.Link = t.link
		case t.kind == ']' && t.link != "":
			now.Link = ""
		default:
			style := now
			style.Code = t.kind == 'c'
			out = append(out, Run{t.text, style})
		}
	}
	return out
}

// emphasis turns styles on and off, and writes what of the mark is text.
func emphasis(out []Run, now *Style, t token) []Run {
	left := t.text
	if t.bold != 0 {
		left = left[2:]
	}
	if t.thin != 0 {
		left = left[min(len(left), widthThin(t)):]
	}
	before := t.bold <= 0 && t.thin <= 0
	if left != "" && !before {
		out = append(out, Run{left, *now})
	}
	if t.bold != 0 {
		now.Bold = t.bold > 0
	}
	switch {
	case t.thin != 0 && t.kind == '~':
		now.Strike = t.thin > 0
	case t.thin != 0:
		now.Italic = t.thin > 0
	}
	if left != "" && before {
		out = append(out, Run{left, *now})
	}
	return out
}

func widthThin(t token) int {
	if t.kind == '~' {
		return 2
	}
	return 1
}

// scan cuts s into tokens.
func scan(s string, cell bool) []token {
	var out []token
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			out = append(out, token{text: text.String(), kind: 't'})
			text.Reset()
		}
	}
	for i := 0; i < len(s); {
		if n := strings.IndexAny(s[i:], "\\`*~[]<"); n != 0 {
			if n < 0 {
				n = len(s) - i
			}
			text.WriteString(s[i : i+n])
			i += n
			continue
		}
		t, n := mark(s, i, cell)
		switch {
		case n == 0:
			text.WriteByte(s[i])
			i++
			continue
		case t.kind == 't':
			text.WriteString(t.text)
		default:
			flush()
			out = append(out, t)
		}
		i += n
	}
	flush()
	return out
}

// mark is the token that begins at s[i] with its length, or nothing where plain text goes on.
func mark(s string, i int, cell bool) (t token, n int) {
	switch c := s[i]; {
	case c == '\\' && i+1 < len(s) && punct(s[i+1]):
		return token{text: s[i+1 : i+2], kind: 't'}, 2
	case c == '`':
		return codeSpan(s[i:])
	case c == '*' || c == '~':
		n := length(s[i:], c)
		if c == '*' && n > 3 || c == '~' && n != 2 {
			return token{text: s[i : i+n], kind: 't'}, n
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+n:])
		return token{text: s[i : i+n], kind: c, opens: i+n < len(s) && !blank(after), closes: i > 0 && !blank(before)}, n
	case c == '[':
		return token{text: "[", kind: '['}, 1
	case c == ']':
		if link, n := target(s[i+1:]); n > 0 {
			return token{text: s[i : i+1+n], kind: ']', link: link}, 1 + n
		}
		return token{text: "]", kind: ']'}, 1
	case cell && c == '<' && strings.HasPrefix(s[i:], "<br>"):
		return token{text: "\n", kind: 't'}, 4
	}
	return token{}, 0
}

func punct(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

// length is how often c stands at the start of s.
func length(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

// codeSpan is code between two equal runs of backticks, or the first of them as text. It stays on its line.
func codeSpan(s string) (t token, n int) {
	fence := length(s, '`')
	for i := fence; i < len(s) && s[i] != '\n'; {
		run := length(s[i:], '`')
		if run == fence {
			text := s[fence:i]
			if strings.Trim(text, " \t") == "" {
				break
			}
			if text[0] == ' ' && text[len(text)-1] == ' ' {
				text = text[1 : len(text)-1]
			}
			return token{text: text, kind: 'c'}, i + fence
		}
		i += max(run, 1)
	}
	return token{text: s[:fence], kind: 't'}, fence
}

// target is the address of a link at the start of s, "(address)", and its length.
func target(s string) (link string, n int) {
	if !strings.HasPrefix(s, "(") {
		return "", 0
	}
	depth := 0
	for i, c := range s {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case blank(c), i > maxAddress:
			return "", 0
		}
		if depth == 0 {
			if link := address(s[1:i]); link != "" {
				return link, i + 1
			}
			return "", 0
		}
	}
	return "", 0
}

// pairLinks gives each link's beginning its address; ends without a beginning, and links without a text, stay text.
func pairLinks(tokens []token) {
	var open []int
	for i := range tokens {
		switch t := &tokens[i]; {
		case t.kind == '[':
			open = append(open, i)
		case t.kind == ']' && len(open) == 0:
			t.link = ""
		case t.kind == ']':
			from := open[len(open)-1]
			open = open[:len(open)-1]
			if t.link == "" || !says(tokens[from+1:i]) {
				t.link = ""
				continue
			}
			tokens[from].link = t.link
			open = open[:0] // no link within a link
		}
	}
}

// says reports that some text, not only space, stands among the tokens.
func says(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool {
		text := t.kind == 't' || t.kind == 'c' || (t.kind == '[' || t.kind == ']') && t.link == ""
		return text && strings.Trim(t.text, " \t\n") != ""
	})
}

// pairEmphasis finds for each mark that can begin a style the next that can end it.
func pairEmphasis(tokens []token) {
	open := map[string]int{}
	pair := func(style string, i int, of func(*token) *int8) {
		t := &tokens[i]
		from, is := open[style]
		switch {
		case is && t.closes && says(tokens[from+1:i]):
			*of(&tokens[from]), *of(t) = 1, -1
			delete(open, style)
		case !is && t.opens:
			open[style] = i
		}
	}
	bold := func(t *token) *int8 { return &t.bold }
	thin := func(t *token) *int8 { return &t.thin }
	for i, t := range tokens {
		if t.kind == '*' && len(t.text) != 1 {
			pair("bold", i, bold)
		}
		if t.kind == '*' && len(t.text) != 2 {
			pair("italic", i, thin)
		}
		if t.kind == '~' {
			pair("strike", i, thin)
		}
	}
}
