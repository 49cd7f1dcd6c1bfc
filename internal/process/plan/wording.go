package plan

import (
	"maps"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/text"
)

// Revise is the text after a person gave new wordings in some languages. Languages that were not given stay as they are;
// a wording of no words takes its language away. Who gives words and nothing else says nothing of their worth: the same
// words keep what is known of them, new ones are authoritative in the lead language and a translation in any other.
// When the words of the lead language changed, the translations that did not are outdated.
func Revise(old, given kernel.Text, lead kernel.Lang) kernel.Text {
	next := kernel.Text{}
	maps.Copy(next, old)
	for lang, w := range given {
		switch {
		case w.Text == "":
			delete(next, lang)
		case w != kernel.Wording{Text: w.Text}:
			next[lang] = w
		case w.Text != old[lang].Text && lang == lead:
			next[lang] = kernel.Wording{Text: w.Text, State: kernel.Authoritative}
		case w.Text != old[lang].Text:
			next[lang] = kernel.Wording{Text: w.Text, State: kernel.Translation}
		}
	}
	if words, isGiven := given[lead]; isGiven && words.Text != old[lead].Text && old[lead].Text != "" {
		for lang, w := range next {
			if lang != lead && w == old[lang] && w.State == kernel.Translation {
				w.State = kernel.Outdated
				next[lang] = w
			}
		}
	}
	if len(next) == 0 {
		return nil
	}
	return next
}

// Sources are written one to a line: the address, the title, the date it was read, a note, with " | " between. Without
// an address the line begins with the title.
const sourceMark = " | "

var (
	escapeSource   = strings.NewReplacer(`\`, `\\`, `|`, `\|`)
	unescapeSource = strings.NewReplacer(`\\`, `\`, `\|`, `|`)
)

// FormatSources writes sources as people edit them.
func FormatSources(sources []kernel.Source) string {
	lines := make([]string, len(sources))
	for i, s := range sources {
		parts := []string{s.URL, s.Title, string(s.Retrieved), s.Note}
		if s.URL == "" && s.Title != "" && !isAddress(s.Title) {
			parts = parts[1:]
		}
		for len(parts) > 1 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
		for k := range parts {
			parts[k] = escapeSource.Replace(parts[k])
		}
		lines[i] = strings.Join(parts, sourceMark)
	}
	return strings.Join(lines, "\n")
}

// ParseSources reads what FormatSources writes. A date that does not exist makes it fail.
func ParseSources(s string) ([]kernel.Source, error) {
	var all []kernel.Source
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		parts := cutSource(line)
		if parts[0] != "" && !isAddress(parts[0]) {
			parts = append([]string{""}, parts...)
		}
		parts = append(parts, "", "", "")
		date, err := kernel.ParseDate(parts[2])
		if err != nil {
			return nil, err
		}
		all = append(all, kernel.Source{URL: parts[0], Title: parts[1], Retrieved: date, Note: parts[3]})
	}
	return all, nil
}

// cutSource cuts a line at the marks that are not escaped.
func cutSource(line string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			parts = append(parts, line[start:i])
			start = i + 1
		}
	}
	parts = append(parts, line[start:])
	for i, p := range parts {
		parts[i] = unescapeSource.Replace(strings.TrimSpace(p))
	}
	return parts
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// cleanText lets every wording of a text in by the one door.
func cleanText(t kernel.Text) (kernel.Text, error) {
	var out kernel.Text
	for lang, w := range t {
		clean, err := text.Clean(w.Text)
		if err != nil {
			return nil, err
		}
		if clean == "" {
			continue
		}
		if out == nil {
			out = kernel.Text{}
		}
		w.Text = clean
		out[lang] = w
	}
	return out, nil
}

// cleanSources lets every source in by the one door, each field on one line.
func cleanSources(sources []kernel.Source) ([]kernel.Source, error) {
	var out []kernel.Source
	for _, s := range sources {
		for _, field := range []*string{&s.URL, &s.Title, &s.Note} {
			clean, err := text.CleanLine(*field)
			if err != nil {
				return nil, err
			}
			*field = clean
		}
		out = append(out, s)
	}
	return out, nil
}
