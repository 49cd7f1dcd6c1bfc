package docx

import (
	"path"
	"strconv"
	"strings"
	"time"

	"sampan/internal/fault"
)

// Read reads a Word document. What it cannot take it says in Unread; a file that it refuses is a fault whose key begins
// with "docx.fault.".
func Read(content []byte) (_ *Document, err error) {
	defer fault.In(&err, "docx.Read")
	p, err := openPackage(content)
	if err != nil {
		return nil, err
	}
	rels, err := p.relsOf(p.main)
	if err != nil {
		return nil, err
	}
	r := &reader{pkg: p, doc: &Document{}, seen: map[unreadKey]int{}, dirt: map[Unclean]int{}, commented: map[int]bool{}, bookmarks: map[string]string{}, main: rels}
	for _, step := range []func() error{
		r.readDefinitions, r.readBody, r.readNotes, r.readMargins, r.readComments, r.readSettings, r.readProperties,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, o := range p.outside {
		r.unread(Unread{What: "external " + o.kind, Place: Place{Part: "package"}, Text: o.target})
	}
	return r.doc, nil
}

// reader turns the parts of a package into a document. It goes through them in reading order and knows where it is.
type reader struct {
	*pkg
	doc       *Document
	styles    styles
	lists     *numbering
	main      []rel             // of the document's part
	links     map[string]string // hyperlinks of the current part, by id
	part      string            // for Place
	paragraph int
	moves     []move  // open ranges of moved text
	fields    []field // open fields
	pending   []Inline
	last      *Paragraph // the paragraph before, in the same part
	commented map[int]bool
	bookmarks map[string]string // names by id, of those that have begun
	boxes     int
	seen      map[unreadKey]int
	dirt      map[Unclean]int
}

// move is an open range of text that went or came.
type move struct {
	id, name string
	to       bool
}

func (r *reader) place() Place { return Place{r.part, r.paragraph} }

type unreadKey struct {
	what, part string
	cosmetic   bool
}

// unread notes what has no place in the model. What only looks is counted once for each part, text is kept each time.
func (r *reader) unread(u Unread) {
	u.Count = max(u.Count, 1)
	key := unreadKey{u.What, u.Place.Part, u.Cosmetic}
	if at, ok := r.seen[key]; ok && u.Text == "" {
		r.doc.Unread[at].Count += u.Count
		return
	}
	if u.Text == "" {
		r.seen[key] = len(r.doc.Unread)
	}
	u.Text = r.admit(u.Text)
	r.doc.Unread = append(r.doc.Unread, u)
}

func (r *reader) cosmetic(what string) {
	r.unread(Unread{What: what, Place: r.place(), Cosmetic: true})
}

// content notes an element that holds something and has no place in the model, with its text, the changes and the text
// boxes in it.
func (r *reader) content(n *node) error {
	r.unread(Unread{What: n.name, Place: r.place(), Text: strings.TrimSpace(n.words())})
	return r.inside(n)
}

// inside looks for changes and text boxes below an element whose own meaning is lost.
func (r *reader) inside(n *node) error {
	for _, k := range n.kids {
		if k.name == "w:txbxContent" {
			if err := r.textBox(k); err != nil {
				return err
			}
			continue
		}
		if kind := revisionKinds[k.name]; kind != 0 {
			rev := r.revision(k, kind)
			r.doc.Other = append(r.doc.Other, Change{Revision: *rev, Place: r.place(), Target: TargetOther, What: k.name, Text: r.admit(k.words())})
		}
		if err := r.inside(preferred(k)); err != nil {
			return err
		}
	}
	return nil
}

// preferred is the reading of an element that offers several: what stands for programs that do not know the new one.
func preferred(n *node) *node {
	if n.name != "mc:AlternateContent" {
		return n
	}
	if f := n.child("mc:Fallback"); f != nil && len(f.kids) > 0 {
		return f
	}
	if c := n.child("mc:Choice"); c != nil {
		return c
	}
	return n
}

// enter begins a part that is read with its own count of paragraphs, and gives what ends it.
func (r *reader) enter(part string) (leave func()) {
	was := *r
	r.part, r.paragraph, r.fields, r.pending, r.last, r.moves = part, 0, nil, nil, nil, nil
	return func() {
		r.part, r.paragraph, r.fields, r.pending, r.last, r.moves = was.part, was.paragraph, was.fields, was.pending, was.last, was.moves
	}
}

// linksOf makes the hyperlinks of a part the current ones.
func (r *reader) linksOf(part string) error {
	rels, err := r.relsOf(part)
	r.links = map[string]string{}
	for _, l := range rels {
		if strings.EqualFold(l.kind, "hyperlink") && l.outside {
			r.links[l.id] = l.target
		}
	}
	return err
}

func (r *reader) readDefinitions() error {
	trees := map[string]*node{}
	for _, kind := range []string{"styles", "numbering"} {
		tree, err := r.related(kind)
		if err != nil {
			return err
		}
		trees[kind] = tree
	}
	r.styles, r.doc.Languages = readStyles(trees["styles"])
	r.lists = readNumbering(trees["numbering"])
	return nil
}

// related is the tree of the part that the document is related to in this way, nil when there is none.
func (r *reader) related(kind string) (*node, error) {
	name, ok := only(r.pkg, r.main, kind)
	if !ok {
		return nil, nil
	}
	content, _ := r.pkg.part(name)
	return r.whole(content)
}

func (r *reader) readBody() error {
	defer r.enter("body")()
	if err := r.linksOf(r.pkg.main); err != nil {
		return err
	}
	content, _ := r.pkg.part(r.pkg.main)
	var inside string
	names := []string{}
	open := func(n *node) error {
		names = append(names, n.name)
		inside = n.name
		return nil
	}
	err := r.stream(content, 2, open, func(n *node) error {
		if inside != "w:body" {
			r.cosmetic(inside)
			return nil
		}
		return r.block(n, &r.doc.Body, Tracked{})
	})
	if err != nil {
		return err
	}
	if names[0] != "w:document" || inside == "w:document" {
		return fault.New(fault.Invalid, "docx.fault.format")
	}
	return r.finish(&r.doc.Body)
}

// finish puts anchors that stand behind the last paragraph at its end.
func (r *reader) finish(into *[]Block) error {
	if r.last == nil && len(r.pending) > 0 {
		r.last = &Paragraph{}
		*into = append(*into, r.last)
	}
	if r.last != nil {
		r.last.Inlines = append(r.last.Inlines, r.pending...)
	}
	r.pending = nil
	for _, f := range r.fields {
		r.unread(Unread{What: "field that does not end", Place: r.place(), Text: f.code})
	}
	return nil
}

// blocks reads the blocks below an element.
func (r *reader) blocks(n *node) ([]Block, error) {
	var into []Block
	for _, k := range n.kids {
		if err := r.block(k, &into, Tracked{}); err != nil {
			return nil, err
		}
	}
	return into, nil
}

// readNotes reads the notes in the order of their part; the separators between text and notes are none.
func (r *reader) readNotes() error {
	for _, note := range []struct {
		rel, element, part string
		kind               AsideKind
	}{{"footnotes", "w:footnote", "footnote", Footnote}, {"endnotes", "w:endnote", "endnote", Endnote}} {
		name, ok := only(r.pkg, r.main, note.rel)
		if !ok {
			continue
		}
		if err := r.linksOf(name); err != nil {
			return err
		}
		root, err := r.related(note.rel)
		if err != nil {
			return err
		}
		for _, n := range root.kids {
			if kind := n.get("w:type"); n.name != note.element || kind != "" && kind != "normal" {
				continue
			}
			id := number(n.get("w:id"), 0)
			if err := r.aside(note.kind, note.part+" "+strconv.Itoa(id), id, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// readMargins reads headers and footers that hold text.
func (r *reader) readMargins() error {
	count := map[AsideKind]int{}
	for _, l := range r.main {
		kind, word := PageHeader, "header"
		if strings.EqualFold(l.kind, "footer") {
			kind, word = PageFooter, "footer"
		} else if !strings.EqualFold(l.kind, "header") {
			continue
		}
		content, ok := r.pkg.part(l.target)
		if !ok || l.outside {
			continue
		}
		root, err := r.whole(content)
		if err != nil {
			return err
		}
		if err := r.linksOf(l.target); err != nil {
			return err
		}
		if strings.TrimSpace(root.words()) == "" {
			continue
		}
		count[kind]++
		if err := r.aside(kind, word+" "+strconv.Itoa(count[kind]), 0, root); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) textBox(n *node) error {
	r.boxes++
	return r.aside(TextBox, "text box "+strconv.Itoa(r.boxes), 0, n)
}

func (r *reader) aside(kind AsideKind, part string, id int, n *node) error {
	at := r.place()
	if kind != TextBox {
		at = Place{part, 0}
	}
	index := len(r.doc.Asides) // a text box in a text box comes after it
	r.doc.Asides = append(r.doc.Asides, Aside{Kind: kind, Part: part, ID: id, Place: at})
	leave := r.enter(part)
	defer leave()
	body, err := r.blocks(n)
	if err != nil {
		return err
	}
	err = r.finish(&body)
	r.doc.Asides[index].Body = body
	return err
}

// readSettings looks whether the document is protected, which its sender wants known.
func (r *reader) readSettings() error {
	root, err := r.related("settings")
	if root == nil || err != nil {
		return err
	}
	defer r.enter("settings")()
	r.doc.Track = root.on("w:trackRevisions")
	if p := root.child("w:documentProtection"); p != nil && p.get("w:enforcement") != "" && isOn(p.get("w:enforcement")) {
		r.unread(Unread{What: "w:documentProtection", Place: r.place(), Text: p.get("w:edit")})
	}
	return nil
}

func (r *reader) readProperties() error {
	top, err := r.readRels("_rels/.rels")
	if err != nil {
		return err
	}
	props := &r.doc.Properties
	for _, l := range top {
		content, ok := r.pkg.part(l.target)
		kind := strings.ToLower(l.kind)
		if !ok || kind != "core-properties" && kind != "custom-properties" {
			continue
		}
		root, err := r.whole(content)
		if err != nil {
			return err
		}
		leave := r.enter(path.Base(l.target))
		if kind == "core-properties" {
			props.Title, props.Subject = r.admit(root.child("dc:title").words()), r.admit(root.child("dc:subject").words())
			props.Author, props.Language = r.admit(root.child("dc:creator").words()), r.admit(root.child("dc:language").words())
			props.Created = instant(root.child("dcterms:created").words())
		} else {
			for _, n := range root.kids {
				if n.name == "op:property" {
					props.Custom = append(props.Custom, Property{r.admit(n.get("name")), r.admit(n.words())})
				}
			}
		}
		leave()
	}
	return nil
}

// instant reads a time as documents write it, which is without a zone in some; zero when it is none.
func instant(s string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
