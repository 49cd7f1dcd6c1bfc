package docx

import "strings"

// field is a field that is computed: its code, and whether its result has begun.
type field struct {
	code   string
	result bool
	target string // where it leads, when it is a hyperlink
	toc    bool   // its result is a table of contents
}

// The limits of fields: an address is shorter, and nobody nests so deep.
const (
	maxCode   = 4096
	maxFields = 50
)

// name is the field's word: "HYPERLINK".
func (f *field) name() string {
	words := strings.Fields(f.code)
	if len(words) == 0 {
		return ""
	}
	return strings.ToUpper(words[0])
}

// link is where a field of the kind HYPERLINK leads: HYPERLINK "address" \l "bookmark".
func (f *field) link() string {
	if f.name() != "HYPERLINK" {
		return ""
	}
	var link, anchor string
	rest := strings.TrimSpace(f.code)[len("HYPERLINK"):]
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		if strings.HasPrefix(rest, `\`) && len(rest) > 1 {
			option := rest[1]
			rest = strings.TrimSpace(rest[2:])
			switch option {
			case 'l':
				anchor, rest = word(rest)
			case 'o', 't':
				_, rest = word(rest)
			}
			continue
		}
		var s string
		if s, rest = word(rest); link == "" {
			link = s
		}
	}
	if anchor != "" {
		link += "#" + anchor
	}
	return link
}

// word cuts the first word off, which quotation marks may hold together.
func word(s string) (first, rest string) {
	if strings.HasPrefix(s, `"`) {
		first, rest, _ = strings.Cut(s[1:], `"`)
		return first, rest
	}
	if i := strings.IndexByte(s, ' '); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

func (r *reader) innermost() *field {
	if len(r.fields) == 0 {
		return nil
	}
	return &r.fields[len(r.fields)-1]
}

// contents says that a table of contents is being read, and of how many levels.
func (r *reader) contents() (levels int, open bool) {
	for _, f := range r.fields {
		if f.toc {
			return tocLevels(f.code), true
		}
	}
	return 0, false
}

// tocLevels reads \o "1-3".
func tocLevels(code string) int {
	_, after, ok := strings.Cut(code, `\o`)
	if !ok {
		return 0
	}
	levels, _ := word(strings.TrimSpace(after))
	_, to, _ := strings.Cut(levels, "-")
	return min(max(number(to, 0), 0), 9)
}

// fieldMark begins a field, ends its code or ends it.
func (w *runs) fieldMark(n *node) {
	switch n.get("w:fldCharType") {
	case "begin":
		if len(w.fields) == maxFields {
			w.fields = w.fields[1:]
		}
		w.fields = append(w.fields, field{})
	case "separate":
		if f := w.innermost(); f != nil {
			f.result, f.target, f.toc = true, w.admit(f.link()), f.name() == "TOC"
		}
	case "end":
		if f := w.innermost(); f != nil {
			w.noteField(*f)
			w.fields = w.fields[:len(w.fields)-1]
		}
	}
}

// noteField says that a text is computed where that is not clear from the model. Its result stands in the text.
func (r *reader) noteField(f field) {
	switch f.name() {
	case "HYPERLINK", "TOC", "PAGEREF", "PAGE", "NUMPAGES":
	default:
		r.unread(Unread{What: "field " + f.name(), Place: r.place(), Text: strings.TrimSpace(f.code)})
	}
}
