package instrument

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

// formRows are the lists of the form.
var formRows = record.Rows{
	"sources":   {Tell: []string{"title", "url"}, Also: []string{"note", "retrieved"}},
	"standings": {Tell: []string{"country"}, Also: []string{"what", "date", "sources"}},
	"claims":    {Tell: []string{"value", "note"}, Also: []string{"sources", "field", "used"}},
}

// values are the fields of the form for a record, in the language in which it was written.
func values(i Instrument) url.Values {
	v, cites, lang := url.Values{}, numbered(i.Content), record.LanguageOf(i.Title)
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, value := range map[string]string{
		"slug": i.Slug, "kind": string(i.Kind), "state": string(i.State), "date": string(i.Date), "revised": string(i.Revised), "amended": string(i.Amended),
		"country": string(i.Country), "meeting": i.Meeting, "plan": i.Plan, "period.from": string(i.Period.From), "period.to": string(i.Period.To),
		"sections": number(i.Sections), "articles": number(i.Articles), "lang": string(lang), "audience": string(i.Audience.Kind),
		"outside": yes(i.Outside), "areas": lines(i.Areas, lang), "publishers": lines(i.Publishers, lang), "developed_with": lines(i.DevelopedWith, lang),
	} {
		set(name, value)
	}
	for name, t := range map[string]kernel.Text{"title": i.Title, "state_note": i.StateNote, "city": i.City, "purpose": i.Purpose, "note": i.Note} {
		set(name, t[lang].Text)
	}
	for _, c := range i.Parties {
		v.Add("parties", string(c))
	}
	var languages []string
	for _, l := range i.Languages {
		languages = append(languages, string(l))
	}
	set("languages", strings.Join(languages, ", "))
	for n, s := range i.Standings {
		set(record.RowName("standings", n, "country"), string(s.Country))
		set(record.RowName("standings", n, "what"), string(s.What))
		set(record.RowName("standings", n, "date"), string(s.Date))
		set(record.RowName("standings", n, "sources"), cites.Written(s.Sources))
	}
	for n, c := range i.Claims {
		set(record.RowName("claims", n, "field"), c.Field)
		set(record.RowName("claims", n, "value"), c.Value)
		set(record.RowName("claims", n, "note"), c.Note)
		set(record.RowName("claims", n, "used"), yes(c.Used))
		set(record.RowName("claims", n, "sources"), cites.Written(c.Sources))
	}
	for n, s := range cites.List {
		set(record.RowName("sources", n, "title"), s.Title)
		set(record.RowName("sources", n, "url"), s.URL)
		set(record.RowName("sources", n, "note"), s.Note)
		set(record.RowName("sources", n, "retrieved"), string(s.Retrieved))
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

func lines(all []kernel.Text, lang kernel.Lang) string {
	words := make([]string, len(all))
	for i, t := range all {
		words[i] = t[lang].Text
	}
	return strings.Join(words, "\n")
}

// reader takes a record from a form, over what is on record already: what the form does not show stays.
type reader struct {
	*web.Form

	lang  kernel.Lang
	today kernel.Date
}

// readInstrument reads the form over the record that it changes; the zero Instrument when it makes a new one.
func readInstrument(f *web.Form, old Instrument, today kernel.Date) (Content, kernel.Audience, error) {
	formRows.Compact(f.Values)
	lang, err := kernel.ParseLang(f.Values.Get("lang"))
	if err != nil {
		f.Fault("lang", "record.language")
		lang = "en"
	}
	if old.ID != "" {
		lang = record.LanguageOf(old.Title)
	}
	c, audience := reader{f, lang, today}.read(old)
	return c, audience, f.Err()
}

func (r reader) read(old Instrument) (Content, kernel.Audience) {
	c := old.Content
	if old.ID == "" {
		c.Slug = r.Text("slug")
	}
	c.Kind, c.State, c.Outside = pack.InstrumentKind(r.Text("kind")), pack.InstrumentState(r.Text("state")), r.Bool("outside")
	c.Title, c.StateNote, c.City = r.reword(old.Title, "title"), r.reword(old.StateNote, "state_note"), r.reword(old.City, "city")
	c.Purpose, c.Note = r.reword(old.Purpose, "purpose"), r.reword(old.Note, "note")
	c.Date, c.Revised, c.Amended, c.Country = r.Date("date"), r.Date("revised"), r.Date("amended"), r.Country("country")
	c.Period = kernel.Period{From: r.Date("period.from"), To: r.Date("period.to")}
	c.Meeting, c.Plan, c.Sections, c.Articles = r.Text("meeting"), r.Text("plan"), r.Int("sections"), r.Int("articles")
	c.Areas, c.Publishers, c.DevelopedWith = r.list(old.Areas, "areas"), r.list(old.Publishers, "publishers"), r.list(old.DevelopedWith, "developed_with")
	c.Parties, c.Languages = nil, nil
	for _, p := range r.Texts("parties") {
		c.Parties = append(c.Parties, kernel.Country(p))
	}
	if sameCountries(c.Parties, old.Parties) {
		c.Parties = old.Parties // in the order in which the record names them
	}
	for _, l := range record.Split(r.Text("languages")) {
		c.Languages = append(c.Languages, kernel.Lang(l))
	}
	c.Sources = r.sources()
	c.Standings, c.Claims = r.standings(c.Sources), r.claims(c.Sources)
	audience := kernel.Audience{Kind: kernel.AudienceKind(r.Text("audience"))}
	if audience.Kind == kernel.ToOffice {
		audience = kernel.SecretariatOnly
	}
	return c, audience
}

// sameCountries says that both name the same countries, in whatever order.
func sameCountries(a, b []kernel.Country) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func (r reader) reword(old kernel.Text, field string) kernel.Text {
	return record.Reword(old, r.lang, r.Text(field), r.today)
}

// list reads one text a line; those that have not changed keep their translations.
func (r reader) list(old []kernel.Text, field string) []kernel.Text {
	var all []kernel.Text
	for line := range strings.SplitSeq(r.Text(field), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		t := kernel.Plain(r.lang, line)
		if at := slices.IndexFunc(old, func(o kernel.Text) bool { return o[r.lang].Text == line }); at >= 0 {
			t = old[at]
		}
		all = append(all, t)
	}
	return all
}

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
	for _, s := range record.Split(r.Text(field)) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > len(sources) {
			r.Fault(field, "instrument.fault.source_number", "number", s)
			continue
		}
		all = append(all, sources[n-1])
	}
	return all
}

