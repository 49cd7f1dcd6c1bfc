package redline

import (
	"strconv"
	"strings"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
	"sampan/internal/platform/text/markup"
)

// side is one of the two documents while they are matched.
type side struct {
	blocks []markup.Block
	free   []bool // not yet matched
	gap    []int  // between which matched blocks a free one stands
	words  []bag  // of the free ones, once they are asked for
}

// bag are the words of a block without their order.
type bag struct {
	pieces []string
	count  map[int]int // how often each word that weighs something occurs
	weight int
}

func newSide(d markup.Doc) *side {
	s := &side{blocks: d, free: make([]bool, len(d)), gap: make([]int, len(d)), words: make([]bag, len(d))}
	for i := range s.free {
		s.free[i] = true
	}
	return s
}

// key is equal for blocks that a reader takes for the same: all but the number.
func key(b markup.Block) string {
	var out strings.Builder
	for _, n := range [...]int{int(b.Kind), b.Level, b.Quote} {
		out.WriteString(strconv.Itoa(n))
		out.WriteByte(' ')
	}
	for _, is := range [...]bool{b.Ordered, b.Continued, b.Head} {
		out.WriteString(strconv.FormatBool(is)[:1])
	}
	write := func(runs []markup.Run) {
		for _, r := range runs {
			bits := 0
			for i, is := range [...]bool{r.Bold, r.Italic, r.Strike, r.Code} {
				if is {
					bits |= 1 << i
				}
			}
			out.WriteByte(byte(bits))
			out.WriteString(r.Link)
			out.WriteByte(0)
			out.WriteString(r.Text)
			out.WriteByte(0)
		}
	}
	write(b.Runs)
	for _, c := range b.Cells {
		out.WriteByte('\t')
		write(c)
	}
	return out.String()
}

func keys(s *side) []string {
	out := make([]string, len(s.blocks))
	for i, b := range s.blocks {
		out[i] = key(b)
	}
	return out
}

// gaps numbers the free blocks by the matched ones before them.
func (s *side) gaps() {
	n := 0
	for i, free := range s.free {
		s.gap[i] = n
		if !free {
			n++
		}
	}
}

func (s *side) left() []int {
	var out []int
	for i, free := range s.free {
		if free {
			out = append(out, i)
		}
	}
	return out
}

// lexicon numbers the words of both sides and weighs each once.
type lexicon struct {
	ids     map[string]int
	weights []int
}

func (l *lexicon) bag(b markup.Block) bag {
	out := bag{pieces: text.Segments(b.Text())}
	out.count = make(map[int]int, len(out.pieces))
	for _, p := range out.pieces {
		id, ok := l.ids[p]
		if !ok {
			id = len(l.weights)
			l.ids[p] = id
			l.weights = append(l.weights, diff.Weight([]string{p}))
		}
		if w := l.weights[id]; w > 0 {
			out.count[id]++
			out.weight += w
		}
	}
	return out
}
