// Package fault says what went wrong by its meaning, once for everybody: a kind that HTTP statuses and exit codes
// follow from, a message that a catalogue has words for, and the fields that it concerns.
//
// A fault's Error text goes to logs and therefore never holds what a person wrote; the arguments of its message, which
// may, are shown only to that person.
package fault

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Kind is the meaning of a failure.
type Kind int

// The kinds, each with its HTTP status and exit code in the tables below.
const (
	Internal    Kind = iota // ours: the reader is told to try again, the operator gets the detail
	Invalid                 // what was given cannot be taken; the fields say why
	Denied                  // the actor may not do this
	SignIn                  // nobody is signed in and somebody must be
	StepUp                  // the person must prove who they are again before an official act
	NotFound                // there is no such thing, or the actor may not know of it
	Conflict                // someone else changed it in the meantime
	Gone                    // it was there and has been withdrawn
	TooLarge                // over a stated limit
	Throttled               // too many tries
	Unavailable             // not now: busy, stopping, no disk
)

var table = map[Kind]struct {
	status, exit int
	word         string
}{
	Internal:    {http.StatusInternalServerError, 70, "internal"},
	Invalid:     {http.StatusUnprocessableEntity, 65, "invalid"},
	Denied:      {http.StatusForbidden, 77, "denied"},
	SignIn:      {http.StatusUnauthorized, 77, "sign_in"},
	StepUp:      {http.StatusForbidden, 77, "step_up"},
	NotFound:    {http.StatusNotFound, 66, "not_found"},
	Conflict:    {http.StatusConflict, 75, "conflict"},
	Gone:        {http.StatusGone, 66, "gone"},
	TooLarge:    {http.StatusRequestEntityTooLarge, 65, "too_large"},
	Throttled:   {http.StatusTooManyRequests, 75, "throttled"},
	Unavailable: {http.StatusServiceUnavailable, 75, "unavailable"},
}

// Status is the HTTP status of the kind.
func (k Kind) Status() int { return table[k].status }

// Exit is the exit code of the kind, after sysexits.h.
func (k Kind) Exit() int { return table[k].exit }

// String is the kind's word in logs and in the type of a problem.
func (k Kind) String() string { return table[k].word }

// Message is a key of the catalogue and the arguments of its words, name and value in turn.
type Message struct {
	Key  string
	Args []any
}

// Field is a fault of one field. Path is the form field's name, or the place in a file: "meetings.json: meetings[3].start",
// "Framework!C14".
type Field struct {
	Path string
	Message
}

// Error is a failure with its meaning. Compare with Is and KindOf.
type Error struct {
	Kind   Kind
	Text   Message
	Fields []Field
	Detail any   // for a conflict: what is stored now, for the page that shows both
	Err    error // the cause, for the log only
}

// New makes a fault of a kind with a message of the catalogue and its arguments, name and value in turn.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Text: Message{key, args}}
}

// Wrap makes a fault of a kind over a cause that is logged and not shown.
func Wrap(kind Kind, err error, key string, args ...any) *Error {
	return &Error{Kind: kind, Text: Message{key, args}, Err: err}
}

// Error tells kind, message key and cause, and none of the arguments.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String() + ": " + e.Text.Key)
	for i, f := range e.Fields {
		if i == 3 {
			fmt.Fprintf(&b, " and %d more", len(e.Fields)-i)
			break
		}
		b.WriteString("; " + f.Key)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of err, Internal when it is no fault.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is says that err is a fault of the kind.
func Is(err error, kind Kind) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == kind
}

// In adds the call to an error's chain when it leaves a function, so that a log reads as a chain of calls. It is used
// as a function's first line: defer fault.In(&err, "plan.Publish(%s)", id). It keeps the kind.
func In(err *error, format string, args ...any) { //nolint:goprintffuncname // "defer fault.In(…)" is read as a sentence
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}

// List gathers every fault of some input, so that they are told at once.
type List struct{ Fields []Field }

// Add notes a fault of the field at path.
func (l *List) Add(path, key string, args ...any) {
	l.Fields = append(l.Fields, Field{path, Message{key, args}})
}

// Err is nil when nothing was noted, and otherwise one Invalid fault with all of them.
func (l *List) Err() error {
	if len(l.Fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: Message{"fault.fields", []any{"count", len(l.Fields)}}, Fields: l.Fields}
}
