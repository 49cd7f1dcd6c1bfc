package plan

import (
	"slices"
	"strings"

	"sampan/internal/platform/report/docx"
)

// wordRegion is a stretch of a Word document that one of our bookmarks claims.
type wordRegion struct {
	mark   wordMark
	blocks []docx.Block
	at     int  // the place at which it begins among all that the document holds
	joined bool // its first paragraph began with the label
	ended  bool
}

// wordLoose is what stands between regions: paragraphs and tables that somebody put in.
type wordLoose struct {
	blocks []docx.Block
	after  string // print of the node that it follows, "" for the beginning
	at     int
}

// wordScan is a document taken apart by its bookmarks.
type wordScan struct {
	regions []*wordRegion
	loose   []*wordLoose
	owners  map[*docx.Paragraph][]*wordRegion // of each inline and of the end

	left   map[wordMark]int // anchors of each mark that are still to come
	cur    *wordRegion
	last   string // node of the last region
	marked bool   // the document has marks of ours
	count  int
}

// scanWord takes a document apart. Changes in it should have been taken or refused before.
func scanWord(d *docx.Document) *wordScan {
	s := &wordScan{owners: map[*docx.Paragraph][]*wordRegion{}, left: map[wordMark]int{}}
	for _, p := range d.Paragraphs() {
		for _, m := range marksOf(p) {
			s.left[m]++
		}
	}
	s.container(d.Body)
	return s
}

// marksOf are our marks at the anchors of a paragraph.
func marksOf(p *docx.Paragraph) []wordMark {
	var all []wordMark
	for _, in := range p.Inlines {
		if a, ok := in.(*docx.Anchor); ok && (a.Kind == docx.BookmarkStart || a.Kind == docx.BookmarkEnd) {
			if m, ok := parseMark(a.Name); ok {
				all = append(all, m)
			}
		}
	}
	return all
}

// container goes through blocks; a region does not leave the cell in which it begins.
func (s *wordScan) container(blocks []docx.Block) {
	outer := s.cur
	s.cur = nil
	for _, b := range blocks {
		switch b := b.(type) {
		case *docx.Paragraph:
			s.paragraph(b)
		case *docx.Table:
			s.table(b)
		case *docx.Contents: // entries follow from the headings
		}
	}
	s.cur = outer
}

func (s *wordScan) table(t *docx.Table) {
	s.settle()
	marks := marksIn(t)
	switch at := slices.IndexFunc(marks, func(m wordMark) bool { return m.part == partIndicators }); {
	case s.cur != nil:
		s.cur.blocks = append(s.cur.blocks, t)
		s.own(t, s.cur)
	case at >= 0:
		r := s.begin(marks[at])
		r.blocks, r.ended = append(r.blocks, t), true
		s.own(t, r)
		s.cur = nil
	case len(marks) > 0:
		for _, row := range t.Rows {
			for _, c := range row.Cells {
				s.container(c.Body)
			}
		}
	default:
		s.between(t)
	}
}

// own notes that the paragraphs of a table belong to a region.
func (s *wordScan) own(t *docx.Table, r *wordRegion) {
	eachCellParagraph(t, func(p *docx.Paragraph) { s.owners[p] = slices.Repeat([]*wordRegion{r}, len(p.Inlines)+1) })
}

func marksIn(t *docx.Table) []wordMark {
	var all []wordMark
	eachCellParagraph(t, func(p *docx.Paragraph) { all = append(all, marksOf(p)...) })
	return all
}

// eachCellParagraph goes through the paragraphs of a table, those of tables in it too.
func eachCellParagraph(t *docx.Table, do func(*docx.Paragraph)) {
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			for _, b := range c.Body {
				switch b := b.(type) {
				case *docx.Paragraph:
					do(b)
				case *docx.Table:
					eachCellParagraph(b, do)
				}
			}
		}
	}
}

