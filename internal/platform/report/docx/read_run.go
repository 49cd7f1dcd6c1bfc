package docx

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"sampan/internal/fault"
)

// runs gathers what stands in a paragraph. Pieces of one look are put together: Word cuts runs where somebody typed.
type runs struct {
	*reader
	into []Inline
	open *Run
	text strings.Builder // of the open run
}

// span is what holds for the runs inside an element.
type span struct {
	tracked Tracked
	link    string
}

// read reads the inline elements below n.
func (w *runs) read(n *node, s span) error {
	for _, k := range n.kids {
		if err := w.inline(k, s); err != nil {
			return err
		}
	}
	return nil
}

func (w *runs) inline(k *node, s span) error {
	switch k.name {
	case "", "w:pPr", "w:proofErr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr", "w:rPr", "w:fldData":
		return nil
	case "w:r":
		return w.run(k, s)
	case "w:ins", "w:del", "w:moveFrom", "w:moveTo":
		s.tracked = w.under(s.tracked, k)
		return w.read(k, s)
	case "w:hyperlink":
		s.link = w.target(k)
		return w.read(k, s)
	case "w:fldSimple":
		f := field{code: k.get("w:instr"), result: true}
		w.noteField(f)
		if link := f.link(); link != "" {
			s.link = link
		}
		return w.read(k, s)
	case "w:smartTag", "w:customXml", "w:sdtContent":
		return w.read(k, s)
	case "w:sdt":
		return w.read(orEmpty(k.child("w:sdtContent")), s)
	case "w:dir", "w:bdo":
		w.cosmetic(k.name)
		return w.read(k, s)
	case "mc:AlternateContent":
		return w.read(preferred(k), s)
	case "w:p", "w:tbl":
		w.unread(Unread{What: k.name + " in a paragraph", Place: w.place(), Text: strings.TrimSpace(k.words())})
		return w.inside(k)
	}
	if a := w.anchorOf(k); a != nil {
		w.anchorHere(a...)
		return nil
	}
	return w.content(k)
}

// target is where a hyperlink leads.
func (w *runs) target(n *node) string {
	link := w.links[n.get("r:id")]
	if a := n.get("w:anchor"); a != "" {
		link += "#" + a
	}
	return w.admit(link)
}

// anchorHere puts anchors at this place of the paragraph.
func (w *runs) anchorHere(anchors ...*Anchor) {
	w.flush()
	for _, a := range anchors {
		w.into = append(w.into, a)
	}
}

// flush ends the run that is open.
func (w *runs) flush() {
	if w.open != nil {
		w.open.Text = w.text.String()
		w.into = append(w.into, w.open)
	}
	w.open = nil
	w.text.Reset()
}

// run reads a run.
func (w *runs) run(n *node, s span) error {
	rpr := n.child("w:rPr")
	base := &Run{Link: s.link, Tracked: w.tracked(rpr, s.tracked)}
	if f := w.innermost(); f != nil && f.target != "" {
		base.Link = f.target
	}
	asComplex := complexWords(n)
	base.Look = w.styles.characterLook(rpr.val("w:rStyle")).or(lookOf(rpr, asComplex))
	base.Look.Underline = base.Look.Underline && base.Link == ""
	if c := rpr.child("w:rPrChange"); c != nil {
		old := c.child("w:rPr")
		base.Was = &Relook{*w.revision(c, Format), w.styles.characterLook(old.val("w:rStyle")).or(lookOf(old, asComplex))}
	}
	w.runProperties(rpr)
	base.Lang = langOf(rpr.child("w:lang"), n)
	for _, k := range n.kids {
		if err := w.piece(k, base); err != nil {
			return err
		}
	}
	return nil
}

// runTaken are the properties of runs that the model holds or that say nothing of the text.
var runTaken = map[string]bool{
	"": true, "w:b": true, "w:bCs": true, "w:i": true, "w:iCs": true, "w:u": true, "w:strike": true, "w:dstrike": true,
	"w:vertAlign": true, "w:lang": true, "w:rStyle": true, "w:rPrChange": true, "w:rFonts": true, "w:noProof": true,
	"w:cs": true, "w:rtl": true, "w:ins": true, "w:del": true, "w:moveFrom": true, "w:moveTo": true, "w:sz": true,
	"w:szCs": true, "w:kern": true, "w:webHidden": true,
}

func (w *runs) runProperties(rpr *node) {
	for _, k := range kidsOf(rpr) {
		if k.name == "w:vanish" && rpr.on("w:vanish") {
			w.unread(Unread{What: "w:vanish", Place: w.place()}) // hidden words are shown: nobody agrees to what is not seen
		} else if !runTaken[k.name] {
			w.cosmetic(k.name)
		}
	}
}

