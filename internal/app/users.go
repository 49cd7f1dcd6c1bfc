package app

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
)

// NewUser is whom `sampan user add` invites.
type NewUser struct{ Email, Role, Country, Lang string }

// AddUser invites somebody and tells the link, for where no letters can be sent yet.
func AddUser(ctx context.Context, p Place, n NewUser, o Outside) error {
	return with(ctx, p, o, func(a *App) error {
		link, err := a.Accounts.AddUser(ctx, account.Grant{
			Email: n.Email, Lang: kernel.Lang(n.Lang), Role: kernel.Role(n.Role), Country: kernel.Country(strings.ToUpper(n.Country)),
		})
		if err != nil {
			return err
		}
		if link == "" {
			_, err = fmt.Fprintln(o.Out, "The person has an account already and now holds the role too.")
			return err
		}
		_, err = fmt.Fprintf(o.Out, "Invited. The link works once, for seven days; give it to nobody else:\n%s\n", link)
		return err
	})
}

// ListUsers tells people and what they are.
func ListUsers(ctx context.Context, p Place, o Outside) error {
	return with(ctx, p, o, func(a *App) error {
		out := tabwriter.NewWriter(o.Out, 2, 2, 2, ' ', 0)
		for page := (kernel.Page{Limit: kernel.MaxLimit}); ; {
			people, next, err := a.Accounts.ListUsers(ctx, page)
			if err != nil {
				return err
			}
			for _, one := range people {
				fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", one.Email, one.Name, one.State, offices(one.Memberships))
			}
			if page.Cursor = next; next == "" {
				return out.Flush()
			}
		}
	})
}

func offices(held []account.Membership) string {
	var all []string
	for _, m := range held {
		all = append(all, strings.TrimSuffix(string(m.Role)+" "+string(m.Country), " "))
	}
	return strings.Join(all, ", ")
}

// SuspendUser ends somebody's sessions and lets them in no more.
func SuspendUser(ctx context.Context, p Place, email string, o Outside) error {
	return with(ctx, p, o, func(a *App) error {
		if err := a.Accounts.SuspendUser(ctx, email); err != nil {
			return err
		}
		_, err := fmt.Fprintln(o.Out, "Suspended. All sessions and tokens have ended.")
		return err
	})
}

// ResetUser tells a link for a new password.
func ResetUser(ctx context.Context, p Place, email string, o Outside) error {
	return with(ctx, p, o, func(a *App) error {
		link, err := a.Accounts.ResetUser(ctx, email)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(o.Out, "The link works once, for one hour; give it to nobody else:\n%s\n", link)
		return err
	})
}
