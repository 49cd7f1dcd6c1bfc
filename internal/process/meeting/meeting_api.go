package meeting

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/api"
	"sampan/internal/platform/record"
)

// ListIn narrows a list of meetings or decisions. It has a public name because the API looks into embedded structs only then.
type ListIn struct {
	Kind    string `query:"kind" doc:"Code of a kind of meeting, as SOM"`
	Country string `query:"country" doc:"Two letters of the host, as LA"`
	State   string `query:"state" doc:"planned, held, unconfirmed, postponed or cancelled"`
	Year    int    `query:"year" doc:"A year that the meeting touches"`
	Words   string `query:"q" doc:"Words that all stand in the record"`
	Limit   int    `query:"limit" minimum:"0" maximum:"500" doc:"Most items of one page; 50 unless told"`
	After   string `query:"after" doc:"The next of the page before"`
}

func (in ListIn) filter() (Filter, kernel.Page, error) {
	q := url.Values{"kind": {in.Kind}, "country": {in.Country}, "state": {in.State}, "q": {in.Words}, "after": {in.After}, "limit": {strconv.Itoa(in.Limit)}}
	if in.Year != 0 {
		q.Set("year", strconv.Itoa(in.Year))
	}
	return filterOf(q)
}

type meetingsIn struct {
	ListIn

	Withdrawn bool `query:"withdrawn" doc:"The withdrawn records instead"`
}

type meetingsOut struct{ Body record.Listing[Meeting] }

// apiDecision is a decision with the slug of its meeting.
type apiDecision struct {
	Meeting string `json:"meeting"`
	Decision
}

type decisionsOut struct{ Body record.Listing[apiDecision] }

type gapsOut struct {
	Body struct {
		Items []Gap `json:"items"`
	}
}

type oneIn struct {
	Slug string `path:"slug"`
}

type oneOut struct{ Body Meeting }

type recordIn struct {
	Key  string `header:"Idempotency-Key" required:"true" doc:"A UUID of yours: sent twice, it is done once"`
	Body struct {
		Content

		Audience kernel.Audience `json:"audience"`
	}
}

type correctIn struct {
	Slug string `path:"slug"`
	Key  string `header:"Idempotency-Key" required:"true" doc:"A UUID of yours: sent twice, it is done once"`
	Body struct {
		Content

		Audience kernel.Audience `json:"audience"`
		Version  int64           `json:"version" doc:"The version that you have seen"`
	}
}

type withdrawIn struct {
	Slug string `path:"slug"`
	Key  string `header:"Idempotency-Key" required:"true" doc:"A UUID of yours: sent twice, it is done once"`
	Body struct {
		Version int64  `json:"version" doc:"The version that you have seen"`
		Why     string `json:"why"`
		Instead string `json:"instead,omitempty" doc:"Slug of the record that stands in its place"`
	}
}

// MountAPI registers the operations on meetings and decisions.
func (s *Service) MountAPI(a *api.API) {
	op := func(method, path, id, summary string, action access.Action, status int) api.Op {
		return api.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: "Meetings", Action: action, Status: status}
	}
	api.Register(a, op(http.MethodGet, "/meetings", "list-meetings", "List the meetings on record, newest first", Read, 0), s.apiList)
	api.Register(a, op(http.MethodGet, "/meetings/gaps", "list-meeting-gaps", "List what is missing from the record", Read, 0), s.apiGaps)
	api.Register(a, op(http.MethodGet, "/meetings/{slug}", "get-meeting", "Get the record of a meeting", Read, 0), s.apiGet)
	api.Register(a, op(http.MethodPost, "/meetings", "record-meeting", "Put a meeting on record", RecordOne, http.StatusCreated), s.apiRecord)
	api.Register(a, op(http.MethodPut, "/meetings/{slug}", "correct-meeting", "Correct the record of a meeting", CorrectOne, 0), s.apiCorrect)
	api.Register(a, op(http.MethodPost, "/meetings/{slug}/withdrawal", "withdraw-meeting", "Withdraw the record of a meeting", WithdrawOne, 0), s.apiWithdraw)
	api.Register(a, op(http.MethodGet, "/decisions", "list-decisions", "List what meetings decided, newest first", Read, 0), s.apiDecisions)
}

func (s *Service) apiList(ctx context.Context, actor kernel.Actor, in *meetingsIn) (*meetingsOut, error) {
	f, page, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Withdrawn = in.Withdrawn
	list, err := s.List(ctx, actor, f, page)
	if err != nil {
		return nil, err
	}
	list.Items, err = s.asKnown(ctx, actor, list.Items)
	return &meetingsOut{list}, err
}

func (s *Service) apiDecisions(ctx context.Context, actor kernel.Actor, in *ListIn) (*decisionsOut, error) {
	f, page, err := in.filter()
	if err != nil {
		return nil, err
	}
	list, err := s.Decisions(ctx, actor, f, page)
	out := &decisionsOut{record.Listing[apiDecision]{Items: []apiDecision{}, Total: list.Total, Next: list.Next}}
	for _, d := range list.Items {
		out.Body.Items = append(out.Body.Items, apiDecision{d.Meeting.Slug, d})
	}
	return out, err
}

func (s *Service) apiGaps(ctx context.Context, actor kernel.Actor, _ *struct{}) (*gapsOut, error) {
	gaps, err := s.Gaps(ctx, actor)
	out := &gapsOut{}
	out.Body.Items = append([]Gap{}, gaps...)
	return out, err
}

func (s *Service) apiGet(ctx context.Context, actor kernel.Actor, in *oneIn) (*oneOut, error) {
	m, err := s.Get(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	m, err = s.oneAsKnown(ctx, actor, m)
	return &oneOut{m}, err
}

func (s *Service) apiRecord(ctx context.Context, actor kernel.Actor, in *recordIn) (*oneOut, error) {
	key, err := submission(in.Key)
	if err != nil {
		return nil, err
	}
	m, err := s.Record(ctx, actor, key, in.Body.Content, in.Body.Audience)
	return &oneOut{m}, err
}

func (s *Service) apiCorrect(ctx context.Context, actor kernel.Actor, in *correctIn) (*oneOut, error) {
	key, err := submission(in.Key)
	if err != nil {
		return nil, err
	}
	m, err := s.Correct(ctx, actor, key, in.Slug, in.Body.Version, in.Body.Content, in.Body.Audience)
	return &oneOut{m}, err
}

func (s *Service) apiWithdraw(ctx context.Context, actor kernel.Actor, in *withdrawIn) (*oneOut, error) {
	key, err := submission(in.Key)
	if err != nil {
		return nil, err
	}
	m, err := s.Withdraw(ctx, actor, key, in.Slug, in.Body.Version, in.Body.Why, in.Body.Instead)
	return &oneOut{m}, err
}

// submission is the key of a request as an identifier.
func submission(key string) (kernel.ID, error) {
	id, err := kernel.ParseID(key)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "meeting.fault.key_header")
	}
	return id, nil
}
