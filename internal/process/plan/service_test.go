package plan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/process/plan"
)

var ctx = context.Background()

func TestPack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		t.Run("the plan in force is the one that the record says so of, years after its period", func(t *testing.T) {
			list, err := b.List(ctx, kernel.Anonymous)
			if err != nil {
				t.Fatal(err)
			}
			var plans []plan.Plan
			for _, l := range list {
				plans = append(plans, l.Plan)
			}
			p, ok := plan.PlanInForce(plans)
			if !ok || p.Slug != "spa-4" || p.Period.To != "2018" {
				t.Errorf("in force: %s %v", p.Slug, p.Period)
			}
		})
		t.Run("SPA IV's known text is paraphrase or not found, node by node", func(t *testing.T) {
			r, err := b.Get(ctx, kernel.Anonymous, "spa-4")
			if err != nil {
				t.Fatal(err)
			}
			if r.Shown.Kind != plan.Record || len(r.Document.Nodes) < 10 {
				t.Fatalf("%+v", r.Shown)
			}
			for _, n := range r.Document.Nodes {
				if n.Level != "pillar" && !n.Paraphrase && !n.Text.Empty() {
					t.Errorf("%s %s stands as the adopted text", n.ID, n.Code)
				}
			}
			if _, adopted := r.Plan.Known.Adoption(); !adopted || len(r.Plan.Known.Path) != 5 {
				t.Errorf("path: %+v", r.Plan.Known.Path)
			}
		})
		t.Run("of SPA V and the plan for 2025 to 2035 no adoption was found", func(t *testing.T) {
			for _, slug := range []string{"spa-5", "spa-2025"} {
				r, err := b.Get(ctx, kernel.Anonymous, slug)
				if err != nil {
					t.Fatal(err)
				}
				if _, adopted := r.Plan.Known.Adoption(); adopted {
					t.Errorf("%s is adopted", slug)
				}
			}
		})
		t.Run("each plan came on record by an act with its document and hash", func(t *testing.T) {
			for _, slug := range []string{"spa-1", "spa-2", "spa-3", "spa-4", "spa-5", "spa-2025"} {
				r, err := b.Get(ctx, kernel.Anonymous, slug)
				if err != nil {
					t.Fatal(err)
				}
				if len(r.Acts) != 1 || r.Acts[0].Kind != "plan.recorded" {
					t.Fatalf("%s: acts %+v", slug, r.Acts)
				}
				var payload struct {
					SHA256   string          `json:"sha256"`
					Document json.RawMessage `json:"document"`
				}
				if err := json.Unmarshal(r.Acts[0].Payload, &payload); err != nil {
					t.Fatal(err)
				}
				if payload.SHA256 != r.Shown.SHA256 || plan.Hash(payload.Document) != r.Shown.SHA256 {
					t.Errorf("%s: the act does not hold the document", slug)
				}
			}
		})
	})
}

func TestWorkingDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "spa-6")
		t.Run("a plan has one working draft at most", func(t *testing.T) {
			_, err := b.Begin(ctx, to("spa-6"), kernel.SecretariatOnly)
			wantKind(t, err, fault.Conflict)
		})
		t.Run("a stale save is refused with what is stored, and nothing is lost", func(t *testing.T) {
			n := b.add(t, "spa-6", "", "pillar", "P1", "Policy")
			if _, err := b.EditNode(ctx, to("spa-6"), n.ID, 1, plan.NodeText{Level: "pillar", Code: "P1", Text: en("First tab")}); err != nil {
				t.Fatal(err)
			}
			_, err := b.EditNode(ctx, to("spa-6"), n.ID, 1, plan.NodeText{Level: "pillar", Code: "P1", Text: en("Second tab")})
			wantKind(t, err, fault.Conflict)
			stored, _ := detail(err).(plan.Node)
			if stored.Text["en"].Text != "First tab" || stored.Version != 2 {
				t.Errorf("the conflict tells %+v", stored)
			}
		})
		t.Run("the same form sent twice does its work once and answers the same", func(t *testing.T) {
			twice := to("spa-6")
			in := plan.NodeText{Level: "pillar", Code: "P2", Text: en("Prevention")}
			one, err := b.AddNode(ctx, twice, "", in)
			if err != nil {
				t.Fatal(err)
			}
			two, err := b.AddNode(ctx, twice, "", in)
			if err != nil || one.Node.ID != two.Node.ID || one.Version != two.Version {
				t.Errorf("%+v %v", two, err)
			}
			if got := len(b.working(t, "spa-6").Draft.Tree.Children("")); got != 2 {
				t.Errorf("%d pillars", got)
			}
		})
		t.Run("moving a node beside another leaves the other's version alone", func(t *testing.T) {
			tops := b.working(t, "spa-6").Draft.Tree.Children("")
			if _, err := b.StepNode(ctx, to("spa-6"), tops[1].ID, -1); err != nil {
				t.Fatal(err)
			}
			after := b.working(t, "spa-6").Draft.Tree.Children("")
			if after[0].ID != tops[1].ID || after[1].Version != tops[0].Version {
				t.Errorf("%+v", after)
			}
		})
		t.Run("removing a node takes what hangs below it and its indicators", func(t *testing.T) {
			top := b.working(t, "spa-6").Draft.Tree.Children("")[0]
			goal := b.add(t, "spa-6", top.ID, "goal", "1", "A goal")
			if _, err := b.AddIndicator(ctx, to("spa-6"), goal.ID, plan.IndicatorText{Text: en("Cases"), Baseline: &plan.Measure{Date: "2014", Value: "0"}}); err != nil {
				t.Fatal(err)
			}
			removed, err := b.RemoveNode(ctx, to("spa-6"), top.ID, top.Version)
			if err != nil || removed != 2 {
				t.Fatalf("%d %v", removed, err)
			}
			if tree := b.working(t, "spa-6").Draft.Tree; len(tree.Indicators) != 0 || len(tree.Nodes) != 1 {
				t.Errorf("%+v", tree)
			}
		})
		t.Run("others than the secretariat change nothing and do not see it", func(t *testing.T) {
			_, err := b.AddNode(ctx, plan.To{Actor: focal, Slug: "spa-4"}, "", plan.NodeText{Level: "pillar"})
			wantKind(t, err, fault.Denied)
			_, err = b.Working(ctx, focal, "spa-6")
			wantKind(t, err, fault.NotFound)
			_, err = b.Working(ctx, kernel.Anonymous, "spa-6")
			if k := fault.KindOf(err); k != fault.SignIn && k != fault.NotFound {
				t.Errorf("the public got %v", err)
			}
		})
	})
}

func detail(err error) any {
	for err != nil {
		if f, ok := err.(*fault.Error); ok { //nolint:errorlint // walking the chain
			return f.Detail
		}
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return nil
		}
		err = u.Unwrap()
	}
	return nil
}

func TestPublish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "spa-6")
		node := b.add(t, "spa-6", "", "pillar", "P1", "Policy <& co>")
		version := b.working(t, "spa-6").Draft.Version
		t.Run("needs a fresh proof of identity", func(t *testing.T) {
			stale := officer
			stale.Verified = start.Add(-time20)
			_, err := b.Publish(ctx, plan.To{Actor: stale, Slug: "spa-6"}, version, kernel.Public)
			wantKind(t, err, fault.StepUp)
		})
		t.Run("is the secretariat's", func(t *testing.T) {
			_, err := b.Publish(ctx, plan.To{Actor: focal, Slug: "spa-4"}, 1, kernel.Public)
			wantKind(t, err, fault.Denied)
		})
		t.Run("publishes what was seen or nothing", func(t *testing.T) {
			_, err := b.Publish(ctx, to("spa-6"), version-1, kernel.Public)
			wantKind(t, err, fault.Conflict)
		})
		t.Run("makes draft 0, readable by its audience, proved by its act", func(t *testing.T) {
			e, err := b.Publish(ctx, to("spa-6"), version, kernel.Public)
			if err != nil {
				t.Fatal(err)
			}
			r, err := b.Edition(ctx, kernel.Anonymous, "spa-6", plan.Draft, 0)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := b.Bytes(ctx, *r.Shown)
			if err != nil || plan.Hash(raw) != e.SHA256 || !bytes.Contains(raw, []byte("Policy <& co>")) {
				t.Fatalf("%v %s", err, raw)
			}
			if len(r.Acts) != 1 || r.Acts[0].Kind != "plan.draft_published" || !bytes.Contains(r.Acts[0].Payload, raw) {
				t.Errorf("the act does not hold the document: %+v", r.Acts)
			}
		})
		t.Run("ends the working draft; the next one begins as its copy with the same identities and number 1", func(t *testing.T) {
			_, err := b.Working(ctx, officer, "spa-6")
			wantKind(t, err, fault.NotFound)
			next, err := b.Begin(ctx, to("spa-6"), kernel.Members)
			if err != nil || next.Number != 1 {
				t.Fatalf("%+v %v", next, err)
			}
			if tree := b.working(t, "spa-6").Draft.Tree; len(tree.Nodes) != 1 || tree.Nodes[0].ID != node.ID {
				t.Errorf("%+v", tree)
			}
		})
		t.Run("a published draft stays as it was whatever happens to the next", func(t *testing.T) {
			before, err := b.Edition(ctx, officer, "spa-6", plan.Draft, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.EditNode(ctx, to("spa-6"), node.ID, 1, plan.NodeText{Level: "pillar", Code: "P1", Text: en("Changed")}); err != nil {
				t.Fatal(err)
			}
			fresh := plan.New(b.walk) // without what the other has in memory
			after, err := fresh.Edition(ctx, officer, "spa-6", plan.Draft, 0)
			if err != nil || after.Document.Nodes[0].Text["en"].Text != before.Document.Nodes[0].Text["en"].Text {
				t.Errorf("%v %+v", err, after.Document)
			}
		})
		t.Run("an empty text is not published", func(t *testing.T) {
			b.begin(t, "spa-7")
			_, err := b.Publish(ctx, to("spa-7"), b.working(t, "spa-7").Draft.Version, kernel.Public)
			wantKind(t, err, fault.Invalid)
		})
	})
}

