package plan

import (
	"slices"
	"strings"
	"time"

	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// untracked finds what was changed without a trace: with every tracked change refused, the file should say what it said
// when it was made.
func (r *wordReader) untracked() {
	for _, key := range r.expected {
		if _, known := r.byPrint[key]; !known {
			continue
		}
		n := r.refused.nodes[key]
		if !n.present() {
			r.gone(key, n)
			continue
		}
		for _, lang := range langsOf(n, nil) {
			r.untrackedText(key, lang, n.texts[lang])
		}
		r.untrackedLabel(key, n.label)
		r.untrackedPart(key, PartNote, n.note)
		r.untrackedPart(key, PartIndicators, n.indicators)
	}
	r.moves(r.presentOnes(r.expected), r.refused.order, Proposal{})
	r.added(r.refused.loose, nil, Proposal{})
	for _, f := range r.refused.fixed {
		if words := f.words(); textPrint(words) != f.mark.print && strings.TrimSpace(words) != "" {
			r.elsewhere("", Proposal{After: words})
		}
	}
}

// gone is a node that the file was made with and does not hold. One without words may simply have lost its line.
func (r *wordReader) gone(key string, n *wordNode) {
	words := canonical(r.baseText(key, r.lang))
	if !r.exact && words == "" && n == nil {
		return
	}
	r.propose(key, Proposal{Kind: ProposeRemove, Before: words})
}

func canonical(words string) string { return markup.Parse(words).String() }

func (r *wordReader) untrackedText(key, lang string, region *wordRegion) {
	now := r.words(region)
	if region.mark.print != "" && docPrint(markup.Parse(now)) == region.mark.print {
		return
	}
	if before := canonical(r.baseText(key, lang)); before != now {
		r.propose(key, Proposal{Kind: ProposeText, Lang: r.langs[lang], Before: before, After: now})
	}
}

func (r *wordReader) untrackedLabel(key string, label *wordRegion) {
	if label == nil || label.mark.print == "" || textPrint(label.words()) == label.mark.print {
		return
	}
	r.code(key, r.byPrint[key].Code, label.words(), Proposal{})
}

// code is a proposal for another code, or for a label in other words.
func (r *wordReader) code(key, before, label string, p Proposal) {
	words := strings.Fields(label)
	if len(words) > 0 && words[len(words)-1] != before {
		p.Kind, p.Part, p.Before, p.After = ProposeText, PartCode, before, words[len(words)-1]
		r.propose(key, p)
		return
	}
	p.Before, p.After = before, strings.TrimSpace(label)
	r.elsewhere(key, p)
}

func (r *wordReader) untrackedPart(key, part string, region *wordRegion) {
	if region == nil {
		return
	}
	now, before := partWords(part, region), ""
	if textPrint(now) == region.mark.print {
		return
	}
	n := r.byPrint[key]
	if part == PartNote {
		before = n.Note[r.langs[region.mark.lang]].Text
	}
	r.propose(key, Proposal{Kind: ProposeText, Part: part, Lang: r.langs[region.mark.lang], Before: before, After: now})
}

// partWords are the words of a note or the table of indicators.
func partWords(part string, region *wordRegion) string {
	switch {
	case region == nil || len(region.blocks) == 0:
		return ""
	case part == PartIndicators:
		return markupOf(region.blocks, 0).String()
	}
	return region.words()
}

// presentOnes are those of the nodes that the file holds.
func (r *wordReader) presentOnes(prints []string) []string {
	return slices.DeleteFunc(slices.Clone(prints), func(key string) bool { return !r.refused.nodes[key].present() })
}

// langsOf are the languages in which either says something, in order.
func langsOf(a, b *wordNode) []string {
	var all []string
	for _, n := range []*wordNode{a, b} {
		if n == nil {
			continue
		}
		for lang := range n.texts {
			if !slices.Contains(all, lang) {
				all = append(all, lang)
			}
		}
	}
	slices.Sort(all)
	return all
}

// tracked finds what one author changed: the file with their changes taken and all others refused, beside the file with
// all refused.
func (r *wordReader) tracked(author string) {
	wanted := map[string]string{}
	for _, key := range r.refused.order {
		wanted[key] = r.firstWords(r.refused.nodes[key])
	}
	now := r.stateOf(scanWord(onlyBy(r.doc, author)), wanted)
	dates := r.dates(author)
	for _, key := range r.refused.order {
		p := Proposal{Author: author, Tracked: true, At: timeOf(dates[key])}
		r.trackedNode(key, r.refused.nodes[key], now.nodes[key], p)
	}
	kept := slices.DeleteFunc(slices.Clone(r.refused.order), func(key string) bool { return !now.nodes[key].present() })
	base := Proposal{Author: author, Tracked: true, At: timeOf(dates[""])}
	r.moves(kept, now.order, base)
	r.added(now.loose, r.refused.loose, base)
}

// firstWords are the words of a node in the first language in which the file has any.
func (r *wordReader) firstWords(n *wordNode) string {
	for _, lang := range langsOf(n, nil) {
		if words := r.words(n.texts[lang]); words != "" {
			return words
		}
	}
	return ""
}

func (r *wordReader) trackedNode(key string, before, after *wordNode, p Proposal) {
	if !after.present() {
		p.Kind, p.Before = ProposeRemove, r.firstWords(before)
		r.propose(key, p)
		return
	}
	for _, lang := range langsOf(before, after) {
		was, is := r.words(before.texts[lang]), r.words(after.texts[lang])
		if was != is {
			one := p
			one.Kind, one.Lang, one.Before, one.After = ProposeText, r.langs[lang], was, is
			r.propose(key, one)
		}
	}
	if before.label != nil && after.label != nil && before.label.words() != after.label.words() {
		r.code(key, lastWord(before.label.words()), after.label.words(), p)
	}
	for part, pair := range map[string][2]*wordRegion{PartNote: {before.note, after.note}, PartIndicators: {before.indicators, after.indicators}} {
		was, is := partWords(part, pair[0]), partWords(part, pair[1])
		if was != is {
			one := p
			one.Kind, one.Part, one.Before, one.After = ProposeText, part, was, is
			if pair[0] != nil {
				one.Lang = r.langs[pair[0].mark.lang]
			}
			r.propose(key, one)
		}
	}
}

func lastWord(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// dates are when the author last changed something of each node; of all under "".
func (r *wordReader) dates(author string) map[string]time.Time {
	dates := map[string]time.Time{}
	all := r.doc.Paragraphs()
	for _, c := range r.doc.Changes() {
		if c.Author != author || c.Place.Part != "body" || c.Place.Paragraph < 1 || c.Place.Paragraph > len(all) {
			continue
		}
		for _, key := range []string{r.nodeAt(all[c.Place.Paragraph-1], c.At), ""} {
			if c.Date.After(dates[key]) {
				dates[key] = c.Date
			}
		}
	}
	return dates
}

// ownerAt is the region at an inline of a paragraph of the whole file.
func (r *wordReader) ownerAt(p *docx.Paragraph, at int) *wordRegion {
	owners := r.owners[p]
	if len(owners) == 0 {
		return nil
	}
	return owners[min(max(at, 0), len(owners)-1)]
}

// nodeAt is the node that a place belongs to or follows.
func (r *wordReader) nodeAt(p *docx.Paragraph, at int) string {
	if o := r.ownerAt(p, at); o != nil && o.mark.part != partFixed {
		return o.mark.node
	}
	return r.after[p]
}

// added makes proposals of what stands between nodes and did not before.
func (r *wordReader) added(loose, before []*wordLoose, p Proposal) {
	old := map[string]int{}
	for _, l := range before {
		for _, b := range l.blocks {
			old[markupOf([]docx.Block{b}, 0).String()]++
		}
	}
	for _, l := range loose {
		var fresh []docx.Block
		for _, b := range l.blocks {
			if key := markupOf([]docx.Block{b}, 0).String(); old[key] > 0 {
				old[key]--
			} else if key != "" {
				fresh = append(fresh, b)
			}
		}
		if len(fresh) > 0 {
			r.addition(l.after, fresh, p)
		}
	}
}

// addition is a proposal for a new node or for more of the one before; a person decides which in the preview.
func (r *wordReader) addition(after string, blocks []docx.Block, p Proposal) {
	before, known := r.byPrint[after]
	p.Kind, p.Suggest = ProposeAdd, SuggestExtend
	if isHeadingBlock(blocks[0]) || r.namesLevel(blocks[0]) {
		p.Suggest = SuggestAdd
		blocks = slices.Clone(blocks)
		if first, ok := blocks[0].(*docx.Paragraph); ok {
			one := *first
			one.Style = ""
			blocks[0] = &one
		}
	}
	p.After = markupOf(blocks, r.depth(after)).String()
	if !known {
		p.Kind = ProposeText
		r.elsewhere("", p)
		return
	}
	p.Next, p.Level, p.Parent = before.ID, before.Level, before.Parent
	r.propose(after, p)
}

// namesLevel says that a paragraph begins with the name of a level.
func (r *wordReader) namesLevel(b docx.Block) bool {
	p, ok := b.(*docx.Paragraph)
	if !ok {
		return false
	}
	words := strings.ToLower(runText(p.Inlines))
	for _, l := range r.tree.Levels {
		for _, name := range l.Name {
			if name.Text != "" && beginsWith(words, strings.ToLower(name.Text)) {
				return true
			}
		}
	}
	return false
}

// moves makes proposals of nodes that stand elsewhere now. What moved along with the node above it is not told again.
func (r *wordReader) moves(before, after []string, p Proposal) {
	place := map[string]int{}
	for i, key := range before {
		place[key] = i
	}
	order := make([]int, len(after))
	for i, key := range after {
		order[i] = -1
		if at, ok := place[key]; ok {
			order[i] = at
		}
	}
	stays := diff.Staying(order, nil)
	moved := map[string]bool{}
	for i, key := range after {
		n, known := r.byPrint[key]
		if order[i] < 0 || stays[i] || !known {
			continue
		}
		moved[n.ID] = true
		parent := r.parentAt(after, i)
		next := r.nextAt(after, i, parent)
		if moved[n.Parent] && parent == n.Parent || parent == n.Parent && next == r.siblingBefore(n) {
			continue
		}
		one := p
		one.Kind, one.Before, one.Parent, one.Next = ProposeMove, r.firstWords(r.refused.nodes[key]), parent, next
		r.propose(key, one)
	}
}

// parentAt is the node that the i-th hangs below where it stands in a sequence.
func (r *wordReader) parentAt(order []string, i int) string {
	n := r.byPrint[order[i]]
	above := r.tree.Levels.Above(n.Level)
	loose := r.tree.Levels.Depth(n.Level) < 0
	for _, key := range slices.Backward(order[:i]) {
		x := r.byPrint[key]
		switch {
		case loose && r.tree.Levels.Depth(x.Level) < 0:
			return x.Parent
		case loose || x.Level == above:
			return x.ID
		}
	}
	return ""
}

// nextAt is the node below the parent that the i-th follows, "" when it comes first.
func (r *wordReader) nextAt(order []string, i int, parent string) string {
	for _, key := range slices.Backward(order[:i]) {
		x := r.byPrint[key]
		if x.ID == parent {
			return ""
		}
		if x.Parent == parent {
			return x.ID
		}
	}
	return ""
}

func (r *wordReader) siblingBefore(n Node) string {
	last := ""
	for _, x := range r.tree.Children(n.Parent) {
		if x.ID == n.ID {
			return last
		}
		last = x.ID
	}
	return ""
}
