package governance

import (
	"context"
	"errors"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
)

// Change is what every change of the register is made with.
type Change struct {
	Actor      kernel.Actor
	Submission kernel.ID
	Version    int64         // of the record that the writer saw; 0 for a new one
	Lang       kernel.Lang   // that texts are written in; "" for the working language
	Source     kernel.Source // that the change rests on
}

// wording is how the texts of a change are written down.
type wording struct {
	lang, working kernel.Lang
	by            string
	when          kernel.Date
}

func (w wording) put(t kernel.Text, words string) kernel.Text {
	return Reword(t, w.lang, w.working, words, w.by, w.when)
}

// edit is the rule of a change: it changes content and notes what cannot be taken.
type edit[T any] func(content *T, w wording, l *fault.List)

// sourced reaches the sources of a content, which a change adds to.
type sourced[T any] func(content *T) *[]kernel.Source

// change finds a record, and as one use case locks it at the version that the writer saw, applies the rule and records
// the act. A stale version is a Conflict whose Detail is the record as it is stored now.
func change[T any](ctx context.Context, s *Service, c Change, kind Kind, f filter, src sourced[T], rule edit[T]) (r Record[T], err error) {
	defer fault.In(&err, "governance.change(%s)", kind)
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		r, err = find[T](ctx, q, c.Actor, kind, f)
		return err
	})
	if err != nil {
		return r, err
	}
	call := act.Call{Actor: c.Actor, Action: Edit, Resource: resource(kind, r.ID, r.Country), Submission: c.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Record[T], error) {
		now, err := find[T](ctx, tx, c.Actor, kind, filter{id: r.ID})
		if err != nil {
			return now, err
		}
		if now.Version != c.Version {
			return now, stale(now)
		}
		if err := apply(ctx, tx, c, &now.Content, src, rule); err != nil {
			return now, err
		}
		if err := update(ctx, tx, &now, c.Version); err != nil {
			return now, staleAgain[T](ctx, tx, c.Actor, now.ID, kind, err)
		}
		note(tx, now, "changed")
		return now, nil
	})
}

// add makes a new record as one use case. Its content begins as the zero value.
func add[T any](ctx context.Context, s *Service, c Change, r Record[T], src sourced[T], rule edit[T]) (_ Record[T], err error) {
	defer fault.In(&err, "governance.add(%s)", r.Kind)
	call := act.Call{Actor: c.Actor, Action: Edit, Resource: resource(r.Kind, "", r.Country), Submission: c.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Record[T], error) {
		n := r
		if err := apply(ctx, tx, c, &n.Content, src, rule); err != nil {
			return n, err
		}
		position, err := nextPosition(ctx, tx, n.Kind)
		if err != nil {
			return n, err
		}
		n.ID, n.Audience, n.Version, n.Position = kernel.NewID(), kernel.Public, 1, position
		n.Slug = slugOf(n.Slug, n.ID)
		if err := insert(ctx, tx, n); err != nil {
			return n, err
		}
		note(tx, n, "recorded")
		return n, nil
	})
}

func apply[T any](ctx context.Context, tx *act.Tx, c Change, content *T, src sourced[T], rule edit[T]) error {
	languages, working, err := Languages(ctx, tx)
	if err != nil {
		return err
	}
	w := wording{lang: c.Lang, working: working, by: string(tx.Office.Role), when: kernel.DateOf(tx.Now)}
	if w.lang == "" {
		w.lang = working
	}
	var faults fault.List
	if !slices.Contains(languages, w.lang) && w.lang != working {
		faults.Add("lang", "record.language_other", "language", string(w.lang), "languages", record.Joined(languages))
	}
	checkSource(&faults, c.Source)
	rule(content, w, &faults)
	if err := faults.Err(); err != nil {
		return err
	}
	c.Source.Retrieved = kernel.DateOf(tx.Now)
	*src(content) = cited(*src(content), c.Source)
	return cite(ctx, tx, c.Source)
}

// Withdraw takes a record off the register, with the reason. It stays in the history.
func (s *Service) Withdraw(ctx context.Context, c Change, kind Kind, id kernel.ID, why string) error {
	switch kind {
	case KindAgency:
		return withdraw[pack.Agency](ctx, s, c, kind, id, why)
	case KindSeat:
		return withdraw[SeatContent](ctx, s, c, kind, id, why)
	case KindHolder:
		return withdraw[HolderContent](ctx, s, c, kind, id, why)
	case KindContact:
		return withdraw[pack.Contact](ctx, s, c, kind, id, why)
	case KindPartner:
		return withdraw[pack.Partner](ctx, s, c, kind, id, why)
	case KindSecretariat:
		return withdraw[pack.SecretariatTerm](ctx, s, c, kind, id, why)
	case KindChair:
		return withdraw[pack.ChairTerm](ctx, s, c, kind, id, why)
	default:
		return fault.New(fault.NotFound, "fault.not_found")
	}
}

func withdraw[T any](ctx context.Context, s *Service, c Change, kind Kind, id kernel.ID, why string) (err error) {
	defer fault.In(&err, "governance.withdraw(%s)", kind)
	var r Record[T]
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		r, err = find[T](ctx, q, c.Actor, kind, filter{id: id, withdrawn: true})
		return err
	})
	if err != nil {
		return err
	}
	call := act.Call{Actor: c.Actor, Action: changeAction(kind), Resource: resource(kind, id, r.Country), Submission: c.Submission}
	_, err = act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (kernel.ID, error) {
		if why == "" {
			var faults fault.List
			faults.Add("why", "governance.fault.why")
			return id, faults.Err()
		}
		now, err := find[T](ctx, tx, c.Actor, kind, filter{id: id})
		if err != nil {
			return id, err
		}
		if now.Version != c.Version {
			return id, stale(now)
		}
		now.Withdrawn = why
		if err := update(ctx, tx, &now, c.Version); err != nil {
			return id, err
		}
		note(tx, now, "withdrawn")
		return id, nil
	})
	return err
}

// stale is the answer to a save that was made from an older version.
func stale[T any](now Record[T]) error {
	return &fault.Error{Kind: fault.Conflict, Text: fault.Message{Key: "fault.conflict"}, Detail: now, Err: db.ErrStale}
}

// staleAgain tells what is stored now when the lock came too late.
func staleAgain[T any](ctx context.Context, tx *act.Tx, actor kernel.Actor, id kernel.ID, kind Kind, err error) error {
	if !errors.Is(err, db.ErrStale) {
		return err
	}
	now, err := find[T](ctx, tx, actor, kind, filter{id: id})
	if err != nil {
		return err
	}
	return stale(now)
}

// slugOf makes the name of a new record in addresses: letters and digits of the words, and the end of its identifier so that
// no two are the same.
func slugOf(words string, id kernel.ID) string {
	var b strings.Builder
	for _, r := range strings.ToLower(words) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	tail := string(id[len(id)-6:])
	if b.Len() == 0 {
		return tail
	}
	return strings.Trim(b.String(), "-") + "-" + tail
}
