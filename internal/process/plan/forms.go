package plan

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
)

// form reads a form and says who sent it to which plan.
func (s *Service) form(r *http.Request, v *web.View) (*web.Form, To, error) {
	f, err := web.ReadForm(r)
	if err != nil {
		return nil, To{}, err
	}
	submission, err := f.Submission()
	return f, To{Actor: v.Actor, Submission: submission, Slug: r.PathValue("slug")}, err
}

// again says that the form is shown again with what is wrong in its fields.
func again(err error) bool { return fault.Is(err, fault.Invalid) }

// texts reads one text in each of the languages: text_en, text_km. Languages without a field stay as they are.
func texts(f *web.Form, name string, languages []kernel.Lang) kernel.Text {
	given := kernel.Text{}
	for _, lang := range languages {
		field := name + "_" + string(lang)
		if _, sent := f.Values[field]; sent {
			given[lang] = kernel.Wording{Text: f.Text(field)}
		}
	}
	return given
}

// sources reads the field of sources, one to a line.
func sources(f *web.Form) []kernel.Source {
	all, err := ParseSources(f.Text("sources"))
	if err != nil {
		f.Fault("sources", "plan.fault.source_date")
	}
	return all
}

// newNodePath is the form for a node below a parent, on a level.
func newNodePath(slug, parent, level string) string {
	return workingPath(slug) + "/nodes/new?" + url.Values{"parent": {parent}, "level": {level}}.Encode()
}

func readNode(f *web.Form, languages []kernel.Lang) NodeText {
	return NodeText{
		Level: f.Text("level"), Code: f.Text("code"), Text: texts(f, "text", languages), Paraphrase: f.Bool("paraphrase"),
		Inferred: f.Bool("inferred"), Note: texts(f, "note", languages), Sources: sources(f),
	}
}

// nodeState is a node as its form shows it.
func nodeState(n Node) web.FormState {
	s := web.NewState("level", n.Level, "code", n.Code, "sources", FormatSources(n.Sources), "parent", n.Parent)
	addTexts(s, "text", n.Text)
	addTexts(s, "note", n.Note)
	check(s, "paraphrase", n.Paraphrase)
	check(s, "inferred", n.Inferred)
	return s
}

func addTexts(s web.FormState, name string, t kernel.Text) {
	for lang, w := range t {
		s.Values.Set(name+"_"+string(lang), w.Text)
	}
}

func check(s web.FormState, name string, checked bool) {
	if checked {
		s.Values.Set(name, "yes")
	}
}

// targetFields is how many targets the form of an indicator has at least.
const targetFields = 6

func readIndicator(f *web.Form, languages []kernel.Lang) IndicatorText {
	in := IndicatorText{
		Code: f.Text("code"), Text: texts(f, "text", languages), Unit: texts(f, "unit", languages), Note: texts(f, "note", languages),
		Sources: sources(f), Baseline: readMeasure(f, "baseline"),
	}
	for i := 1; ; i++ {
		name := fmt.Sprintf("target_%d", i)
		if _, sent := f.Values[name]; !sent {
			return in
		}
		if m := readMeasure(f, name); m != nil {
			in.Targets = append(in.Targets, *m)
		}
	}
}

// readMeasure reads a value and its year; nil when both are empty.
func readMeasure(f *web.Form, name string) *Measure {
	m := Measure{Date: kernel.Date(f.Text(name + "_year")), Value: shortest(f.Text(name))}
	if m.Date == "" && m.Value == "" {
		return nil
	}
	return &m
}

func indicatorState(in Indicator) web.FormState {
	s := web.NewState("code", in.Code, "sources", FormatSources(in.Sources), "node", in.Node)
	addTexts(s, "text", in.Text)
	addTexts(s, "unit", in.Unit)
	addTexts(s, "note", in.Note)
	if in.Baseline != nil {
		s.Values.Set("baseline", in.Baseline.Value)
		s.Values.Set("baseline_year", string(in.Baseline.Date))
	}
	for i, m := range in.Targets {
		s.Values.Set(fmt.Sprintf("target_%d", i+1), m.Value)
		s.Values.Set(fmt.Sprintf("target_%d_year", i+1), string(m.Date))
	}
	return s
}

// stale turns a conflict on a plan, node or indicator into the page that shows both texts: what was typed and what is stored,
// of each field that differs. Any other error stays as it is.
func stale(v words, f *web.Form, title, action string, err error) error {
	var conflict *fault.Error
	if !errors.As(err, &conflict) || conflict.Kind != fault.Conflict {
		return err
	}
	var saved web.FormState
	var version int64
	switch stored := conflict.Detail.(type) {
	case Node:
		saved, version = nodeState(stored), stored.Version
	case Indicator:
		saved, version = indicatorState(stored), stored.Version
	case Plan:
		saved, version = particularsState(stored), stored.Version
	default:
		return err
	}
	page := web.Stale{Title: title, Action: action, Version: int(version), Hidden: map[string]string{}}
	names := slices.Sorted(maps.Keys(f.Values))
	for _, name := range names {
		yours, theirs := f.Values.Get(name), saved.Value(name)
		switch {
		case name == web.SubmissionField || name == web.VersionField || name == "why" && yours == "":
		case name == "why": // is of this change alone
			page.Hidden[name] = yours
		case tidy(yours) == tidy(theirs):
			page.Hidden[name] = yours
		default:
			page.Fields = append(page.Fields, web.StaleField{Name: name, Label: v.fieldLabel(name), Yours: yours, Saved: theirs})
		}
	}
	for _, name := range []string{"paraphrase", "inferred"} { // boxes that were not ticked are not sent
		if f.Values.Get(name) == "" && saved.Value(name) != "" {
			page.Fields = append(page.Fields, web.StaleField{Name: name, Label: v.fieldLabel(name), Saved: saved.Value(name)})
		}
	}
	both := fault.New(fault.Conflict, "fault.conflict")
	both.Detail = page
	return both
}

// tidy is a value without what forms do to line ends.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// fieldLabel is what a field is called: "Text (English)".
func (w words) fieldLabel(name string) string {
	if kind, _, _ := strings.Cut(name, "_"); kind == "baseline" || kind == "target" {
		return w.measureLabel(name)
	}
	if cut := strings.LastIndex(name, "_"); cut > 0 {
		return w.T("plan.form."+name[:cut]+"_in", "language", w.Loc.Language(kernel.Lang(name[cut+1:])))
	}
	return w.T("plan.form." + name)
}

// measureLabel is what a field of a value or its year is called.
func (w words) measureLabel(name string) string {
	number, year := strings.CutSuffix(strings.TrimPrefix(name, "target_"), "_year")
	switch {
	case strings.HasPrefix(name, "baseline") && year:
		return w.T("plan.form.baseline_year")
	case strings.HasPrefix(name, "baseline"):
		return w.T("plan.form.baseline")
	case year:
		return w.T("plan.form.target_year", "number", number)
	}
	return w.T("plan.form.target", "number", number)
}
