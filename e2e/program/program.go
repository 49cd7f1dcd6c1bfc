// Package program runs the real program for tests, as its users run it: built once, started as a process of its own
// on a free port, ended by a signal or killed.
package program

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sampan-e2e-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "sampan")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "sampan/cmd/sampan")
	cmd.Dir = root()
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return binary, nil
})

func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Binary is the path of the built program.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Clean removes what Binary built; a package that uses it calls this at the end of its tests.
func Clean() {
	if path, err := build(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // what stays in the temporary folder harms nobody
	}
}

// Program is a place that the program runs on: a data directory and a database, empty at first.
type Program struct {
	t    testing.TB
	Data string
	URL  string // as http://localhost:4711
	args []string
	cmd  *exec.Cmd
	mu   sync.Mutex
	said strings.Builder
}

// New makes a place on the engine. Start starts the program on it, as often as wanted.
func New(t testing.TB, engine db.Engine, args ...string) *Program {
	t.Helper()
	p := &Program{t: t, Data: t.TempDir(), URL: "http://localhost:" + freePort(t)}
	p.args = append([]string{"serve", "--demo", "--data", p.Data, "--addr", strings.TrimPrefix(p.URL, "http://"), "--metrics-addr", "off"}, args...)
	if engine == db.Postgres {
		p.args = append(p.args, "--database", dbtest.URL(t, engine))
	}
	t.Cleanup(p.Kill)
	return p
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// Start starts the program and waits until it is ready.
func (p *Program) Start() *Program {
	p.t.Helper()
	p.cmd = exec.Command(Binary(p.t), p.args...)
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	p.cmd.Stderr = &output{p}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			_, _ = (&output{p}).Write([]byte(lines.Text() + "\n"))
		}
	}()
	for range 3000 {
		if res, err := http.Get(p.URL + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return p
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.t.Fatalf("the program did not become ready:\n%s", p.Said())
	return p
}

// Place is where the program keeps what it has, as flags for its other commands.
func (p *Program) Place() []string {
	for i, arg := range p.args {
		if arg == "--database" {
			return []string{"--data", p.Data, arg, p.args[i+1]}
		}
	}
	return []string{"--data", p.Data}
}

// Database is the address of the program's database.
func (p *Program) Database() string {
	place := p.Place()
	if len(place) == 4 {
		return place[3]
	}
	return filepath.Join(p.Data, "sampan.db")
}

// Kill ends the program at once, as a power cut does.
func (p *Program) Kill() {
	if p.cmd != nil && p.cmd.Process != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		p.cmd = nil
	}
}

// Stop ends the program as its operator does, and gives its exit code.
func (p *Program) Stop() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	_ = p.cmd.Wait()
	code := p.cmd.ProcessState.ExitCode()
	p.cmd = nil
	return code
}

// Run runs another command of the program to its end and gives its output and exit code.
func Run(t testing.TB, args ...string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, Binary(t), args...)
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

// Said is everything that the program has written.
func (p *Program) Said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

type output struct{ p *Program }

func (o *output) Write(b []byte) (int, error) {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	return o.p.said.Write(b)
}

var account = regexp.MustCompile(`(?m)^\s*(\S+@\S+)\s`)
var password = regexp.MustCompile(`(?m)password[^:]*:\s*(\S+)`)

// Password is the demo's password, as the program tells it at the terminal.
func (p *Program) Password() string {
	p.t.Helper()
	for range 100 {
		if m := password.FindStringSubmatch(p.Said()); m != nil {
			return m[1]
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.t.Fatalf("no password told:\n%s", p.Said())
	return ""
}

// Accounts are the e-mail addresses of the demo's accounts, as the program tells them at the terminal.
func (p *Program) Accounts() []string {
	p.Password()
	var all []string
	for _, m := range account.FindAllStringSubmatch(p.Said(), -1) {
		all = append(all, m[1])
	}
	return all
}

// PID is the process while the program runs.
func (p *Program) PID() int { return p.cmd.Process.Pid }
