package docx

import (
	"strconv"
	"strings"
)

// style is what the reader needs of a style.
type style struct {
	name    string // as people know it: "Heading 1"
	based   string
	heading bool
	numID   int // -1 says nothing
	level   int
	look    Look
}

// styles are a document's styles by their id.
type styles map[string]style

func readStyles(root *node) (s styles, languages Languages) {
	s = styles{}
	if root == nil {
		return s, languages
	}
	lang := root.child("w:docDefaults").child("w:rPrDefault").child("w:rPr").child("w:lang")
	languages = Languages{Latin: lang.get("w:val"), EastAsia: lang.get("w:eastAsia"), Complex: lang.get("w:bidi")}
	for _, n := range root.kids {
		if n.name != "w:style" {
			continue
		}
		ppr := n.child("w:pPr")
		st := style{name: canonical(n.val("w:name")), based: n.val("w:basedOn"), numID: -1, look: lookOf(n.child("w:rPr"), true)}
		if num := ppr.child("w:numPr"); num != nil {
			st.numID, st.level = number(num.val("w:numId"), -1), number(num.val("w:ilvl"), 0)
		}
		st.look.Code = codeStyles[strings.ToLower(st.name)]
		st.heading = strings.HasPrefix(st.name, "Heading ") || ppr.child("w:outlineLvl") != nil
		s[n.get("w:styleId")] = st
	}
	return s, languages
}

// codeStyles are the character styles that say that something is code.
var codeStyles = map[string]bool{
	"code": true, "html code": true, "verbatim char": true, "source text": true, "html typewriter": true, "html keyboard": true,
}

// canonical is a style's name as Word shows it: the file says "heading 1".
func canonical(name string) string {
	for _, known := range styleNames {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return name
}

// nameOf is the name of a paragraph's style; "Normal" is the empty name.
func (s styles) nameOf(id string) string {
	if id == "" {
		return ""
	}
	st, ok := s[id]
	if !ok || st.name == "" {
		return id
	}
	if st.name == "Normal" {
		return ""
	}
	return st.name
}

// chain gives a style and those that it is based on, nearest first.
func (s styles) chain(id string) []style {
	var c []style
	for range 20 {
		st, ok := s[id]
		if !ok {
			break
		}
		c, id = append(c, st), st.based
	}
	return c
}

// numbering of the style: the list that paragraphs of it are in, unless it is a heading.
func (s styles) numbering(id string) (num, level int) {
	for _, st := range s.chain(id) {
		if st.heading {
			return -1, 0
		}
		if st.numID >= 0 {
			return st.numID, st.level
		}
	}
	return -1, 0
}

// characterLook is the look that a character style gives.
func (s styles) characterLook(id string) (l Look) {
	for _, st := range s.chain(id) {
		l = l.or(st.look)
	}
	return l
}

func (l Look) or(o Look) Look {
	return Look{
		l.Bold || o.Bold, l.Italic || o.Italic, l.Underline || o.Underline, l.Strike || o.Strike,
		l.Code || o.Code, l.Super || o.Super, l.Sub || o.Sub,
	}
}

// monospaced are fonts that say, where they are chosen for some words, that these are code.
var monospaced = map[string]bool{
	"courier new": true, "courier": true, "consolas": true, "liberation mono": true, "dejavu sans mono": true, "menlo": true,
}

// lookOf reads run properties. Bold and italic of complex scripts are properties of their own; they count where the text
// is of such a script.
func lookOf(rpr *node, asComplex bool) Look {
	if rpr == nil {
		return Look{}
	}
	u := rpr.child("w:u")
	vert := rpr.val("w:vertAlign")
	return Look{
		Bold:      rpr.on("w:b") || asComplex && rpr.on("w:bCs"),
		Italic:    rpr.on("w:i") || asComplex && rpr.on("w:iCs"),
		Underline: u != nil && u.get("w:val") != "" && isOn(u.get("w:val")),
		Strike:    rpr.on("w:strike") || rpr.on("w:dstrike"),
		Code:      monospaced[strings.ToLower(rpr.child("w:rFonts").get("w:ascii"))],
		Super:     vert == "superscript",
		Sub:       vert == "subscript",
	}
}

func number(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return otherwise
	}
	return n
}
