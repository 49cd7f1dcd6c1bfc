package docx

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// houseTemplate is a template as a German Word would write it: ids of styles in its language, a header, a page on its
// side, a numbering of its own.
func houseTemplate(body string) entries {
	e := document(body, entries{
		docRels: relations("styles", "styles.xml", "numbering", "numbering.xml", "settings", "settings.xml", "header", "header1.xml"),
		"word/styles.xml": `<w:styles ` + namespaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="House" w:cs="House Khmer"/></w:rPr></w:rPrDefault></w:docDefaults>` +
			`<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>` +
			`<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>` +
			`<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Something else"/></w:style>` +
			`<w:style w:type="paragraph" w:styleId="Aufz"><w:name w:val="List Number"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style></w:styles>`,
		"word/numbering.xml": `<w:numbering ` + namespaces + `><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/></w:lvl></w:abstractNum>` +
			`<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>`,
		"word/settings.xml": `<w:settings ` + namespaces + `><w:zoom w:percent="90"/><w:defaultTabStop w:val="708"/></w:settings>`,
		"word/header1.xml":  `<w:hdr ` + namespaces + `><w:p><w:r><w:t>The Secretariat</w:t></w:r></w:p></w:hdr>`,
		"docProps/core.xml": `<a/>`,
	})
	e["[Content_Types].xml"] = strings.ReplaceAll(e["[Content_Types].xml"], "document.main+xml", "template.main+xml")
	e["[Content_Types].xml"] = strings.Replace(e["[Content_Types].xml"], "</Types>",
		`<Override PartName="/word/header1.xml" ContentType="`+wordML+`header+xml"/><Override PartName="/word/styles.xml" ContentType="`+wordML+`styles+xml"/>`+
			`<Override PartName="/word/numbering.xml" ContentType="`+wordML+`numbering+xml"/><Override PartName="/word/settings.xml" ContentType="`+wordML+`settings+xml"/></Types>`, 1)
	return e
}

const houseSection = `<w:sectPr><w:headerReference w:type="default" r:id="r3"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>`

func open(t *testing.T, e entries) *Template {
	t.Helper()
	tpl, err := OpenTemplate(e.zip(t))
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}

func TestATemplateGivesItsLooks(t *testing.T) {
	tpl := open(t, houseTemplate(`<w:p><w:r><w:t>Cover</w:t></w:r></w:p><w:p><w:r><w:t>{{con</w:t></w:r><w:r><w:t>tent}}</w:t></w:r></w:p><w:p><w:bookmarkStart w:id="70" w:name="x"/><w:bookmarkEnd w:id="70"/><w:r><w:t>Back</w:t></w:r></w:p>`+houseSection))
	d := sample()
	content := write(t, d, tpl)
	p, err := openPackage(content)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, content)
	all := lines(got)
	if all[0] != "Cover" || all[1] != "Plan" || all[len(all)-1] != "Back" {
		t.Errorf("content stands in the wrong place: %q", all)
	}
	if diff := cmp.Diff(seen(t, d), seen(t, got)); diff != "" {
		t.Errorf("changes:\n%s", diff)
	}
	main, styles := string(p.parts["word/document.xml"]), string(p.parts["word/styles.xml"])
	for _, want := range []string{`<w:pStyle w:val="berschrift1"/>`, `<w:pStyle w:val="Aufz"/>`, `<w:pStyle w:val="Quote2"/>`, houseSection} {
		if !strings.Contains(main, want) {
			t.Errorf("the document lacks %s", want)
		}
	}
	if !strings.Contains(styles, `<w:basedOn w:val="SQuote"/>`) || strings.Contains(styles, `w:styleId="Heading1"`) || !strings.Contains(styles, "House Khmer") {
		t.Errorf("styles: %s", styles)
	}
	if strings.Contains(main, "Leelawadee") {
		t.Error("a font of ours beside the template's")
	}
	if p.mainType != wordML+"document.main+xml" || !strings.Contains(string(p.parts["word/settings.xml"]), `<w:zoom w:percent="90"/><w:trackRevisions/>`) {
		t.Error("type or settings")
	}
	if !regexp.MustCompile(`<w:num w:numId="\d+"><w:abstractNumId w:val="2"/><w:lvlOverride`).Match(p.parts["word/numbering.xml"]) {
		t.Error("the template's numbering is not used")
	}
	if got.Asides[0].Kind != PageHeader || plainText(got.Asides[0].Body) != "The Secretariat" {
		t.Errorf("header: %+v", got.Asides)
	}
	if got.Properties.Title != d.Properties.Title {
		t.Error("properties are not ours")
	}
	if !bytes.Equal(content, write(t, d, tpl)) {
		t.Error("the second time other bytes")
	}
}

