package plan

import (
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Split cuts the text of a node in two. The node keeps the first part with everything that hangs on it; the second part is
// a new node of the given identity behind it, on the same level, without code. A cut is counted in characters (code
// points); one within a character as people see it comes after it. Languages that are not cut stay whole with the first
// part: where the lead language was cut, their translations are of a text that is no longer there.
func (t Tree) Split(id, second string, at map[kernel.Lang]int, lead kernel.Lang) (Tree, error) {
	i := t.Index(id)
	if i < 0 || id == "" {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	first := t.Nodes[i]
	rest := Node{
		ID: second, Parent: first.Parent, Level: first.Level, Text: kernel.Text{}, Paraphrase: first.Paraphrase, Inferred: first.Inferred,
		Sources: slices.Clone(first.Sources), From: []string{first.ID},
	}
	kept := kernel.Text{}
	var l fault.List
	for lang, w := range first.Text {
		kept[lang] = w
		n, wanted := at[lang]
		if !wanted {
			continue
		}
		a, b := cut(w.Text, n)
		if a == "" || b == "" {
			l.Add("at_"+string(lang), "plan.fault.split_nothing")
		}
		w.Text = b
		rest.Text[lang] = w
		w.Text = a
		kept[lang] = w
	}
	if len(rest.Text) == 0 {
		l.Add("at_"+string(lead), "plan.fault.split_nothing")
	}
	if err := l.Err(); err != nil {
		return t, err
	}
	if _, leads := rest.Text[lead]; leads {
		outdate(kept, func(lang kernel.Lang) bool { _, isCut := rest.Text[lang]; return !isCut })
	}
	first.Text = kept
	nodes := slices.Clone(t.Nodes)
	nodes[i] = first
	next := t.with(slices.Insert(nodes, i+1, rest)).Arrange()
	return next, next.Err()
}

// outdate marks translations as made from a version that is superseded.
func outdate(t kernel.Text, which func(kernel.Lang) bool) {
	for lang, w := range t {
		if w.State == kernel.Translation && which(lang) {
			w.State = kernel.Outdated
			t[lang] = w
		}
	}
}

// Merge puts the text of a node behind that of another of the same level, with its note, sources, indicators and all that
// hangs below it; then it is gone. A translation into a language that only one of the two is written in is outdated.
func (t Tree) Merge(id, into string, lead kernel.Lang) (Tree, error) {
	from, known := t.Get(id)
	to, found := t.Get(into)
	if !known || !found {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	var l fault.List
	switch {
	case id == into || t.Branch(id)[into]:
		l.Add("into", "plan.fault.loop")
	case from.Level != to.Level:
		l.Add("into", "plan.fault.merge_level")
	}
	if err := l.Err(); err != nil {
		return t, err
	}
	to.Text, to.Note = mergedText(to.Text, from.Text, lead), mergedText(to.Note, from.Note, lead)
	to.Paraphrase, to.Inferred = to.Paraphrase || from.Paraphrase, to.Inferred || from.Inferred
	to.Sources = union(to.Sources, from.Sources)
	to.From = slices.DeleteFunc(union(to.From, append([]string{from.ID}, from.From...)), func(x string) bool { return x == to.ID })
	next := t.with(nil)
	var below []Node
	for _, n := range t.Nodes {
		switch {
		case n.ID == from.ID:
		case n.ID == to.ID:
			next.Nodes = append(next.Nodes, to)
		case n.Parent == from.ID:
			n.Parent = to.ID
			below = append(below, n)
		default:
			next.Nodes = append(next.Nodes, n)
		}
	}
	next.Nodes = append(next.Nodes, below...)
	next.Indicators = slices.Clone(t.Indicators)
	for i := range next.Indicators {
		if next.Indicators[i].Node == from.ID {
			next.Indicators[i].Node = to.ID
		}
	}
	next = next.Arrange()
	return next, next.Err()
}

// union is a with what only b has.
func union[T comparable](a, b []T) []T {
	all := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// mergedText is two texts one behind the other, language by language.
func mergedText(a, b kernel.Text, lead kernel.Lang) kernel.Text {
	if a.Empty() {
		return b
	}
	all := kernel.Text{}
	for _, lang := range union(langs(a), langs(b)) {
		w := a[lang]
		if w.Text == "" {
			w = b[lang]
		} else {
			w.Text = join(w.Text, b[lang].Text, lang)
		}
		all[lang] = w
	}
	if !b.Empty() {
		outdate(all, func(lang kernel.Lang) bool { return lang != lead && (a[lang].Text == "") != (b[lang].Text == "") })
	}
	return all
}

// Shift hangs a node below the next entry that it may hang below, in reading order, as its first child; or, back, below the
// one before, as its last child. At the end it stays.
func (t Tree) Shift(id string, back bool) (Tree, error) {
	n, known := t.Get(id)
	if !known {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	branch := t.Branch(id)
	var above []string
	if t.Levels.Allowed(n.Level, "") {
		above = append(above, "")
	}
	for _, x := range t.Nodes {
		if !branch[x.ID] && t.Levels.Allowed(n.Level, x.Level) {
			above = append(above, x.ID)
		}
	}
	at := slices.Index(above, n.Parent)
	switch {
	case back && at > 0:
		return t.Move(id, above[at-1], len(t.Nodes))
	case !back && at+1 < len(above):
		return t.Move(id, above[at+1], 0)
	}
	return t, nil
}
