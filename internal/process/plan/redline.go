package plan

import (
	"slices"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/redline"
)

// TreeRedline is what became of one text of a plan in another, in the reading order of the new one; what was removed, or
// moved away, stands where it stood. It loses nothing: Accept is the new text and Reject the old one.
type TreeRedline struct {
	Nodes      []NodeChange
	ByLikeness bool // the texts share no identity of a node, so nodes were matched by level, code and likeness
	Count      TreeCount

	before, after Levels
	joints        []joint
	kept          keptIndicators
}

// NodeChange is what became of a node.
type NodeChange struct {
	Before, After *Node // nil where there is none
	OldAt, NewAt  int   // their places in the texts, -1 where there is none
	Left          bool  // a branch stood here that stands elsewhere now; After is where, and nothing else is told here

	Moved      bool // with all below it; what moved along is not told again
	Renumbered bool
	Relevelled bool
	Paraphrase bool          // it became a paraphrase, or is none any more
	Inferred   bool          // that it exists became a conclusion, or is none any more
	Sources    bool          // they are others
	Standing   []kernel.Lang // the words are the same and worth something else now, as an outdated translation
	Elsewhere  []kernel.Lang // its words changed in languages that were not compared

	SplitOff []string // nodes of the new text that hold parts of what it said
	From     []string // nodes of the old text whose words, or part of them, it took over
	Into     string   // of one that is gone: the node that took its words over

	Texts, Notes []TextChange
	Indicators   []IndicatorChange
}

// TextChange is what became of a text in one language. Of a node that was split or merged it shows what came to stand there.
type TextChange struct {
	Lang          kernel.Lang
	Before, After kernel.Wording
	Redline       redline.Redline
	Joined        bool // it belongs to a split or a merger
}

// IndicatorChange is what became of an indicator; one that did not change is not told.
type IndicatorChange struct {
	Before, After *Indicator // nil where there is none
	OldAt, NewAt  int
	Texts, Units  []TextChange
	Notes         []TextChange
	Moved         bool // it measures another node
	Code          bool
	Baseline      bool
	Targets       bool
	Sources       bool
	Elsewhere     []kernel.Lang
}

// TreeCount is the summary of a redline. A node can count in several ways.
type TreeCount struct {
	Added        int `json:"added"`
	Removed      int `json:"removed"`
	Moved        int `json:"moved" doc:"Branches; what moved along is not counted"`
	Renumbered   int `json:"renumbered"`
	Relevelled   int `json:"relevelled"`
	Split        int `json:"split" doc:"Nodes of the old text that became several"`
	Merged       int `json:"merged" doc:"Nodes of the old text that were taken into another"`
	Edited       int `json:"edited" doc:"Nodes whose words changed"`
	Notes        int `json:"notes"`
	Sources      int `json:"sources"`
	Marks        int `json:"marks" doc:"Nodes that became a paraphrase or a conclusion, or are none any more, and those whose text has another standing"`
	Elsewhere    int `json:"elsewhere" doc:"Nodes whose words changed in languages that were not compared"`
	Indicators   int `json:"indicators" doc:"Indicators added, removed or changed"`
	Same         int `json:"same" doc:"Nodes of the new text without any change"`
	WordsAdded   int `json:"words_added"`
	WordsRemoved int `json:"words_removed"`
}

// Any says that anything changed.
func (c TreeCount) Any() bool {
	c.Same = 0
	return c != TreeCount{}
}

// CompareTrees tells what became of one text of a plan in another. Words are compared in the given languages, or in all; of
// the others it is told that they changed. Nodes are the same by their identity. Texts without any identity in common, as
// when a draft was imported without them, are matched by level, code and likeness.
func CompareTrees(before, after Tree, languages ...kernel.Lang) TreeRedline {
	return compareTrees(before, after, languages, true)
}

