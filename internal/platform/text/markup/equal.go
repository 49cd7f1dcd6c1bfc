package markup

import "slices"

// Equal says that both documents are the same in every block.
func (d Doc) Equal(o Doc) bool { return slices.EqualFunc(d, o, Block.Equal) }

// Equal says that both blocks are the same in text, style and kind.
func (b Block) Equal(o Block) bool {
	return b.Kind == o.Kind && b.Level == o.Level && b.Ordered == o.Ordered && b.Number == o.Number &&
		b.Continued == o.Continued && b.Quote == o.Quote && b.Head == o.Head && b.Says(o)
}

// Says reports that both blocks have the same text in the same styles, whatever kind of block they are.
func (b Block) Says(o Block) bool {
	return slices.Equal(b.Runs, o.Runs) && slices.EqualFunc(b.Cells, o.Cells, slices.Equal[[]Run])
}
