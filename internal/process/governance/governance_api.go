package governance

import (
	"context"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// tag groups the operations of the feature in the description of the API.
const tag = "The process and its members"

// answerOf is the body of an answer.
type answerOf[T any] struct{ Body T }

// changeBody is what every change is sent as.
type changeBody[T any] struct {
	Version int64         `json:"version,omitempty" doc:"The version of the record that the change was made from; left out for a new record."`
	Lang    kernel.Lang   `json:"lang,omitempty" doc:"The language that the texts are written in; the working language when left out."`
	Source  kernel.Source `json:"source" doc:"What the change rests on."`
	Change  T             `json:"change"`
}

// Keyed is the identifier of a request, so that sending it twice does its work once.
type Keyed struct {
	Key string `header:"Idempotency-Key" required:"true" format:"uuid" doc:"A random UUID. Sent twice, the request is done once."`
}

// changeOf says who changes what, on what ground.
func changeOf[T any](actor kernel.Actor, key string, b changeBody[T]) (Change, error) {
	id, err := kernel.ParseID(key)
	if err != nil {
		return Change{}, fault.Wrap(fault.Invalid, err, "governance.fault.key")
	}
	if b.Lang != "" {
		if _, err := kernel.ParseLang(string(b.Lang)); err != nil {
			return Change{}, fault.Wrap(fault.Invalid, err, "governance.fault.lang")
		}
	}
	return Change{Actor: actor, Submission: id, Version: b.Version, Lang: b.Lang, Source: b.Source}, nil
}

// MountAPI registers the operations.
func (s *Service) MountAPI(a *api.API) {
	s.mountReading(a)
	s.mountRegionChanges(a)
	s.mountCountryChanges(a)
	s.mountChairChanges(a)
}

// reading registers an operation that reads the public record.
func reading[I, T any](s *Service, a *api.API, path, id, summary string, get func(ctx context.Context, q db.Queryer, actor kernel.Actor, in *I) (T, error)) {
	op := api.Op{Method: http.MethodGet, Path: path, ID: id, Summary: summary, Tag: tag, Action: Read}
	api.Register(a, op, func(ctx context.Context, actor kernel.Actor, in *I) (*answerOf[T], error) {
		var out answerOf[T]
		call := act.Call{Actor: actor, Action: Read, Resource: public("page")}
		err := act.Read(ctx, s.walk, call, func(q db.Queryer) (err error) {
			out.Body, err = get(ctx, q, actor, in)
			return err
		})
		return &out, err
	})
}

type none struct{}

// CountryPath is the part of an address that names a member.
type CountryPath struct {
	CC string `path:"cc" example:"kh" doc:"The country's code in small letters."`
}

// SlugPath is the part of an address that names a record.
type SlugPath struct {
	Slug string `path:"slug"`
}

// ProcessAnswer is the profile with the offices that can be written to and the terms of the secretariat.
type ProcessAnswer struct {
	Process     Profile           `json:"process"`
	Contacts    []Contact         `json:"contacts"`
	Secretariat []SecretariatTerm `json:"secretariat"`
}

func (s *Service) mountReading(a *api.API) {
	reading(s, a, "/process", "get-process", "The profile of the process", s.processAnswer)
	reading(s, a, "/members", "list-members", "The members, in the order of the process",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, _ *none) ([]Member, error) {
			return list[pack.Member](ctx, q, actor, KindMember, filter{})
		})
	reading(s, a, "/members/{cc}", "get-member", "A member with its agencies, bodies, seats and chair terms",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, in *CountryPath) (MemberAnswer, error) {
			d, err := s.MemberDetail(ctx, q, actor, in.CC)
			return answerFor(d), err
		})
	reading(s, a, "/bodies", "list-bodies", "The bodies of the process",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, _ *none) ([]Body, error) {
			return Bodies(ctx, q, actor)
		})
	reading(s, a, "/bodies/{slug}", "get-body", "A body with its seats and their holders",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, in *SlugPath) (BodyAnswer, error) {
			d, err := s.BodyDetail(ctx, q, actor, in.Slug)
			return BodyAnswer{Body: d.Body, Seats: d.Seats, Holders: d.Holders}, err
		})
	reading(s, a, "/seats", "list-seats", "The seats of every body, as sources say how they stand",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, _ *none) ([]Seat, error) {
			return list[SeatContent](ctx, q, actor, KindSeat, filter{})
		})
	reading(s, a, "/chair-terms", "list-chair-terms", "The terms of the chair, and what its rule proposes beyond them",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, _ *none) (ChairAnswer, error) {
			c, err := s.ChairRecord(ctx, q, actor)
			return ChairAnswer(c), err
		})
	reading(s, a, "/partners", "list-partners", "Those who work with the process",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, _ *none) ([]Partner, error) {
			return list[pack.Partner](ctx, q, actor, KindPartner, filter{})
		})
	reading(s, a, "/sources", "list-sources", "What the facts are taken from",
		func(ctx context.Context, q db.Queryer, actor kernel.Actor, _ *none) ([]pack.Source, error) {
			return sources(ctx, q, actor)
		})
	op := api.Op{Method: http.MethodGet, Path: "/cadence", ID: "get-cadence", Summary: "What of each rule of cadence is on record", Tag: tag, Action: Follow}
	api.Register(a, op, func(ctx context.Context, actor kernel.Actor, _ *none) (*answerOf[[]RuleRecord], error) {
		var out answerOf[[]RuleRecord]
		call := act.Call{Actor: actor, Action: Follow, Resource: access.Kind("cadence")}
		err := act.Read(ctx, s.walk, call, func(q db.Queryer) (err error) {
			out.Body, err = s.Cadence(ctx, q, actor)
			return err
		})
		return &out, err
	})
}

func (s *Service) processAnswer(ctx context.Context, q db.Queryer, actor kernel.Actor, _ *none) (p ProcessAnswer, err error) {
	if p.Process, err = s.Process(ctx, q, actor); err != nil {
		return p, err
	}
	if p.Contacts, err = list[pack.Contact](ctx, q, actor, KindContact, filter{}); err != nil {
		return p, err
	}
	p.Secretariat, err = list[pack.SecretariatTerm](ctx, q, actor, KindSecretariat, filter{})
	return p, err
}

// BodyAnswer is a body with its seats and all who hold or held them.
type BodyAnswer struct {
	Body    Body     `json:"body"`
	Seats   []Seat   `json:"seats"`
	Holders []Holder `json:"holders"`
}

// ChairAnswer is the chair: its rule, the terms on record and what the rule proposes beyond them.
type ChairAnswer struct {
	Rule      *pack.ChairRule `json:"rule"`
	Terms     []ChairTerm     `json:"terms"`
	Proposals []Proposal      `json:"proposals"`
}
