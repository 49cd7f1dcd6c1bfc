package app_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sampan/internal/app"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/pack"
	"sampan/internal/process/governance"
	"sampan/internal/process/instrument"
	meetings "sampan/internal/process/meeting"
	"sampan/internal/process/plan"
	"sampan/packs"
)

// desk is an administrator at the command line.
type desk struct {
	t      *testing.T
	engine db.Engine
	said   bytes.Buffer
}

func each(t *testing.T, tell func(t *testing.T, d *desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { tell(t, &desk{t: t, engine: d.Engine()}) })
}

func (d *desk) outside() app.Outside {
	return app.Outside{Out: &d.said, Log: slog.New(slog.DiscardHandler)}
}

// found makes an installation from a pack.
func (d *desk) found(process string) app.Place {
	d.t.Helper()
	place := app.Place{Data: d.t.TempDir()}
	if d.engine == db.Postgres {
		place.Database = dbtest.URL(d.t, d.engine)
	}
	d.ok(app.Init(context.Background(), place, app.Founding{PublicAddress: "http://localhost:8080", Process: process}, false, d.outside()))
	return place
}

func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(app.Explain(err))
	}
}

// export writes the whole record and gives the folder.
func (d *desk) export(place app.Place, audience string) string {
	d.t.Helper()
	dir := filepath.Join(d.t.TempDir(), "pack")
	d.ok(app.ExportProcess(context.Background(), place, app.Records{Audience: audience, Out: dir}, d.outside()))
	return dir
}

// bring imports and gives what was said.
func (d *desk) bring(place app.Place, from string, check bool) (string, error) {
	d.t.Helper()
	d.said.Reset()
	err := app.ImportRecords(context.Background(), place, from, check, d.outside())
	return d.said.String(), err
}

// files are the files of a folder by their names.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAnExportLoadsAndIsExportedAgainByteForByte(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, name := range packs.Names {
			t.Run(name, func(t *testing.T) {
				d.t = t
				first := d.export(d.found(name), "all")
				second := d.export(d.found(first), "all")
				if diff := cmp.Diff(files(t, first), files(t, second)); diff != "" {
					t.Errorf("the second export differs: %s", diff)
				}
				shipped, err := app.OpenPack(name)
				d.ok(err)
				again, err := app.OpenPack(first)
				d.ok(err)
				diff := cmp.Diff(shipped, again, cmpopts.IgnoreUnexported(pack.Pack{}), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(pack.Pack{}, "Seats", "Meetings", "Instruments", "Gaps"))
				if diff != "" {
					t.Errorf("the export says something else than the pack: %s", diff)
				}
				bySlug := cmpopts.SortSlices(func(a, b pack.Meeting) bool { return a.Slug < b.Slug })
				if diff := cmp.Diff(shipped.Meetings, again.Meetings, bySlug, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("meetings: %s", diff)
				}
				sorted := cmpopts.SortSlices(func(a, b pack.Instrument) bool { return a.Slug < b.Slug })
				if diff := cmp.Diff(shipped.Instruments, again.Instruments, sorted, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("instruments: %s", diff)
				}
			})
		}
	})
}

// lived is an installation in which officers have worked: with all that a pack holds beside what it began with.
func (d *desk) lived() app.Place {
	d.t.Helper()
	ctx, me := context.Background(), kernel.System
	place := d.found("example")
	a, err := app.Open(ctx, place, app.Serving{}, d.outside())
	d.ok(err)
	defer func() { d.ok(a.Close()) }()
	source := kernel.Source{Title: "Letter of the office", Note: "on paper"}
	change := governance.Change{Actor: me, Source: source}

	agency, err := a.Governance.AddAgency(ctx, change, "XA", governance.AgencyChange{Name: "Harbour police", Sector: pack.Police})
	d.ok(err)
	gone := change
	gone.Version = agency.Version
	d.ok(a.Governance.Withdraw(ctx, gone, governance.KindAgency, agency.ID, "It was merged."))
	bodies, err := read(ctx, a, func(q db.Queryer) ([]governance.Body, error) { return governance.Bodies(ctx, q, me) })
	d.ok(err)
	seat, err := a.Governance.AddSeat(ctx, change, bodies[0].Slug, "XA", governance.SeatChange{Name: "Second deputy"})
	d.ok(err)
	_, err = a.Governance.AddHolder(ctx, change, seat, governance.HolderChange{Office: "Head of the coast guard", From: "2025-03"})
	d.ok(err)

	d.meetings(ctx, a, source)
	d.instruments(ctx, a, source)
	d.plans(ctx, a)
	return place
}

