package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sampan/internal/fault"
)

func TestTheCommandLine(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "none")
	for _, c := range []struct {
		rule string
		args []string
		exit int // sysexits.h, and 1 for what is no fault
		out  string
		err  string
	}{
		{"the version is told", []string{"version"}, 0, "sampan ", ""},
		{"help names every command", []string{"--help"}, 0, "serve", ""},
		{"help of a command names its flags", []string{"export", "plan", "--help"}, 0, "--draft", ""},
		{"a command that there is not", []string{"sink"}, 64, "", "Try `sampan --help`."},
		{"a flag that there is not", []string{"version", "--sink"}, 64, "", "Try `sampan --help`."},
		{"no command at all", nil, 64, "", "Try `sampan --help`."},
		{"a format that there is not", []string{"export", "plan", "spa-4", "--format", "pdf"}, 64, "", "--format"},
		{"a file that is not there", []string{"import", "plan", "none.xlsx", "--plan", "spa-4"}, 64, "", "none.xlsx"},
		{"a place that holds no installation", []string{"user", "list", "--data", empty}, 1, "", "sampan init"},
		{"nor is it served unless as a demonstration", []string{"serve", "--data", empty}, 1, "", "sampan init"},
		{"a role that there is not", []string{"user", "add", "a@b.example"}, 64, "", "--role"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var out, errOut strings.Builder
			if exit := run(context.Background(), c.args, &out, &errOut); exit != c.exit {
				t.Errorf("exit code %d, want %d", exit, c.exit)
			}
			if !strings.Contains(out.String(), c.out) || !strings.Contains(errOut.String(), c.err) {
				t.Errorf("said %q and %q", out.String(), errOut.String())
			}
			if c.exit == 0 && errOut.Len() > 0 || c.exit != 0 && out.Len() > 0 {
				t.Errorf("%q is on standard output, %q beside it", out.String(), errOut.String())
			}
		})
	}
	if _, err := os.Stat(empty); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a mistyped place is made: %v", err)
	}
}

func TestAnErrorHasTheExitCodeOfItsKind(t *testing.T) {
	for _, c := range []struct {
		rule string
		err  error
		exit int
	}{
		{"all went well", nil, 0},
		{"what is denied", fault.New(fault.Denied, "fault.denied"), 77},
		{"what may go well later", fault.New(fault.Unavailable, "fault.unavailable"), 75},
		{"what is no fault", errors.New("disk full"), 1},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var told strings.Builder
			if exit := report(c.err, &told); exit != c.exit || (c.err != nil) != strings.HasPrefix(told.String(), "sampan: ") {
				t.Errorf("exit code %d, told %q", exit, told.String())
			}
		})
	}
}
