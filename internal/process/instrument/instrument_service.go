package instrument

import (
	"context"
	_ "embed" // the policy
	"errors"
	"io"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
	"sampan/internal/platform/text"
)

//go:embed policy.cedar
var policyText string

// The actions on instruments.
const (
	Read         access.Action = "instrument:read"
	RecordOne    access.Action = "instrument:record"
	CorrectOne   access.Action = "instrument:correct"
	WithdrawOne  access.Action = "instrument:withdraw"
	AddOne       access.Action = "instrument:add_file"
	resourceKind               = "instrument"
)

// Policy decides who may do what with instruments.
var Policy = access.Policy{Name: "instrument", Text: policyText, Actions: []access.Action{Read, RecordOne, CorrectOne, WithdrawOne, AddOne}}

// Links are what instruments need of other features; app wires them.
type Links struct {
	// Members are the countries that may be party, in the order of the process.
	Members func(ctx context.Context, q db.Queryer) ([]kernel.Country, error)
	// Languages are those of the process, in which records are written; nil where any is taken.
	Languages func(ctx context.Context, q db.Queryer) ([]kernel.Lang, error)
	// MeetingTitle names the meeting of a slug; an empty text when none is on record. It may be nil.
	MeetingTitle func(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string) (kernel.Text, error)
}

// Service runs the use cases of instruments.
type Service struct {
	walk  *act.Walk
	blobs *blob.Store
	links Links
}

// New makes the feature. Texts are kept in blobs.
func New(w *act.Walk, blobs *blob.Store, links Links) *Service { return &Service{w, blobs, links} }

// Audiences are the circles that a record may be meant for.
var Audiences = []kernel.Audience{kernel.Public, kernel.Members, kernel.SecretariatOnly}

// recorded is the payload of the acts on a record: the whole record as it stands after the act.
type recorded struct {
	Instrument Content `json:"instrument"`
	Why        string  `json:"why,omitempty"`
	Instead    string  `json:"instead,omitempty"`
}

// added is the payload of the acts on a text: what it is, and the hash that proves it.
type added struct {
	Instrument string    `json:"instrument"` // slug
	File       File      `json:"file"`
	Replaces   kernel.ID `json:"replaces,omitempty"`
	Replaced   string    `json:"replaced_sha256,omitempty"`
	Why        string    `json:"why,omitempty"`
}

func resource(i Instrument) access.Resource {
	return access.Resource{Kind: resourceKind, ID: i.ID, Country: i.Country, Audience: i.Audience, State: string(i.State)}
}

func (s *Service) call(actor kernel.Actor, action access.Action, submission kernel.ID) act.Call {
	return act.Call{Actor: actor, Action: action, Resource: access.Kind(resourceKind), Submission: submission}
}

func actOf(kind string, i Instrument, payload any) act.Act {
	return act.Act{Kind: kind, Object: kernel.Ref{Kind: "instrument", ID: i.ID}, Version: i.Version, Audience: i.Audience, Payload: payload}
}

// Record puts a new instrument on record.
func (s *Service) Record(ctx context.Context, actor kernel.Actor, submission kernel.ID, c Content, audience kernel.Audience) (i Instrument, err error) {
	defer fault.In(&err, "instrument.Record")
	return act.Do(ctx, s.walk, s.call(actor, RecordOne, submission), func(ctx context.Context, tx *act.Tx) (Instrument, error) {
		if err := s.admit(ctx, tx, &c, audience); err != nil {
			return Instrument{}, err
		}
		i := fresh(tx, c, audience)
		return i, store(ctx, tx, i)
	})
}

// fresh is an instrument that comes on record now.
func fresh(tx *act.Tx, c Content, audience kernel.Audience) Instrument {
	return Instrument{ID: kernel.NewID(), Content: c, Audience: audience, Version: 1, Recorded: tx.Now, Changed: tx.Now}
}

// store puts an instrument on record that was checked.
func store(ctx context.Context, tx *act.Tx, i Instrument) error {
	if err := insert(ctx, tx, i); err != nil {
		return err
	}
	tx.Record(actOf("instrument.recorded", i, recorded{Instrument: i.Content}))
	return nil
}

// Correct replaces what is on record of an instrument. version is the one that the officer saw: when somebody saved in
// the meantime, the conflict's Detail is the Instrument that is stored now.
func (s *Service) Correct(ctx context.Context, actor kernel.Actor, submission kernel.ID, slug string, version int64, c Content, audience kernel.Audience) (i Instrument, err error) {
	defer fault.In(&err, "instrument.Correct")
	return act.Do(ctx, s.walk, s.call(actor, CorrectOne, submission), func(ctx context.Context, tx *act.Tx) (Instrument, error) {
		i, err := s.take(ctx, tx, CorrectOne, slug, version)
		if err != nil {
			return Instrument{}, err
		}
		c.Slug = i.Slug
		if err := s.admit(ctx, tx, &c, audience); err != nil {
			return Instrument{}, err
		}
		i.Content, i.Audience, i.Changed = c, audience, tx.Now
		if err := update(ctx, tx, i); err != nil {
			return Instrument{}, err
		}
		tx.Record(actOf("instrument.corrected", i, recorded{Instrument: c}))
		return i, nil
	})
}

