package docx

import (
	"strings"

	"sampan/internal/fault"
)

// revisionKinds are the elements that are tracked changes, wherever they stand.
var revisionKinds = map[string]Kind{
	"w:ins": Insert, "w:del": Delete, "w:moveFrom": MoveFrom, "w:moveTo": MoveTo, "w:cellIns": Insert, "w:cellDel": Delete,
	"w:rPrChange": Format, "w:pPrChange": Format, "w:sectPrChange": Format, "w:tblPrChange": Format, "w:tblGridChange": Format,
	"w:tblPrExChange": Format, "w:trPrChange": Format, "w:tcPrChange": Format, "w:cellMerge": Format, "w:numberingChange": Format,
	"w:customXmlInsRangeStart": Insert, "w:customXmlDelRangeStart": Delete,
	"w:customXmlMoveFromRangeStart": MoveFrom, "w:customXmlMoveToRangeStart": MoveTo,
}

// revision reads who changed something and when. Moved text has the name of the range that is open around it.
func (r *reader) revision(n *node, kind Kind) *Revision {
	rev := &Revision{Kind: kind, ID: number(n.get("w:id"), 0), Author: r.admit(n.get("w:author")), Date: instant(n.get("w:date"))}
	if kind == MoveFrom || kind == MoveTo {
		for _, m := range r.moves {
			if m.to == (kind == MoveTo) {
				rev.Move = m.name
			}
		}
		if start := n.child(n.name + "RangeStart"); start != nil { // where LibreOffice puts it
			rev.Move = r.admit(start.get("w:name"))
		}
	}
	return rev
}

// under adds the change that an element says to those around it.
func (r *reader) under(t Tracked, n *node) Tracked {
	switch kind := revisionKinds[n.name]; kind {
	case Insert, MoveTo:
		t.Inserted = r.revision(n, kind)
	case Delete, MoveFrom:
		t.Deleted = r.revision(n, kind)
	default:
	}
	return t
}

// tracked reads the changes of a paragraph mark, a row or a cell from its properties.
func (r *reader) tracked(props *node, t Tracked) Tracked {
	if props != nil {
		for _, k := range props.kids {
			t = r.under(t, k)
		}
	}
	return t
}

// block reads a block-level element.
func (r *reader) block(n *node, into *[]Block, t Tracked) error {
	switch n.name {
	case "", "w:proofErr":
		return nil
	case "w:p":
		return r.addParagraph(n, into, t)
	case "w:tbl":
		return r.table(n, into)
	case "w:sdt":
		return r.control(n, into, t)
	case "w:ins", "w:del", "w:moveFrom", "w:moveTo":
		if !holdsBlocks(n) {
			return r.loose(n, into, t)
		}
		return r.each(n, into, r.under(t, n))
	case "w:customXml", "w:smartTag":
		return r.each(n, into, t)
	case "mc:AlternateContent":
		return r.each(preferred(n), into, t)
	case "w:sectPr":
		return r.section(n)
	case "w:altChunk":
		return fault.New(fault.Invalid, "docx.fault.alt_chunk")
	case "w:r", "w:hyperlink", "w:fldSimple":
		return r.loose(n, into, t)
	}
	if r.anchor(n) {
		return nil
	}
	return r.content(n)
}

func (r *reader) each(n *node, into *[]Block, t Tracked) error {
	for _, k := range n.kids {
		if err := r.block(k, into, t); err != nil {
			return err
		}
	}
	return nil
}

func holdsBlocks(n *node) bool {
	for _, k := range n.kids {
		if k.name == "w:p" || k.name == "w:tbl" || k.name == "w:sdt" || revisionKinds[k.name] != 0 && holdsBlocks(k) {
			return true
		}
	}
	return false
}

// loose puts text that stands outside any paragraph in one of its own.
func (r *reader) loose(n *node, into *[]Block, t Tracked) error {
	if n.words() == "" {
		return nil
	}
	r.unread(Unread{What: n.name + " outside a paragraph", Place: r.place()})
	return r.addParagraph(&node{name: "w:p", kids: []*node{n}}, into, t)
}

// control reads a content control. A table of contents is one.
func (r *reader) control(n *node, into *[]Block, t Tracked) error {
	content := n.child("w:sdtContent")
	if content == nil {
		return nil
	}
	if n.child("w:sdtPr").child("w:docPartObj").val("w:docPartGallery") != "Table of Contents" {
		return r.each(content, into, t)
	}
	var inner []Block
	if err := r.each(content, &inner, t); err != nil {
		return err
	}
	c := &Contents{}
	for _, b := range inner {
		switch b := b.(type) {
		case *Contents:
			c.Levels, c.Body = b.Levels, append(c.Body, b.Body...)
		case *Paragraph:
			c.Body = append(c.Body, b)
		case *Table:
			*into = append(*into, b)
		}
	}
	if len(c.Body) > 0 && strings.EqualFold(c.Body[0].Style, "TOC Heading") {
		c.Title = c.Body[0].Text()
	}
	*into = append(*into, c)
	return nil
}

