package plan

import (
	"strings"

	"github.com/a-h/templ"

	"sampan/internal/kernel"
	"sampan/internal/platform/text"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/web/ui"
)

// redlineRow is a change of a node with its place, or how many nodes in a row did not change.
type redlineRow struct {
	Fold     string // words of the nodes that are left out; then the rest is empty
	FoldHref string

	ID, Class         string
	Code, Level, Name string
	Where             string // what the node hangs below
	What              []redlineWhat
	Parts             []redlinePart
	Prev, Next        string // addresses of the changes before and after
}

// redlineWhat is one thing that became of a node.
type redlineWhat struct {
	Sign, Text string
	Href       string // where the other end of it is
}

// redlinePart is a text of a node: in its two columns, in the one with both, or just as it is.
type redlinePart struct {
	ID, Title string
	Lang      kernel.Lang
	Both      templ.Component
	Old, New  templ.Component // side by side
}

// rowMaker makes the rows of a page.
type rowMaker struct {
	words

	compared  Compared
	ask       redlineAsk
	languages []kernel.Lang
	first     map[string]string // address of the first change of each kind
	nodes     [2]map[string]Node
	stubs     map[string]bool // nodes that left a place
}

func (m *rowMaker) rows(p *redlinePage) {
	m.first, m.stubs = map[string]string{}, map[string]bool{}
	for i, t := range []Tree{m.compared.From.Tree, m.compared.To.Tree} {
		m.nodes[i] = make(map[string]Node, len(t.Nodes))
		for _, n := range t.Nodes {
			m.nodes[i][n.ID] = n
		}
	}
	for i := range m.compared.Redline.Nodes {
		if n := &m.compared.Redline.Nodes[i]; n.Left {
			m.stubs[n.After.ID] = true
		}
	}
	same := 0
	fold := func() {
		if same > 0 {
			all := m.ask
			all.All = true
			p.Rows = append(p.Rows, redlineRow{Fold: m.T("plan.redline.unchanged", "count", same), FoldHref: all.href(m.words, m.compared.Plan.Slug)})
		}
		same = 0
	}
	last := -1
	for i := range m.compared.Redline.Nodes {
		n := &m.compared.Redline.Nodes[i]
		if !n.Changed() && !m.ask.All {
			same++
			continue
		}
		fold()
		row := m.row(n)
		if n.Changed() {
			if last >= 0 {
				p.Rows[last].Next, row.Prev = row.ID, p.Rows[last].ID
			}
			last = len(p.Rows)
			p.List = append(p.List, ui.Link{Text: m.listed(row), Href: "#" + row.ID})
			m.note(n, row.ID)
		}
		p.Rows = append(p.Rows, row)
	}
	fold()
}

// note keeps the address of the first change of each kind.
func (m *rowMaker) note(n *NodeChange, id string) {
	for _, k := range n.kinds() {
		if m.first[k] == "" {
			m.first[k] = id
		}
	}
}

// listed is a change in the list of all.
func (m *rowMaker) listed(row redlineRow) string {
	all := make([]string, len(row.What))
	for i, x := range row.What {
		all[i] = x.Text
	}
	return m.T("plan.redline.listed", "node", row.Name, "changes", strings.Join(all, " "))
}

func (m *rowMaker) row(n *NodeChange) redlineRow {
	node, tree := n.Node(), m.compared.To.Tree
	at := 1
	if n.After == nil || n.Left {
		tree, at, node = m.compared.From.Tree, 0, *n.Before
	}
	level, _ := tree.Levels.Get(node.Level)
	row := redlineRow{
		ID: changeID(n.Node(), 0), Class: m.class(n), Code: node.Code, Level: m.level(level), Where: m.where(at, node), What: m.what(n),
	}
	row.Name = row.Level
	if row.Code != "" {
		row.Name = m.T("plan.redline.name", "level", row.Level, "code", row.Code)
	}
	if n.Left {
		row.ID = changeID(*n.After, 1)
		return row
	}
	m.texts(n, &row)
	return row
}

