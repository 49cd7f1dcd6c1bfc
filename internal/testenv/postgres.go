package testenv

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	superuser    = "sampan"
	startTimeout = 60 * time.Second
	stopTimeout  = 10 * time.Second
	pollEvery    = 20 * time.Millisecond
	startTries   = 3 // another program may take the free port between finding and using it
)

// Options says how the server is run. Its zero value is right for ordinary tests.
type Options struct {
	// Fsync makes the server write through to the disk, for tests that pull the plug.
	Fsync bool
	// MaxConnections is 200 when zero.
	MaxConnections int
}

// Postgres is a running server that belongs to this process.
type Postgres struct {
	url     string
	dir     string
	process *os.Process
	exited  chan struct{}
}

// Start makes and starts a server. Who calls it calls Stop.
func Start(ctx context.Context, options Options) (_ *Postgres, err error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	account, err := serverAccount()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sampan-postgres-")
	if err != nil {
		return nil, fmt.Errorf("a directory for PostgreSQL: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()

	cluster := cluster{programs: programs, account: account, dir: dir, password: rand.Text()}
	if err := cluster.create(ctx); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		server, err := cluster.start(ctx, options)
		if err == nil {
			return server, nil
		}
		if try == startTries || ctx.Err() != nil {
			return nil, err
		}
	}
}

// URL is the address of the maintenance database for the superuser.
func (p *Postgres) URL() string { return p.url }

// Exited is closed when the server has ended, by Stop or by itself.
func (p *Postgres) Exited() <-chan struct{} { return p.exited }

// Stop ends the server and removes its directory. The data are thrown away, so the server is told to end at once
// without writing them out.
func (p *Postgres) Stop() error {
	p.end()
	return os.RemoveAll(p.dir)
}

func (p *Postgres) end() {
	_ = p.process.Signal(syscall.SIGQUIT)
	select {
	case <-p.exited:
	case <-time.After(stopTimeout):
		_ = p.process.Kill()
		<-p.exited
	}
}

// cluster is a data directory, with what is needed to start a server on it.
type cluster struct {
	programs programs
	account  *syscall.Credential
	dir      string
	password string
}

func (c cluster) data() string    { return filepath.Join(c.dir, "data") }
func (c cluster) logFile() string { return filepath.Join(c.dir, "log") }

func (c cluster) create(ctx context.Context) error {
	secret := filepath.Join(c.dir, "password")
	if err := os.WriteFile(secret, []byte(c.password+"\n"), 0o600); err != nil {
		return fmt.Errorf("the password of PostgreSQL: %w", err)
	}
	if c.account != nil {
		for _, path := range []string{c.dir, secret} {
			if err := os.Chown(path, int(c.account.Uid), int(c.account.Gid)); err != nil {
				return fmt.Errorf("the directory of PostgreSQL: %w", err)
			}
		}
	}
	initdb := c.command(ctx, c.programs.initdb,
		"--pgdata", c.data(), "--username", superuser, "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	// Told to end, initdb ends the server it started; killed, it would leave it writing into the directory.
	initdb.Cancel = func() error { return initdb.Process.Signal(syscall.SIGTERM) }
	initdb.WaitDelay = stopTimeout
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// command runs a program of PostgreSQL in the directory, as the account, without the caller's PG… variables.
func (c cluster) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = c.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir, "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.account}
	return cmd
}

func (c cluster) start(ctx context.Context, options Options) (*Postgres, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(c.logFile())
	if err != nil {
		return nil, fmt.Errorf("the log of PostgreSQL: %w", err)
	}
	defer func() { _ = log.Close() }()

	// Not under ctx: it bounds the start, while the server lives until Stop.
	cmd := c.command(context.WithoutCancel(ctx), c.programs.postgres, c.settings(options, port)...)
	cmd.Stdout, cmd.Stderr = log, log
	// A group of its own: Ctrl-C on the terminal is for the tests, which still need the server to end in order.
	cmd.SysProcAttr.Setpgid = true
	endWithParent(cmd.SysProcAttr)

	exited := make(chan struct{})
	if err := startOnOwnThread(cmd, exited); err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	server := &Postgres{url: c.url(port), dir: c.dir, process: cmd.Process, exited: exited}
	if err := c.awaitReady(ctx, server); err != nil {
		server.end()
		return nil, err
	}
	return server, nil
}

func (c cluster) settings(options Options, port int) []string {
	connections := options.MaxConnections
	if connections == 0 {
		connections = 200
	}
	args := []string{"-D", c.data()}
	for _, setting := range []string{
		"listen_addresses=127.0.0.1",
		"port=" + strconv.Itoa(port),
		"unix_socket_directories=", // none: their paths are bounded, and a temporary directory's may be longer
		"max_connections=" + strconv.Itoa(connections),
		"timezone=UTC",
		"log_timezone=UTC",
	} {
		args = append(args, "-c", setting)
	}
	if !options.Fsync {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "checkpoint_timeout=1h")
	}
	return args
}

func (c cluster) url(port int) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, c.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		Path:     "/postgres",
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// awaitReady reads postmaster.pid, as pg_ctl does: its eighth line says when connections are taken.
func (c cluster) awaitReady(ctx context.Context, server *Postgres) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		pid, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
		if lines := strings.Split(string(pid), "\n"); err == nil && len(lines) > 7 && strings.TrimSpace(lines[7]) == "ready" {
			return nil
		}
		select {
		case <-time.After(pollEvery):
		case <-server.exited:
			return fmt.Errorf("PostgreSQL ended at its start:\n%s", c.logTail())
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not start: %w\n%s", ctx.Err(), c.logTail())
		}
	}
}

func (c cluster) logTail() []byte {
	const most = 4096
	log, err := os.ReadFile(c.logFile())
	if err != nil {
		return []byte(err.Error())
	}
	return bytes.TrimSpace(log[max(0, len(log)-most):])
}

// startOnOwnThread starts cmd and closes exited when it has ended. The thread that starts it waits for it too: Linux
// sends the signal of endWithParent when that thread ends, not when the process does.
func startOnOwnThread(cmd *exec.Cmd, exited chan<- struct{}) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
			close(exited)
		}
	}()
	return <-started
}

func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("a free port for PostgreSQL: %w", err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
