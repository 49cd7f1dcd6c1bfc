package governance

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
)

// ProfileChange is a new wording of the profile, in one language. Of the lists, each text stands for the statement or theme
// at its place; texts beyond the last are new ones. An empty text leaves what is there.
type ProfileChange struct {
	Name          string      `json:"name,omitempty"`
	Type          string      `json:"type,omitempty"`
	Region        string      `json:"region,omitempty"`
	Association   string      `json:"formal_association,omitempty"`
	Established   kernel.Date `json:"established,omitempty"`
	Origin        []string    `json:"origin,omitempty"`
	Objectives    []string    `json:"objectives,omitempty"`
	WorkingGroups []string    `json:"working_groups,omitempty"`
	Practice      []string    `json:"practice,omitempty"`
	Themes        []string    `json:"themes,omitempty"`
}

// ChangeProfile changes the profile of the process.
func (s *Service) ChangeProfile(ctx context.Context, c Change, in ProfileChange) (Profile, error) {
	return change(ctx, s, c, KindProcess, filter{}, func(p *pack.Process) *[]kernel.Source { return &p.Sources },
		func(p *pack.Process, w wording, l *fault.List) { in.apply(p, w, l, c.Source) })
}

func (in ProfileChange) apply(p *pack.Process, w wording, l *fault.List, source kernel.Source) {
	p.Name, p.Type = w.put(p.Name, in.Name), w.put(p.Type, in.Type)
	p.Region, p.Association = w.put(p.Region, in.Region), w.put(p.Association, in.Association)
	if in.Established != "" {
		p.Established = dateIn(l, "established", in.Established)
	}
	p.Origin = restate(p.Origin, in.Origin, w, source)
	p.Objectives = restate(p.Objectives, in.Objectives, w, source)
	p.WorkingGroups = restate(p.WorkingGroups, in.WorkingGroups, w, source)
	p.Practice = restate(p.Practice, in.Practice, w, source)
	p.Themes = slices.Clone(p.Themes)
	for i, words := range in.Themes {
		if i < len(p.Themes) {
			p.Themes[i].Name = w.put(p.Themes[i].Name, words)
		} else if words != "" {
			p.Themes = append(p.Themes, pack.Theme{
				Slug: slugOf(words, kernel.NewID()), Name: w.put(nil, words), Sources: []kernel.Source{source},
			})
		}
	}
}

// restate puts new wordings into statements, place by place. A statement whose text changed rests on the new source too.
func restate(statements []pack.Statement, words []string, w wording, source kernel.Source) []pack.Statement {
	next := slices.Clone(statements)
	for i, text := range words {
		switch {
		case text == "":
		case i >= len(next):
			next = append(next, pack.Statement{Text: w.put(nil, text), Sources: []kernel.Source{source}})
		case next[i].Text[w.lang].Text != text:
			next[i].Text = w.put(next[i].Text, text)
			next[i].Sources = cited(next[i].Sources, source)
		}
	}
	return next
}

func dateIn(l *fault.List, field string, d kernel.Date) kernel.Date {
	d, err := kernel.ParseDate(string(d))
	if err != nil {
		l.Add(field, "governance.fault.date")
	}
	return d
}

// periodIn checks both ends of a period.
func periodIn(l *fault.List, from, to kernel.Date) kernel.Period {
	p := kernel.Period{From: dateIn(l, "from", from), To: dateIn(l, "to", to)}
	if p.To.Before(p.From) {
		l.Add("to", "governance.fault.period")
	}
	return p
}

// needs notes that a text has no words in any language.
func needs(l *fault.List, field string, t kernel.Text) {
	if t.Empty() {
		l.Add(field, "governance.fault.required")
	}
}