func (d *desk) meetings(ctx context.Context, a *app.App, source kernel.Source) {
	d.t.Helper()
	kind := "HOM"
	one := func(slug string, audience kernel.Audience, joint ...string) meetings.Meeting {
		m, err := a.Meetings.Record(ctx, kernel.System, kernel.NewID(), meetings.Content{
			Slug: slug, Kind: kind, Title: kernel.Plain("en", "A meeting <of> “"+slug+"”"), State: pack.Held, Start: "2025-06", JointWith: joint,
			Agenda: []pack.Statement{{Text: kernel.Plain("en", "Boats")}}, Attendance: []pack.Attendance{{Part: kernel.Plain("en", "All")}},
			Sources: []kernel.Source{source},
		}, audience)
		d.ok(err)
		return m
	}
	one("open-talk", kernel.Public)
	one("closed-talk", kernel.Members, "open-talk")
	one("own-talk", kernel.SecretariatOnly)
	wrong := one("wrong-talk", kernel.Public)
	_, err := a.Meetings.Withdraw(ctx, kernel.System, kernel.NewID(), wrong.Slug, wrong.Version, "It was another.", "open-talk")
	d.ok(err)
}

func (d *desk) instruments(ctx context.Context, a *app.App, source kernel.Source) {
	d.t.Helper()
	i, err := a.Instruments.Record(ctx, kernel.System, kernel.NewID(), instrument.Content{Instrument: pack.Instrument{
		Slug: "quiet-note", Kind: pack.Guidelines, Title: kernel.Plain("en", "A note"), State: pack.Adopted, Meeting: "open-talk",
		Sources: []kernel.Source{source},
		Standings: []pack.Standing{{
			Country: "XB", What: pack.StandingSigned, Date: "2025", Sources: []kernel.Source{{URL: "https://example.org/list"}},
		}},
	}}, kernel.Public)
	d.ok(err)
	add := func(text string, n instrument.NewFile) {
		i, err = a.Instruments.Get(ctx, kernel.System, "quiet-note")
		d.ok(err)
		i, err = a.Instruments.AddFile(ctx, kernel.System, kernel.NewID(), "quiet-note", i.Version, n, strings.NewReader(text))
		d.ok(err)
	}
	add("The first text.", instrument.NewFile{Lang: "en", What: instrument.Copy})
	add("The text as signed.", instrument.NewFile{Lang: "en", What: instrument.Authentic, Replaces: i.Files[0].ID, Why: "A better scan."})
	add("Bản dịch.", instrument.NewFile{Lang: "vi", What: instrument.Rendering, Note: "by the office"})
}

func (d *desk) plans(ctx context.Context, a *app.App) {
	d.t.Helper()
	to := plan.To{Actor: kernel.System, Slug: "lhp-3"}
	_, err := a.Plans.Create(ctx, kernel.System, kernel.NewID(), plan.NewPlan{
		Slug: "lhp-3", Title: kernel.Plain("en", "Third plan"), Short: kernel.Plain("en", "LHP 3"), Audience: kernel.SecretariatOnly,
	})
	d.ok(err)
	for _, circle := range []kernel.Audience{kernel.Members, kernel.Public} {
		_, err := a.Plans.Begin(ctx, to, kernel.SecretariatOnly)
		d.ok(err)
		_, err = a.Plans.AddNode(ctx, to, "", plan.NodeText{Level: "theme", Text: kernel.Plain("en", "Theme for <"+string(circle.Kind)+">")})
		d.ok(err)
		now, err := a.Plans.Working(ctx, kernel.System, "lhp-3")
		d.ok(err)
		_, err = a.Plans.Publish(ctx, to, now.Draft.Version, circle)
		d.ok(err)
	}
	_, err = a.Plans.Begin(ctx, to, kernel.SecretariatOnly)
	d.ok(err)
}

func read[T any](ctx context.Context, a *app.App, do func(q db.Queryer) (T, error)) (got T, err error) {
	err = a.DB.Read(ctx, func(q db.Queryer) error {
		got, err = do(q)
		return err
	})
	return got, err
}

