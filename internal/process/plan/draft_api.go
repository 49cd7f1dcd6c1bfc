package plan

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/api"
)

func (s *Service) mountDraftAPI(a *api.API, tag string) {
	op := func(method, path, id, summary string) api.Op {
		return api.Op{Method: method, Path: "/plans/{slug}/draft" + path, ID: id, Summary: summary, Tag: tag, Action: Edit}
	}
	created := func(o api.Op) api.Op { o.Status = http.StatusCreated; return o }
	api.Register(a, op(http.MethodGet, "", "get-working-draft", "The working draft of a plan"), s.apiWorking)
	api.Register(a, created(op(http.MethodPost, "", "begin-working-draft", "Begin a working draft as a copy of the last edition")), s.apiBegin)
	api.Register(a, created(op(http.MethodPost, "/nodes", "add-plan-node", "Add a node to the working draft")), s.apiAddNode)
	api.Register(a, op(http.MethodPut, "/nodes/{node}", "edit-plan-node", "Change a node"), s.apiEditNode)
	api.Register(a, op(http.MethodPost, "/nodes/{node}/move", "move-plan-node", "Move a node with all below it"), s.apiMoveNode)
	api.Register(a, op(http.MethodDelete, "/nodes/{node}", "remove-plan-node", "Remove a node with all below it"), s.apiRemoveNode)
	api.Register(a, op(http.MethodPost, "/renumber", "renumber-plan", "Give every node a new code by its place"), s.apiRenumber)
	api.Register(a, created(op(http.MethodPost, "/indicators", "add-plan-indicator", "Add an indicator")), s.apiAddIndicator)
	api.Register(a, op(http.MethodPut, "/indicators/{id}", "edit-plan-indicator", "Change an indicator"), s.apiEditIndicator)
	api.Register(a, op(http.MethodDelete, "/indicators/{id}", "remove-plan-indicator", "Remove an indicator"), s.apiRemoveIndicator)
	upload := created(op(http.MethodPost, "/imports", "preview-plan-import", "Tell what a workbook or a JSON document would change"))
	upload.MaxBytes = MaxUpload
	api.Register(a, upload, s.apiPreview)
	api.Register(a, op(http.MethodPost, "/imports/{id}", "confirm-plan-import", "Make a previewed import the text of the working draft"), s.apiConfirm)
	publish := created(op(http.MethodPost, "/publish", "publish-plan-draft", "Publish the working draft as the next numbered draft"))
	publish.Action = Publish
	api.Register(a, publish, s.apiPublish)
	s.mountEditorAPI(a, tag)
}

// ToDraft names the plan and the submission of an operation that changes its working draft.
type ToDraft struct {
	BySlug
	Submitted
}

func (in ToDraft) to(actor kernel.Actor) To {
	return To{Actor: actor, Submission: kernel.ID(in.Key), Slug: in.Slug}
}

type workingOut struct {
	Body struct {
		Draft      WorkingDraft     `json:"draft"`
		Levels     Levels           `json:"levels"`
		Nodes      []SavedNode      `json:"nodes"`
		Indicators []SavedIndicator `json:"indicators"`
	}
}

