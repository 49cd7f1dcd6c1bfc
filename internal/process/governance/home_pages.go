package governance

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func langOf(v *web.View, s web.Shown) string {
	if s.Lang != "" {
		return string(s.Lang)
	}
	return string(v.Lang)
}

// homePage is what the first page shows.
type homePage struct {
	Head    ui.Head
	Facts   []ui.Fact
	Band    templ.Component // nil: no plan on record
	Decided *homeDecided    // nil: none on record
	Next    []ui.Dated
	Members []ui.Member
	Texts   []ui.Dated
	Work    *homeWork // nil for those who are not signed in
}

type homeDecided struct {
	Text      web.Shown
	Where     string
	Path, All string
}

// homeLatest is how many texts of the library the first page lists.
const homeLatest = 4

func (s *Service) showHome(w http.ResponseWriter, r *http.Request, v *web.View) error {
	ctx := r.Context()
	var p homePage
	var tasks []Task
	err := s.read(ctx, v, func(q db.Queryer) (err error) {
		tasks, err = s.homeRecord(ctx, q, v, &p)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.homeParts(ctx, v, &p); err != nil {
		return err
	}
	if v.Actor.SignedIn() {
		if p.Work, err = s.workOf(ctx, v, tasks); err != nil {
			return err
		}
	}
	return web.Render(w, r, v, http.StatusOK, home(v, p))
}

// homeRecord fills in what governance itself has on record, and gives what of it waits for the reader.
func (s *Service) homeRecord(ctx context.Context, q db.Queryer, v *web.View, p *homePage) ([]Task, error) {
	profile, err := s.Process(ctx, q, v.Actor)
	if err != nil {
		return nil, err
	}
	called, members, err := s.names(ctx, q, v)
	if err != nil {
		return nil, err
	}
	chairs, err := list[pack.ChairTerm](ctx, q, v.Actor, KindChair, filter{})
	if err != nil {
		return nil, err
	}
	terms, err := list[pack.SecretariatTerm](ctx, q, v.Actor, KindSecretariat, filter{})
	if err != nil {
		return nil, err
	}
	rules, err := s.cadenceOf(ctx, q, v.Actor, profile)
	if err != nil {
		return nil, err
	}
	c := profile.Content
	p.Head = homeHead(v, c, members, called)
	p.Facts = []ui.Fact{
		{Term: v.T("governance.fact.since"), Value: ui.Shown(v.Date(c.Established)), Note: v.Text(c.Type).Text},
		{Term: v.T("governance.fact.members"), Value: ui.Shown(governments(v, len(members))), Note: v.T("governance.fact.members_note")},
	}
	p.Facts = append(p.Facts, lastMet(v, c, rules)...)
	p.Facts = append(p.Facts, s.chairFact(v, chairs, called), secretariatFact(v, terms))
	p.Next = nextOf(v, c, rules)
	p.Members = memberTiles(v, members, called)
	if !v.Actor.SignedIn() {
		return nil, nil
	}
	return s.tasks(ctx, q, v, called, rules)
}

func homeHead(v *web.View, c pack.Process, members []Member, called names) ui.Head {
	var listed []string
	for _, m := range members {
		listed = append(listed, called.plain(m.Country))
	}
	h := ui.Head{
		Hero: true, Title: homeTitle(v, c, len(members)),
		Lead: ui.Shown(v.T("governance.home.lead", "process", v.Text(c.Acronym).Text, "members", listed)),
	}
	if c.Invented {
		h.Labels = []ui.Mark{{Text: v.T("governance.home.invented"), Kind: "illu"}}
	}
	return h
}

// homeTitle says who works together here, and on what where the record has it in the reader's language.
func homeTitle(v *web.View, c pack.Process, members int) web.Shown {
	if cause := v.Text(c.Cause); cause.Text != "" && cause.Lang == "" {
		return ui.Shown(v.T("governance.home.title_cause", "governments", governments(v, members), "cause", cause.Text))
	}
	return ui.Shown(v.T("governance.home.title", "governments", governments(v, members)))
}

// spelled is how many members have their number written out.
const spelled = 12

func governments(v *web.View, n int) string {
	if n >= 2 && n <= spelled {
		return v.T("governance.governments." + strconv.Itoa(n))
	}
	return v.T("governance.governments", "count", n)
}

// lastMet tells of the meeting with the longest rhythm: when it was last held.
func lastMet(v *web.View, c pack.Process, rules []RuleRecord) []ui.Fact {
	var longest *RuleRecord
	for i, r := range rules {
		if r.Latest != nil && (longest == nil || r.Rule.EveryYears > longest.Rule.EveryYears) {
			longest = &rules[i]
		}
	}
	if longest == nil {
		return nil
	}
	m := longest.Latest
	name := kindName(v, c, m.Kind).Text
	if m.Number > 0 {
		name = v.T("governance.meeting.numbered", "meeting", name, "number", strconv.Itoa(m.Number))
	}
	return []ui.Fact{{
		Term: v.T("governance.fact.last_met", "meeting", kindShort(v, c, m.Kind)), Value: ui.Shown(v.DateRange(m.Start, m.End)),
		Note: joined(name, v.Text(m.City).Text),
	}}
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

func (s *Service) chairFact(v *web.View, terms []ChairTerm, called names) ui.Fact {
	f := ui.Fact{Term: v.T("governance.fact.chair"), Href: v.Href("/chair")}
	latest, running := CurrentChair(terms, s.today())
	if latest == nil {
		f.Value = ui.Shown(v.T("governance.no_record"))
		return f
	}
	f.Value = ui.Shown(v.T("governance.fact.chair_of", "country", called.plain(latest.Content.Country), "period", latest.Content.Period))
	if !running {
		f.Note = v.T("governance.fact.chair_last")
	}
	return f
}

func secretariatFact(v *web.View, terms []SecretariatTerm) ui.Fact {
	f := ui.Fact{Term: v.T("governance.fact.secretariat"), Href: v.Href("/about") + "#secretariat"}
	if len(terms) == 0 {
		f.Value = ui.Shown(v.T("governance.no_record"))
		return f
	}
	last := terms[len(terms)-1].Content
	f.Value = termName(v, last)
	if last.Period.From != "" {
		f.Note = v.Loc.Period(last.Period)
		return f
	}
	f.Note = v.T("governance.fact.since_unknown")
	if len(terms) > 1 {
		before := terms[len(terms)-2].Content
		f.Note = v.T("governance.fact.before", "office", termName(v, before).Text, "period", v.Loc.Period(before.Period))
	}
	return f
}

func termName(v *web.View, t pack.SecretariatTerm) web.Shown {
	if short := v.Text(t.Acronym); short.Text != "" {
		return short
	}
	return v.Text(t.Name)
}

func memberTiles(v *web.View, members []Member, called names) []ui.Member {
	var tiles []ui.Member
	for _, m := range members {
		t := ui.Member{
			Name: called.plain(m.Country), Href: v.Href("/members/" + m.Slug), Own: m.Content.OwnName, Note: v.Text(m.Content.LeadAgency),
		}
		if len(m.Content.Languages) > 0 {
			t.OwnLang = m.Content.Languages[0].Tag
		}
		tiles = append(tiles, t)
	}
	return tiles
}

// homeParts fills in what other features know.
func (s *Service) homeParts(ctx context.Context, v *web.View, p *homePage) (err error) {
	if s.parts.Plan != nil {
		if p.Band, err = s.parts.Plan.PlanBand(ctx, v); err != nil {
			return err
		}
	}
	if s.parts.Decisions != nil {
		d, err := s.parts.Decisions.LastDecided(ctx, v)
		if err != nil {
			return err
		}
		if d != nil {
			p.Decided = &homeDecided{Text: v.Text(d.Text), Where: d.Where, Path: d.Path, All: d.All}
		}
	}
	if s.parts.Library == nil {
		return nil
	}
	texts, err := s.parts.Library.LatestTexts(ctx, v, homeLatest)
	for _, t := range texts {
		p.Texts = append(p.Texts, ui.Dated{When: v.Date(t.Date), Title: v.Text(t.Title), Href: v.Href(t.Path), Note: ui.Shown(t.Note)})
	}
	return err
}

// Site is what every page says of the process. The rest of it is the program's.
func (s *Service) Site(ctx context.Context, words func(kernel.Lang) func(key string, args ...any) string) (site web.Site, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		p, err := s.Process(ctx, q, kernel.Anonymous)
		if err != nil {
			return err
		}
		countries, err := Countries(ctx, q)
		site = siteOf(p.Content, len(countries), words)
		return err
	})
	return site, err
}

// siteOf writes the notice of every page in each language: that this is no official site, or that nothing in it is real.
func siteOf(p pack.Process, members int, words func(kernel.Lang) func(string, ...any) string) web.Site {
	acronym, _ := p.Acronym.In(p.WorkingLanguage)
	site := web.Site{Name: p.Name, Acronym: acronym, Members: members, Notice: kernel.Text{}, About: kernel.Text{}}
	notice, about := "governance.site.notice", "governance.site.about"
	if p.Invented {
		notice, about = "governance.site.notice_invented", "governance.site.about_invented"
	}
	for _, lang := range p.Languages {
		t := words(lang)
		site.Notice[lang] = kernel.Wording{Text: t(notice, "process", acronym), State: kernel.Authoritative}
		site.About[lang] = kernel.Wording{Text: t(about, "process", acronym), State: kernel.Authoritative}
	}
	return site
}
