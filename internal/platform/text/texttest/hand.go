package texttest

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"sampan/internal/platform/text/markup"
)

// Hand writes and edits in one language. It is not for several goroutines.
type Hand struct {
	*rand.Rand
	tongue tongue
	ids    int
}

// New is a hand at writing in one of Languages. The same seed writes the same.
func New(language string, seed uint64) *Hand {
	t, ok := tongues[language]
	if !ok {
		panic("texttest: no words of " + strconv.Quote(language))
	}
	source := rand.NewPCG(seed, uint64(language[0])<<8|uint64(language[1]))
	return &Hand{Rand: rand.New(source), tongue: t} //nolint:gosec // the same seed is to write the same
}

func (h *Hand) pick(words []string) string { return words[h.IntN(len(words))] }

// Word is a word, or now and then a figure.
func (h *Hand) Word() string {
	if h.IntN(25) == 0 {
		return strconv.Itoa(1 + h.IntN(2500))
	}
	return h.pick(h.tongue.words)
}

// Words are n words with what stands between them.
func (h *Hand) Words(n int) string {
	var out strings.Builder
	for i := range n {
		switch {
		case i == 0:
		case h.IntN(8) == 0:
			out.WriteString(h.tongue.pause)
		default:
			out.WriteString(h.tongue.space)
		}
		out.WriteString(h.Word())
	}
	return out.String()
}

// Sentence is one of n words.
func (h *Hand) Sentence(n int) string {
	s := h.Words(n)
	if c := s[0]; 'a' <= c && c <= 'z' {
		s = string(c-'a'+'A') + s[1:]
	}
	return s + h.tongue.stop
}

// Prose is so many sentences of 6 to 17 words.
func (h *Hand) Prose(sentences int) string {
	list := make([]string, sentences)
	for i := range list {
		list[i] = h.Sentence(6 + h.IntN(12))
	}
	return strings.Join(list, h.tongue.next)
}

// Text is Markdown of about so many words in one paragraph.
func (h *Hand) Text(words int) string {
	return markup.Doc{{Runs: h.emphasise(h.Prose(max(1, words/12)), 1)}}.Normal().String()
}

// emphasise sets a few stretches of words in styles.
func (h *Hand) emphasise(s string, times int) []markup.Run {
	runs := []markup.Run{{Text: s}}
	for range times {
		runs = h.restyle(runs)
	}
	return runs
}

// Doc is a document of so many parts: sections, paragraphs, lists within lists and tables.
func (h *Hand) Doc(parts int) markup.Doc {
	var out markup.Doc
	for range parts {
		switch h.IntN(8) {
		case 0:
			out = append(out, markup.Block{Kind: markup.Heading, Level: 2 + h.IntN(3), Runs: []markup.Run{{Text: h.Words(3 + h.IntN(5))}}})
		case 1, 2:
			out = append(out, h.list()...)
		case 3:
			out = append(out, h.table()...)
		default:
			out = append(out, markup.Block{Runs: h.emphasise(h.Prose(1+h.IntN(5)), h.IntN(3)), Quote: h.IntN(20) / 19})
		}
	}
	return renumber(out).Normal()
}

func (h *Hand) list() markup.Doc {
	var out markup.Doc
	level := 0
	ordered := [4]bool{}
	for i := range 2 + h.IntN(7) {
		if i > 0 {
			level = max(0, min(level+1-h.IntN(3), 3))
		}
		if i == 0 || level > out[len(out)-1].Level {
			ordered[level] = h.IntN(2) == 0
		}
		out = append(out, markup.Block{
			Kind: markup.Item, Level: level, Ordered: ordered[level], Number: 1, Runs: h.emphasise(h.Sentence(3+h.IntN(15)), h.IntN(2)),
		})
		if h.IntN(10) == 0 {
			out = append(out, markup.Block{Continued: true, Level: level, Runs: h.emphasise(h.Prose(1), 0)})
		}
	}
	return out
}

func (h *Hand) table() markup.Doc {
	rows, columns := 2+h.IntN(5), 2+h.IntN(3)
	out := make(markup.Doc, rows)
	for i := range out {
		out[i] = markup.Block{Kind: markup.Row, Head: i == 0, Cells: make([][]markup.Run, columns)}
		for j := range out[i].Cells {
			out[i].Cells[j] = h.emphasise(h.Words(1+h.IntN(6)), h.IntN(5)/4)
		}
	}
	return out
}

// renumber gives ordered items the numbers that follow from their places.
func renumber(d markup.Doc) markup.Doc {
	var last [10]int
	for i := range d {
		b := &d[i]
		switch {
		case b.Kind == markup.Item:
			if b.Ordered {
				last[b.Level]++
				b.Number = last[b.Level]
			} else {
				last[b.Level] = 0
			}
			clear(last[b.Level+1:])
		case b.Continued:
			clear(last[b.Level+1:])
		default:
			clear(last[:])
		}
	}
	return d
}
