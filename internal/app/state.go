package app

import (
	"context"
	"log/slog"
	"sync"

	"sampan/internal/kernel"
)

// recordState names what pages are made from: what the database holds, whoever wrote it, and the day. "" is a state that
// cannot be told; pages are made anew then.
type recordState struct {
	app *App

	mu              sync.Mutex
	held, day, name string
}

// begin looks at the database for a request; what is read in the context is of the state found, or later.
func (s *recordState) begin(ctx context.Context) (context.Context, string) {
	ctx, held, err := s.app.DB.WithState(ctx)
	if err != nil {
		s.app.outside.Log.Warn("the database cannot be asked what it holds; pages are made anew", slog.Any("error", err))
		return ctx, ""
	}
	return ctx, s.named(held)
}

// of names the state of a request that begin has seen.
func (s *recordState) of(ctx context.Context) string {
	held, err := s.app.DB.State(ctx)
	if err != nil {
		return ""
	}
	return s.named(held)
}

func (s *recordState) named(held string) string {
	day := string(kernel.DateOf(s.app.Walk.Clock.Now().In(s.app.zone)))
	s.mu.Lock()
	defer s.mu.Unlock()
	if held != s.held || day != s.day {
		s.held, s.day, s.name = held, day, held+"/"+day
	}
	return s.name
}
