package plan

import (
	"cmp"
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// wordState is what a document says of each node, with one choice of its changes taken.
type wordState struct {
	nodes map[string]*wordNode // by print
	order []string             // nodes that have words or a label, as they follow one another
	loose []*wordLoose
	fixed []*wordRegion
}

// wordNode is what a document says of a node.
type wordNode struct {
	print      string
	at         int
	label      *wordRegion
	texts      map[string]*wordRegion // by the language as marks write it
	note       *wordRegion
	indicators *wordRegion
	how        RecognisedBy
	confidence float64
}

// present says that anything of a node is there.
func (n *wordNode) present() bool {
	if n == nil {
		return false
	}
	if n.label != nil && strings.TrimSpace(n.label.words()) != "" {
		return true
	}
	for _, r := range n.texts {
		if len(r.blocks) > 0 && strings.TrimSpace(markupOf(r.blocks, 0).Plain()) != "" {
			return true
		}
	}
	return false
}

// wordNames knows the nodes that a file can speak of.
type wordNames struct {
	tree    Tree
	byPrint map[string]Node
	langs   map[string]kernel.Lang // as marks write them
	lang    string                 // of the file, as marks write it
	labels  []wordLabel
}

// wordLabel is a way to name a node.
type wordLabel struct {
	words, print string
	code         bool // the code alone
}

func namesFor(t Tree, languages []kernel.Lang, lang kernel.Lang) *wordNames {
	w := &wordNames{tree: t, byPrint: map[string]Node{}, langs: map[string]kernel.Lang{}, lang: markLang(lang)}
	for _, l := range languages {
		w.langs[markLang(l)] = l
	}
	for _, n := range t.Nodes {
		key := nodePrint(n.ID)
		w.byPrint[key] = n
		for l := range n.Text {
			w.langs[markLang(l)] = l
		}
		if n.Code == "" {
			continue
		}
		level, _ := t.Levels.Get(n.Level)
		for _, name := range level.Name {
			w.labels = append(w.labels, wordLabel{words: strings.ToLower(name.Text + " " + n.Code), print: key})
		}
		w.labels = append(w.labels, wordLabel{words: strings.ToLower(n.Code), print: key, code: true})
	}
	slices.SortStableFunc(w.labels, func(a, b wordLabel) int { return cmp.Compare(len(b.words), len(a.words)) })
	return w
}

// depth is what the headings of a node's text stand below.
func (w *wordNames) depth(key string) int {
	if n, ok := w.byPrint[key]; ok {
		return headingDepth(w.tree, n)
	}
	return looseDepth
}

// words is a region's text as Markdown.
func (w *wordNames) words(r *wordRegion) string {
	if r == nil {
		return ""
	}
	return markupOf(r.blocks, w.depth(r.mark.node)).String()
}

// stateOf sorts what a document holds by nodes. Those of wanted that it has no mark of are looked for among what stands
// between, by their labels and then by likeness to the words that they had.
func (w *wordNames) stateOf(s *wordScan, wanted map[string]string) *wordState {
	st := &wordState{nodes: map[string]*wordNode{}, loose: s.loose}
	for _, r := range s.regions {
		st.take(r)
	}
	var missing []string
	for _, key := range sortedKeys(wanted) {
		if !st.nodes[key].present() {
			missing = append(missing, key)
		}
	}
	if len(missing) > 0 && len(st.loose) > 0 {
		w.adopt(st, missing, wanted, s.marked)
	}
	for key, n := range st.nodes {
		if n.present() {
			st.order = append(st.order, key)
		}
	}
	slices.SortFunc(st.order, func(a, b string) int {
		return cmp.Or(cmp.Compare(st.nodes[a].at, st.nodes[b].at), strings.Compare(a, b))
	})
	return st
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (st *wordState) node(key string, at int) *wordNode {
	n := st.nodes[key]
	if n == nil {
		n = &wordNode{print: key, at: at, texts: map[string]*wordRegion{}, how: ByMark, confidence: 1}
		st.nodes[key] = n
	}
	return n
}

func (st *wordState) take(r *wordRegion) {
	if r.mark.part == partFixed {
		st.fixed = append(st.fixed, r)
		return
	}
	n := st.node(r.mark.node, r.at)
	switch r.mark.part {
	case partLabel:
		n.label = r
	case partText:
		n.texts[r.mark.lang] = r
	case partNote:
		n.note = r
	case partIndicators:
		n.indicators = r
	case partFixed:
	}
}

// likeEnough is how much of its words a node must share with a paragraph to be recognised in it.
const likeEnough = 0.6

// adopt recognises nodes in paragraphs that no mark claims.
func (w *wordNames) adopt(st *wordState, missing []string, wanted map[string]string, marked bool) {
	open := map[string]bool{}
	for _, key := range missing {
		open[key] = true
	}
	var rest []*wordLoose
	for _, l := range st.loose {
		rest = append(rest, w.adoptFrom(st, l, open, wanted, marked)...)
	}
	st.loose = rest
}

// adoptFrom goes through one stretch and gives what is left of it.
func (w *wordNames) adoptFrom(st *wordState, l *wordLoose, open map[string]bool, wanted map[string]string, marked bool) []*wordLoose {
	var rest []*wordLoose
	var into *wordRegion
	room := 0
	last := l.after
	for i, b := range l.blocks {
		if p, ok := b.(*docx.Paragraph); ok {
			if key, how, confidence, cut := w.recognise(p, open, wanted, marked); key != "" {
				delete(open, key)
				n := st.node(key, l.at)
				n.at, n.how, n.confidence = l.at, how, confidence
				into = w.adopted(n, p, cut, l.at)
				room = blocksIn(wanted[key]) - len(into.blocks)
				last = key
				continue
			}
		}
		if into != nil && (room > 0 || !marked && !isHeadingBlock(b)) {
			into.blocks = append(into.blocks, b)
			room--
			continue
		}
		into = nil
		if n := len(rest); n > 0 && i > 0 && rest[n-1].after == last {
			rest[n-1].blocks = append(rest[n-1].blocks, b)
		} else {
			rest = append(rest, &wordLoose{blocks: []docx.Block{b}, after: last, at: l.at})
		}
	}
	return rest
}

func blocksIn(words string) int { return max(len(markup.Parse(words)), 1) }

func isHeadingBlock(b docx.Block) bool {
	p, ok := b.(*docx.Paragraph)
	if !ok {
		return false
	}
	_, is := styleNumber(p.Style, "Heading")
	return is
}

// adopted makes regions of a paragraph that was recognised.
func (w *wordNames) adopted(n *wordNode, p *docx.Paragraph, cut, at int) *wordRegion {
	lang := w.lang
	for l := range n.texts { // in the language in which the file had it
		lang = l
	}
	r := &wordRegion{mark: wordMark{part: partText, node: n.print, lang: lang}, at: at}
	if old := n.texts[lang]; old != nil {
		r.mark = old.mark
	}
	label, words := cutRuns(p.Inlines, cut)
	if words = withoutLabelEnd(words); runText(words) != "" {
		q := &docx.Paragraph{Style: p.Style, List: p.List, Inlines: words}
		if cut > 0 || isHeadingBlock(p) {
			q.Style, q.List = "", nil
		}
		r.blocks = append(r.blocks, q)
	}
	n.texts[lang] = r
	if n.label == nil || cut > 0 {
		mark := wordMark{part: partLabel, node: n.print, lang: w.lang}
		if n.label != nil {
			mark = n.label.mark
		}
		n.label = &wordRegion{mark: mark, at: at, blocks: []docx.Block{&docx.Paragraph{Inlines: label}}}
	}
	return r
}

// cutRuns cuts runs behind so many bytes of their text.
func cutRuns(inlines []docx.Inline, at int) (before, after []docx.Inline) {
	for _, in := range inlines {
		r, ok := in.(*docx.Run)
		if !ok {
			continue
		}
		n := min(at, len(r.Text))
		at -= n
		if n > 0 {
			one := *r
			one.Text = r.Text[:n]
			before = append(before, &one)
		}
		if n < len(r.Text) {
			one := *r
			one.Text = r.Text[n:]
			after = append(after, &one)
		}
	}
	return before, after
}

// recognise finds the node that a paragraph is the beginning of; cut is how many bytes of it are the label.
func (w *wordNames) recognise(p *docx.Paragraph, open map[string]bool, wanted map[string]string, marked bool) (key string, how RecognisedBy, confidence float64, cut int) {
	words := runText(p.Inlines)
	lower := strings.ToLower(words)
	if len(lower) == len(words) {
		for _, l := range w.labels {
			if open[l.print] && (!l.code || !marked) && beginsWith(lower, l.words) {
				return l.print, ByCode, 0.9, len(l.words)
			}
		}
	}
	best, second := 0.0, 0.0
	segments := map[int][]string{}
	for _, candidate := range sortedOpen(open) {
		first := markup.Parse(wanted[candidate])
		if len(first) == 0 {
			continue
		}
		from := w.named(lower, words, candidate)
		if segments[from] == nil {
			segments[from] = text.Segments(strings.TrimLeft(words[from:], " :"))
		}
		like := diff.Likeness(text.Segments(first[0].Text()), segments[from])
		if like > best {
			best, second, key, cut = like, best, candidate, from
		} else if like > second {
			second = like
		}
	}
	if best < likeEnough || best-second < 0.1 {
		return "", "", 0, 0
	}
	return key, ByLikeness, best, cut
}

// named is how many bytes of a line name the level of a node, which a node without a code begins with.
func (w *wordNames) named(lower, words, key string) int {
	level, _ := w.tree.Levels.Get(w.byPrint[key].Level)
	for _, name := range level.Name {
		if name.Text != "" && len(lower) == len(words) && beginsWith(lower, strings.ToLower(name.Text)) {
			return len(name.Text)
		}
	}
	return 0
}

func sortedOpen(open map[string]bool) []string {
	all := make([]string, 0, len(open))
	for key := range open {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}

// beginsWith says that a line begins with a label and not with a longer one.
func beginsWith(line, label string) bool {
	rest, ok := strings.CutPrefix(line, label)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], " :\t\u00a0") || strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, "\u00a0"))
}
