package account

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func (s *Service) placesNow(ctx context.Context) (p Places, err error) {
	err = s.db.Read(ctx, func(q db.Queryer) error {
		p, err = s.places(ctx, q)
		return err
	})
	return p, err
}

// office is a membership in words: role, whose, and until when.
func office(v *web.View, places Places, m kernel.Membership) string {
	parts := []string{v.Loc.Role(m.Role)}
	if m.Country != "" {
		parts = append(parts, v.Loc.Country(m.Country))
	}
	for _, id := range []kernel.ID{m.Body, m.Organisation} {
		for _, p := range slices.Concat(places.Bodies, places.Organisations) {
			if p.ID == id {
				parts = append(parts, v.Text(p.Name).Text)
			}
		}
	}
	words := parts[0]
	for _, part := range parts[1:] {
		words = v.T("account.office.of", "office", words, "of", part)
	}
	if m.Period.To != "" {
		words = v.T("account.office.until", "office", words, "date", m.Period.To)
	}
	return words
}

func stateWord(v *web.View, st State) string { return v.T("account.state." + string(st)) }

func stateKind(st State) string {
	return map[State]string{Invited: "river", Active: "ok", Suspended: "err"}[st]
}

// peoplePage is the list of people.
type peoplePage struct {
	Grid      ui.Grid
	Roles     []ui.Option
	Countries []ui.Option
	States    []ui.Option
	Next      string
	Shown     int
}

func (s *Service) showPeople(w http.ResponseWriter, r *http.Request, v *web.View) error {
	filter := PeopleFilter{
		Role: kernel.Role(v.Query.Get("role")), Country: kernel.Country(v.Query.Get("country")), State: State(v.Query.Get("state")),
	}
	all, next, err := s.People(r.Context(), v.Actor, filter, kernel.Page{Cursor: v.Query.Get("after")})
	if err != nil {
		return err
	}
	places, err := s.placesNow(r.Context())
	if err != nil {
		return err
	}
	p := peoplePage{
		Grid: s.peopleGrid(v, places, all), Shown: len(all),
		Roles: roleOptions(v, true), Countries: countryOptions(v, places, v.T("account.people.every_country")), States: stateOptions(v),
	}
	if next != "" {
		q := url.Values{}
		maps.Copy(q, v.Query)
		q.Set("after", next)
		p.Next = v.Href("/people") + "?" + q.Encode()
	}
	return web.Render(w, r, v, http.StatusOK, peopleView(v, p))
}

func (s *Service) peopleGrid(v *web.View, places Places, all []Listed) ui.Grid {
	g := ui.Grid{Caption: v.T("account.people.caption"), Columns: []ui.Column{
		{Title: v.T("account.people.name")}, {Title: v.T("account.people.offices")}, {Title: v.T("account.people.state")},
	}}
	for i := range all {
		p := &all[i]
		var offices []string
		for j := range p.Memberships {
			if m := &p.Memberships[j]; !m.Over(s.today()) {
				offices = append(offices, office(v, places, m.Membership))
			}
		}
		if len(offices) == 0 {
			offices = []string{v.T("account.people.no_office")}
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{
			{Text: ui.Shown(calledOr(p)), Href: v.Href("/people/" + string(p.ID)), Note: p.Email},
			{Body: lines(offices)},
			{Body: ui.Tag(stateKind(p.State), stateWord(v, p.State))},
		}})
	}
	return g
}

// calledOr is what a person is called, the address of those who have not said yet.
func calledOr(p *Listed) string {
	if p.Name == "" {
		return p.Email
	}
	return p.Name
}

func roleOptions(v *web.View, every bool) []ui.Option {
	all := []ui.Option{{Value: "", Text: v.T("account.grant.choose")}}
	if every {
		all[0].Text = v.T("account.people.every_role")
	}
	for _, r := range kernel.Roles {
		all = append(all, ui.Option{Value: string(r), Text: v.Loc.Role(r)})
	}
	return all
}

