package governance

import (
	"context"

	"github.com/a-h/templ"

	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
)

// Service holds the use cases of the feature.
type Service struct {
	walk  *act.Walk
	parts Parts
}

// New makes the service. Parts may follow.
func New(w *act.Walk) *Service { return &Service{walk: w} }

// Join gives the service what other features know. It is called once, before pages are served.
func (s *Service) Join(p Parts) { s.parts = p }

// Parts are what other features bring to the pages of this one. Each may be nil: its place then says that nothing
// is on record.
type Parts struct {
	Chairs    HostSource
	Meetings  MeetingSource
	Plan      PlanPart
	Decisions DecisionPart
	Library   LibraryPart
	Work      []WorkPart
	Cited     []CitationSource
}

// HostSource lists the meetings of the kind whose host chairs the process.
type HostSource interface {
	SOMs(ctx context.Context, q db.Queryer) ([]SOM, error)
}

// MeetingSource lists the meetings on record that the actor may see.
type MeetingSource interface {
	OnRecord(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]Held, error)
}

// PlanPart draws the path of the plan for the home page; nil when there is no plan on record.
type PlanPart interface {
	PlanBand(ctx context.Context, v *web.View) (templ.Component, error)
}

// DecisionPart tells the latest decision on record; nil when there is none.
type DecisionPart interface {
	LastDecided(ctx context.Context, v *web.View) (*Decided, error)
}

// Decided is the latest decision on record.
type Decided struct {
	Text  kernel.Text
	Where string // in the reader's words: the meeting, its place and days
	Path  string // of the meeting
	All   string // path of all decisions; "" when there is no such page
}

// LibraryPart lists the latest texts, newest first, at most n.
type LibraryPart interface {
	LatestTexts(ctx context.Context, v *web.View, n int) ([]LibraryText, error)
}

// LibraryText is a text as the home page lists it.
type LibraryText struct {
	Title kernel.Text
	Date  kernel.Date
	Note  string // in the reader's words: what it is and who adopted it
	Path  string
}

// CitationSource tells where a feature cites sources, for the list of sources.
type CitationSource interface {
	Citations(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]Citation, error)
}

// Citation is a place that rests on a source.
type Citation struct {
	Source kernel.Source
	Title  kernel.Text // of the place
	Path   string
}

// hosts gives the meetings whose host chairs, when the process has such a rule and meetings are known.
func (s *Service) hosts(ctx context.Context, q db.Queryer, rule *pack.ChairRule) ([]SOM, error) {
	if rule == nil || s.parts.Chairs == nil {
		return nil, nil
	}
	return s.parts.Chairs.SOMs(ctx, q)
}

func (s *Service) meetings(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]Held, error) {
	if s.parts.Meetings == nil {
		return nil, nil
	}
	return s.parts.Meetings.OnRecord(ctx, q, actor)
}

// today is the present day, in UTC.
func (s *Service) today() kernel.Date { return kernel.DateOf(s.walk.Clock.Now()) }
