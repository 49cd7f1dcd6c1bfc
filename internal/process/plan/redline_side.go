package plan

import (
	"cmp"
	"maps"
	"slices"

	"sampan/internal/kernel"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
)

// Accept is the text with every change made: the new one, its wordings as canonical Markdown where they changed.
func (r TreeRedline) Accept() Tree { return r.side(false) }

// Reject is the text with no change made: the old one, its wordings as canonical Markdown where they changed.
func (r TreeRedline) Reject() Tree { return r.side(true) }

func (r TreeRedline) side(old bool) Tree {
	t := Tree{Levels: r.after}
	if old {
		t.Levels = r.before
	}
	joined := r.joinedTexts(old)
	type placed struct {
		at   int
		node Node
	}
	var nodes []placed
	indicators := map[int]Indicator{}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		node, at := n.After, n.NewAt
		if old {
			node, at = n.Before, n.OldAt
		}
		for _, in := range n.Indicators {
			in.put(indicators, old)
		}
		if node == nil || n.Left {
			continue
		}
		x := *node
		own := slices.DeleteFunc(slices.Clone(n.Texts), func(t TextChange) bool { return t.Joined })
		x.Text, x.Note = sideOf(x.Text, own, old), sideOf(x.Note, n.Notes, old)
		for lang, words := range joined[x.ID] {
			x.Text = withWords(x.Text, lang, words)
		}
		nodes = append(nodes, placed{at, x})
	}
	slices.SortFunc(nodes, func(x, y placed) int { return cmp.Compare(x.at, y.at) })
	for _, p := range nodes {
		t.Nodes = append(t.Nodes, p.node)
	}
	t.Indicators = r.restIndicators(indicators, old)
	return t
}

// sideOf is a text with the words of one side of its changes.
func sideOf(t kernel.Text, changes []TextChange, old bool) kernel.Text {
	for _, c := range changes {
		d := c.Redline.Accept()
		if old {
			d = c.Redline.Reject()
		}
		t = withWords(t, c.Lang, d.String())
	}
	return t
}

func withWords(t kernel.Text, lang kernel.Lang, words string) kernel.Text {
	w, has := t[lang]
	if !has {
		return t
	}
	w.Text = words
	t = maps.Clone(t)
	t[lang] = w
	return t
}

// joinedTexts are the words of the nodes of one side that were split or merged, by identity and language.
func (r TreeRedline) joinedTexts(old bool) map[string]map[kernel.Lang]string {
	out := map[string]map[kernel.Lang]string{}
	put := func(id string, lang kernel.Lang, d markup.Doc) {
		if out[id] == nil {
			out[id] = map[kernel.Lang]string{}
		}
		out[id][lang] = d.String()
	}
	for _, j := range r.joints {
		ids, whole := j.new, redline.Redline.Accept
		if old {
			ids, whole = j.old, redline.Redline.Reject
		}
		d := whole(j.redline)
		if len(ids) == 1 {
			put(ids[0], j.lang, d)
			continue
		}
		for i, id := range ids {
			put(id, j.lang, d[:j.sizes[i]])
			d = d[j.sizes[i]:]
		}
	}
	return out
}
