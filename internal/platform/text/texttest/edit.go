package texttest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sampan/internal/platform/text/markup"
)

// What is the kind of a deed.
type What string

// What a hand does to a document.
const (
	Edited   What = "edited"   // some words of a block put in, taken out or replaced
	Restyled What = "restyled" // some words set in another style
	Moved    What = "moved"
	Split    What = "split"
	Merged   What = "merged" // with the next block
	Added    What = "added"
	Removed  What = "removed"
	Replaced What = "replaced" // all words of a block
	Copied   What = "copied"   // a block put in a second time
	Formed   What = "formed"   // made an item, a paragraph, a heading, or set deeper
	Columns  What = "columns"  // a column of a table put in or taken out
)

// Deed is one thing that was done to a document.
type Deed struct {
	What    What
	Old     int  // the first block that it was done to, in the old document; −1 for one that was not there
	New     int  // what became of it, in the new document; −1 if it is gone
	Clean   bool // nothing else was done to the blocks that it concerns
	Letters int  // how many letters were put in and taken out
}

// Pair is two drafts and what was done to the first to make the second.
type Pair struct {
	Language string
	Seed     uint64
	Old, New markup.Doc
	Deeds    []Deed
}

// NewPair writes a document of up to 12 parts and edits it up to 8 times.
func NewPair(language string, seed uint64) Pair {
	h := New(language, seed)
	p := Pair{Language: language, Seed: seed, Old: h.Doc(1 + h.IntN(12))}
	p.New, p.Deeds = h.Edit(p.Old, 1+h.IntN(8))
	return p
}

// piece is a block while it is edited.
type piece struct {
	markup.Block
	id      int
	origin  int // in the old document, or −1
	touched int
}

// deed is a Deed that still names its blocks by id.
type deed struct {
	Deed
	ids []int
}

// desk is a document while it is edited.
type desk struct {
	*Hand
	pieces []*piece
	all    map[int]*piece // by id, those gone too
	deeds  []deed
}

// Edit edits a document in Normal form as many times as told, as far as there is something to edit.
func (h *Hand) Edit(d markup.Doc, times int) (markup.Doc, []Deed) {
	k := &desk{Hand: h, all: map[int]*piece{}}
	for i, b := range d {
		k.pieces = append(k.pieces, k.piece(b, i))
	}
	for range times {
		k.once()
	}
	out := make(markup.Doc, len(k.pieces))
	place := map[int]int{}
	for i, p := range k.pieces {
		out[i], place[p.id] = p.Block, i
	}
	done := renumber(out.Normal())
	if len(done) != len(out) {
		panic("texttest: an edit left a block without text")
	}
	deeds := make([]Deed, len(k.deeds))
	for i, dd := range k.deeds {
		dd.New, dd.Clean = -1, true
		for n, id := range dd.ids {
			p := k.all[id]
			at, there := place[id]
			if there && dd.New < 0 {
				dd.New = at
			}
			follows := n == 0 || dd.What != Split || there && at == dd.New+n
			dd.Clean = dd.Clean && p.touched == 1 && follows
		}
		deeds[i] = dd.Deed
	}
	return done, deeds
}

func (k *desk) piece(b markup.Block, origin int) *piece {
	k.ids++
	p := &piece{Block: clone(b), id: k.ids, origin: origin}
	k.all[p.id] = p
	return p
}

func clone(b markup.Block) markup.Block {
	b.Runs, b.Cells = slices.Clone(b.Runs), slices.Clone(b.Cells)
	return b
}

func (k *desk) did(what What, origin, letters int, pieces ...*piece) {
	d := deed{Deed: Deed{What: what, Old: origin, Letters: letters}}
	for _, p := range pieces {
		p.touched++
		d.ids = append(d.ids, p.id)
	}
	k.deeds = append(k.deeds, d)
}

func letters(s string) int { return utf8.RuneCountInString(strings.Join(strings.Fields(s), "")) }

