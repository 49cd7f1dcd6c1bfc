package meeting

import (
	"context"
	"fmt"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// known tells which of the slugs name records that the actor may see, withdrawn ones among them.
func known(ctx context.Context, q db.Queryer, actor kernel.Actor, want []string) (map[string]bool, error) {
	have := map[string]bool{}
	if len(want) == 0 {
		return have, nil
	}
	scope, args := access.Scope(actor, 1)
	places := make([]string, len(want))
	for i, slug := range want {
		args = append(args, slug)
		places[i] = fmt.Sprintf("$%d", len(args))
	}
	query := "SELECT slug FROM meeting WHERE slug IN (" + strings.Join(places, ", ") + ") AND " + scope
	found, err := db.Kept(ctx, q, query, args, func(row db.Row) (slug string, err error) {
		err = row.Scan(&slug)
		return slug, err
	})
	for _, slug := range found {
		have[slug] = true
	}
	return have, err
}
