package plan

import (
	"context"
	"io"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
)

// The formats of an export, as suffixes of addresses and values of the command line.
const (
	FormatWorkbook = "xlsx"
	FormatJSON     = "json"
	FormatMarkdown = "md"
)

// MediaTypes are the media types of the formats.
var MediaTypes = map[string]string{
	FormatWorkbook: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	FormatJSON:     "application/json",
	FormatMarkdown: "text/markdown; charset=utf-8",
}

// Export is a document that can be written in each format. Raw are its bytes as they were published, nil for one that
// was not.
type Export struct {
	Document  Document
	Raw       []byte
	Languages []kernel.Lang
	Lead      kernel.Lang
}

// Write writes the document in a format. A published document's JSON is the very bytes that its hash is of.
func (x Export) Write(w io.Writer, format string, l *i18n.Locale) error {
	switch format {
	case FormatWorkbook:
		return WriteWorkbook(w, x.Document.Tree(), x.Languages, x.Lead, guidance(l))
	case FormatMarkdown:
		return WriteMarkdown(w, x.Document, l)
	case FormatJSON:
		raw := x.Raw
		if raw == nil {
			var err error
			if raw, err = x.Document.Encode(); err != nil {
				return err
			}
		}
		_, err := w.Write(raw)
		return err
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// ExportReading makes an export of what a reading shows.
func (s *Service) ExportReading(ctx context.Context, r Reading) (x Export, err error) {
	defer fault.In(&err, "plan.ExportReading(%s)", r.Plan.Slug)
	if r.Shown == nil {
		return x, fault.New(fault.NotFound, "fault.not_found")
	}
	x.Document = *r.Document
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		if x.Raw, err = loadDocument(ctx, q, r.Shown.ID); err != nil {
			return err
		}
		p, err := loadProcess(ctx, q)
		x.Languages, x.Lead = p.Languages, p.Lead
		return err
	})
	return x, err
}

// ExportWorking makes an export of a working draft.
func ExportWorking(w WorkingText) Export {
	return Export{Document: documentOf(w.Plan, Working, w.Draft.Number, w.Draft.Tree), Languages: w.Languages, Lead: w.Lead}
}

// Template writes an empty workbook with guidance, for a plan with the levels.
func (s *Service) Template(ctx context.Context, w io.Writer, levels Levels, l *i18n.Locale) (err error) {
	defer fault.In(&err, "plan.Template")
	var p process
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		p, err = loadProcess(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	lines := guidance(l)
	for _, level := range levels {
		pattern := level.CodePattern
		if pattern == "" {
			pattern = l.T("plan.guide.any_code")
		}
		name, _ := level.Name.In(l.Lang())
		lines = append(lines, [2]string{level.Slug, l.T("plan.guide.level", "name", name, "pattern", pattern)})
	}
	return WriteWorkbook(w, Tree{Levels: levels}, p.Languages, p.Lead, lines)
}

// guidance is the sheet that explains the columns.
func guidance(l *i18n.Locale) [][2]string {
	lines := [][2]string{{l.T("plan.guide.column"), l.T("plan.guide.meaning")}}
	for _, name := range []string{
		"level", "code", "parent_code", "text", "paraphrase", "inferred", "note", "sources", "id",
		"node_code", "unit", "baseline", "target",
	} {
		lines = append(lines, [2]string{guideNames[name], l.T("plan.guide.columns." + name)})
	}
	return lines
}

// guideNames are the columns as the guidance names them; several stand for one of each language or year.
var guideNames = map[string]string{
	"level": "level", "code": "code", "parent_code": "parent_code", "text": "text_…", "paraphrase": "paraphrase", "inferred": "inferred",
	"note": "note_…", "sources": "sources", "id": "id", "node_code": "node_code", "unit": "unit_…",
	"baseline": "baseline_year, baseline", "target": "target_1_year, target_1, …",
}
