// Command sampan runs a regional process of governments: `sampan help` lists what it can do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"sampan/internal/app"
	"sampan/internal/fault"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run parses the arguments and runs the command; it gives the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var c commands
	status := -1
	parser, err := kong.New(&c,
		kong.Name("sampan"),
		kong.Description("The record and the work of a regional process of governments."),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { status = code; panic(exited{}) }),
		kong.DefaultEnvars("SAMPAN"),
		kong.Configuration(kong.JSON, "/etc/sampan/sampan.json"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintln(errOut, "sampan:", err)
		return 70
	}
	parsed, code := parse(parser, args, errOut, &status)
	if parsed == nil {
		return code
	}
	outside := app.Outside{Out: out, Log: c.logger(errOut)}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return report(parsed.Run(outside), errOut)
}

// exited unwinds kong where it would end the process, as after --help.
type exited struct{}

func parse(parser *kong.Kong, args []string, errOut io.Writer, status *int) (parsed *kong.Context, code int) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(exited); !ok {
				panic(p)
			}
			parsed, code = nil, *status
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errOut, "sampan: %v\nTry `sampan --help`.\n", err)
		return nil, 64
	}
	return parsed, 0
}

// report tells an error to the person at the terminal and gives its exit code.
func report(err error, errOut io.Writer) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, "sampan:", app.Explain(err))
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Kind.Exit()
	}
	return 1
}

// logger writes what the program does, for its operator.
func (c *commands) logger(w io.Writer) *slog.Logger {
	level := slog.LevelInfo
	if c.Quiet {
		level = slog.LevelWarn
	}
	opts := &slog.HandlerOptions{Level: level}
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}