func countryOptions(v *web.View, places Places, none string) []ui.Option {
	all := []ui.Option{{Value: "", Text: none}}
	for _, c := range places.Countries {
		all = append(all, ui.Option{Value: string(c), Text: v.Loc.Country(c)})
	}
	return all
}

func stateOptions(v *web.View) []ui.Option {
	all := []ui.Option{{Value: "", Text: v.T("account.people.every_state")}}
	for _, st := range []State{Invited, Active, Suspended} {
		all = append(all, ui.Option{Value: string(st), Text: stateWord(v, st)})
	}
	return all
}

func placeOptions(v *web.View, places []Place, country func(kernel.Country) bool) []ui.Option {
	all := []ui.Option{{Value: "", Text: v.T("account.grant.none")}}
	for _, p := range places {
		if country(p.Country) {
			all = append(all, ui.Option{Value: string(p.ID), Text: v.Text(p.Name).Text})
		}
	}
	return all
}

// invitePage is the form of an invitation, with what the officer may choose.
type invitePage struct {
	Form          web.FormState
	Roles         []ui.Option
	Countries     []ui.Option
	Bodies        []ui.Option
	Organisations []ui.Option
	Langs         []ui.Option
}

func (s *Service) showInvite(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.walk.Access.Check(v.Actor, SeePeople, access.Kind("membership")); err != nil {
		return err
	}
	form := web.NewState("lang", v.Lang)
	if scope := scopeOf(v.Actor); len(scope) == 1 {
		form.Values.Set("country", string(scope[0]))
	}
	return s.inviteForm(w, r, v, http.StatusOK, form)
}

func (s *Service) inviteForm(w http.ResponseWriter, r *http.Request, v *web.View, status int, form web.FormState) error {
	places, err := s.placesNow(r.Context())
	if err != nil {
		return err
	}
	mine := func(c kernel.Country) bool { return s.visible(v.Actor, c) }
	offered := slices.DeleteFunc(roleOptions(v, false), func(o ui.Option) bool {
		return o.Value != "" && !s.mayInvite(v, kernel.Role(o.Value), places)
	})
	countries := slices.DeleteFunc(countryOptions(v, places, v.T("account.grant.none")), func(o ui.Option) bool {
		return !mine(kernel.Country(o.Value))
	})
	p := invitePage{
		Form: form, Roles: offered, Countries: countries, Bodies: placeOptions(v, places.Bodies, mine),
		Organisations: placeOptions(v, places.Organisations, mine), Langs: langOptions(v),
	}
	return web.Render(w, r, v, status, inviteView(v, p))
}

// mayInvite says that the officer may invite for the role, for some country or for none.
func (s *Service) mayInvite(v *web.View, role kernel.Role, places Places) bool {
	return slices.ContainsFunc(append([]kernel.Country{""}, places.Countries...), func(c kernel.Country) bool {
		return v.Can(Invite, resource(kernel.Membership{Role: role, Country: c}))
	})
}

