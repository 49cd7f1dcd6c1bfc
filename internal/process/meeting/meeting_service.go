package meeting

import (
	"context"
	_ "embed" // the policy
	"errors"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
	"sampan/internal/platform/text"
)

//go:embed policy.cedar
var policyText string

// The actions on meetings.
const (
	Read         access.Action = "meeting:read"
	RecordOne    access.Action = "meeting:record"
	CorrectOne   access.Action = "meeting:correct"
	WithdrawOne  access.Action = "meeting:withdraw"
	resourceKind               = "meeting"
)

// Policy decides who may do what with meetings.
var Policy = access.Policy{Name: "meeting", Text: policyText, Actions: []access.Action{Read, RecordOne, CorrectOne, WithdrawOne}}

// Plan is a plan of action on whose course meetings lie.
type Plan struct {
	Slug   string
	Short  kernel.Text // "SPA IV"
	Period kernel.Period
}

// Links are what meetings need of other features; app wires them.
type Links struct {
	// Members are the countries that may host, in the order of the process.
	Members func(ctx context.Context, q db.Queryer) ([]kernel.Country, error)
	// Languages are those of the process, in which records are written; nil where any is taken.
	Languages func(ctx context.Context, q db.Queryer) ([]kernel.Lang, error)
	// Plans are the plans of action that were endorsed, oldest first; nil when there are none to show.
	Plans func(ctx context.Context, q db.Queryer) ([]Plan, error)
	// Address is the public address of the installation, as "https://commit.example": calendars name it.
	Address string
}

// Service runs the use cases of meetings.
type Service struct {
	walk  *act.Walk
	links Links
}

// New makes the feature.
func New(w *act.Walk, links Links) *Service { return &Service{walk: w, links: links} }

// Audiences are the circles that a record may be meant for.
var Audiences = []kernel.Audience{kernel.Public, kernel.Members, kernel.SecretariatOnly}

// recorded is the payload of the acts of a meeting: the whole record as it stands after the act.
type recorded struct {
	Meeting Content `json:"meeting"`
	Why     string  `json:"why,omitempty"`
	Instead string  `json:"instead,omitempty"`
}

func resource(m Meeting) access.Resource {
	return access.Resource{Kind: resourceKind, ID: m.ID, Country: m.Country, Audience: m.Audience, State: string(m.State)}
}

// Record puts a new meeting on record.
func (s *Service) Record(ctx context.Context, actor kernel.Actor, submission kernel.ID, c Content, audience kernel.Audience) (m Meeting, err error) {
	defer fault.In(&err, "meeting.Record")
	call := act.Call{Actor: actor, Action: RecordOne, Resource: access.Kind(resourceKind), Submission: submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Meeting, error) {
		kind, err := s.admit(ctx, tx, &c, audience)
		if err != nil {
			return Meeting{}, err
		}
		m := fresh(tx, c, audience)
		return m, store(ctx, tx, m, kind)
	})
}

// fresh is a meeting that comes on record now.
func fresh(tx *act.Tx, c Content, audience kernel.Audience) Meeting {
	return Meeting{ID: kernel.NewID(), Content: c, Audience: audience, Version: 1, Recorded: tx.Now, Changed: tx.Now}
}

// store puts a meeting on record that was checked.
func store(ctx context.Context, tx *act.Tx, m Meeting, kind Kind) error {
	if err := insertMeeting(ctx, tx, m, kind); err != nil {
		return err
	}
	tx.Record(actOf("meeting.recorded", m, recorded{Meeting: m.Content}))
	return nil
}

// Correct replaces what is on record of a meeting. version is the one that the officer saw: when somebody saved in the
// meantime, the conflict's Detail is the Meeting that is stored now.
func (s *Service) Correct(ctx context.Context, actor kernel.Actor, submission kernel.ID, slug string, version int64, c Content, audience kernel.Audience) (m Meeting, err error) {
	defer fault.In(&err, "meeting.Correct")
	call := act.Call{Actor: actor, Action: CorrectOne, Resource: access.Kind(resourceKind), Submission: submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Meeting, error) {
		m, err := s.take(ctx, tx, CorrectOne, slug, version)
		if err != nil {
			return Meeting{}, err
		}
		c.Slug = m.Slug
		kind, err := s.admit(ctx, tx, &c, audience)
		if err != nil {
			return Meeting{}, err
		}
		m.Content, m.Audience, m.Changed = c, audience, tx.Now
		if err := updateMeeting(ctx, tx, m, kind); err != nil {
			return Meeting{}, err
		}
		tx.Record(actOf("meeting.corrected", m, recorded{Meeting: c}))
		return m, nil
	})
}

