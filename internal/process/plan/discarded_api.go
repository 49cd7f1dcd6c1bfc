package plan

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/api"
)

func (s *Service) mountDiscardsAPI(a *api.API, tag string) {
	op := func(method, path, id, summary string) api.Op {
		return api.Op{Method: method, Path: "/plans/{slug}" + path, ID: id, Summary: summary, Tag: tag, Action: Discard}
	}
	readers := op(http.MethodPost, "/draft/readers", "show-working-draft", "Change who can read the working draft")
	readers.Action = Edit
	api.Register(a, readers, s.apiShowDraft)
	discard := op(http.MethodPost, "/draft/discard", "discard-working-draft", "Give up the working draft; its text is kept for the secretariat")
	discard.Status = http.StatusCreated
	api.Register(a, discard, s.apiDiscard)
	api.Register(a, op(http.MethodGet, "/discarded", "list-discarded-drafts", "The working drafts that were given up"), s.apiDiscards)
	api.Register(a, op(http.MethodGet, "/discarded/{number}", "get-discarded-draft", "A working draft that was given up"), s.apiDiscarded)
}

type showDraftIn struct {
	ToDraft

	Body struct {
		Version  int64               `json:"version" doc:"Of the working draft that the client saw"`
		Audience kernel.AudienceKind `json:"audience" enum:"members,office"`
	}
}

func (s *Service) apiShowDraft(ctx context.Context, actor kernel.Actor, in *showDraftIn) (*draftOut, error) {
	d, err := s.ShowDraft(ctx, in.to(actor), in.Body.Version, audienceOf(string(in.Body.Audience)))
	return &draftOut{d}, err
}

type discardIn struct {
	ToDraft

	Body struct {
		Version int64  `json:"version" doc:"Of the working draft that the client saw"`
		Why     string `json:"why" doc:"For the secretariat"`
	}
}

func (s *Service) apiDiscard(ctx context.Context, actor kernel.Actor, in *discardIn) (*editionOut, error) {
	e, err := s.Discard(ctx, in.to(actor), in.Body.Version, in.Body.Why)
	return &editionOut{e}, err
}

func (s *Service) apiDiscards(ctx context.Context, actor kernel.Actor, in *BySlug) (*draftsOut, error) {
	if err := s.walk.Access.Check(actor, Discard, access.Kind("plan")); err != nil {
		return nil, err
	}
	r, err := s.Get(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &draftsOut{}
	out.Body.Drafts = append([]Edition{}, r.Discarded...)
	return out, nil
}

type discardedIn struct {
	BySlug

	Number int `path:"number" minimum:"1"`
}

func (s *Service) apiDiscarded(ctx context.Context, actor kernel.Actor, in *discardedIn) (*readingOut, error) {
	if err := s.walk.Access.Check(actor, Discard, access.Kind("plan")); err != nil {
		return nil, err
	}
	r, err := s.Edition(ctx, actor, in.Slug, Discarded, in.Number)
	if err != nil {
		return nil, err
	}
	return s.readingOut(ctx, r)
}
