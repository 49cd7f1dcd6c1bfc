package docx

import (
	"strings"
	"unicode"
)

// script is one of the three classes of scripts that Word keeps fonts and languages for (ECMA-376 part 1, 17.3.2.26).
type script int

const (
	latin script = iota
	eastAsian
	complexScript
)

// tongue is what Word is told of a language: its full tag, its class of scripts, and a font that most computers have.
type tongue struct {
	tag    string
	script script
	font   string
}

// tongues are the languages that need telling, by their first part. Fonts are named, never embedded; a computer that
// lacks one takes another for the script.
var tongues = map[string]tongue{
	"en": {"en-GB", latin, latinFont},
	"vi": {"vi-VN", latin, latinFont},
	"zh": {"zh-CN", eastAsian, "Microsoft YaHei"},
	"ja": {"ja-JP", eastAsian, "Yu Gothic"},
	"ko": {"ko-KR", eastAsian, "Malgun Gothic"},
	"km": {"km-KH", complexScript, "Leelawadee UI"},
	"lo": {"lo-LA", complexScript, "Leelawadee UI"},
	"th": {"th-TH", complexScript, "Leelawadee UI"},
	"my": {"my-MM", complexScript, "Myanmar Text"},
}

const latinFont = "Calibri"

// tongueOf is what Word is told of a language.
func tongueOf(lang string) tongue {
	base, rest, _ := strings.Cut(lang, "-")
	t, ok := tongues[strings.ToLower(base)]
	switch {
	case !ok:
		return tongue{lang, latin, latinFont}
	case strings.EqualFold(rest, "Hant") || strings.EqualFold(rest, "TW"):
		t.tag, t.font = "zh-TW", "Microsoft JhengHei"
	case len(rest) == 2:
		t.tag = strings.ToLower(base) + "-" + strings.ToUpper(rest)
	}
	return t
}

// Tag is a language as a document tells it: "km-KH" for "km", "zh-CN" for "zh-Hans".
func Tag(lang string) string { return tongueOf(lang).tag }

func isComplex(r rune) bool {
	return unicode.In(r, unicode.Khmer, unicode.Lao, unicode.Thai, unicode.Myanmar, unicode.Arabic, unicode.Hebrew, unicode.Devanagari, unicode.Bengali, unicode.Tamil)
}

// scriptOf is the class of a text: that of its first letter of a script other than Latin, else Latin.
func scriptOf(s string) script {
	for _, r := range s {
		switch {
		case r < 0x590:
		case isComplex(r):
			return complexScript
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			return eastAsian
		}
	}
	return latin
}

// complexWords says that the text of a run is of a complex script.
func complexWords(n *node) bool { return scriptOf(n.words()) == complexScript }

// langOf chooses the language of a run among those that it has for the three classes of scripts.
func langOf(lang, run *node) string {
	if lang == nil {
		return ""
	}
	own := map[script]string{latin: "w:val", eastAsian: "w:eastAsia", complexScript: "w:bidi"}[scriptOf(run.words())]
	for _, name := range []string{own, "w:val", "w:bidi", "w:eastAsia"} {
		if tag := lang.get(name); tag != "" {
			return tag
		}
	}
	return ""
}
