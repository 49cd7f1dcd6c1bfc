package kernel_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sampan/internal/kernel"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		rule, in  string
		precision kernel.Precision
		first     string
		last      string
	}{
		{"nothing is an unknown date", "", kernel.Unknown, "0001-01-01", "0001-01-01"},
		{"a year runs from January to December", "2015", kernel.Year, "2015-01-01", "2015-12-31"},
		{"a month ends on its last day", "2015-04", kernel.Month, "2015-04-01", "2015-04-30"},
		{"February of a leap year has 29 days", "2016-02", kernel.Month, "2016-02-01", "2016-02-29"},
		{"February of 1900 has 28 days", "1900-02", kernel.Month, "1900-02-01", "1900-02-28"},
		{"December ends in its own year", "2015-12", kernel.Month, "2015-12-01", "2015-12-31"},
		{"a day is itself", "2015-04-28", kernel.Day, "2015-04-28", "2015-04-28"},
		{"the first year is 1", "0001", kernel.Year, "0001-01-01", "0001-12-31"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d, err := kernel.ParseDate(c.in)
			if err != nil || string(d) != c.in {
				t.Fatalf("got %q, %v", d, err)
			}
			if d.Precision() != c.precision || day(d.First()) != c.first || day(d.Last()) != c.last {
				t.Errorf("precision %d, %s to %s", d.Precision(), day(d.First()), day(d.Last()))
			}
		})
	}
	for rule, in := range map[string]string{
		"a day exists in its month": "2015-02-30", "29 February exists in leap years only": "2015-02-29", "there are 12 months": "2015-13",
		"there is no month 0": "2015-00", "there is no day 0": "2015-04-00", "there is no year 0": "0000", "nor a month of it": "0000-12",
		"two figures are no year": "15", "five figures are no year": "12015", "a month has two figures": "2015-4", "words are no date": "May 2015",
		"four letters are no year": "year", "other digits are no figures": "២០១៥", "slashes are not written": "2015/04/28",
		"an hour is no part of it": "2015-04-28T00", "spaces are not cut": " 2015", "there is no year before 1": "-015",
	} {
		t.Run(rule, func(t *testing.T) {
			if d, err := kernel.ParseDate(in); err == nil {
				t.Errorf("%q is taken as %q", in, d)
			}
		})
	}
}

func TestPartsOfADate(t *testing.T) {
	for d, want := range map[kernel.Date][3]int{"": {}, "2015": {2015, 0, 0}, "2015-04": {2015, 4, 0}, "2015-04-28": {2015, 4, 28}} {
		if got := [3]int{d.Year(), d.Month(), d.Day()}; got != want {
			t.Errorf("%q has the parts %v", d, got)
		}
	}
}

func TestDateOfIsTheDayWhereTheClockHangs(t *testing.T) {
	at := time.Date(2015, 4, 28, 20, 0, 0, 0, time.UTC)
	if here, there := kernel.DateOf(at), kernel.DateOf(at.In(time.FixedZone("Bangkok", 7*3600))); here != "2015-04-28" || there != "2015-04-29" {
		t.Errorf("%s and %s", here, there)
	}
}

func TestBefore(t *testing.T) {
	for _, c := range []struct {
		rule string
		d, e kernel.Date
		want bool
	}{
		{"a day before the next", "2015-04-28", "2015-04-29", true},
		{"a date is not before itself", "2015-04-28", "2015-04-28", false},
		{"a year before a day of the next", "2014", "2015-01-01", true},
		{"a year is not before a day in it", "2015", "2015-12-31", false},
		{"a day is not before its year", "2015-01-01", "2015", false},
		{"a month before a later one of the year", "2015-04", "2015-05", true},
		{"a month is not before its year", "2015-01", "2015", false},
		{"unknown is before nothing", "", "2015", false},
		{"nothing is before unknown", "2015", "", false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := c.d.Before(c.e); got != c.want {
				t.Errorf("%q before %q: %t", c.d, c.e, got)
			}
		})
	}
}

func TestSortKeyOrdersByTheEarliestDayAndThenTheLessPrecise(t *testing.T) {
	want := []kernel.Date{"", "2014-12-31", "2015", "2015-01", "2015-01-01", "2015-01-02", "2015-02", "2015-12-31", "2016"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b kernel.Date) int { return strings.Compare(a.SortKey(), b.SortKey()) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted as %q", got)
	}
}

