package plan

import (
	"context"
	_ "embed"
	"sync"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// The actions of the feature.
const (
	Read    access.Action = "plan:read"
	Create  access.Action = "plan:create"
	Amend   access.Action = "plan:amend"   // its particulars and the steps of the work
	Attest  access.Action = "plan:attest"  // what task forces and ministers decided
	Share   access.Action = "plan:share"   // who can see the plan
	Edit    access.Action = "plan:edit"    // its working draft
	Discard access.Action = "plan:discard" // the working draft, and reading what was discarded
	Publish access.Action = "plan:publish"

	Review      access.Action = "plan:review"   // Word files that came back, and the proposals in them
	SetTemplate access.Action = "plan:template" // for Word files
)

//go:embed policy.cedar
var policyText string

// Policy is who may do what with plans.
var Policy = access.Policy{Name: "plan", Text: policyText, Actions: []access.Action{Read, Create, Amend, Attest, Share, Edit, Discard, Publish, Review, SetTemplate}}

// Service is the use cases of plans of action.
type Service struct {
	walk      *act.Walk
	links     Links
	documents cache
	presences presences
}

// New makes the Service.
func New(w *act.Walk) *Service { return &Service{walk: w} }

// resource is a plan as access sees it.
func (p Plan) resource() access.Resource {
	return access.Resource{Kind: "plan", ID: p.ID, Audience: p.Audience, State: string(p.State)}
}

func (e Edition) resource() access.Resource {
	return access.Resource{Kind: "plan_draft", ID: e.ID, Audience: e.Audience, State: string(e.Kind)}
}

func (d WorkingDraft) resource() access.Resource {
	return access.Resource{Kind: "plan_draft", ID: d.ID, Audience: d.Audience, State: string(Working)}
}

// cache keeps documents that were read last. They never change, so they never grow old.
type cache struct {
	mu   sync.Mutex
	docs map[kernel.ID]*Document
}

// cacheSize is how many documents are kept.
const cacheSize = 32

func (c *cache) get(id kernel.ID) (*Document, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.docs[id]
	return d, ok
}

func (c *cache) put(id kernel.ID, d *Document) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.docs == nil || len(c.docs) >= cacheSize {
		c.docs = map[kernel.ID]*Document{}
	}
	c.docs[id] = d
}

// document is the text of an edition, from the cache or the database. It is shared: nobody changes it.
func (s *Service) document(ctx context.Context, q db.Queryer, e Edition) (*Document, error) {
	if d, ok := s.documents.get(e.ID); ok {
		return d, nil
	}
	raw, err := loadDocument(ctx, q, e.ID)
	if err != nil {
		return nil, err
	}
	if Hash(raw) != e.SHA256 {
		return nil, fault.New(fault.Internal, "plan.fault.altered")
	}
	var d Document
	if err := parseColumns(string(raw), &d); err != nil {
		return nil, err
	}
	s.documents.put(e.ID, &d)
	return &d, nil
}
