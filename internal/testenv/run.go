package testenv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// The variables of the tests.
const (
	PostgresVar = "SAMPAN_TEST_POSTGRES" // URL of a superuser's connection to the maintenance database
	ChromiumVar = "SAMPAN_TEST_CHROMIUM" // path of the browser
	SofficeVar  = "SAMPAN_TEST_SOFFICE"  // path of LibreOffice
	FsyncVar    = "SAMPAN_TEST_PG_FSYNC" // 1: the server writes through to the disk
)

const (
	exitFailed  = 125 // testenv itself failed, as with timeout(1) and env(1)
	exitSignal  = 128 // and the signal's number, as a shell says it
	signalGrace = 15 * time.Second
)

// Run runs the command with the variables of the tests set, and gives its exit code. What the caller has set stands: a
// server or a browser that is named is used and not started. A signal ends the command and then the server.
func Run(command []string, stdout, stderr io.Writer) int {
	if len(command) == 0 {
		_, _ = fmt.Fprintln(stderr, "usage: testenv -- command [argument...]")
		return exitFailed
	}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)

	code, err := run(command, signals, stdout, stderr)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "testenv:", err)
		return exitFailed
	}
	return code
}

func run(command []string, signals <-chan os.Signal, stdout, stderr io.Writer) (_ int, err error) {
	env := os.Environ()
	if os.Getenv(ChromiumVar) == "" {
		if path := Chromium(); path != "" {
			env = append(env, ChromiumVar+"="+path)
		} else {
			_, _ = fmt.Fprintln(stderr, "testenv: no Chromium here; tests that need a browser will say so")
		}
	}
	if os.Getenv(SofficeVar) == "" {
		if path := Soffice(); path != "" {
			env = append(env, SofficeVar+"="+path)
		} else {
			_, _ = fmt.Fprintln(stderr, "testenv: no LibreOffice here; tests that need it will say so")
		}
	}
	var serverExited <-chan struct{}
	if os.Getenv(PostgresVar) == "" {
		server, sig, err := startUnlessSignalled(signals)
		if err != nil {
			return 0, err
		}
		if sig != nil {
			return exitSignal + int(sig.(syscall.Signal)), nil
		}
		defer func() { err = errors.Join(err, server.Stop()) }()
		env = append(env, PostgresVar+"="+server.URL())
		serverExited = server.Exited()
	}
	return child(command, env, signals, serverExited, stdout, stderr)
}

// startUnlessSignalled gives up, and leaves nothing behind, when a signal comes first.
func startUnlessSignalled(signals <-chan os.Signal) (*Postgres, os.Signal, error) {
	type result struct {
		server *Postgres
		err    error
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	results := make(chan result, 1)
	go func() {
		server, err := Start(ctx, Options{Fsync: os.Getenv(FsyncVar) == "1"})
		results <- result{server, err}
	}()
	select {
	case r := <-results:
		return r.server, nil, r.err
	case sig := <-signals:
		cancel()
		if r := <-results; r.server != nil {
			return nil, sig, r.server.Stop()
		}
		return nil, sig, nil
	}
}

// child runs the command in a process group of its own, so that a signal reaches what it has started too: `go test`
// would leave its test programs behind. It has no standard input.
func child(command, env []string, signals <-chan os.Signal, serverExited <-chan struct{}, stdout, stderr io.Writer) (int, error) {
	cmd := exec.CommandContext(context.Background(), command[0], command[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, stdout, stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("%s: %w", strings.Join(command, " "), err)
	}
	group := -cmd.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	var tooLate <-chan time.Time
	for {
		select {
		case err := <-ended:
			return exitCode(cmd, err)
		case <-serverExited:
			_, _ = fmt.Fprintln(stderr, "testenv: PostgreSQL ended while the command ran")
			serverExited = nil
		case sig := <-signals:
			if tooLate != nil { // asked twice
				_ = syscall.Kill(group, syscall.SIGKILL)
				continue
			}
			_ = syscall.Kill(group, sig.(syscall.Signal))
			tooLate = time.After(signalGrace)
		case <-tooLate:
			_ = syscall.Kill(group, syscall.SIGKILL)
		}
	}
}

func exitCode(cmd *exec.Cmd, err error) (int, error) {
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		return 0, fmt.Errorf("%s: %w", cmd, err)
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitSignal + int(status.Signal()), nil
	}
	return cmd.ProcessState.ExitCode(), nil
}