func TestWhatOfficersDidIsExportedWhole(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		place := d.lived()
		first := d.export(place, "all")
		if said := d.said.String(); !strings.Contains(said, "Left out: the working draft of lhp-3.") {
			t.Errorf("said %s", said)
		}
		second := d.found(first)
		if diff := cmp.Diff(files(t, first), files(t, d.export(second, "all"))); diff != "" {
			t.Errorf("the second export differs: %s", diff)
		}
		if said, err := d.bring(place, first, false); err != nil || !strings.HasPrefix(said, "Nothing to do: ") {
			t.Errorf("an export taken back: %v %s", err, said)
		}
		a, err := app.Open(context.Background(), second, app.Serving{}, d.outside())
		d.ok(err)
		defer func() { d.ok(a.Close()) }()
		d.stands(a)
	})
}

// stands holds a new installation to what the old one had on record.
func (d *desk) stands(a *app.App) {
	d.t.Helper()
	ctx := context.Background()
	if _, err := a.Meetings.Get(ctx, kernel.Anonymous, "closed-talk"); err == nil {
		d.t.Error("the public reads what is for the members")
	}
	m, err := a.Meetings.Get(ctx, kernel.Anonymous, "wrong-talk")
	if err != nil || m.Withdrawn == nil || m.Withdrawn.Instead != "open-talk" {
		d.t.Errorf("the withdrawn meeting is %+v, %v", m.Withdrawn, err)
	}
	i, err := a.Instruments.Get(ctx, kernel.Anonymous, "quiet-note")
	if err != nil || len(i.Files) != 3 || len(i.Standings) != 1 {
		d.t.Fatalf("the instrument is %+v, %v", i, err)
	}
	for _, f := range i.Files {
		_, content, err := a.Instruments.OpenFile(ctx, kernel.Anonymous, i.Slug, f.ID)
		d.ok(err)
		text, err := io.ReadAll(content)
		d.ok(err)
		d.ok(content.Close())
		if first := string(text) == "The first text."; first == f.Stands() {
			d.t.Errorf("%q stands: %t", text, f.Stands())
		}
	}
	if _, err := a.Plans.Edition(ctx, kernel.Anonymous, "lhp-3", plan.Draft, 0); err == nil {
		d.t.Error("the public reads a draft for the members")
	}
	r, err := a.Plans.Get(ctx, kernel.Anonymous, "lhp-3")
	if err != nil || r.Shown == nil || r.Shown.Kind != plan.Draft || r.Shown.Number != 1 || len(r.Document.Nodes) != 2 || len(r.Acts) != 1 {
		d.t.Errorf("the plan shows %+v, %v", r.Shown, err)
	}
}

func TestAnExportForThePublicHoldsNothingElse(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		place := d.lived()
		for audience, want := range map[string]string{"public": "open-talk", "members": "open-talk closed-talk", "all": "open-talk closed-talk own-talk"} {
			dir := d.export(place, audience)
			all := files(t, dir)
			for _, slug := range []string{"open-talk", "closed-talk", "own-talk"} {
				found := false
				for _, text := range all {
					found = found || strings.Contains(text, slug)
				}
				if found != strings.Contains(want, slug) {
					t.Errorf("%s: %s is there: %t", audience, slug, found)
				}
			}
			d.found(dir)
		}
	})
}

