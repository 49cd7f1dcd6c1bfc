package docx

import (
	"strconv"
	"strings"

	"sampan/internal/platform/text"
)

// maxMoves is how many ranges of moved text may be open at one place.
const maxMoves = 50

// anchorOf reads a mark between runs; nil when the element is none. Marks of moved text are kept for the runs in it.
func (r *reader) anchorOf(n *node) []*Anchor {
	none := []*Anchor{}
	id := number(n.get("w:id"), 0)
	switch n.name {
	case "w:bookmarkStart":
		name := r.admit(n.get("w:name"))
		r.bookmarks[n.get("w:id")] = name
		return []*Anchor{{Kind: BookmarkStart, Name: name}}
	case "w:bookmarkEnd":
		name, ok := r.bookmarks[n.get("w:id")]
		if !ok {
			return none
		}
		return []*Anchor{{Kind: BookmarkEnd, Name: name}}
	case "w:commentRangeStart":
		r.commented[id] = true
		return []*Anchor{{Kind: CommentStart, ID: id}}
	case "w:commentRangeEnd":
		if !r.commented[id] {
			return none
		}
		return []*Anchor{{Kind: CommentEnd, ID: id}}
	case "w:moveFromRangeStart", "w:moveToRangeStart":
		if len(r.moves) == maxMoves {
			r.moves = r.moves[1:]
		}
		r.moves = append(r.moves, move{n.get("w:id"), r.admit(n.get("w:name")), n.name == "w:moveToRangeStart"})
		return none
	case "w:moveFromRangeEnd", "w:moveToRangeEnd":
		for i, m := range r.moves {
			if m.id == n.get("w:id") {
				r.moves = append(r.moves[:i:i], r.moves[i+1:]...)
				break
			}
		}
		return none
	case "w:permStart", "w:permEnd":
		r.cosmetic(n.name)
		return none
	}
	if strings.HasPrefix(n.name, "w:customXml") && (strings.HasSuffix(n.name, "RangeEnd")) {
		return none
	}
	return nil
}

// anchor keeps a mark that stands between blocks: a beginning for the next paragraph, an end for the one before.
func (r *reader) anchor(n *node) bool {
	anchors := r.anchorOf(n)
	for _, a := range anchors {
		if end := a.Kind == BookmarkEnd || a.Kind == CommentEnd; end && r.last != nil && len(r.pending) == 0 {
			r.last.Inlines = append(r.last.Inlines, a)
		} else {
			r.pending = append(r.pending, a)
		}
	}
	return anchors != nil
}

// admit lets a text in by the rules of the one door for text, and takes out what cannot be let in, saying where.
// Spaces at the ends stay: the text is a piece of a paragraph.
func (r *reader) admit(s string) string {
	if s == "" {
		return ""
	}
	if clean, err := text.Clean("." + s + "."); err == nil {
		return clean[1 : len(clean)-1]
	}
	var b strings.Builder
	for _, c := range s {
		if _, err := text.Clean("." + string(c) + "."); err == nil {
			b.WriteRune(c)
		} else {
			r.unclean("U+" + strings.ToUpper(strconv.FormatInt(int64(c)+0x1000000, 16)[3:]))
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(text.NFC("."+b.String()+"."), "."), ".")
}

func (r *reader) unclean(code string) {
	key := Unclean{Place: r.place(), Code: code}
	if at, ok := r.dirt[key]; ok {
		r.doc.Unclean[at].Count++
		return
	}
	r.dirt[key] = len(r.doc.Unclean)
	r.doc.Unclean = append(r.doc.Unclean, Unclean{r.place(), code, 1})
}
