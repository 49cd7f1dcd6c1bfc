// Package dbtest runs a test on both databases, each time on one of its own that is empty but migrated.
//
// PostgreSQL is the server that SAMPAN_TEST_POSTGRES names (a postgres:// address whose user may create databases);
// `make test` starts one. Without it the PostgreSQL half is skipped and says so.
package dbtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Address is the variable that names the PostgreSQL server of the tests.
const Address = "SAMPAN_TEST_POSTGRES"

// Each runs test once on SQLite and once on PostgreSQL, as subtests of those names.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			test(t, Open(t, engine))
		})
	}
}

// Open gives an empty, migrated database that goes with the test.
func Open(t testing.TB, engine db.Engine) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), URL(t, engine))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d
}

// URL gives the address of an empty database that goes with the test, not yet migrated, for tests that start the
// whole program on it.
func URL(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.SQLite {
		return filepath.Join(t.TempDir(), "sampan.db")
	}
	server := os.Getenv(Address)
	if server == "" {
		t.Skip("no PostgreSQL: set " + Address + ", or run `make test`, which starts one")
	}
	return create(t, server)
}

func create(t testing.TB, server string) string {
	t.Helper()
	ctx := context.Background()
	admin, err := db.Open(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	name := "t_" + strings.ReplaceAll(string(kernel.NewPersonID()), "-", "")
	if _, err := admin.Pool().ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { drop(t, server, name) })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func drop(t testing.TB, server, name string) {
	t.Helper()
	admin, err := db.Open(context.Background(), server)
	if err != nil {
		t.Log(err)
		return
	}
	defer func() { _ = admin.Close() }()
	if _, err := admin.Pool().ExecContext(context.Background(), fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
		t.Log(err)
	}
}
