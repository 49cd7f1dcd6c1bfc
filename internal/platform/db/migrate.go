package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// ErrNewer says that a newer version of the program has migrated the database. Migrations run forward only.
var ErrNewer = errors.New("this database was made by a newer version of Sampan: start that version, or restore a backup made by this one")

// Migrate brings the schema to what this program knows. Several processes may call it at once. A database that knows
// more is left alone with ErrNewer.
func (d *DB) Migrate(ctx context.Context) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	at, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	known := p.ListSources()
	if newest := known[len(known)-1].Version; at > newest {
		return fmt.Errorf("%w (database %d, program %d)", ErrNewer, at, newest)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// MigrateTo brings an empty or older schema to a version that this program knows, for loading a backup made at it.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate the database to version %d: %w", version, err)
	}
	return nil
}

// Newest is the number of the newest migration that this program knows.
func Newest() (int64, error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, err
	}
	var newest int64
	for _, f := range files {
		version, err := goose.NumericComponent(f.Name())
		if err != nil {
			return 0, err
		}
		newest = max(newest, version)
	}
	return newest, nil
}

// Version is the number of the last migration that ran, and that of the newest one this program knows.
func (d *DB) Version(ctx context.Context) (at, newest int64, err error) {
	p, err := d.provider()
	if err != nil {
		return 0, 0, err
	}
	known := p.ListSources()
	at, err = p.GetDBVersion(ctx)
	return at, known[len(known)-1].Version, err
}

func (d *DB) provider() (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithVerbose(false)}
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.write, sub, opts...)
}
