package plan_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/process/plan"
)

var second = kernel.Actor{
	ID: "0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f62", Verified: start, Memberships: []kernel.Membership{{Role: kernel.Secretariat}},
}

// by is somebody at the plan that these tests write, with a fresh submission.
func by(actor kernel.Actor) plan.To {
	return plan.To{Actor: actor, Submission: kernel.NewID(), Slug: "spa-6"}
}

// text is what a node says in English; "-" when the draft has no such node.
func (b bundle) text(t testing.TB, id string) string {
	t.Helper()
	n, ok := b.working(t, "spa-6").Draft.Tree.Get(id)
	if !ok {
		return "-"
	}
	return n.Text["en"].Text
}

// reword gives a node other words, as somebody who sees what it says now.
func (b bundle) reword(t testing.TB, actor kernel.Actor, id, words string) {
	t.Helper()
	if _, err := b.Reword(context.Background(), by(actor), id, en(b.text(t, id)), en(words)); err != nil {
		t.Fatal(toldOf(err))
	}
}

// draftedPlan is a draft of two pillars, the first with a goal.
func draftedPlan(t testing.TB, d *db.DB) (b bundle, pillar, goal, other plan.Node) {
	t.Helper()
	b = setup(t, d)
	b.begin(t, "spa-6")
	pillar = b.add(t, "spa-6", "", "pillar", "P1", "Protection. Partnership.")
	goal = b.add(t, "spa-6", pillar.ID, "goal", "1", "Victims are found")
	other = b.add(t, "spa-6", "", "pillar", "P2", "Prevention")
	return b, pillar, goal, other
}

func TestAChangeIsUndoneAndRedone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, pillar, goal, other := draftedPlan(t, d)
		ctx := context.Background()
		whole := func() string {
			var all []string
			w := b.working(t, "spa-6")
			for _, n := range w.Draft.Tree.Nodes {
				all = append(all, n.Parent+">"+n.ID+":"+n.Code+":"+n.Text["en"].Text+fmt.Sprint(len(w.Draft.Tree.Of(n.ID))))
			}
			return strings.Join(all, "\n")
		}
		node := func(id string) plan.Node { n, _ := b.working(t, "spa-6").Draft.Tree.Get(id); return n }
		if _, err := b.AddIndicator(ctx, to("spa-6"), goal.ID, plan.IndicatorText{Text: en("Victims")}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			rule string
			do   func() error
		}{
			{"a text", func() error { b.reword(t, officer, goal.ID, "Victims are found early"); return nil }},
			{"a new node", func() error { _, err := b.InsertNode(ctx, to("spa-6"), goal.ID); return err }},
			{"a node with all below it and its indicators", func() error { _, err := b.RemoveNode(ctx, to("spa-6"), pillar.ID, node(pillar.ID).Version); return err }},
			{"a place", func() error { _, err := b.StepNode(ctx, to("spa-6"), other.ID, -1); return err }},
			{"a parent", func() error { _, err := b.MoveNode(ctx, to("spa-6"), goal.ID, other.ID, 0); return err }},
			{"a split", func() error {
				_, err := b.SplitNode(ctx, to("spa-6"), pillar.ID, node(pillar.ID).Version, map[kernel.Lang]int{"en": 11})
				return err
			}},
			{"a merge", func() error {
				_, err := b.MergeNode(ctx, to("spa-6"), pillar.ID, node(pillar.ID).Version, other.ID)
				return err
			}},
			{"the codes", func() error { _, err := b.Renumber(ctx, to("spa-6")); return err }},
		} {
			t.Run(c.rule, func(t *testing.T) {
				before := whole()
				if err := c.do(); err != nil {
					t.Fatal(toldOf(err))
				}
				after := whole()
				if c.rule != "the codes" && before == after {
					t.Fatal("nothing changed")
				}
				if _, err := b.Undo(ctx, to("spa-6")); err != nil {
					t.Fatal(toldOf(err))
				}
				if got := whole(); got != before {
					t.Errorf("undone it is\n%s\nand was\n%s", got, before)
				}
				if _, err := b.Redo(ctx, to("spa-6")); err != nil {
					t.Fatal(toldOf(err))
				}
				if got := whole(); got != after {
					t.Errorf("redone it is\n%s\nand was\n%s", got, after)
				}
				if _, err := b.Undo(ctx, to("spa-6")); err != nil {
					t.Fatal(toldOf(err))
				}
				if got := whole(); got != before {
					t.Errorf("undone again it is\n%s\nand was\n%s", got, before)
				}
			})
		}
	})
}

func TestUndoTouchesNothingOfOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _, goal, other := draftedPlan(t, d)
		ctx := context.Background()
		told := func(err error) string {
			if f, ok := errors.AsType[*fault.Error](err); ok {
				return f.Text.Key
			}
			return fmt.Sprint(err)
		}
		b.reword(t, officer, goal.ID, "Mine")
		b.reword(t, second, goal.ID, "Theirs")
		if _, err := b.Undo(ctx, to("spa-6")); told(err) != "plan.fault.undo_changed" {
			t.Errorf("a text that another changed since: %s", told(err))
		}
		if got := b.text(t, goal.ID); got != "Theirs" {
			t.Errorf("it became %q", got)
		}
		if _, err := b.Undo(ctx, by(second)); err != nil {
			t.Fatal(toldOf(err))
		}
		if _, err := b.Undo(ctx, to("spa-6")); err != nil {
			t.Errorf("after the other undid theirs: %s", toldOf(err))
		}
		if got := b.text(t, goal.ID); got != "Victims are found" {
			t.Errorf("it became %q", got)
		}
		added, err := b.InsertNode(ctx, to("spa-6"), other.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.AddNode(ctx, by(second), added.Node.ID, plan.NodeText{Level: "goal", Text: en("Below it")}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Undo(ctx, to("spa-6")); told(err) != "plan.fault.undo_changed" {
			t.Errorf("a node below which another has put one: %s", told(err))
		}
		if _, err := b.Undo(ctx, by(focal)); fault.KindOf(err) != fault.Denied && fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody who may not: %v", err)
		}
		if _, err := b.Redo(ctx, by(second)); told(err) != "plan.fault.nothing_to_redo" {
			t.Errorf("redo after another change: %s", told(err))
		}
	})
}

func TestRewordingLosesNeitherText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _, goal, other := draftedPlan(t, d)
		ctx := context.Background()
		b.reword(t, officer, goal.ID, "Mine")
		_, err := b.Reword(ctx, by(second), goal.ID, en("Victims are found"), en("Theirs"))
		wantKind(t, err, fault.Conflict)
		if f, _ := errors.AsType[*fault.Error](err); f == nil || f.Detail.(plan.Node).Text["en"].Text != "Mine" { //nolint:forcetypeassert // a test
			t.Errorf("the conflict does not tell the stored text: %+v", err)
		}
		if _, err := b.MoveNode(ctx, to("spa-6"), goal.ID, other.ID, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reword(ctx, by(second), goal.ID, en("Mine"), en("Ours")); err != nil {
			t.Errorf("a move beside it: %s", toldOf(err))
		}
		if _, err := b.Reword(ctx, by(second), goal.ID, en("long ago"), en("Ours")); err != nil {
			t.Errorf("the text that is there already: %s", toldOf(err))
		}
	})
}

func TestAnEarlierWordingIsRestored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _, goal, _ := draftedPlan(t, d)
		ctx := context.Background()
		b.reword(t, officer, goal.ID, "Second wording")
		b.reword(t, second, goal.ID, "Third wording")
		h, err := b.NodeHistory(ctx, officer, "spa-6", goal.ID)
		if err != nil || len(h.Revisions) != 3 || h.Revisions[0].Kind != plan.DidEdit || h.Revisions[2].Kind != plan.DidAdd {
			t.Fatalf("%+v %v", h.Revisions, err)
		}
		if _, err := b.Restore(ctx, to("spa-6"), goal.ID, h.Node.Version, h.Revisions[1].ID, true); err != nil {
			t.Fatal(toldOf(err))
		}
		if got := b.text(t, goal.ID); got != "Victims are found" {
			t.Errorf("restored it says %q", got)
		}
		if _, err := b.Restore(ctx, to("spa-6"), goal.ID, h.Node.Version, h.Revisions[1].ID, false); fault.KindOf(err) != fault.Conflict {
			t.Errorf("at an old version: %v", err)
		}
		if _, err := b.NodeHistory(ctx, focal, "spa-6", goal.ID); err == nil {
			t.Error("somebody who may not reads it")
		}
	})
}

func TestRemarksAreForThoseWhoReadTheDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _, goal, _ := draftedPlan(t, d)
		ctx := context.Background()
		m, err := b.AddRemark(ctx, to("spa-6"), goal.ID, "", "Is *found* the word?")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.ResolveRemark(ctx, to("spa-6"), m.ID, 1, true); err != nil {
			t.Fatal(err)
		}
		if _, err := b.AddRemark(ctx, by(second), "", m.ID, "Identified is."); err != nil {
			t.Fatal(err)
		}
		all, err := b.Remarks(ctx, officer, "spa-6", goal.ID)
		if err != nil || len(all) != 2 || all[1].Answers != m.ID || !all[0].Resolved.IsZero() {
			t.Fatalf("an answer opens a remark again: %+v %v", all, err)
		}
		_, err = b.ResolveRemark(ctx, to("spa-6"), m.ID, 1, true)
		wantKind(t, err, fault.Conflict)
		_, err = b.AddRemark(ctx, to("spa-6"), goal.ID, "", "")
		wantKind(t, err, fault.Invalid)
		_, err = b.AddRemark(ctx, to("spa-6"), "no-such", "", "x")
		wantKind(t, err, fault.NotFound)
		if _, err := b.Remarks(ctx, focal, "spa-6", goal.ID); err == nil {
			t.Error("a member reads remarks on a draft of the secretariat's own")
		}
	})
}

// Who is where is told between windows and, on a database that several servers use, between servers.
func TestWhoIsWhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _, goal, _ := draftedPlan(t, d)
		ctx := context.Background()
		mine, theirs := kernel.NewID(), kernel.NewID()
		state := func() string {
			s, err := d.State(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		if err := b.Enter(ctx, officer, "spa-6", mine, goal.ID); err != nil {
			t.Fatal(err)
		}
		if err := b.Enter(ctx, second, "spa-6", theirs, ""); err != nil {
			t.Fatal(err)
		}
		w := b.working(t, "spa-6")
		board, err := b.Board(ctx, officer, w)
		if err != nil || len(board.Present) != 2 {
			t.Fatalf("%+v %v", board, err)
		}
		if d.Engine() == db.SQLite {
			before := state()
			if err := b.Enter(ctx, officer, "spa-6", mine, ""); err != nil || state() != before {
				t.Errorf("where one server has the database, presence is no commit: %v", err)
			}
		} else {
			other := bundle{plan.New(b.walk), b.walk}
			board, err := other.Board(ctx, officer, w)
			if err != nil || len(board.Present) != 2 || !slices.ContainsFunc(board.Present, func(p plan.Present) bool { return p.Node == goal.ID }) {
				t.Errorf("another server sees %+v %v", board, err)
			}
		}
		if err := b.Leave(ctx, second, "spa-6", theirs); err != nil {
			t.Fatal(err)
		}
		if board, err := b.Board(ctx, officer, w); err != nil || len(board.Present) != 1 {
			t.Errorf("%+v %v", board, err)
		}
		if err := b.Enter(ctx, focal, "spa-6", mine, ""); err == nil {
			t.Error("somebody who does not write the draft is there")
		}
	})
}

func TestChangesSinceAVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, _, goal, other := draftedPlan(t, d)
		ctx := context.Background()
		w := b.working(t, "spa-6")
		c, err := b.ChangesSince(ctx, officer, "spa-6", w.Draft.ID, w.Draft.Version)
		if err != nil || len(c.Touched) != 0 || c.Ordered {
			t.Fatalf("nothing changed: %+v %v", c.Touched, err)
		}
		b.reword(t, second, goal.ID, "Other words")
		c, err = b.ChangesSince(ctx, officer, "spa-6", w.Draft.ID, w.Draft.Version)
		if err != nil || len(c.Touched) != 1 || !c.Touched[goal.ID] || c.Ordered {
			t.Errorf("a text changed: %+v %v", c.Touched, err)
		}
		if _, err := b.StepNode(ctx, to("spa-6"), other.ID, -1); err != nil {
			t.Fatal(err)
		}
		c, err = b.ChangesSince(ctx, officer, "spa-6", w.Draft.ID, w.Draft.Version)
		if err != nil || !c.Ordered || c.Touched[goal.ID] != true || len(c.Touched) != 2 {
			t.Errorf("a node moved: %+v %v", c.Touched, err)
		}
		w = b.working(t, "spa-6")
		if _, err := b.Publish(ctx, to("spa-6"), w.Draft.Version, kernel.Members); err != nil {
			t.Fatal(toldOf(err))
		}
		_, err = b.ChangesSince(ctx, officer, "spa-6", w.Draft.ID, w.Draft.Version)
		wantKind(t, err, fault.Gone)
	})
}