// Withdraw takes a record out of the lists, with the reason and, where there is one, the slug of the record that stands in
// its place. The record itself stays.
func (s *Service) Withdraw(ctx context.Context, actor kernel.Actor, submission kernel.ID, slug string, version int64, why, instead string) (m Meeting, err error) {
	defer fault.In(&err, "meeting.Withdraw")
	call := act.Call{Actor: actor, Action: WithdrawOne, Resource: access.Kind(resourceKind), Submission: submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Meeting, error) {
		m, err := s.take(ctx, tx, WithdrawOne, slug, version)
		if err != nil {
			return Meeting{}, err
		}
		w := Withdrawal{Why: why, Instead: instead, At: tx.Now}
		if err := checkWithdrawal(ctx, tx, m, &w); err != nil {
			return Meeting{}, err
		}
		m.Withdrawn, m.Changed = &w, tx.Now
		if err := withdrawMeeting(ctx, tx, m); err != nil {
			return Meeting{}, err
		}
		tx.Record(actOf("meeting.withdrawn", m, recorded{m.Content, w.Why, w.Instead}))
		return m, nil
	})
}

func actOf(kind string, m Meeting, payload recorded) act.Act {
	return act.Act{Kind: kind, Object: kernel.Ref{Kind: "meeting", ID: m.ID}, Version: m.Version, Audience: m.Audience, Payload: payload}
}

// take locks a record that stands at the version that the actor saw, and asks whether they may.
func (s *Service) take(ctx context.Context, tx *act.Tx, action access.Action, slug string, version int64) (Meeting, error) {
	m, err := loadMeeting(ctx, tx, slug)
	if err != nil {
		return Meeting{}, err
	}
	if err := tx.Require(action, resource(m)); err != nil {
		return Meeting{}, err
	}
	lockErr := db.Lock(ctx, tx, "meeting", string(m.ID), version)
	if m, err = loadMeeting(ctx, tx, slug); err != nil {
		return Meeting{}, err
	}
	switch {
	case m.Withdrawn != nil:
		return Meeting{}, fault.New(fault.Gone, "meeting.fault.withdrawn")
	case errors.Is(lockErr, db.ErrStale):
		return Meeting{}, &fault.Error{Kind: fault.Conflict, Text: fault.Message{Key: "fault.conflict"}, Detail: m, Err: lockErr}
	}
	return m, lockErr
}

// admit cleans and checks a record that is to be stored and gives its kind.
func (s *Service) admit(ctx context.Context, tx *act.Tx, c *Content, audience kernel.Audience) (Kind, error) {
	w, err := s.world(ctx, tx)
	if err != nil {
		return Kind{}, err
	}
	var faults fault.List
	kind, err := w.admit(c, audience)
	add(&faults, err)
	for path, named := range map[string][]string{"joint_with": c.JointWith, "conflicts_with": c.ConflictsWith} {
		have, err := slugs(ctx, tx, named)
		if err != nil {
			return Kind{}, err
		}
		for _, slug := range named {
			if !have[slug] || slug == c.Slug {
				faults.Add(path, "meeting.fault.unknown_meeting", "slug", slug)
			}
		}
		if err := checkNames(ctx, tx, &faults, audience, path, named); err != nil {
			return Kind{}, err
		}
	}
	return kind, faults.Err()
}

// admit is admit for all but the meetings that a record names.
func (w world) admit(c *Content, audience kernel.Audience) (Kind, error) {
	var faults fault.List
	add(&faults, w.check(c))
	if w.languages != nil {
		record.CheckLanguages(&faults, c, w.languages)
	}
	if !slices.Contains(Audiences, audience) {
		faults.Add("audience", "meeting.fault.audience")
	}
	return kindOf(w.kinds, c.Kind), faults.Err()
}

// add gathers the fields of an Invalid fault into a list.
func add(faults *fault.List, err error) {
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		faults.Fields = append(faults.Fields, refused.Fields...)
	}
}

func (s *Service) world(ctx context.Context, q db.Queryer) (world, error) {
	kinds, err := loadKinds(ctx, q)
	if err != nil {
		return world{}, err
	}
	w := world{kinds: kinds}
	if w.members, err = s.links.Members(ctx, q); err != nil || s.links.Languages == nil {
		return w, err
	}
	w.languages, err = s.links.Languages(ctx, q)
	return w, err
}

