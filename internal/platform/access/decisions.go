package access

import (
	"strconv"
	"sync"

	"sampan/internal/kernel"
)

// maxDecisions bounds the decisions that are remembered.
const maxDecisions = 4096

// decisions remembers what the policies said. They never change, and look at nothing but what a question holds.
type decisions struct {
	mu      sync.RWMutex
	answers map[string]bool
}

func (d *decisions) find(asked string) (answer, ok bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	answer, ok = d.answers[asked]
	return answer, ok
}

func (d *decisions) keep(asked string, answer bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.answers == nil || len(d.answers) >= maxDecisions {
		d.answers = map[string]bool{}
	}
	d.answers[asked] = answer
}

// question writes down everything that the policies are told of principal and resource, each part with its length, so that
// two questions are written alike only when they are the same.
func question(actor kernel.Actor, fresh bool, act Action, res Resource) string {
	q := make([]byte, 0, 256)
	part := func(s string) {
		q = strconv.AppendInt(q, int64(len(s)), 10)
		q = append(append(q, ':'), s...)
	}
	q = strconv.AppendBool(strconv.AppendBool(q, fresh), actor.System)
	for _, s := range [...]string{
		string(act), res.Kind, string(res.ID), string(res.Country), string(res.Audience.Kind), res.Audience.Of, res.State, string(actor.ID),
	} {
		part(s)
	}
	for _, m := range actor.Memberships {
		for _, s := range [...]string{string(m.Role), string(m.Country), string(m.Organisation), string(m.Body)} {
			part(s)
		}
	}
	return string(q)
}
