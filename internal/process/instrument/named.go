package instrument

import (
	"context"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
)

// asKnown gives the records without the names of meetings that the actor may not see: a name tells that there is one.
func (s *Service) asKnown(ctx context.Context, actor kernel.Actor, all []Instrument) ([]Instrument, error) {
	if s.links.MeetingTitle == nil {
		return all, nil
	}
	shown := make([]Instrument, len(all))
	err := s.walk.DB.Read(ctx, func(q db.Queryer) error {
		for i, one := range all {
			known, err := s.meetingKnown(ctx, q, actor, one.Meeting)
			if err != nil {
				return err
			}
			if !known {
				one.Meeting = ""
			}
			shown[i] = one
		}
		return nil
	})
	return shown, err
}

// meetingKnown says that the actor may see the meeting of that name.
func (s *Service) meetingKnown(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string) (bool, error) {
	if slug == "" {
		return false, nil
	}
	title, err := s.links.MeetingTitle(ctx, q, actor, slug)
	return !title.Empty(), err
}

// checkMeeting refuses a public record that names a meeting which not everybody may see: its act would tell the name for
// good. A meeting that is not on record may be named.
func (s *Service) checkMeeting(ctx context.Context, tx *act.Tx, faults *fault.List, c *Content, audience kernel.Audience) error {
	if audience != kernel.Public || c.Meeting == "" || s.links.MeetingTitle == nil {
		return nil
	}
	mine, err := s.meetingKnown(ctx, tx, tx.Actor, c.Meeting)
	if err != nil || !mine {
		return err
	}
	everybodys, err := s.meetingKnown(ctx, tx, kernel.Anonymous, c.Meeting)
	if err == nil && !everybodys {
		faults.Add("meeting", "instrument.fault.meeting_not_public", "slug", c.Meeting)
	}
	return err
}
