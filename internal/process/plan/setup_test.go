package plan_test

import (
	"context"
	"os"
	"testing"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/ledger"
	"sampan/internal/platform/pack"
	"sampan/internal/process/plan"
)

const packFolder = "../../../packs/commit"

var (
	start   = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	officer = kernel.Actor{
		ID: "0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f60", Verified: start.Add(-time.Minute),
		Memberships: []kernel.Membership{{Role: kernel.Secretariat}},
	}
	focal = kernel.Actor{
		ID: "0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f61", Verified: start,
		Memberships: []kernel.Membership{{Role: kernel.FocalPoint, Country: "KH"}},
	}
)

// bundle is an installation with the plans of the COMMIT pack.
type bundle struct {
	*plan.Service

	walk *act.Walk
}

func setup(t testing.TB, d *db.DB) bundle {
	t.Helper()
	p, err := pack.Open(os.DirFS(packFolder))
	if err != nil {
		t.Fatal(err)
	}
	return setupWith(t, d, p)
}

func setupWith(t testing.TB, d *db.DB, p *pack.Pack) bundle {
	t.Helper()
	clock := kernel.FixedClock{At: start}
	authority, err := access.New(clock, plan.Policy)
	if err != nil {
		t.Fatal(err)
	}
	keys := t.TempDir()
	if err := ledger.MakeKey(keys, "localhost/log"); err != nil {
		t.Fatal(err)
	}
	log, err := ledger.Open(keys, "localhost/log")
	if err != nil {
		t.Fatal(err)
	}
	walk := &act.Walk{DB: d, Access: authority, Clock: clock, Owner: "node", Log: log}
	s := plan.New(walk)
	_, err = act.Do(context.Background(), walk, act.Call{Actor: kernel.System, Action: plan.Create, Resource: access.Kind("plan")},
		func(ctx context.Context, tx *act.Tx) (bool, error) { return true, s.LoadPack(ctx, tx, p) })
	if err != nil {
		t.Fatal(err)
	}
	return bundle{s, walk}
}

// to is the officer at a plan, with a fresh submission.
func to(slug string) plan.To {
	return plan.To{Actor: officer, Submission: kernel.NewID(), Slug: slug}
}

func en(words string) kernel.Text { return kernel.Text{"en": {Text: words}} }

// begin makes a new plan with an empty working draft.
func (b bundle) begin(t testing.TB, slug string) plan.WorkingDraft {
	t.Helper()
	_, err := b.Create(context.Background(), officer, kernel.NewID(), plan.NewPlan{
		Slug: slug, Number: 6, Title: kernel.Plain("en", "A new plan"), Short: kernel.Plain("en", "SPA VI"), Audience: kernel.SecretariatOnly,
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := b.Begin(context.Background(), to(slug), kernel.SecretariatOnly)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (b bundle) add(t testing.TB, slug, parent, level, code, words string) plan.Node { //nolint:unparam // a plan of its own may come
	t.Helper()
	n, err := b.AddNode(context.Background(), to(slug), parent, plan.NodeText{Level: level, Code: code, Text: en(words)})
	if err != nil {
		t.Fatal(err)
	}
	return n.Node
}

func (b bundle) working(t testing.TB, slug string) plan.WorkingText {
	t.Helper()
	w, err := b.Working(context.Background(), officer, slug)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// wantKind fails unless err is a fault of the kind.
func wantKind(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil {
		t.Errorf("got %v, want a fault of kind %v", err, kind)
	}
}
