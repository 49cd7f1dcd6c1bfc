// Package anchor keeps a remark on the words that it was made on while the text around them, and the words themselves,
// are edited, moved to another node, split or merged.
//
// Make an anchor with At, where the remark is made. When the text has become another one, make a Trail of the old and
// the new pieces and ask it to Follow each anchor. The answer is the anchor in the new text with a confidence between 0
// and 1 and how it came there, or an orphan, sooner than words that only look like its own. The confidence
// is how much of the old words and the new ones, by their letters, is the same and in the same order.
//
// An anchor stays in its piece when half of its words stayed there for certain, either very many of them or together and
// with what stood beside them. It goes to another place only when its words left the old one, when a sentence's length of
// them and what stood beside them was added there unbroken, and when there is no other such place.
//
// Places are counted in characters (Unicode code points) of the text as text.Clean lets it in. A text with emphasis,
// lists and tables is anchored in what a reader sees of it (markup.Doc.Plain), so that bold changes nothing.
package anchor
