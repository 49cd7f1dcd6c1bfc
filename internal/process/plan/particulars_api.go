package plan

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/api"
)

func (s *Service) mountParticularsAPI(a *api.API, tag string) {
	op := func(method, path, id, summary string) api.Op {
		return api.Op{Method: method, Path: "/plans/{slug}" + path, ID: id, Summary: summary, Tag: tag, Action: Amend}
	}
	api.Register(a, op(http.MethodPut, "", "amend-plan", "Change title, period, notes and sources of a plan"), s.apiAmend)
	api.Register(a, op(http.MethodPost, "/state", "move-plan", "Change how far a plan came, along its path"), s.apiMove)
	share := op(http.MethodPost, "/readers", "share-plan", "Change who can see a plan")
	share.Action = Share
	api.Register(a, share, s.apiShare)
}

type amendIn struct {
	ToDraft

	Body struct {
		Version   int64           `json:"version" doc:"Of the plan that the client saw"`
		Number    int             `json:"number,omitempty"`
		Title     kernel.Text     `json:"title" doc:"Languages that are not given stay as they are; an empty text takes its language away"`
		Short     kernel.Text     `json:"short"`
		From      kernel.Date     `json:"from,omitempty"`
		To        kernel.Date     `json:"to,omitempty"`
		Note      kernel.Text     `json:"note,omitempty"`
		CodesNote kernel.Text     `json:"codes_note,omitempty"`
		Sources   []kernel.Source `json:"sources,omitempty"`
		Why       string          `json:"why,omitempty" doc:"For the history of the plan"`
	}
}

func (s *Service) apiAmend(ctx context.Context, actor kernel.Actor, in *amendIn) (*planOut, error) {
	b := in.Body
	p, err := s.Amend(ctx, in.to(actor), b.Version, Particulars{
		Number: b.Number, Title: b.Title, Short: b.Short, Period: kernel.Period{From: b.From, To: b.To}, Note: b.Note, CodesNote: b.CodesNote, Sources: b.Sources,
	}, b.Why)
	return &planOut{p}, err
}

type moveIn struct {
	ToDraft

	Body struct {
		Version int64 `json:"version" doc:"Of the plan that the client saw"`

		Move
	}
}

func (s *Service) apiMove(ctx context.Context, actor kernel.Actor, in *moveIn) (*planOut, error) {
	p, err := s.MoveOn(ctx, in.to(actor), in.Body.Version, in.Body.Move)
	return &planOut{p}, err
}

type shareIn struct {
	ToDraft

	Body struct {
		Version  int64               `json:"version" doc:"Of the plan that the client saw"`
		Audience kernel.AudienceKind `json:"audience" enum:"public,members,office"`
		Why      string              `json:"why,omitempty" doc:"Needed when fewer people can see it"`
	}
}

func (s *Service) apiShare(ctx context.Context, actor kernel.Actor, in *shareIn) (*planOut, error) {
	p, err := s.Share(ctx, in.to(actor), in.Body.Version, audienceOf(string(in.Body.Audience)), in.Body.Why)
	return &planOut{p}, err
}
