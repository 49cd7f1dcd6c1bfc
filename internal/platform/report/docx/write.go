package docx

import (
	"archive/zip"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"sampan/internal/fault"
)

// Write writes a document, on a template unless it is nil. The same document on the same template is the same bytes.
//
// The program's own mistakes are errors: a bookmark or comment that begins and does not end, a comment without a place,
// two bookmarks of one name, a name that Word does not take. Asides, Other and the Body of Contents are not written.
func Write(w io.Writer, d *Document, t *Template) (err error) {
	defer fault.In(&err, "docx.Write")
	h := ourHouse(d)
	if t != nil {
		h = t.house()
	}
	wr := newWriter(d, h)
	if err := wr.check(); err != nil {
		return err
	}
	wr.blocks(d.Body)
	return wr.pack(w)
}

// writer writes the body of a document, and gathers on the way what the other parts need.
type writer struct {
	doc      *Document
	house    *house
	b        *strings.Builder
	id       int               // next free id of a mark
	used     map[string]string // styles of ours that the house lacks, by name, with the id that they get
	order    []string          // of used
	links    map[string]string // relations of hyperlinks, by address
	marks    map[string]int    // ids of open bookmarks
	threads  map[int]*Comment
	noteIDs  map[*Comment]int
	lists    *lists
	moves    *moveRanges
	headings []heading
	heading  int     // how many headings the contents have
	within   Tracked // of the row or cell around
}

func newWriter(d *Document, h *house) *writer {
	w := &writer{
		doc: d, house: h, b: &strings.Builder{}, id: h.nextID, used: map[string]string{}, links: map[string]string{}, marks: map[string]int{},
		threads: map[int]*Comment{}, noteIDs: map[*Comment]int{},
	}
	if h.own {
		for _, s := range catalogue {
			w.use(s.name)
		}
	}
	for _, c := range d.Comments {
		w.threads[c.ID] = c
		for _, one := range append([]*Comment{c}, c.Replies...) {
			w.noteIDs[one] = len(w.noteIDs)
		}
	}
	w.lists = newLists(d, h)
	w.moves = newMoveRanges(d)
	w.headings = headingsOf(d)
	return w
}

func (w *writer) put(s ...string) {
	for _, one := range s {
		w.b.WriteString(one)
	}
}

func (w *writer) putf(format string, args ...any) { fmt.Fprintf(w.b, format, args...) }

// next is a fresh id for a mark or a change.
func (w *writer) next() int {
	w.id++
	return w.id - 1
}

// use is the id of the style of a name. A style of ours that the house lacks is added to it, with those it is based on;
// a name that nobody knows is Normal.
func (w *writer) use(name string) string {
	if id, ok := w.house.style(name); ok {
		return id
	}
	if id, ok := w.used[name]; ok {
		return id
	}
	i := slices.IndexFunc(catalogue, func(s styleDef) bool { return s.name == name })
	if i < 0 {
		return ""
	}
	id := catalogue[i].id()
	for w.house.taken[strings.ToLower(id)] {
		id = "S" + id
	}
	w.used[name] = id
	if based := catalogue[i].based; based != "" {
		w.use(based)
	}
	w.order = append(w.order, name)
	return id
}

func (w *writer) stylesPart() part {
	s := w.house.styles
	var added strings.Builder
	for _, name := range w.order {
		def := catalogue[slices.IndexFunc(catalogue, func(s styleDef) bool { return s.name == name })]
		based, next := "", ""
		if def.based != "" {
			based = w.use(def.based)
		}
		if def.next != "" {
			next = w.use(def.next)
		}
		added.WriteString(def.xml(w.used[name], based, next))
	}
	return part{s.name, []byte(s.before + added.String() + s.mid + s.tail)}
}

