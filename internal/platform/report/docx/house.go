package docx

import (
	"fmt"
	"strings"
)

// house is what a document is written into: parts that are there already, and where ours go among them. A template is
// one, and without a template there is one of our own.
type house struct {
	parts    []part            // without those that Write makes: types, relations, document, properties, comments
	defaults map[string]string // content types by extension
	types    map[string]string // content types by part
	rels     []rel             // of the document
	main     string            // name of the document's part
	before   string            // of the document, up to where our blocks go
	after    string
	styleIDs map[string]string // by name in small letters
	taken    map[string]bool   // ids of styles
	styles   splice
	lists    splice
	settings splice
	abstract map[string]levelRef // list styles of the template, by name
	nextList int                 // first free id of a numbering, and of its definition
	nextID   int                 // first free id of a mark
	fonts    bool                // our fonts are named where a language needs one
	own      bool                // not a template
}

type part struct {
	name    string
	content []byte
}

// splice is a part with places for what we add.
type splice struct {
	name              string
	before, mid, tail string // added text goes behind before, and behind mid
}

// levelRef is a level of a numbering definition.
type levelRef struct{ abstract, level int }

const (
	wordNS   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	relNS    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	word14   = "http://schemas.microsoft.com/office/word/2010/wordml"
	word15   = "http://schemas.microsoft.com/office/word/2012/wordml"
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordML   = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	officeNS = "application/vnd.openxmlformats-officedocument."
	ofPack   = "application/vnd.openxmlformats-package."
)

// ourHouse is the house of a document that has no template.
func ourHouse(d *Document) *house {
	h := &house{
		defaults: map[string]string{"rels": ofPack + "relationships+xml", "xml": "application/xml"},
		types:    map[string]string{},
		main:     "word/document.xml",
		before:   xmlHead + `<w:document xmlns:w="` + wordNS + `" xmlns:r="` + relNS + `"><w:body>`,
		styleIDs: map[string]string{}, taken: map[string]bool{}, abstract: map[string]levelRef{},
		nextList: 1, nextID: 1, fonts: true, own: true,
	}
	h.styles = splice{"word/styles.xml", xmlHead + `<w:styles xmlns:w="` + wordNS + `">` + docDefaults(d.tongues()), "", "</w:styles>"}
	h.lists = splice{"word/numbering.xml", xmlHead + `<w:numbering xmlns:w="` + wordNS + `">`, "", "</w:numbering>"}
	h.settings = splice{"word/settings.xml", xmlHead + `<w:settings xmlns:w="` + wordNS + `"><w:zoom w:percent="100"/>`, "", settingsTail(d.tongues())}
	for kind, name := range map[string]string{"styles": h.styles.name, "numbering": h.lists.name, "settings": h.settings.name} {
		h.types[name] = wordML + kind + "+xml"
	}
	for _, kind := range []string{"styles", "numbering", "settings"} {
		h.rels = append(h.rels, rel{id: fmt.Sprintf("rId%d", len(h.rels)+1), kind: kind, target: kind + ".xml"})
	}
	references := h.margin("footer", 2, pageNumbers)
	if d.Header != "" {
		references += h.margin("header", 1, `<w:r><w:t xml:space="preserve">`+escape(d.Header)+`</w:t></w:r>`)
	}
	h.after = `<w:sectPr>` + references + `<w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>` +
		`</w:sectPr></w:body></w:document>`
	return h
}

// margin adds a header or footer, and gives the reference of a section to it.
func (h *house) margin(kind string, n int, runs string) string {
	element, style := "w:hdr", "Header"
	if kind == "footer" {
		element, style = "w:ftr", "Footer"
	}
	name := fmt.Sprintf("word/%s%d.xml", kind, n)
	h.parts = append(h.parts, part{name, []byte(xmlHead + `<` + element + ` xmlns:w="` + wordNS + `"><w:p><w:pPr><w:pStyle w:val="` + style +
		`"/></w:pPr>` + runs + `</w:p></` + element + `>`)})
	h.types[name] = wordML + kind + "+xml"
	r := rel{id: fmt.Sprintf("rId%d", len(h.rels)+1), kind: kind, target: strings.TrimPrefix(name, "word/")}
	h.rels = append(h.rels, r)
	return `<w:` + kind + `Reference w:type="default" r:id="` + r.id + `"/>`
}

var pageNumbers = simpleField("PAGE") + `<w:r><w:t xml:space="preserve"> / </w:t></w:r>` + simpleField("NUMPAGES")

func simpleField(code string) string {
	return `<w:fldSimple w:instr=" ` + code + ` "><w:r><w:t>1</w:t></w:r></w:fldSimple>`
}

// tongues are the document's languages, one for each class of scripts, with what it does not say filled in.
func (d *Document) tongues() [3]tongue {
	t := [3]tongue{latin: tongueOf("en"), eastAsian: tongueOf("zh"), complexScript: tongueOf("km")}
	for _, lang := range []string{d.Properties.Language, d.Languages.Latin, d.Languages.EastAsia, d.Languages.Complex} {
		if one := tongueOf(lang); lang != "" {
			t[one.script] = one
		}
	}
	return t
}

func docDefaults(t [3]tongue) string {
	return `<w:docDefaults><w:rPrDefault><w:rPr>` + fontsXML(t) + big(22) + langXML(t) + `</w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`
}

func fontsXML(t [3]tongue) string {
	return fmt.Sprintf(`<w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[2]s" w:cs="%[3]s"/>`,
		t[latin].font, t[eastAsian].font, t[complexScript].font)
}

func langXML(t [3]tongue) string {
	return fmt.Sprintf(`<w:lang w:val="%s" w:eastAsia="%s" w:bidi="%s"/>`, escape(t[latin].tag), escape(t[eastAsian].tag), escape(t[complexScript].tag))
}

func settingsTail(t [3]tongue) string {
	return `<w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" ` +
		`w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		strings.Replace(langXML(t), "w:lang", "w:themeFontLang", 1) + `<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>`
}

// style is the id of the style of a name, where the house has it.
func (h *house) style(name string) (id string, ok bool) {
	id, ok = h.styleIDs[strings.ToLower(name)]
	return id, ok
}
