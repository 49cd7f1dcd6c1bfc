package redline

import (
	"slices"
	"strings"
	"unicode"

	"sampan/internal/platform/text"
)

// Count is a summary of changes.
type Count struct {
	Changed, Added, Removed, Moved, Split, Merged int // blocks, or groups of them
	Renumbered                                    int // otherwise the same
	WordsAdded, WordsRemoved                      int // in scripts without spaces, syllables or signs
}

// Count sums the changes up.
func (r Redline) Count() Count {
	var n Count
	for _, c := range r {
		switch c.Kind {
		case Same:
			if c.Differs != 0 {
				n.Renumbered++
			}
		case Changed:
			n.Changed++
		case Added:
			n.Added++
		case Removed:
			n.Removed++
		case MovedTo:
			n.Moved++
		case Split:
			n.Split++
		case Merged:
			n.Merged++
		case MovedFrom: // counted where it stands
		}
		spans := slices.Concat(c.Parts...)
		for _, cell := range c.Cells {
			spans = append(spans, cell.Spans...)
		}
		for _, s := range spans {
			switch s.Op {
			case Insert:
				n.WordsAdded += words(s.Text)
			case Delete:
				n.WordsRemoved += words(s.Text)
			case Keep, Reformat:
			}
		}
	}
	return n
}

func words(s string) int {
	n := 0
	for _, p := range text.Segments(s) {
		if strings.ContainsFunc(p, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}
