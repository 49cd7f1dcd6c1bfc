package plan

import (
	"context"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/process/governance"
)

// Citations tells which sources the plans that the actor may see are taken from, each once for a plan.
func (s *Service) Citations(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]governance.Citation, error) {
	plans, err := listPlans(ctx, q, actor)
	if err != nil {
		return nil, err
	}
	var all []governance.Citation
	for _, p := range plans {
		editions, err := listEditions(ctx, q, actor, p.ID)
		if err != nil {
			return nil, err
		}
		cited := p.Sources
		if e := shown(editions); e != nil {
			d, err := s.document(ctx, q, *e)
			if err != nil {
				return nil, err
			}
			cited = append(p.Known.sources(), d.Tree().sources()...)
			cited = append(cited, p.Sources...)
		}
		seen := map[kernel.Source]bool{}
		for _, source := range cited {
			if !seen[source] {
				seen[source] = true
				all = append(all, governance.Citation{Source: source, Title: p.Title, Path: planPath(p.Slug)})
			}
		}
	}
	return all, nil
}

// sources are all that the text cites.
func (t Tree) sources() []kernel.Source {
	var all []kernel.Source
	for _, n := range t.Nodes {
		all = append(all, n.Sources...)
	}
	for _, in := range t.Indicators {
		all = append(all, in.Sources...)
	}
	return all
}

// sources are all that the record beside the text cites.
func (k Known) sources() []kernel.Source {
	var all []kernel.Source
	for _, st := range k.Path {
		all = append(all, st.Sources...)
	}
	for _, c := range k.Counts {
		all = append(all, c.Sources...)
	}
	for _, list := range [][]Statement{k.Rules, k.Monitoring, k.Facts} {
		for _, s := range list {
			all = append(all, s.Sources...)
		}
	}
	for _, r := range k.Results {
		all = append(all, r.Sources...)
	}
	for _, c := range k.Claims {
		all = append(all, c.Sources...)
	}
	return all
}
