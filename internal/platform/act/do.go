package act

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
)

// Walk is what every use case needs: the database, the authority, the clock, whose installation this is, and the log.
type Walk struct {
	DB        *db.DB
	Access    *access.Authority
	Clock     kernel.Clock
	Owner     string // node id of this installation
	Log       Log
	Consumers []Consumer
}

// Call says who wants what done, and to what.
type Call struct {
	Actor      kernel.Actor
	Action     access.Action
	Resource   access.Resource
	Submission kernel.ID // of the form or request; "" for what the program does by itself
}

// useCase names what the submission is for: with another resource or another
// content it is another use case, and is not taken as done.
func (c Call) useCase(ctx context.Context) string {
	return fmt.Sprintf("%s %s/%s/%s %s", c.Action, c.Resource.Kind, c.Resource.ID, c.Resource.Country, digestOf(ctx, c))
}

// Tx is a use case's transaction. All of its acts bear the instant Now.
type Tx struct {
	db.Queryer

	Now     time.Time
	Actor   kernel.Actor
	Office  kernel.Membership // in which the actor does it; the zero Membership for the program itself
	access  *access.Authority
	pending []Act
}

// Record says that something was officially done. It is stored when the rule has ended well.
func (tx *Tx) Record(a Act) { tx.pending = append(tx.pending, a) }

// Require asks the authority about a resource that was only known after loading it.
func (tx *Tx) Require(action access.Action, res access.Resource) error {
	return tx.access.Check(tx.Actor, action, res)
}

// Do runs a use case. It authorises the call, then within one transaction runs the rule and stores its acts. The rule
// may be run more than once, so it has no effect outside tx. A stale root (db.ErrStale) becomes a Conflict.
// When the submission was answered before, Do gives that answer and changes nothing.
func Do[T any](ctx context.Context, w *Walk, c Call, rule func(ctx context.Context, tx *Tx) (T, error)) (T, error) {
	var answer T
	if err := w.Access.Check(c.Actor, c.Action, c.Resource); err != nil {
		return answer, err
	}
	err := w.DB.Write(ctx, func(q db.Queryer) error {
		var zero T
		answer = zero
		tx := &Tx{Queryer: q, Now: w.Clock.Now(), Actor: c.Actor, Office: w.office(c), access: w.Access}
		before, err := opened(ctx, tx, c)
		if err != nil || before != nil {
			return errors.Join(err, unmarshalIf(before, &answer))
		}
		if answer, err = rule(ctx, tx); err != nil {
			return err
		}
		if err := answered(ctx, tx, c, answer); err != nil {
			return err
		}
		return w.record(ctx, tx)
	})
	if errors.Is(err, db.ErrStale) && fault.KindOf(err) == fault.Internal {
		err = fault.Wrap(fault.Conflict, err, "fault.conflict")
	}
	return answer, err
}

// office is the first membership that alone allows the call, so that what somebody does for one country is not put down
// to another office that they hold; the first of all where only several together allow it.
func (w *Walk) office(c Call) kernel.Membership {
	for _, m := range c.Actor.Memberships {
		alone := c.Actor
		alone.Memberships = []kernel.Membership{m}
		if w.Access.May(alone, c.Action, c.Resource) {
			return m
		}
	}
	return c.Actor.Leading()
}

// Read runs do in one reading transaction after asking the authority about the call.
func Read(ctx context.Context, w *Walk, c Call, do func(q db.Queryer) error) error {
	if err := w.Access.Check(c.Actor, c.Action, c.Resource); err != nil {
		return err
	}
	return w.DB.Read(ctx, do)
}

func unmarshalIf[T any](raw []byte, into *T) error {
	if raw == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}
