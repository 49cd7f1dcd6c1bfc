package instrument_test

import (
	"net/http"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/process/instrument"
)

func TestARecordNamesOnlyMeetingsThatItsReaderMaySee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		in := written{Content: content(func(c *instrument.Content) { c.Meeting = hiddenMeeting }), Audience: kernel.Public}
		has(t, h.Call("officer", http.MethodPost, "/instruments", in, nil), 422, "cannot name the meeting shut-talks")
		in.Audience = kernel.Members
		has(t, h.Call("officer", http.MethodPost, "/instruments", in, nil), 201)
		// What was named before the meeting was hidden stands in the table; there the record is opened by hand.
		_, err := h.DB.Pool().ExecContext(t.Context(), "UPDATE instrument SET audience = 'public' WHERE slug = $1", in.Slug)
		must(t, err)
		for _, path := range []string{"/api/v1/instruments/jd-4", "/api/v1/instruments?q=Fourth", "/en/instruments/jd-4"} {
			public := h.Get("", path)
			has(t, public, 200, "Fourth Joint Declaration")
			lacks(t, public, hiddenMeeting)
			has(t, h.Get("officer", path), 200, hiddenMeeting)
		}
	})
}

func TestARecordIsWrittenInLanguagesOfTheProcessAndItsTextsInAnyThatIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		in := written{Content: content(func(c *instrument.Content) {
			c.Title = kernel.Text{"en": {Text: "A", State: kernel.Authoritative}, "fr": {Text: "B", State: kernel.Translation}}
			c.Languages = []kernel.Lang{"fr", "qq"}
		}), Audience: kernel.Public}
		has(t, h.Call("officer", http.MethodPost, "/instruments", in, nil), 422, `"title"`, "does not work in the language fr", "qq is no language")
		in.Title, in.Languages = kernel.Plain("en", "A"), []kernel.Lang{"fr", "en"}
		has(t, h.Call("officer", http.MethodPost, "/instruments", in, nil), 201)
	})
}
