package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"sampan/internal/fault"
)

// The limits of the XML of a file.
const (
	maxDepth      = 120
	maxTokens     = 2_000_000 // of all parts together
	maxAttributes = 100       // of one element
)

// node is an element with what it holds. Names carry the usual prefix whatever the file calls it: "w:p".
type node struct {
	name string
	attr []attribute
	kids []*node
	text string // of a text node, whose name is ""
}

type attribute struct{ name, value string }

// get is an attribute, empty when it is not there.
func (n *node) get(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attr {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// child is the first child of the name, nil when there is none.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// val is the w:val of the child of the name.
func (n *node) val(name string) string { return n.child(name).get("w:val") }

// on says that a switch such as w:b is there and not turned off.
func (n *node) on(name string) bool {
	k := n.child(name)
	return k != nil && isOn(k.get("w:val"))
}

func isOn(v string) bool { return v != "0" && v != "false" && v != "off" && v != "none" }

// raw is the text that an element holds itself.
func (n *node) raw() string {
	var b strings.Builder
	for _, k := range n.kids {
		b.WriteString(k.text)
	}
	return b.String()
}

// words is all text below the node, without instructions of fields.
func (n *node) words() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	n.writeWords(&b)
	return b.String()
}

func (n *node) writeWords(b *strings.Builder) {
	switch n.name {
	case "":
		b.WriteString(n.text)
	case "w:instrText", "w:delInstrText":
		return
	case "w:tab":
		b.WriteByte('\t')
	}
	for _, k := range n.kids {
		k.writeWords(b)
	}
	if n.name == "w:p" {
		b.WriteByte('\n')
	}
}

// prefixes are the namespaces that the reader knows by name, transitional and strict.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":            "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                        "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":     "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                 "r",
	"http://schemas.openxmlformats.org/package/2006/relationships":            "rel",
	"http://schemas.openxmlformats.org/package/2006/content-types":            "ct",
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
	"http://purl.org/dc/elements/1.1/":                                        "dc",
	"http://purl.org/dc/terms/":                                               "dcterms",
	"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": "op",
	"http://purl.oclc.org/ooxml/officeDocument/customProperties":              "op",
	"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes":    "vt",
	"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes":                "vt",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":             "mc",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                   "a",
	"http://purl.oclc.org/ooxml/drawingml/main":                               "a",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing":  "wp",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":              "wp",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":              "m",
	"http://purl.oclc.org/ooxml/officeDocument/math":                          "m",
	"http://schemas.microsoft.com/office/word/2010/wordml":                    "w14",
	"http://schemas.microsoft.com/office/word/2012/wordml":                    "w15",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":       "wps",
	"urn:schemas-microsoft-com:vml":                                           "v",
	"urn:schemas-microsoft-com:office:office":                                 "o",
	"urn:schemas-microsoft-com:office:word":                                   "w10",
	"http://www.w3.org/XML/1998/namespace":                                    "xml",
	"xml":                                                                     "xml",
}

// parser reads the XML of a file within one budget of tokens.
type parser struct {
	tokens int
	known  map[xml.Name]string // names met so far
}

// named is a name with the usual prefix.
func (p *parser) named(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	if s, ok := p.known[n]; ok {
		return s
	}
	s := "{" + n.Space + "}" + n.Local
	if prefix, ok := prefixes[n.Space]; ok {
		s = prefix + ":" + n.Local
	}
	if p.known == nil {
		p.known = map[xml.Name]string{}
	}
	p.known[n] = s
	return s
}

// stream reads a part and gives each element at the depth (0 is the root) to do, which may keep it. Elements above that
// depth are given as they open, without children, to open when it is not nil.
func (p *parser) stream(part []byte, depth int, open, do func(*node) error) error {
	if len(part) > maxXML {
		return fault.New(fault.TooLarge, "docx.fault.too_large")
	}
	d := xml.NewDecoder(bytes.NewReader(part))
	var stack []*node
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && len(stack) == 0 {
			return nil
		}
		if err != nil {
			return fault.Wrap(fault.Invalid, err, "docx.fault.xml")
		}
		if p.tokens++; p.tokens > maxTokens || len(stack) > maxDepth {
			return fault.New(fault.TooLarge, "docx.fault.too_large")
		}
		switch t := t.(type) {
		case xml.Directive:
			return fault.New(fault.Invalid, "docx.fault.entity")
		case xml.StartElement:
			n, err := p.element(t)
			if err != nil {
				return err
			}
			if len(stack) > depth {
				top := stack[len(stack)-1]
				top.kids = append(top.kids, n)
			} else if len(stack) < depth && open != nil {
				if err := open(n); err != nil {
					return err
				}
			}
			stack = append(stack, n)
		case xml.CharData:
			if len(stack) > depth {
				top := stack[len(stack)-1]
				top.kids = append(top.kids, &node{text: string(t)})
			}
		case xml.EndElement:
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if len(stack) == depth {
				if err := do(n); err != nil {
					return err
				}
			}
		}
	}
}

func (p *parser) element(t xml.StartElement) (*node, error) {
	if len(t.Attr) > maxAttributes {
		return nil, fault.New(fault.TooLarge, "docx.fault.too_large")
	}
	n := &node{name: p.named(t.Name)}
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		n.attr = append(n.attr, attribute{p.named(a.Name), a.Value})
	}
	return n, nil
}

// whole reads a part into one tree.
func (p *parser) whole(part []byte) (root *node, err error) {
	err = p.stream(part, 0, nil, func(n *node) error { root = n; return nil })
	if err == nil && root == nil {
		err = fault.New(fault.Invalid, "docx.fault.xml")
	}
	return root, err
}
