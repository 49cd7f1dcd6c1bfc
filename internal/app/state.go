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
// committed, what others have made of the log, and the day. What others do, and a new day, are seen within a second.
type recordState struct {
	app *App

	mu      sync.Mutex
	looked  time.Time
	commits int64
	name    string
	size    int64
}

// lookEvery is how often the log is asked for what other processes have added.
const lookEvery = time.Second

// String is another text whenever a public page may be another.
func (s *recordState) String() string {
	now, commits := time.Now(), s.app.DB.Commits()
	s.mu.Lock()
	defer s.mu.Unlock()
	if commits == s.commits && now.Sub(s.looked) < lookEvery {
		return s.name
	}
	if now.Sub(s.looked) >= lookEvery {
		s.looked = now
		s.look()
	}
	s.commits = commits
	s.name = fmt.Sprintf("%d/%d/%s", commits, s.size, kernel.DateOf(s.app.Walk.Clock.Now().In(s.app.zone)))
	return s.name
}

// look asks the log for its size. When it cannot be asked, the state is another than before and pages are made anew.
func (s *recordState) look() {
	err := s.app.DB.Read(context.Background(), func(q db.Queryer) (err error) {
		s.size, err = s.app.Log.Size(context.Background(), q)
		return err
	})
	if err != nil {
		s.size--
		s.app.outside.Log.Warn("the log cannot be asked for its size; pages are made anew", "error", err)
	}
}
