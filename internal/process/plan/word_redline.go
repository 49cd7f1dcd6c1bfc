package plan

import (
	"strconv"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
)

// wordRedline writes the way from one text of a plan to another as tracked changes: who takes them all has the new text,
// who refuses them all has the old one.
type wordRedline struct {
	wordFile

	changes  tracker
	from, to Tree
}

// redlineDocument is a redline as a Word document. The copy is of the later text; from is the earlier one.
func redlineDocument(c wordCopy, from Tree, changes TreeRedline, by docx.Revision) *docx.Document {
	f := &wordRedline{wordFile: wordFile{wordCopy: c, number: map[kernel.Source]int{}}, changes: tracker{by: by}, from: from, to: c.doc.Tree()}
	f.cover()
	f.contents()
	f.nodes(changes)
	d := &docx.Document{Properties: f.properties(), Header: f.header(), Track: true, Body: f.body}
	d.Properties.Custom = []docx.Property{{Name: propPlan, Value: c.doc.Plan}, {Name: propRedline, Value: c.draft}}
	return d
}

// nodes lays both texts out in one reading order. What kept its place shows its changes within; what went elsewhere
// stands at both places.
func (f *wordRedline) nodes(changes TreeRedline) {
	was := map[string]Node{} // by the identity in the new text
	gone := map[string]string{}
	for _, n := range changes.Nodes {
		if n.Before != nil && n.After != nil && !n.Left {
			was[n.After.ID], gone[n.Before.ID] = *n.Before, n.After.ID
		}
	}
	order := make([]int, len(f.to.Nodes))
	for i, n := range f.to.Nodes {
		order[i] = -1
		if old, known := was[n.ID]; known {
			order[i] = f.from.Index(old.ID)
		}
	}
	stays := diff.Staying(order, nil)
	next := 0
	for i, n := range f.to.Nodes {
		switch old, known := was[n.ID]; {
		case !known:
			f.pair(nil, &f.to.Nodes[i], "")
		case !stays[i]:
			f.pair(&old, &f.to.Nodes[i], "move"+strconv.Itoa(i))
		default:
			for ; next < order[i]; next++ {
				f.old(next, gone, stays)
			}
			next++
			f.pair(&old, &f.to.Nodes[i], "")
		}
	}
	for ; next < len(f.from.Nodes); next++ {
		f.old(next, gone, stays)
	}
}

// old is a node of the old text that does not stand here any more.
func (f *wordRedline) old(i int, gone map[string]string, stays []bool) {
	n := f.from.Nodes[i]
	to, kept := gone[n.ID]
	if !kept {
		f.pair(&n, nil, "")
		return
	}
	if at := f.to.Index(to); at >= 0 && !stays[at] {
		f.left(n, "move"+strconv.Itoa(at))
	}
}

// left is where a node stood that moved.
func (f *wordRedline) left(n Node, move string) {
	t := f.changes
	t.whole = docx.Tracked{Deleted: t.revision(docx.MoveFrom, move)}
	f.write(t, &n, &n)
}

// pair writes a node as it was and as it is; either may be nil. One that moved here has the name of the move.
func (f *wordRedline) pair(old, now *Node, move string) {
	t := f.changes
	switch {
	case old == nil:
		t.whole = docx.Tracked{Inserted: t.revision(docx.Insert, "")}
		old = now
	case now == nil:
		t.whole = docx.Tracked{Deleted: t.revision(docx.Delete, "")}
		now = old
	case move != "":
		t.whole = docx.Tracked{Inserted: t.revision(docx.MoveTo, move)}
	}
	f.write(t, old, now)
}

// write is a node's label, text, note and indicators with their changes.
func (f *wordRedline) write(t tracker, old, now *Node) {
	f.seq++
	t.place = "node" + strconv.Itoa(f.seq)
	f.heading(t, old, now)
	lang := f.lang
	before, _ := old.Text.In(lang)
	after, in := now.Text.In(lang)
	t.lang = f.runLang(in)
	depth := headingDepth(f.to, *now)
	f.body = append(f.body, t.blocks(&f.wordBlocks, redline.Compare(markup.Parse(before), markup.Parse(after)), depth)...)
	beforeNote, _ := old.Note.In(lang)
	afterNote, in := now.Note.In(lang)
	if t.arrives() {
		beforeNote = afterNote
	}
	if beforeNote != "" || afterNote != "" {
		t.lang = f.runLang(in)
		head := &docx.Run{Text: f.loc.T("plan.word.note") + labelEnd, Look: docx.Look{Italic: true}, Tracked: t.whole}
		p := &docx.Paragraph{Mark: t.whole, Inlines: append([]docx.Inline{head}, t.runs(redline.Words(beforeNote, afterNote))...)}
		if beforeNote == "" || afterNote == "" {
			p.Mark = t.either(beforeNote == "")
			head.Tracked = p.Mark
		}
		f.body = append(f.body, p)
	}
	f.measures(t, f.from.Of(old.ID), f.to.Of(now.ID), old == now)
}

func (f *wordRedline) heading(t tracker, old, now *Node) {
	before, after := f.label(f.from, *old), f.label(f.to, *now)
	look := markup.Style{Bold: true}
	style := func(tree Tree, n *Node) string {
		if tree.Levels.Depth(n.Level) < 0 {
			return ""
		}
		return headingStyle(headingDepth(tree, *n))
	}
	p := &docx.Paragraph{Style: style(f.to, now), Mark: t.whole}
	if p.Style != "" {
		look.Bold = false
	}
	if was := style(f.from, old); was != p.Style && t.whole == (docx.Tracked{}) {
		p.Was = &docx.Restyle{Revision: *t.revision(docx.Format, ""), Style: was}
	}
	spans := redline.Words(before, after)
	for i := range spans {
		spans[i].Was, spans[i].Now = look, look
	}
	t.lang = ""
	p.Inlines = t.runs(spans)
	f.body = append(f.body, p)
}

// measures is the table of a node's indicators with its changes. Whole says that all of it came or went with the node.
func (f *wordRedline) measures(t tracker, old, now []Indicator, whole bool) {
	switch {
	case whole && t.whole.Deleted != nil:
		now = old
	case whole:
		old = now
	}
	var before, after markup.Doc
	if len(old) > 0 {
		before = markupOf([]docx.Block{f.indicatorTable(old)}, 0)
	}
	if len(now) > 0 {
		after = markupOf([]docx.Block{f.indicatorTable(now)}, 0)
	}
	if len(before)+len(after) == 0 {
		return
	}
	t.lang = ""
	f.body = append(f.body, t.blocks(&f.wordBlocks, redline.Compare(before, after), 0)...)
	f.body = append(f.body, &docx.Paragraph{Mark: t.whole})
}
