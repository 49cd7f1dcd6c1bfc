package plan

import (
	"time"

	"sampan/internal/kernel"
)

// WorkingDraft is the draft of a plan that is being written.
type WorkingDraft struct {
	ID       kernel.ID       `json:"id"`
	Plan     kernel.ID       `json:"plan"`
	Number   int             `json:"number"` // that it will be published under
	Begun    time.Time       `json:"begun"`
	Changed  time.Time       `json:"changed"`
	Audience kernel.Audience `json:"audience"`
	Version  int64           `json:"version"` // of the whole; rises with every change of any node

	Tree Tree `json:"-"`
}