func TestParsePeriod(t *testing.T) {
	for _, c := range []struct {
		rule, from, to string
		ok             bool
	}{
		{"both ends", "2015", "2018", true},
		{"an open end", "2015", "", true},
		{"an open beginning", "", "2018", true},
		{"open on both sides", "", "", true},
		{"one day", "2015-04-28", "2015-04-28", true},
		{"from a month to its year", "2015-04", "2015", true},
		{"it does not end before it begins", "2015-04-28", "2015-04-27", false},
		{"nor in the year before", "2015-01", "2014", false},
		{"its beginning is a date", "spring", "2015", false},
		{"its end is a date", "2015", "spring", false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p, err := kernel.ParsePeriod(c.from, c.to)
			if (err == nil) != c.ok {
				t.Fatalf("got %v, %v", p, err)
			}
			if c.ok && (string(p.From) != c.from || string(p.To) != c.to) {
				t.Errorf("got %v", p)
			}
		})
	}
}

func TestContains(t *testing.T) {
	plan := kernel.Period{From: "2015-04", To: "2018"}
	for _, c := range []struct {
		rule, day string
		period    kernel.Period
		want      bool
	}{
		{"the day before it begins", "2015-03-31", plan, false},
		{"its first day", "2015-04-01", plan, true},
		{"its last day", "2018-12-31", plan, true},
		{"the day after it ends", "2019-01-01", plan, false},
		{"an open beginning", "1900-01-01", kernel.Period{To: "2018"}, true},
		{"an open end", "2999-12-31", kernel.Period{From: "2015"}, true},
		{"the zero period holds every day", "2015-04-28", kernel.Period{}, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			at, _ := time.Parse(time.DateOnly, c.day)
			if got := c.period.Contains(at); got != c.want {
				t.Errorf("at midnight %t", got)
			}
			if got := c.period.Contains(at.Add(24*time.Hour - time.Nanosecond)); got != c.want {
				t.Errorf("at the end of the day %t", got)
			}
		})
	}
}

func TestPropertiesOfDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := someDate(t), someDate(t), someDate(t)
		if got, err := kernel.ParseDate(string(a)); err != nil || got != a {
			t.Fatalf("%q is parsed as %q, %v", a, got, err)
		}
		if a.Last().Before(a.First()) {
			t.Fatalf("%q ends before it begins", a)
		}
		if a.Before(b) && b.Before(a) {
			t.Fatalf("%q and %q are before each other", a, b)
		}
		if a.Before(b) && b.Before(c) && !a.Before(c) {
			t.Fatalf("%q is before %q, which is before %q", a, b, c)
		}
		if a.Before(b) && a.SortKey() >= b.SortKey() {
			t.Fatalf("%q is before %q and sorts after it", a, b)
		}
		if p, err := kernel.ParsePeriod(string(a), string(b)); err == nil && !p.Contains(a.First()) && !p.Contains(a.Last()) {
			t.Fatalf("%v holds neither end of %q", p, a)
		}
	})
}

// someDate draws a known date of any precision.
func someDate(t *rapid.T) kernel.Date {
	days := rapid.IntRange(0, 40*365).Draw(t, "day")
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days)
	return kernel.Date(at.Format(rapid.SampledFrom([]string{"2006", "2006-01", "2006-01-02"}).Draw(t, "precision")))
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

func FuzzParsePeriod(f *testing.F) {
	for _, s := range [][2]string{{"", ""}, {"2015", "2015-04-28"}, {"2016-02-29", ""}, {"0000", "២០១៥"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, from, to string) {
		p, err := kernel.ParsePeriod(from, to)
		if err != nil {
			return
		}
		for _, d := range []kernel.Date{p.From, p.To} {
			if d != "" && (d.Precision() == kernel.Unknown || d.Year() < 1 || !strings.HasPrefix(day(d.First()), string(d))) {
				t.Errorf("%q is let in", d)
			}
		}
		if p.To.Before(p.From) {
			t.Errorf("%v ends before it begins", p)
		}
	})
}
