package governance

import (
	"context"
	"net/http"
	"strconv"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// withdrawable are the kinds of records that can be taken off the register.
var withdrawable = []Kind{KindAgency, KindSeat, KindHolder, KindContact, KindPartner, KindSecretariat, KindChair}

func (s *Service) mountEditors(rt *web.Router) {
	mountEditor(s, rt, "/about/edit", s.profileEditor())
	for _, path := range []string{"/about/contacts/new", "/about/contacts/{slug}/edit"} {
		mountEditor(s, rt, path, s.contactEditor(path == "/about/contacts/new"))
	}
	for _, path := range []string{"/about/secretariat/new", "/about/secretariat/{slug}/edit"} {
		mountEditor(s, rt, path, s.secretariatEditor(path == "/about/secretariat/new"))
	}
	for _, path := range []string{"/partners/new", "/partners/{slug}/edit"} {
		mountEditor(s, rt, path, s.partnerEditor(path == "/partners/new"))
	}
	mountEditor(s, rt, "/members/{cc}/edit", s.memberEditor())
	mountEditor(s, rt, "/members/{cc}/agencies/new", s.agencyEditor(true))
	mountEditor(s, rt, "/members/{cc}/agencies/{slug}/edit", s.agencyEditor(false))
	mountEditor(s, rt, "/bodies/{slug}/edit", s.bodyEditor())
	rt.Get("GET /bodies/{slug}/seats/new", Edit, s.askSeat)
	rt.Post("POST /bodies/{slug}/seats/new", Edit, s.addSeat)
	mountEditor(s, rt, "/bodies/{slug}/seats/{seat}/edit", s.seatEditor())
	mountEditor(s, rt, "/bodies/{slug}/seats/{seat}/holders/new", s.holderEditor(true))
	mountEditor(s, rt, "/bodies/{slug}/seats/{seat}/holders/{holder}/edit", s.holderEditor(false))
}

// text is a field for words, of one line or several.
func text(v *web.View, name string, c control, optional bool) input {
	return input{Field: ui.Field{Name: name, Label: v.T("governance.field." + name), Optional: optional, Rows: 3}, Control: c}
}

func in(t kernel.Text, lang kernel.Lang) string { return t[lang].Text }

// bySlug finds the record that the address names.
func bySlug[T any](kind Kind) func(context.Context, db.Queryer, *web.View, *http.Request) (Record[T], error) {
	return func(ctx context.Context, q db.Queryer, v *web.View, r *http.Request) (Record[T], error) {
		return find[T](ctx, q, v.Actor, kind, filter{slug: r.PathValue("slug")})
	}
}

func region(*http.Request) kernel.Country { return "" }

func countryIn(r *http.Request) kernel.Country {
	c, err := kernel.ParseCountry(r.PathValue("cc"))
	if err != nil {
		return ""
	}
	return c
}

func to(path string) func(*http.Request) string { return func(*http.Request) string { return path } }

func toMember(r *http.Request) string { return "/members/" + r.PathValue("cc") }

func toBody(r *http.Request) string { return "/bodies/" + r.PathValue("slug") }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (s *Service) contactEditor(fresh bool) editor[pack.Contact] {
	e := editor[pack.Contact]{
		kind: KindContact, country: region, back: to("/about"), find: bySlug[pack.Contact](KindContact),
		fields: func(v *web.View, _ pack.Contact) []input {
			return []input{
				text(v, "name", line, false), text(v, "address", area, true), text(v, "phone", line, true), text(v, "fax", line, true),
				text(v, "email", line, true), text(v, "url", line, true), text(v, "historic", tick, true), text(v, "note", area, true),
			}
		},
		values: func(lang kernel.Lang, c pack.Contact) []any {
			return []any{
				"name", in(c.Name, lang), "address", in(c.Address, lang), "phone", c.Phone, "fax", c.Fax, "email", c.Email, "url", c.URL,
				"historic", yes(c.Historic), "note", in(c.Note, lang),
			}
		},
		save: func(ctx context.Context, c Change, r *http.Request, f *web.Form, _ Record[pack.Contact]) (err error) {
			change := ContactChange{
				Name: f.Text("name"), Address: f.Text("address"), Phone: f.Text("phone"), Fax: f.Text("fax"), Email: f.Text("email"),
				URL: f.Text("url"), Historic: f.Bool("historic"), Note: f.Text("note"),
			}
			if err := f.Err(); err != nil {
				return err
			}
			if fresh {
				_, err = s.AddContact(ctx, c, change)
			} else {
				_, err = s.ChangeContact(ctx, c, r.PathValue("slug"), change)
			}
			return err
		},
	}
	return e.fresh(fresh)
}

// fresh makes the form one for a new record.
func (e editor[T]) fresh(yes bool) editor[T] {
	if yes {
		e.find = nil
	}
	return e
}

func (s *Service) secretariatEditor(fresh bool) editor[pack.SecretariatTerm] {
	e := editor[pack.SecretariatTerm]{
		kind: KindSecretariat, country: region, back: to("/about"), find: bySlug[pack.SecretariatTerm](KindSecretariat),
		fields: func(v *web.View, _ pack.SecretariatTerm) []input {
			return []input{
				text(v, "name", line, false), text(v, "acronym", line, true), text(v, "manager", line, true), text(v, "host_city", line, true),
				text(v, "from", date, true), text(v, "to", date, true), text(v, "note", area, true),
			}
		},
		values: func(lang kernel.Lang, t pack.SecretariatTerm) []any {
			return []any{
				"name", in(t.Name, lang), "acronym", in(t.Acronym, lang), "manager", in(t.Manager, lang), "host_city", in(t.HostCity, lang),
				"from", t.Period.From, "to", t.Period.To, "note", in(t.Note, lang),
			}
		},
		save: func(ctx context.Context, c Change, r *http.Request, f *web.Form, _ Record[pack.SecretariatTerm]) (err error) {
			change := SecretariatChange{
				Name: f.Text("name"), Acronym: f.Text("acronym"), Manager: f.Text("manager"), HostCity: f.Text("host_city"),
				From: f.Date("from"), To: f.Date("to"), Note: f.Text("note"),
			}
			if err := f.Err(); err != nil {
				return err
			}
			if fresh {
				_, err = s.AddSecretariat(ctx, c, change)
			} else {
				_, err = s.ChangeSecretariat(ctx, c, r.PathValue("slug"), change)
			}
			return err
		},
	}
	return e.fresh(fresh)
}

func (s *Service) partnerEditor(fresh bool) editor[pack.Partner] {
	e := editor[pack.Partner]{
		kind: KindPartner, country: region, back: to("/partners"), find: bySlug[pack.Partner](KindPartner),
		fields: func(v *web.View, _ pack.Partner) []input {
			kind := text(v, "kind", choice, false)
			for _, k := range PartnerKinds {
				kind.Options = append(kind.Options, ui.Option{Value: string(k), Text: v.T("governance.partner_kind." + string(k))})
			}
			return []input{text(v, "name", line, false), kind, text(v, "role", line, true), text(v, "note", area, true)}
		},
		values: func(lang kernel.Lang, p pack.Partner) []any {
			return []any{"name", in(p.Name, lang), "kind", p.Kind, "role", in(p.Role, lang), "note", in(p.Note, lang)}
		},
		save: func(ctx context.Context, c Change, r *http.Request, f *web.Form, _ Record[pack.Partner]) (err error) {
			change := PartnerChange{Name: f.Text("name"), Kind: pack.PartnerKind(f.Text("kind")), Role: f.Text("role"), Note: f.Text("note")}
			if err := f.Err(); err != nil {
				return err
			}
			if fresh {
				_, err = s.AddPartner(ctx, c, change)
			} else {
				_, err = s.ChangePartner(ctx, c, r.PathValue("slug"), change)
			}
			return err
		},
	}
	return e.fresh(fresh)
}

// statementLists are the lists of statements of the profile with the names of their fields.
func statementLists(p pack.Process) []struct {
	name string
	all  []pack.Statement
} {
	return []struct {
		name string
		all  []pack.Statement
	}{{"objectives", p.Objectives}, {"origin", p.Origin}, {"working_groups", p.WorkingGroups}, {"practice", p.Practice}}
}

func (s *Service) profileEditor() editor[pack.Process] {
	return editor[pack.Process]{
		kind: KindProcess, back: to("/about"),
		find: func(ctx context.Context, q db.Queryer, v *web.View, _ *http.Request) (Profile, error) {
			return s.Process(ctx, q, v.Actor)
		},
		fields: profileFields,
		values: func(lang kernel.Lang, p pack.Process) []any {
			pairs := []any{
				"name", in(p.Name, lang), "type", in(p.Type, lang), "region", in(p.Region, lang),
				"formal_association", in(p.Association, lang), "established", p.Established,
			}
			for _, l := range statementLists(p) {
				for i, st := range l.all {
					pairs = append(pairs, l.name+"."+strconv.Itoa(i), in(st.Text, lang))
				}
			}
			for i, t := range p.Themes {
				pairs = append(pairs, "themes."+strconv.Itoa(i), in(t.Name, lang))
			}
			return pairs
		},
		save: func(ctx context.Context, c Change, _ *http.Request, f *web.Form, old Profile) error {
			lists := map[string][]string{}
			for _, l := range statementLists(old.Content) {
				lists[l.name] = numbered(f, l.name, len(l.all)+1)
			}
			change := ProfileChange{
				Name: f.Text("name"), Type: f.Text("type"), Region: f.Text("region"), Association: f.Text("formal_association"),
				Established: f.Date("established"), Origin: lists["origin"], Objectives: lists["objectives"],
				WorkingGroups: lists["working_groups"], Practice: lists["practice"], Themes: numbered(f, "themes", len(old.Content.Themes)+1),
			}
			if err := f.Err(); err != nil {
				return err
			}
			_, err := s.ChangeProfile(ctx, c, change)
			return err
		},
	}
}

// profileFields has a field for each text of the profile and one more for each list, for a new one.
func profileFields(v *web.View, p pack.Process) []input {
	all := []input{
		text(v, "name", line, true), text(v, "type", line, true), text(v, "region", line, true), text(v, "formal_association", line, true),
		text(v, "established", date, true),
	}
	more := func(name string, n int, c control) {
		for i := range n + 1 {
			label := v.T("governance.numbered", "name", v.T("governance.field."+name), "number", i+1)
			if i == n {
				label = v.T("governance.another", "name", v.T("governance.field."+name))
			}
			all = append(all, input{
				Field: ui.Field{Name: name + "." + strconv.Itoa(i), Label: label, Optional: true, Rows: 3}, Control: c, Fold: v.T("governance.field." + name),
			})
		}
	}
	for _, l := range statementLists(p) {
		more(l.name, len(l.all), area)
	}
	more("themes", len(p.Themes), line)
	return all
}

func numbered(f *web.Form, name string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = f.Text(name + "." + strconv.Itoa(i))
	}
	return all
}
