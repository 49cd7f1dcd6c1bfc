package main

import (
	"context"

	"sampan/internal/app"
)

type importCommand struct {
	Plan    importPlan    `cmd:"" help:"Make a workbook or a JSON file the working draft of a plan of action."`
	Records importRecords `cmd:"" help:"Add and change records from files in the form of a process pack."`
}

type importPlan struct {
	app.Place

	File string `arg:"" help:"Workbook (.xlsx) or JSON file." type:"existingfile"`
	Plan string `required:"" help:"Slug of the plan, as spa-4." placeholder:"SLUG"`
	Dry  bool   `help:"Tell what would change, and change nothing."`
}

// Run implements the command.
func (c importPlan) Run(ctx context.Context, o app.Outside) error {
	return app.ImportPlan(ctx, c.Place, c.Plan, c.File, c.Dry, o)
}

type exportCommand struct {
	Plan        exportPlan        `cmd:"" help:"Write a plan of action as a workbook, JSON or Markdown."`
	Process     exportProcess     `cmd:"" help:"Write everything on record as a process pack."`
	Meetings    exportMeetings    `cmd:"" help:"Write the meetings on record as one JSON file."`
	Instruments exportInstruments `cmd:"" help:"Write the instruments on record as one JSON file, without their texts."`
	Governance  exportGovernance  `cmd:"" help:"Write the profile, members, bodies, seats, terms and partners as one JSON file."`
}

type exportPlan struct {
	app.Place

	Plan   string `arg:"" help:"Slug of the plan, as spa-4."`
	Draft  string `help:"Number of a published draft, or 'working'. Without it: the text that stands for the plan." placeholder:"N"`
	Format string `help:"Format of the file." enum:"xlsx,json,md" default:"xlsx"`
	Out    string `help:"File to write; without it the plan goes to standard output." placeholder:"FILE" type:"path"`
}

// Run implements the command.
func (c exportPlan) Run(ctx context.Context, o app.Outside) error {
	return app.ExportPlan(ctx, c.Place, app.PlanFile{Plan: c.Plan, Draft: c.Draft, Format: c.Format, Out: c.Out}, o)
}
