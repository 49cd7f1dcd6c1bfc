package plan

import (
	"io"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// importPage asks for a file, or tells what a file would do.
type importPage struct {
	Page     ui.Page
	Head     ui.Head
	Form     ui.FormOf
	Template ui.Act
	Faults   *ui.Grid // of the file that was refused
	Preview  *previewPart
}

// previewPart is what an import would change.
type previewPart struct {
	Tally []ui.Count
	Grid  ui.Grid
	Back  ui.Act
	More  string
}

func (s *Service) showImport(w http.ResponseWriter, r *http.Request, v *web.View) error {
	text, err := s.editable(r.Context(), v, r.PathValue("slug"))
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, importView(v, newImportPage(words{v}, text.Plan, web.FormState{})))
}

func newImportPage(v words, p Plan, state web.FormState) importPage {
	page := importPage{
		Page:     ui.Page{Title: v.T("plan.import.title"), Private: true, Wide: true},
		Head:     workHead(v, p, v.T("plan.import.title"), v.T("plan.import.lead"), ui.Link{Text: v.T("plan.import.act")}),
		Form:     ui.FormOf{Action: importPath(p.Slug), State: state, Files: true},
		Template: ui.Act{Text: v.T("plan.import.template"), Href: v.Href(workingPath(p.Slug) + "/template.xlsx"), Kind: ui.Second, Download: true},
	}
	if len(state.Faults) > 0 && state.Faults[0].Path != "file" {
		page.Faults = v.faultGrid(state.Faults)
		page.Form.State = web.FormState{Faults: []fault.Field{{Path: "file", Message: fault.Message{Key: "plan.import.refused", Args: []any{"count", len(state.Faults)}}}}}
	}
	return page
}

// faultGrid lists all that is wrong with a file, by place.
func (w words) faultGrid(faults []fault.Field) *ui.Grid {
	g := &ui.Grid{Caption: w.T("plan.import.faults"), Note: w.T("plan.import.unchanged"), Columns: []ui.Column{
		{Title: w.T("plan.import.place")}, {Title: w.T("plan.import.fault")},
	}}
	for _, f := range faults {
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Shown(f.Path)}, {Text: ui.Shown(w.Loc.Message(f.Message))}}})
	}
	return g
}

func (s *Service) previewImport(w http.ResponseWriter, r *http.Request, v *web.View) error {
	p, err := s.plan(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	if err := s.walk.Access.Check(v.Actor, Edit, p.resource()); err != nil {
		return err
	}
	var content []byte
	f, err := web.ReadUpload(r, func(_ *web.Form, _, _ string, file io.Reader) (err error) {
		content, err = io.ReadAll(io.LimitReader(file, MaxUpload+1))
		return err
	})
	if err != nil {
		return err
	}
	submission, err := f.Submission()
	if err != nil {
		return err
	}
	if len(content) == 0 {
		f.Fault("file", "plan.import.no_file")
		err = f.Err()
	} else {
		var preview Preview
		preview, err = s.PreviewImport(r.Context(), To{Actor: v.Actor, Submission: submission, Slug: p.Slug}, content)
		if err == nil {
			return web.Redirect(w, r, v, importPath(p.Slug)+"/"+string(preview.ID))
		}
	}
	if again(err) || fault.Is(err, fault.TooLarge) {
		state := f.State(err)
		if len(state.Faults) == 1 && state.Faults[0].Path == "" {
			state.Faults[0].Path = "file"
		}
		return web.Render(w, r, v, fault.KindOf(err).Status(), importView(v, newImportPage(words{v}, p, state)))
	}
	return err
}

func (s *Service) showPreview(w http.ResponseWriter, r *http.Request, view *web.View) error {
	slug := r.PathValue("slug")
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	pending, err := s.Pending(r.Context(), view.Actor, slug, id)
	if err != nil {
		return err
	}
	text, err := s.editable(r.Context(), view, slug)
	if err != nil {
		return err
	}
	v := words{view}
	page := importPage{
		Page: ui.Page{Title: v.T("plan.preview.title"), Private: true, Wide: true},
		Head: workHead(v, text.Plan, v.T("plan.preview.title"), v.T("plan.preview.lead", "count", pending.Nodes, "indicators", pending.Indicators),
			ui.Link{Text: v.T("plan.import.act"), Href: v.Href(importPath(slug))}, ui.Link{Text: v.T("plan.preview.crumb")}),
		Form:    ui.FormOf{Action: importPath(slug) + "/" + string(id)},
		Preview: v.preview(text, pending.Difference),
	}
	return web.Render(w, r, view, http.StatusOK, importView(view, page))
}

func (w words) preview(text WorkingText, d Difference) *previewPart {
	count := func(n int, key string) ui.Count { return ui.Count{Value: w.Loc.Number(int64(n)), Label: w.T(key)} }
	p := &previewPart{
		Tally: []ui.Count{
			count(d.Added, "plan.change.added"), count(d.Changed, "plan.change.changed"), count(d.Moved, "plan.change.moved"),
			count(d.Removed, "plan.change.removed"), count(d.Same, "plan.change.same"), count(d.Indicators, "plan.change.indicators"),
		},
		Grid: ui.Grid{Caption: w.T("plan.preview.table"), Columns: []ui.Column{
			{Title: w.T("plan.preview.what")}, {Title: w.T("plan.preview.before")}, {Title: w.T("plan.preview.after")},
		}},
		Back: ui.Act{Text: w.T("plan.preview.leave"), Href: w.Href(workingPath(text.Plan.Slug)), Kind: ui.Quiet},
	}
	for _, l := range d.Lines {
		row := ui.Row{Cells: []ui.Cell{{Text: ui.Shown(w.T("plan.change." + string(l.Change)))}, {}, {}}}
		if l.Before.ID != "" {
			row.Cells[1].Text = ui.Shown(w.name(l.Before))
		}
		if l.After.ID != "" {
			row.Cells[2].Text = ui.Shown(w.name(l.After))
		}
		p.Grid.Rows = append(p.Grid.Rows, row)
	}
	if all := d.Added + d.Changed + d.Moved + d.Removed; all > len(d.Lines) {
		p.More = w.T("plan.preview.more", "shown", len(d.Lines), "count", all)
	}
	return p
}

func (s *Service) confirmImport(w http.ResponseWriter, r *http.Request, v *web.View) error {
	_, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if _, err := s.ConfirmImport(r.Context(), to, id); err != nil {
		return err
	}
	web.SetFlash(w, "plan.flash.imported")
	return web.Redirect(w, r, v, workingPath(to.Slug))
}
