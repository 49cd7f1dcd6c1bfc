package redline

import (
	"slices"

	"sampan/internal/platform/text/markup"
)

// Kind is what became of a block.
type Kind uint8

// The kinds of changes.
const (
	Same      Kind = iota // nothing but perhaps its number, for others came or went before it
	Changed               // in its text, its styles or what kind of block it is; Differs says which
	Added                 // only New
	Removed               // only Old
	MovedFrom             // where it stood; only Old
	MovedTo               // where it stands; only New, with what changed on the way
	Split                 // one into several
	Merged                // several into one
)

// Aspects are the respects in which old and new differ.
type Aspects uint8

// The respects.
const (
	Text    Aspects = 1 << iota // words
	Styles                      // bold, italic, struck, code, links
	Form                        // paragraph, heading, item or row; with or without a number, and the first of a list; a row's being head
	Depth                       // the level of a heading or an item, or of quotation
	Number                      // the number of an item, by what came or went before it
	Columns                     // a row has cells more or fewer
)

// Redline is the way from one document to another, in reading order: old blocks stand in the order of the old document,
// new ones in that of the new.
type Redline []Change

// Change is what became of a block, or of several that were split or merged.
type Change struct {
	Kind     Kind
	Differs  Aspects
	Pair     int            // which MovedFrom and MovedTo belong together, from 1
	Old, New []markup.Block // as they stand in the documents
	OldAt    int            // the index of the first old block, or where it would stand
	NewAt    int            // the index of the first new block, or where it would stand

	// Parts are the words: of a Split for each new block, of a Merged for each old one, else of the block; a MovedTo may
	// be any of these. Rows, and a MovedFrom, have none.
	Parts [][]Span
	// Cells are those of a row.
	Cells []Cell
}

// Cell is what became of a cell: kept (with what changed in it), inserted or deleted with its column.
type Cell struct {
	Op    Op
	Spans []Span
}

// Accept is the document with every change made: the new one.
func (r Redline) Accept() markup.Doc {
	out := markup.Doc{}
	for _, c := range r {
		out = append(out, c.side(c.New, now)...)
	}
	return out
}

// Reject is the document with no change made: the old one.
func (r Redline) Reject() markup.Doc {
	moved := map[int]Change{}
	for _, c := range r {
		if c.Kind == MovedTo {
			moved[c.Pair] = c
		}
	}
	out := markup.Doc{}
	for _, c := range r {
		before := c.Old
		if c.Kind == MovedFrom {
			c = moved[c.Pair]
		}
		out = append(out, c.side(before, was)...)
	}
	return out
}

// side puts the blocks of one side together: what kind of blocks they are, as given, and their words from the spans.
func (c *Change) side(blocks []markup.Block, of func(Span) (markup.Style, bool)) []markup.Block {
	out := slices.Clone(blocks)
	for i := range out {
		b := &out[i]
		switch {
		case b.Kind == markup.Row:
			b.Cells = nil
			for _, cell := range c.Cells {
				if _, there := of(Span{Op: cell.Op}); there {
					b.Cells = append(b.Cells, runs(cell.Spans, of))
				}
			}
		case len(blocks) == 1:
			b.Runs = runs(slices.Concat(c.Parts...), of)
		default:
			b.Runs = runs(c.Parts[i], of)
		}
	}
	return out
}
