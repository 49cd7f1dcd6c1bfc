package plan

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/api"
	"sampan/internal/platform/report/docx"
)

func (s *Service) mountWordAPI(a *api.API, tag string) {
	op := func(method, path, id, summary string) api.Op {
		return api.Op{Method: method, Path: "/plans/{slug}/draft" + path, ID: id, Summary: summary, Tag: tag, Action: Review}
	}
	look := op(http.MethodPost, "/word", "preview-word-file", "Tell what a Word file that came back proposes")
	look.Status, look.MaxBytes = http.StatusCreated, docx.MaxFile
	api.Register(a, look, s.apiLookAtWord)
	api.Register(a, op(http.MethodPost, "/word/{id}", "take-word-file", "Put the proposals of a previewed Word file on record"), s.apiTakeWord)
	api.Register(a, op(http.MethodGet, "/proposals", "list-proposals", "What was proposed for a plan"), s.apiProposals)
	api.Register(a, op(http.MethodPost, "/proposals/{id}/accept", "accept-proposal", "Make the change that was proposed, or answer a comment"), s.apiAccept)
	api.Register(a, op(http.MethodPost, "/proposals/{id}/reject", "reject-proposal", "Reject a proposal, or note that it was seen to by hand"), s.apiReject)
}

type lookIn struct {
	ToDraft

	Insist  bool   `query:"insist" doc:"Read it even if it says that it is of another plan"`
	RawBody []byte `contentType:"application/octet-stream" doc:"A Word file (.docx)"`
}

type lookOut struct{ Body WordPreview }

func (s *Service) apiLookAtWord(ctx context.Context, actor kernel.Actor, in *lookIn) (*lookOut, error) {
	p, err := s.LookAtWord(ctx, in.to(actor), in.RawBody, in.Insist)
	return &lookOut{p}, err
}

type takeIn struct {
	ToDraft

	ID   kernel.ID `path:"id" doc:"Id of the preview"`
	Body struct {
		Choices []WordChoice `json:"choices,omitempty"`
	}
}

func (s *Service) apiTakeWord(ctx context.Context, actor kernel.Actor, in *takeIn) (*countOut, error) {
	return counted(s.TakeWord(ctx, in.to(actor), in.ID, in.Body.Choices))
}

type proposalsIn struct {
	BySlug

	State  string `query:"state" doc:"open, accepted, rejected or placed; none for all"`
	Author string `query:"author"`
	Node   string `query:"node" doc:"Id of a node"`
}

type proposalsOut struct {
	Body struct {
		Proposals []Proposal `json:"proposals"`
	}
}

func (s *Service) apiProposals(ctx context.Context, actor kernel.Actor, in *proposalsIn) (*proposalsOut, error) {
	all, err := s.Proposals(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &proposalsOut{}
	out.Body.Proposals = []Proposal{}
	for _, p := range all.All {
		if (in.State == "" || string(p.State) == in.State) && (in.Author == "" || p.Author == in.Author) && (in.Node == "" || p.Node == in.Node) {
			out.Body.Proposals = append(out.Body.Proposals, p)
		}
	}
	return out, nil
}

// ToProposal names a proposal.
type ToProposal struct {
	ToDraft

	ID kernel.ID `path:"id" doc:"Id of the proposal"`
}

type acceptIn struct {
	ToProposal

	Body Decision
}

type proposalOut struct{ Body Proposal }

func (s *Service) apiAccept(ctx context.Context, actor kernel.Actor, in *acceptIn) (*proposalOut, error) {
	p, err := s.AcceptProposal(ctx, in.to(actor), in.ID, in.Body)
	return &proposalOut{p}, err
}

type rejectIn struct {
	ToProposal

	Body Refusal
}

func (s *Service) apiReject(ctx context.Context, actor kernel.Actor, in *rejectIn) (*proposalOut, error) {
	p, err := s.CloseProposal(ctx, in.to(actor), in.ID, in.Body)
	return &proposalOut{p}, err
}
