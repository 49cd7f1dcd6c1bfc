package plan

import (
	"context"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/pack"
)

// LoadPack stores the plans of a process pack with what is known of each, and the levels and languages of the process
// for the plans that are begun here. Each plan comes on record by an act with its document.
func (s *Service) LoadPack(ctx context.Context, tx *act.Tx, p *pack.Pack) (err error) {
	defer fault.In(&err, "plan.LoadPack")
	from := process{Levels: levelsOf(p.Process.Levels), Languages: p.Process.Languages, Lead: p.Process.WorkingLanguage}
	if err := saveProcess(ctx, tx, from); err != nil {
		return err
	}
	for _, given := range p.Plans {
		if err := s.loadOne(ctx, tx, given, p.AudienceOf); err != nil {
			return err
		}
	}
	return nil
}

// record stores a plan that was made elsewhere with what is known of its text.
func (s *Service) record(ctx context.Context, tx *act.Tx, p Plan, text Tree) error {
	e, payload, err := editionOf(p.ID, kernel.NewID(), documentOf(p, Record, 1, text), tx.Now, p.Audience)
	if err != nil {
		return err
	}
	if err := insertPlan(ctx, tx, p); err != nil {
		return err
	}
	if err := insertEdition(ctx, tx, e); err != nil {
		return err
	}
	tx.Record(act.Act{Kind: "plan.recorded", Object: e.object(), Version: p.Version, Audience: p.Audience, Payload: payload})
	return nil
}

// fromPack is a plan of a pack in the words of this feature.
func fromPack(g pack.Plan) (Plan, Tree) {
	p := Plan{
		ID: kernel.NewID(), Slug: g.Slug, Number: g.Number, Title: g.Title, Short: g.Short, Period: g.Period, State: State(g.State),
		Basis: Basis(g.Basis), BasisNote: g.BasisNote, Levels: levelsOf(g.Levels), Sources: g.Sources, Audience: kernel.Public, Version: 1,
		Known: Known{
			Complete: g.Complete, CodesNote: g.CodesNote, Note: g.Note, Claims: g.Claims,
			Rules: statements(g.Rules), Monitoring: statements(g.Monitoring), Facts: statements(g.Facts),
		},
	}
	for _, x := range g.Path {
		p.Known.Path = append(p.Known.Path, Station{
			Kind: string(x.Kind), State: string(x.State), Start: x.Start, End: x.End, Place: x.Place, Meeting: x.Meeting, Note: x.Note, Sources: x.Sources,
		})
	}
	for _, x := range g.Counts {
		p.Known.Counts = append(p.Known.Counts, LevelCount(x))
	}
	for _, x := range g.Results {
		p.Known.Results = append(p.Known.Results, Result(x))
	}
	return p, treeOf(g, p.Levels)
}

func treeOf(g pack.Plan, levels Levels) Tree {
	t := Tree{Levels: levels}
	for _, n := range g.Nodes {
		t.Nodes = append(t.Nodes, Node{
			ID: n.Key, Parent: n.Parent, Level: n.Level, Code: n.Code, Text: n.Text, Paraphrase: n.Paraphrase, Inferred: n.Inferred,
			Note: n.Note, Sources: n.Sources,
		})
	}
	for _, i := range g.Indicators {
		in := Indicator{ID: i.Key, Node: i.Node, Code: i.Code, Text: i.Text, Unit: i.Unit, Note: i.Note, Sources: i.Sources}
		if i.Baseline != nil {
			m := measureOf(*i.Baseline)
			in.Baseline = &m
		}
		for _, m := range i.Targets {
			in.Targets = append(in.Targets, measureOf(m))
		}
		t.Indicators = append(t.Indicators, in)
	}
	return t.Arrange()
}

// measureOf brings a value to its shortest form; one that is no number stays, for Check to tell.
func measureOf(m pack.Measure) Measure {
	if short, ok := ParseDecimal(m.Value); ok {
		m.Value = short
	}
	return Measure(m)
}

func levelsOf(given []pack.Level) Levels {
	levels := make(Levels, len(given))
	for i, l := range given {
		levels[i] = Level(l)
	}
	return levels
}

func statements(given []pack.Statement) []Statement {
	var all []Statement
	for _, s := range given {
		all = append(all, Statement(s))
	}
	return all
}