func compareTrees(before, after Tree, languages []kernel.Lang, likeness bool) TreeRedline {
	m := matchTrees(before, after, likeness)
	m.findParts()
	m.place()
	c := comparison{matched: m, languages: languages}
	c.join()
	r := TreeRedline{ByLikeness: m.byLikeness, joints: c.joints, before: before.Levels, after: after.Levels}
	r.Nodes = c.lay()
	c.indicators(r.Nodes)
	r.kept = c.kept
	r.Count = countTree(r)
	return r
}

// Changed says that anything is to be told of the node.
func (n *NodeChange) Changed() bool {
	return n.Before == nil || n.After == nil || n.Left || n.Moved || n.Renumbered || n.Relevelled || n.Paraphrase || n.Inferred || n.Sources ||
		len(n.Standing)+len(n.Elsewhere)+len(n.SplitOff)+len(n.From)+len(n.Texts)+len(n.Notes)+len(n.Indicators) > 0
}

// Added says that the node is new and took no words over.
func (n *NodeChange) Added() bool { return n.Before == nil && len(n.From) == 0 }

// Removed says that the node is gone and its words with it.
func (n *NodeChange) Removed() bool { return n.After == nil && n.Into == "" }

// Edited says that words, or their styles, changed; those that only went to another node did not.
func (n *NodeChange) Edited() bool {
	return n.Before != nil && n.After != nil && !n.Left && slices.ContainsFunc(n.Texts, TextChange.edits) ||
		slices.ContainsFunc(n.Texts, func(t TextChange) bool { return t.Joined && t.edits() })
}

// edits says that anything in the text changed but where its words stand.
func (t TextChange) edits() bool {
	return slices.ContainsFunc(t.Redline, func(c redline.Change) bool {
		switch c.Kind {
		case redline.Same:
			return false
		case redline.Split, redline.Merged:
			return c.Differs&^redline.Text != 0 || slices.ContainsFunc(slices.Concat(c.Parts...), wordsChange)
		case redline.Changed, redline.Added, redline.Removed, redline.MovedFrom, redline.MovedTo:
		}
		return true
	})
}

// wordsChange says that a span is more than a space that a split or a merger takes away or puts in.
func wordsChange(s redline.Span) bool {
	return s.Op != redline.Keep && strings.TrimSpace(s.Text) != ""
}

// Node is the node as it is now, or as it was when it is gone.
func (n *NodeChange) Node() Node {
	if n.After != nil {
		return *n.After
	}
	return *n.Before
}

func countTree(r TreeRedline) TreeCount {
	var c TreeCount
	count := func(is bool, n *int) {
		if is {
			*n++
		}
	}
	words := func(changes []TextChange) {
		for _, t := range changes {
			n := t.Redline.Count()
			c.WordsAdded, c.WordsRemoved = c.WordsAdded+n.WordsAdded, c.WordsRemoved+n.WordsRemoved
		}
	}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		if n.Left {
			continue
		}
		count(n.Added(), &c.Added)
		count(n.Removed(), &c.Removed)
		count(n.Moved, &c.Moved)
		count(n.Renumbered, &c.Renumbered)
		count(n.Relevelled, &c.Relevelled)
		count(len(n.SplitOff) > 0, &c.Split)
		count(n.Into != "" && len(n.SplitOff) == 0, &c.Merged)
		count(n.Edited(), &c.Edited)
		count(len(n.Notes) > 0 && n.Before != nil && n.After != nil, &c.Notes)
		count(n.Sources, &c.Sources)
		count(n.Paraphrase || n.Inferred || len(n.Standing) > 0, &c.Marks)
		count(len(n.Elsewhere) > 0, &c.Elsewhere)
		count(!n.Changed(), &c.Same)
		c.Indicators += len(n.Indicators)
		words(n.Texts)
		words(n.Notes)
		for _, in := range n.Indicators {
			words(in.Texts)
			words(in.Units)
			words(in.Notes)
		}
	}
	return c
}
