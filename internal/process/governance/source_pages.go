package governance

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// sourceShown is a source with the places that rest on it.
type sourceShown struct {
	Source    kernel.Source
	Publisher string
	Used      []ui.Link
}

func (s *Service) showSources(w http.ResponseWriter, r *http.Request, v *web.View) error {
	var shown []sourceShown
	err := s.read(r.Context(), v, func(q db.Queryer) error {
		all, err := sources(r.Context(), q, v.Actor)
		if err != nil {
			return err
		}
		used, err := s.citations(r.Context(), q, v)
		for _, src := range all {
			entry := sourceShown{Source: src.Kernel(), Publisher: src.Publisher}
			entry.Used = used[sourceKey(entry.Source)]
			shown = append(shown, entry)
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, sourcesView(v, shown))
}

// sourceKey tells sources apart: by their address, or by title where they have none.
func sourceKey(s kernel.Source) string {
	if s.URL != "" {
		return s.URL
	}
	return s.Title
}

// citations gathers the places that rest on each source, of this feature and of those that told of theirs.
func (s *Service) citations(ctx context.Context, q db.Queryer, v *web.View) (map[string][]ui.Link, error) {
	all, err := s.ownCitations(ctx, q, v)
	if err != nil {
		return nil, err
	}
	for _, from := range s.parts.Cited {
		more, err := from.Citations(ctx, q, v.Actor)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	used := map[string][]ui.Link{}
	seen := map[[2]string]bool{}
	for _, c := range all {
		at := [2]string{sourceKey(c.Source), c.Path}
		if seen[at] {
			continue
		}
		seen[at] = true
		title := v.Text(c.Title)
		used[at[0]] = append(used[at[0]], ui.Link{Text: title.Text, Lang: title.Lang, Href: v.Href(c.Path)})
	}
	return used, nil
}

func (s *Service) ownCitations(ctx context.Context, q db.Queryer, v *web.View) ([]Citation, error) {
	called, members, err := s.names(ctx, q, v)
	if err != nil {
		return nil, err
	}
	page := func(words string) kernel.Text { return kernel.Plain(v.Lang, words) }
	var all []Citation
	cite := func(title kernel.Text, path string, sources ...[]kernel.Source) {
		for _, list := range sources {
			for _, src := range list {
				all = append(all, Citation{Source: src, Title: title, Path: path})
			}
		}
	}
	profile, err := s.Process(ctx, q, v.Actor)
	if err != nil {
		return nil, err
	}
	cite(page(v.T("governance.about.title")), "/about", profileSources(profile.Content)...)
	for _, m := range members {
		cite(page(called.plain(m.Country)), "/members/"+m.Slug, memberSources(m.Content)...)
	}
	agencies, err := list[pack.Agency](ctx, q, v.Actor, KindAgency, filter{})
	if err != nil {
		return nil, err
	}
	for _, a := range agencies {
		cite(page(called.plain(a.Country)), "/members/"+memberSlug(a.Country), a.Content.Sources)
	}
	bodies, err := Bodies(ctx, q, v.Actor)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		cite(b.Content.Name, "/bodies/"+b.Slug, b.Content.Sources)
		for _, st := range b.Content.Description {
			cite(b.Content.Name, "/bodies/"+b.Slug, st.Sources)
		}
	}
	chairs, err := list[pack.ChairTerm](ctx, q, v.Actor, KindChair, filter{})
	if err != nil {
		return nil, err
	}
	for _, t := range chairs {
		cite(page(v.T("governance.chair.title")), "/chair", t.Content.Sources)
	}
	terms, err := list[pack.SecretariatTerm](ctx, q, v.Actor, KindSecretariat, filter{})
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		cite(page(v.T("governance.fact.secretariat")), "/about", t.Content.Sources)
	}
	partners, err := list[pack.Partner](ctx, q, v.Actor, KindPartner, filter{})
	for _, p := range partners {
		cite(page(v.T("governance.partners.title")), "/partners", p.Content.Sources)
	}
	return all, err
}

func profileSources(p pack.Process) [][]kernel.Source {
	all := [][]kernel.Source{p.Sources, p.MemberOrganisations.Sources, p.ObserverStates.Sources, p.ObserverOrganisations.Sources}
	for _, l := range statementLists(p) {
		for _, st := range l.all {
			all = append(all, st.Sources)
		}
	}
	for _, t := range p.Themes {
		all = append(all, t.Sources)
	}
	for _, y := range p.Priorities {
		all = append(all, y.Sources)
	}
	return all
}

func memberSources(m pack.Member) [][]kernel.Source {
	all := [][]kernel.Source{m.Sources}
	if m.Referral != nil {
		all = append(all, m.Referral.Sources)
	}
	for _, st := range m.Facts {
		all = append(all, st.Sources)
	}
	return all
}

// plainPage is a short page about the site itself: its paragraphs, by the names of their words.
type plainPage struct {
	Title, Lead string
	Parts       []plainPart
}

type plainPart struct {
	ID, Title, Words string
	Links            []ui.Link
}

func (s *Service) showAccessibility(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return showPlain(w, r, v, "accessibility", "reach", "limits", "tell")
}

func (s *Service) showPrivacy(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return showPlain(w, r, v, "privacy", "readers", "accounts", "record", "others")
}

func (s *Service) showCorrections(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return showPlain(w, r, v, "corrections", "how", "what", "never")
}

func showPlain(w http.ResponseWriter, r *http.Request, v *web.View, page string, parts ...string) error {
	p := plainPage{Title: v.T("governance." + page + ".title"), Lead: v.T("governance." + page + ".lead")}
	for _, part := range parts {
		key := "governance." + page + "." + part
		p.Parts = append(p.Parts, plainPart{ID: part, Title: v.T(key + "_title"), Words: v.T(key), Links: plainLinks(v, part)})
	}
	return web.Render(w, r, v, http.StatusOK, plainView(v, p))
}

func (s *Service) showData(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return showPlain(w, r, v, "data", "files", "dates", "api", "proof")
}

// plainLinks lead from a part to what it speaks of.
func plainLinks(v *web.View, part string) []ui.Link {
	switch part {
	case "files":
		return []ui.Link{{Text: v.T("governance.data.plans"), Href: v.Href("/plans")}}
	case "dates":
		return []ui.Link{{Text: v.T("governance.data.calendar"), Href: v.Href("/meetings.ics")}}
	case "api":
		return []ui.Link{
			{Text: v.T("governance.data.description"), Href: "/api/openapi.json"}, {Text: v.T("governance.data.example"), Href: "/api/v1/meetings"},
		}
	case "proof":
		return []ui.Link{{Text: v.T("governance.data.log"), Href: v.Href("/log")}}
	}
	return nil
}
