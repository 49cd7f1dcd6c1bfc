package docx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sampan/internal/fault"
)

// entries are the parts of a package by name.
type entries map[string]string

const (
	plainTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	plainRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	namespaces = `xmlns:w="` + wordNS + `" xmlns:r="` + relNS + `" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
		`xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ` +
		`xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:w14="` + word14 + `" xmlns:w15="` + word15 + `"`
)

// document is a package with the body, and with parts beside it.
func document(body string, more entries) entries {
	e := entries{
		"[Content_Types].xml": plainTypes, "_rels/.rels": plainRels,
		"word/document.xml": `<w:document ` + namespaces + `><w:body>` + body + `</w:body></w:document>`,
	}
	maps.Copy(e, more)
	return e
}

// relations are those of the document, of a kind and a target in turn.
func relations(pairs ...string) string {
	s := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for i := 0; i < len(pairs); i += 2 {
		mode := ""
		if strings.Contains(pairs[i+1], ":") {
			mode = ` TargetMode="External"`
		}
		kind := pairs[i]
		if !strings.Contains(kind, "/") {
			kind = relNS + "/" + kind
		}
		s += `<Relationship Id="r` + string(rune('0'+i/2)) + `" Type="` + kind + `" Target="` + pairs[i+1] + `"` + mode + `/>`
	}
	return s + `</Relationships>`
}

func (e entries) zip(t testing.TB) []byte { return e.packed(t, zip.Deflate) }

func (e entries) packed(t testing.TB, method uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, name := range slices.Sorted(maps.Keys(e)) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err == nil {
			_, err = f.Write([]byte(e[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const docRels = "word/_rels/document.xml.rels"

func TestAHostileFileIsRefused(t *testing.T) {
	twice := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", "WORD/Document.xml"} {
			f, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = f.Write([]byte(document("", nil)["word/document.xml"]))
		}
		_ = z.Close()
		return b.Bytes()
	}
	macroTypes := strings.Replace(plainTypes, "officedocument.wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml", 1)
	xxe := `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + document("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", nil)["word/document.xml"]
	locked := document("", nil).zip(t)
	locked[6] |= 1
	locked = bytes.Replace(locked, []byte("PK\x01\x02\x14\x00\x14\x00\x08"), []byte("PK\x01\x02\x14\x00\x14\x00\x09"), 1)
	for name, test := range map[string]struct {
		content []byte
		key     string
	}{
		"not a zip":            {[]byte("hello"), "docx.fault.format"},
		"nothing":              {nil, "docx.fault.format"},
		"cut short":            {document("", nil).zip(t)[:200], "docx.fault.format"},
		"no document":          {entries{"a.txt": "x"}.zip(t), "docx.fault.format"},
		"a workbook":           {document("", entries{"[Content_Types].xml": strings.ReplaceAll(plainTypes, "wordprocessingml.document", "spreadsheetml.sheet")}).zip(t), "docx.fault.format"},
		"an old document":      {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...), "docx.fault.old_format"},
		"with a password":      {append(append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...), wide("EncryptedPackage")...), "docx.fault.encrypted"},
		"a locked zip":         {locked, "docx.fault.encrypted"},
		"macros by part":       {document("", entries{"word/vbaProject.bin": "x"}).zip(t), "docx.fault.macro"},
		"macros by type":       {document("", entries{"[Content_Types].xml": macroTypes}).zip(t), "docx.fault.macro"},
		"macros by relation":   {document("", entries{docRels: relations("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "x.bin")}).zip(t), "docx.fault.macro"},
		"an embedded workbook": {document("", entries{"word/embeddings/a.xlsx": "x"}).zip(t), "docx.fault.embedded"},
		"a control":            {document("", entries{"word/activeX/activeX1.xml": "x"}).zip(t), "docx.fault.embedded"},
		"OLE by relation":      {document("", entries{docRels: relations("oleObject", "file:///c:/a.doc")}).zip(t), "docx.fault.embedded"},
		"OLE in the text":      {document(`<w:p><w:r><w:object/></w:r></w:p>`, nil).zip(t), "docx.fault.embedded"},
		"altChunk":             {document(`<w:altChunk r:id="r0"/>`, nil).zip(t), "docx.fault.alt_chunk"},
		"altChunk by relation": {document("", entries{docRels: relations("aFChunk", "a.html")}).zip(t), "docx.fault.alt_chunk"},
		"an external entity":   {document("", entries{"word/document.xml": xxe}).zip(t), "docx.fault.entity"},
		"entities in a list":   {document("", entries{docRels: `<!DOCTYPE a>` + relations()}).zip(t), "docx.fault.entity"},
		"an unknown entity":    {document("<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>", nil).zip(t), "docx.fault.xml"},
		"broken XML":           {document("<w:p>", nil).zip(t), "docx.fault.xml"},
		"two parts of a name":  {twice(), "docx.fault.duplicate"},
		"a way out":            {document("", entries{"../../etc/cron.d/x": "x"}).zip(t), "docx.fault.path"},
		"a rooted name":        {document("", entries{"/etc/x": "x"}).zip(t), "docx.fault.path"},
		"a name of Windows":    {document("", entries{`word\..\x`: "x"}).zip(t), "docx.fault.path"},
		"a bomb":               {document("", entries{"word/media/a.bin": strings.Repeat("\x00", 20<<20)}).zip(t), "docx.fault.bomb"},
		"too deep":             {document(strings.Repeat("<w:sdt><w:sdtContent>", 200)+strings.Repeat("</w:sdtContent></w:sdt>", 200), nil).zip(t), "docx.fault.too_large"},
		"too many attributes":  {document("<w:p "+attributes(200)+"/>", nil).zip(t), "docx.fault.too_large"},
		"too many parts":       {document("", many(maxParts+1)).zip(t), "docx.fault.too_large"},
		"too long":             {make([]byte, MaxFile+1), "docx.fault.too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(test.content)
			if got := key(err); got != test.key {
				t.Errorf("%q (%v), want %q", got, err, test.key)
			}
			if _, err := OpenTemplate(test.content); key(err) != test.key {
				t.Errorf("as a template: %v, want %q", err, test.key)
			}
		})
	}
}

func key(err error) string {
	var f *fault.Error
	if !asFault(err, &f) {
		return ""
	}
	return f.Text.Key
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" a" + strings.Repeat("b", i) + `="1"`)
	}
	return b.String()
}