func (m *rowMaker) class(n *NodeChange) string {
	switch {
	case n.Left:
		return "left"
	case n.Before == nil:
		return "new"
	case n.After == nil:
		return "gone"
	case n.Moved:
		return "moved"
	case !n.Changed():
		return "same"
	}
	return ""
}

// where is what a node hangs below, from the top.
func (m *rowMaker) where(side int, n Node) string {
	var names []string
	for range len(m.nodes[side]) {
		up, hangs := m.nodes[side][n.Parent]
		if !hangs {
			break
		}
		names = append([]string{m.short(up)}, names...)
		n = up
	}
	return strings.Join(names, " › ")
}

// short names a node by its code, else by its first words.
func (m *rowMaker) short(n Node) string {
	t := m.compared.To.Tree.Levels
	level, _ := t.Get(n.Level)
	if n.Code != "" {
		return m.T("plan.redline.name", "level", m.level(level), "code", n.Code)
	}
	return text.Shorten(m.name(n), shortName)
}

// shortName is how much is told of a text that stands for a name, in clusters.
const shortName = 60

// other is the link to the other end of what became of a node.
func (m *rowMaker) other(side int, id string) (string, string) {
	n, known := m.nodes[side][id]
	if !known {
		return "", ""
	}
	return m.short(n), "#" + changeID(n, 0)
}

// what says everything that became of a node.
func (m *rowMaker) what(n *NodeChange) (all []redlineWhat) {
	add := func(is bool, sign, text, href string) {
		if is {
			all = append(all, redlineWhat{sign, text, href})
		}
	}
	if n.Left {
		add(true, "↷", m.T("plan.redline.what.left", "place", m.place(1, *n.After)), "#"+changeID(*n.After, 0))
		return all
	}
	add(n.Added(), "+", m.T("plan.redline.what.added"), "")
	add(n.Removed(), "−", m.T("plan.redline.what.removed"), "")
	if n.Moved {
		href := ""
		if m.stubs[n.After.ID] {
			href = "#" + changeID(*n.After, 1)
		}
		add(true, "↷", m.T("plan.redline.what.moved", "place", m.place(0, *n.Before)), href)
	}
	if n.Renumbered {
		add(n.Before.Code != "", "#", m.T("plan.redline.what.renumbered", "code", n.Before.Code), "")
		add(n.Before.Code == "", "#", m.T("plan.redline.what.numbered"), "")
	}
	if n.Relevelled {
		was, _ := m.compared.From.Tree.Levels.Get(n.Before.Level)
		add(true, "±", m.T("plan.redline.what.relevelled", "level", m.level(was)), "")
	}
	m.partings(n, add)
	added, removed := countWords(n.Texts)
	add(n.Edited() && added+removed > 0, "✎", m.T("plan.redline.what.edited", "added", added, "removed", removed), "")
	add(n.Edited() && added+removed == 0, "✎", m.T("plan.redline.what.restyled"), "")
	add(len(n.Notes) > 0 && n.Before != nil && n.After != nil, "✎", m.T("plan.redline.what.note"), "")
	m.marks(n, add)
	for _, in := range n.Indicators {
		add(in.Before == nil, "+", m.T("plan.redline.what.indicator_added"), "")
		add(in.After == nil, "−", m.T("plan.redline.what.indicator_removed"), "")
		add(in.Before != nil && in.After != nil, "✎", m.T("plan.redline.what.indicator_changed"), "")
	}
	return all
}

// partings says what was split and merged.
func (m *rowMaker) partings(n *NodeChange, add func(bool, string, string, string)) {
	for _, id := range n.SplitOff {
		name, href := m.other(1, id)
		add(true, "⇉", m.T("plan.redline.what.split", "node", name), href)
	}
	for _, id := range n.From {
		name, href := m.other(0, id)
		add(n.Before == nil, "⇉", m.T("plan.redline.what.taken", "node", name), href)
		add(n.Before != nil, "⇉", m.T("plan.redline.what.merged", "node", name), href)
	}
	if n.Into != "" {
		name, href := m.other(1, n.Into)
		add(len(n.SplitOff) == 0, "⇉", m.T("plan.redline.what.into", "node", name), href)
	}
}

