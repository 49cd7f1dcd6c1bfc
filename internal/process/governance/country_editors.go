package governance

import (
	"context"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

func (s *Service) memberEditor() editor[pack.Member] {
	return editor[pack.Member]{
		kind: KindMember, back: toMember,
		find: func(ctx context.Context, q db.Queryer, v *web.View, r *http.Request) (Member, error) {
			return find[pack.Member](ctx, q, v.Actor, KindMember, filter{slug: r.PathValue("cc")})
		},
		fields: func(v *web.View, _ pack.Member) []input {
			basis := text(v, "referral_basis", choice, true)
			basis.Options = append([]ui.Option{{Text: v.T("governance.no_record")}}, basisOptions(v)...)
			return []input{
				text(v, "lead_agency", line, false), text(v, "lead_note", area, true), text(v, "agencies_note", area, true),
				text(v, "referral", line, true), basis, text(v, "referral_note", area, true),
			}
		},
		values: func(lang kernel.Lang, m pack.Member) []any {
			pairs := []any{"lead_agency", in(m.LeadAgency, lang), "lead_note", in(m.LeadNote, lang), "agencies_note", in(m.AgenciesNote, lang)}
			if m.Referral != nil {
				pairs = append(pairs, "referral", in(m.Referral.Name, lang), "referral_basis", m.Referral.Basis, "referral_note", in(m.Referral.Note, lang))
			}
			return pairs
		},
		save: func(ctx context.Context, c Change, _ *http.Request, f *web.Form, old Member) error {
			change := MemberChange{
				LeadAgency: f.Text("lead_agency"), LeadNote: f.Text("lead_note"), AgenciesNote: f.Text("agencies_note"),
				Referral: f.Text("referral"), ReferralBasis: pack.Basis(f.Text("referral_basis")), ReferralNote: f.Text("referral_note"),
			}
			if err := f.Err(); err != nil {
				return err
			}
			_, err := s.ChangeMember(ctx, c, old.Country, change)
			return err
		},
	}
}

func (s *Service) agencyEditor(fresh bool) editor[pack.Agency] {
	e := editor[pack.Agency]{
		kind: KindAgency, country: countryIn, back: toMember,
		find: func(ctx context.Context, q db.Queryer, v *web.View, r *http.Request) (Agency, error) {
			country := countryIn(r)
			if country == "" {
				return Agency{}, fault.New(fault.NotFound, "fault.not_found")
			}
			return find[pack.Agency](ctx, q, v.Actor, KindAgency, filter{slug: r.PathValue("slug"), country: country})
		},
		fields: func(v *web.View, _ pack.Agency) []input {
			sector := text(v, "sector", choice, false)
			for _, sec := range pack.Sectors {
				sector.Options = append(sector.Options, ui.Option{Value: string(sec), Text: v.T("governance.sector." + string(sec))})
			}
			return []input{text(v, "name", line, false), sector, text(v, "lead", tick, true), text(v, "note", area, true)}
		},
		values: func(lang kernel.Lang, a pack.Agency) []any {
			return []any{"name", in(a.Name, lang), "sector", a.Sector, "lead", yes(a.Lead), "note", in(a.Note, lang)}
		},
		save: func(ctx context.Context, c Change, r *http.Request, f *web.Form, old Agency) (err error) {
			change := AgencyChange{Name: f.Text("name"), Sector: pack.Sector(f.Text("sector")), Lead: f.Bool("lead"), Note: f.Text("note")}
			if err := f.Err(); err != nil {
				return err
			}
			if fresh {
				_, err = s.AddAgency(ctx, c, old.Country, change)
			} else {
				_, err = s.ChangeAgency(ctx, c, old.Country, r.PathValue("slug"), change)
			}
			return err
		},
	}
	return e.fresh(fresh)
}

func (s *Service) bodyEditor() editor[pack.Body] {
	return editor[pack.Body]{
		kind: KindBody, back: toBody, find: bySlug[pack.Body](KindBody),
		fields: func(v *web.View, _ pack.Body) []input {
			return []input{text(v, "name", line, false), text(v, "note", area, true), text(v, "from", date, true), text(v, "to", date, true)}
		},
		values: func(lang kernel.Lang, b pack.Body) []any {
			return []any{"name", in(b.Name, lang), "note", in(b.Note, lang), "from", b.Period.From, "to", b.Period.To}
		},
		save: func(ctx context.Context, c Change, r *http.Request, f *web.Form, _ Body) error {
			change := BodyChange{Name: f.Text("name"), Note: f.Text("note"), From: f.Date("from"), To: f.Date("to")}
			if err := f.Err(); err != nil {
				return err
			}
			_, err := s.ChangeBody(ctx, c, r.PathValue("slug"), change)
			return err
		},
	}
}

func seatFields(v *web.View, _ SeatContent) []input {
	status := text(v, "status", choice, true)
	status.Options = []ui.Option{
		{Value: "", Text: v.T("governance.seat.follows")},
		{Value: string(SeatVacant), Text: v.T("governance.seat_status.vacant")},
		{Value: string(SeatDeferred), Text: v.T("governance.seat_status.deferred")},
	}
	return []input{text(v, "name", line, true), status, text(v, "basis", area, true)}
}

func seatValues(lang kernel.Lang, c SeatContent) []any {
	return []any{"name", in(c.Name, lang), "status", c.Status, "basis", in(c.Basis, lang)}
}

func seatIn(f *web.Form) SeatChange {
	return SeatChange{Name: f.Text("name"), Status: SeatStatus(f.Text("status")), Basis: f.Text("basis")}
}

func (s *Service) seatEditor() editor[SeatContent] {
	return editor[SeatContent]{
		kind: KindSeat, back: toBody, fields: seatFields, values: seatValues, find: seatAt,
		save: func(ctx context.Context, c Change, r *http.Request, f *web.Form, _ Seat) error {
			change := seatIn(f)
			if err := f.Err(); err != nil {
				return err
			}
			_, err := s.ChangeSeat(ctx, c, r.PathValue("slug"), r.PathValue("seat"), change)
			return err
		},
	}
}

// seatAt finds the seat that the address names.
func seatAt(ctx context.Context, q db.Queryer, v *web.View, r *http.Request) (Seat, error) {
	b, err := find[pack.Body](ctx, q, v.Actor, KindBody, filter{slug: r.PathValue("slug")})
	if err != nil {
		return Seat{}, err
	}
	return find[SeatContent](ctx, q, v.Actor, KindSeat, filter{slug: r.PathValue("seat"), parent: b.ID})
}

// newSeat is the form of a new seat: of a regional body, it asks for which country among those that the reader may act for.
func (s *Service) newSeat(r *http.Request, v *web.View) (editPage, error) {
	p := editPage{
		Title: v.T("governance.seat.new"), Help: v.T("governance.seat.help"), Back: toBody(r), Form: ui.FormOf{Action: v.Path},
		LanguageHint: v.T("governance.hint.language", "language", v.Loc.Own()),
	}
	err := s.walk.DB.Read(r.Context(), func(q db.Queryer) error {
		b, err := find[pack.Body](r.Context(), q, v.Actor, KindBody, filter{slug: r.PathValue("slug")})
		if err != nil {
			return err
		}
		called, members, err := s.names(r.Context(), q, v)
		if err != nil {
			return err
		}
		if !s.mayAddSeat(v, b, members) {
			return s.walk.Access.Check(v.Actor, Edit, resource(KindSeat, "", b.Country))
		}
		if b.Country == "" {
			country := text(v, "country", choice, true)
			for _, o := range countryOptions(members, called, v.T("governance.seat.regional")) {
				if v.Can(Edit, resource(KindSeat, "", kernel.Country(o.Value))) {
					country.Options = append(country.Options, o)
				}
			}
			p.Fields = append(p.Fields, country)
		}
		return nil
	})
	p.Fields = append(p.Fields, seatFields(v, SeatContent{})...)
	return p, err
}

func (s *Service) askSeat(w http.ResponseWriter, r *http.Request, v *web.View) error {
	p, err := s.newSeat(r, v)
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, editView(v, p))
}

