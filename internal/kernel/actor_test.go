package kernel_test

import (
	"encoding/json"
	"testing"

	"sampan/internal/kernel"
)

func TestWhatAnActorHolds(t *testing.T) {
	khmer := kernel.Actor{ID: kernel.NewID(), Memberships: []kernel.Membership{
		{Role: kernel.FocalPoint, Country: "KH"}, {Role: kernel.Secretariat},
	}}
	for _, c := range []struct {
		rule      string
		got, want bool
	}{
		{"who has an identifier is signed in", khmer.SignedIn(), true},
		{"the public is not", kernel.Anonymous.SignedIn(), false},
		{"the program is no person", kernel.System.SignedIn(), false},
		{"a role is held whatever its country", khmer.Is(kernel.FocalPoint), true},
		{"a later membership counts too", khmer.Is(kernel.Secretariat), true},
		{"another role is not held", khmer.Is(kernel.Observer), false},
		{"the public holds no role", kernel.Anonymous.Is(kernel.Observer), false},
		{"a role is held for its country", khmer.For(kernel.FocalPoint, "KH"), true},
		{"and for no other", khmer.For(kernel.FocalPoint, "LA"), false},
		{"a role of the whole process is held for no country", khmer.For(kernel.Secretariat, "KH"), false},
		{"nor for one that is not named", khmer.For(kernel.Secretariat, ""), false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %t", c.got)
			}
		})
	}
	if got := khmer.Leading(); got.Role != kernel.FocalPoint {
		t.Errorf("pages name %v", got)
	}
	if got := kernel.Anonymous.Leading(); got != (kernel.Membership{}) {
		t.Errorf("pages name %v for the public", got)
	}
}

func TestEveryRoleIsListedOnce(t *testing.T) {
	seen := map[kernel.Role]bool{}
	for _, r := range kernel.Roles {
		seen[r] = true
	}
	if len(kernel.Roles) != 11 || len(seen) != 11 {
		t.Errorf("%d roles, %d of them different", len(kernel.Roles), len(seen))
	}
}

// Acts keep audiences, so their form stays.
func TestAudiencesAreWrittenWithWhoseTheyAre(t *testing.T) {
	for want, a := range map[string]kernel.Audience{
		`{"kind":"public"}`:                    kernel.Public,
		`{"kind":"members"}`:                   kernel.Members,
		`{"kind":"office","of":"secretariat"}`: kernel.SecretariatOnly,
		`{"kind":"country","of":"KH"}`:         {Kind: kernel.ToCountry, Of: "KH"},
	} {
		if got, err := json.Marshal(a); err != nil || string(got) != want {
			t.Errorf("written %s, %v", got, err)
		}
	}
}
