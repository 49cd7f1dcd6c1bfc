package governance

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// aboutPage is the profile of the process in full.
type aboutPage struct {
	Head       ui.Head
	Facts      []ui.Fact
	Sections   []aboutSection
	Themes     []themeShown
	Priorities []ui.Dated
	Terms      []termShown
	Members    []ui.Member
	Rosters    []rosterShown
	Contacts   []contactShown
	Disputes   []dispute
	Proof      ui.Proof
	History    string
	EditTerm   []ui.Act
	EditOffice []ui.Act
	refs       refs
}

type aboutSection struct {
	ID, Title, Note string
	Said            []said
}

type themeShown struct {
	Name, Note web.Shown
	Refs       []int
}

type termShown struct {
	Anchor     string
	Name, Note web.Shown
	When       string
	Lines      []string
	Facts      []said
	Refs       []int
	Edit       []ui.Act
	History    string
	Historic   bool
}

type rosterShown struct {
	Title   string
	Entries []themeShown
	Note    web.Shown
	Refs    []int
}

// contactShown is an office with its lines: address, telephone, and so on.
type contactShown struct {
	Name, Note web.Shown
	Address    []string
	Lang       string
	Facts      []ui.Fact
	Historic   bool
	Refs       []int
	Edit       []ui.Act
	History    string
}

func (s *Service) showAbout(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var p aboutPage
	err := s.read(r.Context(), v, func(q db.Queryer) error { return s.aboutRecord(r.Context(), q, v, &p) })
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, about(v, &p))
}

func (s *Service) aboutRecord(ctx context.Context, q db.Queryer, v *web.View, p *aboutPage) error {
	profile, err := s.Process(ctx, q, v.Actor)
	if err != nil {
		return err
	}
	called, members, err := s.names(ctx, q, v)
	if err != nil {
		return err
	}
	terms, err := list[pack.SecretariatTerm](ctx, q, v.Actor, KindSecretariat, filter{})
	if err != nil {
		return err
	}
	contacts, err := list[pack.Contact](ctx, q, v.Actor, KindContact, filter{})
	if err != nil {
		return err
	}
	chairs, err := list[pack.ChairTerm](ctx, q, v.Actor, KindChair, filter{})
	if err != nil {
		return err
	}
	c := profile.Content
	p.Head = ui.Head{
		Crumbs: []ui.Link{{Text: v.T("governance.about.title")}}, Kicker: v.Text(c.Acronym).Text, Title: v.Text(c.Name),
		Acts: editAct(v, KindProcess, "", v.T("governance.about.edit"), "/about/edit"),
	}
	p.Facts = s.profileFacts(v, c, len(members), chairs, called)
	p.Sections = p.sections(v, c)
	for _, t := range c.Themes {
		p.Themes = append(p.Themes, themeShown{Name: v.Text(t.Name), Note: v.Text(t.Note), Refs: p.refs.of(t.Sources)})
	}
	for _, y := range c.Priorities {
		p.Priorities = append(p.Priorities, ui.Dated{
			When: strconv.Itoa(y.Year), Title: v.Text(y.Text), Note: v.Text(y.BasisNote),
			Marks: []ui.Mark{{Text: v.T("governance.basis." + string(y.Basis)), Tag: true}},
		})
	}
	p.Terms, p.Members = p.terms(v, terms), memberTiles(v, members, called)
	p.Rosters, p.Contacts = p.rosters(v, c), p.contacts(v, contacts)
	p.Disputes = disputes(v, c.Claims)
	for _, t := range terms {
		p.Disputes = append(p.Disputes, disputes(v, t.Content.Claims)...)
	}
	p.refs.of(c.Sources)
	p.EditTerm = editAct(v, KindSecretariat, "", v.T("governance.secretariat_term.new"), "/about/secretariat/new")
	p.EditOffice = editAct(v, KindContact, "", v.T("governance.contact.new"), "/about/contacts/new")
	p.History = historyPath(KindProcess, profile.ID)
	p.Proof, err = s.proof(ctx, q, v, KindProcess, profile.ID)
	return err
}

func historyPath(kind Kind, id kernel.ID) string {
	return "/records/" + string(kind) + "/" + string(id)
}

