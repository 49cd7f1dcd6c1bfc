package access

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cedar-policy/cedar-go"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Action is something that can be done, as "plan:publish": the feature, a colon, what is done.
type Action string

// Anyone is the action of pages that every reader may open: signing in, the style page, the errors.
const Anyone Action = "site:read"

// Account is the action of what any signed-in person may do with their own account.
const Account Action = "account:own"

// StepUpFor is how long a proof of identity counts for official acts.
const StepUpFor = 15 * time.Minute

// Resource is what an action is done to. The zero Audience means that the audience is not asked about, as when a record
// is about to be made.
type Resource struct {
	Kind     string
	ID       kernel.ID
	Country  kernel.Country // whose it is; "" when it is the region's
	Audience kernel.Audience
	State    string
}

// Kind is the resource for actions on records of a kind that do not exist yet, or on all of them.
func Kind(kind string) Resource { return Resource{Kind: kind} }

// Policy is the Cedar text of one feature and the actions that it decides.
type Policy struct {
	Name    string
	Text    string
	Actions []Action
}

//go:embed policy.cedar
var ownText string

// own is what holds for every feature: reading by audience, the site itself, one's own account.
var own = Policy{Name: "access", Text: ownText, Actions: []Action{Anyone, Account}}

// Authority decides by the compiled policies of all features. What no policy permits is denied, and so is whatever a
// policy meets an error on. It never changes after New, so that any number of goroutines may ask it.
type Authority struct {
	policies *cedar.PolicySet
	actions  map[Action]cedar.EntityUID
	entities cedar.EntityMap
	clock    kernel.Clock
	decided  decisions
}

// New compiles the policies of the features. It fails on a policy that does not parse and on an action that two
// features claim.
func New(clock kernel.Clock, features ...Policy) (*Authority, error) {
	a := &Authority{
		policies: cedar.NewPolicySet(), actions: map[Action]cedar.EntityUID{}, entities: cedar.EntityMap{}, clock: clock,
	}
	for _, f := range append([]Policy{own}, features...) {
		list, err := cedar.NewPolicyListFromBytes(f.Name+"/policy.cedar", []byte(f.Text))
		if err != nil {
			return nil, fmt.Errorf("policy of %s: %w", f.Name, err)
		}
		for i, p := range list {
			a.policies.Add(cedar.PolicyID(fmt.Sprintf("%s/%d", f.Name, i)), p)
		}
		for _, act := range f.Actions {
			if _, taken := a.actions[act]; taken {
				return nil, fmt.Errorf("policy of %s: action %s is another's", f.Name, act)
			}
			a.addAction(act)
		}
	}
	return a, nil
}

func (a *Authority) addAction(act Action) {
	uid := cedar.NewEntityUID("Action", cedar.String(act))
	parents := cedar.NewEntityUIDSet()
	if strings.HasSuffix(string(act), ":read") {
		parents = cedar.NewEntityUIDSet(cedar.NewEntityUID("Action", "read"))
	}
	a.actions[act] = uid
	a.entities[uid] = cedar.Entity{UID: uid, Parents: parents}
}

// Actions lists every action known, in order.
func (a *Authority) Actions() []Action {
	all := make([]Action, 0, len(a.actions))
	for act := range a.actions {
		all = append(all, act)
	}
	slices.Sort(all)
	return all
}

// Check returns nil when the actor may do it. Otherwise the fault is SignIn when nobody is signed in, StepUp when it
// only lacks a fresh proof of identity, NotFound when the actor may not even read the thing, and Denied else.
func (a *Authority) Check(actor kernel.Actor, act Action, res Resource) error {
	ok, err := a.decide(actor, a.fresh(actor), act, res)
	if err != nil {
		return fault.Wrap(fault.Denied, err, "fault.denied")
	}
	switch {
	case ok:
		return nil
	case !actor.SignedIn() && !actor.System:
		return fault.New(fault.SignIn, "fault.sign_in")
	}
	if ok, err = a.decide(actor, true, act, res); ok && err == nil {
		return fault.New(fault.StepUp, "fault.step_up")
	}
	if res.Audience.Kind != "" && !Sees(actor, res.Audience) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return fault.New(fault.Denied, "fault.denied")
}

