package docx

import "strings"

// maxColumns is what Word allows in a table.
const maxColumns = 63

// table reads a table with rows and cells that were inserted or deleted.
func (r *reader) table(n *node, into *[]Block) error {
	t := &Table{}
	for _, c := range kidsOf(n.child("w:tblGrid")) {
		if c.name == "w:gridCol" {
			t.Widths = append(t.Widths, max(number(c.get("w:w"), 0), 0))
		}
	}
	*into = append(*into, t)
	return r.rows(n, t, Tracked{})
}

func kidsOf(n *node) []*node {
	if n == nil {
		return nil
	}
	return n.kids
}

func (r *reader) rows(n *node, t *Table, tracked Tracked) error {
	for _, k := range n.kids {
		var err error
		switch k.name {
		case "", "w:proofErr":
		case "w:tblPr", "w:tblGrid":
			err = r.inside(k)
		case "w:tr":
			err = r.row(k, t, tracked)
		case "w:sdt":
			err = r.rows(orEmpty(k.child("w:sdtContent")), t, tracked)
		case "w:customXml":
			err = r.rows(k, t, tracked)
		case "w:ins", "w:del", "w:moveFrom", "w:moveTo":
			err = r.rows(k, t, r.under(tracked, k))
		case "mc:AlternateContent":
			err = r.rows(preferred(k), t, tracked)
		default:
			if !r.anchor(k) {
				err = r.content(k)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func orEmpty(n *node) *node {
	if n == nil {
		return &node{}
	}
	return n
}

func (r *reader) row(n *node, t *Table, tracked Tracked) error {
	props := n.child("w:trPr")
	row := Row{Head: props.on("w:tblHeader"), Tracked: r.tracked(props, tracked)}
	if err := r.formats(props); err != nil {
		return err
	}
	if err := r.cells(n, &row); err != nil {
		return err
	}
	row.quiet()
	t.Rows = append(t.Rows, row)
	return nil
}

// quiet takes away from the words what the row or cell around says of them already.
func (row *Row) quiet() {
	for _, c := range row.Cells {
		for _, around := range []Tracked{row.Tracked, c.Tracked} {
			if around == (Tracked{}) {
				continue
			}
			eachParagraph(c.Body, func(p *Paragraph) {
				p.Mark = p.Mark.beside(around)
				for _, in := range p.Inlines {
					if r, ok := in.(*Run); ok {
						r.Tracked = r.Tracked.beside(around)
					}
				}
			})
		}
	}
}

// beside is what is said beyond what is said around it.
func (t Tracked) beside(around Tracked) Tracked {
	if t.Inserted.same(around.Inserted) {
		t.Inserted = nil
	}
	if t.Deleted.same(around.Deleted) {
		t.Deleted = nil
	}
	return t
}

func (r *reader) cells(n *node, row *Row) error {
	for _, k := range n.kids {
		var err error
		switch k.name {
		case "", "w:proofErr", "w:trPr":
		case "w:tblPrEx":
			err = r.inside(k)
		case "w:tc":
			err = r.cell(k, row)
		case "w:sdt":
			err = r.cells(orEmpty(k.child("w:sdtContent")), row)
		case "w:customXml":
			err = r.cells(k, row)
		case "mc:AlternateContent":
			err = r.cells(preferred(k), row)
		default:
			if !r.anchor(k) {
				err = r.content(k)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) cell(n *node, row *Row) error {
	props := n.child("w:tcPr")
	c := Cell{Tracked: r.tracked(props, Tracked{})}
	if span := number(props.val("w:gridSpan"), 1); span > 1 {
		c.Span = min(span, maxColumns)
	}
	if merge := props.child("w:vMerge"); merge != nil {
		c.Merged = merge.get("w:val") != "restart"
	}
	if err := r.formats(props); err != nil {
		return err
	}
	rest := &node{name: n.name}
	for _, k := range n.kids {
		if k.name != "w:tcPr" {
			rest.kids = append(rest.kids, k)
		}
	}
	var err error
	if c.Body, err = r.blocks(rest); err != nil {
		return err
	}
	row.Cells = append(row.Cells, c)
	return nil
}

// formats notes changes of the look of a row or cell.
func (r *reader) formats(props *node) error {
	for _, k := range kidsOf(props) {
		if kind := revisionKinds[k.name]; kind == Format {
			r.doc.Other = append(r.doc.Other, Change{
				Revision: *r.revision(k, kind), Place: Place{r.part, r.paragraph + 1}, Target: TargetOther, What: k.name,
			})
		} else if strings.HasSuffix(k.name, "shd") || strings.HasSuffix(k.name, "Borders") {
			r.cosmetic(k.name)
		}
	}
	return nil
}
