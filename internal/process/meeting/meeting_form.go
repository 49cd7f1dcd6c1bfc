package meeting

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
	"sampan/internal/platform/web"
)

// values are the fields of the form for a record, in the language in which it was written.
func values(m Meeting, lang kernel.Lang) url.Values {
	v, cites := url.Values{}, numbered(m.Content)
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	words := func(name string, t kernel.Text) { set(name, t[lang].Text) }
	for name, value := range map[string]string{
		"slug": m.Slug, "kind": m.Kind, "number": number(m.Number), "sessions": number(m.Sessions), "start": string(m.Start), "end": string(m.End),
		"country": string(m.Country), "mode": string(m.Mode), "state": string(m.State), "joint_with": strings.Join(m.JointWith, ", "),
		"conflicts_with": strings.Join(m.ConflictsWith, ", "), "lang": string(lang), "audience": string(m.Audience.Kind),
		"number_inferred": yes(m.NumberInferred),
	} {
		set(name, value)
	}
	for name, t := range map[string]kernel.Text{"title": m.Title, "theme": m.Theme, "city": m.City, "note": m.Note, "participants_note": m.ParticipantsNote} {
		words(name, t)
	}
	if p := m.Participants; p != nil {
		set("participants.value", strconv.Itoa(p.Value))
		set("participants.qualifier", p.Qualifier)
	}
	agenda := make([]string, len(m.Agenda))
	for i, a := range m.Agenda {
		agenda[i] = a.Text[lang].Text
		set("agenda.sources", cites.Written(a.Sources))
	}
	set("agenda", strings.Join(agenda, "\n"))
	for i, o := range m.Outcomes {
		words(record.RowName("outcomes", i, "text"), o.Text)
		words(record.RowName("outcomes", i, "next"), o.Next)
		set(record.RowName("outcomes", i, "key"), o.Key)
		set(record.RowName("outcomes", i, "instrument"), o.Instrument)
		set(record.RowName("outcomes", i, "paraphrase"), yes(o.Paraphrase))
		set(record.RowName("outcomes", i, "sources"), cites.Written(o.Sources))
	}
	for i, a := range m.Attendance {
		words(record.RowName("attendance", i, "part"), a.Part)
		words(record.RowName("attendance", i, "who"), a.Who)
		set(record.RowName("attendance", i, "sources"), cites.Written(a.Sources))
	}
	for i, c := range m.Claims {
		set(record.RowName("claims", i, "field"), c.Field)
		set(record.RowName("claims", i, "value"), c.Value)
		set(record.RowName("claims", i, "qualifier"), c.Qualifier)
		set(record.RowName("claims", i, "note"), c.Note)
		set(record.RowName("claims", i, "used"), yes(c.Used))
		set(record.RowName("claims", i, "sources"), cites.Written(c.Sources))
	}
	for i, s := range cites.List {
		set(record.RowName("sources", i, "title"), s.Title)
		set(record.RowName("sources", i, "url"), s.URL)
		set(record.RowName("sources", i, "note"), s.Note)
		set(record.RowName("sources", i, "retrieved"), string(s.Retrieved))
	}
	return v
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// reader takes a record from a form, over what is on record already: what the form does not show stays.
type reader struct {
	*web.Form

	lang  kernel.Lang
	today kernel.Date
}

// read gives the record that the form says, and its audience. What the form itself cannot be taken is in its faults.
func (r reader) read(old Meeting) (Content, kernel.Audience) {
	m := old.Content
	if old.ID == "" {
		m.Slug = r.Text("slug")
	}
	m.Kind, m.Number, m.Sessions = r.Text("kind"), r.Int("number"), r.Int("sessions")
	m.NumberInferred = r.Bool("number_inferred")
	m.Title, m.Theme, m.City = r.reword(old.Title, "title"), r.reword(old.Theme, "theme"), r.reword(old.City, "city")
	m.Note, m.ParticipantsNote = r.reword(old.Note, "note"), r.reword(old.ParticipantsNote, "participants_note")
	m.Start, m.End, m.Country = r.Date("start"), r.Date("end"), r.Country("country")
	m.Mode, m.State = pack.MeetingMode(r.Text("mode")), pack.MeetingState(r.Text("state"))
	m.JointWith, m.ConflictsWith = r.slugs("joint_with"), r.slugs("conflicts_with")
	m.Participants = nil
	if n := r.Int("participants.value"); n != 0 {
		m.Participants = &pack.Count{Value: n, Qualifier: r.Text("participants.qualifier")}
	}
	m.Sources = r.sources()
	m.Agenda = r.agenda(old.Agenda, m.Sources)
	m.Outcomes = r.outcomes(old.Outcomes, m.Sources)
	m.Attendance = r.attendance(old.Attendance, m.Sources)
	m.Claims = r.claims(m.Sources)
	audience := kernel.Audience{Kind: kernel.AudienceKind(r.Text("audience"))}
	if audience.Kind == kernel.ToOffice {
		audience = kernel.SecretariatOnly
	}
	return m, audience
}

// reword puts the words of a field into a text.
func (r reader) reword(old kernel.Text, field string) kernel.Text {
	return r.rewordTo(old, r.Text(field))
}

func (r reader) rewordTo(old kernel.Text, words string) kernel.Text {
	return record.Reword(old, r.lang, words, r.today)
}

func (r reader) slugs(field string) []string { return record.Split(r.Text(field)) }

func (r reader) sources() []kernel.Source {
	var all []kernel.Source
	for i := range formRows.Filled(r.Values, "sources") {
		at := func(part string) string { return record.RowName("sources", i, part) }
		all = append(all, kernel.Source{Title: r.Text(at("title")), URL: r.Text(at("url")), Note: r.Text(at("note")), Retrieved: kernel.Date(r.Text(at("retrieved")))})
	}
	return all
}

// cited are the sources whose numbers a field names.
func (r reader) cited(field string, sources []kernel.Source) []kernel.Source {
	var all []kernel.Source
	for _, s := range r.slugs(field) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > len(sources) {
			r.Fault(field, "meeting.fault.source_number", "number", s)
			continue
		}
		all = append(all, sources[n-1])
	}
	return all
}

