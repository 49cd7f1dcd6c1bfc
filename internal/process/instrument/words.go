package instrument

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func pathOf(slug string) string { return "/instruments/" + slug }

func kindName(v *web.View, k pack.InstrumentKind) string { return v.T("instrument.kind." + string(k)) }

func stateName(v *web.View, s pack.InstrumentState) string {
	return v.T("instrument.state." + string(s))
}

// place is "Yangon, Myanmar", as far as it is known; "" when nothing is.
func place(v *web.View, c Content) string {
	city := v.Text(c.City).Text
	switch {
	case city != "" && c.Country != "":
		return v.T("instrument.place", "city", city, "country", c.Country)
	case c.Country != "":
		return v.Loc.Country(c.Country)
	}
	return city
}

// dateWords is the date with what is missing said: that the signing or the adoption was not found.
func dateWords(v *web.View, c Content) string {
	if c.Date != "" {
		return v.Date(c.Date)
	}
	return v.T("instrument.not_found")
}

// missing says that adoption or signing was not found: of what is in drafting or announced, and of what has no date.
func missing(v *web.View, c Content) string {
	switch c.State {
	case pack.InstrumentUnknown:
		if c.Date != "" {
			return ""
		}
		if c.Kind == pack.PlanOfAction || c.Kind == pack.Guidelines || c.Kind == pack.Indicators {
			return v.T("instrument.missing.adoption")
		}
		return v.T("instrument.missing.signing")
	case pack.InstrumentDraft, pack.InstrumentAnnounced:
		if strings.HasPrefix(string(c.Kind), "bilateral") || c.Kind == pack.MOU {
			return v.T("instrument.missing.signing")
		}
		return v.T("instrument.missing.adoption")
	default:
		return ""
	}
}

// stateMarks say how far the text came, and on its face what was not found.
func stateMarks(v *web.View, i Instrument) []ui.Mark {
	if i.Withdrawn != nil {
		return []ui.Mark{{Text: v.T("instrument.state.withdrawn"), Kind: "warn", Tag: true}}
	}
	kind := "river"
	if missing(v, i.Content) != "" || i.State == pack.InstrumentUnknown {
		kind = ""
	}
	marks := []ui.Mark{{Text: stateName(v, i.State), Kind: kind, Tag: true}}
	if words := missing(v, i.Content); words != "" {
		marks = append(marks, ui.Mark{Text: words, Kind: "warn", Tag: true})
	}
	return marks
}

// headMarks are those of the page of an instrument: how far it came, and whether it is the process's own.
func headMarks(v *web.View, i Instrument) []ui.Mark {
	marks := stateMarks(v, i)
	if i.Outside {
		marks = append(marks, ui.Mark{Text: outsideWords(v, i)})
	}
	return marks
}

// outsideWords says that an instrument is not the process's own, "" for one that is.
func outsideWords(v *web.View, i Instrument) string {
	if !i.Outside {
		return ""
	}
	return v.T("instrument.outside")
}

// agreed says that a text of the kind is one that countries agree, and not one that somebody publishes alone.
func agreed(k pack.InstrumentKind) bool {
	return !slices.Contains([]pack.InstrumentKind{pack.Guidebook, pack.Directory, pack.Publication, pack.NationalInstrument}, k)
}

// unadopted says that a text is not known to be adopted, signed or published.
func unadopted(s pack.InstrumentState) bool {
	return s == pack.InstrumentDraft || s == pack.InstrumentAnnounced || s == pack.InstrumentUnknown
}

// standingOf is how a country stands to an instrument: what it did last, or that it is a party, or that a text which is not
// known to be adopted names it as one; "" when nothing is on record.
func standingOf(v *web.View, c Content, country kernel.Country) string {
	words := ""
	if slices.Contains(c.Parties, country) && agreed(c.Kind) {
		words = v.T("instrument.party")
		if unadopted(c.State) {
			words = v.T("instrument.party_named")
		}
	}
	for _, what := range Whats {
		for _, s := range c.Standings {
			if s.Country == country && s.What == what {
				words = v.T("instrument.standing."+string(what), "date", s.Date)
				if s.Date == "" {
					words = v.T("instrument.what." + string(what))
				}
			}
		}
	}
	return words
}

// claimSays is the value of a claim in the reader's form.
func claimSays(v *web.View, c kernel.Claim) string {
	if c.Field == "dates" {
		from, to, _ := strings.Cut(c.Value, "/")
		a, errA := kernel.ParseDate(from)
		b, errB := kernel.ParseDate(to)
		if errA == nil && errB == nil {
			return v.DateRange(a, b)
		}
	}
	return c.Value
}

func claimField(v *web.View, field string) string {
	if slices.Contains(ClaimFields, field) {
		return v.T("instrument.field." + field)
	}
	return v.T("instrument.field.other")
}

// langOf is the lang attribute of a text that is not in the page's language.
func langOf(s web.Shown) templ.Attributes {
	if s.Lang == "" {
		return nil
	}
	return templ.Attributes{"lang": string(s.Lang)}
}

// texts are the texts of a list as the reader can best read them.
func texts(v *web.View, all []kernel.Text) []string {
	var words []string
	for _, t := range all {
		words = append(words, v.Text(t).Text)
	}
	return words
}