func (s *Service) profileFacts(v *web.View, c pack.Process, members int, chairs []ChairTerm, called names) []ui.Fact {
	var facts []ui.Fact
	add := func(key string, value web.Shown) {
		if value.Text != "" {
			facts = append(facts, ui.Fact{Term: v.T("governance.field." + key), Value: value})
		}
	}
	add("type", v.Text(c.Type))
	add("region", v.Text(c.Region))
	add("formal_association", v.Text(c.Association))
	add("established", ui.Shown(v.Date(c.Established)))
	add("working_language", ui.Shown(v.Loc.Language(c.WorkingLanguage)))
	facts = append(facts, ui.Fact{Term: v.T("governance.fact.members"), Value: ui.Shown(governments(v, members)), Href: v.Href("/members")})
	if c.ChairRule != nil {
		facts = append(facts, ui.Fact{Term: v.T("governance.field.chair_rule"), Value: v.Text(c.ChairRule.Text), Href: v.Href("/chair")})
	}
	return append(facts, s.chairFact(v, chairs, called))
}

func (p *aboutPage) sections(v *web.View, c pack.Process) []aboutSection {
	var all []aboutSection
	for _, part := range []struct {
		id         string
		statements []pack.Statement
	}{{"objectives", c.Objectives}, {"origin", c.Origin}, {"working_groups", c.WorkingGroups}, {"practice", c.Practice}} {
		if len(part.statements) > 0 {
			all = append(all, aboutSection{
				ID: strings.ReplaceAll(part.id, "_", "-"), Title: v.T("governance.field." + part.id), Said: p.refs.statements(v, part.statements),
			})
		}
	}
	return all
}

func (p *aboutPage) terms(v *web.View, terms []SecretariatTerm) []termShown {
	var all []termShown
	for _, r := range slices.Backward(terms) {
		t := r.Content
		shown := termShown{
			Name: v.Text(t.Name), When: v.Loc.Period(t.Period), Note: v.Text(t.Note), Facts: p.refs.statements(v, t.Facts),
			Refs:    p.refs.of(t.Sources),
			Edit:    rowAct(v, KindSecretariat, "", v.T("governance.change"), "/about/secretariat/"+r.Slug+"/edit"),
			History: v.Href(historyPath(KindSecretariat, r.ID)),
		}
		if shown.When == "" {
			shown.When = v.T("governance.period_unknown")
		}
		if short := v.Text(t.Acronym).Text; short != "" {
			shown.Name.Text = v.T("governance.with_acronym", "name", shown.Name.Text, "acronym", short)
		}
		if m := v.Text(t.Manager).Text; m != "" {
			shown.Lines = append(shown.Lines, v.T("governance.secretariat.manager", "office", m))
		}
		if city := v.Text(t.HostCity).Text; city != "" {
			shown.Lines = append(shown.Lines, v.T("governance.secretariat.city", "city", city))
		}
		all = append(all, shown)
	}
	return all
}

func (p *aboutPage) rosters(v *web.View, c pack.Process) []rosterShown {
	var all []rosterShown
	for _, part := range []struct {
		key    string
		roster pack.Roster
	}{
		{"member_organisations", c.MemberOrganisations}, {"observer_states", c.ObserverStates},
		{"observer_organisations", c.ObserverOrganisations},
	} {
		shown := rosterShown{Title: v.T("governance.field." + part.key), Note: v.Text(part.roster.Note), Refs: p.refs.of(part.roster.Sources)}
		for _, e := range part.roster.Entries {
			shown.Entries = append(shown.Entries, themeShown{Name: v.Text(e.Name), Refs: p.refs.of(e.Sources)})
		}
		all = append(all, shown)
	}
	return all
}

func (p *aboutPage) contacts(v *web.View, contacts []Contact) []contactShown {
	var all []contactShown
	for _, r := range contacts {
		c := r.Content
		address := v.Text(c.Address)
		shown := contactShown{
			Name: v.Text(c.Name), Note: v.Text(c.Note), Historic: c.Historic, Refs: p.refs.of(c.Sources), Lang: langOf(v, address),
			Edit:    rowAct(v, KindContact, "", v.T("governance.change"), "/about/contacts/"+r.Slug+"/edit"),
			History: v.Href(historyPath(KindContact, r.ID)),
		}
		if address.Text != "" {
			shown.Address = strings.Split(address.Text, "\n")
		}
		for _, line := range [][2]string{{"phone", c.Phone}, {"fax", c.Fax}, {"email", c.Email}, {"url", c.URL}} {
			if line[1] != "" {
				shown.Facts = append(shown.Facts, ui.Fact{Term: v.T("governance.field." + line[0]), Value: ui.Shown(line[1])})
			}
		}
		all = append(all, shown)
	}
	return all
}
