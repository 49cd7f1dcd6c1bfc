package e2e_test

import (
	"os"
	"testing"

	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

func TestMain(m *testing.M) {
	code := m.Run()
	program.Clean()
	os.Exit(code)
}

// each runs a story on both databases, each time on a demonstration of its own that has been started.
func each(t *testing.T, story func(t *testing.T, p *program.Program)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { story(t, program.New(t, engine).Start()) })
	}
}

// soak says that the long form of a test was asked for.
func soak() bool { return os.Getenv("SAMPAN_SOAK") != "" }

// The demonstration's accounts that the stories use.
const (
	officer    = "secretariat@demo.example"
	focalPoint = "focal-point-kh@demo.example"
)
