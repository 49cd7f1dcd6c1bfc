package anchor_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/anchor"
	"sampan/internal/platform/text/texttest"
)

// sign is a character with an identity, which it keeps wherever it is taken: what the independent check of a Trail goes
// by. Identities are given in order, so that a greater one came later.
type sign struct {
	r    rune
	id   int
	of   int  // what it was copied from; itself otherwise
	ends bool // a sentence
}

// page is the text of a node. A page that is edited is replaced, never written into, so that what was before stays.
type page struct {
	id   string
	lang string
	from []string
	text []sign
	said string // the characters of text
}

func (p *page) piece() anchor.Piece { return anchor.Piece{ID: p.id, Text: p.said, From: p.from} }

// spot is where a character is; a page of nil is nowhere.
type spot struct {
	page *page
	at   int
}

// desk edits pages at random as people do and knows where every character went.
type desk struct {
	*rand.Rand

	pages []*page
	hands map[string]*texttest.Hand
	last  int // identity given
	nodes int // made
	spots []spot
}

func newDesk(seed uint64, nodes int) *desk {
	d := &desk{Rand: rand.New(rand.NewPCG(seed, 1)), hands: map[string]*texttest.Hand{}}
	for _, l := range texttest.Languages {
		d.hands[l] = texttest.New(l, seed)
	}
	for range nodes {
		d.addPage()
	}
	d.note(nil)
	return d
}

// note writes down where the characters are that a change of pages moved.
func (d *desk) note(before []*page) {
	d.spots = append(d.spots, make([]spot, d.last+1-len(d.spots))...)
	stays := map[*page]bool{}
	for _, p := range before {
		stays[p] = true
	}
	for _, p := range d.pages {
		stays[p] = !stays[p] // true: new; false: there before and now
	}
	for _, p := range before {
		if stays[p] {
			for _, s := range p.text {
				d.spots[s.id] = spot{}
			}
			delete(stays, p)
		}
	}
	for _, p := range d.pages {
		if stays[p] {
			for i, s := range p.text {
				d.spots[s.id] = spot{p, i}
			}
		}
	}
}

func (d *desk) signs(s string) []sign {
	out := make([]sign, 0, len(s))
	for _, r := range s {
		d.last++
		out = append(out, sign{r: r, id: d.last, of: d.last})
	}
	return out
}

// write puts some words in place of the characters from up to to, apart from their neighbours where words are.
func (d *desk) write(p *page, from, to, n int) *page {
	s := d.hands[p.lang].Words(n)
	spaced := p.lang == "en" || p.lang == "vi"
	before, after := from > 0 && p.text[from-1].r != ' ', to < len(p.text) && p.text[to].r != ' '
	switch {
	case !spaced:
	case n == 0 && before && after:
		s = " "
	case n > 0:
		if before {
			s = " " + s
		}
		if after {
			s += " "
		}
	}
	return p.with(slices.Concat(p.text[:from], d.signs(s), p.text[to:]))
}

func (d *desk) sentence(lang string) []sign {
	s := d.hands[lang].Sentence(5 + d.IntN(12))
	if lang != "zh" {
		s += " "
	}
	out := d.signs(s)
	out[len(out)-1].ends = true
	return out
}

func (d *desk) make(lang string, from []string, body []sign) *page {
	d.nodes++
	p := &page{id: fmt.Sprintf("n%d", d.nodes), lang: lang, from: from}
	return p.with(body)
}

// with is the page with another text.
func (p *page) with(body []sign) *page {
	q := *p
	var b strings.Builder
	for _, s := range body {
		b.WriteRune(s.r)
	}
	q.text, q.said = body, b.String()
	return &q
}

func (d *desk) addPage() {
	lang := texttest.Languages[d.nodes%len(texttest.Languages)]
	var body []sign
	for range 2 + d.IntN(4) {
		body = append(body, d.sentence(lang)...)
	}
	d.pages = slices.Insert(d.pages, d.IntN(len(d.pages)+1), d.make(lang, nil, body))
}

