package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"sampan/internal/fault"
)

// Placeholder is the text of the paragraph of a template where the content goes. A bookmark of the name "content" in a
// paragraph does the same; without either the content comes after what the template holds.
const Placeholder = "{{content}}"

// Template is a house template: the styles, the numbering, the headers and footers and the page set-up that documents
// are written into. It is safe for use by several goroutines.
type Template struct{ made house }

// OpenTemplate looks at a template (.docx or .dotx), and refuses one that would carry more than looks into every
// document: programs, embedded objects, parts outside the file, tracked changes and comments.
func OpenTemplate(content []byte) (_ *Template, err error) {
	defer fault.In(&err, "docx.OpenTemplate")
	p, err := openPackage(content)
	if err != nil {
		return nil, err
	}
	if len(p.outside) > 0 {
		return nil, fault.New(fault.Invalid, "docx.fault.external", "address", p.outside[0].target)
	}
	d, err := Read(content)
	if err != nil {
		return nil, err
	}
	if len(d.Comments) > 0 || len(d.Changes()) > 0 {
		return nil, fault.New(fault.Invalid, "docx.fault.template_changes")
	}
	b := templateBuilder{pkg: p}
	if err := b.build(); err != nil {
		return nil, err
	}
	return &Template{b.house}, nil
}

// house is a copy that a writer may add to.
func (t *Template) house() *house {
	h := t.made
	h.types = maps.Clone(h.types)
	return &h
}

// templateBuilder takes a template apart into what Write needs.
type templateBuilder struct {
	*pkg
	house
	gone map[string]bool // parts that Write makes itself
}

