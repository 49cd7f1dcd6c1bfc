package main

import (
	"context"

	"sampan/internal/app"
)

type importRecords struct {
	app.Place

	From  string `arg:"" name:"dir-or-file" help:"Folder with files of a process pack, or one such file." type:"path"`
	Check bool   `help:"Tell what would be added and changed, field by field, and change nothing."`
}

// Run implements the command.
func (c importRecords) Run(ctx context.Context, o app.Outside) error {
	return app.ImportRecords(ctx, c.Place, c.From, c.Check, o)
}

// Help is told under the command's own --help.
func (importRecords) Help() string {
	return "The files have the form of a process pack (docs/process-pack.md). Records that are new come on record, those that " +
		"differ are changed, and those that are the same or are not in the files stay as they are; nothing is taken away. " +
		"All of it is done or, when anything is wrong, nothing. Each record is an act of the program in the log."
}

// audience is who may read what an export holds.
type audience struct {
	Audience string `help:"Who may read what is written: public, members or all. With all, everything on record is written." enum:"public,members,all" default:"all"`
}

type exportProcess struct {
	app.Place
	audience

	Dir string `arg:"" help:"Folder to write, empty or not there." type:"path"`
}

// Run implements the command.
func (c exportProcess) Run(ctx context.Context, o app.Outside) error {
	return app.ExportProcess(ctx, c.Place, app.Records{Audience: c.Audience, Out: c.Dir}, o)
}

// Help is told under the command's own --help.
func (exportProcess) Help() string {
	return "Writes all that is on record as a process pack, from which `sampan init --process DIR` makes a new installation. It runs " +
		"for the administrator and holds everything unless --audience says otherwise: keep it as you keep the installation. The log of " +
		"acts, working drafts, accounts and keys are not in it; `sampan backup` keeps those."
}

// exportView is an export of a part of the records to one file.
type exportView struct {
	app.Place
	audience

	File string `arg:"" help:"File to write, or - for standard output." type:"path"`
}

func (c exportView) write(ctx context.Context, part string, o app.Outside) error {
	return app.ExportView(ctx, c.Place, part, app.Records{Audience: c.Audience, Out: c.File}, o)
}

type exportMeetings struct{ exportView }

// Run implements the command.
func (c exportMeetings) Run(ctx context.Context, o app.Outside) error {
	return c.write(ctx, "meetings", o)
}

type exportInstruments struct{ exportView }

// Run implements the command.
func (c exportInstruments) Run(ctx context.Context, o app.Outside) error {
	return c.write(ctx, "instruments", o)
}

type exportGovernance struct{ exportView }

// Run implements the command.
func (c exportGovernance) Run(ctx context.Context, o app.Outside) error {
	return c.write(ctx, "governance", o)
}
