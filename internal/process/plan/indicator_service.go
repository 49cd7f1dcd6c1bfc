package plan

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// IndicatorText is what a person gives of an indicator. Languages that are not given stay as they are; see Revise.
type IndicatorText struct {
	Code     string
	Text     kernel.Text
	Unit     kernel.Text
	Baseline *Measure
	Targets  []Measure
	Note     kernel.Text
	Sources  []kernel.Source
}

func (in IndicatorText) apply(i Indicator, lead kernel.Lang) Indicator {
	i.Code, i.Baseline, i.Targets, i.Sources = in.Code, in.Baseline, in.Targets, in.Sources
	i.Text, i.Unit, i.Note = Revise(i.Text, in.Text, lead), Revise(i.Unit, in.Unit, lead), Revise(i.Note, in.Note, lead)
	return i
}

// SavedIndicator is an indicator as it was stored, with its version.
type SavedIndicator struct {
	Indicator Indicator `json:"indicator"`
	Version   int64     `json:"version"`
}

// AddIndicator gives a node one more indicator.
func (s *Service) AddIndicator(ctx context.Context, to To, node string, in IndicatorText) (saved SavedIndicator, err error) {
	defer fault.In(&err, "plan.AddIndicator(%s)", to.Slug)
	return change(ctx, s, to, DidEdit, func(t Tree, lead kernel.Lang) (Tree, SavedIndicator, error) {
		i := in.apply(Indicator{ID: string(kernel.NewID()), Node: node}, lead)
		t.Indicators = append(slices.Clone(t.Indicators), i)
		t = t.Arrange()
		return t, SavedIndicator{i, 1}, t.Err()
	})
}

// EditIndicator changes an indicator that the actor saw at a version. When it has another by now, the Conflict's Detail
// is the Indicator that is stored.
func (s *Service) EditIndicator(ctx context.Context, to To, id string, version int64, in IndicatorText) (saved SavedIndicator, err error) {
	defer fault.In(&err, "plan.EditIndicator(%s)", to.Slug)
	return change(ctx, s, to, DidEdit, func(t Tree, lead kernel.Lang) (Tree, SavedIndicator, error) {
		at, err := seenIndicator(t, id, version)
		if err != nil {
			return t, SavedIndicator{}, err
		}
		old := t.Indicators[at]
		i := in.apply(old, lead)
		t.Indicators = slices.Clone(t.Indicators)
		t.Indicators[at] = i
		if asText(i) != asText(old) {
			i.Version++
		}
		return t, SavedIndicator{i, i.Version}, t.Err()
	})
}

// RemoveIndicator takes an indicator away.
func (s *Service) RemoveIndicator(ctx context.Context, to To, id string, version int64) (left int, err error) {
	defer fault.In(&err, "plan.RemoveIndicator(%s)", to.Slug)
	return change(ctx, s, to, DidEdit, func(t Tree, _ kernel.Lang) (Tree, int, error) {
		at, err := seenIndicator(t, id, version)
		if err != nil {
			return t, 0, err
		}
		t.Indicators = slices.Delete(slices.Clone(t.Indicators), at, at+1)
		return t, len(t.Indicators), nil
	})
}

// seenIndicator is the place of the indicator at the version that the actor saw.
func seenIndicator(t Tree, id string, version int64) (int, error) {
	at := slices.IndexFunc(t.Indicators, func(i Indicator) bool { return i.ID == id })
	if at < 0 {
		return at, fault.New(fault.NotFound, "fault.not_found")
	}
	if t.Indicators[at].Version != version {
		conflict := fault.New(fault.Conflict, "fault.conflict")
		conflict.Detail = t.Indicators[at]
		return at, conflict
	}
	return at, nil
}
