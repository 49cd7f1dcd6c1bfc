package governance

import (
	"context"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/api"
)

// regionIn is a change of a record that an address names by itself.
type regionIn[T any] struct {
	Keyed

	Body changeBody[T]
}

// slugIn is a change of a record named by its slug.
type slugIn[T any] struct {
	Keyed
	SlugPath

	Body changeBody[T]
}

// memberIn is a change of a record of a country.
type memberIn[T any] struct {
	Keyed
	CountryPath

	Body changeBody[T]
}

// agencyIn is a change of an agency of a country.
type agencyIn struct {
	Keyed
	CountryPath
	SlugPath

	Body changeBody[AgencyChange]
}

// writing registers an operation that changes the register.
func writing[I, T any](a *api.API, method, path, id, summary string, do func(ctx context.Context, actor kernel.Actor, in *I) (T, error)) {
	op := api.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: Edit}
	if method == http.MethodPost {
		op.Status = http.StatusCreated
	}
	api.Register(a, op, func(ctx context.Context, actor kernel.Actor, in *I) (*answerOf[T], error) {
		body, err := do(ctx, actor, in)
		return &answerOf[T]{body}, err
	})
}

// use runs a use case on a change that was sent.
func use[C, T any](actor kernel.Actor, key string, b changeBody[C], do func(c Change) (T, error)) (T, error) {
	c, err := changeOf(actor, key, b)
	if err != nil {
		var zero T
		return zero, err
	}
	return do(c)
}

func (s *Service) mountRegionChanges(a *api.API) {
	writing(a, http.MethodPut, "/process", "change-process", "Change the profile of the process",
		func(ctx context.Context, actor kernel.Actor, in *regionIn[ProfileChange]) (Profile, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Profile, error) { return s.ChangeProfile(ctx, c, in.Body.Change) })
		})
	writing(a, http.MethodPost, "/partners", "add-partner", "Put a partner on record",
		func(ctx context.Context, actor kernel.Actor, in *regionIn[PartnerChange]) (Partner, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Partner, error) { return s.AddPartner(ctx, c, in.Body.Change) })
		})
	writing(a, http.MethodPut, "/partners/{slug}", "change-partner", "Change what is on record of a partner",
		func(ctx context.Context, actor kernel.Actor, in *slugIn[PartnerChange]) (Partner, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Partner, error) { return s.ChangePartner(ctx, c, in.Slug, in.Body.Change) })
		})
	writing(a, http.MethodPost, "/contacts", "add-contact", "Put a contact of the process on record",
		func(ctx context.Context, actor kernel.Actor, in *regionIn[ContactChange]) (Contact, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Contact, error) { return s.AddContact(ctx, c, in.Body.Change) })
		})
	writing(a, http.MethodPut, "/contacts/{slug}", "change-contact", "Change a contact of the process",
		func(ctx context.Context, actor kernel.Actor, in *slugIn[ContactChange]) (Contact, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Contact, error) { return s.ChangeContact(ctx, c, in.Slug, in.Body.Change) })
		})
	writing(a, http.MethodPost, "/secretariat-terms", "add-secretariat-term", "Put a term of the secretariat on record",
		func(ctx context.Context, actor kernel.Actor, in *regionIn[SecretariatChange]) (SecretariatTerm, error) {
			return use(actor, in.Key, in.Body, func(c Change) (SecretariatTerm, error) { return s.AddSecretariat(ctx, c, in.Body.Change) })
		})
	writing(a, http.MethodPut, "/secretariat-terms/{slug}", "change-secretariat-term", "Change a term of the secretariat",
		func(ctx context.Context, actor kernel.Actor, in *slugIn[SecretariatChange]) (SecretariatTerm, error) {
			return use(actor, in.Key, in.Body, func(c Change) (SecretariatTerm, error) {
				return s.ChangeSecretariat(ctx, c, in.Slug, in.Body.Change)
			})
		})
}

func (s *Service) mountCountryChanges(a *api.API) {
	writing(a, http.MethodPut, "/members/{cc}", "change-member", "Change what is on record of a member",
		func(ctx context.Context, actor kernel.Actor, in *memberIn[MemberChange]) (Member, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Member, error) {
				return s.ChangeMember(ctx, c, countryOfPath(in.CC), in.Body.Change)
			})
		})
	writing(a, http.MethodPost, "/members/{cc}/agencies", "add-agency", "Put an agency of a member on record",
		func(ctx context.Context, actor kernel.Actor, in *memberIn[AgencyChange]) (Agency, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Agency, error) {
				return s.AddAgency(ctx, c, countryOfPath(in.CC), in.Body.Change)
			})
		})
	writing(a, http.MethodPut, "/members/{cc}/agencies/{slug}", "change-agency", "Change what is on record of an agency",
		func(ctx context.Context, actor kernel.Actor, in *agencyIn) (Agency, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Agency, error) {
				return s.ChangeAgency(ctx, c, countryOfPath(in.CC), in.Slug, in.Body.Change)
			})
		})
	writing(a, http.MethodPut, "/bodies/{slug}", "change-body", "Change what is on record of a body",
		func(ctx context.Context, actor kernel.Actor, in *slugIn[BodyChange]) (Body, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Body, error) { return s.ChangeBody(ctx, c, in.Slug, in.Body.Change) })
		})
	s.mountSeatChanges(a)
}