// Withdraw takes a record out of the lists, with the reason and, where there is one, the slug of the record that stands in
// its place. The record and its texts stay.
func (s *Service) Withdraw(ctx context.Context, actor kernel.Actor, submission kernel.ID, slug string, version int64, why, instead string) (i Instrument, err error) {
	defer fault.In(&err, "instrument.Withdraw")
	return act.Do(ctx, s.walk, s.call(actor, WithdrawOne, submission), func(ctx context.Context, tx *act.Tx) (Instrument, error) {
		i, err := s.take(ctx, tx, WithdrawOne, slug, version)
		if err != nil {
			return Instrument{}, err
		}
		w := Withdrawal{Why: why, Instead: instead, At: tx.Now}
		if err := checkWithdrawal(ctx, tx, slug, &w); err != nil {
			return Instrument{}, err
		}
		i.Withdrawn, i.Changed = &w, tx.Now
		if err := withdraw(ctx, tx, i); err != nil {
			return Instrument{}, err
		}
		tx.Record(actOf("instrument.withdrawn", i, recorded{i.Content, w.Why, w.Instead}))
		return i, nil
	})
}

func checkWithdrawal(ctx context.Context, tx *act.Tx, slug string, w *Withdrawal) error {
	var faults fault.List
	text.CleanRecord(&faults, "", w)
	if w.Why == "" {
		faults.Add("why", "instrument.fault.why")
	}
	if w.Instead != "" {
		other, err := load(ctx, tx, w.Instead)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || other.Withdrawn != nil || w.Instead == slug {
			faults.Add("instead", "instrument.fault.unknown", "slug", w.Instead)
		}
	}
	return faults.Err()
}

// AddFile puts a text on record: content is received and typed by what it holds, then recorded with its hash. When it takes
// the place of another text, that one stays and says so.
func (s *Service) AddFile(ctx context.Context, actor kernel.Actor, submission kernel.ID, slug string, version int64, n NewFile, content io.Reader) (i Instrument, err error) {
	defer fault.In(&err, "instrument.AddFile")
	if err := s.walk.Access.Check(actor, AddOne, access.Kind(resourceKind)); err != nil {
		return Instrument{}, err
	}
	staged, err := s.Stage(content)
	if err != nil {
		return Instrument{}, err
	}
	defer staged.Discard()
	return s.AddStaged(ctx, actor, submission, slug, version, n, staged)
}

// Stage receives a text and types it, before anything is known of it. The caller has asked whether the sender may.
func (s *Service) Stage(content io.Reader) (*blob.Staged, error) {
	return s.blobs.Stage(content, FileLimit, blob.Documents...)
}

// AddStaged is AddFile for a text that has been received.
func (s *Service) AddStaged(ctx context.Context, actor kernel.Actor, submission kernel.ID, slug string, version int64, n NewFile, staged *blob.Staged) (i Instrument, err error) {
	defer fault.In(&err, "instrument.AddStaged")
	return act.Do(ctx, s.walk, s.call(actor, AddOne, submission), func(ctx context.Context, tx *act.Tx) (Instrument, error) {
		i, err := s.take(ctx, tx, AddOne, slug, version)
		if err != nil {
			return Instrument{}, err
		}
		err = put(ctx, tx, &i, n, staged)
		return i, err
	})
}

// put puts a received text on record of an instrument that is locked.
func put(ctx context.Context, tx *act.Tx, i *Instrument, n NewFile, staged *blob.Staged) error {
	var faults fault.List
	text.CleanRecord(&faults, "", &n)
	if err := errors.Join(faults.Err(), n.check(i.Files)); err != nil {
		return err
	}
	if slices.ContainsFunc(i.Files, func(f File) bool { return f.Stands() && f.SHA256 == staged.SHA256 && f.Lang == n.Lang }) {
		faults.Add("file", "instrument.fault.file_twice")
		return faults.Err()
	}
	info, err := staged.Keep(ctx, tx)
	if err != nil {
		return err
	}
	f := File{ID: kernel.NewID(), Lang: n.Lang, What: n.What, Note: n.Note, Info: info, Added: tx.Now}
	if err := insertFile(ctx, tx, i.ID, f); err != nil {
		return err
	}
	kind, payload := "instrument.file_added", added{Instrument: i.Slug, File: f}
	if at := slices.IndexFunc(i.Files, func(o File) bool { return o.ID == n.Replaces }); n.Replaces != "" && at >= 0 {
		if err := supersede(ctx, tx, n.Replaces, f, n.Why); err != nil {
			return err
		}
		kind = "instrument.file_superseded"
		payload.Replaces, payload.Replaced, payload.Why = n.Replaces, i.Files[at].SHA256, n.Why
	}
	tx.Record(actOf(kind, *i, payload))
	i.Files, err = loadFiles(ctx, tx, i.ID)
	return err
}

