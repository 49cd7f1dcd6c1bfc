package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// recordState names the state of the public record, so that pages can be kept while it stands: what this process has
// committed, what others have made of the log, and the day. What others do is seen within a second.
type recordState struct {
	app    *App
	mu     sync.Mutex
	looked time.Time
	size   int64
}

// lookEvery is how often the log is asked for what other processes have added.
const lookEvery = time.Second

// String is another text whenever a public page may be another.
func (s *recordState) String() string {
	now := s.app.Walk.Clock.Now()
	return fmt.Sprintf("%d/%d/%s", s.app.DB.Commits(), s.others(now), kernel.DateOf(now.In(s.app.zone)))
}

func (s *recordState) others(now time.Time) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.looked) < lookEvery {
		return s.size
	}
	s.looked = now
	err := s.app.DB.Read(context.Background(), func(q db.Queryer) (err error) {
		s.size, err = s.app.Log.Size(context.Background(), q)
		return err
	})
	if err != nil {
		s.size--
		s.app.outside.Log.Warn("the log cannot be asked for its size; pages are made anew", "error", err)
	}
	return s.size
}
