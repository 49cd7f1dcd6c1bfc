package docx

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/fault"
)

func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }

// strangeBody holds what Word, LibreOffice and Google Docs write beside plain paragraphs.
const strangeBody = `
<w:p><w:smartTag><w:r><w:t>smart</w:t></w:r></w:smartTag><w:proofErr w:type="spellStart"/><w:r><w:t xml:space="preserve"> tag</w:t></w:r></w:p>
<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>control</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>
<w:p><w:hyperlink r:id="r0"><w:r><w:t>out</w:t></w:r></w:hyperlink><w:hyperlink w:anchor="b"><w:r><w:t>in</w:t></w:r></w:hyperlink><w:fldSimple w:instr=" REF x "><w:r><w:t>field</w:t></w:r></w:fldSimple></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://example.org/" \l "top" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>old link</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/><w:cr/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F0F1"/></w:r></w:p>
<w:p><mc:AlternateContent><mc:Choice Requires="wps"><w:r><w:t>new</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>old</w:t></w:r></mc:Fallback></mc:AlternateContent><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:t>only</w:t></mc:Choice></mc:AlternateContent></w:r></w:p>
<w:p><w:r><w:t>box</w:t><w:pict><v:shape alt="a boat"><v:textbox><w:txbxContent><w:p><w:ins w:author="Sok" w:date="2016-04-28T09:30:00Z"><w:r><w:t>in the box</w:t></w:r></w:ins></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>
<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r><w:del w:author="Sok"><m:r><m:t>y</m:t></m:r></w:del></m:oMath><w:thing><w:t>thing</w:t></w:thing></w:p>
<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:color w:val="FF0000"/><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>
<w:tbl><w:tblPr><w:tblPrChange w:id="9" w:author="Sok" w:date="2016-04-28T09:30:00Z"/></w:tblPr><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>bad` + "\u202e" + `char</w:t></w:r><w:r><w:commentReference w:id="5"/></w:r></w:p>
<w:sectPr><w:sectPrChange w:id="3" w:author="Sok"/></w:sectPr>`

func strange(t *testing.T) *Document {
	t.Helper()
	return read(t, document(strangeBody, entries{
		docRels: relations("hyperlink", "https://example.org/", "footnotes", "footnotes.xml", "comments", "comments.xml", "header", "header1.xml",
			"attachedTemplate", "https://example.org/t.dotm"),
		"word/footnotes.xml": `<w:footnotes ` + namespaces + `><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:del w:author="Malee"><w:r><w:delText>note</w:delText></w:r></w:del></w:p></w:footnote></w:footnotes>`,
		"word/header1.xml":   `<w:hdr ` + namespaces + `><w:p><w:r><w:t>Head</w:t></w:r></w:p></w:hdr>`,
		"word/comments.xml":  `<w:comments ` + namespaces + `><w:comment w:id="5" w:author="Sok"><w:p><w:r><w:t>point</w:t></w:r></w:p></w:comment></w:comments>`,
	}).zip(t))
}

func TestTheReaderTakesWhatProgramsWrite(t *testing.T) {
	d := strange(t)
	want := []string{
		"smart tag", "control", "outinfield", "old link", "a\tb\nc\u2011\u00ad\n✓\ufffd", "oldonly", "box", "", "hidden", "cell", "badchar",
	}
	if diff := cmp.Diff(want, lines(d)); diff != "" {
		t.Error(diff)
	}
	links := []string{}
	for _, p := range d.Paragraphs() {
		for _, in := range p.Inlines {
			if r, ok := in.(*Run); ok && r.Link != "" {
				links = append(links, r.Link)
			}
		}
	}
	if diff := cmp.Diff([]string{"https://example.org/", "#b", "https://example.org/#top"}, links); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Unclean{{Place{"body", 11}, "U+202E", 1}}, d.Unclean); diff != "" {
		t.Error(diff)
	}
	if got := d.Threads(); len(got) != 1 || got[0].Lost || got[0].From.Paragraph != 11 || got[0].Text != "" {
		t.Errorf("comment at a point: %+v", got)
	}
}

func TestNothingIsDroppedSilently(t *testing.T) {
	d := strange(t)
	unread := map[string]string{}
	for _, u := range d.Unread {
		unread[u.What] = u.Text
	}
	for what, words := range map[string]string{
		"field REF": "REF x", "w:pict": "a boat", "m:oMath": "x=1y", "w:thing": "thing", "w:sym": "Symbol F0F1", "w:vanish": "",
		"w:color": "", "w:jc": "", "w:sectPr": "", "external attachedTemplate": "https://example.org/t.dotm",
	} {
		if got, ok := unread[what]; !ok || got != words {
			t.Errorf("%s: %q, %v; want %q", what, got, ok, words)
		}
	}
	asides := []string{}
	for _, a := range d.Asides {
		asides = append(asides, a.Part+": "+plainText(a.Body))
	}
	if diff := cmp.Diff([]string{"text box 1: in the box", "footnote 2: note", "header 1: Head"}, asides); diff != "" {
		t.Error(diff)
	}
	changes := []string{}
	for _, c := range d.Changes() {
		changes = append(changes, strings.Join([]string{c.Kind.String(), c.Place.Part, c.Text, c.What}, "|"))
	}
	if diff := cmp.Diff([]string{
		"insert|text box 1|in the box|", "delete|footnote 2|note|", "delete|body|y|w:del", "format|body||w:tblPrChange", "format|body||w:sectPrChange",
	}, changes); diff != "" {
		t.Error(diff)
	}
}

func TestStrictDocumentsAreRead(t *testing.T) {
	e := document(`<w:p><w:ins w:author="Sok"><w:r><w:rPr><w:b w:val="true"/></w:rPr><w:t>strict</w:t></w:r></w:ins></w:p>`, nil)
	for name, content := range e {
		e[name] = strings.NewReplacer(wordNS, "http://purl.oclc.org/ooxml/wordprocessingml/main",
			relNS+"/", "http://purl.oclc.org/ooxml/officeDocument/relationships/").Replace(content)
	}
	d := read(t, e.zip(t))
	r := d.Paragraphs()[0].Inlines[0].(*Run)
	if r.Text != "strict" || !r.Look.Bold || r.Tracked.Inserted == nil {
		t.Errorf("%+v", r)
	}
	if _, err := OpenTemplate(e.zip(t)); key(err) != "docx.fault.template" && key(err) != "docx.fault.template_changes" {
		t.Errorf("a strict template: %v", err)
	}
}
