package main

import (
	"context"

	"sampan/internal/app"
)

type importCommand struct {
	Plan importPlan `cmd:"" help:"Make a workbook or a JSON file the working draft of a plan of action."`
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
	Plan exportPlan `cmd:"" help:"Write a plan of action as a workbook, JSON or Markdown."`
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
