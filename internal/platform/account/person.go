package account

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/mail"
	"sampan/internal/platform/text"
)

// State is where a person's account stands.
type State string

// The states of an account.
const (
	Invited   State = "invited"   // has not yet accepted
	Active    State = "active"    // may sign in
	Suspended State = "suspended" // may not, until an officer lifts it
)

// Person is somebody with an account. Their secrets are fields that only this package can read.
type Person struct {
	ID      kernel.ID
	Email   string // in small letters
	Name    string // what pages call them; "" until the invitation is accepted
	Lang    kernel.Lang
	State   State
	Created time.Time
	Version int64

	password     string // Argon2id in PHC form; "" when there is none
	totp         string // sealed secret; "" when there is none
	totpStep     int64  // of the last code that was taken
	recoverySalt string
}

// HasPassword says that the person can sign in with a password.
func (p *Person) HasPassword() bool { return p.password != "" }

// HasTOTP says that the person has set up an authenticator app.
func (p *Person) HasTOTP() bool { return p.totp != "" }

// officialRoles publish or administer: they need a second step.
var officialRoles = []kernel.Role{
	kernel.Secretariat, kernel.Administrator, kernel.FocalPoint, kernel.TaskForceHead, kernel.SeniorOfficial, kernel.CaseManager, kernel.FrontLine,
}

// Official says that the role acts officially, and so only after a second step.
func Official(r kernel.Role) bool { return slices.Contains(officialRoles, r) }

func holdsOfficial(memberships []kernel.Membership) bool {
	return slices.ContainsFunc(memberships, func(m kernel.Membership) bool { return Official(m.Role) })
}

// maxName is the longest name of a person, in characters.
const maxName = 120

// normalEmail checks an address and brings it to the one form that accounts are found by.
func normalEmail(s string) (string, error) {
	address, err := mail.Address(s)
	return strings.ToLower(address), err
}

func checkName(faults *fault.List, name string) {
	switch {
	case name == "":
		faults.Add("name", "account.name.missing")
	case utf8.RuneCountInString(name) > maxName:
		faults.Add("name", "account.name.long", "max", maxName)
	}
}

func asFault(err error) *fault.Error {
	f, _ := errors.AsType[*fault.Error](err)
	return f
}

// cleanName makes a name of what an identity provider says, or of the address where it says nothing usable.
func cleanName(name, email string) string {
	clean, err := text.CleanLine(name)
	if err != nil || clean == "" || utf8.RuneCountInString(clean) > maxName {
		clean, _, _ = strings.Cut(email, "@")
	}
	return clean
}