// addParagraph reads a paragraph; those in the field of a table of contents go together.
func (r *reader) addParagraph(n *node, into *[]Block, t Tracked) error {
	_, before := r.contents()
	p, err := r.readParagraph(n, t)
	if err != nil {
		return err
	}
	levels, after := r.contents()
	if after && !before {
		*into = append(*into, &Contents{Levels: levels})
	}
	if len(*into) > 0 && (after || before && p.Text() != "") {
		if c, ok := (*into)[len(*into)-1].(*Contents); ok {
			c.Body = append(c.Body, p)
			return nil
		}
	}
	*into = append(*into, p)
	return nil
}

// readParagraph reads a paragraph with what was changed in it.
func (r *reader) readParagraph(n *node, t Tracked) (*Paragraph, error) {
	r.paragraph++
	p := &Paragraph{}
	ppr := n.child("w:pPr")
	if ppr != nil {
		p.Style = r.styles.nameOf(ppr.val("w:pStyle"))
		p.PageBreak = ppr.on("w:pageBreakBefore")
		p.Mark = r.tracked(ppr.child("w:rPr"), t)
		r.restyled(p, ppr)
		if err := r.paragraphProperties(ppr); err != nil {
			return nil, err
		}
	}
	if p.List = r.list(ppr, p.Mark.Deleted == nil); p.List != nil && itemStyle(p.Style) {
		p.Style = ""
	}
	p.Inlines, r.pending = r.pending, nil
	w := &runs{reader: r, into: p.Inlines}
	if err := w.read(n, span{tracked: t}); err != nil {
		return nil, err
	}
	w.flush()
	p.Inlines = w.into
	p.nameMark()
	r.last = p
	return p, nil
}

// itemStyle says that a style says no more than that its paragraph is an item.
func itemStyle(name string) bool {
	return strings.HasPrefix(name, "List Bullet") || strings.HasPrefix(name, "List Number") || name == "List Paragraph"
}

// nameMark joins the mark of a moved paragraph with its words: the range that names the move begins behind the mark's
// properties.
func (p *Paragraph) nameMark() {
	for _, in := range p.Inlines {
		r, ok := in.(*Run)
		if !ok {
			continue
		}
		for _, pair := range [][2]*Revision{{p.Mark.Inserted, r.Tracked.Inserted}, {p.Mark.Deleted, r.Tracked.Deleted}} {
			if mark, run := pair[0], pair[1]; mark != nil && run != nil && mark.Kind == run.Kind && mark.Move == "" {
				mark.Move = run.Move
			}
		}
	}
}

// list reads whether a paragraph is an item, by its own properties or by its style's.
func (r *reader) list(ppr *node, counts bool) *List {
	id := ppr.val("w:pStyle")
	num, level := r.styles.numbering(id)
	if own := ppr.child("w:numPr"); own != nil {
		num = number(own.val("w:numId"), num)
		level = number(own.val("w:ilvl"), level)
	}
	return r.lists.item(num, level, r.styles.nameOf(id), counts)
}

func (r *reader) restyled(p *Paragraph, ppr *node) {
	if c := ppr.child("w:pPrChange"); c != nil {
		old := c.child("w:pPr")
		p.Was = &Restyle{Revision: *r.revision(c, Format), Style: r.styles.nameOf(old.val("w:pStyle")), List: r.list(old, false)}
		if p.Was.List != nil && itemStyle(p.Was.Style) {
			p.Was.Style = ""
		}
		return
	}
	num := ppr.child("w:numPr")
	for _, name := range []string{"w:ins", "w:numberingChange"} { // numbering alone was put on or changed
		if c := num.child(name); c != nil {
			p.Was = &Restyle{Revision: *r.revision(c, Format), Style: p.Style}
		}
	}
}

// paragraphTaken are the properties of paragraphs that the model holds or that say nothing of the text.
var paragraphTaken = map[string]bool{
	"w:pStyle": true, "w:numPr": true, "w:pageBreakBefore": true, "w:rPr": true, "w:pPrChange": true, "w:sectPr": true,
	"": true, "w:widowControl": true, "w:keepNext": true, "w:keepLines": true, "w:suppressAutoHyphens": true, "w:bidi": true,
}

func (r *reader) paragraphProperties(ppr *node) error {
	for _, k := range ppr.kids {
		if !paragraphTaken[k.name] {
			r.cosmetic(k.name)
		}
	}
	if s := ppr.child("w:sectPr"); s != nil {
		return r.section(s)
	}
	return nil
}

// section notes the page set-up and its changes.
func (r *reader) section(n *node) error {
	r.cosmetic("w:sectPr")
	return r.inside(n)
}