// Eight people edit, move, split and merge one draft at once. What each was told to be saved is in the draft or in the history,
// each revision begins where the one before ended, and undoing everything of everybody gives the draft of the beginning.
func TestManyWriteOneDraftAtOnce(t *testing.T) {
	const workers, acts = 8, 12
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := setup(t, d)
		b.begin(t, "spa-6")
		for i := range 4 {
			p := b.add(t, "spa-6", "", "pillar", "", fmt.Sprintf("Pillar %d", i))
			for k := range 3 {
				b.add(t, "spa-6", p.ID, "goal", "", fmt.Sprintf("Goal %d of pillar %d.", k, i))
			}
		}
		began := b.working(t, "spa-6").Draft
		var wg sync.WaitGroup
		saved := make([][]string, workers)
		for w := range workers {
			wg.Go(func() { saved[w] = b.hammer(t, w, acts) })
		}
		wg.Wait()
		b.checkRevisions(t, began)
		all := b.everSaid(t)
		for w := range workers {
			if len(saved[w]) == 0 {
				t.Errorf("worker %d saved nothing", w)
			}
			for _, words := range saved[w] {
				if !strings.Contains(all, words) {
					t.Errorf("%q was saved and is nowhere", words)
				}
			}
		}
	})
}

// hammer is one person's work; it gives the words that were taken.
func (b bundle) hammer(t *testing.T, w, acts int) (saved []string) {
	ctx, r := context.Background(), rand.New(rand.NewPCG(7, uint64(w)))
	actor := officer
	actor.ID = kernel.ID(fmt.Sprintf("0190a3c2-7d1e-7c3a-9f10-1b2c3d4e5f%02x", 0x70+w))
	for i := range acts {
		tree := b.working(t, "spa-6").Draft.Tree
		n := tree.Nodes[r.IntN(len(tree.Nodes))]
		var err error
		switch r.IntN(6) {
		case 0, 1:
			words := fmt.Sprintf("Words %d of worker %d.", i, w)
			if _, err = b.Reword(ctx, by(actor), n.ID, en(n.Text["en"].Text), en(n.Text["en"].Text+" "+words)); err == nil {
				saved = append(saved, words)
			}
		case 2:
			_, err = b.StepNode(ctx, by(actor), n.ID, 1-2*r.IntN(2))
		case 3:
			_, err = b.SplitNode(ctx, by(actor), n.ID, n.Version, map[kernel.Lang]int{"en": r.IntN(len(n.Text["en"].Text) + 1)})
		case 4:
			_, err = b.MergeNode(ctx, by(actor), n.ID, n.Version, tree.Nodes[r.IntN(len(tree.Nodes))].ID)
		case 5:
			_, err = b.Undo(ctx, by(actor))
		}
		switch fault.KindOf(err) {
		case fault.Conflict, fault.Invalid, fault.NotFound:
		default:
			if err != nil {
				t.Errorf("worker %d: %v", w, err)
			}
		}
	}
	words := fmt.Sprintf("Last of worker %d.", w)
	n, err := b.AddNode(ctx, by(actor), "", plan.NodeText{Level: "pillar", Text: en(words)})
	if err != nil || n.Node.ID == "" {
		t.Errorf("worker %d: %v", w, err)
	}
	return append(saved, words)
}

// everSaid is all that the draft says and, by its revisions, ever said; without the spaces at which texts were cut.
func (b bundle) everSaid(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, r := range b.revisions(t) {
		for _, n := range r.Became.Nodes {
			all.WriteString(n.Text["en"].Text + "\n")
		}
	}
	return all.String()
}

func (b bundle) revisions(t *testing.T) (all []plan.Revision) {
	t.Helper()
	for since := int64(0); ; {
		some, err := b.Revisions(context.Background(), officer, "spa-6", since)
		if err != nil {
			t.Fatal(err)
		}
		if len(some) == 0 {
			return all
		}
		all, since = append(all, some...), some[len(some)-1].Seq
	}
}

// checkRevisions goes back from the draft to its beginning, revision by revision.
func (b bundle) checkRevisions(t *testing.T, began plan.WorkingDraft) {
	t.Helper()
	all := b.revisions(t)
	tree := b.working(t, "spa-6").Draft.Tree
	for i := len(all) - 1; i >= 0 && all[i].Seq > began.Version; i-- {
		next, stuck := tree.Revert(all[i], func(string) bool { return false })
		if stuck != "" {
			t.Fatalf("revision %d (%s) does not end as the next one begins: %s", all[i].Seq, all[i].Kind, stuck)
		}
		tree = next
	}
	if d := plan.Compare(began.Tree, tree); d.Added+d.Removed+d.Changed+d.Moved > 0 {
		t.Errorf("going back through all revisions does not lead to the beginning: %+v", d)
	}
}
