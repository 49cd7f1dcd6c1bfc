package plan_test

import (
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/process/plan"
)

func TestThePathOfAPlan(t *testing.T) {
	legal := map[plan.State]map[plan.State]plan.MoveKind{
		plan.Announced:         {plan.Drafting: plan.Work},
		plan.Drafting:          {plan.InConsultation: plan.Work},
		plan.InConsultation:    {plan.Revised: plan.Work},
		plan.Revised:           {plan.InConsultation: plan.Work},
		plan.AgreedInPrinciple: {plan.Announced: plan.Correction, plan.Drafting: plan.Correction, plan.InConsultation: plan.Correction, plan.Revised: plan.Correction},
	}
	official := []plan.State{plan.AgreedInPrinciple, plan.Endorsed, plan.InForce, plan.Concluded}
	for i, from := range plan.States {
		for k, to := range plan.States {
			want := legal[from][to]
			switch {
			case k >= 4 && k >= i:
				want = plan.Recording // whatever lies between: the plan may have been made elsewhere
			case i >= 4:
				want = plan.Correction
			}
			if got := plan.MoveOf(from, to); got != want {
				t.Errorf("%s to %s is %q, want %q", from, to, got, want)
			}
		}
	}
	for _, s := range official {
		if !s.Official() || plan.Drafting.Official() || plan.Revised.Official() {
			t.Errorf("%s", s)
		}
	}
	if plan.MoveOf("", plan.Endorsed) != plan.NoMove || plan.MoveOf(plan.Endorsed, "adopted") != plan.NoMove {
		t.Error("a state that is none")
	}
}

func TestMovedPlansKeepTheirPathInOrder(t *testing.T) {
	kinds := func(p plan.Plan) (all string) {
		for _, s := range p.Known.Path {
			all += s.Kind + ":" + s.State + " "
		}
		return all
	}
	p := plan.Plan{State: plan.Drafting}
	for _, step := range []struct {
		to   plan.State
		path string
	}{
		{plan.InConsultation, "consultation:done "},
		{plan.Revised, "consultation:done "},
		{plan.InConsultation, "consultation:done "},
		{plan.InForce, "consultation:done in_force:done "},
		{plan.InForce, "consultation:done in_force:done "},
		{plan.Concluded, "consultation:done in_force:done concluded:done "},
		{plan.InForce, "consultation:done in_force:done "},
		{plan.Drafting, "consultation:done in_force:unknown "},
		{plan.Endorsed, "consultation:done endorsed:done in_force:unknown "},
	} {
		before := kinds(p)
		next := p.Moved(plan.Move{To: step.to, Basis: plan.Stated, Start: "2030"})
		if kinds(p) != before {
			t.Fatalf("moving to %s changed the plan that it was made from", step.to)
		}
		if p = next; kinds(p) != step.path || p.State != step.to {
			t.Errorf("%s: %s", step.to, kinds(p))
		}
	}
	if st, ok := p.Known.Adoption(); !ok || st.Start != kernel.Date("2030") {
		t.Errorf("%+v", p.Known.Path)
	}
}