// piece reads what stands in a run.
func (w *runs) piece(k *node, base *Run) error {
	switch k.name {
	case "", "w:rPr", "w:lastRenderedPageBreak", "w:footnoteRef", "w:endnoteRef", "w:annotationRef", "w:separator",
		"w:continuationSeparator":
	case "w:t", "w:delText":
		w.add(plain(k), base)
	case "w:tab", "w:ptab":
		w.add("\t", base)
	case "w:br":
		if kind := k.get("w:type"); kind == "page" || kind == "column" {
			w.cosmetic("w:br " + kind)
			return nil
		}
		w.add("\n", base)
	case "w:cr":
		w.add("\n", base)
	case "w:noBreakHyphen":
		w.add("\u2011", base)
	case "w:softHyphen":
		w.add("\u00ad", base)
	case "w:sym":
		w.symbol(k, base)
	case "w:fldChar":
		w.fieldMark(k)
	case "w:instrText", "w:delInstrText":
		if f := w.innermost(); f != nil {
			code := k.raw()
			f.code += code[:min(len(code), max(maxCode-len(f.code), 0))]
		}
	case "w:footnoteReference", "w:endnoteReference":
		w.anchorHere(&Anchor{Kind: NoteRef, Name: strings.TrimSuffix(strings.TrimPrefix(k.name, "w:"), "Reference"), ID: number(k.get("w:id"), 0)})
	case "w:commentReference":
		if id := number(k.get("w:id"), 0); !w.commented[id] {
			w.commented[id] = true
			w.anchorHere(&Anchor{Kind: CommentStart, ID: id}, &Anchor{Kind: CommentEnd, ID: id})
		}
	case "w:ruby":
		w.unread(Unread{What: k.name, Place: w.place(), Text: k.child("w:rt").words()})
		return w.read(orEmpty(k.child("w:rubyBase")), span{base.Tracked, base.Link})
	case "w:object", "w:control":
		return fault.New(fault.Invalid, "docx.fault.embedded")
	case "mc:AlternateContent":
		for _, c := range preferred(k).kids {
			if err := w.piece(c, base); err != nil {
				return err
			}
		}
	case "w:drawing", "w:pict":
		return w.picture(k)
	default:
		return w.content(k)
	}
	return nil
}

// picture notes a picture or a box with what it says of itself; the text in a box is read as an aside.
func (w *runs) picture(k *node) error {
	w.flush()
	w.unread(Unread{What: k.name, Place: w.place(), Text: description(k)})
	return w.inside(k)
}

// description is the words that stand for a picture.
func description(n *node) string {
	for _, k := range n.kids {
		for _, name := range []string{"descr", "title", "alt"} {
			if s := k.get(name); s != "" {
				return s
			}
		}
		if s := description(k); s != "" {
			return s
		}
	}
	return ""
}

// plain is the text of a w:t. Space at its ends counts where the file says so (ECMA-376 part 1, 17.3.3.31), and a line
// feed in it is a space.
func plain(n *node) string {
	s := strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(n.words())
	if n.get("xml:space") != "preserve" {
		s = strings.Trim(s, " ")
	}
	return s
}

// text adds text to the open run, or opens one where the look is another.
func (w *runs) add(s string, base *Run) {
	if s = w.admit(s); s == "" {
		return
	}
	if f := w.innermost(); f != nil && !f.result {
		w.unread(Unread{What: "text in the code of a field", Place: w.place(), Text: s})
		return
	}
	if w.open == nil || !w.open.alike(base) {
		w.flush()
		r := *base
		w.open = &r
	}
	w.text.WriteString(s)
}

// alike says that two runs differ in their text alone.
func (r *Run) alike(o *Run) bool {
	return r.Look == o.Look && r.Link == o.Link && r.Lang == o.Lang &&
		r.Tracked.Inserted.same(o.Tracked.Inserted) && r.Tracked.Deleted.same(o.Tracked.Deleted) && r.Was.same(o.Was)
}

func (r *Relook) same(o *Relook) bool {
	if r == nil || o == nil {
		return r == o
	}
	return r.Look == o.Look && r.Revision.same(&o.Revision)
}

// symbols are characters of fonts that have pictures in place of letters.
var symbols = map[rune]string{
	0xb7: "•", 0xa7: "▪", 0xd8: "➢", 0xfc: "✓", 0xfb: "✗", 0xe0: "→", 0xdf: "←", 0xe8: "➔", 0xa8: "□", 0xfe: "☑", 0x6f: "□",
}

func (w *runs) symbol(k *node, base *Run) {
	code := rune(utf8.RuneError)
	if n, err := strconv.ParseInt(k.get("w:char"), 16, 32); err == nil && n > 0 && n <= 0xffff {
		code = rune(n)
	}
	if code < 0xe000 || code > 0xf8ff {
		w.add(string(code), base)
		return
	}
	s, ok := symbols[code&0xff]
	if !ok {
		s = string(utf8.RuneError)
		w.unread(Unread{What: k.name, Place: w.place(), Text: k.get("w:font") + " " + k.get("w:char")})
	}
	w.add(s, base)
}
