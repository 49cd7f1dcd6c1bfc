package docx

import "strconv"

// moveRanges are the ranges around text that went and came, from the first piece of each move to its last.
type moveRanges struct {
	starts, ends map[spot][]moveKey
	afters       map[*Paragraph][]moveKey // those that hold the paragraph's mark, and close behind it
	ids          map[moveKey]int
	who          map[moveKey]*Revision
}

type moveKey struct {
	kind Kind
	name string
}

// spot is an inline of a paragraph; -1 stands before the first.
type spot struct {
	p *Paragraph
	i int
}

const markSpot = -2

func newMoveRanges(d *Document) *moveRanges {
	m := &moveRanges{map[spot][]moveKey{}, map[spot][]moveKey{}, map[*Paragraph][]moveKey{}, map[moveKey]int{}, map[moveKey]*Revision{}}
	first, last := map[moveKey]spot{}, map[moveKey]spot{}
	var order []moveKey
	note := func(t Tracked, at spot) {
		for _, r := range []*Revision{t.Inserted, t.Deleted} {
			if r == nil || r.Move == "" || r.Kind != MoveFrom && r.Kind != MoveTo {
				continue
			}
			key := moveKey{r.Kind, r.Move}
			if _, known := first[key]; !known {
				first[key], m.who[key] = spot{at.p, max(at.i, -1)}, r
				order = append(order, key)
			}
			last[key] = at
		}
	}
	eachParagraph(d.Body, func(p *Paragraph) {
		for i, in := range p.Inlines {
			if r, ok := in.(*Run); ok {
				note(r.Tracked, spot{p, i})
			}
		}
		note(p.Mark, spot{p, markSpot})
	})
	for _, key := range order {
		m.starts[first[key]] = append(m.starts[first[key]], key)
		if at := last[key]; at.i == markSpot {
			m.afters[at.p] = append(m.afters[at.p], key)
		} else {
			m.ends[at] = append(m.ends[at], key)
		}
	}
	return m
}

func (m *moveRanges) opens(p *Paragraph, i int) bool  { return len(m.starts[spot{p, i}]) > 0 }
func (m *moveRanges) closes(p *Paragraph, i int) bool { return len(m.ends[spot{p, i}]) > 0 }

func (m *moveRanges) open(w *writer, p *Paragraph, i int) {
	for _, key := range m.starts[spot{p, i}] {
		r := m.who[key]
		m.ids[key] = w.id // who takes it
		w.put("<", r.element(), "RangeStart", w.who(r), ` w:name="`, escape(key.name), `"/>`)
	}
}

func (m *moveRanges) close(w *writer, p *Paragraph, i int) {
	for _, key := range m.ends[spot{p, i}] {
		m.end(w, key)
	}
}

func (m *moveRanges) closeAfter(w *writer, p *Paragraph) {
	for _, key := range m.afters[p] {
		m.end(w, key)
	}
}

func (m *moveRanges) end(w *writer, key moveKey) {
	w.put("<", m.who[key].element(), `RangeEnd w:id="`, strconv.Itoa(m.ids[key]), `"/>`)
}
