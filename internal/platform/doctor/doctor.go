// Package doctor looks over an installation and says in plain words what is in order, what is not, and what to do.
//
// Enter with Run, which changes nothing and goes on after what it finds: where the database does not answer, what lies
// in the data directory is still looked at. Print tells the findings to a person.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
	"sampan/internal/platform/installation"
)

// Level says how bad a finding is.
type Level string

// The levels: in order; to be seen to; to be seen to now.
const (
	OK   Level = "ok"
	Warn Level = "warn"
	Fail Level = "fail"
)

// Finding is one thing that was looked at, as a message of the catalogue.
type Finding struct {
	Level Level
	Key   string
	Args  []any // name and value in turn
}

// Deps say where the installation is and how it is run.
type Deps struct {
	Dir      installation.Directory
	Database string // PostgreSQL address; "" for SQLite in the data directory
	Mail     string // address of the mail server; "" for the outbox folder
	Listen   string // address that `sampan serve` listens on; "" when not known
	Chromium string // path of the program that makes PDF files; "" for none
	Clock    kernel.Clock

	BehindProxy bool // the server is told that a proxy stands before it; what a server has noted itself counts more
}

// patient is what is looked at.
type patient struct {
	Deps

	db       *db.DB
	id       installation.Identity
	findings []Finding
}

func (p *patient) say(level Level, key string, args ...any) {
	p.findings = append(p.findings, Finding{level, key, args})
}

// ok says one thing when all is well, and reports whether it is.
func (p *patient) ok(well bool, key string, args ...any) bool {
	if well {
		p.say(OK, key, args...)
	}
	return well
}

// Run looks over everything and changes nothing. What cannot be looked at is a finding too, so there is no error.
func Run(ctx context.Context, d Deps) []Finding {
	p := &patient{Deps: d}
	p.folder()
	p.keys()
	p.disk()
	if p.open(ctx) {
		defer func() { _ = p.db.Close() }()
		p.settings(ctx)
		if p.schema(ctx) && p.identity(ctx) {
			p.jobs(ctx)
			p.clock(ctx)
			p.blobs(ctx)
			p.log(ctx)
			p.address()
			p.proxy()
		}
	}
	p.mail()
	p.backups()
	p.pdf()
	return p.findings
}

// Print tells the findings, a line each, and what they come to. It gives a fault when anything must be seen to now.
func Print(w io.Writer, l *i18n.Locale, findings []Finding) error {
	counts := map[Level]int{}
	words := map[Level]string{OK: l.T("doctor.level.ok"), Warn: l.T("doctor.level.warn"), Fail: l.T("doctor.level.fail")}
	for _, f := range findings {
		counts[f.Level]++
		if _, err := fmt.Fprintf(w, "%-8s %s\n", words[f.Level], l.T(f.Key, f.Args...)); err != nil {
			return err
		}
	}
	switch {
	case counts[Fail] > 0:
		return fault.New(fault.Invalid, "doctor.result.fail", "count", counts[Fail])
	case counts[Warn] > 0:
		_, err := fmt.Fprintln(w, l.T("doctor.result.warn", "count", counts[Warn]))
		return err
	}
	_, err := fmt.Fprintln(w, l.T("doctor.result.ok"))
	return err
}

// broken says that something could not be looked at, with what the system says.
func (p *patient) broken(key string, err error) {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		p.say(Fail, key, "reason", f.Text)
		return
	}
	p.say(Fail, key, "reason", err.Error())
}
