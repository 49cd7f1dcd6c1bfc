package plan

import (
	"context"
	"io"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
)

// ImportFile is the core of `sampan import plan FILE --plan SLUG`: it begins a working draft where there is none, reads
// the file, and makes it the text of the draft. It gives what changed. A dry run only tells: it begins no draft and leaves
// no preview.
func (s *Service) ImportFile(ctx context.Context, actor kernel.Actor, slug string, file io.Reader, dry bool) (d Difference, err error) {
	defer fault.In(&err, "plan.ImportFile(%s)", slug)
	content, err := io.ReadAll(io.LimitReader(file, MaxUpload+1))
	if err != nil {
		return d, err
	}
	to := To{Actor: actor, Slug: slug}
	if dry {
		return s.compareFile(ctx, to, content)
	}
	if _, err := s.Begin(ctx, to, kernel.SecretariatOnly); err != nil && !fault.Is(err, fault.Conflict) {
		return d, err
	}
	p, err := s.PreviewImport(ctx, to, content)
	if err != nil {
		return d, err
	}
	return s.ConfirmImport(ctx, to, p.ID)
}

// compareFile tells what a file would change in the working draft, or in the text that one would begin with.
func (s *Service) compareFile(ctx context.Context, to To, content []byte) (d Difference, err error) {
	if err := s.mayEdit(ctx, to); err != nil {
		return d, err
	}
	w, err := s.Working(ctx, to.Actor, to.Slug)
	if fault.Is(err, fault.NotFound) {
		w, err = s.toBegin(ctx, to)
	}
	if err != nil {
		return d, err
	}
	next, err := readImport(content, w)
	return Compare(w.Draft.Tree, next), err
}

// toBegin is the working draft as it would begin now.
func (s *Service) toBegin(ctx context.Context, to To) (WorkingText, error) {
	w, err := s.described(ctx, to.Actor, to.Slug)
	if err != nil {
		return w, err
	}
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		last, err := lastNumber(ctx, q, w.Plan.ID, Draft)
		if err != nil {
			return err
		}
		w.Draft.Tree, err = s.firstText(ctx, q, w.Plan, last, 0)
		return err
	})
	return w, err
}

// ExportFile is the core of `sampan export plan SLUG --draft N --format xlsx|json|md`. Draft is a number, "working" for
// the working draft, or "" for the text that stands for the plan.
func (s *Service) ExportFile(ctx context.Context, actor kernel.Actor, slug, draft, format string, l *i18n.Locale, w io.Writer) (err error) {
	defer fault.In(&err, "plan.ExportFile(%s)", slug)
	x, err := s.export(ctx, actor, slug, draft)
	if err != nil {
		return err
	}
	return x.Write(w, format, l)
}

func (s *Service) export(ctx context.Context, actor kernel.Actor, slug, draft string) (Export, error) {
	if draft == string(Working) {
		w, err := s.Working(ctx, actor, slug)
		return ExportWorking(w), err
	}
	if draft == "" {
		r, err := s.Get(ctx, actor, slug)
		if err != nil {
			return Export{}, err
		}
		return s.ExportReading(ctx, r)
	}
	n, err := strconv.Atoi(draft)
	if err != nil {
		return Export{}, fault.New(fault.NotFound, "fault.not_found")
	}
	r, err := s.Edition(ctx, actor, slug, Draft, n)
	if err != nil {
		return Export{}, err
	}
	return s.ExportReading(ctx, r)
}
