package plan

import (
	"context"
	"net/http"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/api"
	"sampan/internal/platform/text/redline"
)

func (s *Service) mountRedlineAPI(a *api.API, tag string) {
	api.Register(a, api.Op{
		Method: http.MethodGet, Path: "/plans/{slug}/redline", ID: "get-plan-redline",
		Summary: "What changed between two texts of a plan", Tag: tag, Action: Read,
	}, s.apiRedline)
}

type redlineIn struct {
	BySlug

	From     string      `query:"from" required:"true" doc:"The earlier text: the number of a published draft, or record"`
	To       string      `query:"to" required:"true" doc:"The later text: the number of a published draft, record, or working"`
	Node     string      `query:"node" doc:"Only this node and what is or was below it"`
	Language kernel.Lang `query:"lang" doc:"Compare words in this language only; of the others it is told that they changed"`
}

type redlineOut struct{ Body RedlineBody }

// RedlineBody is a redline for programs.
type RedlineBody struct {
	Plan       string       `json:"plan" doc:"Name of the plan in addresses"`
	From       RedlineText  `json:"from"`
	To         RedlineText  `json:"to"`
	ByLikeness bool         `json:"by_likeness" doc:"The texts share no identity of a node, so nodes were matched by level, code and likeness"`
	Summary    TreeCount    `json:"summary"`
	Changes    []RedlineRow `json:"changes" doc:"In the reading order of the new text; what was removed or moved away where it stood"`
}

// RedlineText is one of the two texts.
type RedlineText struct {
	Text string    `json:"text" doc:"The number of a published draft, record, or working"`
	At   time.Time `json:"at" doc:"When it was published, or last changed"`
}

// RedlineRow is what became of a node.
type RedlineRow struct {
	Kinds      []string           `json:"kinds" doc:"Any of: added, removed, moved, moved_away, renumbered, relevelled, split, merged, taken, edited, note, sources, marks, standing, elsewhere, indicators"`
	Before     *RedlineNode       `json:"before,omitempty"`
	After      *RedlineNode       `json:"after,omitempty"`
	SplitOff   []string           `json:"split_off,omitempty" doc:"Nodes of the new text that hold parts of its words"`
	From       []string           `json:"from,omitempty" doc:"Nodes of the old text whose words it took over"`
	Into       string             `json:"into,omitempty" doc:"The node that took its words over"`
	Texts      []RedlineWords     `json:"texts,omitempty"`
	Notes      []RedlineWords     `json:"notes,omitempty"`
	Indicators []RedlineIndicator `json:"indicators,omitempty"`
	Standing   []kernel.Lang      `json:"standing,omitempty" doc:"Languages whose words are the same and have another standing"`
	Elsewhere  []kernel.Lang      `json:"elsewhere,omitempty" doc:"Languages whose words changed and were not compared"`
}

// RedlineNode is where a node stands.
type RedlineNode struct {
	ID     string `json:"id"`
	Parent string `json:"parent,omitempty"`
	Level  string `json:"level"`
	Code   string `json:"code,omitempty"`
}

// RedlineWords is what became of a text in one language.
type RedlineWords struct {
	Language kernel.Lang    `json:"language"`
	Blocks   []RedlineBlock `json:"blocks"`
}

// RedlineBlock is what became of a paragraph, heading, list item or table row.
type RedlineBlock struct {
	Kind  string          `json:"kind" enum:"same,changed,added,removed,moved_from,moved_to,split,merged"`
	Move  int             `json:"move,omitempty" doc:"Which moved_from and moved_to belong together"`
	Parts [][]RedlineSpan `json:"parts" doc:"The words; of a split for each new block, of a merger for each old one, of a table row for each cell. Those of moved_from are at its moved_to"`
}

// RedlineSpan is words that were kept, put in, taken out, or set in another style.
type RedlineSpan struct {
	Op   string `json:"op" enum:"keep,insert,delete,restyle"`
	Text string `json:"text"`
}

// RedlineIndicator is what became of an indicator.
type RedlineIndicator struct {
	Before *Indicator     `json:"before,omitempty"`
	After  *Indicator     `json:"after,omitempty"`
	Texts  []RedlineWords `json:"texts,omitempty"`
}