func (k *desk) once() {
	if len(k.pieces) == 0 {
		k.add(0)
		return
	}
	i := k.IntN(len(k.pieces))
	switch n := k.IntN(100); {
	case n < 34:
		k.edit(k.pieces[i])
	case n < 43:
		k.style(k.pieces[i])
	case n < 55:
		k.move(i)
	case n < 64:
		k.split(i)
	case n < 72:
		k.merge(i)
	case n < 81:
		k.add(i)
	case n < 88:
		k.remove(i)
	case n < 90:
		k.replace(k.pieces[i])
	case n < 92:
		k.twice(i)
	case n < 96:
		k.form(k.pieces[i])
	default:
		k.columns(i)
	}
}

// words are the runs of a block, or of one of its cells.
func (k *desk) words(p *piece) *[]markup.Run {
	if p.Kind != markup.Row {
		return &p.Runs
	}
	return &p.Cells[k.IntN(len(p.Cells))]
}

func (k *desk) edit(p *piece) {
	runs := k.words(p)
	s := plain(*runs)
	from, to := k.stretch(s, 3)
	var in string
	switch k.IntN(3) {
	case 0: // put in
		from = to
		in = k.Words(1+k.IntN(3)) + k.tongue.space
		if from == len(s) {
			in = k.tongue.space + strings.TrimSpace(in)
		}
	case 1: // taken out
		if strings.TrimSpace(s[:from]+s[to:]) == "" {
			return
		}
	default:
		in = k.Words(1 + k.IntN(3))
	}
	k.did(Edited, p.origin, letters(s[from:to])+letters(in), p)
	*runs = splice(*runs, from, to, in)
}

func (k *desk) style(p *piece) {
	runs := k.words(p)
	if plain(*runs) != "" {
		*runs = k.restyle(*runs)
		k.did(Restyled, p.origin, 0, p)
	}
}

// move takes up to four neighbours elsewhere; rows stay in their table.
func (k *desk) move(i int) {
	to := min(i+1+k.IntN(4), len(k.pieces))
	row := k.pieces[i].Kind == markup.Row
	from, end := 0, len(k.pieces)
	if row {
		if k.pieces[i].Head {
			return
		}
		to = i + 1
		from, end = k.body(i)
	}
	for at := i; at < to; at++ {
		if p := k.pieces[at]; (p.Kind == markup.Row) != row || p.Continued {
			return
		}
	}
	block := slices.Clone(k.pieces[i:to])
	rest := slices.Delete(slices.Clone(k.pieces), i, to)
	end -= to - i
	at := from + k.IntN(end-from+1)
	if at == i || !row && k.inside(rest, at) {
		return
	}
	k.pieces = slices.Insert(rest, at, block...)
	for _, p := range block {
		k.did(Moved, p.origin, 0, p)
	}
}

// body are the rows of the table around i, without its head.
func (k *desk) body(i int) (from, end int) {
	from, end = i, i+1
	for from > 0 && k.pieces[from-1].Kind == markup.Row && !k.pieces[from-1].Head {
		from--
	}
	for end < len(k.pieces) && k.pieces[end].Kind == markup.Row && !k.pieces[end].Head {
		end++
	}
	return from, end
}

// inside says that a place is within a table or between an item and what continues it.
func (k *desk) inside(pieces []*piece, at int) bool {
	return at < len(pieces) && (pieces[at].Continued || pieces[at].Kind == markup.Row && !pieces[at].Head)
}

// split makes two blocks of one at the end of a sentence, or in a language that marks none, of a clause.
func (k *desk) split(i int) {
	p := k.pieces[i]
	if p.Kind == markup.Row || p.Kind == markup.Heading {
		return
	}
	s, mark := plain(p.Runs), k.tongue.stop
	if mark == "" {
		mark = " "
	}
	var places []int
	for at := range s {
		if at > len(s)/5 && at < len(s)*4/5 && strings.HasSuffix(s[:at], mark) {
			places = append(places, at)
		}
	}
	if len(places) == 0 {
		return
	}
	before, after := cut(p.Runs, places[k.IntN(len(places))])
	second := k.piece(p.Block, p.origin)
	p.Runs, second.Runs = before, after
	k.pieces = slices.Insert(k.pieces, i+1, second)
	second.touched = p.touched
	k.did(Split, p.origin, 0, p, second)
}

