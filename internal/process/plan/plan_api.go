package plan

import (
	"context"
	"encoding/json"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/api"
)

// MountAPI registers the operations.
func (s *Service) MountAPI(a *api.API) {
	const tag = "Plans of action"
	api.Register(a, api.Op{Method: http.MethodGet, Path: "/plans", ID: "list-plans", Summary: "List the plans of action", Tag: tag, Action: Read}, s.apiList)
	api.Register(a, api.Op{Method: http.MethodPost, Path: "/plans", ID: "create-plan", Summary: "Begin a plan", Tag: tag, Action: Create, Status: http.StatusCreated}, s.apiCreate)
	api.Register(a, api.Op{Method: http.MethodGet, Path: "/plans/{slug}", ID: "get-plan", Summary: "A plan with the text that stands for it", Tag: tag, Action: Read}, s.apiGet)
	api.Register(a, api.Op{Method: http.MethodGet, Path: "/plans/{slug}/drafts", ID: "list-plan-drafts", Summary: "The published drafts of a plan", Tag: tag, Action: Read}, s.apiDrafts)
	api.Register(a, api.Op{Method: http.MethodGet, Path: "/plans/{slug}/drafts/{number}", ID: "get-plan-draft", Summary: "A published draft", Tag: tag, Action: Read}, s.apiDraft)
	s.mountParticularsAPI(a, tag)
	s.mountRedlineAPI(a, tag)
	s.mountWordAPI(a, tag)
	s.mountDraftAPI(a, tag)
	s.mountDiscardsAPI(a, tag)
}

// Submitted is the header of every operation that changes something.
type Submitted struct {
	Key string `header:"Idempotency-Key" required:"true" format:"uuid" doc:"A UUID of the client's own: the same request sent twice does its work once"`
}

// BySlug names a plan. What operations embed is exported: huma looks into no other.
type BySlug struct {
	Slug string `path:"slug" doc:"Name of the plan in addresses, as spa-4"`
}

type plansOut struct {
	Body struct {
		Plans []apiPlan `json:"plans"`
	}
}

// apiPlan is a plan without its text.
type apiPlan struct {
	Plan

	Drafts int `json:"drafts" doc:"Published drafts that the caller may see"`
}

func (s *Service) apiList(ctx context.Context, actor kernel.Actor, _ *struct{}) (*plansOut, error) {
	list, err := s.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &plansOut{}
	out.Body.Plans = []apiPlan{}
	for _, l := range list {
		out.Body.Plans = append(out.Body.Plans, apiPlan(l))
	}
	return out, nil
}

type createIn struct {
	Submitted

	Body struct {
		Slug     string          `json:"slug" doc:"Small letters, figures and hyphens"`
		Number   int             `json:"number,omitempty"`
		Title    kernel.Text     `json:"title" doc:"By language, in the shape in which it is read"`
		Short    kernel.Text     `json:"short"`
		From     kernel.Date     `json:"from,omitempty"`
		To       kernel.Date     `json:"to,omitempty"`
		Audience kernel.Audience `json:"audience" doc:"kind public, members, or office of the secretariat"`
	}
}

type planOut struct{ Body Plan }

func (s *Service) apiCreate(ctx context.Context, actor kernel.Actor, in *createIn) (*planOut, error) {
	b := in.Body
	p, err := s.Create(ctx, actor, kernel.ID(in.Key), NewPlan{
		Slug: b.Slug, Number: b.Number, Title: b.Title, Short: b.Short, Period: kernel.Period{From: b.From, To: b.To}, Audience: b.Audience,
	})
	return &planOut{p}, err
}

type readingOut struct {
	Body struct {
		Plan     Plan            `json:"plan"`
		Editions []Edition       `json:"editions"`
		Shown    *Edition        `json:"shown,omitempty" doc:"The edition whose text this is"`
		Document json.RawMessage `json:"document,omitempty" doc:"The document, byte for byte as its SHA-256 is of"`
		Working  *WorkingDraft   `json:"working,omitempty"`
	}
}

func (s *Service) readingOut(ctx context.Context, r Reading) (*readingOut, error) {
	out := &readingOut{}
	out.Body.Plan, out.Body.Editions, out.Body.Shown, out.Body.Working = r.Plan, r.Editions, r.Shown, r.Working
	if r.Shown == nil {
		return out, nil
	}
	raw, err := s.Bytes(ctx, *r.Shown)
	out.Body.Document = raw
	return out, err
}

func (s *Service) apiGet(ctx context.Context, actor kernel.Actor, in *BySlug) (*readingOut, error) {
	r, err := s.Get(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	return s.readingOut(ctx, r)
}

type draftsOut struct {
	Body struct {
		Drafts []Edition `json:"drafts"`
	}
}

func (s *Service) apiDrafts(ctx context.Context, actor kernel.Actor, in *BySlug) (*draftsOut, error) {
	r, err := s.Get(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &draftsOut{}
	out.Body.Drafts = append([]Edition{}, drafts(r.Editions)...)
	return out, nil
}

type draftIn struct {
	BySlug

	Number int `path:"number" minimum:"0" doc:"0 is the zero draft"`
}

func (s *Service) apiDraft(ctx context.Context, actor kernel.Actor, in *draftIn) (*readingOut, error) {
	r, err := s.Edition(ctx, actor, in.Slug, Draft, in.Number)
	if err != nil {
		return nil, err
	}
	return s.readingOut(ctx, r)
}
