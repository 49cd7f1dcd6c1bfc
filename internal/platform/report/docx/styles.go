package docx

import (
	"fmt"
	"strings"
)

// styleDef is a style as we write it where a template has none of the name.
type styleDef struct {
	name  string // as Word shows it
	kind  string // paragraph, character or table
	based string
	next  string
	ppr   string
	rpr   string
}

// id is the style's id in a document that has no template.
func (s styleDef) id() string { return strings.ReplaceAll(s.name, " ", "") }

// written is the name in the file, where those of Word's own styles that change with the program's language are small.
func (s styleDef) written() string {
	for _, small := range []string{"Heading ", "TOC ", "Header", "Footer", "Annotation "} {
		if strings.HasPrefix(s.name, small) && s.name != "TOC Heading" {
			return strings.ToLower(s.name)
		}
	}
	return s.name
}

const (
	accent     = "1F3A4D"
	tableStyle = "Table Grid"
	codeStyle  = "HTML Code"
	linkStyle  = "Hyperlink"
	refStyle   = "Annotation Reference"
	noteStyle  = "Annotation Text"
	listStep   = 357 // twentieths of a point that each level of a list goes in
)

// catalogue is every style that we write.
var catalogue = styleCatalogue()

var styleNames = func() []string {
	names := []string{"Normal", "List Paragraph"}
	for _, s := range catalogue {
		names = append(names, s.name)
	}
	return names
}()

func styleCatalogue() []styleDef {
	list := []styleDef{
		{name: "Normal", kind: "paragraph"},
		{"Title", "paragraph", "Normal", "Normal", spacing(0, 240) + `<w:jc w:val="left"/>`, colour(accent) + big(44)},
		{"Subtitle", "paragraph", "Normal", "Normal", spacing(0, 240), colour("595959") + big(28)},
		{"Quote", "paragraph", "Normal", "", indent(567), colour("404040")},
		{"Quote 2", "paragraph", "Quote", "", indent(1134), ""},
		{"Quote 3", "paragraph", "Quote", "", indent(1701), ""},
		{"TOC Heading", "paragraph", "Normal", "Normal", spacing(240, 120), bold + colour(accent) + big(28)},
		{"Header", "paragraph", "Normal", "", `<w:jc w:val="right"/>`, colour("595959") + big(18)},
		{"Footer", "paragraph", "Normal", "", `<w:jc w:val="center"/>`, colour("595959") + big(18)},
		{noteStyle, "paragraph", "Normal", "", spacing(0, 0), big(20)},
		{refStyle, "character", "", "", "", big(16)},
		{linkStyle, "character", "", "", "", colour("0B5394") + `<w:u w:val="single"/>`},
		{codeStyle, "character", "", "", "", `<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>`},
		{name: tableStyle, kind: "table"},
	}
	sizes := []int{32, 28, 26, 24, 23, 22, 22, 22, 22}
	for i, size := range sizes {
		list = append(list, styleDef{
			fmt.Sprintf("Heading %d", i+1), "paragraph", "Normal", "Normal",
			"<w:keepNext/><w:keepLines/>" + spacing(max(360-60*i, 160), 100) + fmt.Sprintf(`<w:outlineLvl w:val="%d"/>`, i),
			bold + colour(accent) + big(size),
		}, styleDef{
			fmt.Sprintf("TOC %d", i+1), "paragraph", "Normal", "Normal",
			`<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9016"/></w:tabs>` + spacing(0, 60) + indent(220*i), "",
		})
	}
	for i := 1; i <= 5; i++ {
		for _, kind := range []string{"List Bullet", "List Number", "List Continue"} {
			ppr := spacing(0, 80)
			if kind == "List Continue" {
				ppr += indent(listStep * i)
			}
			list = append(list, styleDef{name: listStyle(kind, i-1), kind: "paragraph", based: "Normal", ppr: ppr})
		}
	}
	return list
}

// listStyle is the name of a list's style at a level: there are five.
func listStyle(kind string, level int) string {
	if level == 0 {
		return kind
	}
	return fmt.Sprintf("%s %d", kind, min(level+1, 5))
}

const bold = "<w:b/><w:bCs/>"

func big(halfPoints int) string {
	return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, halfPoints, halfPoints)
}

func colour(rgb string) string { return `<w:color w:val="` + rgb + `"/>` }

func spacing(before, after int) string {
	return fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d"/>`, before, after)
}

func indent(left int) string { return fmt.Sprintf(`<w:ind w:left="%d"/>`, left) }

// xml is the style's definition under an id, based on a style of another id.
func (s styleDef) xml(id, based, next string) string {
	var b strings.Builder
	custom := ""
	if s.name == "Quote 2" || s.name == "Quote 3" {
		custom = ` w:customStyle="1"`
	}
	first := ""
	if s.name == "Normal" {
		first = ` w:default="1"`
	}
	fmt.Fprintf(&b, `<w:style w:type="%s"%s%s w:styleId="%s"><w:name w:val="%s"/>`, s.kind, first, custom, id, s.written())
	if based != "" {
		fmt.Fprintf(&b, `<w:basedOn w:val="%s"/>`, based)
	}
	if next != "" {
		fmt.Fprintf(&b, `<w:next w:val="%s"/>`, next)
	}
	b.WriteString("<w:qFormat/>")
	if s.ppr != "" {
		b.WriteString("<w:pPr>" + s.ppr + "</w:pPr>")
	}
	if s.rpr != "" {
		b.WriteString("<w:rPr>" + s.rpr + "</w:rPr>")
	}
	if s.kind == "table" {
		b.WriteString(tableLook)
	}
	b.WriteString("</w:style>")
	return b.String()
}

var tableLook = func() string {
	var b strings.Builder
	b.WriteString(`<w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>`, side)
	}
	b.WriteString(`</w:tblBorders><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>`)
	return b.String()
}()