func (s *Service) apiWorking(ctx context.Context, actor kernel.Actor, in *BySlug) (*workingOut, error) {
	w, err := s.Working(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &workingOut{}
	out.Body.Draft, out.Body.Levels = w.Draft, w.Plan.Levels
	out.Body.Nodes, out.Body.Indicators = []SavedNode{}, []SavedIndicator{}
	for _, n := range w.Draft.Tree.Nodes {
		out.Body.Nodes = append(out.Body.Nodes, SavedNode{n, n.Version})
	}
	for _, i := range w.Draft.Tree.Indicators {
		out.Body.Indicators = append(out.Body.Indicators, SavedIndicator{i, i.Version})
	}
	return out, nil
}

type beginIn struct {
	ToDraft

	Body struct {
		Audience  kernel.AudienceKind `json:"audience" enum:"members,office" doc:"Who can read it: members, or office for the secretariat only"`
		Discarded int                 `json:"discarded,omitempty" minimum:"0" doc:"Number of the discarded draft that it begins from; none for the last edition"`
	}
}

type draftOut struct{ Body WorkingDraft }

func (s *Service) apiBegin(ctx context.Context, actor kernel.Actor, in *beginIn) (*draftOut, error) {
	d, err := s.BeginFrom(ctx, in.to(actor), audienceOf(string(in.Body.Audience)), in.Body.Discarded)
	return &draftOut{d}, err
}

// NodeBody is a node as clients give it. Languages that are not given stay as they are; an empty text removes one.
type NodeBody struct {
	Level      string          `json:"level"`
	Code       string          `json:"code,omitempty"`
	Text       kernel.Text     `json:"text,omitempty" doc:"By language, in the shape in which it is read"`
	Paraphrase bool            `json:"paraphrase,omitempty"`
	Inferred   bool            `json:"inferred,omitempty"`
	Note       kernel.Text     `json:"note,omitempty"`
	Sources    []kernel.Source `json:"sources,omitempty"`
}

func (b NodeBody) given() (NodeText, error) {
	sources, err := cleanSources(b.Sources)
	return NodeText{b.Level, b.Code, b.Text, b.Paraphrase, b.Inferred, b.Note, sources}, err
}

type addNodeIn struct {
	ToDraft

	Body struct {
		NodeBody

		Parent string `json:"parent,omitempty" doc:"Id of the node above; none for the top"`
	}
}

type nodeOut struct{ Body SavedNode }

func (s *Service) apiAddNode(ctx context.Context, actor kernel.Actor, in *addNodeIn) (*nodeOut, error) {
	given, err := in.Body.given()
	if err != nil {
		return nil, err
	}
	saved, err := s.AddNode(ctx, in.to(actor), in.Body.Parent, given)
	return &nodeOut{saved}, err
}

// ToNode names a node of a working draft.
type ToNode struct {
	ToDraft

	Node string `path:"node" doc:"Id of the node"`
}

type editNodeIn struct {
	ToNode

	Body struct {
		NodeBody

		Version int64 `json:"version" doc:"That the client saw"`
	}
}

func (s *Service) apiEditNode(ctx context.Context, actor kernel.Actor, in *editNodeIn) (*nodeOut, error) {
	given, err := in.Body.given()
	if err != nil {
		return nil, err
	}
	saved, err := s.EditNode(ctx, in.to(actor), in.Node, in.Body.Version, given)
	return &nodeOut{saved}, err
}

type moveNodeIn struct {
	ToNode

	Body struct {
		Parent string `json:"parent,omitempty" doc:"Id of the node above; none for the top"`
		Index  int    `json:"index" minimum:"0" doc:"Place among the children, from 0"`
	}
}

func (s *Service) apiMoveNode(ctx context.Context, actor kernel.Actor, in *moveNodeIn) (*nodeOut, error) {
	saved, err := s.MoveNode(ctx, in.to(actor), in.Node, in.Body.Parent, in.Body.Index)
	return &nodeOut{saved}, err
}

type removeIn struct {
	ToNode

	Version int64 `query:"version" required:"true" doc:"That the client saw"`
}

type countOut struct {
	Body struct {
		Count int `json:"count"`
	}
}

func counted(n int, err error) (*countOut, error) {
	out := &countOut{}
	out.Body.Count = n
	return out, err
}

func (s *Service) apiRemoveNode(ctx context.Context, actor kernel.Actor, in *removeIn) (*countOut, error) {
	return counted(s.RemoveNode(ctx, in.to(actor), in.Node, in.Version))
}

func (s *Service) apiRenumber(ctx context.Context, actor kernel.Actor, in *ToDraft) (*countOut, error) {
	return counted(s.Renumber(ctx, in.to(actor)))
}

// IndicatorBody is an indicator as clients give it.
type IndicatorBody struct {
	Code     string          `json:"code,omitempty"`
	Text     kernel.Text     `json:"text" doc:"By language, in the shape in which it is read"`
	Unit     kernel.Text     `json:"unit,omitempty"`
	Baseline *Measure        `json:"baseline,omitempty"`
	Targets  []Measure       `json:"targets,omitempty"`
	Note     kernel.Text     `json:"note,omitempty"`
	Sources  []kernel.Source `json:"sources,omitempty"`
}

func (b IndicatorBody) given() (IndicatorText, error) {
	sources, err := cleanSources(b.Sources)
	if b.Baseline != nil {
		b.Baseline.Value = shortest(b.Baseline.Value)
	}
	for i := range b.Targets {
		b.Targets[i].Value = shortest(b.Targets[i].Value)
	}
	return IndicatorText{b.Code, b.Text, b.Unit, b.Baseline, b.Targets, b.Note, sources}, err
}

type addIndicatorIn struct {
	ToDraft

	Body struct {
		IndicatorBody

		Node string `json:"node" doc:"Id of the node that it measures"`
	}
}

type indicatorOut struct{ Body SavedIndicator }

func (s *Service) apiAddIndicator(ctx context.Context, actor kernel.Actor, in *addIndicatorIn) (*indicatorOut, error) {
	given, err := in.Body.given()
	if err != nil {
		return nil, err
	}
	saved, err := s.AddIndicator(ctx, in.to(actor), in.Body.Node, given)
	return &indicatorOut{saved}, err
}

// ToIndicator names an indicator of a working draft.
type ToIndicator struct {
	ToDraft

	ID string `path:"id" doc:"Id of the indicator"`
}

type editIndicatorIn struct {
	ToIndicator

	Body struct {
		IndicatorBody

		Version int64 `json:"version" doc:"That the client saw"`
	}
}

func (s *Service) apiEditIndicator(ctx context.Context, actor kernel.Actor, in *editIndicatorIn) (*indicatorOut, error) {
	given, err := in.Body.given()
	if err != nil {
		return nil, err
	}
	saved, err := s.EditIndicator(ctx, in.to(actor), in.ID, in.Body.Version, given)
	return &indicatorOut{saved}, err
}

type removeIndicatorIn struct {
	ToIndicator

	Version int64 `query:"version" required:"true" doc:"That the client saw"`
}

func (s *Service) apiRemoveIndicator(ctx context.Context, actor kernel.Actor, in *removeIndicatorIn) (*countOut, error) {
	return counted(s.RemoveIndicator(ctx, in.to(actor), in.ID, in.Version))
}

type uploadIn struct {
	ToDraft

	RawBody []byte `contentType:"application/octet-stream" doc:"A workbook or a JSON document; its bytes say which"`
}

type previewOut struct{ Body Preview }

func (s *Service) apiPreview(ctx context.Context, actor kernel.Actor, in *uploadIn) (*previewOut, error) {
	p, err := s.PreviewImport(ctx, in.to(actor), in.RawBody)
	return &previewOut{p}, err
}

type confirmIn struct {
	ToDraft

	ID kernel.ID `path:"id" doc:"Id of the preview"`
}

type differenceOut struct{ Body Difference }

func (s *Service) apiConfirm(ctx context.Context, actor kernel.Actor, in *confirmIn) (*differenceOut, error) {
	d, err := s.ConfirmImport(ctx, in.to(actor), in.ID)
	return &differenceOut{d}, err
}

type publishIn struct {
	ToDraft

	Body struct {
		Version  int64               `json:"version" doc:"Of the working draft that the client saw"`
		Audience kernel.AudienceKind `json:"audience" enum:"public,members"`
	}
}

type editionOut struct{ Body Edition }

func (s *Service) apiPublish(ctx context.Context, actor kernel.Actor, in *publishIn) (*editionOut, error) {
	e, err := s.Publish(ctx, in.to(actor), in.Body.Version, audienceOf(string(in.Body.Audience)))
	return &editionOut{e}, err
}