func (s *Service) takeInvite(w http.ResponseWriter, r *http.Request, v *web.View) error {
	if err := s.walk.Access.Check(v.Actor, SeePeople, access.Kind("membership")); err != nil {
		return err
	}
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	submission, err := f.Submission()
	if err != nil {
		return err
	}
	g := Grant{
		Email: f.Required("email"), Lang: langOf(v, f.Text("lang")), Role: kernel.Role(f.Text("role")), Country: f.Country("country"),
		Organisation: f.ID("organisation"), Body: f.ID("body"), Period: kernel.Period{From: f.Date("from"), To: f.Date("to")},
	}
	if err = f.Err(); err == nil {
		_, err = s.Invite(r.Context(), v.Actor, submission, g)
	}
	if fault.Is(err, fault.Invalid) {
		return s.inviteForm(w, r, v, http.StatusUnprocessableEntity, f.State(err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "account.flash.invited")
	return web.Redirect(w, r, v, "/people")
}

// personPage is one person as an officer sees them.
type personPage struct {
	ID      kernel.ID
	Title   string
	Email   string
	State   State
	Version int64
	Offices []officeRow
	// what the officer may do
	CanSuspend, CanReinstate, CanInvite bool
}

type officeRow struct {
	ID      kernel.ID
	Words   string
	When    string
	Version int64
	Over    bool
	CanEnd  bool
}

func (s *Service) showPerson(w http.ResponseWriter, r *http.Request, v *web.View) error {
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "fault.not_found")
	}
	person, ms, err := s.personFor(r.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	places, err := s.placesNow(r.Context())
	if err != nil {
		return err
	}
	p := personPage{
		ID: person.ID, Title: calledOr(&Listed{Person: *person}), Email: person.Email, State: person.State, Version: person.Version,
	}
	may := person.ID != v.Actor.ID
	for i := range ms {
		m := &ms[i]
		p.Offices = append(p.Offices, officeRow{
			ID: m.ID, Words: office(v, places, m.Membership), When: when(v, m), Version: m.Version, Over: m.Over(s.today()),
			CanEnd: !m.Over(s.today()) && v.Can(EndMembership, resource(m.Membership)),
		})
		may = may && (m.Over(s.today()) || v.Can(Suspend, resource(m.Membership)))
	}
	p.CanSuspend, p.CanReinstate = may && person.State != Suspended, may && person.State == Suspended
	p.CanInvite = may && person.State == Invited
	return web.Render(w, r, v, http.StatusOK, personView(v, p))
}

func when(v *web.View, m *Membership) string {
	if !m.Ended.IsZero() {
		return v.T("account.office.ended", "from", m.Period.From, "time", v.Time(m.Ended))
	}
	return v.Loc.Period(m.Period)
}

// officerForm reads what the buttons of a person's page send.
func officerForm(r *http.Request) (submission, id kernel.ID, version int64, err error) {
	f, err := web.ReadForm(r)
	if err != nil {
		return "", "", 0, err
	}
	if submission, err = f.Submission(); err != nil {
		return "", "", 0, err
	}
	if id, err = kernel.ParseID(r.PathValue("id")); err != nil {
		return "", "", 0, fault.Wrap(fault.NotFound, err, "fault.not_found")
	}
	return submission, id, int64(f.Version()), nil
}

// officer runs what a button asks for and leads back.
func officer(w http.ResponseWriter, r *http.Request, v *web.View, flash string, do func(submission, id kernel.ID, version int64) error) error {
	submission, id, version, err := officerForm(r)
	if err != nil {
		return err
	}
	if err := do(submission, id, version); err != nil {
		return err
	}
	web.SetFlash(w, flash)
	return web.Redirect(w, r, v, "/people")
}

func (s *Service) takeSuspend(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return officer(w, r, v, "account.flash.suspended", func(sub, id kernel.ID, version int64) error {
		return s.SetSuspended(r.Context(), v.Actor, sub, id, version, true)
	})
}

func (s *Service) takeReinstate(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return officer(w, r, v, "account.flash.reinstated", func(sub, id kernel.ID, version int64) error {
		return s.SetSuspended(r.Context(), v.Actor, sub, id, version, false)
	})
}

func (s *Service) takeSignOutEverywhere(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return officer(w, r, v, "account.flash.signed_out_everywhere", func(sub, id kernel.ID, _ int64) error {
		return s.SignOutEverywhere(r.Context(), v.Actor, sub, id)
	})
}

func (s *Service) takeInviteAgain(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return officer(w, r, v, "account.flash.invited", func(sub, id kernel.ID, _ int64) error {
		return s.InviteAgain(r.Context(), v.Actor, sub, id)
	})
}

func (s *Service) takeEnd(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return officer(w, r, v, "account.flash.ended", func(sub, id kernel.ID, version int64) error {
		return s.EndMembership(r.Context(), v.Actor, sub, id, version)
	})
}
