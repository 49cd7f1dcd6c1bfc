package redline

import "sampan/internal/platform/text/markup"

// Decides says whether a change is one to accept or to reject for itself. What is Same is not, and where something stood
// that moved goes with where it stands.
func (c *Change) Decides() bool { return c.Kind != Same && c.Kind != MovedFrom }

// Choose is the document with some changes made and others not: accept is asked about each that Decides, by its index.
// With all it is Accept and with none Reject; else ordered items are numbered as they then follow one another.
func (r Redline) Choose(accept func(index int) bool) markup.Doc {
	made := make([]bool, len(r))
	movers := map[int]int{}
	all, none := true, true
	for i := range r {
		if r[i].Decides() {
			made[i] = accept(i)
			all, none = all && made[i], none && !made[i]
		}
		if r[i].Kind == MovedTo {
			movers[r[i].Pair] = i
		}
	}
	switch {
	case none:
		return r.Reject()
	case all:
		return r.Accept()
	}
	return r.chosen(made, movers)
}

func (r Redline) chosen(made []bool, movers map[int]int) markup.Doc {
	oldBegins, newBegins := r.Reject().Begins(), r.Accept().Begins()
	out := markup.Doc{}
	var begins []bool
	for i := range r {
		c, words := &r[i], &r[i]
		take := made[i]
		switch c.Kind {
		case MovedFrom:
			words = &r[movers[c.Pair]]
			take = made[movers[c.Pair]]
		case Same:
			take = false
		default:
		}
		if take {
			out = append(out, words.side(c.New, now)...)
			begins = append(begins, newBegins[c.NewAt:c.NewAt+len(c.New)]...)
		} else {
			out = append(out, words.side(c.Old, was)...)
			begins = append(begins, oldBegins[c.OldAt:c.OldAt+len(c.Old)]...)
		}
	}
	return out.Renumbered(begins).Normal()
}
