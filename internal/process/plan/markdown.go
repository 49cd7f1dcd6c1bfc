package plan

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/text/markup"
)

// WriteMarkdown writes a document for reading in plain text, in a language with what falls back for it.
func WriteMarkdown(w io.Writer, d Document, l *i18n.Locale) error {
	m := markdown{loc: l}
	m.head(d)
	t := d.Tree()
	depth := map[string]int{}
	for _, n := range t.Nodes {
		depth[n.ID] = depth[n.Parent] + 1
		m.node(t, n, depth[n.ID])
	}
	m.sources(d.Sources)
	_, err := io.WriteString(w, m.String())
	return err
}

// markdown is the text as it grows.
type markdown struct {
	strings.Builder

	loc *i18n.Locale
}

var escapeMarkdown = strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `#`, `\#`, `|`, `\|`)

func (m *markdown) text(t kernel.Text) string {
	words, _ := t.In(m.loc.Lang())
	return m.words(words)
}

// titled is a text that is Markdown itself: a paragraph at its beginning, in one line, and the rest as it is.
func (m *markdown) titled(t kernel.Text) (title, rest string) {
	words, _ := t.In(m.loc.Lang())
	d := markup.Parse(words)
	if len(d) > 0 && d[0].Kind == markup.Paragraph && d[0].Quote == 0 {
		title = strings.Join(strings.Fields(d[:1].String()), " ")
		d = d[1:]
	}
	return escapeTags(title), escapeTags(strings.TrimSpace(d.String()))
}

var tagLike = regexp.MustCompile(`<[A-Za-z/!?]`)

// escapeTags keeps other programs from taking words for HTML, which our own Markdown does not know but for <br>.
func escapeTags(s string) string {
	return strings.ReplaceAll(tagLike.ReplaceAllString(s, `\$0`), `\<br>`, "<br>")
}

func (m *markdown) words(s string) string {
	return strings.ReplaceAll(escapeMarkdown.Replace(s), "\n", " ")
}

func (m *markdown) linef(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

func (m *markdown) head(d Document) {
	m.linef("# %s\n", m.text(d.Title))
	if p := m.loc.Period(d.Period); p != "" {
		m.linef("- %s: %s", m.loc.T("plan.fact.period"), p)
	}
	switch d.Kind {
	case Record:
		m.linef("- %s: %s", m.loc.T("plan.fact.state"), m.loc.T(stateKey(d.State, d.Basis)))
	case Draft:
		m.linef("- %s", m.loc.T("plan.draft.number", "number", d.Number))
		m.linef("- %s: %s", m.loc.T("plan.fact.published"), m.loc.Time(d.At(), nil))
	case Working:
		m.linef("- %s", m.loc.T("plan.working.title"))
	case Discarded:
		m.linef("- %s", m.loc.T("plan.discards.number", "number", d.Number))
	}
	m.linef("")
}

func (m *markdown) node(t Tree, n Node, depth int) {
	level, _ := t.Levels.Get(n.Level)
	name := strings.TrimSpace(m.text(level.Name) + " " + m.words(n.Code))
	words, rest := m.titled(n.Text)
	if n.Text.Empty() {
		words = m.loc.T("plan.node.not_found")
	}
	m.linef("%s %s\n", strings.Repeat("#", min(depth+1, 6)), strings.TrimSuffix(name+": "+words, ": "))
	if rest != "" {
		m.linef("%s\n", rest)
	}
	if n.Paraphrase {
		m.linef("*%s*\n", m.loc.T("plan.node.paraphrase"))
	}
	if n.Inferred {
		m.linef("*%s*\n", m.loc.T("plan.node.inferred"))
	}
	if !n.Note.Empty() {
		m.linef("%s\n", m.text(n.Note))
	}
	m.sources(n.Sources)
	if in := t.Of(n.ID); len(in) > 0 {
		m.indicators(in)
	}
}

func (m *markdown) indicators(all []Indicator) {
	m.linef("| %s | %s | %s | %s |", m.loc.T("plan.indicator.one"), m.loc.T("plan.indicator.unit"), m.loc.T("plan.indicator.baseline"), m.loc.T("plan.indicator.targets"))
	m.linef("| --- | --- | --- | --- |")
	for _, in := range all {
		var targets []string
		for _, x := range in.Targets {
			targets = append(targets, measureWords(m.loc, &x))
		}
		m.linef("| %s | %s | %s | %s |", strings.TrimSpace(m.words(in.Code)+" "+m.text(in.Text)), m.text(in.Unit), measureWords(m.loc, in.Baseline), strings.Join(targets, "; "))
	}
	m.linef("")
}

// measureWords is a value with its year.
func measureWords(l *i18n.Locale, x *Measure) string {
	if x == nil {
		return ""
	}
	return l.T("plan.indicator.value", "value", x.Value, "date", x.Date)
}

func (m *markdown) sources(sources []kernel.Source) {
	for _, s := range sources {
		name := m.words(s.Title)
		switch {
		case isAddress(s.URL) && name != "":
			name = "[" + name + "](<" + strings.ReplaceAll(s.URL, ">", "%3E") + ">)"
		case isAddress(s.URL):
			name = "<" + strings.ReplaceAll(s.URL, ">", "%3E") + ">"
		}
		m.linef("- %s: %s", m.loc.T("plan.source.one"), name)
	}
	if len(sources) > 0 {
		m.linef("")
	}
}