func many(n int) entries {
	e := entries{}
	for i := range n {
		e["word/media/"+strings.Repeat("x", i%200)+string(rune('0'+i/200))+".bin"] = ""
	}
	return e
}

// TestWhatGrowsStaysInBounds: a file made to be slow is read or refused in seconds.
func TestWhatGrowsStaysInBounds(t *testing.T) {
	const n = 20_000
	rep := strings.Repeat
	for name, body := range map[string]string{
		"bookmarks that never end": rep(`<w:p><w:bookmarkStart w:id="1" w:name="b"/><w:r><w:t>x</w:t></w:r></w:p>`, n),
		"one long run":             `<w:p>` + rep(`<w:r><w:t>x</w:t></w:r>`, n) + `</w:p>`,
		"one long field":           `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>` + rep(`<w:r><w:instrText> HYPERLINK "a" </w:instrText></w:r>`, n) + `</w:p>`,
		"fields in fields":         `<w:p>` + rep(`<w:r><w:fldChar w:fldCharType="begin"/></w:r>`, n) + `</w:p>`,
		"open fields":              rep(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>`+rep("a ", 100)+`</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>`, n),
		"open moves":               `<w:p>` + rep(`<w:moveFromRangeStart w:id="1" w:name="m"/><w:moveFrom><w:r><w:delText>x</w:delText></w:r></w:moveFrom>`, n) + `</w:p>`,
		"marks that all went":      rep(`<w:p><w:pPr><w:rPr><w:del w:author="a"/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`, n),
		"characters not let in":    rep("<w:p><w:r><w:t>\u202e</w:t></w:r></w:p>", n),
		"looks that alternate":     `<w:p><w:ins w:author="a">` + rep(`<w:r><w:t>x</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>y</w:t></w:r>`, n) + `</w:ins></w:p>`,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			d := read(t, document(body, nil).packed(t, zip.Store))
			d.Changes()
			d.Bookmarks()
			d.Accepted()
			d.Rejected()
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, sample(), nil))
	files, err := filepath.Glob("testdata/corpus/*-km.docx")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		check(t, content)
	})
}

// FuzzBody changes the document itself, which inside a zip a fuzzer hardly reaches.
func FuzzBody(f *testing.F) {
	for _, content := range [][]byte{write(f, sample(), nil)} {
		p, err := openPackage(content)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(p.parts["word/document.xml"]), string(p.parts["word/comments.xml"]), string(p.parts["word/numbering.xml"]))
	}
	f.Add(strangeBody, "", "")
	f.Fuzz(func(t *testing.T, body, comments, numbering string) {
		check(t, document("", entries{
			"word/document.xml": body, "word/comments.xml": comments, "word/numbering.xml": numbering,
			docRels: relations("comments", "comments.xml", "numbering", "numbering.xml"),
		}).zip(t))
	})
}

// check reads a file: it is refused by a fault with words, or whatever is asked of the document works, and what was read
// is written and read again with the same changes.
func check(t *testing.T, content []byte) {
	t.Helper()
	d, err := Read(content)
	if err != nil {
		if !strings.HasPrefix(key(err), "docx.fault.") {
			t.Fatalf("not one of our faults: %v", err)
		}
		return
	}
	before := len(d.Changes())
	d.Threads()
	d.Bookmarks()
	for _, view := range []*Document{d.Accepted(), d.Rejected()} {
		if n := len(view.Changes()); n > 0 {
			t.Errorf("%d changes are left", n)
		}
	}
	if len(d.Changes()) != before {
		t.Error("a view changed the document")
	}
	var b bytes.Buffer
	if err := Write(&b, d, nil); err != nil {
		return // marks that do not end, names that Word does not take: Write says so
	}
	if _, err := Read(b.Bytes()); err != nil && fault.KindOf(err) != fault.TooLarge {
		t.Errorf("what we wrote we refuse: %v", err)
	}
}
