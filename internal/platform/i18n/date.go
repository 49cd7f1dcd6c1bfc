package i18n

import (
	"fmt"
	"strconv"
	"time"

	"sampan/internal/kernel"
)

// Date writes a date as far as it is known: "28 April 2015", "April 2015", "2015"; nothing for an unknown one.
func (l *Locale) Date(d kernel.Date) string {
	switch d.Precision() {
	case kernel.Year:
		return l.T("kernel.date.year", "year", year(d))
	case kernel.Month:
		return l.T("kernel.date.month", "month", l.Month(d.Month()), "year", year(d))
	case kernel.Day:
		return l.T("kernel.date.day", "day", strconv.Itoa(d.Day()), "month", l.Month(d.Month()), "year", year(d))
	default:
		return ""
	}
}

// Month is the name of a month, 1 to 12.
func (l *Locale) Month(m int) string { return l.T("kernel.month." + strconv.Itoa(m)) }

func year(d kernel.Date) string { return strconv.Itoa(d.Year()) }

// DateRange writes both ends without repeating what they share: "28–30 April 2015", "29 November – 2 December 2015".
// When to is unknown or the same as from, it is from alone.
func (l *Locale) DateRange(from, to kernel.Date) string {
	if from == "" {
		return l.Date(to)
	}
	if to == "" || to == from {
		return l.Date(from)
	}
	if from.Precision() != to.Precision() {
		return l.T("kernel.range.dates", "from", l.Date(from), "to", l.Date(to))
	}
	args := []any{
		"day", strconv.Itoa(from.Day()), "day2", strconv.Itoa(to.Day()),
		"month", l.Month(max(from.Month(), 1)), "month2", l.Month(max(to.Month(), 1)), "year", year(from), "year2", year(to),
	}
	sameYear := from.Year() == to.Year()
	switch {
	case from.Precision() == kernel.Year:
		return l.T("kernel.range.years", args...)
	case from.Precision() == kernel.Month && sameYear:
		return l.T("kernel.range.months", args...)
	case from.Precision() == kernel.Day && sameYear && from.Month() == to.Month():
		return l.T("kernel.range.days", args...)
	case from.Precision() == kernel.Day && sameYear:
		return l.T("kernel.range.days_of_months", args...)
	}
	return l.T("kernel.range.dates", "from", l.Date(from), "to", l.Date(to))
}

// Period writes a period whose ends may be open: "2015–2018", "from 2014", "until 2018".
func (l *Locale) Period(p kernel.Period) string {
	switch {
	case p.From == "" && p.To == "":
		return ""
	case p.To == "":
		return l.T("kernel.range.from", "from", l.Date(p.From))
	case p.From == "":
		return l.T("kernel.range.until", "to", l.Date(p.To))
	}
	return l.DateRange(p.From, p.To)
}

// Time writes an instant in the reader's zone, with the zone: "28 April 2015, 14:30 (UTC+7)".
func (l *Locale) Time(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	if loc != nil {
		t = t.In(loc)
	}
	return l.T("kernel.time", "date", l.Date(kernel.DateOf(t)), "time", t.Format("15:04"), "zone", zone(t))
}

func zone(t time.Time) string {
	_, offset := t.Zone()
	if offset == 0 {
		return "UTC"
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "−", -offset
	}
	if minutes := offset % 3600 / 60; minutes != 0 {
		return fmt.Sprintf("UTC%s%d:%02d", sign, offset/3600, minutes)
	}
	return fmt.Sprintf("UTC%s%d", sign, offset/3600)
}
