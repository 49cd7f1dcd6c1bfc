package text_test

import (
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
				if f, _ = err.(*fault.Error); f == nil || f.Text.Key != c.key || f.Kind != fault.Invalid {
					t.Fatalf("got %v, want %s", err, c.key)
				}
			}
		})
	}
}

func TestCleanSaysWhichCharacterItIs(t *testing.T) {
	_, err := text.Clean("ក\x00")
	f, _ := err.(*fault.Error)
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
		{"Khmer by clusters", "កម្ពុជា", text.Clusters("កម្ពុជា")},
		{"Chinese by characters", "中国", []string{"中", "国"}},
		{"mixed", "SPA ថ្មី", append([]string{"SPA", " "}, text.Clusters("ថ្មី")...)},
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