// merge makes one block of two of a kind.
func (k *desk) merge(i int) {
	if i+1 == len(k.pieces) {
		return
	}
	p, q := k.pieces[i], k.pieces[i+1]
	if p.Kind != q.Kind || p.Level != q.Level || p.Quote != q.Quote || p.Continued != q.Continued || p.Kind == markup.Row || p.Kind == markup.Heading {
		return
	}
	p.Runs = slices.Concat(p.Runs, []markup.Run{{Text: k.tongue.next}}, q.Runs)
	k.pieces = slices.Delete(k.pieces, i+1, i+2)
	p.touched += q.touched
	k.did(Merged, p.origin, 0, p)
	if q.origin != p.origin+1 || p.origin < 0 {
		p.touched++ // they were no neighbours before
	}
	q.touched += 2
}

// add puts in a block like the one at i.
func (k *desk) add(i int) {
	b := markup.Block{Runs: k.emphasise(k.Prose(1+k.IntN(3)), k.IntN(2))}
	if i < len(k.pieces) {
		like := k.pieces[i].Block
		switch {
		case like.Kind == markup.Row && !like.Head:
			b = markup.Block{Kind: markup.Row, Quote: like.Quote}
			for range like.Cells {
				b.Cells = append(b.Cells, []markup.Run{{Text: k.Words(1 + k.IntN(6))}})
			}
		case like.Kind == markup.Item:
			b = markup.Block{Kind: markup.Item, Level: like.Level, Ordered: like.Ordered, Quote: like.Quote, Runs: k.emphasise(k.Sentence(3+k.IntN(15)), 0)}
		case like.Continued:
			return
		}
	}
	p := k.piece(b, -1)
	k.pieces = slices.Insert(k.pieces, i, p)
	k.did(Added, -1, letters(b.Text()), p)
}

func (k *desk) remove(i int) {
	p := k.pieces[i]
	k.pieces = slices.Delete(k.pieces, i, i+1)
	k.did(Removed, p.origin, letters(p.Text()), p)
}

func (k *desk) replace(p *piece) {
	if p.Kind == markup.Row {
		return
	}
	s := k.Sentence(4 + k.IntN(30))
	k.did(Replaced, p.origin, letters(plain(p.Runs))+letters(s), p)
	p.Runs = []markup.Run{{Text: s}}
}

func (k *desk) twice(i int) {
	p := k.pieces[i]
	if p.Continued || p.Head {
		return
	}
	q := k.piece(p.Block, -1)
	k.pieces = slices.Insert(k.pieces, i+1, q)
	k.did(Copied, p.origin, letters(q.Text()), p, q)
}

func (k *desk) form(p *piece) {
	if p.Kind == markup.Row || p.Continued {
		return
	}
	switch k.IntN(4) {
	case 0:
		p.Kind, p.Ordered = markup.Paragraph, false
	case 1:
		p.Kind, p.Level, p.Ordered = markup.Heading, 1+k.IntN(4), false
	case 2:
		p.Kind, p.Level, p.Ordered = markup.Item, k.IntN(3), k.IntN(2) == 0
	default:
		p.Level += k.IntN(3) - 1
	}
	k.did(Formed, p.origin, 0, p)
}

// columns puts a column into a table or takes one out.
func (k *desk) columns(i int) {
	if k.pieces[i].Kind != markup.Row {
		return
	}
	from, end := k.body(i)
	if from > 0 && k.pieces[from-1].Head {
		from--
	}
	n := 99
	for _, p := range k.pieces[from:end] {
		n = min(n, len(p.Cells))
	}
	at := k.IntN(n)
	out := n > 2 && k.IntN(2) == 0
	for _, p := range k.pieces[from:end] {
		if out {
			k.did(Columns, p.origin, letters(plain(p.Cells[at])), p)
			p.Cells = slices.Delete(p.Cells, at, at+1)
			continue
		}
		in := k.Words(1 + k.IntN(3))
		k.did(Columns, p.origin, letters(in), p)
		p.Cells = slices.Insert(p.Cells, at, []markup.Run{{Text: in}})
	}
}
