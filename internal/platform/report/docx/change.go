package docx

import (
	"strconv"
	"strings"
)

// Target is what a change is a change of.
type Target int

// The targets of changes.
const (
	TargetText  Target = iota // words
	TargetMark                // the end of a paragraph: a split or a merge
	TargetRow                 // a row of a table
	TargetCell                // a cell of a table
	TargetLook                // the look of words
	TargetStyle               // style or list of a paragraph
	TargetOther               // what the model does not hold; What says what
)

// Change is one tracked change, as a reader of the document sees it.
type Change struct {
	Revision

	Target Target
	Place  Place
	At     int    // index of the first inline of the paragraph
	Text   string // inserted, deleted, moved or of another look; of a row or cell, its words
	What   string // the element, for TargetOther
	Was    *Look  // before, for TargetLook
}

// Changes lists the tracked changes in reading order: those of the body, of notes and other asides, of comments, and at
// the end those of what the model does not hold. Neighbouring runs that one person changed at one time are one change,
// and so is a row with all that came or went with it.
func (d *Document) Changes() []Change {
	c := changes{more: map[int]*strings.Builder{}}
	c.blocks("body", d.Body)
	for _, a := range d.Asides {
		c.blocks(a.Part, a.Body)
	}
	for _, comment := range d.Comments {
		for _, one := range append([]*Comment{comment}, comment.Replies...) {
			c.part, c.paragraph = "comment "+strconv.Itoa(one.ID), 0
			for _, p := range one.Body {
				c.readParagraph(p)
			}
		}
	}
	for i, b := range c.more {
		c.list[i].Text = b.String()
	}
	return append(c.list, d.Other...)
}

// changes goes through a document and knows where it is.
type changes struct {
	list      []Change
	part      string
	paragraph int
	within    Tracked                  // of the row or cell around
	growing   []int                    // changes that the run before had, in the list
	more      map[int]*strings.Builder // their text, where later runs added to it
}

func (c *changes) blocks(part string, blocks []Block) {
	c.part, c.paragraph = part, 0
	c.inside(blocks)
}

func (c *changes) inside(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Paragraph:
			c.readParagraph(b)
		case *Contents:
			for _, p := range b.Body {
				c.readParagraph(p)
			}
		case *Table:
			for _, row := range b.Rows {
				c.row(row)
			}
		}
	}
}

func (c *changes) row(row Row) {
	outer := c.within
	defer func() { c.within = outer }()
	words := make([]string, len(row.Cells))
	for i, cell := range row.Cells {
		words[i] = plainText(cell.Body)
	}
	place := Place{c.part, c.paragraph + 1}
	c.add(row.Tracked, TargetRow, place, 0, strings.Join(words, "\t"))
	c.within = within(outer, row.Tracked)
	for i, cell := range row.Cells {
		c.add(cell.Tracked, TargetCell, Place{c.part, c.paragraph + 1}, 0, words[i])
		around := c.within
		c.within = within(around, cell.Tracked)
		c.inside(cell.Body)
		c.within = around
	}
}

func within(outer, t Tracked) Tracked {
	if t.Inserted != nil {
		outer.Inserted = t.Inserted
	}
	if t.Deleted != nil {
		outer.Deleted = t.Deleted
	}
	return outer
}

// told says that a change went with the row or cell around it.
func told(r, around *Revision) bool {
	return r != nil && around != nil && r.Kind == around.Kind && r.Author == around.Author
}

func (c *changes) add(t Tracked, target Target, place Place, at int, words string) {
	for _, r := range []*Revision{t.Inserted, t.Deleted} {
		if r != nil && !told(r, c.within.Inserted) && !told(r, c.within.Deleted) {
			c.list = append(c.list, Change{Revision: *r, Target: target, Place: place, At: at, Text: words})
		}
	}
}

func (c *changes) readParagraph(p *Paragraph) {
	c.paragraph++
	place := Place{c.part, c.paragraph}
	if p.Was != nil {
		c.list = append(c.list, Change{Revision: p.Was.Revision, Target: TargetStyle, Place: place, Text: p.Text()})
	}
	c.growing = nil
	for i, in := range p.Inlines {
		if r, ok := in.(*Run); ok {
			c.run(r, place, i)
		}
	}
	c.add(p.Mark, TargetMark, place, len(p.Inlines), "")
}

// run adds the changes of a run, each to the same change of the run before it when there is one.
func (c *changes) run(r *Run, place Place, at int) {
	before := c.growing
	c.growing = nil
	for _, t := range []Tracked{{Inserted: r.Tracked.Inserted}, {Deleted: r.Tracked.Deleted}} {
		rev := t.Inserted
		if rev == nil {
			rev = t.Deleted
		}
		if rev == nil || c.grow(before, rev, TargetText, r.Text) {
			continue
		}
		if c.add(t, TargetText, place, at, r.Text); len(c.list) > 0 {
			c.growing = append(c.growing, len(c.list)-1)
		}
	}
	if r.Was == nil || c.grow(before, &r.Was.Revision, TargetLook, r.Text) {
		return
	}
	was := r.Was.Look
	c.list = append(c.list, Change{Revision: r.Was.Revision, Target: TargetLook, Place: place, At: at, Text: r.Text, Was: &was})
	c.growing = append(c.growing, len(c.list)-1)
}

// grow adds text to a change of the run before.
func (c *changes) grow(before []int, rev *Revision, target Target, words string) bool {
	for _, i := range before {
		if old := &c.list[i]; old.Target == target && old.same(rev) {
			if c.more[i] == nil {
				c.more[i] = &strings.Builder{}
				c.more[i].WriteString(old.Text)
			}
			c.more[i].WriteString(words)
			c.growing = append(c.growing, i)
			return true
		}
	}
	return false
}
