package e2e_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

// The command line as an administrator uses it: each story is a script in testdata.
func TestTheCommandLine(t *testing.T) {
	bin := filepath.Dir(program.Binary(t))
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("ADDRESS", "http://localhost:8080")
			return os.CopyFS(filepath.Join(e.WorkDir, "fourlakes"), os.DirFS("../internal/platform/pack/testdata/fourlakes"))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "edit": edit, "serving": serving, "damage": damage, "newer": newer,
		},
	})
}

// exits runs the program and wants its exit code: exits 65 init --data d.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec("sampan", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, not %d", got, want)
	}
}

// edit replaces text in a file: edit FILE OLD NEW.
func edit(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.MkAbs(args[0])
	raw, err := os.ReadFile(file)
	ts.Check(err)
	if !strings.Contains(string(raw), args[1]) {
		ts.Fatalf("%s does not hold %s", args[0], args[1])
	}
	ts.Check(os.WriteFile(file, []byte(strings.Replace(string(raw), args[1], args[2], 1)), 0o600))
}

// damage changes the byte in the middle of a file: damage FILE.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.MkAbs(args[0])
	raw, err := os.ReadFile(file)
	ts.Check(err)
	raw[len(raw)/2] ^= 1
	ts.Check(os.WriteFile(file, raw, 0o600))
}

// serving starts the program on a data directory until the script ends, and sets SERVING to its address.
func serving(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "localhost:0")
	ts.Check(err)
	addr := l.Addr().String()
	ts.Check(l.Close())

	cmd := exec.Command(filepath.Join(strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator))[0], "sampan"),
		"serve", "--data", ts.MkAbs(args[0]), "--addr", addr, "--metrics-addr", "off")
	ts.Check(cmd.Start())
	ts.Defer(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	ts.Setenv("SERVING", "http://"+addr)
	for range 1000 {
		if res, err := http.Get("http://" + addr + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("the program did not become ready")
}

// newer makes the database of a data directory look as a later version of the program would leave it.
func newer(ts *testscript.TestScript, _ bool, args []string) {
	ctx := context.Background()
	d, err := db.Open(ctx, filepath.Join(ts.MkAbs(args[0]), "sampan.db"))
	ts.Check(err)
	err = d.Write(ctx, func(q db.Queryer) error {
		_, err := q.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)", 99990, true)
		return err
	})
	ts.Check(errors.Join(err, d.Close()))
}
