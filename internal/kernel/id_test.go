package kernel_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sampan/internal/kernel"
)

var (
	version7 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`) // RFC 9562, 5.7
	version4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`) // RFC 9562, 5.4
)

func TestIdentifiersSortByTheMillisecondTheyWereMadeIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		last := kernel.ID("")
		for range 300 {
			id := kernel.NewID()
			if !version7.MatchString(string(id)) {
				t.Fatalf("%s is no UUIDv7", id)
			}
			if id <= last {
				t.Fatalf("%s was made a millisecond after %s", id, last)
			}
			last = id
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Until(time.Date(2128, 6, 11, 8, 53, 20, 0, time.UTC))) // its milliseconds take more than 32 bits
		if got := string(kernel.NewID())[:13]; got != "048c2739-5000" {
			t.Errorf("the 5,000,000,000,000th millisecond is written %s", got)
		}
	})
}

func TestIdentifiersOfPeopleTellNothingOfTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		beginnings := map[string]bool{}
		for range 300 {
			id := string(kernel.NewPersonID())
			if !version4.MatchString(id) {
				t.Fatalf("%s is no UUIDv4", id)
			}
			beginnings[id[:8]] = true
		}
		if len(beginnings) < 299 {
			t.Errorf("300 identifiers of one instant begin in %d ways", len(beginnings))
		}
	})
}

func TestIdentifiersOfOneInstantDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := map[kernel.ID]bool{}
		for range 10_000 {
			seen[kernel.NewID()] = true
		}
		if len(seen) != 10_000 {
			t.Errorf("%d of 10,000", len(seen))
		}
	})
}

func TestParseID(t *testing.T) {
	const good = "0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f60"
	for rule, in := range map[string]string{"canonical form": good, "capitals become small": strings.ToUpper(good)} {
		t.Run(rule, func(t *testing.T) {
			if id, err := kernel.ParseID(in); err != nil || id != good {
				t.Errorf("got %q, %v", id, err)
			}
		})
	}
	for rule, in := range map[string]string{
		"nothing is no identifier": "", "hyphens are needed": strings.ReplaceAll(good, "-", ""), "in their places": "0190a3c27-d1e-7c3a-9f10-1b2c3d4e5f60",
		"and nowhere else": "0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f--", "hyphens alone are none": strings.Repeat("-", 36), "g is no figure": strings.Replace(good, "a", "g", 1),
		"braces are not written": "{" + good + "}", "a space is too much": good + " ", "a longer one is none": good + "00",
	} {
		t.Run(rule, func(t *testing.T) {
			if id, err := kernel.ParseID(in); err == nil {
				t.Errorf("%q is taken as %q", in, id)
			}
		})
	}
}

func TestEveryIdentifierIsParsedAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, id := range []kernel.ID{kernel.NewID(), kernel.NewPersonID()} {
			if got, err := kernel.ParseID(string(id)); err != nil || got != id {
				t.Fatalf("%s is parsed as %s, %v", id, got, err)
			}
		}
	})
}

func FuzzParseID(f *testing.F) {
	f.Add("0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f60")
	f.Add("0190A3C2-7D1E-7C3A-9F10-1B2C3D4E5F60")
	f.Add(strings.Repeat("-", 36))
	form := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := kernel.ParseID(s); err == nil && (!form.MatchString(string(id)) || !strings.EqualFold(string(id), s)) {
			t.Errorf("%q is taken as %q", s, id)
		}
	})
}
