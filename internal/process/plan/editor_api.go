package plan

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
	"sampan/internal/platform/text"
)

func (s *Service) mountEditorAPI(a *api.API, tag string) {
	op := func(method, path, id, summary string) api.Op {
		return api.Op{Method: method, Path: "/plans/{slug}/draft" + path, ID: id, Summary: summary, Tag: tag, Action: Edit}
	}
	created := func(o api.Op) api.Op { o.Status = http.StatusCreated; return o }
	api.Register(a, created(op(http.MethodPost, "/nodes/{node}/split", "split-plan-node", "Split the text of a node in two")), s.apiSplit)
	api.Register(a, op(http.MethodPost, "/nodes/{node}/merge", "merge-plan-node", "Merge a node into another of its level"), s.apiMerge)
	api.Register(a, op(http.MethodPost, "/undo", "undo-plan-change", "Undo one's own last change"), s.apiUndo)
	api.Register(a, op(http.MethodPost, "/redo", "redo-plan-change", "Redo what one has undone"), s.apiRedo)
	api.Register(a, op(http.MethodGet, "/revisions", "list-plan-revisions", "What was done to the working draft, the oldest first"), s.apiRevisions)
	api.Register(a, op(http.MethodGet, "/remarks", "list-plan-remarks", "Drafters' remarks"), s.apiRemarks)
	api.Register(a, created(op(http.MethodPost, "/remarks", "add-plan-remark", "Remark on a node, or answer a remark")), s.apiAddRemark)
	api.Register(a, op(http.MethodPut, "/remarks/{id}", "resolve-plan-remark", "Say that a remark is dealt with, or is not"), s.apiResolveRemark)
}

type splitIn struct {
	ToNode

	Body struct {
		Version int64               `json:"version" doc:"That the client saw"`
		At      map[kernel.Lang]int `json:"at" doc:"By language: behind how many characters (Unicode code points) the text is cut. A language that is not given stays whole"`
	}
}

type splitOut struct{ Body SplitParts }

func (s *Service) apiSplit(ctx context.Context, actor kernel.Actor, in *splitIn) (*splitOut, error) {
	parts, err := s.SplitNode(ctx, in.to(actor), in.Node, in.Body.Version, in.Body.At)
	return &splitOut{parts}, err
}

type mergeIn struct {
	ToNode

	Body struct {
		Version int64  `json:"version" doc:"That the client saw"`
		Into    string `json:"into" doc:"Id of the node that stays"`
	}
}

func (s *Service) apiMerge(ctx context.Context, actor kernel.Actor, in *mergeIn) (*nodeOut, error) {
	saved, err := s.MergeNode(ctx, in.to(actor), in.Node, in.Body.Version, in.Body.Into)
	return &nodeOut{saved}, err
}

type undoneOut struct{ Body Undone }

func (s *Service) apiUndo(ctx context.Context, actor kernel.Actor, in *ToDraft) (*undoneOut, error) {
	u, err := s.Undo(ctx, in.to(actor))
	return &undoneOut{u}, err
}

func (s *Service) apiRedo(ctx context.Context, actor kernel.Actor, in *ToDraft) (*undoneOut, error) {
	u, err := s.Redo(ctx, in.to(actor))
	return &undoneOut{u}, err
}

type revisionsIn struct {
	BySlug

	Since int64 `query:"since" minimum:"0" doc:"Only revisions with a greater seq"`
}

type revisionsOut struct {
	Body struct {
		Revisions []Revision `json:"revisions"`
	}
}

// revisionPage is how many revisions one answer holds at most.
const revisionPage = 100

// Revisions gives what was done to the working draft after a sequence number, the oldest first.
func (s *Service) Revisions(ctx context.Context, actor kernel.Actor, slug string, since int64) (all []Revision, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		_, d, err := s.drafting(ctx, q, actor, slug, Edit)
		if err != nil {
			return err
		}
		all, err = listRevisions(ctx, q, d.ID, since, revisionPage)
		return err
	})
	return all, err
}

func (s *Service) apiRevisions(ctx context.Context, actor kernel.Actor, in *revisionsIn) (*revisionsOut, error) {
	all, err := s.Revisions(ctx, actor, in.Slug, in.Since)
	out := &revisionsOut{}
	out.Body.Revisions = append([]Revision{}, all...)
	return out, err
}

type remarksIn struct {
	BySlug

	Node string `query:"node" maxLength:"64" doc:"Id of a node; without it all remarks"`
}

type remarksOut struct {
	Body struct {
		Remarks []Remark `json:"remarks"`
	}
}

func (s *Service) apiRemarks(ctx context.Context, actor kernel.Actor, in *remarksIn) (*remarksOut, error) {
	all, err := s.Remarks(ctx, actor, in.Slug, in.Node)
	out := &remarksOut{}
	out.Body.Remarks = append([]Remark{}, all...)
	return out, err
}

type addRemarkIn struct {
	ToDraft

	Body struct {
		Node    string    `json:"node,omitempty" doc:"Id of the node; not needed for an answer"`
		Answers kernel.ID `json:"answers,omitempty" doc:"Id of the remark that it answers"`
		Words   string    `json:"words"`
	}
}

type remarkOut struct{ Body Remark }

func (s *Service) apiAddRemark(ctx context.Context, actor kernel.Actor, in *addRemarkIn) (*remarkOut, error) {
	said, err := text.Clean(in.Body.Words)
	if err != nil {
		return nil, err
	}
	m, err := s.AddRemark(ctx, in.to(actor), in.Body.Node, in.Body.Answers, said)
	return &remarkOut{m}, err
}

type resolveIn struct {
	ToDraft

	ID   kernel.ID `path:"id" doc:"Id of the remark"`
	Body struct {
		Version  int64 `json:"version" doc:"That the client saw"`
		Resolved bool  `json:"resolved"`
	}
}

func (s *Service) apiResolveRemark(ctx context.Context, actor kernel.Actor, in *resolveIn) (*remarkOut, error) {
	m, err := s.ResolveRemark(ctx, in.to(actor), in.ID, in.Body.Version, in.Body.Resolved)
	return &remarkOut{m}, err
}
