package text_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sampan/internal/fault"
	"sampan/internal/platform/text"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ rule, in, want, key string }{
		{"plain text stays", "Task force", "Task force", ""},
		{"lines end in LF", "a\r\nb\rc", "a\nb\nc", ""},
		{"a decomposed letter is composed", "Vie\u0323\u0302t Nam", "Việt Nam", ""},
		{"Khmer vowels and joiners stay", "ក\u200bម្ពុជា", "ក\u200bម្ពុជា", ""},
		{"byte order marks go", " \ufeff\ufeffa\ufeff", "a", ""},
		{"outer spaces go", " \n a \t", "a", ""},
		{"NUL is refused", "a\x00b", "", "text.character"},
		{"an escape character is refused", "a\x1b[31m", "", "text.character"},
		{"a C1 control is refused", "a\u0085b", "", "text.character"},
		{"a direction override is refused", "a\u202eb", "", "text.character"},
		{"a noncharacter is refused", "a\ufffeb", "", "text.character"},
		{"invalid UTF-8 is refused", "ab\xff", "", "text.utf8"},
		{"a lone surrogate is refused", "\xed\xa0\x80", "", "text.utf8"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := text.Clean(c.in)
			if c.key == "" && (err != nil || got != c.want) {
				t.Fatalf("got %q, %v", got, err)
			}
			if c.key != "" {
				var f *fault.Error
				if f, _ = errors.AsType[*fault.Error](err); f == nil || f.Text.Key != c.key || f.Kind != fault.Invalid {
					t.Fatalf("got %v, want %s", err, c.key)
				}
			}
		})
	}
}

func TestCleanSaysWhichCharacterItIs(t *testing.T) {
	_, err := text.Clean("ក\x00")
	f, _ := errors.AsType[*fault.Error](err)
	if f == nil || f.Text.Args[1] != 2 || f.Text.Args[3] != "U+0000" {
		t.Fatalf("got %+v", f)
	}
}

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		rule, in string
		want     []string
	}{
		{"Latin by words", "Two words, twice", []string{"Two", " ", "words", ",", " ", "twice"}},
		{"a figure with points is one", "output 4.1.1", []string{"output", " ", "4.1.1"}},
		{"Vietnamese syllables by spaces", "Việt Nam", []string{"Việt", " ", "Nam"}},
		{"Khmer by stacks, never after the sign that stacks", "ក្រុមការងារ", []string{"ក្រុម", "ការ", "ងារ"}},
		{"a Khmer stack of three", "ស្ត្រី", []string{"ស្ត្រី"}},
		{"Khmer figures as one", "ឆ្នាំ២០១៦", []string{"ឆ្នាំ", "២០១៦"}},
		{"Khmer at a space without width", "ក\u200bម្ពុ", []string{"ក", "\u200b", "ម្ពុ"}},
		{"Burmese by syllables", "မြန်မာနိုင်ငံ", []string{"မြန်", "မာ", "နိုင်", "ငံ"}},
		{"a Burmese stack", "သတ္တဝါ", []string{"သ", "တ္တ", "ဝါ"}},
		{"Thai vowels with their consonant", "ประเทศไทยและน้ำ", []string{"ป", "ระ", "เทศ", "ไท", "ย", "และ", "น้ำ"}},
		{"Lao vowels with their consonant", "ປະເທດນ້ຳ", []string{"ປະ", "ເທດ", "ນ້ຳ"}},
		{"a Thai syllable with its last consonant", "การประชุมสองครั้ง", []string{"การ", "ป", "ระ", "ชุม", "สอง", "ครั้ง"}},
		{"a Lao syllable with its last consonant", "ກອງປະຊຸມ", []string{"ກອງ", "ປະ", "ຊຸມ"}},
		{"Chinese by characters", "中国", []string{"中", "国"}},
		{"Chinese with Latin inside", "SPA第4版", []string{"SPA", "第", "4", "版"}},
		{"a stop after a word", "one. two", []string{"one", ".", " ", "two"}},
		{"an apostrophe within a word", "don't stop", []string{"don't", " ", "stop"}},
		{"mixed", "SPA ថ្មី", []string{"SPA", " ", "ថ្មី"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := text.Segments(c.in); strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPropertiesOfTheDoor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "text")
		out, err := text.Clean(in)
		if err != nil {
			return
		}
		if !text.IsClean(out) {
			t.Fatalf("%q is let in as %q, which is not let in as it is", in, out)
		}
		if got := strings.Join(text.Segments(out), ""); got != out {
			t.Fatalf("segments of %q join to %q", out, got)
		}
	})
}

func TestNoPieceCutsACharacter(t *testing.T) {
	signs := []rune("ក្រុមខ្ងាំះិ៊១ກນ້ຳເດັະໃมน้ำเที่ยงะาๆ๑ကျွန်ုပ်တ္တွေါာ့း၁人口，中abé'. \n\u200b\u200c\u200d\u0301\ufe0f\U000e0100")
	for range 20 {
		rapid.Check(t, func(t *rapid.T) {
			s := rapid.StringOfN(rapid.SampledFrom(signs), 0, 30, -1).Draw(t, "text")
			ends := map[int]bool{}
			at := 0
			for _, c := range text.Clusters(s) {
				at += len(c)
				ends[at] = true
			}
			at = 0
			for _, p := range text.Segments(s) {
				if at += len(p); !ends[at] {
					t.Fatalf("segments %q of %q cut a cluster of %q", text.Segments(s), s, text.Clusters(s))
				}
			}
			if at != len(s) {
				t.Fatalf("segments %q of %q lose something", text.Segments(s), s)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\r\n", "កម្ពុជា", "\xff", "\u202e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if out, err := text.Clean(s); err == nil && !text.IsClean(out) {
			t.Fatalf("%q gives %q, which is not clean", s, out)
		}
	})
}
