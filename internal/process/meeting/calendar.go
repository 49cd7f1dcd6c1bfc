package meeting

import (
	"net/url"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"sampan/internal/kernel"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
)

// undated is the property under which a calendar lists the meetings whose day is not known: an event needs one.
const undated = "X-SAMPAN-NO-DAY"

// hasDay says that a meeting can be an event of a calendar.
func hasDay(m Content) bool { return m.Start.Precision() == kernel.Day }

// calendar writes meetings as iCalendar (RFC 5545), each with a known first day as an event of whole days. The others are
// named in a property of their own.
func (s *Service) calendar(v *web.View, name string, meetings []Meeting) string {
	cal := ics.NewCalendarFor("Sampan")
	cal.SetProductId("-//Sampan//Meetings//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(name)
	for _, m := range meetings {
		if hasDay(m.Content) {
			cal.AddVEvent(s.event(v, m))
			continue
		}
		cal.CalendarProperties = append(cal.CalendarProperties, ics.CalendarProperty{BaseProperty: ics.BaseProperty{
			IANAToken: undated, ICalParameters: map[string][]string{},
			Value: ics.ToText(strings.TrimSpace(string(m.Start) + " " + v.Text(m.Title).Text)),
		}})
	}
	return cal.Serialize(ics.WithNewLineWindows)
}

func (s *Service) event(v *web.View, m Meeting) *ics.VEvent {
	e := ics.NewEvent(string(m.ID) + "@" + s.host())
	e.SetDtStampTime(m.Changed)
	e.SetLastModifiedAt(m.Changed)
	e.SetSequence(int(m.Version) - 1)
	e.SetAllDayStartAt(m.Start.First())
	e.SetAllDayEndAt(lastDay(m.Content).AddDate(0, 0, 1))
	e.SetSummary(v.Text(m.Title).Text)
	if where := place(v, m.Content); where != "" {
		e.SetLocation(where)
	}
	if theme := v.Text(m.Theme).Text; theme != "" {
		e.SetDescription(theme)
	}
	e.SetURL(s.links.Address + v.Href(pathOf(m.Slug)))
	e.SetStatus(map[pack.MeetingState]ics.ObjectStatus{
		pack.Held: ics.ObjectStatusConfirmed, pack.Cancelled: ics.ObjectStatusCancelled,
		pack.Planned: ics.ObjectStatusTentative, pack.Unconfirmed: ics.ObjectStatusTentative, pack.Postponed: ics.ObjectStatusTentative,
	}[m.State])
	return e
}

// lastDay is the last day that is known; an end known to the month only does not stretch the event.
func lastDay(m Content) time.Time {
	if m.End.Precision() == kernel.Day {
		return m.End.First()
	}
	return m.Start.First()
}

func (s *Service) host() string {
	if u, err := url.Parse(s.links.Address); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "sampan.invalid"
}
