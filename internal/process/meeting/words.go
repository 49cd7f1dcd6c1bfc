package meeting

import (
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
)

func pathOf(slug string) string { return "/meetings/" + slug }

// kindOf finds a kind by its code; an unknown code is a kind of that name.
func kindOf(kinds []Kind, code string) Kind {
	if i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Code == code }); i >= 0 {
		return kinds[i]
	}
	return Kind{MeetingKind: pack.MeetingKind{Code: code, Name: kernel.Plain("en", code)}, Rank: len(kinds)}
}

// kindCount is what so many meetings of the kind are called.
func kindCount(v *web.View, k Kind, n int) string {
	if several := v.Text(k.Plural); n != 1 && several.Text != "" && several.Lang == "" {
		return several.Text
	}
	return kindName(v, k)
}

// kindName is what the kind is called, kindShort what people say.
func kindName(v *web.View, k Kind) string { return v.Text(k.Name).Text }

func kindShort(v *web.View, k Kind) string {
	if short := v.Text(k.Short).Text; short != "" {
		return short
	}
	return kindName(v, k)
}

// nameOf is what the meeting is called. Where no title stands in the reader's language but the kind has a name in it, the
// meeting is called by its kind and number, if that is what the title says.
func nameOf(v *web.View, k Kind, m Content) web.Shown {
	title, kind := v.Text(m.Title), v.Text(k.Name)
	if title.Lang == "" || kind.Lang != "" || kind.Text == "" {
		return title
	}
	name := k.Name[title.Lang].Text
	switch {
	case name == "" || !strings.HasSuffix(title.Text, name):
		return title
	case m.Number > 0:
		kind.Text = v.T("meeting.numbered", "kind", kind.Text, "number", strconv.Itoa(m.Number))
		return kind
	case title.Text == name:
		return kind
	}
	return title
}

// shortName is what people call the meeting, "SOM 11"; of one without a number its kind.
func shortName(v *web.View, k Kind, m Content) string {
	if m.Number == 0 {
		return kindShort(v, k)
	}
	return v.T("meeting.numbered", "kind", kindShort(v, k), "number", strconv.Itoa(m.Number))
}

// place is "Vientiane, Lao PDR", as far as it is known; "" when nothing is.
func place(v *web.View, m Content) string {
	city := v.Text(m.City).Text
	switch {
	case city != "" && m.Country != "":
		return v.T("meeting.place", "city", city, "country", m.Country)
	case m.Country != "":
		return v.Loc.Country(m.Country)
	}
	return city
}

// placeAndDays is "Vientiane, Lao PDR, 24 November 2016", as far as it is known.
func placeAndDays(v *web.View, m Content) string {
	where, days := place(v, m), v.DateRange(m.Start, m.End)
	switch {
	case where != "" && days != "":
		return v.T("meeting.place_days", "place", where, "days", days)
	case where != "":
		return where
	}
	return days
}

// count is a number of people as a source gives it: "over 160".
func count(v *web.View, n int, qualifier string) string {
	if slices.Contains(Qualifiers, qualifier) {
		return v.T("meeting.count."+qualifier, "n", n)
	}
	return v.Loc.Number(int64(n))
}

func stateName(v *web.View, s pack.MeetingState) string { return v.T("meeting.state." + string(s)) }

// claimSays is the value of a claim in the reader's form.
func claimSays(v *web.View, c kernel.Claim) string {
	switch c.Field {
	case "dates", "start", "end":
		from, to, _ := strings.Cut(c.Value, "/")
		a, errA := kernel.ParseDate(from)
		b, errB := kernel.ParseDate(to)
		if errA == nil && errB == nil {
			return v.DateRange(a, b)
		}
	case "participants":
		if n, err := strconv.Atoi(c.Value); err == nil {
			return count(v, n, c.Qualifier)
		}
	case "country":
		if country, err := kernel.ParseCountry(c.Value); err == nil {
			return v.Loc.Country(country)
		}
	case "state":
		if slices.Contains(States, pack.MeetingState(c.Value)) {
			return stateName(v, pack.MeetingState(c.Value))
		}
	}
	return c.Value
}

// claimField is the name of a field on which sources differ.
func claimField(v *web.View, field string) string {
	if slices.Contains(ClaimFields, field) {
		return v.T("meeting.field." + field)
	}
	return v.T("meeting.field.other")
}
