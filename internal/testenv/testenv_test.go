package testenv

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// asCommand makes the test program behave as the command testenv, so that it can be signalled and killed.
const asCommand = "SAMPAN_TESTENV_AS_COMMAND"

// waits makes it behave as a command that waits to be signalled. A shell will not do: dash loses an interrupt that comes
// while it forks.
const waits = "wait"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) == "1" {
		if len(os.Args) > 1 && os.Args[1] == waits {
			_, _ = fmt.Println(os.Getenv(PostgresVar))
			time.Sleep(5 * time.Minute)
		}
		os.Exit(Run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestStart(t *testing.T) {
	needPostgres(t)
	t.Parallel()
	for name, test := range map[string]struct {
		options            Options
		connections, fsync string
	}{
		"ordinary":      {Options{}, "200", "off"},
		"pull the plug": {Options{Fsync: true, MaxConnections: 30}, "30", "on"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, err := Start(t.Context(), test.options)
			if err != nil {
				t.Fatal(err)
			}
			stopped := false
			defer func() {
				if !stopped {
					_ = server.Stop()
				}
			}()
			if got := setting(t, server, "max_connections"); got != test.connections {
				t.Errorf("max_connections = %s, want %s", got, test.connections)
			}
			if got := setting(t, server, "fsync"); got != test.fsync {
				t.Errorf("fsync = %s, want %s", got, test.fsync)
			}

			stopped = true
			if err := server.Stop(); err != nil {
				t.Fatal(err)
			}
			if listens(t, server.URL()) {
				t.Error("the server still listens after Stop")
			}
			if exists(server.dir) {
				t.Errorf("%s is left behind", server.dir)
			}
		})
	}
}

func TestStartCancelled(t *testing.T) {
	needPostgres(t)
	t.Setenv("TMPDIR", sharedTempDir(t))
	for _, after := range []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		server, err := Start(ctx, Options{})
		cancel()
		if err == nil { // quicker than the limit
			_ = server.Stop()
		}
		if left := leftIn(t, os.Getenv("TMPDIR")); len(left) > 0 {
			t.Errorf("cancelled after %v: left behind %v (%v)", after, left, err)
		}
	}
}

func TestStrangersAreTurnedAway(t *testing.T) {
	needPostgres(t)
	t.Parallel()
	server, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Stop() }()
	u, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(superuser, "guess")
	stranger, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stranger.Close() }()
	if err := stranger.PingContext(t.Context()); err == nil {
		t.Error("a wrong password was taken")
	}
}

func TestRunGivesTheChildsCode(t *testing.T) {
	t.Setenv(PostgresVar, "postgres://elsewhere/postgres")
	t.Setenv(ChromiumVar, "/opt/browser")
	for name, test := range map[string]struct {
		command []string
		code    int
	}{
		"success":      {[]string{"true"}, 0},
		"failure":      {[]string{"sh", "-c", "exit 7"}, 7},
		"by a signal":  {[]string{"sh", "-c", "kill -KILL $$"}, exitSignal + 9},
		"no such file": {[]string{"/nonexistent"}, exitFailed},
		"no command":   {nil, exitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if got := Run(test.command, &stdout, &stderr); got != test.code {
				t.Errorf("code %d, want %d; it said %s", got, test.code, stderr.String())
			}
		})
	}
	t.Run("what is set stands", func(t *testing.T) {
		var stdout, stderr bytes.Buffer
		Run([]string{"sh", "-c", "echo $" + PostgresVar + " $" + ChromiumVar}, &stdout, &stderr)
		if got, want := stdout.String(), "postgres://elsewhere/postgres /opt/browser\n"; got != want {
			t.Errorf("the command saw %q, want %q", got, want)
		}
	})
}

// However the command ends, no server, no directory and no child stays.
func TestNothingStays(t *testing.T) {
	needPostgres(t)
	t.Parallel()
	for name, test := range map[string]struct {
		script string
		signal syscall.Signal
		code   int
	}{
		"it ends":     {script: "exit 3", code: 3},
		"interrupted": {script: waits, signal: syscall.SIGINT, code: exitSignal + int(syscall.SIGINT)},
		"terminated":  {script: "sleep 300 & wait", signal: syscall.SIGTERM, code: exitSignal + int(syscall.SIGTERM)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			temp := sharedTempDir(t)
			cmd, address := startCommand(t, temp, test.script)
			if test.signal != 0 {
				if !listens(t, address) {
					t.Errorf("%s does not listen while the command runs", address)
				}
				if err := cmd.Process.Signal(test.signal); err != nil {
					t.Fatal(err)
				}
			}
			err := cmd.Wait()
			if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != test.code {
				t.Errorf("ended with %v, want code %d", err, test.code)
			}
			if listens(t, address) {
				t.Error("the server still listens")
			}
			if left := leftIn(t, temp); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestServerEndsWithKilledCommand(t *testing.T) {
	needPostgres(t)
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child that its parent was killed")
	}
	t.Parallel()
	cmd, address := startCommand(t, sharedTempDir(t), "sleep 1")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for deadline := time.Now().Add(10 * time.Second); listens(t, address); time.Sleep(pollEvery) {
		if time.Now().After(deadline) {
			t.Fatal("the server outlives its parent")
		}
	}
}

func needPostgres(t *testing.T) {
	t.Helper()
	if _, err := findPrograms(); err != nil {
		t.Skip(err)
	}
}

// sharedTempDir is a directory that the server's account may enter, as t.TempDir is not.
func sharedTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sampan-testenv-") //nolint:usetesting // t.TempDir is closed to other accounts
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

// startCommand runs script under the command testenv (or a command that waits) and gives the address of its
// server.
func startCommand(t *testing.T, temp, script string) (cmd *exec.Cmd, address string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"sh", "-c", "echo $" + PostgresVar + "; " + script}
	if script == waits {
		args = []string{program, waits}
	}
	cmd = exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", "TMPDIR="+temp, PostgresVar+"=", ChromiumVar+"=none")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address, err = bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return cmd, strings.TrimSpace(address)
}

func setting(t *testing.T, server *Postgres, name string) string {
	t.Helper()
	db, err := sql.Open("pgx", server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var value string
	if err := db.QueryRowContext(t.Context(), "SELECT current_setting($1)", name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func listens(t *testing.T, address string) bool {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialTimeout("tcp", u.Host, time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func leftIn(t *testing.T, dir string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}