// write makes a file of an import.
func write(t *testing.T, dir, name, data string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// acts counts the acts in the log.
func (d *desk) acts(place app.Place) int {
	d.t.Helper()
	a, err := app.Open(context.Background(), place, app.Serving{}, d.outside())
	d.ok(err)
	defer func() { d.ok(a.Close()) }()
	n, err := read(context.Background(), a, func(q db.Queryer) (n int, err error) {
		err = q.QueryRowContext(context.Background(), "SELECT COUNT(*) FROM act").Scan(&n)
		return n, err
	})
	d.ok(err)
	return n
}

const (
	textOfA = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb" // SHA-256 of "a"
	letters = `{"sources": [{"id": "letter", "title": "Letter"}]}`
)

func TestAnImportChangesWhatItSaysByActsAndNothingTwice(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		place, dir := d.found("example"), t.TempDir()
		write(t, dir, "sources.json", letters)
		write(t, dir, "meetings.json", `{"meetings": [
			{"slug": "talk-2", "kind": "HOM", "title": "Talk", "state": "planned", "joint_with": ["talk-1"], "sources": ["letter"]},
			{"slug": "talk-1", "kind": "HOM", "title": "Talk", "state": "planned", "joint_with": ["talk-2"], "sources": ["letter"]}]}`)
		write(t, dir, "instruments.json", `{"instruments": [], "files": [
			{"name": "charter.txt", "instrument": "charter-2011", "sha256": "`+textOfA+`", "lang": "en", "what": "copy"}]}`)
		write(t, dir, "files/charter.txt", "a")
		write(t, dir, "bodies.json", `{"bodies": [{"slug": "panel", "kind": "other", "name": "Panel", "seats_per_member": 1, "sources": ["letter"]}]}`)
		write(t, dir, "chairs.json", `{"chairs": [{"slug": "chair-x", "country": "XA", "period": {"from": "2001"}, "basis": "stated", "sources": ["letter"]}]}`)
		write(t, dir, "plans/lhp-9.json", `{"slug": "lhp-9", "title": "Ninth", "short": "LHP 9", "state": "announced", "basis": "stated", "path": [],
			"nodes": [{"key": "a", "level": "theme", "code": "Z", "text": "Boats", "sources": ["letter"]}], "sources": ["letter"]}`)
		before := d.acts(place)
		if said, err := d.bring(place, dir, true); err != nil || !strings.Contains(said, "would add 7, change 0 and leave 0") {
			t.Fatalf("%v %s", err, said)
		}
		if n := d.acts(place); n != before {
			t.Fatalf("a check did %d acts", n-before)
		}
		if said, err := d.bring(place, dir, false); err != nil || !strings.Contains(said, "Added 7, changed 0") {
			t.Fatalf("%s %s", app.Explain(err), said)
		}
		// two meetings, a text, a body with its six seats, a term and a plan; a source is none
		if n := d.acts(place); n != before+12 {
			t.Errorf("%d acts, want 12", n-before)
		}
		if said, err := d.bring(place, dir, false); err != nil || !strings.HasPrefix(said, "Nothing to do") {
			t.Errorf("again: %v %s", err, said)
		}
		write(t, dir, "plans/lhp-9.json", `{"slug": "lhp-9", "title": "Ninth", "short": "LHP 9", "state": "endorsed", "basis": "stated", "path": [],
			"nodes": [{"key": "a", "level": "theme", "code": "Z", "text": "Boats and nets", "sources": ["letter"]}], "sources": ["letter"]}`)
		said, err := d.bring(place, dir, false)
		if err != nil || !strings.Contains(said, "nodes[a].text.en: Boats → Boats and nets") || !strings.Contains(said, "state: announced → endorsed") {
			t.Errorf("the plan: %v %s", err, said)
		}
		d.found(d.export(place, "all"))
	})
}

func TestAnImportThatARuleRefusesChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		place := d.found("example")
		before := d.acts(place)
		path := write(t, t.TempDir(), "f.json", `{"sources": [{"id": "letter", "title": "Letter", "url": "ftp://x"}], "meetings": [
			{"slug": "fine", "kind": "HOM", "title": "Talk", "state": "held", "sources": ["letter"]},
			{"slug": "Not_Fine", "kind": "HOM", "title": "Talk", "state": "held", "sources": ["invented"]},
			{"slug": "open", "kind": "HOM", "title": "Talk", "state": "held", "conflicts_with": ["closed"], "sources": ["invented"]},
			{"slug": "closed", "kind": "HOM", "title": "Talk", "state": "held", "sources": ["invented"]}],
			"audiences": [{"kind": "meeting", "slug": "closed", "for": "members"}]}`)
		_, err := d.bring(place, path, false)
		told := app.Explain(err)
		for _, want := range []string{"f.json: sources[0].url: ", "f.json: meetings[0].sources[0].url: ", "f.json: meetings[1].slug: ", "f.json: meetings[2].conflicts_with: "} {
			if !strings.Contains(told, want) {
				t.Errorf("%s is not among %s", want, told)
			}
		}
		if n := d.acts(place); n != before {
			t.Errorf("%d acts were done", n-before)
		}
		if dir := d.export(place, "all"); strings.Contains(files(t, dir)["meetings.json"], "fine") {
			t.Error("a part of the file came in")
		}
	})
}
