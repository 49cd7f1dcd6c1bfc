package fault_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sampan/internal/fault"
)

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		kind   fault.Kind
		word   string
		status int
		exit   int // sysexits.h
	}{
		{fault.Internal, "internal", http.StatusInternalServerError, 70},
		{fault.Invalid, "invalid", http.StatusUnprocessableEntity, 65},
		{fault.Denied, "denied", http.StatusForbidden, 77},
		{fault.SignIn, "sign_in", http.StatusUnauthorized, 77},
		{fault.StepUp, "step_up", http.StatusForbidden, 77},
		{fault.NotFound, "not_found", http.StatusNotFound, 66},
		{fault.Conflict, "conflict", http.StatusConflict, 75},
		{fault.Gone, "gone", http.StatusGone, 66},
		{fault.TooLarge, "too_large", http.StatusRequestEntityTooLarge, 65},
		{fault.Throttled, "throttled", http.StatusTooManyRequests, 75},
		{fault.Unavailable, "unavailable", http.StatusServiceUnavailable, 75},
	} {
		t.Run(c.word, func(t *testing.T) {
			if c.kind.String() != c.word || c.kind.Status() != c.status || c.kind.Exit() != c.exit {
				t.Errorf("%s, %d, %d", c.kind, c.kind.Status(), c.kind.Exit())
			}
		})
	}
}

func TestTheKindOfAnError(t *testing.T) {
	denied := fault.New(fault.Denied, "a.key")
	for _, c := range []struct {
		rule string
		err  error
		want fault.Kind
	}{
		{"a fault has its own", denied, fault.Denied},
		{"a fault within another error keeps it", fmt.Errorf("saving: %w", denied), fault.Denied},
		{"also when joined", errors.Join(errors.New("closing"), denied), fault.Denied},
		{"the outermost fault counts", fault.Wrap(fault.Unavailable, denied, "b.key"), fault.Unavailable},
		{"any other error is ours", context.Canceled, fault.Internal},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := fault.KindOf(c.err); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
	if fault.Is(context.Canceled, fault.Internal) || fault.Is(nil, fault.Internal) {
		t.Error("what is no fault is taken for one")
	}
	if !fault.Is(fmt.Errorf("saving: %w", denied), fault.Denied) || fault.Is(denied, fault.Invalid) {
		t.Error("Is does not tell kinds apart")
	}
}

func TestACauseIsFound(t *testing.T) {
	if err := fault.Wrap(fault.Unavailable, context.DeadlineExceeded, "a.key"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v hides its cause", err)
	}
}

func TestAnErrorReadsAsAChainOfCalls(t *testing.T) {
	inner := func() (err error) {
		defer fault.In(&err, "plan.draft(%s)", "spa-4")
		return fault.Wrap(fault.Conflict, errors.New("stale"), "plan.changed")
	}
	outer := func() (err error) {
		defer fault.In(&err, "plan.Publish")
		return inner()
	}
	if err := outer(); err.Error() != "plan.Publish: plan.draft(spa-4): conflict: plan.changed: stale" || !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	fine := func() (err error) {
		defer fault.In(&err, "fine")
		return nil
	}
	if err := fine(); err != nil {
		t.Errorf("what went well gives %v", err)
	}
}

func TestALogTellsNothingThatAPersonWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const secret = "0857 secret"
		var l fault.List
		for range rapid.IntRange(1, 6).Draw(t, "fields") {
			l.Add("path of "+secret, "field.key", "given", secret)
		}
		for _, err := range []error{l.Err(), fault.New(fault.Invalid, "a.key", "given", secret), fault.Wrap(fault.Internal, l.Err(), "b.key", "given", secret)} {
			if strings.Contains(err.Error(), secret) {
				t.Fatal(err)
			}
		}
	})
}

func TestList(t *testing.T) {
	var l fault.List
	if err := l.Err(); err != nil {
		t.Fatalf("of nothing: %v", err)
	}
	for i := range 5 {
		l.Add(fmt.Sprintf("meetings[%d].start", i), "field.date", "given", i)
	}
	f, ok := errors.AsType[*fault.Error](l.Err())
	if !ok || f.Kind != fault.Invalid || f.Text.Key != "fault.fields" || !slices.Equal(f.Text.Args, []any{"count", 5}) {
		t.Fatalf("got %+v", f)
	}
	if got := f.Fields[4]; len(f.Fields) != 5 || got.Path != "meetings[4].start" || got.Key != "field.date" || !slices.Equal(got.Args, []any{"given", 4}) {
		t.Errorf("the fields are %+v", f.Fields)
	}
	if got := f.Error(); got != "invalid: fault.fields; field.date; field.date; field.date and 2 more" {
		t.Errorf("a log reads %s", got)
	}
}
