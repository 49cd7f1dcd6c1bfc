package main

import (
	"context"
	"fmt"

	"sampan/internal/app"
)

// commands is the whole command line. Every flag can also be given as SAMPAN_… in the environment or in
// /etc/sampan/sampan.json.
type commands struct {
	Quiet   bool `help:"Log warnings and errors only."`
	LogJSON bool `name:"log-json" help:"Log as JSON."`

	Serve   serveCommand   `cmd:"" help:"Serve the pages and the API, and run the jobs."`
	Init    initCommand    `cmd:"" help:"Make a new installation and load its process."`
	Import  importCommand  `cmd:"" help:"Bring in a file."`
	Export  exportCommand  `cmd:"" help:"Write out a file."`
	Verify  verifyCommand  `cmd:"" help:"Check a log: that of a site, of a folder, or of this installation."`
	Backup  backupCommand  `cmd:"" help:"Write a whole backup while the program runs, or check one."`
	Restore restoreCommand `cmd:"" help:"Make an installation out of a backup."`
	LogKey  logKeyCommand  `cmd:"" name:"log-key" help:"Rotate the key that signs the log."`
	User    userCommand    `cmd:"" help:"Invite, list, suspend people."`
	Doctor  doctorCommand  `cmd:"" help:"Look over the installation and say what is wrong and what to do."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

type serveCommand struct {
	app.Place
	app.Founding
	app.Serving

	Demo bool `help:"Where nothing is yet, make a demonstration with one account a role and tell the accounts."`
}

// Run implements the command.
func (c serveCommand) Run(ctx context.Context, o app.Outside) error {
	return app.Serve(ctx, c.Place, c.Founding, c.Serving, c.Demo, o)
}

type initCommand struct {
	app.Place
	app.Founding

	Demo bool `help:"Make it a demonstration with one account a role."`
}

// Run implements the command.
func (c initCommand) Run(ctx context.Context, o app.Outside) error {
	if err := app.Init(ctx, c.Place, c.Founding, c.Demo, o); err != nil {
		return err
	}
	fmt.Fprintf(o.Out, "The installation is made in %s. Keep its keys folder safe, and start it with `sampan serve`.\n", c.Data)
	return nil
}

type versionCommand struct{}

// Run implements the command.
func (versionCommand) Run(o app.Outside) error {
	_, err := fmt.Fprintln(o.Out, "sampan", app.Version)
	return err
}
