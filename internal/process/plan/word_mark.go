package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/text/markup"
)

// wordPart is what a stretch of a Word document holds.
type wordPart string

// The parts of a Word document, by the letter in their bookmarks.
const (
	partText       wordPart = "t"
	partLabel      wordPart = "l" // level and code
	partNote       wordPart = "n"
	partIndicators wordPart = "i"
	partFixed      wordPart = "x" // what we say, and nobody edits
)

// wordMark is a hidden bookmark. It says which node the words in it belong to, in what place it stood, and a print of
// what they were: so a returned file tells by itself what was changed in it without a trace, whatever became of the
// draft since.
type wordMark struct {
	part  wordPart
	seq   int    // the place of the node in the document, from 0
	node  string // of its identity, see nodePrint
	print string // of what stood there, see textPrint
	lang  string // of the words, without a hyphen
}

func hashed(s string, n int) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:n]
}

// nodePrint stands for a node's identity, which may be too long for a bookmark.
func nodePrint(id string) string { return hashed(id, 12) }

// textPrint tells whether words are the same as before.
func textPrint(words string) string { return hashed(words, 8) }

// docPrint is the print of a text. It does not look at the numbers of lists: programs count them each in its own way.
func docPrint(d markup.Doc) string { return textPrint(d.Renumbered(make([]bool, len(d))).String()) }

// markLang is a language as a bookmark can hold it.
func markLang(lang kernel.Lang) string { return strings.ReplaceAll(string(lang), "-", "") }

// name is the bookmark's name. One that begins with an underscore is hidden in Word.
func (m wordMark) name() string {
	return "_s" + string(m.part) + strconv.FormatInt(int64(m.seq), 36) + "_" + m.node + "_" + m.print + "_" + m.lang
}

var markForm = regexp.MustCompile(`^_s([tlnix])([0-9a-z]{1,4})_([0-9a-f]{12})_([0-9a-f]{8})_([A-Za-z]*)$`)

// parseMark reads a bookmark's name; false when it is not one of ours.
func parseMark(name string) (wordMark, bool) {
	f := markForm.FindStringSubmatch(name)
	if f == nil {
		return wordMark{}, false
	}
	seq, err := strconv.ParseInt(f[2], 36, 32)
	return wordMark{wordPart(f[1]), int(seq), f[3], f[4], f[5]}, err == nil
}

func (m wordMark) start() *docx.Anchor { return &docx.Anchor{Kind: docx.BookmarkStart, Name: m.name()} }
func (m wordMark) end() *docx.Anchor   { return &docx.Anchor{Kind: docx.BookmarkEnd, Name: m.name()} }

// The custom properties by which a returned file is recognised.
const (
	propPlan     = "sampan.plan"
	propDraft    = "sampan.draft" // "record", "working", or the number of a published draft
	propLanguage = "sampan.language"
	propBeside   = "sampan.beside"
	propHash     = "sampan.sha256"
	propNodes    = "sampan.nodes"
	propRedline  = "sampan.redline"
)

func property(d *docx.Document, name string) string {
	for _, p := range d.Properties.Custom {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}
