package instrument

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/api"
	"sampan/internal/platform/record"
)

type listIn struct {
	Kind      string `query:"kind" doc:"A kind of instrument, as declaration"`
	State     string `query:"state" doc:"How far the text came, as signed or adopted"`
	Party     string `query:"party" doc:"Two letters of a country that is party to it, as LA"`
	Year      int    `query:"year" doc:"The year of its date"`
	Words     string `query:"q" doc:"Words that all stand in the record"`
	Withdrawn bool   `query:"withdrawn" doc:"The withdrawn records instead"`
	Limit     int    `query:"limit" minimum:"0" maximum:"500" doc:"Most items of one page; 50 unless told"`
	After     string `query:"after" doc:"The next of the page before"`
}

type listOut struct{ Body record.Listing[Instrument] }

type oneIn struct {
	Slug string `path:"slug"`
}

type oneOut struct{ Body Instrument }

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

type addIn struct {
	Slug     string `path:"slug"`
	Key      string `header:"Idempotency-Key" required:"true" doc:"A UUID of yours: sent twice, it is done once"`
	Version  int64  `query:"version" required:"true" doc:"The version of the record that you have seen"`
	Lang     string `query:"lang" required:"true" doc:"Language of the text, as km"`
	What     string `query:"what" required:"true" enum:"authentic,copy,rendering" doc:"What the text is worth"`
	Note     string `query:"note"`
	Replaces string `query:"replaces" doc:"Identifier of the text whose place it takes"`
	Why      string `query:"why" doc:"Why it takes that place"`
	RawBody  []byte `contentType:"application/octet-stream"`
}

type fileIn struct {
	Slug string `path:"slug"`
	File string `path:"file"`
}

// MountAPI registers the operations on instruments.
func (s *Service) MountAPI(a *api.API) {
	op := func(method, path, id, summary string, action access.Action, status int) api.Op {
		return api.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: "Instruments", Action: action, Status: status}
	}
	api.Register(a, op(http.MethodGet, "/instruments", "list-instruments", "List the instruments on record, newest first", Read, 0), s.apiList)
	api.Register(a, op(http.MethodGet, "/instruments/{slug}", "get-instrument", "Get the record of an instrument with its texts", Read, 0), s.apiGet)
	api.Register(a, op(http.MethodPost, "/instruments", "record-instrument", "Put an instrument on record", RecordOne, http.StatusCreated), s.apiRecord)
	api.Register(a, op(http.MethodPut, "/instruments/{slug}", "correct-instrument", "Correct the record of an instrument", CorrectOne, 0), s.apiCorrect)
	api.Register(a, op(http.MethodPost, "/instruments/{slug}/withdrawal", "withdraw-instrument", "Withdraw the record of an instrument", WithdrawOne, 0), s.apiWithdraw)
	add := op(http.MethodPost, "/instruments/{slug}/files", "add-instrument-file", "Put a text of an instrument on record", AddOne, http.StatusCreated)
	add.MaxBytes = FileLimit
	api.Register(a, add, s.apiAdd)
	api.Register(a, op(http.MethodGet, "/instruments/{slug}/files/{file}", "get-instrument-file", "Download a text of an instrument", Read, 0), s.apiFile)
}

func (s *Service) apiList(ctx context.Context, actor kernel.Actor, in *listIn) (*listOut, error) {
	q := url.Values{"kind": {in.Kind}, "state": {in.State}, "party": {in.Party}, "q": {in.Words}, "after": {in.After}, "limit": {strconv.Itoa(in.Limit)}}
	if in.Year != 0 {
		q.Set("year", strconv.Itoa(in.Year))
	}
	f, page, err := filterOf(q)
	if err != nil {
		return nil, err
	}
	f.Withdrawn = in.Withdrawn
	all, err := s.List(ctx, actor, f, page)
	if err != nil {
		return nil, err
	}
	all.Items, err = s.asKnown(ctx, actor, all.Items)
	return &listOut{all}, err
}

func (s *Service) apiGet(ctx context.Context, actor kernel.Actor, in *oneIn) (*oneOut, error) {
	i, err := s.Get(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	shown, err := s.asKnown(ctx, actor, []Instrument{i})
	if err != nil {
		return nil, err
	}
	return &oneOut{shown[0]}, nil
}

func (s *Service) apiRecord(ctx context.Context, actor kernel.Actor, in *recordIn) (*oneOut, error) {
	key, err := submission(in.Key)
	if err != nil {
		return nil, err
	}
	i, err := s.Record(ctx, actor, key, in.Body.Content, in.Body.Audience)
	return &oneOut{i}, err
}

func (s *Service) apiCorrect(ctx context.Context, actor kernel.Actor, in *correctIn) (*oneOut, error) {
	key, err := submission(in.Key)
	if err != nil {
		return nil, err
	}
	i, err := s.Correct(ctx, actor, key, in.Slug, in.Body.Version, in.Body.Content, in.Body.Audience)
	return &oneOut{i}, err
}

func (s *Service) apiWithdraw(ctx context.Context, actor kernel.Actor, in *withdrawIn) (*oneOut, error) {
	key, err := submission(in.Key)
	if err != nil {
		return nil, err
	}
	i, err := s.Withdraw(ctx, actor, key, in.Slug, in.Body.Version, in.Body.Why, in.Body.Instead)
	return &oneOut{i}, err
}

func (s *Service) apiAdd(ctx context.Context, actor kernel.Actor, in *addIn) (*oneOut, error) {
	key, err := submission(in.Key)
	if err != nil {
		return nil, err
	}
	n := NewFile{Lang: kernel.Lang(in.Lang), What: FileWhat(in.What), Note: in.Note, Replaces: kernel.ID(in.Replaces), Why: in.Why}
	i, err := s.AddFile(ctx, actor, key, in.Slug, in.Version, n, bytes.NewReader(in.RawBody))
	return &oneOut{i}, err
}

func (s *Service) apiFile(ctx context.Context, actor kernel.Actor, in *fileIn) (*huma.StreamResponse, error) {
	id, err := kernel.ParseID(in.File)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "fault.not_found")
	}
	f, content, err := s.OpenFile(ctx, actor, in.Slug, id)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(h huma.Context) {
		defer func() { _ = content.Close() }()
		h.SetHeader("Content-Type", f.MediaType)
		h.SetHeader("Content-Length", strconv.FormatInt(f.Size, 10))
		h.SetHeader("Content-Disposition", `attachment; filename="`+f.Name(in.Slug)+`"`)
		h.SetHeader("X-Content-Type-Options", "nosniff")
		_, _ = io.Copy(h.BodyWriter(), content) // a client that went away is no fault of ours
	}}, nil
}

// submission is the key of a request as an identifier.
func submission(key string) (kernel.ID, error) {
	id, err := kernel.ParseID(key)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "instrument.fault.key_header")
	}
	return id, nil
}
