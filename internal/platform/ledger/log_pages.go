package ledger

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// logPage is the page that explains the log and lists what is in it.
type logPage struct {
	page   ui.Page
	head   ui.Head
	proves []string
	not    []string
	facts  []ui.Fact
	files  []ui.Act
	steps  []step
	grid   ui.Grid
	empty  bool
	newest string // address of the first page of the list; "" when this is it
	older  string
}

// step is one thing to do, with the command that does it.
type step struct{ words, command string }

// perPage is how many acts the page lists.
const perPage = 25

func (s *Service) showLog(w http.ResponseWriter, r *http.Request, v *web.View) (err error) {
	defer fault.In(&err, "ledger.showLog")
	before, err := indexOf(v.Query.Get("before"))
	if err != nil {
		return err
	}
	var p logPage
	err = s.db.Read(r.Context(), func(q db.Queryer) error {
		p, err = s.logPage(r.Context(), q, v, before)
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, showLog(v, p))
}

// indexOf reads the place of an entry in an address; "" is 0.
func indexOf(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := decimal(text)
	if err != nil {
		return 0, fault.Wrap(fault.NotFound, err, "ledger.entry.none")
	}
	return n, nil
}

func (s *Service) logPage(ctx context.Context, q db.Queryer, v *web.View, before int64) (logPage, error) {
	head, err := s.log.Head(ctx, q)
	if err != nil {
		return logPage{}, err
	}
	acts, err := act.List(ctx, q, v.Actor, act.Filter{Before: before, Newest: true}, kernel.Page{Limit: perPage + 1})
	if err != nil {
		return logPage{}, err
	}
	p := logPage{
		page:   ui.Page{Title: v.T("ledger.page.title"), Description: v.T("ledger.page.lead")},
		head:   ui.Head{Title: ui.Shown(v.T("ledger.page.title")), Lead: ui.Shown(v.T("ledger.page.lead"))},
		proves: []string{v.T("ledger.page.proves.there"), v.T("ledger.page.proves.unchanged"), v.T("ledger.page.proves.order"), v.T("ledger.page.proves.who")},
		not:    []string{v.T("ledger.page.not.true"), v.T("ledger.page.not.complete"), v.T("ledger.page.not.alone"), v.T("ledger.page.not.secret")},
		facts:  s.facts(v, head), files: s.files(v), steps: s.steps(v), empty: len(acts) == 0,
	}
	if len(acts) > perPage {
		acts = acts[:perPage]
		p.older = v.Href("/log?before=" + strconv.FormatInt(acts[perPage-1].Leaf, 10) + "#entries")
	}
	if before > 0 {
		p.newest = v.Href("/log#entries")
	}
	p.grid = s.grid(ctx, q, v, acts)
	return p, nil
}

func (s *Service) facts(v *web.View, head Head) []ui.Fact {
	facts := []ui.Fact{
		{Term: v.T("ledger.page.origin"), Value: ui.Shown(head.Origin)},
		{Term: v.T("ledger.page.size"), Value: ui.Shown(v.T("ledger.page.entries", "count", head.Size))},
		{Term: v.T("ledger.page.root"), Body: code(base64.StdEncoding.EncodeToString(head.Root[:])), Note: v.T("ledger.page.root_note")},
	}
	for _, key := range s.log.public {
		facts = append(facts, ui.Fact{Term: v.T("ledger.page.key"), Body: code(key), Note: v.T("ledger.page.key_note")})
	}
	return facts
}

func (s *Service) files(v *web.View) []ui.Act {
	return []ui.Act{
		{Text: v.T("ledger.page.checkpoint"), Href: "/log/checkpoint", Download: true},
		{Text: v.T("ledger.page.key_file"), Href: "/log/key", Kind: ui.Second, Download: true},
	}
}

func (s *Service) steps(v *web.View) []step {
	at := s.address + "/log"
	return []step{
		{v.T("ledger.page.step.keep"), "sampan verify " + at + " --save checkpoint.txt"},
		{v.T("ledger.page.step.later"), "sampan verify " + at + " --since checkpoint.txt"},
		{v.T("ledger.page.step.key"), "sampan verify " + at + " --since checkpoint.txt --key " + s.log.public[0]},
		{v.T("ledger.page.step.copy"), "sampan verify " + at + " --copy log"},
	}
}

func (s *Service) grid(ctx context.Context, q db.Queryer, v *web.View, acts []act.Stored) ui.Grid {
	g := ui.Grid{
		Caption: v.T("ledger.list.caption"), Note: v.T("ledger.list.note"), Lead: 1,
		Columns: []ui.Column{
			{Title: v.T("ledger.list.when")}, {Title: v.T("ledger.list.what")}, {Title: v.T("ledger.list.about")},
			{Title: v.T("ledger.list.who")}, {Title: v.T("ledger.list.number"), Number: true},
		},
	}
	for _, a := range acts {
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{
			{Text: ui.Shown(v.Time(a.At))}, {Text: ui.Shown(kindWords(v.Loc, a.Kind)), Href: v.Href(entryPath(a.Leaf))},
			s.about(ctx, q, v, a.Object), {Text: ui.Shown(who(v, a.Role, a.Delegation))}, {Text: ui.Shown(v.Loc.Number(a.Leaf))},
		}})
	}
	return g
}

// about names the record that an act is on, with its page where there is one.
func (s *Service) about(ctx context.Context, q db.Queryer, v *web.View, ref kernel.Ref) ui.Cell {
	if s.resolve != nil {
		if path, title, ok := s.resolve(ctx, q, v.Actor, ref); ok {
			return ui.Cell{Text: v.Text(title), Href: v.Href(path)}
		}
	}
	return ui.Cell{Text: ui.Shown(v.T("ledger.list.record", "kind", ref.Kind))}
}

// kindWords tells what kind of act it is; a kind without words of its own is named by its code.
func kindWords(l *i18n.Locale, kind string) string {
	if key := "ledger.kind." + kind; l.Has(key) {
		return l.T(key)
	}
	return l.T("ledger.kind_other", "kind", kind)
}

// who tells in which office an act was done. The program itself has none.
func who(v *web.View, role kernel.Role, delegation kernel.Country) string {
	switch {
	case role == "":
		return v.T("ledger.who.program")
	case delegation != "":
		return v.T("ledger.who.delegation", "role", role, "country", delegation)
	}
	return v.Loc.Role(role)
}

func entryPath(index int64) string { return "/log/entries/" + strconv.FormatInt(index, 10) }