func checkWithdrawal(ctx context.Context, tx *act.Tx, m Meeting, w *Withdrawal) error {
	var faults fault.List
	text.CleanRecord(&faults, "", w)
	if w.Why == "" {
		faults.Add("why", "meeting.fault.why")
	}
	if w.Instead != "" {
		have, err := slugs(ctx, tx, []string{w.Instead})
		if err != nil {
			return err
		}
		if !have[w.Instead] || w.Instead == m.Slug {
			faults.Add("instead", "meeting.fault.unknown_meeting", "slug", w.Instead)
		}
		if err := checkNames(ctx, tx, &faults, m.Audience, "instead", []string{w.Instead}); err != nil {
			return err
		}
	}
	return faults.Err()
}

// Get finds the record of a meeting by its slug. A withdrawn one is found too, and says so.
func (s *Service) Get(ctx context.Context, actor kernel.Actor, slug string) (m Meeting, err error) {
	defer fault.In(&err, "meeting.Get")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		m, err = s.get(ctx, q, actor, slug)
		return err
	})
	return m, err
}

func (s *Service) get(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string) (Meeting, error) {
	m, err := loadMeeting(ctx, q, slug)
	if err != nil {
		return Meeting{}, err
	}
	if err := s.walk.Access.Check(actor, Read, resource(m)); err != nil {
		return Meeting{}, fault.Wrap(fault.NotFound, err, "fault.not_found")
	}
	return m, nil
}

// List gives one page of the meetings that the actor may see.
func (s *Service) List(ctx context.Context, actor kernel.Actor, f Filter, page kernel.Page) (list record.Listing[Meeting], err error) {
	defer fault.In(&err, "meeting.List")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		list, err = listMeetings(ctx, q, actor, f, page)
		return err
	})
	return list, err
}

// Decisions gives one page of what meetings decided, newest first.
func (s *Service) Decisions(ctx context.Context, actor kernel.Actor, f Filter, page kernel.Page) (list record.Listing[Decision], err error) {
	defer fault.In(&err, "meeting.Decisions")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		list, err = listDecisions(ctx, q, actor, f, page)
		return err
	})
	return list, err
}

// Gaps tells what is missing from the record.
func (s *Service) Gaps(ctx context.Context, actor kernel.Actor) (gaps []Gap, err error) {
	defer fault.In(&err, "meeting.Gaps")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		all, err := everyMeeting(ctx, q, actor)
		if err == nil {
			gaps, err = gapsAmong(ctx, q, actor, all)
		}
		return err
	})
	return gaps, err
}

func gapsAmong(ctx context.Context, q db.Queryer, actor kernel.Actor, all []Meeting) ([]Gap, error) {
	kinds, err := loadKinds(ctx, q)
	if err != nil {
		return nil, err
	}
	noted, err := loadGaps(ctx, q, actor)
	return findGaps(kinds, all, noted), err
}

// everyMeeting gives all records that stand and that the actor may see, oldest first.
func everyMeeting(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]Meeting, error) {
	return every(ctx, q, actor, Filter{Oldest: true})
}

// LoadPack puts the kinds, meetings and gaps of a process on record, each meeting as an act of its own.
func (s *Service) LoadPack(ctx context.Context, tx *act.Tx, p *pack.Pack) (err error) {
	defer fault.In(&err, "meeting.LoadPack")
	kinds := map[string]Kind{}
	for i, k := range p.Process.Kinds {
		kind := Kind{
			MeetingKind: k, Rank: i, Chairs: p.Process.ChairRule != nil && p.Process.ChairRule.HostOf == k.Code,
			Regular: slices.ContainsFunc(p.Process.Cadence, func(c pack.Cadence) bool { return c.Kind == k.Code }),
		}
		if err := insertKind(ctx, tx, kind); err != nil {
			return err
		}
		kinds[k.Code] = kind
	}
	for _, c := range p.Meetings {
		if err := store(ctx, tx, fresh(tx, c, p.AudienceOf(pack.KindMeeting, c.Slug)), kinds[c.Kind]); err != nil {
			return err
		}
	}
	for _, g := range p.Gaps {
		if err := saveGap(ctx, tx, g); err != nil {
			return err
		}
	}
	return retire(ctx, tx, p.Withdrawals)
}
