package governance

import (
	"context"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// Mount registers the pages.
func (s *Service) Mount(rt *web.Router) {
	rt.Get("GET /{$}", Read, s.showHome)
	rt.Get("GET /about", Read, s.showAbout)
	rt.Get("GET /members", Read, s.showMembers)
	rt.Get("GET /members/{cc}", Read, s.showMember)
	rt.Get("GET /bodies", Read, s.showBodies)
	rt.Get("GET /bodies/{slug}", Read, s.showBody)
	rt.Get("GET /chair", Read, s.showChair)
	rt.Get("GET /partners", Read, s.showPartners)
	rt.Get("GET /cadence", Follow, s.showCadence)
	rt.Get("GET /sources", Read, s.showSources)
	rt.Get("GET /accessibility", access.Anyone, s.showAccessibility)
	rt.Get("GET /privacy", access.Anyone, s.showPrivacy)
	rt.Get("GET /corrections", access.Anyone, s.showCorrections)
	rt.Get("GET /data", access.Anyone, s.showData)
	rt.Get("GET /records/{kind}/{id}", Read, s.showHistory)
	rt.Get("GET /records/{kind}/{id}/withdraw", Edit, s.askWithdraw)
	rt.Post("POST /records/{kind}/{id}/withdraw", Edit, s.withdrawRecord)
	rt.Get("GET /chair/confirm", ConfirmChair, s.askChair)
	rt.Post("POST /chair/confirm", ConfirmChair, s.confirmChair)
	rt.Post("POST /chair/set", ConfirmChair, s.setChair)
	s.mountEditors(rt)
}

// public is what reading a page of the public record asks for.
func public(kind Kind) access.Resource { return resource(kind, "", "") }

// read runs a page's queries after asking for access.
func (s *Service) read(ctx context.Context, v *web.View, do func(q db.Queryer) error) error {
	return act.Read(ctx, s.walk, act.Call{Actor: v.Actor, Action: Read, Resource: public("page")}, do)
}

// names tells the name of a member in the reader's language: as the pack has it, as the program's own words have it for
// the countries that it knows, or in the pack's best language.
type names struct {
	v  *web.View
	of map[kernel.Country]kernel.Text

	meetings map[string]string // by slug: what people call them; only on the pages of the chair
}

// meeting links to a meeting under the name that people call it by.
func (n names) meeting(slug string) ui.Link {
	text := n.meetings[slug]
	if text == "" {
		text = n.v.T("governance.chair.meeting")
	}
	return ui.Link{Text: text, Href: n.v.Href("/meetings/" + slug)}
}

// withMeetings adds what the meetings on record are called.
func (s *Service) withMeetings(ctx context.Context, q db.Queryer, n names) (names, error) {
	profile, err := s.Process(ctx, q, n.v.Actor)
	if err != nil {
		return n, err
	}
	all, err := s.meetings(ctx, q, n.v.Actor)
	n.meetings = map[string]string{}
	for _, m := range all {
		n.meetings[m.Slug] = meetingShort(n.v, profile.Content, m)
	}
	return n, err
}

func namesOf(v *web.View, members []Member) names {
	n := names{v: v, of: map[kernel.Country]kernel.Text{}}
	for _, m := range members {
		n.of[m.Country] = m.Content.Name
	}
	return n
}

func (n names) shown(c kernel.Country) web.Shown {
	t := n.of[c]
	if words, lang := t.In(n.v.Lang); lang.Base() == n.v.Lang.Base() && words != "" {
		return web.Shown{Text: words}
	}
	if n.v.Loc.Has("kernel.country."+memberSlug(c)) || t.Empty() {
		return ui.Shown(n.v.Loc.Country(c))
	}
	return n.v.Text(t)
}

func (n names) plain(c kernel.Country) string { return n.shown(c).Text }

func (s *Service) names(ctx context.Context, q db.Queryer, v *web.View) (names, []Member, error) {
	members, err := list[pack.Member](ctx, q, v.Actor, KindMember, filter{})
	return namesOf(v, members), members, err
}

// refs numbers the sources of a page in the order in which they are first cited.
type refs struct {
	list []kernel.Source
}

// of gives the numbers of sources.
func (r *refs) of(sources []kernel.Source) []int {
	var numbers []int
	for _, s := range sources {
		numbers = append(numbers, r.number(s))
	}
	return numbers
}

func (r *refs) number(s kernel.Source) int {
	for i, has := range r.list {
		if has.URL == s.URL && has.Title == s.Title && has.Note == s.Note {
			return i + 1
		}
	}
	r.list = append(r.list, s)
	return len(r.list)
}

// said is a statement as a page shows it.
type said struct {
	Text       web.Shown
	Note       web.Shown
	Paraphrase bool
	Refs       []int
}

func (r *refs) statements(v *web.View, all []pack.Statement) []said {
	var out []said
	for _, st := range all {
		out = append(out, said{Text: v.Text(st.Text), Note: v.Text(st.Note), Paraphrase: st.Paraphrase, Refs: r.of(st.Sources)})
	}
	return out
}

// dispute is a field on which sources differ.
type dispute struct {
	Title    string
	Versions []ui.Version
}

// allOurs says that every statement is in our words, so that one label over them says it.
func allOurs(all []said) bool {
	for _, st := range all {
		if !st.Paraphrase {
			return false
		}
	}
	return len(all) > 0
}

// disputes gathers claims by their field, in order.
func disputes(v *web.View, claims []kernel.Claim) []dispute {
	var all []dispute
	at := map[string]int{}
	for _, c := range claims {
		i, ok := at[c.Field]
		if !ok {
			i = len(all)
			at[c.Field] = i
			all = append(all, dispute{Title: fieldName(v, c.Field)})
		}
		all[i].Versions = append(all[i].Versions, ui.Version{Says: claimed(v, c), Note: c.Note, Used: c.Used, Sources: c.Sources})
	}
	return all
}

// claimed puts a claim's value in the reader's form, where it is a date or a range of dates.
func claimed(v *web.View, c kernel.Claim) string {
	from, to, isRange := strings.Cut(c.Value, "/")
	f, err := kernel.ParseDate(from)
	if err != nil || f == "" || f.Year() < 1900 {
		return strings.TrimSpace(c.Qualifier + " " + c.Value)
	}
	if t, err := kernel.ParseDate(to); isRange && err == nil {
		return v.DateRange(f, t)
	}
	return v.Date(f)
}

// fieldName is what a field of a record is called, or its own name where the catalogue has no word for it.
func fieldName(v *web.View, field string) string {
	if key := "governance.field." + field; v.Loc.Has(key) {
		return v.T(key)
	}
	return field
}

// proof is what stands beside a record so that anyone can check it.
func (s *Service) proof(ctx context.Context, q db.Queryer, v *web.View, kind Kind, id kernel.ID) (ui.Proof, error) {
	acts, err := act.List(ctx, q, v.Actor, act.Filter{Object: kernel.Ref{Kind: string(kind), ID: id}, Newest: true}, kernel.Page{Limit: 1})
	if err != nil || len(acts) == 0 {
		return ui.Proof{}, err
	}
	a := acts[0]
	return ui.Proof{
		Text: v.T("governance.prove", "date", kernel.DateOf(a.At.In(v.Zone)), "version", a.Version), Seal: act.LeafOf(a).Commitment,
		Entry: v.Loc.Number(a.Leaf), Href: v.Href("/log/entries/" + itoa(a.Leaf)),
	}, nil
}

// editAct is a button to a form, for who may send it.
func editAct(v *web.View, kind Kind, country kernel.Country, text, path string) []ui.Act {
	if !v.Can(Edit, resource(kind, "", country)) {
		return nil
	}
	return []ui.Act{{Text: text, Href: v.Href(path), Kind: ui.Second, Small: true}}
}

// rowAct is editAct in a row of a table or list, where it weighs less.
func rowAct(v *web.View, kind Kind, country kernel.Country, text, path string) []ui.Act {
	acts := editAct(v, kind, country, text, path)
	for i := range acts {
		acts[i].Kind = ui.Quiet
	}
	return acts
}