func (s *Service) addSeat(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, c, err := readChange(r, v)
	if err != nil {
		return err
	}
	country, change := f.Country("country"), seatIn(f)
	if err = f.Err(); err == nil {
		_, err = s.AddSeat(r.Context(), c, r.PathValue("slug"), country, change)
	}
	if fault.Is(err, fault.Invalid) {
		p, open := s.newSeat(r, v)
		if open != nil {
			return open
		}
		p.Form.State = f.State(err)
		return web.Render(w, r, v, http.StatusUnprocessableEntity, editView(v, p))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "governance.flash.saved")
	return web.Redirect(w, r, v, toBody(r))
}

func (s *Service) holderEditor(fresh bool) editor[HolderContent] {
	return editor[HolderContent]{
		kind: KindHolder, back: toBody,
		find: func(ctx context.Context, q db.Queryer, v *web.View, r *http.Request) (Holder, error) {
			seat, err := seatAt(ctx, q, v, r)
			if err != nil || fresh {
				return Holder{Kind: KindHolder, Country: seat.Country}, err
			}
			return find[HolderContent](ctx, q, v.Actor, KindHolder, filter{slug: r.PathValue("holder"), parent: seat.ID})
		},
		fields: func(v *web.View, _ HolderContent) []input {
			return []input{text(v, "office", line, false), text(v, "from", date, true), text(v, "to", date, true), text(v, "basis", area, true)}
		},
		values: func(lang kernel.Lang, c HolderContent) []any {
			return []any{"office", in(c.Office, lang), "from", c.Period.From, "to", c.Period.To, "basis", in(c.Basis, lang)}
		},
		save: func(ctx context.Context, c Change, r *http.Request, f *web.Form, _ Holder) error {
			change := HolderChange{Office: f.Text("office"), From: f.Date("from"), To: f.Date("to"), Basis: f.Text("basis")}
			if err := f.Err(); err != nil {
				return err
			}
			seat, err := s.Seat(ctx, c.Actor, r.PathValue("slug"), r.PathValue("seat"))
			if err != nil {
				return err
			}
			if fresh {
				_, err = s.AddHolder(ctx, c, seat, change)
			} else {
				_, err = s.ChangeHolder(ctx, c, seat, r.PathValue("holder"), change)
			}
			return err
		},
	}
}
