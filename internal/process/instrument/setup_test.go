package instrument_test

import (
	"context"
	"path/filepath"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web/webtest"
	"sampan/internal/process/instrument"
)

var (
	must  = webtest.Must
	has   = webtest.Has
	lacks = webtest.Lacks
)

type answer = webtest.Answer

// house is a small installation with the record of COMMIT, its pages and its API.
type house struct {
	*webtest.House

	service *instrument.Service
	blobs   string // folder
}

// hiddenMeeting is a meeting that the public may not see.
const hiddenMeeting = "shut-talks"

func setup(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := &house{House: webtest.NewHouse(t, d, instrument.Policy), blobs: filepath.Join(t.TempDir(), "blobs")}
	store, err := blob.Open(h.blobs)
	must(t, err)
	h.service = instrument.New(h.Walk, store, instrument.Links{
		Members:   func(context.Context, db.Queryer) ([]kernel.Country, error) { return h.Pack.Process.Members, nil },
		Languages: func(context.Context, db.Queryer) ([]kernel.Lang, error) { return h.Pack.Process.Languages, nil },
		MeetingTitle: func(_ context.Context, _ db.Queryer, actor kernel.Actor, slug string) (kernel.Text, error) {
			if slug == hiddenMeeting && !actor.SignedIn() {
				return nil, nil
			}
			return kernel.Plain("en", "Meeting "+slug), nil
		},
	})
	h.Serve(h.service, instrument.RecordOne, "instrument")
	return h
}
