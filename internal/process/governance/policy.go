package governance

import (
	_ "embed"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
)

// The actions of the feature.
const (
	Read         access.Action = "governance:read"
	Edit         access.Action = "governance:edit"
	ConfirmChair access.Action = "governance:confirm_chair"
	Follow       access.Action = "governance:follow"
)

//go:embed policy.cedar
var policyText string

// Policy says who may do what here.
var Policy = access.Policy{
	Name: "governance", Text: policyText, Actions: []access.Action{Read, Edit, ConfirmChair, Follow},
}

// resource is what a change of a record of the country is asked about; "" is the region's.
func resource(kind Kind, id kernel.ID, country kernel.Country) access.Resource {
	return access.Resource{Kind: string(kind), ID: id, Country: country, Audience: kernel.Public}
}