// wordAt finds one word, or up to as many, at random: a span of characters between two cuts of the comparison.
func (d *desk) wordAt(p *page, most int) (from, to int) {
	segments := text.Segments(p.said)
	if len(segments) == 0 {
		return 0, 0
	}
	i := d.IntN(len(segments))
	j := min(i+1+d.IntN(most), len(segments))
	from = len([]rune(strings.Join(segments[:i], "")))
	return from, from + len([]rune(strings.Join(segments[i:j], "")))
}

// sentenceAt finds a sentence at random.
func (d *desk) sentenceAt(p *page) (from, to int) {
	cuts := []int{0}
	for i, s := range p.text {
		if s.ends {
			cuts = append(cuts, i+1)
		}
	}
	if len(cuts) == 1 {
		return 0, len(p.text)
	}
	k := d.IntN(len(cuts) - 1)
	return cuts[k], cuts[k+1]
}

func put(s []sign, at int, more []sign) []sign { return slices.Concat(s[:at], more, s[at:]) }
func take(s []sign, from, to int) []sign       { return slices.Concat(s[:from], s[to:]) }

// edit does one thing that a person does to the text of a plan.
func (d *desk) edit() {
	k := d.IntN(len(d.pages))
	p := d.pages[k]
	switch n := d.IntN(100); {
	case n < 25: // other words for some
		from, to := d.wordAt(p, 5)
		d.pages[k] = d.write(p, from, to, 1+d.IntN(3))
	case n < 45: // words put in
		from, _ := d.wordAt(p, 1)
		d.pages[k] = d.write(p, from, from, 1+d.IntN(4))
	case n < 60: // words taken out
		from, to := d.wordAt(p, 8)
		d.pages[k] = d.write(p, from, to, 0)
	case n < 68: // a sentence put in
		from, _ := d.sentenceAt(p)
		d.pages[k] = p.with(put(p.text, from, d.sentence(p.lang)))
	case n < 76: // a sentence taken out
		from, to := d.sentenceAt(p)
		d.pages[k] = p.with(take(p.text, from, to))
	case n < 82: // a sentence moved within the node
		from, to := d.sentenceAt(p)
		d.pages[k] = p.with(take(p.text, from, to))
		d.drop(k, p.text[from:to])
	case n < 87: // a sentence moved to another node
		from, to := d.sentenceAt(p)
		d.pages[k] = p.with(take(p.text, from, to))
		d.drop(d.IntN(len(d.pages)), p.text[from:to])
	case n < 90: // a sentence copied to another node
		from, to := d.sentenceAt(p)
		copied := slices.Clone(p.text[from:to])
		for i := range copied {
			d.last++
			copied[i].id = d.last
		}
		d.drop(d.IntN(len(d.pages)), copied)
	case n < 93: // a node split
		_, at := d.sentenceAt(p)
		d.pages[k] = p.with(p.text[:at])
		d.pages = slices.Insert(d.pages, k+1, d.make(p.lang, []string{p.id}, p.text[at:]))
	case n < 96: // a node merged into the one before
		if k > 0 {
			q := d.pages[k-1].with(slices.Concat(d.pages[k-1].text, d.signs("\n\n"), p.text))
			q.from = append(slices.Clone(q.from), p.id)
			d.pages[k-1] = q
			d.pages = slices.Delete(d.pages, k, k+1)
		}
	case n < 98: // a node taken out
		d.pages = slices.Delete(d.pages, k, k+1)
	default:
		d.addPage()
	}
}

// drop puts a sentence into a page.
func (d *desk) drop(k int, sentence []sign) {
	at, _ := d.sentenceAt(d.pages[k])
	d.pages[k] = d.pages[k].with(put(d.pages[k].text, at, sentence))
}

func pieces(pages []*page) []anchor.Piece {
	out := make([]anchor.Piece, len(pages))
	for i, p := range pages {
		out[i] = p.piece()
	}
	return out
}