func (s *Service) apiRedline(ctx context.Context, actor kernel.Actor, in *redlineIn) (*redlineOut, error) {
	r, err := ParseRange(in.From + rangeMark + in.To)
	if err != nil {
		return nil, err
	}
	var languages []kernel.Lang
	if in.Language != "" {
		languages = []kernel.Lang{in.Language}
	}
	c, err := s.Redline(ctx, actor, in.Slug, r, in.Node, languages...)
	if err != nil {
		return nil, err
	}
	return &redlineOut{bodyOf(c)}, nil
}

// bodyOf is a redline as programs get it.
func bodyOf(c Compared) RedlineBody {
	b := RedlineBody{
		Plan: c.Plan.Slug, From: RedlineText{c.From.String(), c.From.At}, To: RedlineText{c.To.String(), c.To.At},
		ByLikeness: c.Redline.ByLikeness, Summary: c.Redline.Count, Changes: []RedlineRow{},
	}
	for i := range c.Redline.Nodes {
		n := &c.Redline.Nodes[i]
		if !n.Changed() {
			continue
		}
		row := RedlineRow{
			Kinds: n.kinds(), Before: nodeOf(n.Before), After: nodeOf(n.After), SplitOff: n.SplitOff, From: n.From, Into: n.Into,
			Texts: wordsOfChanges(n.Texts), Notes: wordsOfChanges(n.Notes), Standing: n.Standing, Elsewhere: n.Elsewhere,
		}
		for _, in := range n.Indicators {
			row.Indicators = append(row.Indicators, RedlineIndicator{in.Before, in.After, wordsOfChanges(in.Texts)})
		}
		b.Changes = append(b.Changes, row)
	}
	return b
}

func nodeOf(n *Node) *RedlineNode {
	if n == nil {
		return nil
	}
	return &RedlineNode{n.ID, n.Parent, n.Level, n.Code}
}

// kinds names what became of a node.
func (n *NodeChange) kinds() []string {
	all := []string{}
	for _, k := range []struct {
		is   bool
		name string
	}{
		{n.Left, "moved_away"}, {n.Added(), "added"}, {n.Removed() && !n.Left, "removed"}, {n.Moved, "moved"}, {n.Renumbered, "renumbered"},
		{n.Relevelled, "relevelled"}, {len(n.SplitOff) > 0, "split"}, {len(n.From) > 0, "taken"}, {n.Into != "", "merged"},
		{n.Edited(), "edited"}, {len(n.Notes) > 0, "note"}, {n.Sources, "sources"}, {n.Paraphrase || n.Inferred, "marks"},
		{len(n.Standing) > 0, "standing"}, {len(n.Elsewhere) > 0, "elsewhere"}, {len(n.Indicators) > 0, "indicators"},
	} {
		if k.is {
			all = append(all, k.name)
		}
	}
	return all
}

var kindNames = map[redline.Kind]string{
	redline.Same: "same", redline.Changed: "changed", redline.Added: "added", redline.Removed: "removed",
	redline.MovedFrom: "moved_from", redline.MovedTo: "moved_to", redline.Split: "split", redline.Merged: "merged",
}

var opNames = map[redline.Op]string{redline.Keep: "keep", redline.Insert: "insert", redline.Delete: "delete", redline.Reformat: "restyle"}

func wordsOfChanges(changes []TextChange) []RedlineWords {
	var all []RedlineWords
	for _, t := range changes {
		w := RedlineWords{Language: t.Lang, Blocks: []RedlineBlock{}}
		for _, c := range t.Redline {
			b := RedlineBlock{Kind: kindNames[c.Kind], Move: c.Pair, Parts: [][]RedlineSpan{}}
			for _, p := range partsOf(c) {
				b.Parts = append(b.Parts, spansOf(p))
			}
			w.Blocks = append(w.Blocks, b)
		}
		all = append(all, w)
	}
	return all
}

// partsOf are the words of a change, of a table row by cells.
func partsOf(c redline.Change) [][]redline.Span {
	if len(c.Cells) == 0 {
		return c.Parts
	}
	var parts [][]redline.Span
	for _, cell := range c.Cells {
		parts = append(parts, cell.Spans)
	}
	return parts
}

func spansOf(spans []redline.Span) []RedlineSpan {
	out := []RedlineSpan{}
	for _, s := range spans {
		out = append(out, RedlineSpan{opNames[s.Op], s.Text})
	}
	return out
}
