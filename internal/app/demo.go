package app

import (
	"context"
	"fmt"
	"log/slog"
	"text/tabwriter"

	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
)

// tellDemo prints the accounts of a demonstration with their password, at every start.
func (a *App) tellDemo(ctx context.Context) {
	if !a.Identity.Demo {
		return
	}
	var places account.Places
	err := a.DB.Read(ctx, func(q db.Queryer) (err error) {
		places, err = a.places(ctx, q)
		return err
	})
	if err != nil {
		a.outside.Log.Warn("the accounts of the demonstration cannot be told", slog.Any("error", err))
		return
	}
	all := a.Accounts.DemoAccounts(places)
	fmt.Fprintf(a.outside.Out, "\nThis is a demonstration: one account a role, all with one password made for this copy.\n\n  password: %s\n\n", all[0].Password)
	out := tabwriter.NewWriter(a.outside.Out, 2, 2, 3, ' ', 0)
	for _, one := range all {
		fmt.Fprintf(out, "  %s\t%s\n", one.Email, one.Name)
	}
	_ = out.Flush() // a terminal that went away is no fault of ours
	fmt.Fprintf(a.outside.Out, "\nSign in at %s/%s/sign-in. Stop with Ctrl-C.\n", a.Identity.PublicAddress, a.english().Prefix())
}

// english is the language that the program speaks to its administrator.
func (a *App) english() *i18n.Locale { return a.catalogue.Locale("en") }