// properties are the parts that say what the document is.
func (w *writer) properties() []part {
	p := w.doc.Properties
	var b strings.Builder
	b.WriteString(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, f := range [][2]string{{"dc:title", p.Title}, {"dc:subject", p.Subject}, {"dc:creator", p.Author}, {"dc:language", p.Language}} {
		if f[1] != "" {
			b.WriteString("<" + f[0] + ">" + escape(f[1]) + "</" + f[0] + ">")
		}
	}
	if !p.Created.IsZero() {
		for _, name := range []string{"created", "modified"} {
			fmt.Fprintf(&b, `<dcterms:%s xsi:type="dcterms:W3CDTF">%s</dcterms:%s>`, name, date(p.Created), name)
		}
	}
	b.WriteString(`</cp:coreProperties>`)
	parts := []part{{"docProps/core.xml", []byte(b.String())}}
	if len(p.Custom) == 0 {
		return parts
	}
	b.Reset()
	b.WriteString(xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" ` +
		`xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`)
	for i, one := range p.Custom {
		fmt.Fprintf(&b, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`,
			i+2, escape(one.Name), escape(one.Value))
	}
	b.WriteString(`</Properties>`)
	return append(parts, part{"docProps/custom.xml", []byte(b.String())})
}

// pack puts the parts together.
func (w *writer) pack(out io.Writer) error {
	h := w.house
	types, rels := maps.Clone(h.types), slices.Clone(h.rels)
	parts := slices.Clone(h.parts)
	folder := h.main[:strings.LastIndexByte(h.main, '/')+1]
	add := func(p part, kind, contentType string) {
		parts = append(parts, p)
		types[p.name] = contentType
		rels = append(rels, rel{id: "sampan" + kind, kind: kind, target: strings.TrimPrefix(p.name, folder)})
	}
	if len(w.doc.Comments) > 0 {
		comments, extended := w.comments()
		add(part{folder + "comments.xml", comments}, "comments", wordML+"comments+xml")
		add(part{folder + "commentsExtended.xml", extended}, "commentsExtended", wordML+"commentsExtended+xml")
	}
	parts = append(parts, w.stylesPart(), w.lists.part(h), w.settingsPart()) // after all that asks for styles
	for _, address := range slices.Sorted(maps.Keys(w.links)) {
		rels = append(rels, rel{id: w.links[address], kind: "hyperlink", target: address, outside: true})
	}
	top := []rel{{id: "rId1", kind: "officeDocument", target: h.main}}
	for i, p := range w.properties() {
		parts = append(parts, p)
		kind := []string{"core-properties", "custom-properties"}[i]
		types[p.name] = []string{ofPack + "core-properties+xml", officeNS + "custom-properties+xml"}[i]
		top = append(top, rel{id: fmt.Sprintf("rId%d", i+2), kind: kind, target: p.name})
	}
	types[h.main] = wordML + "document.main+xml"
	parts = append(parts,
		part{h.main, []byte(h.before + w.b.String() + h.after)},
		part{"_rels/.rels", relsXML(top)},
		part{folder + "_rels/" + strings.TrimPrefix(h.main, folder) + ".rels", relsXML(rels)},
	)
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return zipped(out, append([]part{{"[Content_Types].xml", typesXML(h.defaults, types)}}, parts...))
}

func zipped(out io.Writer, parts []part) error {
	z := zip.NewWriter(out)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate}) // no time: equal bytes
		if err != nil {
			return err
		}
		if _, err := f.Write(p.content); err != nil {
			return err
		}
	}
	return z.Close()
}

func (w *writer) settingsPart() part {
	s := w.house.settings
	track := ""
	if w.doc.Track {
		track = "<w:trackRevisions/>"
	}
	return part{s.name, []byte(s.before + track + s.mid + s.tail)}
}

func relsXML(rels []rel) []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for _, r := range rels {
		mode := ""
		if r.outside {
			mode = ` TargetMode="External"`
		}
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s" Target="%s"%s/>`, escape(r.id), relType(r.kind), escape(r.target), mode)
	}
	b.WriteString(`</Relationships>`)
	return []byte(b.String())
}

// relType is the type of a relation by its last piece; one of a template is kept whole.
func relType(kind string) string {
	switch kind {
	case "core-properties":
		return "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
	case "commentsExtended":
		return "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
	}
	if strings.Contains(kind, "/") {
		return kind
	}
	return relNS + "/" + kind
}

func typesXML(defaults, types map[string]string) []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`)
	for _, ext := range slices.Sorted(maps.Keys(defaults)) {
		fmt.Fprintf(&b, `<Default Extension="%s" ContentType="%s"/>`, escape(ext), escape(defaults[ext]))
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&b, `<Override PartName="/%s" ContentType="%s"/>`, escape(name), escape(types[name]))
	}
	b.WriteString(`</Types>`)
	return []byte(b.String())
}

// date is a time as Word writes it, which knows no parts of a second.
func date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")

// escape writes a text so that XML holds it. What no XML can hold becomes the mark of a lost character.
func escape(s string) string {
	for _, r := range s {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			s = strings.Map(legal, s)
			break
		}
	}
	return escaper.Replace(strings.ToValidUTF8(s, "\ufffd"))
}

func legal(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return '\ufffd'
	}
	return r
}
