package markup

import "slices"

// Begins says which ordered items begin a list rather than go on with one.
func (d Doc) Begins() []bool {
	out := make([]bool, len(d))
	d.follow(func(i, next int, goesOn bool) int {
		out[i] = !goesOn || d[i].Number != next
		return d[i].Number
	})
	return out
}

// Renumbered is the document with numbers that follow one another, whatever was put in or taken out: an item that begins
// a list, as Begins said when it had its number, keeps it; one that comes to stand first in a list has 1.
func (d Doc) Renumbered(begins []bool) Doc {
	out := slices.Clone(d)
	out.follow(func(i, next int, goesOn bool) int {
		b := &out[i]
		switch {
		case begins[i]:
		case goesOn:
			b.Number = next
		default:
			b.Number = 1
		}
		return b.Number
	})
	return out
}

// follow goes through the ordered items, each with the number that it has if it goes on with the list above, and takes
// its number back.
func (d Doc) follow(item func(i, next int, goesOn bool) int) {
	var lists outline
	for i, b := range d {
		if i > 0 && d[i-1].Quote != b.Quote {
			lists.end()
		}
		switch {
		case b.Kind == Item:
			if b.Ordered {
				next, goesOn := lists.next(b.Level)
				b.Number = item(i, next, goesOn)
			}
			lists.item(b)
		case b.Continued:
			lists.back(b.Level + 1)
		default:
			lists.end()
		}
	}
}
