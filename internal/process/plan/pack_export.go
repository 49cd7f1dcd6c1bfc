package plan

import (
	"context"
	"fmt"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
)

// ExportPack puts into a pack the plans on record of which the audience is kept, each with the text that its record holds by
// now and its published drafts: what LoadPack takes.
func (s *Service) ExportPack(ctx context.Context, q db.Queryer, p *pack.Pack, keep func(kernel.Audience) bool) (err error) {
	defer fault.In(&err, "plan.ExportPack")
	plans, err := listPlans(ctx, q, kernel.System)
	if err != nil {
		return err
	}
	for _, known := range plans {
		if !keep(known.Audience) {
			continue
		}
		p.Mark(pack.KindPlan, known.Slug, known.Audience)
		given, err := s.exported(ctx, q, known, func(e Edition) bool {
			if e.Kind == Draft && keep(e.Audience) {
				p.Mark(pack.KindDraft, draftName(known.Slug, e.Number), e.Audience)
				return true
			}
			return false
		})
		if err != nil {
			return err
		}
		p.Plans = append(p.Plans, given)
	}
	return nil
}

// draftName is what a pack calls a draft.
func draftName(plan string, number int) string { return fmt.Sprintf("%s/%d", plan, number) }

func (s *Service) exported(ctx context.Context, q db.Queryer, known Plan, keep func(Edition) bool) (pack.Plan, error) {
	editions, err := listEditions(ctx, q, kernel.System, known.ID)
	if err != nil {
		return pack.Plan{}, err
	}
	var text Tree
	var drafts []pack.Draft
	for _, e := range editions {
		switch {
		case e.Kind == Record: // the last one stands
			doc, err := s.document(ctx, q, e)
			if err != nil {
				return pack.Plan{}, err
			}
			text = doc.Tree()
		case keep(e):
			raw, err := loadDocument(ctx, q, e.ID)
			if err != nil {
				return pack.Plan{}, err
			}
			drafts = append(drafts, pack.Draft{Number: e.Number, SHA256: e.SHA256, Document: raw})
		}
	}
	given := toPack(known, text)
	given.Drafts = drafts
	return given, nil
}

// toPack is the way back from fromPack.
func toPack(p Plan, text Tree) pack.Plan {
	g := pack.Plan{
		Slug: p.Slug, Number: p.Number, Title: p.Title, Short: p.Short, Period: p.Period, State: pack.PlanState(p.State), Basis: pack.Basis(p.Basis),
		BasisNote: p.BasisNote, Complete: p.Known.Complete, CodesNote: p.Known.CodesNote, Note: p.Known.Note, Claims: p.Known.Claims,
		Sources: p.Sources,
	}
	for _, l := range p.Levels {
		g.Levels = append(g.Levels, pack.Level(l))
	}
	for _, x := range p.Known.Path {
		g.Path = append(g.Path, pack.Station{
			Kind: pack.StationKind(x.Kind), State: pack.StationState(x.State), Start: x.Start, End: x.End, Place: x.Place, Meeting: x.Meeting,
			Note: x.Note, Sources: x.Sources,
		})
	}
	for _, x := range p.Known.Counts {
		g.Counts = append(g.Counts, pack.LevelCount(x))
	}
	for _, x := range p.Known.Results {
		g.Results = append(g.Results, pack.Result(x))
	}
	g.Rules, g.Monitoring, g.Facts = said(p.Known.Rules), said(p.Known.Monitoring), said(p.Known.Facts)
	for _, n := range text.Nodes {
		g.Nodes = append(g.Nodes, pack.Node{
			Key: n.ID, Level: n.Level, Code: n.Code, Parent: n.Parent, Text: n.Text, Paraphrase: n.Paraphrase, Inferred: n.Inferred, Note: n.Note,
			Sources: n.Sources,
		})
	}
	for _, i := range text.Indicators {
		in := pack.Indicator{Key: i.ID, Node: i.Node, Code: i.Code, Text: i.Text, Unit: i.Unit, Note: i.Note, Sources: i.Sources}
		if i.Baseline != nil {
			m := pack.Measure(*i.Baseline)
			in.Baseline = &m
		}
		for _, m := range i.Targets {
			in.Targets = append(in.Targets, pack.Measure(m))
		}
		g.Indicators = append(g.Indicators, in)
	}
	return g
}

func said(statements []Statement) []pack.Statement {
	var all []pack.Statement
	for _, s := range statements {
		all = append(all, pack.Statement(s))
	}
	return all
}