const time20 = 20 * 60 * 1e9

func TestNoStatementChangesAnEdition(t *testing.T) {
	files, err := filepath.Glob("*_store.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"UPDATE plan_edition", "DELETE FROM plan_edition", "REPLACE INTO plan_edition"} {
			if strings.Contains(string(source), verb) {
				t.Errorf("%s: %s", name, verb)
			}
		}
	}
}

// An edition that was altered under the program's feet is refused, not shown.
func TestAlteredEditionIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		if _, err := d.Pool().ExecContext(ctx, "UPDATE plan_edition SET document = '{}' WHERE kind = 'record'"); err != nil {
			t.Fatal(err)
		}
		_, err := b.Get(ctx, kernel.Anonymous, "spa-4")
		wantKind(t, err, fault.Internal)
	})
}

// Eight people at one node: each reads, then writes what they read plus their own mark. Whoever was late reads again.
func TestConcurrentEditsLoseNone(t *testing.T) {
	const workers, edits = 8, 50
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "spa-6")
		node := b.add(t, "spa-6", "", "pillar", "P1", "0")
		var wait sync.WaitGroup
		for w := range workers {
			wait.Go(func() {
				for k := range edits {
					if err := b.appendMark(node.ID, fmt.Sprintf(" w%d-%d", w, k)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		got, _ := b.working(t, "spa-6").Draft.Tree.Get(node.ID)
		if marks := len(strings.Fields(got.Text["en"].Text)) - 1; marks != workers*edits || got.Version != 1+workers*edits {
			t.Errorf("%d marks, version %d; want %d marks", marks, got.Version, workers*edits)
		}
	})
}

func (b bundle) appendMark(id, mark string) error {
	for {
		w, err := b.Working(ctx, officer, "spa-6")
		if err != nil {
			return err
		}
		n, _ := w.Draft.Tree.Get(id)
		_, err = b.EditNode(ctx, to("spa-6"), id, n.Version, plan.NodeText{Level: "pillar", Code: "P1", Text: en(n.Text["en"].Text + mark)})
		if !fault.Is(err, fault.Conflict) {
			return err
		}
	}
}

// The log has one leaf for each official thing and none for the drafting between.
func TestOnlyOfficialThingsAreActs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "spa-6")
		b.add(t, "spa-6", "", "pillar", "P1", "Policy")
		if _, err := b.Publish(ctx, to("spa-6"), b.working(t, "spa-6").Draft.Version, kernel.Members); err != nil {
			t.Fatal(err)
		}
		var kinds []string
		err := d.Read(ctx, func(q db.Queryer) error {
			acts, err := act.List(ctx, q, kernel.System, act.Filter{From: 6}, kernel.Page{})
			for _, a := range acts {
				kinds = append(kinds, a.Kind)
			}
			return err
		})
		if err != nil || strings.Join(kinds, " ") != "plan.created plan.draft_published plan.audience_changed" {
			t.Errorf("%v %v", kinds, err)
		}
	})
}

// The site's list of sources names every source of a plan once, with the plan's page.
func TestCitations(t *testing.T) {
	b := setup(t, dbtest.Open(t, db.SQLite))
	seen := map[string]int{}
	err := b.walk.DB.Read(ctx, func(q db.Queryer) error {
		all, err := b.Citations(ctx, q, kernel.Anonymous)
		for _, c := range all {
			seen[c.Path+" "+c.Source.URL+" "+c.Source.Title]++
		}
		return err
	})
	if err != nil || len(seen) < 10 {
		t.Fatalf("%v %v", seen, err)
	}
	for what, n := range seen {
		if n > 1 {
			t.Errorf("%s is named %d times", what, n)
		}
	}
}