// begin opens a region where its mark begins.
func (s *wordScan) begin(m wordMark) *wordRegion {
	s.count++
	s.marked = true
	r := &wordRegion{mark: m, at: s.count}
	s.regions = append(s.regions, r)
	if m.part != partFixed {
		s.last = m.node
	}
	return r
}

// region is that of a mark which has begun; nil when it has not.
func (s *wordScan) region(m wordMark) *wordRegion {
	for _, r := range slices.Backward(s.regions) {
		if r.mark == m {
			return r
		}
	}
	return nil
}

// settle lets go of a region that has ended.
func (s *wordScan) settle() {
	if s.cur != nil && s.cur.ended {
		s.cur = nil
	}
}

// piece is what of one paragraph belongs to one region, or to none.
type piece struct {
	region  *wordRegion
	inlines []docx.Inline
}

func (s *wordScan) paragraph(p *docx.Paragraph) {
	s.settle()
	owners := make([]*wordRegion, len(p.Inlines)+1)
	pieces := []piece{{region: s.cur}}
	labelled := false
	for i, in := range p.Inlines {
		a, isAnchor := in.(*docx.Anchor)
		if isAnchor {
			if s.anchor(a) {
				labelled = true
			}
		} else if n := len(pieces) - 1; pieces[n].region == s.cur && n >= 0 {
			pieces[n].inlines = append(pieces[n].inlines, in)
		} else {
			pieces = append(pieces, piece{s.cur, []docx.Inline{in}})
		}
		owners[i] = s.cur
	}
	owners[len(p.Inlines)] = s.cur
	s.owners[p] = owners
	s.take(p, pieces, labelled)
	if s.cur != nil && s.cur.mark.part != partText {
		s.cur = nil
	}
}

// anchor follows the marks of a paragraph, and says whether it begins a label. A region goes from the first anchor of its
// mark to the last: LibreOffice begins some a second time, and breaks others into an empty one at either end.
func (s *wordScan) anchor(a *docx.Anchor) (label bool) {
	m, ok := parseMark(a.Name)
	if !ok || a.Kind != docx.BookmarkStart && a.Kind != docx.BookmarkEnd {
		return false
	}
	r := s.region(m)
	if label = r == nil && m.part == partLabel; r == nil {
		r = s.begin(m)
		s.cur = r
	}
	if s.left[m]--; s.left[m] <= 0 {
		r.ended = true
		if s.cur == r && (m.part == partLabel || m.part == partFixed) {
			s.cur = nil
		}
	}
	return label
}

// take gives the pieces of a paragraph to their regions. What stands between a label and the words goes to the words,
// but for what we put there ourselves; what follows the end of a region on its line belongs to it.
func (s *wordScan) take(p *docx.Paragraph, pieces []piece, labelled bool) {
	var pending []docx.Inline
	var into *wordRegion // of this paragraph's words
	for i, one := range pieces {
		switch {
		case one.region == nil && len(pieces) == 1:
			if len(one.inlines) > 0 && strings.TrimSpace(runText(one.inlines)) != "" {
				s.between(&docx.Paragraph{Style: p.Style, List: p.List, Inlines: one.inlines})
			}
		case one.region == nil:
			next := follows(pieces, i)
			if next == nil {
				next = into
			}
			if next != nil && next == into {
				into.add(p, one.inlines, labelled)
				continue
			}
			pending = append(pending, one.inlines...)
		default:
			inlines := one.inlines
			if one.region.mark.part == partText {
				inlines = append(withoutLabelEnd(pending), inlines...)
				pending = nil
			}
			if into != nil && into != one.region && one.region.mark.part == partText && s.unlabelled(one.region) {
				into.add(p, inlines, labelled) // two nodes on one line: the second was merged into the first
				continue
			}
			one.region.add(p, inlines, labelled)
			if one.region.mark.part == partText {
				into = one.region
			}
		}
	}
	if rest := withoutLabelEnd(pending); strings.TrimSpace(runText(rest)) != "" {
		s.rest(p, rest, labelled)
	}
}

