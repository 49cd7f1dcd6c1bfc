package anchor

import (
	"strings"
	"unicode/utf8"

	"sampan/internal/fault"
	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
)

// Piece is a text with an identity, as a node of a plan in one language.
type Piece struct {
	ID   string
	Text string
	From []string // pieces of the earlier text that parts of this one were taken from, where that is known
}

// Anchor is a place in a text: the characters From up to To of a piece, and what stood there.
type Anchor struct {
	Piece string `json:"piece"`
	From  int    `json:"from"`
	To    int    `json:"to"` // past the last character
	Quote string `json:"quote"`
}

// MaxQuote is the longest span that can be anchored, in characters. What is longer concerns the whole piece.
const MaxQuote = 4000

// At anchors the characters from up to to of a piece. A span that is empty, too long, not within the text or without a
// letter or figure is an Invalid fault.
func At(p Piece, from, to int) (Anchor, error) {
	length := utf8.RuneCountInString(p.Text)
	switch {
	case from < 0 || to <= from || to > length:
		return Anchor{}, fault.New(fault.Invalid, "anchor.span", "from", from, "to", to, "length", length)
	case to-from > MaxQuote:
		return Anchor{}, fault.New(fault.Invalid, "anchor.long", "most", MaxQuote)
	}
	quote := string([]rune(p.Text)[from:to])
	if diff.Weight(text.Segments(quote)) == 0 {
		return Anchor{}, fault.New(fault.Invalid, "anchor.empty")
	}
	return Anchor{Piece: p.ID, From: from, To: to, Quote: quote}, nil
}

// In says that the anchor's words stand in the piece where the anchor says.
func (a Anchor) In(p Piece) bool {
	if a.Piece != p.ID || a.From < 0 || a.Quote == "" || a.To-a.From != utf8.RuneCountInString(a.Quote) {
		return false
	}
	rest := p.Text
	for range a.From {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	return strings.HasPrefix(rest, a.Quote)
}

// How says what became of an anchor.
type How string

// What can become of an anchor.
const (
	Kept   How = "kept"   // the words are as they were, wherever in their piece
	Edited How = "edited" // some of the words are others now
	Moved  How = "moved"  // the words were taken to another place of the piece or to another piece
	Orphan How = "orphan" // the words are gone, or nobody can tell which of several places is theirs
)

// Followed is what became of an anchor. Of an orphan, Anchor is what it was in the old text.
type Followed struct {
	Anchor     Anchor  `json:"anchor"`
	How        How     `json:"how"`
	Confidence float64 `json:"confidence"` // 1: the same words; 0: an orphan
}
