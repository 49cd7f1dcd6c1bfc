package kernel

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a day, a month or a year of the proleptic Gregorian calendar, as far as it is known: "2015-04-28",
// "2015-04" or "2015" (ISO 8601 reduced precision). The zero value "" is an unknown date.
type Date string

// Precision says how far a Date is known.
type Precision int

// The precisions of a Date, from nothing to the day.
const (
	Unknown Precision = iota
	Year
	Month
	Day
)

// ParseDate accepts the three forms of Date; a day must exist in its month. An empty string is an unknown date.
func ParseDate(s string) (Date, error) {
	layout := map[int]string{4: "2006", 7: "2006-01", 10: "2006-01-02"}[len(s)]
	if s == "" {
		return "", nil
	}
	if layout == "" {
		return "", fmt.Errorf("not a date: write a year, a month or a day as 2015, 2015-04 or 2015-04-28")
	}
	t, err := time.Parse(layout, s)
	if err != nil || t.Year() < 1 {
		return "", fmt.Errorf("no such date: write a year, a month or a day that exists, as 2015, 2015-04 or 2015-04-28")
	}
	return Date(s), nil
}

// DateOf is the day of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format("2006-01-02")) }

// Precision says how far d is known.
func (d Date) Precision() Precision {
	switch len(d) {
	case 4:
		return Year
	case 7:
		return Month
	case 10:
		return Day
	}
	return Unknown
}

// Year is the year of d, 0 when d is unknown.
func (d Date) Year() int { return d.part(0, 4) }

// Month is the month of d, 1 to 12, 0 when it is not known.
func (d Date) Month() int { return d.part(5, 7) }

// Day is the day of the month of d, 0 when it is not known.
func (d Date) Day() int { return d.part(8, 10) }

func (d Date) part(from, to int) int {
	if len(d) < to {
		return 0
	}
	n, _ := strconv.Atoi(string(d[from:to]))
	return n
}

// First is the earliest day that d can mean, in UTC; the zero time when d is unknown.
func (d Date) First() time.Time {
	switch d.Precision() {
	case Year:
		return time.Date(d.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case Month:
		return time.Date(d.Year(), time.Month(d.Month()), 1, 0, 0, 0, 0, time.UTC)
	case Day:
		return time.Date(d.Year(), time.Month(d.Month()), d.Day(), 0, 0, 0, 0, time.UTC)
	default:
		return time.Time{}
	}
}

// Last is the latest day that d can mean, in UTC; the zero time when d is unknown.
func (d Date) Last() time.Time {
	switch d.Precision() {
	case Year:
		return time.Date(d.Year(), 12, 31, 0, 0, 0, 0, time.UTC)
	case Month:
		return time.Date(d.Year(), time.Month(d.Month())+1, 0, 0, 0, 0, 0, time.UTC)
	default:
		return d.First()
	}
}

// Before says that d lies wholly before e. Two dates of which one could contain the other are not before each other.
func (d Date) Before(e Date) bool {
	return d != "" && e != "" && d.Last().Before(e.First())
}

// SortKey orders dates by their earliest day; among those the less precise comes first.
func (d Date) SortKey() string {
	if d == "" {
		return ""
	}
	return d.First().Format("2006-01-02") + strconv.Itoa(int(d.Precision()))
}

// Period runs from one Date to another, both included. An empty end means that it is open.
type Period struct {
	From Date `json:"from,omitempty"`
	To   Date `json:"to,omitempty"`
}

// ParsePeriod parses both ends and refuses a period that ends before it begins.
func ParsePeriod(from, to string) (Period, error) {
	f, err := ParseDate(from)
	if err != nil {
		return Period{}, err
	}
	t, err := ParseDate(to)
	if err != nil {
		return Period{}, err
	}
	if t.Before(f) {
		return Period{}, fmt.Errorf("the period ends before it begins")
	}
	return Period{From: f, To: t}, nil
}

// Contains says that day may lie in p; unknown ends are open.
func (p Period) Contains(day time.Time) bool {
	d := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	if p.From != "" && d.Before(p.From.First()) {
		return false
	}
	return p.To == "" || !d.After(p.To.Last())
}