// take locks a record that stands at the version that the actor saw, and asks whether they may.
func (s *Service) take(ctx context.Context, tx *act.Tx, action access.Action, slug string, version int64) (Instrument, error) {
	i, err := load(ctx, tx, slug)
	if err != nil {
		return Instrument{}, err
	}
	if err := tx.Require(action, resource(i)); err != nil {
		return Instrument{}, err
	}
	lockErr := db.Lock(ctx, tx, "instrument", string(i.ID), version)
	if i, err = load(ctx, tx, slug); err != nil {
		return Instrument{}, err
	}
	switch {
	case i.Withdrawn != nil:
		return Instrument{}, fault.New(fault.Gone, "instrument.fault.withdrawn")
	case errors.Is(lockErr, db.ErrStale):
		return Instrument{}, &fault.Error{Kind: fault.Conflict, Text: fault.Message{Key: "fault.conflict"}, Detail: i, Err: lockErr}
	}
	return i, lockErr
}

// admit cleans and checks a record that is to be stored.
func (s *Service) admit(ctx context.Context, tx *act.Tx, c *Content, audience kernel.Audience) error {
	members, err := s.links.Members(ctx, tx)
	if err != nil {
		return err
	}
	var faults fault.List
	if refused, ok := errors.AsType[*fault.Error](check(c, members)); ok {
		faults.Fields = refused.Fields
	}
	if !slices.Contains(Audiences, audience) {
		faults.Add("audience", "instrument.fault.audience")
	}
	if err := s.checkMeeting(ctx, tx, &faults, c, audience); err != nil {
		return err
	}
	if s.links.Languages != nil {
		languages, err := s.links.Languages(ctx, tx)
		if err != nil {
			return err
		}
		record.CheckLanguages(&faults, c, languages)
	}
	return faults.Err()
}

// Get finds the record of an instrument by its slug, with its texts. A withdrawn one is found too, and says so.
func (s *Service) Get(ctx context.Context, actor kernel.Actor, slug string) (i Instrument, err error) {
	defer fault.In(&err, "instrument.Get")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		i, err = s.get(ctx, q, actor, slug)
		return err
	})
	return i, err
}

func (s *Service) get(ctx context.Context, q db.Queryer, actor kernel.Actor, slug string) (Instrument, error) {
	i, err := load(ctx, q, slug)
	if err != nil {
		return Instrument{}, err
	}
	if err := s.walk.Access.Check(actor, Read, resource(i)); err != nil {
		return Instrument{}, fault.Wrap(fault.NotFound, err, "fault.not_found")
	}
	return i, nil
}

// List gives one page of the instruments that the actor may see, newest first, without their texts.
func (s *Service) List(ctx context.Context, actor kernel.Actor, f Filter, page kernel.Page) (all record.Listing[Instrument], err error) {
	defer fault.In(&err, "instrument.List")
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		all, err = list(ctx, q, actor, f, page)
		return err
	})
	return all, err
}

// everyInstrument gives all records that stand and that the actor may see, newest first.
func everyInstrument(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]Instrument, error) {
	return every(ctx, q, actor, Filter{})
}

// OpenFile opens a text on record for somebody who may read its instrument. The caller closes it.
func (s *Service) OpenFile(ctx context.Context, actor kernel.Actor, slug string, id kernel.ID) (f File, content io.ReadSeekCloser, err error) {
	defer fault.In(&err, "instrument.OpenFile")
	i, err := s.Get(ctx, actor, slug)
	if err != nil {
		return File{}, nil, err
	}
	at := slices.IndexFunc(i.Files, func(f File) bool { return f.ID == id })
	if at < 0 {
		return File{}, nil, fault.New(fault.NotFound, "fault.not_found")
	}
	content, err = s.blobs.Open(i.Files[at].Info)
	return i.Files[at], content, err
}

// LoadPack puts the instruments of a process on record, each as an act of its own.
func (s *Service) LoadPack(ctx context.Context, tx *act.Tx, p *pack.Pack) (err error) {
	defer fault.In(&err, "instrument.LoadPack")
	for _, c := range p.Instruments {
		if err := store(ctx, tx, fresh(tx, Content{c}, p.AudienceOf(pack.KindInstrument, c.Slug))); err != nil {
			return err
		}
	}
	if err := s.loadTexts(ctx, tx, p); err != nil {
		return err
	}
	return retire(ctx, tx, p.Withdrawals)
}
