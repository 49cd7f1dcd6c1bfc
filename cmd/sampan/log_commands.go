package main

import (
	"context"

	"sampan/internal/app"
)

type verifyCommand struct {
	app.Place

	Target string `arg:"" optional:"" help:"Address of a site, folder of a copied log, or data directory. Without it: this installation."`
	Since  string `help:"An earlier checkpoint: the log must hold all that it held then." placeholder:"FILE" type:"path"`
	Key    string `help:"Verifier key, or a file of it; without it the key that the log offers is trusted and told." placeholder:"KEY"`
	Save   string `help:"Keep the checkpoint in this file when all is well, for --since next time." placeholder:"FILE" type:"path"`
	Copy   string `help:"Keep a copy of the whole log in this folder." placeholder:"DIR" type:"path"`
}

// Run implements the command.
func (c verifyCommand) Run(ctx context.Context, o app.Outside) error {
	return app.Verify(ctx, c.Place, app.Check{Target: c.Target, Since: c.Since, Key: c.Key, Save: c.Save, Copy: c.Copy}, o)
}

type logKeyCommand struct {
	Rotate logKeyRotate `cmd:"" help:"Make a new key that signs the log beside the ones there are."`
	Retire logKeyRetire `cmd:"" help:"Let only the newest key sign the log."`
}

type logKeyRotate struct{ app.Place }

// Run implements the command.
func (c logKeyRotate) Run(o app.Outside) error { return app.RotateLogKey(c.Place, false, o) }

type logKeyRetire struct{ app.Place }

// Run implements the command.
func (c logKeyRetire) Run(o app.Outside) error { return app.RotateLogKey(c.Place, true, o) }
