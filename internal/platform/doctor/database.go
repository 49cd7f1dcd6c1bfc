package doctor

import (
	"context"
	"errors"
	"os"

	"sampan/internal/platform/db"
	"sampan/internal/platform/installation"
)

// oldestPostgres is the oldest version that the program is tested on, as the server counts versions.
const oldestPostgres = 130000

// open opens the database without making or changing one.
func (p *patient) open(ctx context.Context) bool {
	address := p.Database
	if address == "" {
		address = p.Dir.Database()
		if _, err := os.Stat(address); err != nil {
			p.say(Fail, "doctor.database.missing", "file", address)
			return false
		}
	}
	d, err := db.Open(ctx, address)
	if err != nil {
		p.broken("doctor.database.silent", err)
		return false
	}
	if err := d.Ping(ctx); err != nil {
		p.broken("doctor.database.silent", errors.Join(err, d.Close()))
		return false
	}
	p.db = d
	p.say(OK, "doctor.database.ok", "engine", string(d.Engine()))
	return true
}

// settings looks whether the database keeps what it says it has kept.
func (p *patient) settings(ctx context.Context) {
	found, err := settings(ctx, p.db)
	if err != nil {
		p.broken("doctor.settings.unknown", err)
		return
	}
	well := true
	for _, s := range found {
		if !s.good() {
			well = false
			p.say(Fail, "doctor.settings.wrong", "name", s.name, "is", s.is, "want", s.want)
		}
	}
	p.ok(well, "doctor.settings.ok")
	if p.db.Engine() == db.Postgres {
		p.server(ctx)
		return
	}
	if fault, err := damage(ctx, p.db); err != nil || fault != "ok" {
		p.say(Fail, "doctor.settings.damaged")
	}
}

func (p *patient) server(ctx context.Context) {
	version, behind, err := server(ctx, p.db, p.Clock)
	if err != nil {
		p.broken("doctor.settings.unknown", err)
		return
	}
	if version < oldestPostgres {
		p.say(Fail, "doctor.settings.old", "version", version/10000)
	}
	if max(behind, -behind) > clockSlack {
		p.say(Warn, "doctor.clock.differs", "count", int(max(behind, -behind).Seconds()))
	}
}

func (p *patient) schema(ctx context.Context) bool {
	at, newest, err := p.db.Version(ctx)
	args := []any{"at", at, "newest", newest}
	switch {
	case err != nil:
		p.broken("doctor.schema.unknown", err)
		return false
	case at > newest:
		p.say(Fail, "doctor.schema.newer", args...)
		return false
	case at < newest:
		p.say(Warn, "doctor.schema.older", args...)
		return at > 0
	}
	return p.ok(true, "doctor.schema.ok", args...)
}

func (p *patient) identity(ctx context.Context) bool {
	err := p.db.Read(ctx, func(q db.Queryer) (err error) {
		p.id, err = installation.Load(ctx, q)
		return err
	})
	switch {
	case errors.Is(err, installation.ErrNone):
		p.say(Fail, "doctor.identity.none")
	case err != nil:
		p.broken("doctor.database.silent", err)
	default:
		return p.ok(true, "doctor.identity.ok", "address", p.id.PublicAddress, "origin", p.id.LogOrigin)
	}
	return false
}
