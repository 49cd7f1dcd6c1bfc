package main

import (
	"context"

	"sampan/internal/app"
)

type backupCommand struct {
	app.Place

	File   string `arg:"" help:"Archive to write. It holds the keys: keep it as safe as them." type:"path"`
	Verify bool   `help:"Check an archive that is there, and write nothing."`
}

// Run implements the command.
func (c backupCommand) Run(ctx context.Context, o app.Outside) error {
	if c.Verify {
		return app.VerifyBackup(ctx, c.File, o)
	}
	return app.Backup(ctx, c.Place, c.File, o)
}

type restoreCommand struct {
	app.Place

	File string `arg:"" help:"Archive that sampan backup wrote." type:"existingfile"`
}

// Run implements the command.
func (c restoreCommand) Run(ctx context.Context, o app.Outside) error {
	return app.Restore(ctx, c.Place, c.File, o)
}

type doctorCommand struct {
	app.Place
	app.Serving
}

// Run implements the command.
func (c doctorCommand) Run(ctx context.Context, o app.Outside) error {
	return app.Doctor(ctx, c.Place, c.Serving, o)
}

type userCommand struct {
	Add     userAdd     `cmd:"" help:"Invite somebody to a role, and tell the link of the invitation."`
	List    userList    `cmd:"" help:"List people with what they are."`
	Suspend userSuspend `cmd:"" help:"End somebody's sessions and let them in no more."`
	Reset   userReset   `cmd:"" help:"Tell a link by which somebody can set a new password."`
}

type userAdd struct {
	app.Place

	Email   string `arg:"" help:"E-mail address."`
	Role    string `required:"" help:"Role, as administrator, secretariat or focal_point." placeholder:"ROLE"`
	Country string `help:"Country of a national role, as KH." placeholder:"CC"`
	Lang    string `help:"Language of the invitation." default:"en" placeholder:"LANG"`
}

// Run implements the command.
func (c userAdd) Run(ctx context.Context, o app.Outside) error {
	return app.AddUser(ctx, c.Place, app.NewUser{Email: c.Email, Role: c.Role, Country: c.Country, Lang: c.Lang}, o)
}

type userList struct{ app.Place }

// Run implements the command.
func (c userList) Run(ctx context.Context, o app.Outside) error {
	return app.ListUsers(ctx, c.Place, o)
}

type userSuspend struct {
	app.Place

	Email string `arg:"" help:"E-mail address."`
}

// Run implements the command.
func (c userSuspend) Run(ctx context.Context, o app.Outside) error {
	return app.SuspendUser(ctx, c.Place, c.Email, o)
}

type userReset struct {
	app.Place

	Email string `arg:"" help:"E-mail address."`
}

// Run implements the command.
func (c userReset) Run(ctx context.Context, o app.Outside) error {
	return app.ResetUser(ctx, c.Place, c.Email, o)
}
