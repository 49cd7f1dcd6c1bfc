package redline

import (
	"slices"

	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// shape is a pair of tables with the widths of their rows: rows of one shape have the same columns added and removed.
type shape struct{ old, new, cells, became int }

// columns knows for each shape which old column each new one is, and for each block which table it is in.
type columns struct {
	old, new []int
	was      map[shape][]int
}

// tables numbers the tables of a document, by block.
func tables(d markup.Doc) []int {
	out := make([]int, len(d))
	n := 0
	for i, b := range d {
		if b.Kind == markup.Row && (i == 0 || b.Head || d[i-1].Kind != markup.Row || d[i-1].Quote != b.Quote) {
			n++
		}
		out[i] = n
	}
	return out
}

// align finds the columns of all pairs of tables.
func align(before, after markup.Doc, units []unit) columns {
	c := columns{old: tables(before), new: tables(after), was: map[shape][]int{}}
	alike := map[shape][][]float64{}
	for _, u := range units {
		a, b := before[u.a0], after[u.b0]
		if a.Kind != markup.Row {
			continue
		}
		s := c.shape(u, a, b)
		if alike[s] == nil {
			alike[s] = make([][]float64, len(a.Cells))
			for i := range alike[s] {
				alike[s][i] = make([]float64, len(b.Cells))
			}
		}
		for i := range a.Cells {
			for j := range b.Cells {
				alike[s][i][j] += likeness(a.Cells[i], b.Cells[j], i == j || s.cells != s.became)
			}
		}
	}
	for s, matrix := range alike {
		c.was[s] = assign(matrix, s.cells, s.became)
	}
	return c
}

func (c columns) shape(u unit, a, b markup.Block) shape {
	return shape{c.old[u.a0], c.new[u.b0], len(a.Cells), len(b.Cells)}
}

// likeness says how alike two cells are; closely, if they need not be the same.
func likeness(a, b []markup.Run, closely bool) float64 {
	x, y := markup.Block{Runs: a}.Text(), markup.Block{Runs: b}.Text()
	switch {
	case x == y:
		return max(0.1, float64(min(len(x), 1)))
	case x == "" || y == "" || !closely:
		return 0
	}
	return diff.Likeness(pieces(a), pieces(b))
}

// assign gives each new column its old one, or −1, in order and as alike as can be. Columns that could be either pair up:
// a cell that was rewritten is no new column.
func assign(alike [][]float64, cells, became int) []int {
	best := make([][]float64, cells+1)
	for i := range best {
		best[i] = make([]float64, became+1)
	}
	const rewritten = 0.01
	for i := cells - 1; i >= 0; i-- {
		for j := became - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1], best[i+1][j+1]+alike[i][j]+rewritten)
		}
	}
	was := make([]int, became)
	i := 0
	for j := range was {
		for i < cells && best[i][j] == best[i+1][j] && best[i][j] != best[i+1][j+1]+alike[i][j]+rewritten {
			i++
		}
		if i < cells && best[i][j] == best[i+1][j+1]+alike[i][j]+rewritten {
			was[j] = i
			i++
		} else {
			was[j] = -1
		}
	}
	return was
}

// cells compares the cells of a row.
func (c columns) cells(u unit, a, b markup.Block) []Cell {
	var out []Cell
	i := 0
	gone := func(to int) {
		for ; i < to; i++ {
			out = append(out, Cell{Delete, whole(Delete, a.Cells[i])})
		}
	}
	for j, was := range c.was[c.shape(u, a, b)] {
		if was < 0 {
			out = append(out, Cell{Insert, whole(Insert, b.Cells[j])})
			continue
		}
		gone(was)
		if x, y := a.Cells[i], b.Cells[j]; slices.Equal(x, y) {
			out = append(out, Cell{Keep, whole(Keep, x)})
		} else {
			out = append(out, Cell{Keep, weave([][]markup.Run{x}, [][]markup.Run{y})[0]})
		}
		i = was + 1
	}
	gone(len(a.Cells))
	return out
}
