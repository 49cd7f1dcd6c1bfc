package account

import (
	_ "embed"

	"sampan/internal/platform/access"
)

// The actions of this package, beside access.Anyone and access.Account.
const (
	SeePeople     access.Action = "account:people"
	Invite        access.Action = "account:invite"
	EndMembership access.Action = "account:end_membership"
	Suspend       access.Action = "account:suspend"
)

//go:embed policy.cedar
var policyText string

// Policy says who may see, invite and suspend people.
var Policy = access.Policy{
	Name: "account", Text: policyText, Actions: []access.Action{SeePeople, Invite, EndMembership, Suspend},
}
