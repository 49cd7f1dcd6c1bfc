package meeting

import "sampan/internal/platform/pack"

// Decision is something that a meeting decided, with the meeting.
type Decision struct {
	pack.Outcome

	Meeting Meeting `json:"-"`
}
