package diff_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sampan/internal/platform/text"
	"sampan/internal/platform/text/diff"
)

// show writes a comparison as a reader marks it on paper.
func show(a, b string) string {
	x, y := text.Segments(a), text.Segments(b)
	var out strings.Builder
	for _, e := range diff.Of(x, y) {
		switch e.Op {
		case diff.Keep:
			out.WriteString(strings.Join(x[e.A0:e.A1], ""))
		case diff.Delete:
			out.WriteString("[-" + strings.Join(x[e.A0:e.A1], "") + "]")
		case diff.Insert:
			out.WriteString("[+" + strings.Join(y[e.B0:e.B1], "") + "]")
		}
	}
	return out.String()
}

func TestWhatAReaderSees(t *testing.T) {
	for _, c := range []struct{ rule, a, b, want string }{
		{"nothing changed", "One text.", "One text.", "One text."},
		{"a word for a word", "The national task force meets.", "The regional task force meets.", "The [-national][+regional] task force meets."},
		{"a word goes with the space after it", "The cat sat.", "The old cat sat.", "The [+old ]cat sat."},
		{"a word at the end", "by task forces", "by task forces annually", "by task forces[+ annually]"},
		{"a repeated word is cut where a word begins", "the cat the dog", "the cat the cow the dog", "the cat [+the cow ]the dog"},
		{
			"a sentence is added whole", "They meet. They agree.", "They meet. They discuss. They agree.",
			"They meet. [+They discuss. ]They agree.",
		},
		{
			"a sentence that ends like its neighbour", "One is met. Two is met.", "One is met. Three is met. Two is met.",
			"One is met. [+Three is met. ]Two is met.",
		},
		{"two words replaced together", "see red cars here", "see blue boats here", "see [-red cars][+blue boats] here"},
		{
			"a chance article is not kept", "Strengthen the protection of victims", "Monitor the budget for shelters",
			"[-Strengthen the protection of victims][+Monitor the budget for shelters]",
		},
		{
			"words added around a kept word leave it kept", "a plan", "a completely new and improved plan for the coming decade",
			"a [+completely new and improved ]plan[+ for the coming decade]",
		},
		{"a figure is one word", "by 4.1.1 units", "by 4.1.2 units", "by [-4.1.1][+4.1.2] units"},
		{"lines stay apart", "red\nblue", "green\nyellow", "[-red][+green]\n[-blue][+yellow]"},
		{"everything goes", "all of it", "", "[-all of it]"},
		{"everything comes", "", "all of it", "[+all of it]"},
		{"another script", "Task force", "ក្រុមការងារ", "[-Task force][+ក្រុមការងារ]"},
		{"a Chinese word", "加强区域合作机制", "加强国家合作机制", "加强[-区域][+国家]合作机制"},
		{"two Chinese words around a kept one", "加强合作机制", "推进合作体系", "[-加强][+推进]合作[-机制][+体系]"},
		{"a chance Chinese sign is not kept", "打击人口贩运的活动", "打击跨国犯罪的行为", "打击[-人口贩运的活动][+跨国犯罪的行为]"},
		{"Vietnamese syllables", "phòng chống mua bán người", "phòng ngừa mua bán người", "phòng [-chống][+ngừa] mua bán người"},
		{"Thai words", "ประเทศไทยและกัมพูชา", "ประเทศลาวและกัมพูชา", "ประเทศ[-ไทย][+ลาว]และกัมพูชา"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := show(c.a, c.b); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

type failer interface {
	Fatalf(format string, args ...any)
}

// whole fails unless the edits lead from a to b and have the promised form.
func whole(t failer, a, b []string, edits []diff.Edit) {
	x, y := 0, 0
	for i, e := range edits {
		la, lb := e.A1-e.A0, e.B1-e.B0
		wrong := e.A0 != x || e.B0 != y || la < 0 || lb < 0 || i > 0 && (edits[i-1].Op == e.Op || edits[i-1].Op == diff.Insert && e.Op == diff.Delete)
		switch e.Op {
		case diff.Keep:
			wrong = wrong || la == 0 || la != lb
			for k := 0; k < la && !wrong; k++ {
				wrong = a[e.A0+k] != b[e.B0+k]
			}
		case diff.Delete:
			wrong = wrong || la == 0 || lb != 0
		case diff.Insert:
			wrong = wrong || lb == 0 || la != 0
		}
		if wrong {
			t.Fatalf("edit %d, %+v, is wrong for %.200q and %.200q", i, e, a, b)
		}
		x, y = e.A1, e.B1
	}
	if x != len(a) || y != len(b) {
		t.Fatalf("%d edits do not cover %.200q and %.200q", len(edits), a, b)
	}
}

func TestEditsLeadFromTheOneToTheOther(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "b", "the", "of", " ", " ", " ", ",", ".", "\n", "ក", "ខ", "人", "口", "word"})
	for range 30 {
		rapid.Check(t, func(t *rapid.T) {
			a := rapid.SliceOfN(piece, 0, 40).Draw(t, "a")
			b := rapid.SliceOfN(piece, 0, 40).Draw(t, "b")
			whole(t, a, b, diff.Of(a, b))
			least := diff.Least(a, b)
			whole(t, a, b, least)
			if got, want := kept(least), longest(a, b); got != want {
				t.Fatalf("%d kept of %q and %q, the most is %d", got, a, b, want)
			}
			if l := diff.Likeness(a, b); l < 0 || l > 1 || (diff.Likeness(a, a) != 1) {
				t.Fatalf("likeness %v", l)
			}
		})
	}
}

func kept(edits []diff.Edit) int {
	n := 0
	for _, e := range edits {
		if e.Op == diff.Keep {
			n += e.A1 - e.A0
		}
	}
	return n
}

// longest is the length of the longest common subsequence, by the book.
func longest(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			up := row[j+1]
			switch {
			case a[i] == b[j]:
				row[j+1] = diagonal + 1
			case row[j] > up:
				row[j+1] = row[j]
			}
			diagonal = up
		}
	}
	return row[len(b)]
}

func TestWorkIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(n, kinds int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = string(rune('a' + r.IntN(kinds)))
		}
		return out
	}
	for _, c := range []struct {
		rule string
		a, b []string
	}{
		{"two letters at random", random(20_000, 2), random(20_000, 2)},
		{"twenty letters at random", random(20_000, 20), random(20_000, 20)},
		{"one letter, other lengths", random(20_000, 1), random(9_000, 1)},
		{"backwards", strings.Split(strings.Repeat("abcdefghij", 2000), ""), strings.Split(strings.Repeat("jihgfedcba", 2000), "")},
		{"many lone words kept", strings.Split(strings.Repeat("a x b ", 3000), ""), strings.Split(strings.Repeat("c x d ", 3000), "")},
	} {
		t.Run(c.rule, func(t *testing.T) {
			began := time.Now()
			whole(t, c.a, c.b, diff.Of(c.a, c.b))
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("took %v", took)
			} else {
				t.Log(took)
			}
		})
	}
}

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		rule, a, b  string
		least, most float64
	}{
		{"the same", "one text", "one text", 1, 1},
		{"two empty ones", "", "", 1, 1},
		{"something and nothing", "one", "", 0, 0},
		{"nothing in common but spaces", "one text", "another word", 0, 0},
		{"spaces alone, the same", "  ", "  ", 1, 1},
		{"one word of four", "aaaa bbbb cccc dddd", "aaaa bbbb cccc eeee", 0.75, 0.75},
		{"long words weigh more", "prevention of x", "prevention in y", 0.7, 0.8},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := diff.Likeness(text.Segments(c.a), text.Segments(c.b))
			if got < c.least || got > c.most {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestStaying(t *testing.T) {
	for _, c := range []struct {
		rule           string
		order, weights []int
		want           string
	}{
		{"nothing", nil, nil, ""},
		{"in order all stay", []int{0, 1, 2}, nil, "sss"},
		{"one moved down", []int{1, 2, 3, 0}, nil, "sssm"},
		{"one moved up", []int{3, 0, 1, 2}, nil, "msss"},
		{"new things never stay", []int{-1, 0, -1, 1}, nil, "msms"},
		{"the lighter one moves", []int{1, 0}, []int{9, 1}, "sm"},
		{"the lighter one moves, the other way", []int{1, 0}, []int{1, 9}, "ms"},
		{"one heavy against two light", []int{2, 0, 1}, []int{9, 1, 1}, "smm"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := ""
			for _, s := range diff.Staying(c.order, c.weights) {
				got += map[bool]string{true: "s", false: "m"}[s]
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func FuzzOf(f *testing.F) {
	f.Add("a b", "b a")
	f.Add("ក្រុម", "ក្រម")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := text.Segments(a), text.Segments(b)
		whole(t, x, y, diff.Of(x, y))
	})
}

func BenchmarkOf(b *testing.B) {
	words := strings.Fields(strings.Repeat("the task force of each country prepares and reports on the annual work plan ", 5))
	other := append([]string{"first"}, words...)
	other[30] = "instead"
	for b.Loop() {
		diff.Of(words, other)
	}
}