// rest is what stands on a line with marks and belongs to none: the words of a label whose own mark is gone, or an addition.
func (s *wordScan) rest(p *docx.Paragraph, inlines []docx.Inline, labelled bool) {
	if labelled {
		for _, r := range slices.Backward(s.regions) {
			if r.mark.part == partText && r.mark.node == s.last {
				r.add(p, inlines, labelled)
				return
			}
		}
	}
	s.between(&docx.Paragraph{Style: p.Style, List: p.List, Inlines: inlines})
}

// follows is the region of words that the pieces after the i-th come to.
func follows(pieces []piece, i int) *wordRegion {
	for _, one := range pieces[i+1:] {
		if one.region != nil && one.region.mark.part == partText {
			return one.region
		}
	}
	return nil
}

// unlabelled says that the label of the region's node has no words any more.
func (s *wordScan) unlabelled(r *wordRegion) bool {
	for _, l := range s.regions {
		if l.mark.part == partLabel && l.mark.node == r.mark.node && strings.TrimSpace(l.words()) != "" {
			return false
		}
	}
	return true
}

func (r *wordRegion) add(p *docx.Paragraph, inlines []docx.Inline, labelled bool) {
	if len(inlines) == 0 {
		return
	}
	first := len(r.blocks) == 0
	r.blocks = append(r.blocks, &docx.Paragraph{Style: p.Style, List: p.List, Inlines: inlines})
	if first && labelled {
		r.joined = true
		last := r.blocks[len(r.blocks)-1].(*docx.Paragraph)
		last.Style, last.List = "", nil
	} else if !first {
		r.sameLine(p)
	}
}

// sameLine puts two pieces of one paragraph together again.
func (r *wordRegion) sameLine(p *docx.Paragraph) {
	n := len(r.blocks)
	last, before := r.blocks[n-1].(*docx.Paragraph), r.blocks[n-2]
	if q, ok := before.(*docx.Paragraph); ok && len(q.Inlines) > 0 && within(p, q.Inlines[len(q.Inlines)-1]) {
		q.Inlines = append(q.Inlines, last.Inlines...)
		r.blocks = r.blocks[:n-1]
	}
}

func within(p *docx.Paragraph, in docx.Inline) bool { return slices.Contains(p.Inlines, in) }

// words are what a region says, without its form.
func (r *wordRegion) words() string { return plainOf(r.blocks) }

func plainOf(blocks []docx.Block) string {
	var lines []string
	for _, b := range blocks {
		if p, ok := b.(*docx.Paragraph); ok {
			lines = append(lines, runText(p.Inlines))
		}
	}
	return strings.Join(lines, "\n")
}

// runText is the words of runs.
func runText(inlines []docx.Inline) string {
	var b strings.Builder
	for _, in := range inlines {
		if r, ok := in.(*docx.Run); ok {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// withoutLabelEnd is what stands between a label and its words without the mark that we put there.
func withoutLabelEnd(inlines []docx.Inline) []docx.Inline {
	text := runText(inlines)
	trimmed := strings.TrimLeft(text, " ")
	trimmed = strings.TrimPrefix(trimmed, strings.TrimSpace(labelEnd))
	cut := len(text) - len(strings.TrimLeft(trimmed, " "))
	var out []docx.Inline
	for _, in := range inlines {
		r, ok := in.(*docx.Run)
		if !ok {
			continue
		}
		n := min(cut, len(r.Text))
		cut -= n
		if n < len(r.Text) {
			one := *r
			one.Text = r.Text[n:]
			out = append(out, &one)
		}
	}
	return out
}

// between takes a block that no region claims.
func (s *wordScan) between(b docx.Block) {
	s.count++
	if n := len(s.loose); n > 0 && s.loose[n-1].at == s.count-1 {
		s.loose[n-1].blocks, s.loose[n-1].at = append(s.loose[n-1].blocks, b), s.count
		return
	}
	s.loose = append(s.loose, &wordLoose{blocks: []docx.Block{b}, after: s.last, at: s.count})
}
