package plan

import (
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
)

// WordReading is what a Word file that came back would bring: nothing of it is stored yet.
type WordReading struct {
	Plan       string        `json:"plan" doc:"Slug of the plan that the file says it is of; none when it does not say"`
	Draft      string        `json:"draft,omitempty" doc:"record, working, or the number of a published draft"`
	Lang       kernel.Lang   `json:"lang"`
	Other      bool          `json:"other" doc:"It says that it is of another plan, or does not say"`
	Nodes      int           `json:"nodes" doc:"Nodes recognised in it"`
	ByCode     int           `json:"by_code"`
	ByLikeness int           `json:"by_likeness"`
	Proposals  []Proposal    `json:"proposals"`
	Beside     []WordBeside  `json:"beside" doc:"What the file holds that no proposal can be made of"`
	NotFound   []string      `json:"not_found,omitempty" doc:"Ids of nodes that the file should hold and does not"`
	Authors    []AuthorCount `json:"authors"`
}

// WordBeside is something in the file that no proposal is made of: told, so that nothing goes unseen.
type WordBeside struct {
	What     string `json:"what"` // unread, cosmetic, aside, unclean, look
	Name     string `json:"name,omitempty"`
	Text     string `json:"text,omitempty"`
	Where    string `json:"where,omitempty"`
	Author   string `json:"author,omitempty"`
	Count    int    `json:"count"`
	Cosmetic bool   `json:"cosmetic,omitempty"`
}

// AuthorCount is how many proposals somebody makes.
type AuthorCount struct {
	Author string `json:"author"`
	Count  int    `json:"count"`
}

// wordReader reads one file against a plan.
type wordReader struct {
	*wordNames
	doc      *docx.Document
	base     Tree // the text that the file was made from, as far as it is known
	exact    bool // it is just that text
	out      WordReading
	refused  *wordState
	made     map[string]bool // author and node that have a proposal
	owners   map[*docx.Paragraph][]*wordRegion
	after    map[*docx.Paragraph]string // the node that a loose paragraph follows
	expected []string                   // prints of the nodes that the file was made with, in order
}

// readWord reads a file. Tree is the text of the working draft; base is the text that the file was made from where exact,
// else the working draft again.
func readWord(doc *docx.Document, tree, base Tree, exact bool, languages []kernel.Lang, plan string) WordReading {
	lang := kernel.Lang(property(doc, propLanguage))
	if !slices.Contains(languages, lang) {
		lang = guessLang(doc, languages)
	}
	r := &wordReader{wordNames: namesFor(mergedTree(tree, base), languages, lang), doc: doc, base: base, exact: exact, made: map[string]bool{}}
	r.out = WordReading{Plan: property(doc, propPlan), Draft: property(doc, propDraft), Lang: lang, Proposals: []Proposal{}, Beside: []WordBeside{}}
	r.out.Other = r.out.Plan != plan
	r.expect()
	whole := scanWord(doc)
	r.owners = whole.owners
	r.locate(whole)
	r.refused = r.stateOf(scanWord(doc.Rejected()), r.wantedFromBase())
	r.recognised()
	r.untracked()
	changes := doc.Changes()
	for _, author := range authorsOf(changes) {
		r.tracked(author)
	}
	r.struck()
	r.comments()
	r.leftover(changes)
	r.beside()
	r.finish()
	return r.out
}

// mergedTree knows the nodes of both texts; where a node is in both, it is as in the first.
func mergedTree(t, base Tree) Tree {
	out := Tree{Levels: t.Levels, Nodes: slices.Clone(t.Nodes), Indicators: t.Indicators}
	for _, n := range base.Nodes {
		if t.Index(n.ID) < 0 {
			out.Nodes = append(out.Nodes, n)
		}
	}
	return out
}

// guessLang is the language that the document says of itself, in the form in which the process writes it.
func guessLang(doc *docx.Document, languages []kernel.Lang) kernel.Lang {
	for _, l := range languages {
		if doc.Properties.Language != "" && strings.EqualFold(docx.Tag(string(l)), doc.Properties.Language) {
			return l
		}
	}
	base, _, _ := strings.Cut(doc.Properties.Language, "-")
	for _, l := range languages {
		if string(l.Base()) == base {
			return l
		}
	}
	return languages[0]
}

// expect is the list of nodes that the file was made with. It stands in the file; without it, it is that of the base.
func (r *wordReader) expect() {
	if list := property(r.doc, propNodes); list != "" {
		r.expected = strings.Split(list, " ")
		return
	}
	for _, n := range r.base.Nodes {
		r.expected = append(r.expected, nodePrint(n.ID))
	}
}

// wantedFromBase are the words that each expected node had.
func (r *wordReader) wantedFromBase() map[string]string {
	wanted := map[string]string{}
	for _, key := range r.expected {
		wanted[key] = r.baseText(key, r.lang)
	}
	return wanted
}

// baseText is a node's text in the draft that the file was made from; of the working draft when that is not known.
func (r *wordReader) baseText(key, lang string) string {
	n, ok := r.byPrint[key]
	if !ok {
		return ""
	}
	if old, ok := r.base.Get(n.ID); ok {
		n = old
	}
	if l, ok := r.langs[lang]; ok && n.Text[l].Text != "" {
		return n.Text[l].Text
	}
	words, _ := n.Text.In(r.langs[lang])
	return words
}

func (r *wordReader) id(key string) string { return r.byPrint[key].ID }

// locate notes which node each paragraph outside the regions follows.
func (r *wordReader) locate(s *wordScan) {
	r.after = map[*docx.Paragraph]string{}
	last := ""
	for _, p := range r.doc.Paragraphs() {
		for _, o := range s.owners[p] {
			if o != nil && o.mark.part != partFixed {
				last = o.mark.node
			}
		}
		r.after[p] = last
	}
}

// recognised counts how the nodes were found.
func (r *wordReader) recognised() {
	for _, key := range r.refused.order {
		r.out.Nodes++
		switch r.refused.nodes[key].how {
		case ByCode:
			r.out.ByCode++
		case ByLikeness:
			r.out.ByLikeness++
		case ByMark, ByHand:
		}
	}
}

// propose adds a proposal on a node.
func (r *wordReader) propose(key string, p Proposal) {
	p.Node, p.State = r.id(key), ProposalOpen
	if n := r.refused.nodes[key]; n != nil {
		p.How, p.Confidence = n.how, n.confidence
		if n.label != nil {
			p.Label = strings.TrimSpace(n.label.words())
		}
	}
	if p.Lang == "" {
		p.Lang = r.out.Lang
	}
	r.made[p.Author+"\x00"+key] = true
	r.out.Proposals = append(r.out.Proposals, p)
}

// finish orders proposals as their nodes stand and counts those of each author.
func (r *wordReader) finish() {
	at := map[string]int{"": -1}
	for i, n := range r.tree.Nodes {
		at[n.ID] = i
	}
	slices.SortStableFunc(r.out.Proposals, func(a, b Proposal) int { return at[a.Node] - at[b.Node] })
	for _, p := range r.out.Proposals {
		i := slices.IndexFunc(r.out.Authors, func(a AuthorCount) bool { return a.Author == p.Author })
		if i < 0 {
			r.out.Authors = append(r.out.Authors, AuthorCount{Author: p.Author})
			i = len(r.out.Authors) - 1
		}
		r.out.Authors[i].Count++
	}
	for _, key := range r.expected {
		if _, known := r.byPrint[key]; known && !r.refused.nodes[key].present() && r.baseText(key, r.lang) != "" {
			r.out.NotFound = append(r.out.NotFound, r.id(key))
		}
	}
}