// May says that the actor may do it now or after proving who they are: what a page shows a button for.
func (a *Authority) May(actor kernel.Actor, act Action, res Resource) bool {
	ok, err := a.decide(actor, true, act, res)
	return ok && err == nil
}

func (a *Authority) fresh(actor kernel.Actor) bool {
	return actor.System || !actor.Verified.IsZero() && a.clock.Now().Sub(actor.Verified) < StepUpFor
}

// decide asks the policies, or remembers what they said: the same question has one answer as long as the program runs.
func (a *Authority) decide(actor kernel.Actor, fresh bool, act Action, res Resource) (bool, error) {
	asked := question(actor, fresh, act, res)
	if answer, ok := a.decided.find(asked); ok {
		return answer, nil
	}
	answer, err := a.ask(a.principal(actor, fresh), act, res)
	if err == nil {
		a.decided.keep(asked, answer)
	}
	return answer, err
}

func (a *Authority) ask(principal cedar.Entity, act Action, res Resource) (bool, error) {
	uid, known := a.actions[act]
	if !known {
		return false, fmt.Errorf("action %s is in no policy", act)
	}
	resource := entity(res)
	answer, why := cedar.Authorize(a.policies, overlay{a.entities, principal, resource}, cedar.Request{
		Principal: principal.UID, Action: uid, Resource: resource.UID, Context: cedar.NewRecord(nil),
	})
	if len(why.Errors) > 0 {
		return false, errors.New(why.Errors[0].String())
	}
	return bool(answer), nil
}

// overlay answers for the two entities of a request over the entities that never change.
type overlay struct {
	fixed               cedar.EntityMap
	principal, resource cedar.Entity
}

// Get implements the engine's look-up.
func (o overlay) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	switch uid {
	case o.principal.UID:
		return o.principal, true
	case o.resource.UID:
		return o.resource, true
	}
	return o.fixed.Get(uid)
}

func entity(r Resource) cedar.Entity {
	audience := r.Audience
	if audience.Kind == "" {
		audience.Kind = "unasked"
	}
	return cedar.Entity{
		UID: cedar.NewEntityUID("Resource", cedar.String(r.Kind+"/"+string(r.ID))),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"kind": cedar.String(r.Kind), "id": cedar.String(r.ID), "country": cedar.String(r.Country), "state": cedar.String(r.State),
			"audience": cedar.String(audience.Kind), "audience_of": cedar.String(audience.Of),
		}),
	}
}

func (a *Authority) principal(actor kernel.Actor, fresh bool) cedar.Entity {
	held := map[kernel.Role][]cedar.Value{}
	var roles, bodies, organisations, countries []cedar.Value
	for _, m := range actor.Memberships {
		roles = append(roles, cedar.String(m.Role))
		if m.Body != "" {
			bodies = append(bodies, cedar.String(m.Body))
		}
		if m.Organisation != "" {
			organisations = append(organisations, cedar.String(m.Organisation))
		}
		if m.Country != "" {
			countries = append(countries, cedar.String(m.Country))
			held[m.Role] = append(held[m.Role], cedar.String(m.Country))
		}
	}
	holds := cedar.RecordMap{}
	for _, r := range kernel.Roles {
		holds[cedar.String(r)] = cedar.NewSet(held[r]...)
	}
	return cedar.Entity{
		UID: cedar.NewEntityUID("Person", cedar.String(actor.ID)),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"signed_in": cedar.Boolean(actor.SignedIn()), "system": cedar.Boolean(actor.System), "fresh": cedar.Boolean(fresh),
			"member": cedar.Boolean(participates(actor)), "roles": cedar.NewSet(roles...), "bodies": cedar.NewSet(bodies...),
			"organisations": cedar.NewSet(organisations...), "countries": cedar.NewSet(countries...), "holds": cedar.NewRecord(holds),
		}),
	}
}

// participates says that the actor takes part in the process; running the installation is not taking part.
func participates(actor kernel.Actor) bool {
	for _, m := range actor.Memberships {
		if m.Role != kernel.Administrator {
			return true
		}
	}
	return false
}
