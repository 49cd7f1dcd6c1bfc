package meeting_test

import (
	"net/http"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/process/meeting"
)

// The slug of a record tells that there is one, so it is told to those alone who may see the record.
func TestARecordNamesOnlyWhatItsReaderMaySee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		hidden := func(slug string) written {
			return written{Content: content(func(m *meeting.Content) { m.Slug = slug }), Audience: kernel.Members}
		}
		shut, open := hidden("shut-talks"), hidden("open-talks")
		open.Audience, shut.JointWith = kernel.Public, []string{"open-talks"}
		has(t, h.Call("officer", http.MethodPost, "/meetings", open, nil), 201)
		has(t, h.Call("officer", http.MethodPost, "/meetings", shut, nil), 201)

		t.Run("a public record cannot name a hidden one, for its act would tell it for good", func(t *testing.T) {
			for slug, name := range map[string]func(*meeting.Content){
				"joint":    func(m *meeting.Content) { m.JointWith = []string{"shut-talks"} },
				"conflict": func(m *meeting.Content) { m.ConflictsWith = []string{"shut-talks"} },
			} {
				in := written{Content: content(name), Audience: kernel.Public}
				has(t, h.Call("officer", http.MethodPost, "/meetings", in, nil), 422, "cannot name shut-talks")
				in.Audience, in.Slug = kernel.Members, slug
				has(t, h.Call("officer", http.MethodPost, "/meetings", in, nil), 201)
			}
			out := map[string]any{"version": 1, "why": "Recorded twice", "instead": "shut-talks"}
			has(t, h.Call("officer", http.MethodPost, "/meetings/open-talks/withdrawal", out, nil), 422, "cannot name shut-talks")
		})

		t.Run("a record that was hidden after it was named is named to those who may see it", func(t *testing.T) {
			once := hidden("once-open")
			once.Audience = kernel.Public
			has(t, h.Call("officer", http.MethodPost, "/meetings", once, nil), 201)
			naming := written{Content: content(func(m *meeting.Content) {
				m.Slug, m.JointWith, m.ConflictsWith = "naming", []string{"once-open", "som-16"}, []string{"once-open"}
			}), Audience: kernel.Public}
			has(t, h.Call("officer", http.MethodPost, "/meetings", naming, nil), 201)
			left := written{Content: content(func(m *meeting.Content) { m.Slug = "left" }), Audience: kernel.Public}
			has(t, h.Call("officer", http.MethodPost, "/meetings", left, nil), 201)
			has(t, h.Call("officer", http.MethodPost, "/meetings/left/withdrawal", map[string]any{"version": 1, "why": "Twice", "instead": "once-open"}, nil), 200)
			once.Audience, once.Version = kernel.Members, 1
			has(t, h.Call("officer", http.MethodPut, "/meetings/once-open", once, nil), 200)
			for _, path := range []string{"/api/v1/meetings/naming", "/api/v1/meetings?year=2026", "/api/v1/meetings/left", "/api/v1/meetings?withdrawn=true", "/en/meetings/left", "/en/meetings/naming", "/en/meetings"} {
				public := h.Get("", path)
				lacks(t, public, "once-open", "shut-talks")
				if path == "/api/v1/meetings/naming" {
					has(t, public, 200, `"joint_with":["som-16"]`)
					has(t, h.Get("officer", path), 200, `"joint_with":["once-open","som-16"]`)
				}
			}
			has(t, h.Get("officer", "/api/v1/meetings/left"), 200, "once-open")
		})
	})
}

func TestARecordIsWrittenInLanguagesOfTheProcess(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := setup(t, d)
		in := written{Content: content(func(m *meeting.Content) {
			m.Title = kernel.Text{"en": {Text: "A meeting", State: kernel.Authoritative}, "qq": {Text: "x", State: kernel.Translation}}
		}), Audience: kernel.Public}
		has(t, h.Call("officer", http.MethodPost, "/meetings", in, nil), 422, `"title"`, "does not work in the language qq")
		in.Title = kernel.Text{"en": {Text: "A meeting", State: kernel.Authoritative}, "km": {Text: "កិច្ចប្រជុំ", State: kernel.Translation}}
		has(t, h.Call("officer", http.MethodPost, "/meetings", in, nil), 201)
	})
}
