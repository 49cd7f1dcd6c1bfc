package plan

import (
	"context"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
)

// draftReaders are the circles that may read a working draft.
var draftReaders = []kernel.Audience{kernel.SecretariatOnly, kernel.Members}

// beginEmpty starts the first working draft of a plan that has just been begun.
func beginEmpty(ctx context.Context, tx *act.Tx, p Plan, audience kernel.Audience) error {
	if !slices.Contains(draftReaders, audience) {
		var l fault.List
		l.Add("draft", "plan.fault.audience")
		return l.Err()
	}
	d := WorkingDraft{ID: kernel.NewID(), Plan: p.ID, Begun: tx.Now, Changed: tx.Now, Audience: audience, Version: 1}
	if err := insertDraft(ctx, tx, d); err != nil {
		return err
	}
	return saveTree(ctx, tx, d.ID, Tree{}, Tree{Levels: p.Levels})
}