// seatNew is a new seat: whose, and what is on record of it.
type seatNew struct {
	SeatChange

	Country kernel.Country `json:"country,omitempty"`
}

// seatPathIn is a change of a seat, or of who holds it.
type seatPathIn[T any] struct {
	Keyed
	SlugPath

	Seat string `path:"seat"`
	Body changeBody[T]
}

// holderPathIn is a change of a holder of a seat.
type holderPathIn struct {
	Keyed
	SlugPath

	Seat   string `path:"seat"`
	Holder string `path:"holder"`
	Body   changeBody[HolderChange]
}

func (s *Service) mountSeatChanges(a *api.API) {
	writing(a, http.MethodPost, "/bodies/{slug}/seats", "add-seat", "Put a seat of a body on record",
		func(ctx context.Context, actor kernel.Actor, in *slugIn[seatNew]) (Seat, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Seat, error) {
				return s.AddSeat(ctx, c, in.Slug, in.Body.Change.Country, in.Body.Change.SeatChange)
			})
		})
	writing(a, http.MethodPut, "/bodies/{slug}/seats/{seat}", "change-seat", "Change what is on record of a seat",
		func(ctx context.Context, actor kernel.Actor, in *seatPathIn[SeatChange]) (Seat, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Seat, error) {
				return s.ChangeSeat(ctx, c, in.Slug, in.Seat, in.Body.Change)
			})
		})
	writing(a, http.MethodPost, "/bodies/{slug}/seats/{seat}/holders", "add-holder", "Put on record who holds a seat",
		func(ctx context.Context, actor kernel.Actor, in *seatPathIn[HolderChange]) (Holder, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Holder, error) {
				seat, err := s.Seat(ctx, actor, in.Slug, in.Seat)
				if err != nil {
					return Holder{}, err
				}
				return s.AddHolder(ctx, c, seat, in.Body.Change)
			})
		})
	writing(a, http.MethodPut, "/bodies/{slug}/seats/{seat}/holders/{holder}", "change-holder", "Change who holds a seat",
		func(ctx context.Context, actor kernel.Actor, in *holderPathIn) (Holder, error) {
			return use(actor, in.Key, in.Body, func(c Change) (Holder, error) {
				seat, err := s.Seat(ctx, actor, in.Slug, in.Seat)
				if err != nil {
					return Holder{}, err
				}
				return s.ChangeHolder(ctx, c, seat, in.Holder, in.Body.Change)
			})
		})
}

// countryOfPath is the country of an address; what is none is no member's.
func countryOfPath(cc string) kernel.Country {
	c, err := kernel.ParseCountry(cc)
	if err != nil || memberSlug(c) != cc {
		return "ZZ"
	}
	return c
}

// withdrawal is why a record is taken off the register.
type withdrawal struct {
	Why string `json:"why"`
}

type withdrawIn struct {
	Keyed

	Kind string `path:"kind"`
	ID   string `path:"id" format:"uuid"`
	Body struct {
		Version int64  `json:"version"`
		Why     string `json:"why"`
	}
}

// confirmation names the meeting whose host is confirmed in the chair.
type confirmation struct {
	Meeting string `json:"meeting" example:"som-11"`
}

type confirmIn struct {
	Keyed

	Body confirmation
}

func (s *Service) mountChairChanges(a *api.API) {
	op := api.Op{
		Method: http.MethodPost, Path: "/chair-terms", ID: "set-chair-term", Summary: "Put a chair term on record that a source gives", Tag: tag,
		Action: ConfirmChair, Status: http.StatusCreated,
	}
	api.Register(a, op, func(ctx context.Context, actor kernel.Actor, in *regionIn[ChairChange]) (*answerOf[ChairTerm], error) {
		term, err := use(actor, in.Key, in.Body, func(c Change) (ChairTerm, error) { return s.SetChair(ctx, c, in.Body.Change) })
		return &answerOf[ChairTerm]{term}, err
	})
	op.Path, op.ID, op.Summary = "/chair-terms/confirm", "confirm-chair-term", "Confirm the chair term that follows from hosting a meeting"
	api.Register(a, op, func(ctx context.Context, actor kernel.Actor, in *confirmIn) (*answerOf[ChairTerm], error) {
		term, err := use(actor, in.Key, changeBody[none]{}, func(c Change) (ChairTerm, error) { return s.ConfirmChair(ctx, c, in.Body.Meeting) })
		return &answerOf[ChairTerm]{term}, err
	})
	withdraw := api.Op{
		Method: http.MethodPost, Path: "/records/{kind}/{id}/withdraw", ID: "withdraw-record", Summary: "Take a record off the register, with the reason",
		Tag: tag, Action: Edit, Status: http.StatusOK,
	}
	api.Register(a, withdraw, func(ctx context.Context, actor kernel.Actor, in *withdrawIn) (*answerOf[withdrawal], error) {
		id, err := kernel.ParseID(in.ID)
		if err != nil {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		c, err := changeOf(actor, in.Key, changeBody[none]{Version: in.Body.Version})
		if err != nil {
			return nil, err
		}
		return &answerOf[withdrawal]{withdrawal{in.Body.Why}}, s.Withdraw(ctx, c, Kind(in.Kind), id, in.Body.Why)
	})
}