// marks says what a text is now that it was not.
func (m *rowMaker) marks(n *NodeChange, add func(bool, string, string, string)) {
	if n.Paraphrase {
		add(n.After.Paraphrase, "±", m.T("plan.redline.what.paraphrase"), "")
		add(!n.After.Paraphrase, "±", m.T("plan.redline.what.no_paraphrase"), "")
	}
	if n.Inferred {
		add(n.After.Inferred, "±", m.T("plan.redline.what.inferred"), "")
		add(!n.After.Inferred, "±", m.T("plan.redline.what.no_inferred"), "")
	}
	add(n.Sources, "±", m.T("plan.redline.what.sources"), "")
	add(len(n.Standing) > 0, "±", m.T("plan.redline.what.standing", "languages", m.languageNames(n.Standing)), "")
	add(len(n.Elsewhere) > 0, "✎", m.T("plan.redline.what.elsewhere", "languages", m.languageNames(n.Elsewhere)), "")
}

func (m *rowMaker) languageNames(all []kernel.Lang) string {
	names := make([]string, len(all))
	for i, lang := range all {
		names[i] = m.Loc.Language(lang)
	}
	return m.Loc.List(names)
}

// place is where a node stood or stands: what it hangs below, and its code there.
func (m *rowMaker) place(side int, n Node) string {
	up := m.where(side, n)
	if up == "" {
		return m.short(n)
	}
	return up + " › " + m.short(n)
}

func countWords(changes []TextChange) (added, removed int) {
	for _, t := range changes {
		n := t.Redline.Count()
		added, removed = added+n.WordsAdded, removed+n.WordsRemoved
	}
	return added, removed
}

// texts are the words of a node: with their changes, or as they are.
func (m *rowMaker) texts(n *NodeChange, row *redlineRow) {
	for _, t := range n.Texts {
		row.Parts = append(row.Parts, m.part(t, ""))
	}
	if len(n.Texts) == 0 {
		if shown := m.Text(m.ownLanguage(n.Node().Text)); shown.Text != "" {
			row.Parts = append(row.Parts, redlinePart{Lang: shown.Lang, Both: templ.Raw(markup.Parse(shown.Text).HTMLBelow(3))})
		}
	}
	for _, t := range n.Notes {
		row.Parts = append(row.Parts, m.part(t, m.T("plan.redline.note")))
	}
	for _, in := range n.Indicators {
		row.Parts = append(row.Parts, m.indicator(in)...)
	}
	for i := range row.Parts {
		row.Parts[i].ID = changeID(n.Node(), i+2)
	}
}

// ownLanguage is the text in the one language that is compared, where it has that.
func (m *rowMaker) ownLanguage(t kernel.Text) kernel.Text {
	if len(m.languages) == 1 {
		if w, has := t[m.languages[0]]; has && w.Text != "" {
			return kernel.Text{m.languages[0]: w}
		}
	}
	return t
}

func (m *rowMaker) part(t TextChange, title string) redlinePart {
	p := redlinePart{Title: title}
	if t.Lang.Base() != m.Lang.Base() {
		p.Lang = t.Lang
	}
	if len(m.languages) != 1 {
		p.Title = strings.TrimSpace(title + " " + m.Loc.Language(t.Lang))
	}
	m.show(&p, t.Redline)
	return p
}

func (m *rowMaker) show(p *redlinePart, r redline.Redline) {
	if m.ask.Side {
		p.Old, p.New = ui.Redline(m.View, r, ui.OldSide), ui.Redline(m.View, r, ui.NewSide)
		return
	}
	p.Both = ui.Redline(m.View, r, ui.BothSides)
}