func TestContentGoesWhereTheTemplateSays(t *testing.T) {
	d := &Document{Body: []Block{para(words("X"))}}
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"nowhere: at the end":     {`<w:p><w:r><w:t>A</w:t></w:r></w:p>` + houseSection, []string{"A", "X"}},
		"no section":              {`<w:p><w:r><w:t>A</w:t></w:r></w:p>`, []string{"A", "X"}},
		"a bookmark":              {`<w:p><w:bookmarkStart w:id="1" w:name="content"/><w:bookmarkEnd w:id="1"/></w:p><w:p><w:r><w:t>A</w:t></w:r></w:p>`, []string{"X", "A"}},
		"the words in other text": {`<w:p><w:r><w:t>see {{content}}</w:t></w:r></w:p>`, []string{"see {{content}}", "X"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, lines(read(t, write(t, d, open(t, houseTemplate(test.body)))))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestATemplateThatCarriesMoreIsRefused(t *testing.T) {
	with := func(name, content string) entries {
		e := houseTemplate("<w:p/>")
		e[name] = content
		return e
	}
	for name, test := range map[string]struct {
		e   entries
		key string
	}{
		"something outside": {with("word/_rels/settings.xml.rels", relations("attachedTemplate", "https://example.org/t.dotm")), "docx.fault.external"},
		"a linked picture":  {with("word/_rels/header1.xml.rels", relations("image", "https://example.org/p.png")), "docx.fault.external"},
		"tracked changes":   {houseTemplate(`<w:p><w:ins w:author="A"><w:r><w:t>x</w:t></w:r></w:ins></w:p>`), "docx.fault.template_changes"},
		"other namespaces":  {with("word/styles.xml", `<x:styles xmlns:x="`+wordNS+`"></x:styles>`), "docx.fault.template"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := OpenTemplate(test.e.zip(t)); key(err) != test.key {
				t.Errorf("%v, want %s", err, test.key)
			}
		})
	}
	e := with("word/_rels/header1.xml.rels", relations("hyperlink", "https://example.org/"))
	if _, err := OpenTemplate(e.zip(t)); err != nil {
		t.Errorf("a link is no harm: %v", err)
	}
}

// TestLibreOfficeOpensADocumentOnATemplate: text, changes and comments come back from a document on a template.
func TestLibreOfficeOpensADocumentOnATemplate(t *testing.T) {
	o := startOffice(t)
	dir, out := t.TempDir(), t.TempDir()
	file := filepath.Join(dir, "a.docx")
	d := constructs["lists"](corpusWords(t)[1])
	d.Body = append(d.Body, constructs["comments"](corpusWords(t)[1]).Body...)
	d.Comments = constructs["comments"](corpusWords(t)[1]).Comments
	if err := os.WriteFile(file, write(t, d, open(t, houseTemplate("<w:p><w:r><w:t>{{content}}</w:t></w:r></w:p>"+houseSection))), 0o600); err != nil {
		t.Fatal(err)
	}
	o.convert(t, "docx:MS Word 2007 XML", out, []string{file})
	content, err := os.ReadFile(filepath.Join(out, "a.docx"))
	if err != nil {
		t.Fatal(err)
	}
	back := read(t, content)
	if diff := cmp.Diff(sorted(seen(t, d)), sorted(seen(t, back))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(lines(d.Accepted()), lines(back.Accepted())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(flatRemarks(remarks(t, d)), flatRemarks(remarks(t, back))); diff != "" {
		t.Error(diff)
	}
}

// large is a plan of 400 nodes with a change in each.
func large() *Document {
	d := &Document{Body: []Block{&Contents{Title: "Contents"}}}
	for i := range 400 {
		d.Body = append(d.Body,
			&Paragraph{Style: "Heading 2", Inlines: []Inline{words("Output")}},
			para(words(strings.Repeat("The group meets twice a year. ", 10)), inserted("new words", "Sok"), deleted("old words", "Sok"), words("to the end.")),
			item(i%3, true, 0, run("ការងារ", "km", ins("Sok"))))
	}
	return d
}

func TestALargePlanIsWrittenQuickly(t *testing.T) {
	d := large()
	best := time.Hour
	for range 5 {
		start := time.Now()
		write(t, d, nil)
		best = min(best, time.Since(start))
	}
	if best > 200*time.Millisecond {
		t.Errorf("took %v", best)
	}
}

func BenchmarkWrite(b *testing.B) {
	d := large()
	for b.Loop() {
		write(b, d, nil)
	}
}

func BenchmarkRead(b *testing.B) {
	content := write(b, large(), nil)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		read(b, content)
	}
}
