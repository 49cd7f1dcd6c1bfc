package access

import (
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
)

// Sees says that the actor is within the audience.
func Sees(actor kernel.Actor, audience kernel.Audience) bool {
	if actor.System || audience.Kind == kernel.ToPublic {
		return true
	}
	if audience.Kind == kernel.ToMembers {
		return participates(actor)
	}
	if audience.Of == "" {
		return false
	}
	for _, m := range actor.Memberships {
		if belongs(m, audience.Kind) == audience.Of {
			return true
		}
	}
	return false
}

// belongs is what of a membership an audience of the kind is compared with.
func belongs(m kernel.Membership, kind kernel.AudienceKind) string {
	switch kind {
	case kernel.ToBody:
		return string(m.Body)
	case kernel.ToCountry:
		return string(m.Country)
	case kernel.ToOrganisation:
		return string(m.Organisation)
	case kernel.ToOffice:
		return string(m.Role)
	default:
		return ""
	}
}

// Scope is a condition over the columns audience and audience_of that holds for just the rows that the actor may read,
// with its arguments. Its placeholders begin at $next. It goes into every list, count, search and feed:
//
//	cond, args := access.Scope(actor, 1)
//	rows, err := q.QueryContext(ctx, "SELECT … FROM meeting WHERE "+cond, args...)
func Scope(actor kernel.Actor, next int) (string, []any) {
	if actor.System {
		return "(1 = 1)", nil
	}
	or := []string{"audience = 'public'"}
	if participates(actor) {
		or = append(or, "audience = 'members'")
	}
	var args []any
	for _, kind := range []kernel.AudienceKind{kernel.ToBody, kernel.ToCountry, kernel.ToOrganisation, kernel.ToOffice} {
		seen := []string{""}
		for _, m := range actor.Memberships {
			of := belongs(m, kind)
			if slices.Contains(seen, of) {
				continue
			}
			seen = append(seen, of)
			or = append(or, "(audience = '"+string(kind)+"' AND audience_of = $"+strconv.Itoa(next+len(args))+")")
			args = append(args, of)
		}
	}
	return "(" + strings.Join(or, " OR ") + ")", args
}
