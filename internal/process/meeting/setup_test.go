package meeting_test

import (
	"context"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web/webtest"
	"sampan/internal/process/meeting"
)

var (
	people = webtest.People
	must   = webtest.Must
	has    = webtest.Has
	lacks  = webtest.Lacks
)

type answer = webtest.Answer

// house is a small installation with the record of COMMIT, its pages and its API.
type house struct {
	*webtest.House

	service *meeting.Service
}

func setup(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := &house{House: webtest.NewHouse(t, d, meeting.Policy)}
	h.service = meeting.New(h.Walk, meeting.Links{
		Members:   func(context.Context, db.Queryer) ([]kernel.Country, error) { return h.Pack.Process.Members, nil },
		Languages: func(context.Context, db.Queryer) ([]kernel.Lang, error) { return h.Pack.Process.Languages, nil },
		Plans: func(context.Context, db.Queryer) ([]meeting.Plan, error) {
			return []meeting.Plan{{Slug: "spa-4", Short: kernel.Plain("en", "SPA IV"), Period: kernel.Period{From: "2015", To: "2018"}}}, nil
		},
		Address: "https://commit.example",
	})
	h.Serve(h.service, meeting.RecordOne, "meeting")
	return h
}
