package account

import (
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
)

// Membership is one on record, with whose it is.
type Membership struct {
	kernel.Membership

	ID      kernel.ID
	Person  kernel.ID
	Ended   time.Time // when an officer ended it before its time; zero when nobody did
	Version int64
}

// Holds says that the membership counts on the day.
func (m *Membership) Holds(day time.Time) bool { return m.Ended.IsZero() && m.Period.Contains(day) }

// Over says that the membership has ended before the day.
func (m *Membership) Over(day time.Time) bool {
	return !m.Ended.IsZero() || m.Period.To != "" && kernel.DateOf(day) > kernel.DateOf(m.Period.To.Last())
}

// national roles are held for a country, and only they.
var nationalRoles = map[kernel.Role]bool{
	kernel.FocalPoint: true, kernel.Implementer: true, kernel.FrontLine: true, kernel.CaseManager: true,
	kernel.TaskForceHead: true, kernel.SeniorOfficial: true,
}

// checkGrant holds a new membership to the rules of its role: a national role has a country, the two that serve the whole
// process have none, and a period has not ended before it begins.
func checkGrant(faults *fault.List, m kernel.Membership, known func(kernel.Country) bool) {
	switch {
	case nationalRoles[m.Role] && m.Country == "":
		faults.Add("country", "account.grant.country_missing")
	case (m.Role == kernel.Secretariat || m.Role == kernel.Administrator) && m.Country != "":
		faults.Add("country", "account.grant.country_extra")
	case m.Country != "" && !known(m.Country):
		faults.Add("country", "account.grant.country_unknown")
	}
	if m.Period.To != "" && m.Period.To.Before(m.Period.From) {
		faults.Add("to", "account.grant.period")
	}
}

// resource is what the authority is asked about: whose country the membership is for, and as State its role.
func resource(m kernel.Membership) access.Resource {
	return access.Resource{Kind: "membership", Country: m.Country, State: string(m.Role)}
}

// audienceOf is the circle that may see that the membership exists.
func audienceOf(m kernel.Membership) kernel.Audience {
	if m.Country != "" {
		return kernel.Audience{Kind: kernel.ToCountry, Of: string(m.Country)}
	}
	return kernel.SecretariatOnly
}

// holding picks the memberships that hold on the day.
func holding(all []Membership, day time.Time) []kernel.Membership {
	var now []kernel.Membership
	for i := range all {
		if all[i].Holds(day) {
			now = append(now, all[i].Membership)
		}
	}
	return now
}
