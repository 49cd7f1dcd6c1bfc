package account

import (
	"context"
	"net/http"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
)

// MountAPI registers the operations. Making a token, like every change of how one signs in, is not among them: it asks
// for a fresh proof by the person.
func (s *Service) MountAPI(a *api.API) {
	own := func(method, path, id, summary string) api.Op {
		return api.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: "Account", Action: access.Account}
	}
	api.Register(a, own(http.MethodGet, "/me", "get-me", "Who is signed in, with their roles"), s.apiMe)
	api.Register(a, own(http.MethodGet, "/sessions", "list-sessions", "Where the person is signed in"), s.apiSessions)
	api.Register(a, own(http.MethodGet, "/tokens", "list-tokens", "The person's access tokens"), s.apiTokens)
	end := own(http.MethodDelete, "/tokens/{id}", "end-token", "Revoke an access token")
	end.Status = http.StatusNoContent
	api.Register(a, end, s.apiEndToken)
	api.Register(a, api.Op{
		Method: http.MethodGet, Path: "/people", ID: "list-people", Summary: "People whom an officer may see", Tag: "People", Action: SeePeople,
	}, s.apiPeople)
	api.Register(a, api.Op{
		Method: http.MethodPost, Path: "/people", ID: "invite-person", Summary: "Invite a person for a role", Tag: "People", Action: Invite,
		Status: http.StatusCreated,
	}, s.apiInvite)
}

type none struct{}

type meOut struct {
	Body struct {
		ID          kernel.ID           `json:"id"`
		Name        string              `json:"name"`
		Lang        kernel.Lang         `json:"lang"`
		Memberships []kernel.Membership `json:"memberships"`
	}
}

func (s *Service) apiMe(ctx context.Context, actor kernel.Actor, _ *none) (*meOut, error) {
	out := &meOut{}
	err := s.db.Read(ctx, func(q db.Queryer) error {
		p, err := personByID(ctx, q, actor.ID)
		if err != nil {
			return err
		}
		out.Body.ID, out.Body.Name, out.Body.Lang = p.ID, p.Name, p.Lang
		return nil
	})
	out.Body.Memberships = append([]kernel.Membership{}, actor.Memberships...)
	return out, err
}

type apiSession struct {
	ID      kernel.ID `json:"id"`
	Browser string    `json:"browser"`
	System  string    `json:"system"`
	Strong  bool      `json:"two_steps"`
	Created time.Time `json:"created"`
	Used    time.Time `json:"used"`
}

type sessionsOut struct {
	Body struct {
		Sessions []apiSession `json:"sessions"`
	}
}

func (s *Service) apiSessions(ctx context.Context, actor kernel.Actor, _ *none) (*sessionsOut, error) {
	out := &sessionsOut{}
	out.Body.Sessions = []apiSession{}
	err := s.db.Read(ctx, func(q db.Queryer) error {
		all, err := s.sessionsOf(ctx, q, actor.ID)
		for i := range all {
			one := &all[i]
			out.Body.Sessions = append(out.Body.Sessions, apiSession{one.ID, one.Device.Browser, one.Device.System, one.Strong, one.Created, one.Used})
		}
		return err
	})
	return out, err
}

type apiToken struct {
	ID     kernel.ID `json:"id"`
	Name   string    `json:"name"`
	Writes bool      `json:"writes"`
	Ends   time.Time `json:"ends"`
}

type tokensOut struct {
	Body struct {
		Tokens []apiToken `json:"tokens"`
	}
}

func (s *Service) apiTokens(ctx context.Context, actor kernel.Actor, _ *none) (*tokensOut, error) {
	out := &tokensOut{}
	out.Body.Tokens = []apiToken{}
	err := s.db.Read(ctx, func(q db.Queryer) error {
		all, err := s.tokensOf(ctx, q, actor.ID)
		for _, t := range all {
			out.Body.Tokens = append(out.Body.Tokens, apiToken{t.ID, t.Name, t.Writes, t.Ends})
		}
		return err
	})
	return out, err
}

type idIn struct {
	ID string `path:"id" format:"uuid"`
}

func (s *Service) apiEndToken(ctx context.Context, actor kernel.Actor, in *idIn) (*none, error) {
	return &none{}, s.endToken(ctx, actor.ID, kernel.ID(in.ID))
}

type peopleIn struct {
	Role    string `query:"role"`
	Country string `query:"country"`
	State   string `query:"state" enum:"invited,active,suspended"`
	After   string `query:"after" doc:"The field next of the page before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type apiPerson struct {
	ID          kernel.ID           `json:"id"`
	Name        string              `json:"name"`
	Email       string              `json:"email"`
	State       State               `json:"state"`
	Memberships []kernel.Membership `json:"memberships"`
}

type peopleOut struct {
	Body struct {
		People []apiPerson `json:"people"`
		Next   string      `json:"next,omitempty"`
	}
}

func (s *Service) apiPeople(ctx context.Context, actor kernel.Actor, in *peopleIn) (*peopleOut, error) {
	filter := PeopleFilter{kernel.Role(in.Role), kernel.Country(in.Country), State(in.State)}
	all, next, err := s.People(ctx, actor, filter, kernel.Page{Limit: in.Limit, Cursor: in.After})
	if err != nil {
		return nil, err
	}
	out := &peopleOut{}
	out.Body.People, out.Body.Next = []apiPerson{}, next
	for i := range all {
		p := apiPerson{all[i].ID, all[i].Name, all[i].Email, all[i].State, []kernel.Membership{}}
		for j := range all[i].Memberships {
			if m := &all[i].Memberships[j]; m.Holds(s.today()) {
				p.Memberships = append(p.Memberships, m.Membership)
			}
		}
		out.Body.People = append(out.Body.People, p)
	}
	return out, nil
}

type inviteIn struct {
	Key  string `header:"Idempotency-Key" format:"uuid" required:"true"`
	Body struct {
		Email        string `json:"email"`
		Lang         string `json:"lang,omitempty"`
		Role         string `json:"role"`
		Country      string `json:"country,omitempty"`
		Organisation string `json:"organisation,omitempty"`
		Body         string `json:"body,omitempty"`
		From         string `json:"from,omitempty"`
		To           string `json:"to,omitempty"`
	}
}

type inviteOut struct {
	Body struct {
		Membership kernel.ID `json:"membership"`
	}
}

func (s *Service) apiInvite(ctx context.Context, actor kernel.Actor, in *inviteIn) (*inviteOut, error) {
	key, err := kernel.ParseID(in.Key)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "web.form.submission")
	}
	period, err := kernel.ParsePeriod(in.Body.From, in.Body.To)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "account.grant.period")
	}
	id, err := s.Invite(ctx, actor, key, Grant{
		Email: in.Body.Email, Lang: kernel.Lang(in.Body.Lang), Role: kernel.Role(in.Body.Role), Country: kernel.Country(in.Body.Country),
		Organisation: kernel.ID(in.Body.Organisation), Body: kernel.ID(in.Body.Body), Period: period,
	})
	out := &inviteOut{}
	out.Body.Membership = id
	return out, err
}