func (b *templateBuilder) build() error {
	b.house = house{
		main: b.pkg.main, defaults: map[string]string{"rels": ofPack + "relationships+xml", "xml": "application/xml"},
		types: map[string]string{}, styleIDs: map[string]string{}, taken: map[string]bool{}, abstract: map[string]levelRef{},
		nextList: 1, nextID: 1,
	}
	if !strings.Contains(b.house.main, "/") {
		return fault.New(fault.Invalid, "docx.fault.template")
	}
	b.gone = map[string]bool{"[Content_Types].xml": true, "_rels/.rels": true, b.house.main: true}
	for _, step := range []func() error{b.contentTypes, b.relations, b.readStyles, b.readLists, b.readSettings, b.readBody, b.keep} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (b *templateBuilder) contentTypes() error {
	content, _ := b.part("[Content_Types].xml")
	root, err := b.whole(content)
	if err != nil {
		return err
	}
	for _, n := range root.kids {
		switch n.name {
		case "ct:Default":
			b.defaults[strings.ToLower(n.get("Extension"))] = n.get("ContentType")
		case "ct:Override":
			if name, ok := b.find(strings.TrimPrefix(n.get("PartName"), "/")); ok {
				b.types[name] = n.get("ContentType")
			}
		}
	}
	return nil
}

// relations keeps those of the document, but to the parts that say who wrote in it.
func (b *templateBuilder) relations() error {
	name := path.Join(path.Dir(b.house.main), "_rels", path.Base(b.house.main)+".rels")
	if found, ok := b.find(name); ok {
		b.gone[found] = true
	}
	rels, err := b.readRels(name)
	if err != nil {
		return err
	}
	kinds, err := b.kinds(name)
	if err != nil {
		return err
	}
	folder := path.Dir(b.house.main) + "/"
	for i, r := range rels {
		if part, ok := b.find(r.target); strings.HasPrefix(strings.ToLower(r.kind), "comments") || r.kind == "people" {
			if ok {
				b.gone[part] = true
			}
			continue
		}
		if !r.outside {
			target, inside := strings.CutPrefix(r.target, folder)
			if r.target = target; !inside {
				r.target = "/" + target
			}
		}
		r.kind = kinds[i]
		b.rels = append(b.rels, r)
	}
	return nil
}

// kinds are the whole types of relations.
func (b *templateBuilder) kinds(name string) ([]string, error) {
	content, ok := b.part(name)
	if !ok {
		return nil, nil
	}
	root, err := b.whole(content)
	if err != nil {
		return nil, err
	}
	var kinds []string
	for _, n := range root.kids {
		if n.name == "rel:Relationship" {
			kinds = append(kinds, n.get("Type"))
		}
	}
	return kinds, nil
}

// personal are the folders with what was the template's own, and not its looks.
var personal = []string{"customXml/", "docProps/", "_xmlsignatures/"}

// keep keeps the parts that Write does not make.
func (b *templateBuilder) keep() error {
	top, err := b.readRels("_rels/.rels")
	if err != nil {
		return err
	}
	for _, r := range top {
		if name, ok := b.find(r.target); ok && name != b.pkg.main {
			b.gone[name] = true // properties, thumbnail, signatures: they were the template's
		}
	}
	for _, name := range b.names {
		if b.gone[name] || slices.ContainsFunc(personal, func(folder string) bool { return strings.HasPrefix(name, folder) }) {
			if name != b.styles.name && name != b.lists.name && name != b.settings.name {
				delete(b.types, name)
			}
			continue
		}
		b.parts = append(b.parts, part{name, b.pkg.parts[name]})
	}
	b.rels = slices.DeleteFunc(b.rels, func(r rel) bool { return strings.HasPrefix(r.target, "/customXml/") })
	return nil
}

// outline is the place of the elements directly inside an element, in bytes.
type outline struct {
	first, last int // behind the tag that opens it, before the one that closes it
	kids        []outlined
	head        map[string]string // namespaces by prefix, of the root
}

type outlined struct {
	node       *node
	start, end int
}

// outlineOf reads where things stand in a part, in the root (depth 0) or in an element of the root by its name.
func (p *parser) outlineOf(content []byte, within string) (*outline, error) {
	depth := 0
	if within != "" {
		depth = 1
	}
	d := xml.NewDecoder(bytes.NewReader(content))
	o := &outline{head: map[string]string{}}
	var stack []*node
	for {
		start := int(d.InputOffset())
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "docx.fault.xml")
		}
		at := int(d.InputOffset())
		switch t := t.(type) {
		case xml.StartElement:
			n, err := p.element(t)
			if err != nil {
				return nil, err
			}
			if len(stack) == 0 {
				o.namespaces(t)
			}
			if len(stack) == depth && (within == "" || n.name == within) {
				o.first = at
			}
			if len(stack) == depth+1 {
				o.kids = append(o.kids, outlined{n, start, 0})
			}
			if len(stack) > depth+1 {
				stack[len(stack)-1].kids = append(stack[len(stack)-1].kids, n)
			}
			stack = append(stack, n)
		case xml.CharData:
			if len(stack) > depth+1 {
				stack[len(stack)-1].kids = append(stack[len(stack)-1].kids, &node{text: string(t)})
			}
		case xml.EndElement:
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if len(stack) == depth+1 && len(o.kids) > 0 {
				o.kids[len(o.kids)-1].end = at
			}
			if len(stack) == depth && (within == "" || n.name == within) {
				o.last = start
			}
		}
	}
	if o.first == 0 || bytes.HasSuffix(content[:o.first], []byte("/>")) || o.head["w"] != wordNS {
		return nil, fault.New(fault.Invalid, "docx.fault.template")
	}
	return o, nil
}

func (o *outline) namespaces(t xml.StartElement) {
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" {
			o.head[a.Name.Local] = a.Value
		}
	}
}

// readBody finds where the content goes.
func (b *templateBuilder) readBody() error {
	content, _ := b.part(b.house.main)
	o, err := b.outlineOf(content, "w:body")
	if err != nil {
		return err
	}
	b.nextID = max(b.nextID, highestID(o)+1)
	from := o.last
	to := from
	if n := len(o.kids); n > 0 && o.kids[n-1].node.name == "w:sectPr" {
		from, to = o.kids[n-1].start, o.kids[n-1].start
	}
	for _, k := range o.kids {
		if k.node.name == "w:p" && (strings.TrimSpace(k.node.words()) == Placeholder || holdsBookmark(k.node, "content")) {
			from, to = k.start, k.end
			break
		}
	}
	b.before, b.after = string(content[:from]), string(content[to:])
	return nil
}

func holdsBookmark(n *node, name string) bool {
	for _, k := range n.kids {
		if k.name == "w:bookmarkStart" && k.get("w:name") == name || holdsBookmark(k, name) {
			return true
		}
	}
	return false
}

func highestID(o *outline) int {
	highest := 0
	var look func(n *node)
	look = func(n *node) {
		highest = max(highest, min(number(n.get("w:id"), 0), 1<<30))
		for _, k := range n.kids {
			look(k)
		}
	}
	for _, k := range o.kids {
		look(k.node)
	}
	return highest
}