func (r reader) agenda(old []pack.Statement, sources []kernel.Source) []pack.Statement {
	var all []pack.Statement
	cited := r.cited("agenda.sources", sources)
	for line := range strings.SplitSeq(r.Text("agenda"), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		st := pack.Statement{Text: kernel.Plain(r.lang, line), Paraphrase: true}
		if i := slices.IndexFunc(old, func(o pack.Statement) bool { return o.Text[r.lang].Text == line }); i >= 0 {
			st = old[i]
		}
		st.Sources = cited
		all = append(all, st)
	}
	return all
}

func (r reader) outcomes(old []pack.Outcome, sources []kernel.Source) []pack.Outcome {
	var all []pack.Outcome
	for i := range formRows.Filled(r.Values, "outcomes") {
		at := func(part string) string { return record.RowName("outcomes", i, part) }
		key := r.Text(at("key"))
		var was pack.Outcome
		if j := slices.IndexFunc(old, func(o pack.Outcome) bool { return o.Key == key }); j >= 0 && key != "" {
			was = old[j]
		}
		if key == "" {
			key = freshKey(append(slices.Clone(old), all...))
			r.Values.Set(at("key"), key)
		}
		all = append(all, pack.Outcome{
			Key: key, Text: r.rewordTo(was.Text, r.Text(at("text"))), Next: r.rewordTo(was.Next, r.Text(at("next"))),
			Instrument: r.Text(at("instrument")), Paraphrase: r.Bool(at("paraphrase")), Sources: r.cited(at("sources"), sources),
		})
	}
	return all
}

// freshKey is a key that no decision of the record has or had.
func freshKey(all []pack.Outcome) string {
	for n := len(all) + 1; ; n++ {
		key := "decision-" + strconv.Itoa(n)
		if !slices.ContainsFunc(all, func(o pack.Outcome) bool { return o.Key == key }) {
			return key
		}
	}
}

func (r reader) attendance(old []pack.Attendance, sources []kernel.Source) []pack.Attendance {
	var all []pack.Attendance
	for i := range formRows.Filled(r.Values, "attendance") {
		at := func(part string) string { return record.RowName("attendance", i, part) }
		var was pack.Attendance
		if i < len(old) {
			was = old[i]
		}
		all = append(all, pack.Attendance{
			Part: r.rewordTo(was.Part, r.Text(at("part"))), Who: r.rewordTo(was.Who, r.Text(at("who"))), Sources: r.cited(at("sources"), sources),
		})
	}
	return all
}

func (r reader) claims(sources []kernel.Source) []kernel.Claim {
	var all []kernel.Claim
	for i := range formRows.Filled(r.Values, "claims") {
		at := func(part string) string { return record.RowName("claims", i, part) }
		all = append(all, kernel.Claim{
			Field: r.Text(at("field")), Value: r.Text(at("value")), Qualifier: r.Text(at("qualifier")), Note: r.Text(at("note")),
			Used: r.Bool(at("used")), Sources: r.cited(at("sources"), sources),
		})
	}
	return all
}

// readMeeting reads the form over the record that it changes; the zero Meeting when it makes a new one.
func readMeeting(f *web.Form, old Meeting, today kernel.Date) (Content, kernel.Audience, error) {
	formRows.Compact(f.Values)
	lang, err := kernel.ParseLang(f.Values.Get("lang"))
	if err != nil {
		f.Fault("lang", "record.language")
		lang = "en"
	}
	if old.ID != "" {
		lang = record.LanguageOf(old.Title)
	}
	m, audience := reader{f, lang, today}.read(old)
	return m, audience, f.Err()
}

// conflict is what is stored now and what the officer wrote, field by field, where they differ.
type conflict struct {
	Field, Label, Saved, Yours string
}

// differences compares the two forms.
func differences(v *web.View, saved, yours url.Values) []conflict {
	var names []string
	for name := range saved {
		names = append(names, name)
	}
	for name := range yours {
		if !slices.Contains(names, name) && name != web.SubmissionField && name != web.VersionField {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var all []conflict
	for _, name := range names {
		if name != "slug" && name != "lang" && !strings.HasSuffix(name, ".key") && saved.Get(name) != yours.Get(name) {
			all = append(all, conflict{name, fieldLabel(v, name), saved.Get(name), yours.Get(name)})
		}
	}
	return all
}

// whole writes the parts of the dates of a form as one value each, as saved forms have them.
func whole(yours url.Values, m Content) url.Values {
	together := url.Values{}
	for name, value := range yours {
		if !strings.HasPrefix(name, "start.") && !strings.HasPrefix(name, "end.") {
			together[name] = value
		}
	}
	together.Set("start", string(m.Start))
	together.Set("end", string(m.End))
	return together
}

// fieldLabel names a field of the form: of a row its list, its number and its part.
func fieldLabel(v *web.View, name string) string {
	list, rest, inRow := strings.Cut(name, "[")
	if !inRow {
		return v.T("meeting.form." + strings.ReplaceAll(name, ".", "_"))
	}
	at, part, _ := strings.Cut(rest, "].")
	n, err := strconv.Atoi(at)
	if err != nil {
		return name
	}
	return v.T("meeting.form.in_row", "list", v.T("meeting.form."+list), "number", strconv.Itoa(n+1), "field", v.T("meeting.form."+list+"_"+part))
}