func (r reader) standings(sources []kernel.Source) []Standing {
	var all []Standing
	for i := range formRows.Filled(r.Values, "standings") {
		at := func(part string) string { return record.RowName("standings", i, part) }
		all = append(all, Standing{
			Country: kernel.Country(r.Text(at("country"))), What: What(r.Text(at("what"))), Date: kernel.Date(r.Text(at("date"))), Sources: r.cited(at("sources"), sources),
		})
	}
	return all
}

func (r reader) claims(sources []kernel.Source) []kernel.Claim {
	var all []kernel.Claim
	for i := range formRows.Filled(r.Values, "claims") {
		at := func(part string) string { return record.RowName("claims", i, part) }
		all = append(all, kernel.Claim{
			Field: r.Text(at("field")), Value: r.Text(at("value")), Note: r.Text(at("note")), Used: r.Bool(at("used")), Sources: r.cited(at("sources"), sources),
		})
	}
	return all
}

// conflict is what is stored now and what the officer wrote, of a field in which they differ.
type conflict struct{ Field, Label, Saved, Yours string }

// differences compares the record that is stored with the one that the officer wrote, form by form.
func differences(v *web.View, saved, yours Instrument) []conflict {
	a, b := values(saved), values(yours)
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		if !a.Has(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var all []conflict
	for _, name := range names {
		was, is := strings.Join(a[name], ", "), strings.Join(b[name], ", ")
		if was != is {
			all = append(all, conflict{name, fieldLabel(v, name), was, is})
		}
	}
	return all
}

// fieldLabel names a field of the form: of a row its list, its number and its part.
func fieldLabel(v *web.View, name string) string {
	list, rest, inRow := strings.Cut(name, "[")
	if !inRow {
		return v.T("instrument.form." + strings.ReplaceAll(name, ".", "_"))
	}
	at, part, _ := strings.Cut(rest, "].")
	n, err := strconv.Atoi(at)
	if err != nil {
		return name
	}
	return v.T("instrument.form.in_row", "list", v.T("instrument.form."+list), "number", strconv.Itoa(n+1), "field", v.T("instrument.form."+list+"_"+part))
}
