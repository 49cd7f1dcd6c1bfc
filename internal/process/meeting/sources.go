package meeting

import "sampan/internal/platform/record"

// numbered numbers the sources of a record: those of the record itself first, then those that only a part of it names.
func numbered(m Content) *record.Citations {
	c := &record.Citations{}
	c.Numbers(m.Sources)
	for _, a := range m.Agenda {
		c.Numbers(a.Sources)
	}
	for _, o := range m.Outcomes {
		c.Numbers(o.Sources)
	}
	for _, a := range m.Attendance {
		c.Numbers(a.Sources)
	}
	for _, f := range m.Facts {
		c.Numbers(f.Sources)
	}
	for _, claim := range m.Claims {
		c.Numbers(claim.Sources)
	}
	return c
}

// formRows are the lists of the form.
var formRows = record.Rows{
	"sources":    {Tell: []string{"title", "url"}, Also: []string{"note", "retrieved"}},
	"outcomes":   {Tell: []string{"text", "next"}, Also: []string{"instrument", "sources", "paraphrase", "key"}},
	"attendance": {Tell: []string{"part", "who"}, Also: []string{"sources"}},
	"claims":     {Tell: []string{"value", "note"}, Also: []string{"sources", "field", "qualifier", "used"}},
}
