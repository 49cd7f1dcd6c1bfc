package docx

import (
	"path"
	"strings"

	"sampan/internal/fault"
)

// pkg is a Word package: an archive whose parts are found by their relations.
type pkg struct {
	*archive
	parser
	lower    map[string]string // name in lower case → name
	main     string            // name of the part that is the document
	mainType string
	outside  []rel // relations to what lies outside the file, hyperlinks apart
}

// rel is a relation of a part to another, or to something outside.
type rel struct {
	id, kind string // kind is the last piece of the type: "hyperlink", "styles"
	target   string // name of the part, or address
	outside  bool
}

// openPackage refuses what is no Word document and what carries something that runs.
func openPackage(content []byte) (*pkg, error) {
	a, err := openArchive(content)
	if err != nil {
		return nil, err
	}
	p := &pkg{archive: a, lower: make(map[string]string, len(a.names))}
	for _, name := range a.names {
		p.lower[strings.ToLower(name)] = name
	}
	for _, name := range a.names {
		if !strings.HasSuffix(strings.ToLower(name), ".rels") {
			continue
		}
		rels, err := p.readRels(name)
		if err != nil {
			return nil, err
		}
		if err := p.admit(name, rels); err != nil {
			return nil, err
		}
	}
	return p, p.checkTypes()
}

// refused are the relations with which a document carries a program or another document inside it.
var refused = map[string]string{
	"vbaproject": "docx.fault.macro", "wordvbadata": "docx.fault.macro",
	"oleobject": "docx.fault.embedded", "package": "docx.fault.embedded", "control": "docx.fault.embedded",
	"activexcontrolbinary": "docx.fault.embedded", "afchunk": "docx.fault.alt_chunk", "subdocument": "docx.fault.alt_chunk",
}

func (p *pkg) admit(name string, rels []rel) error {
	for _, r := range rels {
		kind := strings.ToLower(r.kind)
		if key := refused[kind]; key != "" {
			return &fault.Error{Kind: fault.Invalid, Text: fault.Message{Key: key}}
		}
		if r.outside && kind != "hyperlink" {
			p.outside = append(p.outside, r)
		}
		if strings.EqualFold(name, "_rels/.rels") && kind == "officedocument" && !r.outside {
			p.main, _ = p.find(r.target)
		}
	}
	return nil
}

// checkTypes looks at what the package says that its parts are.
func (p *pkg) checkTypes() error {
	types, ok := p.part("[Content_Types].xml")
	if !ok || p.main == "" {
		return fault.New(fault.Invalid, "docx.fault.format")
	}
	root, err := p.whole(types)
	if err != nil {
		return err
	}
	for _, n := range root.kids {
		kind := strings.ToLower(n.get("ContentType"))
		if strings.Contains(kind, "macroenabled") || strings.Contains(kind, "vbaproject") {
			return fault.New(fault.Invalid, "docx.fault.macro")
		}
		if strings.EqualFold(strings.TrimPrefix(n.get("PartName"), "/"), p.main) {
			p.mainType = kind
		}
	}
	if !strings.Contains(p.mainType, "wordprocessingml.document.main") && !strings.Contains(p.mainType, "wordprocessingml.template.main") {
		return fault.New(fault.Invalid, "docx.fault.format")
	}
	return nil
}

// find gives the name under which a part is kept, however it is written.
func (p *pkg) find(name string) (string, bool) {
	name, ok := p.lower[strings.ToLower(name)]
	return name, ok
}

// part is the bytes of a part.
func (p *pkg) part(name string) ([]byte, bool) {
	name, ok := p.find(name)
	return p.parts[name], ok
}

// relsOf are the relations of a part, none when it has none.
func (p *pkg) relsOf(name string) ([]rel, error) {
	return p.readRels(path.Join(path.Dir(name), "_rels", path.Base(name)+".rels"))
}

func (p *pkg) readRels(name string) ([]rel, error) {
	content, ok := p.part(name)
	if !ok {
		return nil, nil
	}
	root, err := p.whole(content)
	if err != nil {
		return nil, err
	}
	folder := path.Dir(path.Dir(name))
	var rels []rel
	for _, n := range root.kids {
		if n.name != "rel:Relationship" {
			continue
		}
		r := rel{id: n.get("Id"), kind: path.Base(n.get("Type")), target: n.get("Target"), outside: strings.EqualFold(n.get("TargetMode"), "External")}
		if !r.outside {
			r.target = resolve(folder, r.target)
		}
		rels = append(rels, r)
	}
	return rels, nil
}

// resolve makes a part's name of a target, which is relative to the folder unless it begins with a slash.
func resolve(folder, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(folder, target)
}

// only is the first relation of the kind to a part that is there.
func only(p *pkg, rels []rel, kind string) (string, bool) {
	for _, r := range rels {
		if strings.EqualFold(r.kind, kind) && !r.outside {
			if name, ok := p.find(r.target); ok {
				return name, true
			}
		}
	}
	return "", false
}
